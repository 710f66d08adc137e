"""Scans as they are kept, on both databases."""

from datetime import timedelta
from itertools import permutations

import pytest
from sqlalchemy import func, select

from conference import clock, credentials
from conference.checkin import service
from conference.checkin.models import Device, ListKind, Scan, Verdict
from conference.credentials import Purpose
from conference.db import db, transaction
from conference.registration import service as registrations
from conference.registration.answers import Person
from conference.registration.models import State
from tests.checkin.door import scan, send, ticket_of
from tests.factories import make_checkin_list, make_conference, make_device, make_registration, moment
from tests.queries import queries

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def bo(conference, entry, saved):
    return saved(make_device(conference, name="Bo"))


@pytest.fixture
def guest(conference, saved):
    return saved(make_registration(conference))


def verdicts(answer):
    return [result.verdict for result in answer.results]


def stored():
    return db.session.scalar(select(func.count()).select_from(Scan))


def test_a_ticket_is_let_in_and_its_holder_named(anna, guest):
    answer = send("Anna", scan(ticket_of(guest)))

    person = service.Attendee(guest.uid, guest.name, guest.organisation, guest.kind, State.CONFIRMED)
    assert answer.results == [service.Result(Verdict.ADMITTED, person)]


def test_the_second_scan_tells_when_and_where_the_first_one_was(anna, bo, guest, at):
    code = ticket_of(guest)
    send("Anna", scan(code))
    at("2018-11-22 09:20")

    second = send("Bo", scan(code, scanned_at="2018-11-22T09:20:00+01:00"), sent_at=clock.now()).results[0]

    first = {"at": "2018-11-22T08:00:00+00:00", "list": "main", "device": "Anna"}
    assert (second.verdict, second.first) == (Verdict.DUPLICATE, first)


def test_a_lookup_says_the_same_as_a_code(anna, guest):
    lookup = credentials.lookup_of(ticket_of(guest))

    answer = send("Anna", _by_lookup(lookup))

    assert verdicts(answer) == [Verdict.ADMITTED]


def _by_lookup(lookup):
    by_lookup = scan(lookup=lookup)
    del by_lookup["code"]
    return by_lookup


def test_a_code_is_read_as_people_write_it(anna, guest):
    code = ticket_of(guest).lower().replace("0", "o").replace("1", "l")

    assert verdicts(send("Anna", scan(f"{code[:13]} {code[13:]}"))) == [Verdict.ADMITTED]


@pytest.mark.parametrize("state", [State.WAITING, State.OFFERED])
def test_the_queue_is_told_and_not_let_in(anna, conference, saved, state):
    answer = send("Anna", scan(ticket_of(saved(make_registration(conference, state=state)))))

    assert verdicts(answer) == [Verdict.WAITING]
    assert answer.results[0].attendee.state == state


def test_a_cancelled_a_replaced_and_an_unknown_ticket_are_told_apart(anna, conference, guest, saved):
    gone = saved(make_registration(conference, state=State.CANCELLED, cancelled_at=clock.now()))
    old = ticket_of(guest)
    with transaction():
        new = credentials.renew(Purpose.TICKET, guest.uid)

    answer = send("Anna", scan(ticket_of(gone)), scan(old), scan("0" * 26), scan(new))

    assert verdicts(answer) == [Verdict.CANCELLED, Verdict.REPLACED, Verdict.UNKNOWN, Verdict.ADMITTED]


def test_a_seat_handed_over_is_for_its_new_holder_alone(anna, guest, at):
    old = ticket_of(guest)
    at("2018-11-21 18:00")
    with transaction():
        bo = registrations.hand_over(guest, Person("Bo", "bo@skole.example"))
    new = registrations.ticket_code(bo)

    at("2018-11-22 09:00")
    answer = send("Anna", scan(old), scan(new))

    assert verdicts(answer) == [Verdict.REPLACED, Verdict.ADMITTED]
    assert answer.results[1].attendee.name == "Bo"


def test_a_link_that_is_no_ticket_is_unknown(anna, guest):
    with transaction():
        own = credentials.issue(Purpose.OWN, guest.uid)

    assert verdicts(send("Anna", scan(own))) == [Verdict.UNKNOWN]


def test_another_conference_s_ticket_is_not_for_this_list_and_tells_no_name(anna, saved):
    elsewhere = saved(make_registration(saved(make_conference(slug="kickoff2019"))))

    answer = send("Anna", scan(ticket_of(elsewhere)))

    assert answer.results == [service.Result(Verdict.WRONG_LIST)]


def test_a_phone_reads_for_its_own_lists_alone(conference, entry, guest, saved):
    workshop = saved(make_checkin_list(conference, key="robots", kind=ListKind.WORKSHOP))
    saved(make_device(conference, name="Cy", list_id=workshop.id))
    code = ticket_of(guest)

    answer = send("Cy", scan(code), scan(code, list="robots"), scan(code, list="nowhere"))

    assert verdicts(answer) == [Verdict.WRONG_LIST, Verdict.ADMITTED, Verdict.INVALID]


def test_the_same_id_gets_what_was_said_then(anna, bo, guest):
    code = ticket_of(guest)
    first, second = scan(code), scan(code)
    said = [send("Anna", first).results, send("Bo", second).results]
    with transaction():
        db.session.merge(guest).state = State.CANCELLED

    again = [send("Anna", first).results, send("Bo", second).results]

    assert again == said
    assert stored() == 2


def test_the_same_id_twice_in_one_call_is_one_scan(anna, guest):
    twice = scan(ticket_of(guest))

    answer = send("Anna", twice, twice)

    assert answer.results[0] == answer.results[1]
    assert stored() == 1


def test_an_erased_person_is_gone_from_stored_answers(anna, conference, guest):
    read = scan(ticket_of(guest))
    send("Anna", read)
    with transaction():
        db.session.delete(db.session.merge(guest))

    assert send("Anna", read).results == [service.Result(Verdict.ADMITTED)]


def test_another_conference_s_scan_cannot_be_asked_for(anna, guest, saved):
    other = saved(make_conference(slug="kickoff2019"))
    saved(make_checkin_list(other))
    saved(make_device(other, name="Dorte"))
    read = scan(ticket_of(guest))
    send("Anna", read)

    assert send("Dorte", read).results == [service.Result(Verdict.INVALID)]


def test_let_in_by_two_phones_offline_is_a_conflict(anna, bo, guest):
    code = ticket_of(guest)
    early = scan(code, decided="offline", scanned_at="2018-11-22T08:40:00+01:00")
    late = scan(code, decided="offline", scanned_at="2018-11-22T08:50:00+01:00")
    send("Bo", late)

    result = send("Anna", early).results[0]

    assert (result.verdict, result.first["device"]) == (Verdict.CONFLICT, "Anna")


def test_who_was_first_does_not_hang_on_the_order_of_arrival(anna, bo, conference, saved):
    times = {"Anna": "2018-11-22T08:40:00+01:00", "Bo": "2018-11-22T08:30:00+01:00"}
    firsts = set()
    for order in permutations([("Anna", "online"), ("Bo", "offline"), ("Bo", "online")]):
        code = ticket_of(saved(make_registration(conference)))
        for device, decided in order:
            send(device, scan(code, decided=decided, scanned_at=times[device]))
        first = send("Anna", scan(code)).results[0].first
        firsts.add((first["at"], first["device"]))

    assert firsts == {("2018-11-22T07:30:00+00:00", "Bo")}


@pytest.mark.parametrize("by_scan", [True, False])
@pytest.mark.parametrize("days", [3, -3, 8 * 365])
def test_a_phone_whose_clock_is_days_or_years_off_is_set_right(anna, guest, by_scan, days):
    wrong = timedelta(days=days)
    offset = {"offset_ms": round(-wrong / timedelta(milliseconds=1))} if by_scan else {}
    nine, before = moment("2018-11-22 09:00"), moment("2018-11-22 08:55")
    read = scan(ticket_of(guest), scanned_at=(before + wrong).isoformat(), **offset)

    send("Anna", read, sent_at=nine if by_scan else nine + wrong)

    row = db.session.scalars(select(Scan)).one()
    assert (row.corrected_at, row.scanned_at) == (before, before + wrong)
    assert row.offset_ms == -days * 24 * 3600 * 1000


BROKEN = [
    None,
    7,
    "scan",
    [],
    {},
    scan("0" * 26, id=None),
    scan("0" * 26, id="7"),
    scan(None),
    scan(7),
    scan(""),
    scan("\0"),
    scan("\ud800"),
    scan("0" * 101),
    scan("0" * 26, list=None),
    scan("0" * 26, type="walk"),
    scan("0" * 26, decided="maybe"),
    scan("0" * 26, scanned_at="soon"),
    scan("0" * 26, scanned_at="2018-11-22T09:00:00"),
    scan("0" * 26, scanned_at="0001-01-01T00:00:00+01:00"),
    scan("0" * 26, scanned_at=None),
    scan("0" * 26, override="yes"),
    scan("0" * 26, offset_ms=1.5),
    scan("0" * 26, offset_ms=10**30),
    _by_lookup("short"),
    _by_lookup("A" * 32),
    _by_lookup(None),
]


def test_a_broken_scan_never_stops_the_others(anna, conference, saved):
    codes = [ticket_of(saved(make_registration(conference))) for _ in range(3)]
    good = [scan(code) for code in codes]

    answer = send("Anna", good[0], *BROKEN, good[1], *BROKEN, good[2])

    invalid = [Verdict.INVALID] * len(BROKEN)
    admitted = [Verdict.ADMITTED]
    assert verdicts(answer) == admitted + invalid + admitted + invalid + admitted
    assert stored() == 3


def test_five_hundred_scans_cost_as_many_queries_as_one(anna, conference, saved):
    codes = [ticket_of(saved(make_registration(conference))) for _ in range(5)]
    many = [scan(code) for code in codes] + [scan(f"{number:026d}") for number in range(495)]

    one = queries_of(lambda: send("Anna", scan(codes[0])))
    five_hundred = queries_of(lambda: send("Anna", *many))

    assert five_hundred == one <= 7
    assert stored() == 501


def queries_of(deed):
    with queries() as asked:
        deed()
    return len(asked)


def test_arrivals_at_other_phones_are_told_once(anna, bo, guest, at):
    code = ticket_of(guest)
    send("Anna", scan(code))
    at("2018-11-22 09:01")

    told = send("Bo").arrivals
    at("2018-11-22 09:02")

    arrival = {"at": "2018-11-22T08:00:00+00:00", "list": "main", "device": "Anna"}
    assert told == {credentials.lookup_of(code): arrival}
    assert send("Bo").arrivals == {}
    assert send("Anna").arrivals == {}


def test_the_count_is_of_people_at_the_entry(anna, conference, saved):
    rehearsal = saved(make_checkin_list(conference, key="rehearsal", kind=ListKind.REHEARSAL))
    guests = [saved(make_registration(conference)) for _ in range(3)]
    saved(make_registration(conference, state=State.WAITING))
    codes = [ticket_of(guest) for guest in guests]

    send("Anna", scan(codes[0]), scan(codes[0]), scan(codes[1]), scan(codes[2], list=rehearsal.key))

    assert service.counts(conference.id) == service.Counts(arrived=2, expected=3)


def test_a_phone_tells_how_much_it_has_left(anna, guest):
    send("Anna", scan(ticket_of(guest)), waiting=12)

    assert db.session.get(Device, anna.id).queue_length == 12


def test_a_batch_may_name_one_by_the_ticket_and_another_by_who_was_found(anna, guest, conference, saved):
    found = saved(make_registration(conference, name="Fundet Fra Listen"))
    ticket_of(found)

    answer = send("Anna", scan(ticket_of(guest)), scan(None, attendee=found.uid))

    assert verdicts(answer) == [Verdict.ADMITTED, Verdict.ADMITTED]
