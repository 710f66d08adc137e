"""The demo's story and its clock."""

from datetime import datetime

import pytest
from sqlalchemy import select

from conference import clock, installation
from conference.accounts import service as accounts
from conference.accounts.rules import Role
from conference.db import db, transaction
from conference.demo import people, service
from conference.mail.models import Letter
from conference.pact import service as pacts
from conference.pact.models import State as MilestoneState
from conference.registration import service as registrations
from conference.registration.models import Registration, State

pytestmark = pytest.mark.usefixtures("database")

#: Enough to see the story; the whole number is loaded by the tests of `make run`.
FEW = 12


def load(**numbers):
    with transaction():
        service.load(**{"attendees": FEW} | numbers)


def kickoff():
    return registrations.get_conference("kickoff2018")


def attendees():
    return list(db.session.scalars(select(Registration).order_by(Registration.seq)))


def local(moment):
    """The Danish minute: the clock goes on while the story is lived."""
    return clock.to_local(moment).replace(second=0, microsecond=0, tzinfo=None)


def test_it_stands_on_monday_5_november_2018_at_nine():
    load()

    assert local(clock.now()) == datetime(2018, 11, 5, 9)


def test_six_milestones_lie_behind_and_are_done_on_their_last_day():
    load()

    states = {milestone.key: milestone for milestone in pacts.list_milestones()}
    ahead = states.pop("kick-off")

    assert ahead.state == MilestoneState.PLANNED
    assert len(states) == 6
    assert all(each.state == MilestoneState.DONE and each.done_on == each.last_on for each in states.values())


def test_the_kick_offs_day_was_settled_by_the_ordinary_verb():
    load()

    milestone = pacts.get_milestone("kick-off")

    assert milestone.when.words("da") == "22. november 2018"
    assert [earlier.when.words("da") for earlier in milestone.earlier] == ["efteråret 2018"]
    assert milestone.sequence == 1


def test_each_deed_was_done_at_its_time():
    load()

    milestone, conference = pacts.get_milestone("kick-off"), kickoff()

    assert local(milestone.created_at) == datetime(2018, 5, 29, 9)
    assert local(milestone.changed_at) == datetime(2018, 8, 20, 10)
    assert local(conference.created_at).date() == local(milestone.changed_at).date()
    assert local(pacts.timeline_changed_at()) == datetime(2018, 10, 31, 15)


def test_the_conference_has_400_seats_and_registration_is_open():
    load()

    conference = kickoff()

    assert registrations.find_current_conference() == conference
    assert registrations.seats(conference).capacity == 400
    assert local(conference.starts_at).date() == datetime(2018, 11, 22).date()
    assert local(conference.opens_at).date() == datetime(2018, 9, 1).date()
    assert local(conference.closes_at).date() == datetime(2018, 11, 15).date()


@pytest.mark.parametrize(("language", "word"), [("da", "opdigtet"), ("en", "made up")])
def test_it_says_that_day_and_place_are_made_up(language, word):
    load()

    conference = kickoff()

    assert word in getattr(conference, f"summary_{language}")
    assert word in getattr(conference, f"way_{language}")


def test_the_same_people_registered_in_the_same_order_since_september():
    load()

    organisations = [partner.name for partner in pacts.list_partners()]
    came = attendees()

    assert [(each.name, each.email, each.organisation, each.kind, each.language) for each in came] == [
        (each.name, each.email, each.organisation, each.kind, each.language)
        for each in people.invented(FEW, organisations=organisations)
    ]
    assert [each.created_at for each in came] == sorted(each.created_at for each in came)
    assert {local(each.created_at).month for each in came} == {9, 10}


def test_their_organisations_are_the_pacts_partners():
    load()

    assert all((each.partner is not None) == bool(each.organisation) for each in attendees())


def test_nobody_invented_gets_a_letter():
    load()

    assert db.session.scalars(select(Letter)).all() == []


def test_with_fewer_seats_the_last_ones_wait():
    load(capacity=8)

    assert [each.state for each in attendees()] == [State.CONFIRMED] * 8 + [State.WAITING] * 4


def test_a_second_demo_leaves_the_first_as_it_is():
    load()

    with pytest.raises(service.NoDemo):
        load(attendees=1)

    assert len(attendees()) == FEW


def test_a_database_with_staff_is_no_place_for_a_demo():
    with transaction():
        accounts.add("ane@staff.example", Role.ORGANISER)

    with pytest.raises(service.NoDemo):
        load()

    assert installation.demo_offset() is None
    assert pacts.list_milestones() == []


def test_its_clock_moves_forth_and_back():
    load()

    for wall in (datetime(2018, 11, 22, 8, 30), datetime(2018, 11, 6, 12)):
        with transaction():
            service.move_clock(wall)

        assert local(clock.now()) == wall


def test_only_a_demos_clock_can_be_moved():
    with pytest.raises(service.NoDemo), transaction():
        service.move_clock(datetime(2018, 11, 22, 9))

    assert abs((clock.now() - clock.real_now()).total_seconds()) < 1


def test_it_is_put_back_when_its_registration_has_closed():
    load()
    with transaction():
        service.move_clock(datetime(2018, 11, 16, 9))

    with transaction():
        was_late = service.put_back()

    assert was_late
    assert local(clock.now()).date() == datetime(2018, 11, 5).date()


def test_it_is_left_alone_while_registration_is_open():
    load()
    with transaction():
        service.move_clock(datetime(2018, 11, 15, 23))

    with transaction():
        was_late = service.put_back()

    assert not was_late
    assert local(clock.now()).date() == datetime(2018, 11, 15).date()
