"""A conference's own seats: its queue, the parties in it, and what its people are told."""

from collections.abc import Collection, Sequence

from sqlalchemy import func, or_, select

from conference import clock
from conference.db import db, lock
from conference.mail import service as mail
from conference.registration import consents, followers, rules, waiting
from conference.registration.attendees import listing
from conference.registration.models import (
    Answer,
    Conference,
    Invitation,
    Party,
    Pool,
    Reason,
    Registration,
    State,
)
from conference.registration.waiting import Queue, Seats


def queue_of(conference: Conference) -> Queue[Registration]:
    """The conference's seats and the queue for them."""
    held = select(func.count()).where(
        Invitation.conference_id == conference.id,
        Invitation.answer == Answer.SILENT,
        Invitation.holds_seat,
    )
    return Queue(
        pool_id=conference.pool_id,
        kind=Registration,
        where=Registration.conference_id == conference.id,
        hours=rules.hours_of(conference),
        tell_offer=lambda registration: write_letter("registration.offer", registration),
        lapse=_lapse,
        held=held,
        gathering=lambda places: _gathering(conference, places),
    )


def seats(conference: Conference) -> Seats:
    """Count the seats; in a write block only after the pool's lock."""
    return waiting.seats(queue_of(conference))


def lock_seats(conference: Conference) -> Seats:
    """Hold the conference's seats until the write block ends, and count them.

    The conference is read again: it may have been moved or called off while we waited for our turn.
    """
    lock(Pool, conference.pool_id)
    db.session.refresh(conference)
    return seats(conference)


def check_not_come(registration: Registration) -> None:
    """Refuse to pass on the seat of who is let in. Raises CheckedIn.

    Until the write block ends, the door lets nobody in with it.
    """
    lock(Registration, registration.id)
    rules.check_not_come(registration, has_come=listing.has_come(registration))


def offer_free_seats(conference: Conference) -> None:
    """Offer exactly the free seats to the first in line, with a letter each."""
    waiting.offer_free_seats(queue_of(conference))


def queue_number(registration: Registration) -> int:
    """The place in the queue, from 1."""
    return waiting.queue_number(queue_of(registration.conference), registration)


def queue_numbers(conference: Conference, places: Collection[Registration]) -> dict[int, int]:
    """The place in the queue of each of them who waits, by the id of their row."""
    line = (
        select(Registration.id, func.row_number().over(order_by=Registration.seq).label("number"))
        .where(Registration.conference_id == conference.id, Registration.state == State.WAITING)
        .subquery()
    )
    query = select(line.c.id, line.c.number).where(line.c.id.in_([place.id for place in places]))
    return dict(db.session.execute(query).all())


def lapse_offers() -> None:
    """End every offer that nobody answered in time, and pass the seats on.

    Parties that gathered their seats are offered what they have when there is no time for more.
    """
    now = clock.now()
    late = select(Registration.conference_id).where(
        Registration.state == State.OFFERED,
        or_(
            Registration.offer_until <= now,
            Registration.offer_until.is_(None) & (Conference.starts_at <= now + rules.GATHERING_ENDS),
        ),
    )
    late = late.join(Conference).where(Conference.called_off_at.is_(None))
    # In the order of their pools, so that two workers never wait for each other.
    query = select(Conference).where(Conference.id.in_(late)).order_by(Conference.pool_id)
    for conference in db.session.scalars(query).all():
        lock_seats(conference)
        waiting.lapse_offers(queue_of(conference))


def end(registration: Registration, reason: Reason) -> None:
    """Take the place away, and what hangs on it; the caller holds the seats' lock and passes the seat on."""
    waiting.end(registration, reason)
    registration.entry_sequence += 1
    consents.forget_needs(registration)
    followers.tell_end(registration)
    db.session.flush()


def find_contact(registration: Registration) -> Registration | None:
    """Who looks after the party of this place; None for who came alone."""
    if registration.party_id is None:
        return None
    query = select(Registration).filter_by(party_id=registration.party_id, is_contact=True)
    return db.session.scalar(query.order_by(Registration.id.desc()).limit(1))


def list_party(registration: Registration) -> list[Registration]:
    """Everybody who came with this place, it among them, in the order of arrival."""
    query = select(Registration).filter_by(party_id=registration.party_id).order_by(Registration.seq)
    return [registration] if registration.party_id is None else list(db.session.scalars(query))


def addressee(registration: Registration) -> Registration | None:
    """Who reads the letters about the place: its person, or who looks after the party; None: nobody can."""
    reader = registration if registration.email else find_contact(registration)
    return reader if reader is not None and reader.email else None


def facts_by(doer: Registration | None) -> dict[str, str]:
    """What letters keep of who did it, when a contact did it to one of the party: their name at the time."""
    return {} if doer is None else {"by": doer.name}


def write_letter(
    name: str,
    registration: Registration,
    *,
    facts: dict[str, str] | None = None,
    dedup: str | None = None,
) -> None:
    """Put a letter about the registration into the outbox, to its person or to who looks after the party."""
    reader = addressee(registration)
    if reader is None or reader.email is None:
        return
    mail.write(
        name,
        to=reader.email,
        to_name=reader.name,
        language=reader.language,
        subject=registration.uid,
        facts=facts,
        dedup=dedup,
    )


def write_to_everybody(name: str, conference: Conference, *, facts: dict[str, str] | None = None) -> None:
    """Put a letter about each live place into the outbox, in the order of arrival, however many."""
    columns = (Registration.email, Registration.name, Registration.language, Registration.party_id)
    here = Registration.conference_id == conference.id
    leading = select(*columns).where(here, Registration.is_contact, Registration.party_id.is_not(None))
    contacts = {each.party_id: each for each in db.session.execute(leading.order_by(Registration.id))}
    live = select(*columns, Registration.uid).where(here, Registration.state != State.CANCELLED)
    places = db.session.execute(live.order_by(Registration.seq)).all()
    readers = ((place.uid, place if place.email else contacts.get(place.party_id)) for place in places)
    mail.write_to_all(
        name,
        [
            mail.Reader(to=reader.email, to_name=reader.name, language=reader.language, subject=uid)
            for uid, reader in readers
            if reader is not None and reader.email
        ],
        facts=facts,
    )


def _lapse(registration: Registration) -> None:
    end(registration, Reason.LAPSED)
    write_letter("registration.offer_lapsed", registration)


def _gathering(conference: Conference, places: Sequence[Registration]) -> set[Registration]:
    """Those of a party that stays together and has somebody who still waits."""
    in_parties = {place.party_id for place in places if place.party_id is not None}
    if not in_parties or not rules.is_gathering(conference, now=clock.now()):
        return set()
    query = (
        select(Registration.party_id)
        .join(Party)
        .where(Party.id.in_(in_parties), Party.stays_together, Registration.state == State.WAITING)
    )
    incomplete = set(db.session.scalars(query))
    return {place for place in places if place.party_id in incomplete}
