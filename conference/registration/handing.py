"""Handing a seat over to a colleague: all that was the first one's dies at once."""

from collections.abc import Sequence

from sqlalchemy import select

from conference import clock, credentials, names
from conference.credentials import Purpose
from conference.db import db
from conference.registration import followers, rules
from conference.registration.answers import Answers, Person
from conference.registration.attendees import listing
from conference.registration.models import Reason, Registration, State
from conference.registration.places import (
    begin,
    find_same,
    kind_of_colleague,
    renew_links_of_led,
    write_once_an_hour,
)
from conference.registration.seats import check_not_come, end, facts_by, lock_seats, write_letter


def hand_over(
    registration: Registration, person: Person, *, by: Registration | None = None
) -> Registration | None:
    """Give the seat to the colleague, with a ticket, a link and an entry of their own.

    Who was of the council, an organiser or a guest was so in person: whoever comes instead is an attendee.
    What the first one told about needs and consents is theirs alone and does not go along; their ticket is
    known at the door as replaced. The letters tell who did it: the first one, or `by`, their contact.

    None when the colleague's address has a place already: then a letter has gone to it, and nothing is done.
    Raises CalledOff, TooLate, Cancelled, Conflict, OnStage or CheckedIn.
    """
    conference = registration.conference
    lock_seats(conference)
    db.session.refresh(registration)
    is_presenting = bool(followers.presenting([registration]))
    rules.check_hand_over(registration, is_presenting=is_presenting, now=clock.now())
    check_not_come(registration)
    _same_form, known = find_same(conference, None, person.email)
    if known is not None:
        write_once_an_hour("registration.known", known)
        return None
    successor = begin(
        conference,
        Answers(
            person.name,
            person.email,
            person.organisation or registration.organisation,
            kind_of_colleague(registration),
        ),
        state=State.CONFIRMED,
        language=registration.language,
        party=registration.party,
        is_contact=registration.is_contact,
        letter="registration.received",
        facts=facts_by(by),
    )
    successor.handed_from_id = registration.id
    db.session.flush()
    followers.tell_hand_over(registration, successor)
    _close(registration, by)
    renew_links_of_led(successor)
    return successor


def list_replaceable(places: Sequence[Registration]) -> set[Registration]:
    """Those of the places that a colleague can take over."""
    on_stage, come, now = followers.presenting(places), listing.list_come(places), clock.now()
    return {
        place
        for place in places
        if rules.can_hand_over(place, is_presenting=place in on_stage, has_come=place in come, now=now)
    }


def find_handed_over(code: str, person: Person) -> Registration | None:
    """Who has got the seat that this link was for, if it was this person: the same form sent twice is one."""
    credential = credentials.find(code, purpose=Purpose.OWN)
    if credential is None or person.email is None:
        return None
    old = db.session.scalar(select(Registration).filter_by(uid=credential.subject))
    return None if old is None else find_taker(old, person)


def find_taker(registration: Registration, person: Person) -> Registration | None:
    """Who has got its seat, if it was this person."""
    return db.session.scalar(
        select(Registration).filter_by(
            handed_from_id=registration.id,
            name=person.name,
            email_folded=names.fold_email(person.email) if person.email else None,
        )
    )


def _close(registration: Registration, by: Registration | None) -> None:
    """The old place ends: its ticket as replaced, its link as stopped; its person is told."""
    write_letter("registration.handed_over", registration, facts=facts_by(by))
    registration.is_contact = False
    end(registration, Reason.HANDED_OVER)
    credentials.replace(Purpose.TICKET, registration.uid)
    credentials.stop(Purpose.OWN, registration.uid)
    followers.tell_new_link(registration)
