"""Seats and the queue for them: counted under the pool's lock, offered in the order of arrival."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from conference import clock
from conference.db import db, lock
from conference.mail import service as mail
from conference.registration import rules
from conference.registration.models import TAKEN, Conference, Pool, Reason, Registration, State


@dataclass(frozen=True)
class Seats:
    """How a conference's pool stands."""

    capacity: int
    taken: int
    waiting: int

    @property
    def free(self) -> int:
        """Seats without an owner; a capacity set below taken leaves none."""
        return max(self.capacity - self.taken, 0)

    @property
    def left(self) -> int:
        """Seats that a newcomer can have: none while anybody waits."""
        return 0 if self.waiting else self.free


def seats(conference: Conference) -> Seats:
    """Count the seats; in a write block only after the pool's lock."""
    return _count(conference, conference.pool)


def lock_seats(conference: Conference) -> Seats:
    """Hold the conference's seats until the write block ends, and count them."""
    return _count(conference, lock(Pool, conference.pool_id))


def queue_number(registration: Registration) -> int:
    """The place in the queue, from 1."""
    ahead = select(func.count()).where(
        Registration.conference_id == registration.conference_id,
        Registration.state == State.WAITING,
        Registration.seq <= registration.seq,
    )
    return db.session.scalars(ahead).one()


def offer_free_seats(conference: Conference) -> list[Registration]:
    """Offer exactly the free seats to the first in line, with a letter each."""
    now = clock.now()
    free = lock_seats(conference).free
    if not free or not rules.is_queue_open(conference, now=now):
        return []
    offered = _first_in_line(conference, free)
    for registration in offered:
        registration.state = State.OFFERED
        registration.offered_at = now
        registration.offer_until = rules.offer_until(now, conference)
        registration.changed_at = clock.after(registration.changed_at)
        write_letter("registration.offer", registration)
    db.session.flush()
    return offered


def lapse_offers() -> int:
    """End every offer that nobody answered in time, and pass the seats on; tells how many ended."""
    now = clock.now()
    lapsed = 0
    for conference in _with_lapsed_offers(now):
        lock_seats(conference)
        for registration in _lapsed_offers(conference, now):
            end(registration, Reason.LAPSED)
            write_letter("registration.offer_lapsed", registration)
            lapsed += 1
        offer_free_seats(conference)
    return lapsed


def end(registration: Registration, reason: Reason) -> None:
    """Take the place away; the caller holds the seats' lock and passes the seat on."""
    registration.state = State.CANCELLED
    registration.reason = reason
    registration.cancelled_at = clock.now()
    registration.changed_at = clock.after(registration.changed_at)
    registration.entry_sequence += 1
    db.session.flush()


def write_letter(name: str, registration: Registration, *, dedup: str | None = None) -> None:
    """Put a letter about the registration into the outbox; who has no address gets none."""
    if registration.email is None:
        return
    mail.write(
        name,
        to=registration.email,
        to_name=registration.name,
        language=registration.language,
        subject=registration.uid,
        facts={},
        dedup=dedup,
    )


def _count(conference: Conference, pool: Pool) -> Seats:
    query = (
        select(Registration.state, func.count())
        .where(Registration.conference_id == conference.id, Registration.state != State.CANCELLED)
        .group_by(Registration.state)
    )
    counted = dict(db.session.execute(query).all())
    taken = sum(counted.get(state, 0) for state in TAKEN)
    return Seats(capacity=pool.capacity, taken=taken, waiting=counted.get(State.WAITING, 0))


def _first_in_line(conference: Conference, places: int) -> list[Registration]:
    query = (
        select(Registration)
        .filter_by(conference_id=conference.id, state=State.WAITING)
        .order_by(Registration.seq)
        .limit(places)
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(query))


def _with_lapsed_offers(now: datetime) -> list[Conference]:
    """In the order of their pools, so that two workers never wait for each other."""
    late = select(Registration.conference_id).where(
        Registration.state == State.OFFERED, Registration.offer_until <= now
    )
    query = select(Conference).where(Conference.id.in_(late)).order_by(Conference.pool_id)
    return list(db.session.scalars(query))


def _lapsed_offers(conference: Conference, now: datetime) -> list[Registration]:
    query = (
        select(Registration)
        .filter_by(conference_id=conference.id, state=State.OFFERED)
        .where(Registration.offer_until <= now)
        .order_by(Registration.seq)
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(query))
