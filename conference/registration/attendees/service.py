"""What organisers do with one attendee: add by hand, put right, hand over."""

from dataclasses import dataclass, fields

from sqlalchemy import select

from conference import clock
from conference.db import db
from conference.registration import consents, handing
from conference.registration import rules as house_rules
from conference.registration.answers import Answers, Person
from conference.registration.attendees import rules
from conference.registration.attendees.answers import Change
from conference.registration.models import Conference, Registration, State
from conference.registration.places import begin, find_same, form_key_of, readdress, reader_of, set_person
from conference.registration.seats import lock_seats


def add(
    conference: Conference,
    answers: Answers,
    *,
    language: str,
    badge_name: str | None = None,
    may_wait: bool = False,
    form_key: str | None = None,
) -> Registration:
    """Give somebody a seat, also before registration opens and after it has closed; tells their place.

    Nobody passes those who wait while the queue is open; who may wait joins it when no seat is left. The same
    form sent twice is one place. Raises CalledOff, TooLate, AddressTaken or NoSeatLeft, in this order.
    """
    seats = lock_seats(conference)
    key = form_key_of(form_key, answers.email or answers.name)
    sent_before, known = _find_same(conference, key, answers.email)
    if sent_before is not None:
        return sent_before
    now = clock.now()
    rules.check_addition(conference, now=now)
    if known is not None:
        raise rules.AddressTaken(known)
    is_queue_open = house_rules.is_queue_open(house_rules.hours_of(conference), now=now)
    free = seats.left if is_queue_open else seats.free
    rules.check_seat(free, may_wait=may_wait and is_queue_open)
    state = State.CONFIRMED if free else State.WAITING
    registration = begin(conference, answers, state=state, language=language, form_key=key)
    registration.badge_name = badge_name
    db.session.flush()
    return registration


def change(registration: Registration, said: Change, *, seen: str | None = None) -> list[str]:
    """Put right what an organiser may; tells which fields are another than before.

    A changed address does what it does when its person changes it: a new link to their own page, and the
    letter that tells where they stand. Without one the contact of their party opens their page, so what they
    told of their needs is forgotten. Raises Cancelled, Outdated or AddressTaken, in this order.
    """
    lock_seats(registration.conference)
    db.session.refresh(registration)
    rules.check_change(registration, seen=seen)
    _same, other = find_same(registration.conference, None, said.email)
    if other is not None and other is not registration:
        raise rules.AddressTaken(other)
    changed = [
        field.name for field in fields(said) if getattr(registration, field.name) != getattr(said, field.name)
    ]
    if not changed:
        return []
    before, reader = registration.email_folded, reader_of(registration)
    set_person(registration, name=said.name, email=said.email, organisation=said.organisation)
    registration.kind, registration.language = said.kind, said.language
    registration.badge_name = said.badge_name
    registration.changed_at = clock.after(registration.changed_at)
    db.session.flush()
    if registration.email_folded != before:
        if registration.email is None:
            consents.forget_needs(registration)
        readdress(registration, reader)
    return changed


def hand_over(registration: Registration, person: Person) -> Registration:
    """Give the seat to somebody else, as its person could. Raises what that does, or AddressTaken."""
    successor = handing.hand_over(registration, person)
    if successor is None:
        _same, other = find_same(registration.conference, None, person.email)
        assert other is not None
        raise rules.AddressTaken(other)
    return successor


@dataclass(frozen=True)
class Known:
    """Who has a place at a conference."""

    #: Folded.
    addresses: frozenset[str]
    #: Names and workplaces, as `double_key` writes them.
    people: frozenset[str]


def list_known(conference: Conference) -> Known:
    """By address, and by name and workplace."""
    query = select(Registration.email_folded, Registration.double_key).where(
        Registration.conference_id == conference.id, Registration.state != State.CANCELLED
    )
    rows = db.session.execute(query).all()
    return Known(
        frozenset(address for address, _ in rows if address), frozenset(key for _, key in rows if key)
    )


def find_predecessor(registration: Registration) -> Registration | None:
    """Whose seat it was before."""
    before = registration.handed_from_id
    return None if before is None else db.session.get(Registration, before)


def find_successor(registration: Registration) -> Registration | None:
    """Who has taken the seat over."""
    return db.session.scalar(select(Registration).filter_by(handed_from_id=registration.id))


def _find_same(
    conference: Conference, key: str | None, address: str | None
) -> tuple[Registration | None, Registration | None]:
    """As `find_same`, also by the form alone for who has no address."""
    if address is not None:
        return find_same(conference, key, address)
    if key is None:
        return None, None
    same = select(Registration).filter_by(conference_id=conference.id, form_key=key)
    return db.session.scalar(same), None
