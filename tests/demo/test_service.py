"""The demo's story and its clock."""

import shutil
from collections import Counter
from datetime import date, datetime, time

import pytest
from sqlalchemy import select, text

from conference import clock, create_app, installation
from conference.accounts import service as accounts
from conference.accounts.rules import Role
from conference.db import db, transaction
from conference.demo import people, programme, service
from conference.mail.models import Letter
from conference.pact import service as pacts
from conference.pact.models import State as MilestoneState
from conference.programme import plan, presenters
from conference.programme.board import overview
from conference.programme.models import Kind as SessionKind
from conference.programme.models import Presenter, ProjectState, Slot, WorkshopPlace
from conference.programme.models import State as SessionState
from conference.programme.people import inviting, projects
from conference.programme.people import service as lists
from conference.programme.releases import service as releases
from conference.programme.releases.changes import ChangeKind
from conference.registration import service as registrations
from conference.registration.models import Answer, Invitation, Kind, Registration, State
from tests.serving import close, make_settings

#: Enough to see the story; the whole number is loaded by the tests of `make run`.
FEW = 12


def load(**numbers):
    with transaction():
        service.load(**{"attendees": FEW} | numbers)


@pytest.fixture(scope="module")
def lived(sqlite_template, tmp_path_factory):
    """A database in which the story has been lived once: that takes a while, and most tests only read."""
    file = tmp_path_factory.mktemp("story") / "story.sqlite3"
    shutil.copyfile(sqlite_template, file)
    app = create_app(make_settings(file.parent, f"sqlite:///{file}"))
    with app.app_context():
        load()
        db.session.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        db.session.commit()
    close(app)
    return file


@pytest.fixture
def story(lived, tmp_path):
    """The same to oneself."""
    file = shutil.copyfile(lived, tmp_path / "story.sqlite3")
    app = create_app(make_settings(tmp_path, f"sqlite:///{file}"))
    with app.app_context():
        yield
    close(app)


on_one_database = pytest.mark.parametrize("database_kind", ["sqlite"])


def kickoff():
    return registrations.get_conference("kickoff2018")


def attendees():
    """Who registered by themselves and alone."""
    query = select(Registration).where(Registration.email.startswith("deltager")).order_by(Registration.seq)
    return list(db.session.scalars(query))


def everybody():
    return list(db.session.scalars(select(Registration).order_by(Registration.seq)))


def local(moment):
    """The Danish minute: the clock goes on while the story is lived."""
    return clock.to_local(moment).replace(second=0, microsecond=0, tzinfo=None)


def test_it_stands_on_monday_5_november_2018_at_nine(story):
    assert local(clock.now()) == datetime(2018, 11, 5, 9)


def test_six_milestones_lie_behind_and_are_done_on_their_last_day(story):
    states = {milestone.key: milestone for milestone in pacts.list_milestones()}
    ahead = states.pop("kick-off")

    assert ahead.state == MilestoneState.PLANNED
    assert len(states) == 6
    assert all(each.state == MilestoneState.DONE and each.done_on == each.last_on for each in states.values())


def test_the_kick_offs_day_was_settled_by_the_ordinary_verb(story):
    milestone = pacts.get_milestone("kick-off")

    assert milestone.when.words("da") == "22. november 2018"
    assert [earlier.when.words("da") for earlier in milestone.earlier] == ["efteråret 2018"]
    assert milestone.sequence == 1


def test_each_deed_was_done_at_its_time(story):
    milestone, conference = pacts.get_milestone("kick-off"), kickoff()

    assert local(milestone.created_at) == datetime(2018, 5, 29, 9)
    assert local(milestone.changed_at) == datetime(2018, 8, 20, 10)
    assert local(conference.created_at).date() == local(milestone.changed_at).date()
    assert local(pacts.timeline_changed_at()) == datetime(2018, 10, 31, 15)


def test_the_conference_has_400_seats_and_registration_is_open(story):
    conference = kickoff()

    assert registrations.find_current_conference() == conference
    assert registrations.seats(conference).capacity == 400
    assert local(conference.starts_at).date() == datetime(2018, 11, 22).date()
    assert local(conference.opens_at).date() == datetime(2018, 9, 1).date()
    assert local(conference.closes_at).date() == datetime(2018, 11, 15).date()


@pytest.mark.parametrize(("language", "word"), [("da", "opdigtet"), ("en", "made up")])
def test_it_says_that_day_and_place_are_made_up(language, word, story):
    conference = kickoff()

    assert word in getattr(conference, f"summary_{language}")
    assert word in getattr(conference, f"way_{language}")


def test_the_same_people_registered_in_the_same_order_since_september(story):
    organisations = [partner.name for partner in pacts.list_partners()]
    came = attendees()

    assert [(each.name, each.email, each.organisation, each.kind, each.language) for each in came] == [
        (each.name, each.email, each.organisation, each.kind, each.language)
        for each in people.invented(FEW, organisations=organisations)
    ]
    assert [each.created_at for each in came] == sorted(each.created_at for each in came)
    assert {local(each.created_at).month for each in came} == {9, 10}


def test_their_organisations_are_the_pacts_partners(story):
    assert all((each.partner is not None) == bool(each.organisation) for each in attendees())


def test_nobody_invented_gets_a_letter(story):
    assert db.session.scalars(select(Letter)).all() == []


@on_one_database
def test_with_fewer_seats_the_last_ones_wait(database):
    load(capacity=8)

    states = [each.state for each in everybody()]
    assert states == [State.CONFIRMED] * 8 + [State.WAITING] * (len(states) - 8)


def test_a_second_demo_leaves_the_first_as_it_is(story):
    with pytest.raises(service.NoDemo):
        load(attendees=1)

    assert len(attendees()) == FEW


def test_a_database_with_staff_is_no_place_for_a_demo(database):
    with transaction():
        accounts.add("ane@staff.example", Role.ORGANISER)

    with pytest.raises(service.NoDemo):
        load()

    assert installation.demo_offset() is None
    assert pacts.list_milestones() == []


def test_its_clock_moves_forth_and_back(story):
    for wall in (datetime(2018, 11, 22, 8, 30), datetime(2018, 11, 6, 12)):
        with transaction():
            service.move_clock(wall)

        assert local(clock.now()) == wall


def test_only_a_demos_clock_can_be_moved(database):
    with pytest.raises(service.NoDemo), transaction():
        service.move_clock(datetime(2018, 11, 22, 9))

    assert abs((clock.now() - clock.real_now()).total_seconds()) < 1


def test_it_is_put_back_when_its_registration_has_closed(story):
    with transaction():
        service.move_clock(datetime(2018, 11, 16, 9))

    with transaction():
        was_late = service.put_back()

    assert was_late
    assert local(clock.now()).date() == datetime(2018, 11, 5).date()


def test_it_is_left_alone_while_registration_is_open(story):
    with transaction():
        service.move_clock(datetime(2018, 11, 15, 23))

    with transaction():
        was_late = service.put_back()

    assert not was_late
    assert local(clock.now()).date() == datetime(2018, 11, 15).date()


def test_twelve_ambassadors_are_asked_and_most_have_said_yes(story):
    asked = inviting.standings().ambassadors
    states = [asked[each.id].state for each in lists.list_ambassadors()]
    assert len(states) == 12
    assert {state: states.count(state) for state in set(states)} == {
        SessionState.CONFIRMED: 9,
        SessionState.INVITED: 2,
        SessionState.DECLINED: 1,
    }


def test_five_of_eight_projects_were_granted_on_31_october(story):
    applied = projects.list_projects()
    granted = [each for each in applied if each.state is ProjectState.GRANTED]
    assert (len(applied), len(granted)) == (8, 5)
    assert {each.decided_on for each in granted} == {date(2018, 10, 31)}
    assert set(inviting.standings().projects) == {each.id for each in granted}


def test_the_plan_fits_and_a_few_times_are_free(story):
    slots = plan.list_slots(kickoff())
    free = [slot.kind for slot in slots if slot.session is None]
    assert [room.name for room in plan.list_rooms(kickoff())] == ["Hallen", "Sal A", "Sal B"]
    assert (local(slots[0].starts_at).time(), local(slots[-1].ends_at).time()) == (time(9, 30), time(15, 30))
    assert {kind: free.count(kind) for kind in free} == {SessionKind.AMBASSADOR: 3, SessionKind.PROJECT: 2}
    assert [each.message for each in overview.list_warnings(kickoff()) if each.is_blocking] == []


def test_the_second_release_shows_what_changed(story):
    second, first = releases.list_versions(kickoff())
    assert [change.kinds for change in second.changes] == [
        (ChangeKind.NEW,),
        (ChangeKind.MOVED, ChangeKind.ROOM),
    ]
    assert [local(each.released_at).day for each in (first, second)] == [2, 5]
    assert len(releases.latest(kickoff()).entries) == 21


def test_everything_released_has_its_words_in_both_languages(story):
    entries = releases.latest(kickoff()).entries
    unsaid = [each.title_da for each in entries if not (each.title_en and each.title_da)]
    unexplained = [
        each.title_da
        for each in entries
        if each.kind is not SessionKind.BREAK and not (each.abstract_da and each.abstract_en)
    ]
    assert (unsaid, unexplained) == ([], [])


def test_who_said_yes_is_registered_and_who_did_not_has_a_link(story):
    guests = [each.email for each in everybody() if each.kind is Kind.PRESENTER]
    assert len(guests) == 16
    assert all(address.endswith("@demo.example") for address in guests)
    waiting = programme.find_waiting()
    assert (waiting.name, waiting.registration) == ("Jens Ørum", None)
    assert presenters.get_presenter(presenters.own_code(waiting)) == waiting


def told():
    """All that people read of the story, and nothing that is made by chance."""
    slots = db.session.scalars(select(Slot).order_by(Slot.starts_at, Slot.room_id))
    speaking = select(Presenter.export_id, Presenter.name, Presenter.email).order_by(Presenter.export_id)
    changes = [version.changes for version in releases.list_versions(kickoff())]
    sessions = plan.list_sessions(kickoff())
    return {
        "places": [(each.seq, each.name, each.kind, each.state) for each in everybody()],
        "slots": [(slot.room.name, slot.starts_at, slot.session and slot.session.title_da) for slot in slots],
        "sessions": [(each.export_id, each.state, each.abstract_en) for each in sessions],
        "speaking": [tuple(row) for row in db.session.execute(speaking)],
        "changes": [[(each.title_da, each.kinds, each.after) for each in version] for version in changes],
        "projects": [(each.title_da, each.state, each.sum_dkk) for each in projects.list_projects()],
    }


@pytest.fixture
def told_before(story):
    return told()


def test_it_is_the_same_at_every_run_on_both_databases(told_before, database):
    load()

    assert told() == told_before


def test_some_came_together_some_were_invited_and_some_chose_the_workshop(story):
    conference = kickoff()
    contact = db.session.scalar(select(Registration).filter_by(is_contact=True))
    answers = Counter(each.answer for each in db.session.scalars(select(Invitation)))
    chosen = db.session.scalars(select(WorkshopPlace)).all()

    assert [each.email is not None for each in registrations.list_party(contact)] == [True, True, False, True]
    assert answers == {Answer.YES: 3, Answer.NO: 1, Answer.SILENT: 3}
    assert registrations.seats(conference).held == 3
    assert [each.state for each in chosen] == [State.CONFIRMED] * len(chosen)
    assert len(chosen) > 5
