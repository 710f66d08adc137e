"""Phones whose clocks are wrong, and calls that are partly broken (A44, A45)."""

from datetime import datetime, timedelta
from random import Random

import pytest
from sqlalchemy import select

from conference import credentials
from conference.checkin import service
from conference.checkin.models import Direction, Scan, Verdict
from conference.checkin.rules import Undo
from conference.credentials import Purpose
from conference.db import db, transaction
from conference.registration.models import Conference, Registration
from tests.checkin.door import scan, send, ticket_of
from tests.factories import make_checkin_list, make_conference, make_device, make_registration, moment

EIGHT, NINE = moment("2018-11-22 08:00"), moment("2018-11-22 09:00")


@pytest.fixture
def code(database, saved, at):
    at("2018-11-22 09:00")
    conference = saved(make_conference())
    saved(make_checkin_list(conference))
    for name in ("Anna", "Bo"):
        saved(make_device(conference, name=name, paired_at=moment("2018-10-27 20:00")))
    return ticket_of(saved(make_registration(conference)))


def alone(code, scanned_at):
    return scan(code, decided="offline", scanned_at=scanned_at.isoformat())


def kept():
    """Device time, corrected time, server time and offset of each scan."""
    columns = (Scan.scanned_at, Scan.corrected_at, Scan.received_at, Scan.offset_ms)
    return [tuple(row) for row in db.session.execute(select(*columns).order_by(Scan.corrected_at))]


@pytest.mark.parametrize(
    "shown",
    [
        NINE - timedelta(days=3),
        NINE + timedelta(days=3),
        datetime.fromisoformat("1970-01-01T03:00:00+00:00"),
        datetime.fromisoformat("2100-01-01T00:00:00+00:00"),
    ],
)
def test_a_45_a_phone_s_day_may_be_any_and_who_was_first_stays_true(code, shown):
    """Anna's phone shows this at nine; it read at eight, and Bo's, which is right, ten minutes later."""
    send("Bo", alone(code, EIGHT + timedelta(minutes=10)))

    [result] = send("Anna", alone(code, shown - timedelta(hours=1)), sent_at=shown).results

    assert (result.verdict, result.first["device"]) == (Verdict.CONFLICT, "Anna")
    offset_ms = round((NINE - shown) / timedelta(milliseconds=1))
    assert kept()[0] == (shown - timedelta(hours=1), EIGHT, NINE, offset_ms)


def test_a_45_the_hour_that_comes_twice_is_two_hours(code, at):
    """28 October 2018: Anna reads at half past two, and Bo forty minutes later, at ten past two."""
    at("2018-10-28 04:00")
    summer, winter = "2018-10-28T02:30:00+02:00", "2018-10-28T02:10:00+01:00"

    for name, shown in (("Bo", winter), ("Anna", summer)):
        [result] = send(
            name, alone(code, datetime.fromisoformat(shown)), sent_at="2018-10-28T04:00:00+01:00"
        ).results

    assert result.first == {"at": "2018-10-28T00:30:00+00:00", "list": "main", "device": "Anna"}
    first, second = (corrected for _shown, corrected, *_more in kept())
    assert second - first == timedelta(minutes=40)


def test_what_goes_up_again_by_a_phone_that_was_paired_since_keeps_its_time(code, saved):
    """In at eight and out ten minutes later; an undo of the second is no later than it was, either."""
    conference = db.session.scalars(select(Conference)).one()
    saved(make_device(conference, name="Cecilie", paired_at=NINE - timedelta(minutes=1)))
    times = {Direction.EXIT: EIGHT + timedelta(minutes=10), Direction.ENTRY: EIGHT}
    scans = [alone(code, at) | {"type": way.value, "offset_ms": 0} for way, at in times.items()]

    send("Cecilie", *scans, sent_at=NINE)

    assert [corrected for _shown, corrected, *_more in kept()] == [EIGHT, EIGHT + timedelta(minutes=10)]
    undo = Undo(scans[0]["id"], undone_at=EIGHT + timedelta(minutes=20), sent_at=NINE)
    with transaction():
        assert service.take_back(service.get_phone("Cecilie"), undo) == NINE


@pytest.mark.parametrize(
    ("decided", "verdict"), [("online", Verdict.REPLACED), ("offline", Verdict.ADMITTED)]
)
def test_a_45_online_a_ticket_is_good_or_not_by_our_clock(code, at, decided, verdict):
    """Read at eight, renewed at half past eight, told at nine."""
    at("2018-11-22 08:30")
    with transaction():
        credentials.renew(Purpose.TICKET, db.session.scalars(select(Registration.uid)).one())
    at("2018-11-22 09:00")

    [result] = send("Anna", scan(code, decided=decided, scanned_at=EIGHT.isoformat())).results

    assert result.verdict == verdict


def test_a_44_fifty_broken_scans_of_five_hundred_stop_nobody(code):
    rng = Random(44)
    broken = [None, 7, {}, scan(None), scan("0" * 26, id="7"), scan("0" * 26, type="walk")]
    good = [scan(f"{number:026d}") for number in range(450)]
    call = [*good, *rng.choices(broken, k=50)]
    rng.shuffle(call)

    answer = send("Anna", *call)

    is_good = [read in good for read in call]
    assert [result.verdict is Verdict.UNKNOWN for result in answer.results] == is_good
    assert [result.verdict is Verdict.INVALID for result in answer.results] == [not each for each in is_good]
    assert set(db.session.scalars(select(Scan.id))) == {read["id"] for read in good}
