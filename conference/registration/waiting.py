"""Seats and the queue for them: counted under the pool's lock, offered in the order of arrival.

The same for a conference and for a workshop: each says with a `Queue` which pool its seats come from, which
rows have places there, and how its people are told. Who needs both pools takes the conference's first.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar, cast

from sqlalchemy import ColumnElement, Select, String, func, literal, select, type_coerce, union_all

from conference import clock
from conference.db import db, lock
from conference.registration import rules
from conference.registration.models import Place, Pool, Reason, State

P = TypeVar("P", bound=Place)

_HELD = "held"


@dataclass(frozen=True)
class Seats:
    """How a pool stands."""

    capacity: int
    confirmed: int
    offered: int
    waiting: int
    #: Kept for people who were invited and have not answered yet.
    held: int = 0

    @property
    def taken(self) -> int:
        return self.confirmed + self.offered + self.held

    @property
    def free(self) -> int:
        """Seats without an owner; a capacity set below taken leaves none."""
        return max(self.capacity - self.taken, 0)

    @property
    def left(self) -> int:
        """Seats that a newcomer can have: none while anybody waits."""
        return 0 if self.waiting else self.free


@dataclass(frozen=True)
class Queue(Generic[P]):
    """Where seats are given out together, and to whom."""

    pool_id: int
    #: The rows that are places here.
    kind: type[P]
    where: ColumnElement[bool]
    hours: rules.Hours
    #: Writes the letter with an offer.
    tell_offer: Callable[[P], None]
    #: Ends a place whose offer has run out, and writes the letter.
    lapse: Callable[[P], None]
    #: Counts the seats that are held for invited people.
    held: Select[int] | None = None
    #: Which of those with an offer still wait until there are seats for all they came with.
    gathering: Callable[[Sequence[P]], Collection[P]] = lambda _places: ()


def seats(queue: Queue[P]) -> Seats:
    """Count the seats; in a write block only after the pool's lock."""
    return _count(queue, cast(Pool, db.session.get(Pool, queue.pool_id)))


def lock_seats(queue: Queue[P]) -> Seats:
    """Hold the seats until the write block ends, and count them."""
    return _count(queue, lock(Pool, queue.pool_id))


def queue_number(queue: Queue[P], place: P) -> int:
    """The place in the queue, from 1."""
    ahead = _of(queue, func.count()).where(queue.kind.state == State.WAITING, queue.kind.seq <= place.seq)
    return int(db.session.scalars(ahead).one())


def offer_free_seats(queue: Queue[P]) -> None:
    """Offer exactly the free seats to the first in line; each is told when their offer begins to run."""
    now = clock.now()
    free = lock_seats(queue).free
    if not rules.is_queue_open(queue.hours, now=now):
        return
    first = _in_line(queue).limit(free).execution_options(populate_existing=True)
    for place in db.session.scalars(first).all() if free else ():
        place.state = State.OFFERED
        place.offered_at, place.offer_until = now, None
        place.changed_at = clock.after(place.changed_at)
    db.session.flush()
    _begin_offers(queue, now)


def lapse_offers(queue: Queue[P]) -> None:
    """End every offer that nobody answered in time, and pass the seats on."""
    now = clock.now()
    lock_seats(queue)
    late = (queue.kind.state == State.OFFERED, queue.kind.offer_until <= now)
    query = _of(queue, queue.kind).where(*late).order_by(queue.kind.seq)
    for place in db.session.scalars(query.execution_options(populate_existing=True)).all():
        queue.lapse(place)
    offer_free_seats(queue)


def following_seq(queue: Queue[P]) -> Any:
    """The next number of arrival, read by the INSERT itself; the pool's lock keeps others from it."""
    return _of(queue, func.coalesce(func.max(queue.kind.seq), 0) + 1).scalar_subquery()


def end(place: Place, reason: Reason) -> None:
    """Take the place away; the caller holds the seats' lock and passes the seat on."""
    place.state, place.reason = State.CANCELLED, reason
    place.cancelled_at = clock.now()
    place.changed_at = clock.after(place.changed_at)
    db.session.flush()


def accept(place: Place) -> None:
    """Take the offered seat; the caller holds the seats' lock. Raises OfferGone."""
    rules.check_offer(place, now=clock.now())
    place.state = State.CONFIRMED
    place.changed_at = clock.after(place.changed_at)
    db.session.flush()


def _begin_offers(queue: Queue[P], now: datetime) -> None:
    begun = (queue.kind.state == State.OFFERED, queue.kind.offer_until.is_(None))
    places = db.session.scalars(_of(queue, queue.kind).where(*begun).order_by(queue.kind.seq)).all()
    gathering = queue.gathering(places)
    for place in places:
        if place not in gathering:
            place.offer_until = rules.offer_until(now, queue.hours)
            place.changed_at = clock.after(place.changed_at)
            queue.tell_offer(place)
    db.session.flush()


def _count(queue: Queue[P], pool: Pool) -> Seats:
    """In one query, also the seats that are held."""
    state = type_coerce(queue.kind.state, String)
    query: Any = _of(queue, state, func.count()).where(queue.kind.state != State.CANCELLED).group_by(state)
    if queue.held is not None:
        query = union_all(query, select(literal(_HELD), queue.held.scalar_subquery()))
    counted = dict(db.session.execute(query).all())
    return Seats(
        capacity=pool.capacity,
        confirmed=counted.get(State.CONFIRMED, 0),
        offered=counted.get(State.OFFERED, 0),
        waiting=counted.get(State.WAITING, 0),
        held=counted.get(_HELD, 0),
    )


def _in_line(queue: Queue[P]) -> Select[Any]:
    return _of(queue, queue.kind).where(queue.kind.state == State.WAITING).order_by(queue.kind.seq)


def _of(queue: Queue[P], *what: Any) -> Select[Any]:
    return select(*what).where(queue.where)
