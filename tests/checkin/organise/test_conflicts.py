"""What does not fit together at the door, and how it is settled."""

from datetime import timedelta

import pytest

from conference import clock, credentials
from conference.audit.models import AuditEntry
from conference.checkin import rehearsals, service
from conference.checkin.models import Decided, Direction, ListKind, Settlement, Verdict
from conference.checkin.organise import board, conflicts
from conference.checkin.rules import AlreadySettled, Undo
from conference.checkin.scans.clashes import Passage, clashing
from conference.checkin.stays import Mark
from conference.credentials import Purpose
from conference.db import db, transaction
from conference.errors import NotFound
from conference.registration.models import State
from tests.checkin.door import scan, send, ticket_of
from tests.factories import make_checkin_list, make_conference, make_device, make_registration, moment
from tests.programme.factories import make_session
from tests.queries import queries


def passage(minutes, *, device="Anna", direction=Direction.ENTRY, override=False):
    at = moment("2018-11-22 08:00") + timedelta(minutes=minutes)
    return Passage(Mark(at, f"{device}{minutes}", device, direction), override)


@pytest.mark.parametrize(
    ("passages", "clash"),
    [
        ([passage(0)], []),
        ([passage(0), passage(5, device="Bo")], ["Bo5"]),
        ([passage(0), passage(0.5)], []),
        ([passage(0), passage(0.5), passage(1.5)], ["Anna1.5"]),
        ([passage(0), passage(5, device="Bo", override=True)], []),
        ([passage(0, override=True), passage(5, device="Bo")], ["Bo5"]),
        ([passage(0), passage(2, direction=Direction.EXIT), passage(5, device="Bo")], []),
        ([passage(0), passage(5, device="Bo"), passage(9, device="Cy")], ["Bo5", "Cy9"]),
    ],
)
def test_who_was_let_in_a_second_time_without_leaving_clashes(passages, clash):
    assert [each.mark.id for each in passages if clashing(each, passages)] == clash


@pytest.fixture
def conference(database, saved, at):
    at("2018-11-22 09:00")
    conference = saved(make_conference())
    saved(make_checkin_list(conference))
    for name in ("Anna", "Bo"):
        saved(make_device(conference, name=name))
    return conference


@pytest.fixture
def guest(conference, saved):
    return saved(make_registration(conference))


def alone(code, minute, **more):
    return scan(code, decided="offline", scanned_at=f"2018-11-22T08:{minute}:00+01:00", **more)


def clash(code):
    """Let in by Anna's phone at half past eight, and by Bo's five minutes later; his is told first."""
    second = alone(code, 35)
    send("Bo", second)
    send("Anna", alone(code, 30))
    return second


def settle(conference, read, as_):
    with transaction():
        conflicts.settle(conference, read["id"], as_, by="staff:1")


def count_open(conference):
    return sum(each.settled_at is None for each in conflicts.list_conflicts(conference))


def test_let_in_by_two_phones_is_told_with_both_and_their_times(conference, guest):
    second = clash(ticket_of(guest))

    [conflict] = conflicts.list_conflicts(conference)

    assert (conflict.id, conflict.device, conflict.because) == (second["id"], "Bo", Verdict.DUPLICATE)
    half_past = moment("2018-11-22 08:30")
    assert conflict.others == (conflicts.Admission(half_past, "Anna", Decided.OFFLINE),)
    assert (conflict.attendee.id, conflict.name_en) == (guest.uid, "Main entrance")


def test_a_ticket_that_was_no_longer_good_is_told_with_its_reason(conference, guest, saved, at):
    cancelled_at = moment("2018-11-22 08:20")
    gone = saved(make_registration(conference, state=State.CANCELLED, cancelled_at=cancelled_at))
    cancelled, old = ticket_of(gone), ticket_of(guest)
    at("2018-11-22 08:20")
    with transaction():
        credentials.renew(Purpose.TICKET, guest.uid)
    at("2018-11-22 09:00")
    send("Anna", alone(old, 30), alone(cancelled, 40))
    send("Anna", alone(ticket_of(saved(make_registration(conference))), 50))

    told = [(each.attendee.id, each.because, each.others) for each in conflicts.list_conflicts(conference)]

    assert told == [(gone.uid, Verdict.CANCELLED, ()), (guest.uid, Verdict.REPLACED, ())]


def test_who_was_let_in_by_a_phone_alone_without_a_seat_in_the_workshop_is_told(conference, guest, saved):
    session = saved(make_session(conference))
    saved(make_checkin_list(conference, key="robots", kind=ListKind.WORKSHOP, session_id=session.id))
    send("Anna", alone(ticket_of(guest), 30, list="robots"))

    assert [each.because for each in conflicts.list_conflicts(conference)] == [Verdict.WRONG_LIST]


def test_what_an_exit_that_comes_late_explains_is_no_conflict(conference, guest):
    code = ticket_of(guest)
    clash(code)
    assert count_open(conference) == 1

    left = alone(code, 32, type="exit")
    send("Anna", left)

    assert conflicts.list_conflicts(conference) == []
    with transaction():
        service.take_back(
            service.get_phone("Anna"), Undo(left["id"], moment("2018-11-22 08:33"), clock.now())
        )
    assert count_open(conference) == 1


def test_a_conflict_is_settled_once_and_noted(conference, guest):
    second = clash(ticket_of(guest))

    settle(conference, second, Settlement.ONE_PERSON)
    settle(conference, second, Settlement.ONE_PERSON)

    [settled] = conflicts.list_conflicts(conference)
    assert (settled.settled_as, settled.settled_by) == (Settlement.ONE_PERSON, "staff:1")
    assert count_open(conference) == 0
    [entry] = db.session.query(AuditEntry).filter_by(act="checkin.settle")
    assert (entry.subject, entry.detail) == (second["id"], {"as": "one_person"})
    with pytest.raises(AlreadySettled):
        settle(conference, second, Settlement.TWO_PEOPLE)


def test_what_is_no_conflict_of_this_conference_cannot_be_settled(conference, guest, saved):
    good = scan(ticket_of(guest))
    send("Anna", good)
    second = clash(ticket_of(saved(make_registration(conference))))
    elsewhere = saved(make_conference(slug="kickoff2019"))

    for where, read in ((conference, good), (elsewhere, second), (conference, scan())):
        with pytest.raises(NotFound):
            settle(where, read, Settlement.ONE_PERSON)


def test_a_rehearsal_has_conflicts_to_practise_with(conference):
    with transaction():
        rehearsals.prepare(conference, by="system")
    code = rehearsals.list_tickets(conference)[0].code
    for name in ("Anna", "Bo"):
        send(name, alone(code, 30, list=rehearsals.KEY))

    [conflict] = conflicts.list_conflicts(conference)

    assert (conflict.list_kind, conflict.attendee.name) == (ListKind.REHEARSAL, rehearsals.name_of(1))


def test_lists_of_one_name_have_their_conflicts_each(conference, guest, saved):
    saved(make_checkin_list(conference, key="side"))
    code = ticket_of(guest)
    first, second = alone(code, 35), alone(code, 35, list="side")
    send("Bo", first, second)
    send("Anna", alone(code, 30), alone(code, 30, list="side"))
    assert len(board.read(conference)[0]) == 2

    with transaction():
        board.settle(conference, first["id"], Settlement.ONE_PERSON, by="staff:1")

    open_ones, settled = board.read(conference)
    assert [[each.id for each in found] for found in (open_ones, settled)] == [[second["id"]], [first["id"]]]


def test_many_conflicts_cost_as_many_queries_as_one(conference, guest, saved):
    clash(ticket_of(guest))
    one = asked_for(conference, 1)
    for _ in range(3):
        clash(ticket_of(saved(make_registration(conference))))

    assert asked_for(conference, 4) == one


def asked_for(conference, number):
    db.session.refresh(conference)
    with queries() as asked:
        assert len(conflicts.list_conflicts(conference)) == number
    return len(asked)
