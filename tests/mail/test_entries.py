"""The reader's own calendar follows: entries as they arrive in real letters, read by `icalendar`."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from icalendar import Calendar

from conference.mail.worker import Worker
from conference.registration import service
from conference.registration.answers import Correction, Person
from conference.registration.conferences import moving, rules
from conference.registration.conferences.rules import NewDay, Notice
from tests.factories import make_answers, make_conference, moment
from tests.mail.test_worker import later
from tests.registration.conftest import do, register

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def conference(saved, at):
    at("2018-10-01 10:00")
    return saved(make_conference(capacity=1))


@pytest.fixture
def arriving(mailing, post_office):
    """Who gets what kind of entry in the letters that have come since it was last asked."""

    def arrive():
        Worker(mailing).work_once()
        entries = [_entry(message) for message in post_office.messages]
        post_office.envelopes.clear()
        return entries

    return arrive


def _entry(message):
    to = message["To"].addresses[0].username
    [part] = [part for part in message.walk() if part.get_content_type() == "text/calendar"] or [None]
    if part is None:
        return (to, None)
    calendar = Calendar.from_ical(part.get_payload(decode=True))
    [event] = calendar.walk("VEVENT")
    assert part.get_param("method") == calendar["METHOD"]
    assert part.get_content_charset() == "utf-8"
    assert event["ATTENDEE"] == f"mailto:{message['To'].addresses[0].addr_spec}"
    assert event["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"
    assert event["ATTENDEE"].params["RSVP"] == "FALSE"
    return (to, calendar["METHOD"], event["SEQUENCE"], event["STATUS"], event["DTSTART"].dt, event["UID"])


def test_an_entry_comes_follows_and_goes_with_the_seat(arriving, conference):
    nine, ten = moment("2018-11-22 09:00"), moment("2018-11-22 10:00")
    anna = register(conference, "Anna")
    register(conference, "Rut")
    come = arriving()
    do(
        service.change_conference,
        conference,
        replace(rules.settings_of(conference), starts_at=ten),
        by="staff:test",
    )
    changed = arriving()
    bo = do(service.hand_over, anna, Person("Bo", "bo@skole.example"))
    handed_over = arriving()
    do(service.cancel, bo)
    cancelled = arriving()

    assert come == [("anna", "REQUEST", 0, "CONFIRMED", nine, anna.entry_uid), ("rut", None)]
    assert changed == [("anna", "REQUEST", 1, "CONFIRMED", ten, anna.entry_uid), ("rut", None)]
    assert handed_over == [
        ("bo", "REQUEST", 0, "CONFIRMED", ten, bo.entry_uid),
        ("anna", "CANCEL", 2, "CANCELLED", ten, anna.entry_uid),
    ]
    assert cancelled == [("bo", "CANCEL", 1, "CANCELLED", ten, bo.entry_uid), ("rut", None)]


@pytest.mark.parametrize("trouble", ["hangs up", "refuses"])
def test_an_entry_goes_with_the_seat_also_when_its_letter_did_not_go_as_it_should(
    trouble, arriving, conference, post_office
):
    """A server may take a ticket and hang up; one that it refused may be followed by other letters."""
    post_office.hang_ups = int(trouble == "hangs up")
    post_office.answers = {"anna@skole.example": "550 Not here"} if trouble == "refuses" else {}
    anna = register(conference, "Anna")
    arriving()
    post_office.answers.clear()
    if trouble == "refuses":
        ten = replace(rules.settings_of(conference), starts_at=moment("2018-11-22 10:00"))
        do(service.change_conference, conference, ten, by="staff:test")
        assert [method for _to, method, *_more in arriving()] == ["REQUEST"]

    do(service.cancel, anna)
    cancelled = []
    later(timedelta(minutes=2), lambda: cancelled.extend(arriving()))

    assert [(to, method) for to, method, *_more in cancelled] == [("anna", "CANCEL")]


def test_an_entry_moves_with_the_conference_and_goes_when_it_is_called_off(arriving, conference):
    anna = register(conference, "Anna")
    register(conference, "Rut")
    arriving()
    new = NewDay(date(2018, 12, 13), time(8, 30), time(9), time(16), "Salen", "Gaden 1, 8000 Aarhus C")

    do(moving.move, conference, new, by="staff:test", seen=conference.version)
    moved = arriving()
    do(moving.call_off, conference, Notice(), by="staff:test", seen=conference.version)
    called_off = arriving()

    december = moment("2018-12-13 09:00")
    assert moved == [("anna", "REQUEST", 1, "CONFIRMED", december, anna.entry_uid), ("rut", None)]
    assert called_off == [("anna", "CANCEL", 2, "CANCELLED", december, anna.entry_uid), ("rut", None)]


def test_an_entry_goes_only_to_who_reads_the_letters_themselves(arriving, saved, at):
    at("2018-10-01 10:00")
    conference = saved(make_conference(capacity=3))
    contact = do(
        service.register_party,
        conference,
        make_answers("Anna", "anna@skole.example"),
        [Person("Bo", None), Person("Carl", "carl@skole.example")],
        stays_together=False,
        language="da",
    )
    come = arriving()
    [_anna, bo, _carl] = service.list_party(contact)
    do(service.cancel, bo)
    cancelled = arriving()

    assert [(to, method) for to, method, *_more in come] == [
        ("anna", "REQUEST"),
        ("anna", None),
        ("carl", "REQUEST"),
    ]
    assert cancelled == [("anna", None)]


def test_an_entry_leaves_the_calendar_of_the_address_before_and_a_slip_of_the_keyboard_hears_nothing(
    arriving, conference
):
    anna = register(conference, "Anna")
    arriving()
    right = Correction(name="Anna Holm", email="holm@gymnasium.example", organisation="", language="da")

    do(service.correct, anna, replace(right, email="hlom@gymnasium.example"))
    do(service.correct, anna, right)
    corrected = arriving()

    nine = moment("2018-11-22 09:00")
    assert corrected == [
        ("anna", "CANCEL", 1, "CANCELLED", nine, anna.entry_uid),
        ("holm", "REQUEST", 4, "CONFIRMED", nine, anna.entry_uid),
    ]


def test_the_address_before_is_not_told_who_has_the_ticket_now_nor_where(mailing, post_office, conference):
    anna = register(conference, "Anna")
    Worker(mailing).work_once()
    do(service.correct, anna, Correction("Berta Dahl", "dahl@gymnasium.example", "", "da"))
    post_office.envelopes.clear()

    Worker(mailing).work_once()

    [before] = [each for each in post_office.messages if "anna@" in each["To"]]
    said = "".join(str(part.get_payload(decode=True)) for part in before.walk() if not part.is_multipart())
    assert not [word for word in ("Berta", "Dahl", "dahl@", "/r/", "/checkin/") if word in said]
