"""How many have come to each list, how many are inside, and when they came."""

import pytest

from conference.checkin import figures, lists, rehearsals
from conference.checkin.models import ListKind, Scan
from conference.db import db, transaction
from conference.programme.models import Kind as SessionKind
from conference.programme.models import WorkshopPlace
from conference.registration.models import State
from tests.checkin.door import scan, send, ticket_of
from tests.factories import make_checkin_list, make_conference, make_device, make_registration, moment
from tests.programme.factories import make_session
from tests.queries import queries

NINE = moment("2018-11-22 09:00")


@pytest.fixture
def conference(database, saved, at):
    """A kick-off at nine o'clock: an entrance that reads people out, a workshop, a rehearsal, two phones."""
    at("2018-11-22 09:00")
    conference = saved(make_conference())
    workshop = saved(make_session(conference, kind=SessionKind.WORKSHOP, reply_by=None))
    robots = {"key": "robots", "kind": ListKind.WORKSHOP, "session_id": workshop.id}
    saved(make_checkin_list(conference, **robots))
    saved(make_checkin_list(conference, exits=True))
    for name in ("Anna", "Bo"):
        saved(make_device(conference, name=name))
    with transaction():
        rehearsals.prepare(conference, by="system")
    return conference


@pytest.fixture
def guests(conference, saved):
    """Three with a place, two of them also in the workshop, which the third waits for; and one who waits."""
    states = [State.CONFIRMED] * 3 + [State.WAITING]
    people = [saved(make_registration(conference, state=state)) for state in states]
    workshop = lists.get_list(conference, "robots").session_id
    for seq, person in enumerate(people[:3]):
        state = State.CONFIRMED if seq < 2 else State.WAITING
        made = {"created_at": NINE, "changed_at": NINE, "state": state}
        saved(WorkshopPlace(seq=seq, session_id=workshop, registration_id=person.id, **made))
    return [ticket_of(person) for person in people]


def told(conference):
    return [(each.door_list.key, each.expected, each.arrived, each.inside) for each in figures.of(conference)]


def test_each_list_counts_its_own_people(conference, guests):
    practice = rehearsals.list_tickets(conference)[0].code
    send("Anna", scan(guests[0]), scan(guests[1]), scan(guests[3]), scan(practice, list="rehearsal"))
    send("Bo", scan(guests[0], list="robots"), scan(guests[2], list="robots"))

    assert told(conference) == [("main", 3, 2, 2), ("robots", 2, 1, 1), ("rehearsal", 9, 1, 1)]


def test_who_comes_again_was_counted_and_who_left_is_not_inside(conference, guests, at):
    send("Anna", *(scan(guest) for guest in guests[:3]))
    at("2018-11-22 09:12")
    send("Bo", *(scan(guest, type="exit") for guest in guests[:3]))
    at("2018-11-22 09:30")
    send("Anna", scan(guests[0]))

    [entrance, *_others] = figures.of(conference)

    assert (entrance.arrived, entrance.inside) == (3, 1)
    assert entrance.came == {NINE: 3}


def test_somebody_read_twice_by_one_phone_is_inside_when_the_first_reading_is_taken_back(
    conference, guests, at
):
    first = scan(guests[0], decided="offline")
    send("Anna", first)
    at("2018-11-22 09:00:20")
    send("Anna", scan(guests[0], decided="offline"))
    with transaction():
        db.session.get(Scan, first["id"]).undone_at = NINE

    assert told(conference)[0] == ("main", 3, 1, 1)


def test_people_are_counted_in_the_five_minutes_in_which_they_first_came(conference, guests, at):
    for wall, guest in zip(("09:04:59", "09:05", "09:09:59"), guests, strict=False):
        at(f"2018-11-22 {wall}")
        send("Anna", scan(guest))

    [entrance, *_others] = figures.of(conference)

    assert entrance.came == {NINE: 1, moment("2018-11-22 09:05"): 2}


def test_an_emptied_list_begins_at_nothing(conference, guests, at):
    send("Anna", scan(guests[0]))
    at("2018-11-22 09:10")
    with transaction():
        lists.get_list(conference, "main").emptied_at = moment("2018-11-22 09:05")
    send("Anna", scan(guests[1]))

    assert told(conference)[0] == ("main", 3, 1, 1)


def test_all_lists_cost_two_questions(conference, guests):
    send("Anna", scan(guests[0]), scan(guests[1]))
    db.session.refresh(conference)

    with queries() as asked:
        figures.of(conference)

    assert len(asked) == 2
