"""Guests who come without a registration: from the opening of the doors they take what is left."""

from sqlalchemy import select

from conference import clock
from conference.audit import service as audit
from conference.db import db
from conference.registration import walk_in_rules as rules
from conference.registration.answers import Answers, Person
from conference.registration.models import Conference, Reason, Registration, State
from conference.registration.places import begin, find_same, form_key_of
from conference.registration.seats import end, lock_seats, write_letter


def walk_in(
    conference: Conference, person: Person, *, form_key: str, language: str, by: str, override: bool = False
) -> tuple[Registration, bool]:
    """Give the guest a seat and a ticket, and tell whether none was left; a form sent twice is one place.

    Nobody is passed: the queue has ended when the doors open. Seats that are offered to somebody, or held for
    them, stay theirs; `override` is staff letting the guest in where no seat is left. Raises CalledOff,
    DoorsClosed, AlreadyRegistered or Full, in this order.
    """
    seats = lock_seats(conference)
    # A form stands for one guest, whatever it says the second time: a letter may have been put right.
    key = _key_of(form_key)
    sent_before = db.session.scalar(select(Registration).filter_by(conference_id=conference.id, form_key=key))
    if sent_before is not None:
        return sent_before, False
    rules.check_doors(conference, now=clock.now())
    _same, known = find_same(conference, None, person.email)
    rules.check_not_registered(known)
    rules.check_seat(seats.free, override=override)
    answers = Answers(person.name, person.email, person.organisation)
    registration = begin(conference, answers, state=State.CONFIRMED, language=language, form_key=key)
    is_beyond = not seats.free
    detail = {"override": True} if is_beyond else {}
    audit.record("registration.walk_in", by=by, subject=registration.uid, detail=detail)
    return registration, is_beyond


def take_back(registration: Registration, *, form_key: str, by: str) -> None:
    """End the place of a guest who walked in by this form; who had theirs before keeps it."""
    if registration.form_key != _key_of(form_key):
        return
    lock_seats(registration.conference)
    db.session.refresh(registration)
    if registration.is_live:
        end(registration, Reason.BY_ORGANISER)
        write_letter("registration.cancelled", registration)
        audit.record("registration.cancel", by=by, subject=registration.uid)


def _key_of(form_key: str) -> str | None:
    return form_key_of(form_key, "walk-in")
