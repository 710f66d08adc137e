"""Whatever happens to a place is told to the phones of the door, which ask for changes alone."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from conference.credentials import Credential, Purpose, code_of
from conference.db import db
from conference.errors import NotFound
from conference.registration import service
from conference.registration.answers import Correction, Person
from conference.registration.attendees import service as attendees
from conference.registration.attendees.answers import Change
from conference.registration.conferences import moving
from conference.registration.conferences.rules import Notice
from conference.registration.models import Kind
from tests.checkin.door import opened, told
from tests.factories import make_checkin_list, make_device
from tests.registration.conftest import come, do, letters


def more_seats(conference):
    conference.pool.capacity += 1
    service.offer_free_seats(conference)


CHANGE = Change("Anna", "anna@skole.example", "VIA", Kind.ATTENDEE, "da", None)
#: What is done to Anna, who has a seat, to Carl, who is offered one, or to all.
DEEDS = {
    "corrected": lambda anna, _: service.correct(anna, Correction("Anne", anna.email, "Mercantec", "da")),
    "put right": lambda anna, _: attendees.change(anna, replace(CHANGE, email=anna.email)),
    "named otherwise": lambda anna, _: service.set_kind(anna, Kind.COUNCIL),
    "cancelled": lambda anna, _: service.cancel(anna),
    "accepted": lambda _, carl: service.accept(carl),
    "declined": lambda _, carl: service.decline(carl),
    "handed over": lambda anna, _: service.hand_over(anna, Person("Else", "else@skole.example")),
    "given a new ticket": lambda anna, _: service.renew_ticket(anna),
    "offered": lambda anna, _: more_seats(anna.conference),
    "called off": lambda anna, _: moving.call_off(
        anna.conference, Notice("Aflyst", "Called off"), by="staff:1", seen=anna.conference.version
    ),
}


@pytest.fixture
def guests(kickoff, saved):
    """Anna has a seat, Bo gave his up for Carl, and Dorte waits; there is a phone."""
    conference = kickoff(capacity=2)
    anna, bo, carl, _dorte = come(conference, "Anna", "Bo", "Carl", "Dorte")
    do(service.cancel, bo)
    saved(make_checkin_list(conference))
    saved(make_device(conference, name="Anna"))
    return anna, carl


@pytest.mark.parametrize("deed", DEEDS)
def test_what_happens_to_a_place_is_told_to_phones(guests, at, deed):
    at("2018-10-02 12:00")
    before, stood = told(), all_opened()

    at("2018-10-02 12:10")
    do(DEEDS[deed], *guests)
    at("2018-10-02 12:20")
    after, changes = all_opened(), told(before)

    changed = {lookup for lookup, person in after.items() if person != stood.get(lookup)}
    assert not changes.full
    assert changes.records.keys() == changed != set()


def test_a_new_ticket_goes_out_by_letter_to_who_has_a_seat(guests):
    anna, carl = guests
    before = service.ticket_code(anna)

    after = do(service.renew_ticket, anna)

    assert service.ticket_code(anna) == after != before
    assert letters()[-1] == ("ticket", "Anna")
    with pytest.raises(NotFound):
        do(service.renew_ticket, carl)


def all_opened():
    """Everybody's record, opened with everybody's ticket."""
    query = select(Credential).filter_by(purpose=Purpose.TICKET)
    codes = {each.lookup: code_of(each) for each in db.session.scalars(query)}
    return {lookup: opened(record, codes[lookup]) for lookup, record in told().records.items()}
