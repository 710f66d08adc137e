"""Deleting a person: every row that is about them, and what hangs on it."""

from collections.abc import Iterable
from itertools import chain
from typing import Any

from sqlalchemy import select, update

from conference import clock, names
from conference.checkin.models import Scan
from conference.credentials import Credential, Purpose
from conference.db import db
from conference.mail.models import Letter
from conference.privacy import people, purging
from conference.privacy.people import Person
from conference.programme import plan
from conference.programme.models import Presenter
from conference.registration.models import Circular, Conference, Invitation, Party, Reason, Registration
from conference.registration.seats import end, list_party, lock_seats, offer_free_seats


def forget(person: Person) -> None:
    """Delete the person. A seat goes to the next in line, as if they had cancelled; nobody is written to.

    Phones at the door hear that the ticket is gone. A released programme keeps the names it was released
    with; the plan does not.
    """
    uids = person.uids
    for conference in _conferences(person):
        if person.presenters:  # before the seats, as whoever claims a slot does
            plan.hold_programme(conference)
        lock_seats(conference)
        _forget_here(person, conference)
        db.session.flush()
        offer_free_seats(conference)
    for ambassador in person.ambassadors:
        purging.remove_ambassador(ambassador)
    for row in (*person.project_people, *person.suppressions):
        db.session.delete(row)
    db.session.flush()
    purging.delete_about(uids)
    if person.address is not None:
        purging.delete_letters(people.is_written_to(person.address))


def _conferences(person: Person) -> list[Conference]:
    """Those that they have anything to do with, in the order of their pools."""
    rows: Iterable[Any] = chain(person.registrations, person.invitations, person.presenters)
    found = {row.conference.id: row.conference for row in rows}
    return sorted(found.values(), key=lambda conference: conference.pool_id)


def _forget_here(person: Person, conference: Conference) -> None:
    for presenter in person.presenters:
        if presenter.conference_id == conference.id:
            _forget_presenter(presenter)
    for registration in person.registrations:
        if registration.conference_id == conference.id:
            _forget_place(registration)
    for invitation in person.invitations:
        if invitation.conference_id == conference.id:
            db.session.delete(invitation)


def _forget_presenter(presenter: Presenter) -> None:
    purging.drop_uploads(presenter)
    for session in list(presenter.sessions):
        session.presenters.remove(presenter)
        session.changed_at = clock.after(session.changed_at)
    db.session.flush()
    db.session.delete(presenter)
    db.session.flush()


def _forget_place(registration: Registration) -> None:
    db.session.refresh(registration)
    if registration.is_live:
        end(registration, Reason.BY_PERSON)
    _stop_tickets(registration.uid)
    _forget_in_letters_about_others(registration)
    _forget_searches(registration)
    of_them = Scan.registration_id == registration.id
    db.session.execute(update(Scan).where(of_them).values(registration_id=None, lookup=""))
    taken_over = Registration.handed_from_id == registration.id
    db.session.execute(update(Registration).where(taken_over).values(handed_from_id=None))
    for kind in (Invitation, Presenter):
        tied = kind.registration_id == registration.id
        db.session.execute(update(kind).where(tied).values(registration_id=None))
    party = registration.party
    db.session.delete(registration)
    db.session.flush()
    if party is not None and not _is_anybody_in(party):
        db.session.delete(party)


def _stop_tickets(uid: str) -> None:
    """All of them, also replaced ones: phones drop whatever they keep of them (checkin.offline)."""
    theirs = (Credential.purpose == Purpose.TICKET, Credential.subject == uid)
    db.session.execute(update(Credential).where(*theirs).values(stopped_at=clock.now()))


def _forget_in_letters_about_others(registration: Registration) -> None:
    """A contact reads the letters about others of the party, and theirs tell who did it for them."""
    others = [member.uid for member in list_party(registration) if member is not registration]
    if registration.email is not None:
        purging.delete_letters(Letter.subject.in_(others) & (Letter.to == registration.email))
    for letter in db.session.scalars(select(Letter).where(Letter.subject.in_(others))):
        if letter.facts.get("by") == registration.name:
            letter.facts = {name: said for name, said in letter.facts.items() if name != "by"}


def _forget_searches(registration: Registration) -> None:
    """Organisers' letters to many remember what was searched for: it may be this name."""
    query = select(Circular).filter_by(conference_id=registration.conference_id)
    for circular in db.session.scalars(query):
        asked = names.fold(str(circular.filter.get("q", "")))
        if asked and asked in registration.search_text:
            circular.filter = {name: said for name, said in circular.filter.items() if name != "q"}


def _is_anybody_in(party: Party) -> bool:
    return db.session.scalar(select(Registration.id).filter_by(party_id=party.id).limit(1)) is not None
