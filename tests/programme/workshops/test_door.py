"""A workshop's own list at the door of its room: it admits who has a seat in it."""

import pytest
from sqlalchemy import select

from conference.checkin.models import CheckinList, Decided, Direction, ListKind, Verdict
from conference.checkin.stays import Mark
from conference.checkin.verdicts import InWorkshop, Ticket, judge
from conference.db import db
from conference.programme import models as programme
from conference.programme import plan
from conference.programme.board import service as board
from conference.programme.workshops import giving, service
from conference.registration.models import State
from tests.checkin.door import scan, send, ticket_of
from tests.factories import make_checkin_list, make_device, moment
from tests.programme.conftest import do
from tests.queries import queries

AT = moment("2018-11-22 13:00")
HALF_PAST = moment("2018-11-22 12:30")


@pytest.mark.parametrize(
    ("place", "left_at", "decided", "override", "verdict"),
    [
        (State.CONFIRMED, None, Decided.ONLINE, False, Verdict.ADMITTED),
        (State.WAITING, None, Decided.ONLINE, False, Verdict.WAITING),
        (State.OFFERED, None, Decided.OFFLINE, False, Verdict.WAITING),
        (None, None, Decided.ONLINE, False, Verdict.WRONG_LIST),
        (None, None, Decided.ONLINE, True, Verdict.ADMITTED),
        (None, None, Decided.OFFLINE, False, Verdict.CONFLICT),
        (State.CANCELLED, HALF_PAST, Decided.ONLINE, False, Verdict.WRONG_LIST),
        (State.CANCELLED, AT.replace(hour=20), Decided.OFFLINE, False, Verdict.ADMITTED),
    ],
)
def test_what_the_door_of_a_workshop_says(place, left_at, decided, override, verdict):
    ticket = Ticket(State.CONFIRMED, None, None, None, True, InWorkshop(place, left_at))
    reading = Mark(AT, "1", "Telefon", Direction.ENTRY)

    assert judge(ticket, reading, earlier=(), decided=decided, override=override) is verdict


def test_a_workshop_with_seats_has_a_list_that_admits_its_people(kickoff, saved, at):
    saved(make_checkin_list(kickoff.conference))
    robots = kickoff.open(seats=1)
    anna, bo, carl = (kickoff.people(name)[0] for name in ("Anna", "Bo", "Carl"))
    for each in (anna, bo):
        do(service.choose, each, robots.code)
    codes = [ticket_of(each) for each in (anna, bo, carl)]
    at("2018-11-22 09:00")
    saved(make_device(kickoff.conference, name="Telefon"))
    key = f"workshop-{robots.code.lower()}"

    scans = [scan(code, list=key) for code in codes]
    told = send("Telefon", *scans)

    assert [each.verdict for each in told.results] == ["admitted", "waiting", "wrong_list"]
    assert [each.attendee.state for each in told.results] == ["confirmed", "waiting", "confirmed"]
    assert send("Telefon", *scans).results == told.results  # sent again, the same answer
    [anyway] = send("Telefon", scan(codes[2], list=key, override=True)).results
    assert anyway.verdict is Verdict.ADMITTED
    with queries() as at_the_room:
        send("Telefon", scan(codes[0], list=key))
    with queries() as at_the_entry:
        send("Telefon", scan(codes[0]))
    assert len(at_the_room) == len(at_the_entry) + 1


def test_the_list_goes_again_with_the_seats_unless_somebody_was_read_on_it(kickoff, saved, at):
    robots, later = kickoff.plan(seats=1), kickoff.plan("Senere", "15:00", 1)
    [anna] = kickoff.people("Anna")
    code = ticket_of(anna)
    at("2018-11-22 09:00")
    saved(make_device(kickoff.conference, name="Telefon"))
    send("Telefon", scan(code, list=f"workshop-{later.code.lower()}"))

    for session in (robots, later):
        do(giving.give_seats, session, None)

    query = select(CheckinList.name_da).filter_by(kind=ListKind.WORKSHOP)
    assert list(db.session.scalars(query)) == ["Senere"]


def test_a_workshop_that_people_were_read_at_is_cancelled_where_another_leaves_no_trace(kickoff, saved, at):
    read, unread = kickoff.plan(), kickoff.plan("Senere", "15:00")
    at("2018-11-22 09:00")
    saved(make_device(kickoff.conference, name="Telefon"))
    send("Telefon", scan("0" * 26, list=f"workshop-{read.code.lower()}"))

    for session in (read, unread):
        do(giving.give_seats, session, None)
        do(board.remove_session, session)

    assert [(each.code, each.state) for each in plan.list_sessions(kickoff.conference)] == [
        (read.code, programme.State.CANCELLED)
    ]


def test_a_workshop_that_somebody_had_a_place_in_is_cancelled(kickoff):
    robots = kickoff.open()
    [anna] = kickoff.people("Anna")
    do(service.choose, anna, robots.code)
    do(service.leave, anna, robots.code)
    do(lambda: setattr(robots, "slug", None))

    do(giving.give_seats, robots, None)
    do(board.remove_session, robots)

    assert robots.state is programme.State.CANCELLED
