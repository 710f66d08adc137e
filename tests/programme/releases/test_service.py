"""What the public sees of the plan, and when: versions, their numbers, and who is told."""

from datetime import timedelta

import pytest

from conference import clock
from conference.db import db
from conference.mail.models import Letter
from conference.programme import service
from conference.programme.models import State
from conference.programme.releases import service as releases
from conference.programme.rules import place_of
from tests.factories import moment
from tests.programme.conftest import do, letters
from tests.programme.factories import (
    make_presenter,
    make_room,
    make_session,
    make_slot,
)
from tests.queries import queries


@pytest.fixture
def place(kickoff, room, saved, at):
    """Put a confirmed session, its presenter told so, into a slot of its own in Sal A."""
    at("2018-11-05 12:00")

    def put(wall="10:00", room=room, presenter=None, **session):
        slot = make_slot(room, wall)
        values = {"state": State.CONFIRMED, "told_slot": place_of(slot), **session}
        slot.session = make_session(kickoff, presenter or make_presenter(kickoff), **values)
        return saved(slot).session

    return put


@pytest.fixture
def release(kickoff):
    """Release the plan as it stands; the document that is public then."""

    def publish(**more):
        do(releases.release, kickoff, by="staff:1", **more)
        return releases.latest(kickoff)

    return publish


def change(row, **values):
    """An organiser changes the plan."""

    def write():
        for name, value in values.items():
            setattr(row, name, value)
        db.session.flush()

    do(write)


def move(session, minutes):
    slot, on = session.slot, timedelta(minutes=minutes)
    change(slot, starts_at=slot.starts_at + on, ends_at=slot.ends_at + on)


def test_nothing_is_shown_before_the_first_release(kickoff, place):
    place()

    assert releases.latest(kickoff) is None


def test_a_release_shows_confirmed_sessions_in_their_slots(kickoff, place, release, saved):
    robots = place(title_da="Robotter", title_en="")
    place("10:20", state=State.INVITED)
    saved(make_session(kickoff, state=State.CONFIRMED))

    document = release()

    [entry] = document.entries
    assert (document.number, document.released_at) == (1, moment("2018-11-05 12:00"))
    assert (entry.uid, entry.code, entry.export_id) == (robots.uid, robots.code, robots.export_id)
    assert (entry.title_da, entry.title_en, entry.titled_in) == ("Robotter", "Robotter", "da")
    assert (entry.starts_at, entry.ends_at) == (moment("2018-11-22 10:00"), moment("2018-11-22 10:10"))
    assert [person.uid for person in entry.presenters] == [robots.presenters[0].uid]
    assert [room.name for room in document.rooms] == ["Sal A"]


def test_a_draft_shows_nowhere(kickoff, place, release):
    robots = place(title_da="Robotter")
    before = release()

    change(robots, title_da="Noget andet")
    move(robots, 5)

    assert releases.latest(kickoff) == before


def test_numbers_and_times_move_for_what_changed_alone(place, release, at):
    robots, drones = place(), place("10:20")
    release()
    at("2018-11-06 09:00")
    move(robots, 60)

    document = release()

    assert document.number == 2
    assert [
        (entry.sequence, entry.released_at)
        for entry in (document.by_code[robots.code], document.by_code[drones.code])
    ] == [(1, moment("2018-11-06 09:00")), (0, moment("2018-11-05 12:00"))]


def test_papers_come_without_a_new_number(place, release):
    robots = place()
    release()
    for presenter in robots.presenters:
        change(presenter, recording_consent_at=clock.now())

    [entry] = release().entries

    assert (entry.may_record, entry.sequence) == (True, 0)


def test_two_releases_at_the_same_second_are_a_second_apart(place, release):
    robots = place()
    first = release()
    move(robots, 5)

    second = release()

    assert second.released_at == first.released_at + timedelta(seconds=1)


def test_a_renamed_room_is_news_of_its_sessions(room, place, release, kickoff, saved):
    elsewhere = saved(make_room(kickoff))
    robots, drones = place(), place(room=elsewhere)
    release()
    change(room, name="Store sal")

    document = release()

    assert (document.by_code[robots.code].sequence, document.by_code[drones.code].sequence) == (1, 0)
    assert (letters(), robots.entry_sequence) == ([("moved", robots.presenters[0].name)], 1)
    assert not releases.preview(kickoff).letters  # told once


def test_a_slug_never_changes(place, release):
    robots = place(title_da="Ærø på én dag: 3D-print & robotter!")
    [before] = release().entries
    change(robots, title_da="Robotter")

    [after] = release().entries

    assert before.slug == f"kickoff2018-aeroe-paa-en-dag-3d-print-robotter-{robots.code.lower()}"
    assert after.slug == before.slug


@pytest.mark.parametrize("deed", [service.cancel, service.withdraw, service.give_back])
def test_what_was_released_and_does_not_take_place_stays_as_cancelled(deed, kickoff, place, release, at):
    robots = place()
    [before] = release().entries
    at("2018-11-06 09:00")
    do(deed, robots)

    [entry] = release().entries

    assert (entry.is_cancelled, entry.sequence, entry.released_at) == (True, 1, moment("2018-11-06 09:00"))
    assert (entry.starts_at, entry.room_key) == (before.starts_at, before.room_key)
    assert releases.latest(kickoff).held == ()


def test_a_cancelled_session_leaves_ninety_days_after_its_time(place, release, at):
    robots, drones = place(), place("10:20")
    release()
    do(service.cancel, robots)
    release()
    at("2019-02-20 10:09")
    change(drones, title_da="Nyt")
    stays = release()
    at("2019-02-20 10:11")
    change(drones, title_da="Nyere")

    assert [entry.code for entry in stays.entries] == [robots.code, drones.code]
    assert [entry.code for entry in release().entries] == [drones.code]


def test_what_comes_back_after_that_has_a_higher_number(place, release, at, kickoff, room, saved):
    robots, drones = place(), place("10:20")
    release()
    do(service.cancel, robots)
    cancelled = release().by_code[robots.code].sequence
    at("2019-03-20 10:00")
    change(drones, title_da="Nyt")
    release()
    slot = saved(make_slot(room, "2019-05-02 10:00"))
    change(robots, state=State.CONFIRMED, slot=slot)

    assert release().by_code[robots.code].sequence > cancelled


def test_a_room_that_is_gone_still_names_what_was_cancelled_in_it(kickoff, place, release, saved):
    aside = saved(make_room(kickoff, name="Sidesalen", key="side"))
    robots, _drones = place(room=aside), place("10:20")
    release()
    slot = robots.slot
    do(service.cancel, robots)

    def remove():
        db.session.delete(slot)
        db.session.flush()
        db.session.delete(aside)
        db.session.flush()

    do(remove)

    document = release()

    assert document.rooms_by_key["side"].name == "Sidesalen"


def test_nothing_new_is_no_release(place, release):
    place()
    release()

    with pytest.raises(releases.NothingNew):
        release()


def test_an_empty_plan_is_no_release(kickoff, release):
    with pytest.raises(releases.NothingNew):
        release()


def test_a_plan_that_changed_since_it_was_looked_at_is_not_released(kickoff, place, release):
    robots = place()
    seen = releases.preview(kickoff).fingerprint
    change(robots, title_en="Machines")

    with pytest.raises(releases.PlanChanged):
        release(seen=seen)

    assert releases.latest(kickoff) is None


def test_a_letter_that_would_go_elsewhere_by_now_is_not_sent_unseen(kickoff, place, release):
    robots = place()
    release()
    move(robots, 60)
    seen = releases.preview(kickoff).fingerprint
    change(robots.presenters[0], email="right@firma.example", email_folded="right@firma.example")

    with pytest.raises(releases.PlanChanged):
        release(seen=seen)


def test_a_preview_that_was_released_meanwhile_is_not_released_twice(kickoff, place, release):
    place()
    seen = releases.preview(kickoff).fingerprint
    release(seen=seen)

    with pytest.raises(releases.PlanChanged):
        release(seen=seen)


def test_time_that_passes_changes_no_preview(kickoff, place, at):
    place()
    seen = releases.preview(kickoff).fingerprint
    at("2018-11-05 12:03")

    assert releases.preview(kickoff).fingerprint == seen


def test_a_blocking_warning_stops_a_release(kickoff, place, release, saved):
    bodil = make_presenter(kickoff)
    place(presenter=bodil)
    place(room=saved(make_room(kickoff)), presenter=bodil)

    with pytest.raises(releases.NotReady):
        release()

    assert len(releases.preview(kickoff).blocking) == 1


def test_who_is_moved_is_told_once_and_nobody_else(place, release):
    robots, _drones = place(), place("10:20")
    release()
    first = letters()
    move(robots, 60)
    release()
    second = letters()
    change(robots, title_en="Machines")
    release()

    assert (first, second) == ([], [("moved", robots.presenters[0].name)])
    assert letters() == second


def test_a_move_that_was_taken_back_before_the_release_is_told_to_nobody(place, release):
    robots, drones = place(), place("10:20")
    release()
    move(robots, 60)
    move(robots, -60)
    change(drones, title_en="Drones")

    release()

    assert letters() == []


def test_a_person_is_told_of_all_that_moves_in_one_letter(place, release, kickoff):
    bodil = make_presenter(kickoff)
    robots, drones = place(presenter=bodil), place("10:20", presenter=bodil)
    release()
    move(robots, 60)
    move(drones, 60)

    release()

    [letter] = db.session.scalars(db.select(Letter).filter_by(name="presenter.moved"))
    assert [told["session"] for told in letter.facts["sessions"]] == [robots.uid, drones.uid]
    assert [told["sequence"] for told in letter.facts["sessions"]] == [1, 1]


def test_those_who_stay_are_told_of_other_presenters(place, release, kickoff, saved):
    robots = place()
    release()
    carl = saved(make_presenter(kickoff, name="Carl"))
    change(robots, presenters=[*robots.presenters, carl])

    release()

    assert letters() == [("moved", robots.presenters[0].name)]


def test_who_has_no_address_is_shown_and_not_written_to(place, release, kickoff):
    robots = place(presenter=make_presenter(kickoff, email=None, email_folded=None))
    release()
    move(robots, 60)

    planned = releases.preview(kickoff)
    release()

    assert [each.presenter for each in planned.letters] == robots.presenters
    assert letters() == []


def test_the_preview_names_exactly_the_letters_that_are_then_written(place, release, kickoff):
    robots, drones = place(), place("10:20")
    release()
    move(robots, 60)
    change(drones, slot=None)

    planned = releases.preview(kickoff)
    release()

    assert letters() == [
        (due.letter.removeprefix("presenter."), due.presenter.name) for due in planned.letters
    ]
    assert {name for name, _to in letters()} == {"moved", "given_back"}


def test_versions_are_listed_with_what_they_changed(kickoff, place, release):
    robots = place()
    release()
    move(robots, 60)
    release(note_da="Robotter flytter.", note_en="Robots move.")

    second, first = releases.list_versions(kickoff)

    assert (first.number, [change.kinds for change in first.changes]) == (1, [("new",)])
    assert (second.number, second.note_en) == (2, "Robots move.")
    [moved] = second.changes
    assert (moved.before.starts_at, moved.after.starts_at) == (
        moment("2018-11-22 10:00"),
        moment("2018-11-22 11:00"),
    )


def test_a_released_document_is_read_from_the_database_once(kickoff, place, release):
    place()
    release()

    with queries() as asked:
        releases.latest(kickoff)

    assert len(asked) == 1
    assert "document" not in asked[0]
