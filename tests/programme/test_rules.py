"""What the programme allows, decided on rows alone."""

from datetime import date, timedelta

import pytest

from conference.errors import NotFound, Refused
from conference.programme import rules
from conference.programme.models import Hold, Kind, Programme, State
from conference.programme.rules import TRANSITIONS, Act
from conference.registration.rules import TooLate
from tests.factories import make_conference, moment
from tests.programme.factories import make_presenter, make_room, make_session, make_slot

NOW = moment("2018-10-01 12:00")


def make_talk(**overrides):
    return make_session(make_conference(), make_presenter(make_conference()), **{"id": 1, **overrides})


def make_time(*args, **overrides):
    return make_slot(make_room(make_conference(), name="Sal A"), *args, **overrides)


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("state", State)
def test_a_session_goes_only_the_ways_of_the_table(act, state):
    talk = make_talk(state=state)

    if state in TRANSITIONS[act]:
        assert rules.after(act, talk) is TRANSITIONS[act][state]
    else:
        with pytest.raises(rules.WrongState):
            rules.after(act, talk)


def test_no_state_is_a_dead_end_but_the_cancelled_one():
    left = {state for ways in TRANSITIONS.values() for state in ways}

    assert set(State) - left == {State.CANCELLED}


def test_what_can_never_be_is_refused_before_what_is_so_just_now():
    bodil, stranger = make_presenter(make_conference()), make_presenter(make_conference())
    talk = make_session(bodil.conference, bodil, id=1, state=State.DECLINED, minutes=20)
    slot = make_time(kind=Kind.PROJECT, session_id=2)
    programme = Programme(locked_at=NOW)
    busy = [make_time()]

    def refusal(by=bodil, now=NOW):
        try:
            rules.check_claim(slot, talk, programme, by=by, busy=busy, now=now)
        except Refused as refused:
            return type(refused)
        return None

    met = [refusal(by=stranger), refusal(now=bodil.conference.starts_at), refusal()]
    talk.state = State.INVITED
    met.append(refusal())
    programme.locked_at = None
    met.append(refusal())
    slot.kind = Kind.AMBASSADOR
    met.append(refusal())
    talk.minutes = 10
    met.append(refusal())
    slot.session_id = None
    met.append(refusal())
    busy.clear()
    met.append(refusal())

    assert met == [
        NotFound,
        TooLate,
        rules.WrongState,
        rules.Locked,
        rules.WrongKind,
        rules.SessionTooLong,
        rules.SlotTaken,
        rules.PresenterBusy,
        None,
    ]


def test_neither_lock_nor_length_stops_a_yes_to_the_chosen_slot():
    bodil = make_presenter(make_conference())
    talk = make_session(bodil.conference, bodil, id=1, minutes=600)
    talk.slot = make_time(session_id=1, kind=Kind.PROJECT)

    rules.check_claim(talk.slot, talk, Programme(locked_at=NOW), by=bodil, busy=[], now=NOW)


def test_a_hold_counts_until_it_has_run_out():
    slot, talk = make_time(), make_talk()
    slot.hold = Hold(session_id=2, until=NOW)

    assert rules.is_held_by_another(slot, talk, now=NOW - timedelta(seconds=1))
    assert not rules.is_held_by_another(slot, talk, now=NOW)


def test_who_is_told_that_a_slot_is_gone_reads_which_one():
    with pytest.raises(rules.SlotTaken) as refusal:
        rules.check_free(make_time(session_id=2), make_talk(), now=NOW)

    assert str(refusal.value) == "Sal A at 10.00 has just been taken."


@pytest.mark.parametrize(
    ("at", "is_meeting"),
    [("09:50", False), ("09:51", True), ("10:00", True), ("10:09", True), ("10:10", False)],
)
def test_who_leaves_one_stage_at_the_minute_may_enter_another(at, is_meeting):
    assert rules.overlap(make_time("10:00"), make_time(at)) is is_meeting


@pytest.mark.parametrize(
    ("minutes", "lengths", "placed"),
    [
        ([], [10], 0),
        ([10], [], 0),
        ([10, 10], [10, 20], 2),
        ([20, 20], [10, 20], 1),
        ([20, 10], [20], 1),
        ([5, 5, 30], [5, 10, 20], 2),
    ],
)
def test_each_session_finds_a_slot_of_its_own(minutes, lengths, placed):
    assert rules.places(minutes, [make_time(minutes=length) for length in lengths]) == placed


@pytest.mark.parametrize(
    ("today", "days"),
    [
        (date(2018, 10, 31), None),
        (date(2018, 11, 1), 7),
        (date(2018, 11, 5), 7),
        (date(2018, 11, 6), 2),
        (date(2018, 11, 7), 2),
        (date(2018, 11, 8), 0),
        (date(2018, 11, 9), None),
    ],
)
def test_the_latest_reminder_alone_is_due(today, days):
    assert rules.reminder_due(make_talk(reply_by=date(2018, 11, 8)), today=today) == days


@pytest.mark.parametrize(
    ("invited", "today", "days"),
    [
        ("2018-11-04 12:00", date(2018, 11, 5), None),
        ("2018-11-06 00:10", date(2018, 11, 6), None),
        ("2018-11-05 23:50", date(2018, 11, 6), 2),
        ("2018-11-08 09:00", date(2018, 11, 8), None),
    ],
)
def test_nobody_is_reminded_of_what_was_written_the_same_day_or_later(invited, today, days):
    talk = make_talk(reply_by=date(2018, 11, 8), invited_at=moment(invited))

    assert rules.reminder_due(talk, today=today) == days


def test_who_need_not_answer_is_not_reminded():
    assert rules.reminder_due(make_talk(reply_by=None), today=date(2018, 11, 8)) is None


@pytest.mark.parametrize(
    ("planned", "today", "day"),
    [
        (date(2018, 11, 8), date(2018, 10, 1), date(2018, 11, 8)),
        (date(2018, 11, 8), date(2018, 11, 5), date(2018, 11, 12)),
        (None, date(2018, 11, 5), date(2018, 11, 12)),
        (date(2018, 11, 8), date(2018, 11, 19), date(2018, 11, 21)),
        (date(2018, 11, 8), date(2018, 11, 22), date(2018, 11, 22)),
    ],
)
def test_who_is_asked_late_has_a_week_but_answers_before_the_day(planned, today, day):
    assert rules.reply_day(planned, today=today, begins_at=moment("2018-11-22 09:00")) == day
