"""A reading that was refused lets nobody in: neither by the figures nor for who is read next."""

import pytest
from sqlalchemy import select

from conference.checkin import service
from conference.checkin.models import CheckinList, Verdict
from conference.checkin.rules import Undo
from conference.db import db, transaction
from tests.checkin.door import scan, send, ticket_of, told
from tests.factories import make_checkin_list, make_conference, make_device, make_registration

TEN, ELEVEN = "2018-11-22T10:00:00+01:00", "2018-11-22T11:00:00+01:00"
AFTER = "2018-11-22T11:05:00+01:00"


@pytest.fixture
def code(database, saved, at):
    """The ticket of somebody with a seat; two phones are at the door, where people are read out too."""
    at("2018-11-22 09:00")
    conference = saved(make_conference())
    saved(make_checkin_list(conference, exits=True))
    for name in ("Anna", "Bo"):
        saved(make_device(conference, name=name))
    return ticket_of(saved(make_registration(conference)))


def test_who_was_read_twice_online_is_not_in_once_the_first_is_undone(code):
    first, again = scan(code), scan(code)
    send("Anna", first)
    refused = send("Anna", again).results[0]
    with transaction():
        service.take_back(service.get_phone("Anna"), Undo(first["id"], None, None))

    arrived = service.counts(db.session.scalar(select(CheckinList.conference_id))).arrived
    here = told(to="Bo").arrivals
    comes = send("Bo", scan(code)).results[0]

    assert refused.verdict == Verdict.DUPLICATE
    assert (arrived, here) == (0, {})
    assert (comes.verdict, comes.first) == (Verdict.ADMITTED, None)


def test_an_exit_told_late_lets_in_who_was_refused_meanwhile(code, at):
    out = scan(code, type="exit", decided="offline", scanned_at=TEN)
    send("Anna", scan(code))
    at("2018-11-22 11:00")
    refused = send("Anna", scan(code, scanned_at=ELEVEN), sent_at=ELEVEN).results[0]
    at("2018-11-22 11:05")
    send("Bo", out, sent_at=AFTER)

    comes = send("Bo", scan(code, scanned_at=AFTER), sent_at=AFTER).results[0]

    assert refused.verdict == Verdict.DUPLICATE
    assert (comes.verdict, comes.first) == (Verdict.ADMITTED, None)
