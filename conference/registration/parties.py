"""Parties: one colleague registers up to ten people, each with a place of their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from conference import clock, names
from conference.audit import service as audit
from conference.db import db
from conference.errors import NotFound
from conference.registration import rules
from conference.registration.answers import Answers, Person
from conference.registration.models import TAKEN, Conference, Party, Registration, State
from conference.registration.places import (
    begin,
    find_same,
    form_key_of,
    kind_of_colleague,
    write_once_an_hour,
)
from conference.registration.seats import list_party, lock_seats, offer_free_seats


@dataclass(frozen=True)
class Gathered:
    """How far the seats of a party that stays together have come."""

    seats: int
    people: int
    #: From then on they are offered the seats there are.
    until: datetime


def register_party(
    conference: Conference,
    contact: Answers,
    members: Sequence[Person],
    *,
    stays_together: bool,
    language: str,
    form_key: str | None = None,
) -> Registration | None:
    """Register the contact and their colleagues at once; tells the contact's place.

    They take the seats there are, in their order, and the others join the queue; a party that stays together
    takes its seats all at once or queues as a whole. A colleague who has a place already keeps that and gets
    a letter about it. The same form sent twice is one party. None when the contact's own address has a place:
    then a letter has gone to it, and nothing is done. Raises NotFound, CalledOff, RegistrationClosed or
    PartyTooLarge.
    """
    assert contact.email is not None
    free = lock_seats(conference).left
    key = form_key_of(form_key, contact.email)
    sent_before, known = find_same(conference, key, contact.email)
    if sent_before is not None:
        return sent_before
    rules.check_open(conference, now=clock.now())
    rules.check_party(1 + len(members))
    if known is not None:
        write_once_an_hour("registration.known", known)
        return None
    people = _newcomers(conference, members, but=contact)
    if stays_together and free < 1 + len(people):
        free = 0
    party = Party(stays_together=stays_together)
    registered = begin(
        conference,
        contact,
        state=State.CONFIRMED if free else State.WAITING,
        language=language,
        form_key=key,
        party=party,
        is_contact=True,
    )
    for number, person in enumerate(people, start=1):
        _join(registered, person, has_seat=number < free)
    together = {"people": 1 + len(people)}
    audit.record("registration.register", by="self", subject=registered.uid, detail=together)
    offer_free_seats(conference)
    return registered


def add_member(contact: Registration, person: Person, *, form_key: str | None = None) -> Registration | None:
    """Register one more colleague, who takes a seat or joins the queue like anybody else.

    Who came alone becomes the contact; who looks after others may do so without coming. The same form sent
    twice is one colleague, until that one is cancelled. None when the address has a place already: then a
    letter has gone to it. Raises NotFound, Cancelled, CalledOff, RegistrationClosed or PartyTooLarge.
    """
    conference = contact.conference
    free = lock_seats(conference).left
    db.session.refresh(contact)
    if not leads(contact):
        raise NotFound(rules.no_such_page())
    key = form_key_of(form_key, f"{contact.uid}\n{person.name}\n{person.email or ''}")
    sent_before = select(Registration).filter_by(conference_id=conference.id, form_key=key)
    if key is not None and (found := db.session.scalar(sent_before)) is not None:
        if found.is_live:
            return found
        found.form_key = None
        db.session.flush()
    if contact.party is None:
        rules.check_live(contact)
    rules.check_open(conference, now=clock.now())
    rules.check_party(1 + sum(member.is_live for member in list_party(contact)))
    if not _newcomers(conference, [person]):
        return None
    if contact.party is None:
        contact.party, contact.is_contact = Party(stays_together=False), True
    member = _join(contact, person, has_seat=bool(free), form_key=key)
    audit.record("registration.add_member", by="self", subject=contact.uid, detail={"member": member.uid})
    return member


def get_member(contact: Registration, uid: str) -> Registration:
    """One of the others whom the contact looks after. Raises NotFound, also for anybody else's."""
    found = next((member for member in list_party(contact) if member.uid == uid), None)
    if found is None or found is contact or not contact.is_contact:
        raise NotFound(rules.no_such_page())
    return found


def leads(registration: Registration) -> bool:
    """Whether its person may register colleagues: who came alone, and the contact of a party."""
    return registration.party_id is None or registration.is_contact


def find_gathered(registration: Registration) -> Gathered | None:
    """How far the seats of the party have come; None when none are gathered."""
    party, conference = registration.party, registration.conference
    now = clock.now()
    if party is None or not party.stays_together or not rules.is_gathering(conference, now=now):
        return None
    states = [member.state for member in list_party(registration) if member.is_live]
    if State.WAITING not in states or not rules.is_queue_open(rules.hours_of(conference), now=now):
        return None
    until = conference.starts_at - rules.GATHERING_ENDS
    return Gathered(sum(state in TAKEN for state in states), len(states), until)


def _join(
    contact: Registration, person: Person, *, has_seat: bool, form_key: str | None = None
) -> Registration:
    return begin(
        contact.conference,
        Answers(
            person.name,
            person.email,
            person.organisation or contact.organisation,
            kind_of_colleague(contact),
        ),
        state=State.CONFIRMED if has_seat else State.WAITING,
        language=contact.language,
        form_key=form_key,
        party=contact.party,
    )


def _newcomers(
    conference: Conference, people: Sequence[Person], *, but: Answers | None = None
) -> list[Person]:
    """Those without a place; the others get a letter about the one they have."""
    found: list[Person] = []
    named = {names.fold_email(but.email)} if but and but.email else set()
    for person in people:
        folded = names.fold_email(person.email) if person.email else None
        _same_form, known = find_same(conference, None, person.email)
        if known is not None:
            write_once_an_hour("registration.known", known)
        elif folded is None or folded not in named:
            found.append(person)
        if folded is not None:
            named.add(folded)
    return found
