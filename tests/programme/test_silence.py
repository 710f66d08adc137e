"""Who does not answer is reminded, then passed over for the next on the reserve list."""

from datetime import date

import pytest

from conference.programme import service, silence
from conference.programme.models import Kind, State
from tests.factories import moment
from tests.programme.conftest import claim, do, hold, letters
from tests.programme.factories import make_presenter, make_session, make_slot
from tests.queries import queries


def nightly():
    """All that the worker does about silence."""
    do(silence.expire_silent)
    do(silence.promote_reserves)
    do(silence.remind_silent)


@pytest.fixture
def reserve(kickoff, saved):
    """Sessions on the reserve list, by rank."""

    def make(rank, **overrides):
        presenter = make_presenter(kickoff, name=f"Reserve {rank}")
        return saved(make_session(kickoff, presenter, state=State.RESERVE, reserve_rank=rank, **overrides))

    return make


def test_the_silent_hear_three_times_and_then_no_more(talk, at):
    heard = {}
    for day in ("10-31", "11-01", "11-02", "11-05", "11-06", "11-07", "11-08", "11-09", "11-10"):
        at(f"2018-{day} 09:00")
        before = len(letters())
        nightly()
        nightly()
        heard[day] = [name for name, _ in letters()[before:]]

    assert {day: names for day, names in heard.items() if names} == {
        "11-01": ["reminder"],
        "11-06": ["reminder"],
        "11-08": ["reminder"],
        "11-09": ["expired"],
    }
    assert talk.state is State.EXPIRED


def test_a_worker_that_slept_sends_the_latest_reminder_alone(talk, at):
    at("2018-11-06 09:00")

    nightly()

    assert letters() == [("reminder", "Bodil Åkjær")]


def test_the_day_is_the_danish_one(talk, at):
    at("2018-11-08 23:59")
    nightly()
    last_minute = talk.state

    at("2018-11-09 00:01")
    nightly()

    assert (last_minute, talk.state) == (State.INVITED, State.EXPIRED)


def test_who_has_answered_is_left_in_peace(kickoff, room, talk, saved, at):
    claim(talk, saved(make_slot(room)))
    no = saved(make_session(kickoff, make_presenter(kickoff)))
    do(service.decline, no, no.presenters[0])

    at("2018-11-08 09:00")
    nightly()
    at("2018-11-09 09:00")
    nightly()

    assert letters() == [("confirmed", "Bodil Åkjær")]


def test_who_is_just_answering_at_midnight_gets_to_the_end(room, talk, saved, at):
    slot = saved(make_slot(room))
    at("2018-11-08 23:59")
    hold(talk, slot)

    at("2018-11-09 00:05")
    nightly()

    assert claim(talk, slot).session is talk


def test_after_the_lock_only_who_can_still_say_yes_is_reminded(kickoff, room, talk, saved, at):
    chosen = saved(make_session(kickoff, make_presenter(kickoff, name="Carla")))
    saved(make_slot(room, session=chosen))
    do(lambda: setattr(service.hold_programme(kickoff), "locked_at", moment("2018-11-01 12:00")))

    at("2018-11-06 09:00")
    nightly()

    assert letters() == [("reminder", "Carla")]


def test_many_silent_ones_cost_no_more_queries(kickoff, talk, saved, at):
    at("2018-11-06 09:00")
    asked = []
    for _ in range(3):
        nightly()
        with queries() as these:
            nightly()
        asked.append(len(these))
        saved(make_session(kickoff, make_presenter(kickoff)))

    assert asked[0] == asked[2]


def test_an_expired_invitation_brings_up_the_next_whose_session_fits(room, talk, reserve, saved, at):
    saved(make_slot(room))
    long, fitting, later = reserve(1, minutes=20), reserve(2), reserve(3)
    nightly()
    before = [each.state for each in (long, fitting, later)]

    at("2018-11-09 09:00")
    nightly()

    assert before == [State.RESERVE] * 3
    assert [each.state for each in (long, fitting, later)] == [State.RESERVE, State.INVITED, State.RESERVE]
    assert (fitting.reply_by, fitting.reserve_rank) == (date(2018, 11, 16), None)
    assert service.own_code(fitting.presenters[0])
    assert letters()[-2:] == [("expired", "Bodil Åkjær"), ("invited", "Reserve 2")]


def test_as_many_are_brought_up_as_there_are_slots_too_many(kickoff, room, talk, reserve, saved):
    for hour in ("10:00", "11:00", "12:00"):
        saved(make_slot(room, hour))
    saved(make_slot(room, "13:00", kind=Kind.PROJECT))
    several = [reserve(rank) for rank in (1, 2, 3)]

    nightly()

    assert [each.state for each in several] == [State.INVITED, State.INVITED, State.RESERVE]


def test_a_session_that_nobody_presents_stays_where_it_is_and_stops_nobody(room, reserve, saved):
    saved(make_slot(room))
    empty, next_one = reserve(1), reserve(2)
    do(service.remove_presenter, empty, empty.presenters[0])

    nightly()

    assert (empty.state, next_one.state) == (State.RESERVE, State.INVITED)


def test_nobody_is_brought_up_after_the_lock_or_on_the_last_day(kickoff, room, reserve, saved, at):
    saved(make_slot(room))
    waiting = reserve(1)
    do(lambda: setattr(service.hold_programme(kickoff), "locked_at", moment("2018-10-01 11:00")))
    nightly()
    locked = waiting.state

    do(lambda: setattr(service.hold_programme(kickoff), "locked_at", None))
    at("2018-11-21 09:30")
    nightly()

    assert (locked, waiting.state) == (State.RESERVE, State.RESERVE)
