"""What the door says to a scan, and who was first."""

from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from itertools import permutations
from types import SimpleNamespace

import pytest

from conference.checkin import rules, stays, verdicts
from conference.checkin.models import Decided, Direction, Verdict
from conference.checkin.stays import Mark
from conference.checkin.verdicts import Ticket
from conference.registration.models import State

NINE = datetime(2018, 11, 22, 8, 0, tzinfo=UTC)


def ticket(state=State.CONFIRMED, *, cancelled_at=None, replaced_at=None, stopped_at=None, is_for_list=True):
    return Ticket(state, cancelled_at, replaced_at, stopped_at, is_for_list)


def mark(minutes=0.0, *, key="b", device="Anna", direction=Direction.ENTRY):
    return Mark(NINE + timedelta(minutes=minutes), key, device, direction)


def judge(ticket, reading=None, *, earlier=(), decided=Decided.ONLINE, override=False):
    return verdicts.judge(ticket, reading or mark(), earlier=earlier, decided=decided, override=override)


CANCELLED = ticket(State.CANCELLED, cancelled_at=NINE - timedelta(hours=1))
REPLACED = ticket(replaced_at=NINE - timedelta(hours=1))
HANDED_OVER = ticket(
    State.CANCELLED, cancelled_at=NINE - timedelta(hours=1), replaced_at=NINE - timedelta(hours=1)
)
STOPPED = ticket(stopped_at=NINE - timedelta(hours=1))
WAITING = ticket(State.WAITING)
OFFERED = ticket(State.OFFERED)


@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        (None, Verdict.UNKNOWN),
        (ticket(is_for_list=False), Verdict.WRONG_LIST),
        (ticket(), Verdict.ADMITTED),
        (WAITING, Verdict.WAITING),
        (OFFERED, Verdict.WAITING),
        (CANCELLED, Verdict.CANCELLED),
        (REPLACED, Verdict.REPLACED),
        (HANDED_OVER, Verdict.REPLACED),
        (STOPPED, Verdict.CANCELLED),
    ],
)
def test_each_ticket_has_its_answer(found, verdict):
    assert judge(found) == verdict


@pytest.mark.parametrize("found", [WAITING, OFFERED, CANCELLED, REPLACED, ticket()])
def test_staff_may_admit_anyway(found):
    assert judge(found, earlier=[mark(-10)], override=True) == Verdict.ADMITTED


@pytest.mark.parametrize(
    ("found", "verdict"), [(None, Verdict.UNKNOWN), (ticket(is_for_list=False), Verdict.WRONG_LIST)]
)
def test_nobody_can_be_admitted_on_a_code_that_is_nobody_s_here(found, verdict):
    assert judge(found, override=True) == verdict


def test_a_second_reading_online_is_a_duplicate():
    assert judge(ticket(), earlier=[mark(-10)]) == Verdict.DUPLICATE


def test_a_second_admission_offline_is_never_refused_but_a_conflict():
    assert judge(ticket(), earlier=[mark(-10)], decided=Decided.OFFLINE) == Verdict.CONFLICT


@pytest.mark.parametrize("found", [CANCELLED, REPLACED, STOPPED])
def test_a_dead_ticket_let_in_offline_is_a_conflict(found):
    assert judge(found, decided=Decided.OFFLINE) == Verdict.CONFLICT


def test_the_queue_is_never_let_in_by_a_phone_alone():
    assert judge(WAITING, decided=Decided.OFFLINE) == Verdict.WAITING


@pytest.mark.parametrize("kind", ["cancelled_at", "replaced_at", "stopped_at"])
def test_a_ticket_that_was_good_when_it_was_scanned_offline_is_good(kind):
    later = ticket(State.CANCELLED if kind == "cancelled_at" else State.CONFIRMED, **{kind: NINE})

    assert judge(later, mark(-5), decided=Decided.OFFLINE) == Verdict.ADMITTED


@pytest.mark.parametrize(
    ("minutes", "device", "verdict"),
    [(1, "Anna", Verdict.DUPLICATE), (1.1, "Anna", Verdict.CONFLICT), (0.5, "Bo", Verdict.CONFLICT)],
)
def test_the_same_phone_within_a_minute_has_not_let_in_twice(minutes, device, verdict):
    again = mark(minutes, key="c", device=device)

    assert judge(ticket(), again, earlier=[mark()], decided=Decided.OFFLINE) == verdict


def test_who_leaves_may_come_again():
    left = mark(10, direction=Direction.EXIT)

    assert judge(ticket(), left, earlier=[mark()]) == Verdict.EXITED
    assert judge(ticket(), mark(20), earlier=[mark(), left]) == Verdict.ADMITTED
    assert judge(ticket(), mark(30), earlier=[mark(), left, mark(20)]) == Verdict.DUPLICATE


def test_first_is_the_lowest_corrected_time_and_then_the_lowest_id_in_any_order():
    marks = [mark(2, key="a"), mark(1, key="c"), mark(1, key="b")]

    firsts = {stays.first(last, others).id for *others, last in permutations(marks)}

    assert firsts == {"b"}


def test_first_is_asked_for_one_stay_at_a_time():
    marks = [
        mark(0, key="a"),
        mark(10, direction=Direction.EXIT),
        mark(20, key="c"),
        mark(40, direction=Direction.EXIT),
    ]

    assert stays.first(mark(30, key="d"), marks).id == "c"
    assert stays.first(mark(50, key="e"), marks).id == "e"


@pytest.mark.parametrize(
    ("scanned", "offset_ms", "minutes"),
    [
        (timedelta(minutes=1), 0, 1),
        (timedelta(minutes=1), 60_000, 2),
        (timedelta(days=3), -3 * 24 * 3600 * 1000, 0),
        (timedelta(days=-3), 0, -60),  # not before the phone was paired
        (timedelta(days=3), 0, 60),  # not after it told us
    ],
)
def test_a_phone_s_clock_is_set_right(scanned, offset_ms, minutes):
    hour = timedelta(hours=1)

    at = rules.corrected(NINE + scanned, offset_ms, since=NINE - hour, received_at=NINE + hour)

    assert at == NINE + timedelta(minutes=minutes)


def test_a_clock_at_the_end_of_time_is_no_trouble():
    end = datetime.max.replace(tzinfo=UTC)

    assert rules.corrected(end, 10**12, since=NINE, received_at=NINE) == NINE


@pytest.mark.parametrize(
    ("wanted", "taken", "name"),
    [("Anna", [], "Anna"), ("Anna", ["Anna"], "Anna 2"), ("Anna", ["Anna", "Anna 2"], "Anna 3")],
)
def test_no_two_phones_have_one_name(wanted, taken, name):
    assert rules.free_name(wanted, taken=taken) == name


@pytest.mark.parametrize(
    "pairing",
    [
        None,
        SimpleNamespace(used_at=NINE, expires_at=None),
        SimpleNamespace(used_at=None, expires_at=NINE),
    ],
)
def test_a_used_or_old_pairing_code_opens_nothing(pairing):
    with pytest.raises(rules.PairingUsed):
        rules.check_pairing(pairing, now=NINE)


def test_a_lasting_pairing_has_no_end_of_its_own():
    lasting = SimpleNamespace(used_at=None, expires_at=None)

    assert rules.check_pairing(lasting, now=NINE) is lasting


@pytest.mark.parametrize(("hours", "is_device"), [(23, True), (24, False)])
def test_a_phone_stops_being_a_device_a_day_after_the_conference(hours, is_device):
    phone = SimpleNamespace(ended_at=None, conference_ends_at=NINE)

    with nullcontext() if is_device else pytest.raises(rules.NotPaired):
        rules.check_phone(phone, now=NINE + timedelta(hours=hours))
