"""Letters that a day brings: to whom, when, and once."""

import pytest
from sqlalchemy import select

from conference import credentials
from conference.credentials import Purpose
from conference.db import db
from conference.mail.models import Letter
from conference.own import certificates, occasions, rules
from conference.registration import service
from conference.registration.answers import Person
from conference.registration.conferences import moving
from tests.checkin.door import scan, send
from tests.factories import make_answers, make_checkin_list, make_conference, make_device, moment
from tests.own.test_news_letters import DECEMBER
from tests.registration.conftest import do, register


@pytest.mark.parametrize(
    ("now", "days"),
    [
        ("2018-11-15 09:59", None),
        ("2018-11-15 10:00", 7),
        ("2018-11-21 09:59", 7),
        ("2018-11-21 10:00", 1),
        ("2018-11-22 08:59", 1),
        ("2018-11-22 09:00", None),
    ],
)
def test_the_latest_reminder_is_due_until_the_start(now, days):
    due = rules.reminder_due(make_conference(), now=moment(now))

    assert (due[0] if due else None) == days


@pytest.mark.parametrize(
    ("now", "is_due"),
    [
        ("2018-11-22 16:01", False),
        ("2018-11-23 09:59", False),
        ("2018-11-23 10:00", True),
        ("2018-12-06 09:59", True),
        ("2018-12-06 10:00", False),
    ],
)
def test_thanks_are_due_from_the_day_after_for_a_fortnight(now, is_due):
    assert rules.is_thanks_due(make_conference(), now=moment(now)) is is_due


@pytest.fixture
def conference(database, saved, at):
    at("2018-10-01 10:00")
    return saved(make_conference(capacity=4))


def told(name: str) -> list[str]:
    """To whom letters of this name were written, in order."""
    query = select(Letter.to_name).filter_by(name=f"registration.{name}").order_by(Letter.id)
    return list(db.session.scalars(query))


def test_who_has_a_seat_is_reminded_twice_and_each_time_once(conference, at):
    for name in ("Anna", "Bo"):
        register(conference, name)

    counted = []
    for wall in ("2018-11-15 09:00", "2018-11-15 10:00", "2018-11-16 10:00", "2018-11-21 10:00"):
        at(wall)
        do(occasions.remind)
        do(occasions.remind)
        counted.append(told("reminder"))

    assert counted == [[], ["Anna", "Bo"], ["Anna", "Bo"], ["Anna", "Bo", "Anna", "Bo"]]


def test_who_has_a_seat_is_reminded_also_while_the_pages_are_hidden(conference, at):
    register(conference, "Anna")
    do(setattr, conference, "published_at", None)
    at("2018-11-15 10:00")

    do(occasions.remind)

    assert told("reminder") == ["Anna"]


def test_whom_a_letter_has_just_reached_is_not_reminded_and_who_waits_is_not(conference, at):
    anna, *_others = [register(conference, name) for name in ("Anna", "Bo", "Carl", "Dorte", "Eva")]
    at("2018-11-15 11:00")
    do(service.cancel, anna)
    do(service.accept, service.get_registration(_others[-1].uid))
    at("2018-11-15 11:05")

    do(occasions.remind)

    assert told("reminder") == ["Bo", "Carl", "Dorte"]


def test_a_member_without_an_address_is_reminded_through_who_registered_them(conference, at):
    party = (make_answers("Anna"), [Person("Bo", None)])
    do(service.register_party, conference, *party, stays_together=False, language="da")
    at("2018-11-15 10:00")

    do(occasions.remind)

    assert told("reminder") == ["Anna", "Anna"]


def test_a_conference_that_was_moved_is_reminded_of_anew(conference, at):
    register(conference, "Anna")
    at("2018-11-15 10:00")
    do(occasions.remind)
    do(moving.move, conference, DECEMBER, by="staff:test", seen=conference.version)
    at("2018-12-06 10:00")

    do(occasions.remind)

    assert told("reminder") == ["Anna", "Anna"]


def test_who_came_is_thanked_the_day_after_with_a_certificate(conference, saved, at):
    anna, _bo = [register(conference, name) for name in ("Anna", "Bo")]
    saved(make_checkin_list(conference))
    saved(make_device(conference, token="phone"))
    at("2018-11-22 09:00")
    send("phone", scan(credentials.live_code(Purpose.TICKET, anna.uid), list="main"))
    at("2018-11-23 10:00")

    do(occasions.thank)
    do(occasions.thank)

    assert told("thanks") == ["Anna"]
    assert certificates.url_of(anna) is not None
