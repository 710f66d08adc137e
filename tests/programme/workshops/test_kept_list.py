"""The list that a phone keeps for the door of a workshop's room: it holds who has a place there."""

import pytest

from conference.programme.workshops import service
from conference.registration import service as registrations
from conference.registration.answers import Person
from tests.checkin.door import people, scan, send, ticket_of, told
from tests.factories import make_checkin_list, make_device
from tests.programme.conftest import do


@pytest.fixture
def robots(kickoff, saved):
    """A workshop for two, a phone, and three who chose it before a fourth did not."""
    session = kickoff.open(seats=2)
    saved(make_checkin_list(kickoff.conference))
    saved(make_device(kickoff.conference, name="Anna"))
    return session


@pytest.fixture
def guests(kickoff, robots):
    """Anna and Bo with seats in the workshop, Carl in its queue, Dorte without; and their tickets."""
    guests = kickoff.people("Anna", "Bo", "Carl", "Dorte", organisation="")
    for guest in guests[:3]:
        do(service.choose, guest, robots.code)
    return guests, [ticket_of(guest) for guest in guests]


def of_room(robots, since=None):
    return told(since, key=f"workshop-{robots.code.lower()}")


def test_it_holds_who_has_a_place_with_the_state_of_that(robots, guests):
    _, (*chosen, _of_dorte) = guests

    states = [("Anna", "", "confirmed"), ("Bo", "", "confirmed"), ("Carl", "", "waiting")]
    assert people(of_room(robots), *chosen) == states
    assert len(told().records) == 4


def test_who_leaves_is_removed_and_who_follows_is_told(robots, guests, at):
    (anna, *_), (_of_anna, of_bo, of_carl, _) = guests
    at("2018-10-02 12:00")
    before = of_room(robots)

    at("2018-10-02 13:00")
    do(service.leave, anna, robots.code)
    at("2018-10-02 14:00")
    after = of_room(robots, before)

    assert people(after, of_carl) == [("Carl", "", "offered")]
    assert after.removed == [ticket for ticket in before.records if ticket not in of_room(robots).records]
    assert people(of_room(robots), of_bo, of_carl) == [("Bo", "", "confirmed"), ("Carl", "", "offered")]


def test_a_cancelled_ticket_stays_and_one_handed_over_goes(kickoff, robots, guests, at):
    (anna, bo, *_), (of_anna, _of_bo, of_carl, _) = guests
    at("2018-10-02 12:00")
    before = of_room(robots)

    at("2018-10-02 13:00")
    do(registrations.cancel, anna)
    taker = do(registrations.hand_over, bo, Person("Else", "else@skole.example"))
    at("2018-10-02 14:00")
    after, of_else = of_room(robots, before), registrations.ticket_code(taker)

    assert people(after, of_anna, of_carl, of_else) == [
        ("", "", "cancelled"),
        ("Carl", "", "offered"),
        ("Else", "", "confirmed"),
    ]
    assert people(of_room(robots), of_anna, of_carl, of_else) == people(after, of_anna, of_carl, of_else)
    assert len(after.removed) == 1


def test_arrivals_there_are_none_at_the_entrance(robots, guests, at):
    _, (of_anna, *_) = guests
    at("2018-11-22 12:55")
    now = "2018-11-22T12:55:00+01:00"
    send("Anna", scan(of_anna, list=f"workshop-{robots.code.lower()}", scanned_at=now), sent_at=now)

    assert [arrival["device"] for arrival in of_room(robots).arrivals.values()] == ["Anna"]
    assert told().arrivals == {}
