"""Attendees choose workshops: the seats there are, the queue for more, and what excludes what."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from conference.db import db
from conference.errors import NotFound
from conference.programme.models import Kind
from conference.programme.releases import service as releases
from conference.programme.rules import WrongKind
from conference.programme.workshops import giving, rules, service
from conference.programme.workshops.rules import Begun, Full, NoSeat, Overlap, SeatsTaken
from conference.registration import service as registrations
from conference.registration.answers import Person
from conference.registration.models import State
from conference.registration.rules import CalledOff, OfferGone
from tests.factories import moment
from tests.programme.conftest import do
from tests.programme.factories import make_entry, make_presenter, make_room
from tests.programme.workshops.making import letters, places


def choose(person, session):
    return do(service.choose, person, session.code)


@pytest.mark.parametrize(
    ("other", "clashes"), [("12:20", False), ("12:30", True), ("13:39", True), ("13:40", False)]
)
def test_two_workshops_exclude_each_other_when_they_share_a_moment(other, clashes):
    one, two = make_entry("13:00", 40), make_entry(other, 40)

    assert (rules.clash_of(one, [two]) is not None) is clashes


def test_the_seats_go_to_who_comes_first_and_a_freed_one_to_the_first_in_line(kickoff, at):
    robots = kickoff.open(seats=1)
    anna, bo, carl, dorte = kickoff.people("Anna", "Bo", "Carl", "Dorte")

    assert [choose(each, robots) for each in (anna, bo, carl, anna)] == [True, True, True, False]
    assert places(robots) == [("Anna", "confirmed"), ("Bo", "waiting"), ("Carl", "waiting")]

    do(service.leave, anna, robots.code)
    choose(dorte, robots)
    assert places(robots) == [("Bo", "offered"), ("Carl", "waiting"), ("Dorte", "waiting")]
    assert letters() == [("offer", "Bo")]

    do(service.decline, bo, robots.code)
    do(service.accept, carl, robots.code)
    assert places(robots) == [("Carl", "confirmed"), ("Dorte", "waiting")]
    assert [do(service.leave, each, robots.code) for each in (carl, carl)] == [True, False]

    at("2018-10-03 12:01")  # the offer lasted 48 hours
    do(service.lapse_offers)
    assert (places(robots), letters()[-1]) == ([], ("offer_lapsed", "Dorte"))
    with pytest.raises(OfferGone):
        do(service.accept, dorte, robots.code)


def test_more_seats_go_to_those_who_wait_and_fewer_take_nobodys(kickoff):
    robots = kickoff.open(seats=1)
    for each in kickoff.people("Anna", "Bo", "Carl", "Dorte"):
        choose(each, robots)

    do(giving.give_seats, robots, 3)
    assert [state for _name, state in places(robots)] == ["confirmed", "offered", "offered", "waiting"]

    do(giving.give_seats, robots, 0)
    assert [state for _name, state in places(robots)] == ["confirmed", "offered", "offered", "waiting"]
    with pytest.raises(SeatsTaken):
        do(giving.give_seats, robots, None)


def test_a_workshop_that_attendees_choose_stays_one(kickoff):
    robots, talk = kickoff.plan(), kickoff.plan(at="15:00", seats=None)

    rules.check_stays_workshop(talk, Kind.AMBASSADOR)
    with pytest.raises(WrongKind):
        rules.check_stays_workshop(robots, Kind.AMBASSADOR)
    do(setattr, talk, "kind", Kind.PLENARY)
    with pytest.raises(WrongKind):
        do(giving.give_seats, talk, 3)


def test_nobody_is_in_two_rooms_at_a_time(kickoff, saved):
    other = saved(make_room(kickoff.conference))
    anna, bodil = kickoff.people("Anna", "Bodil")
    presenter = saved(make_presenter(kickoff.conference, registration_id=bodil.id))
    robots, later = kickoff.plan(seats=5), kickoff.plan(at="14:00")
    crafts = kickoff.plan("Håndværk", "13:20", 5, other, presenter)
    kickoff.release()
    choose(anna, robots)

    with pytest.raises(Overlap, match="Robotter"):
        choose(anna, crafts)
    with pytest.raises(Overlap, match="Håndværk"):
        choose(bodil, robots)
    assert choose(anna, later)


def test_only_who_has_a_seat_chooses_and_only_what_is_released_and_ahead(kickoff, at, saved):
    robots, draft = kickoff.open(), kickoff.plan("Kladde", "15:00", room=saved(make_room(kickoff.conference)))
    talk = kickoff.plan("For alle", "15:00", seats=None)
    anna, bo, carl = kickoff.people("Anna", "Bo", "Carl")
    [eva] = kickoff.people("Eva", state=State.WAITING)
    with pytest.raises(NoSeat):
        choose(eva, robots)
    for unknown in (draft.code, talk.code, "XXXXXX"):
        with pytest.raises(NotFound):
            do(service.choose, anna, unknown)

    at("2018-11-22 12:30")  # no time is left for an offer
    assert choose(anna, robots)
    with pytest.raises(Full):
        choose(bo, robots)
    at("2018-11-22 13:00")
    with pytest.raises(Begun):
        choose(carl, robots)
    do(setattr, kickoff.conference, "called_off_at", moment("2018-11-22 13:00"))
    with pytest.raises(CalledOff):
        choose(carl, robots)


def test_a_place_ends_with_the_seat_at_the_conference_and_goes_along_when_it_is_handed_over(kickoff):
    robots = kickoff.open(seats=2)
    anna, bo, carl = kickoff.people("Anna", "Bo", "Carl")
    for each in (anna, bo, carl):
        choose(each, robots)

    do(registrations.hand_over, bo, Person("Britt", "britt@skole.example", ""))
    do(registrations.cancel, anna)

    assert places(robots) == [("Britt", "confirmed"), ("Carl", "offered")]
    assert letters() == [("offer", "Carl")]


def test_whoever_needs_the_seats_of_both_holds_the_conference_first(kickoff):
    robots = kickoff.open(seats=1)
    anna, bo = kickoff.people("Anna", "Bo")
    ours = (kickoff.conference.pool_id, robots.pool_id)
    deeds = [
        lambda: service.choose(anna, robots.code),
        lambda: service.choose(bo, robots.code),
        lambda: service.leave(anna, robots.code),
        lambda: giving.give_seats(robots, 2),
        lambda: registrations.cancel(bo),
        lambda: releases.release(kickoff.conference, by="staff:1"),
    ]
    do(setattr, robots.slot, "ends_at", robots.slot.ends_at + timedelta(minutes=10))

    for deed in deeds:
        assert _pools(deed)[:2] == list(ours)


def _pools(deed):
    """The pools in the order in which they are held."""
    held = []

    def note(_connection, _cursor, statement, given, *_rest):
        # The lock's own query, and not one that reads a pool beside another row.
        if statement.lstrip().startswith("SELECT pool.id") and "WHERE pool.id =" in statement:
            held.append(next(iter(given.values())) if isinstance(given, dict) else given[0])

    event.listen(db.engine, "before_cursor_execute", note)
    do(deed)
    event.remove(db.engine, "before_cursor_execute", note)
    return list(dict.fromkeys(held))
