"""What the waiting list will do next, without doing it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from conference import clock
from conference.db import db
from conference.registration import rules, waiting
from conference.registration.models import Conference, Registration, State
from conference.registration.seats import queue_of
from conference.registration.waiting import Seats

#: People on the page; who waits behind them has long to wait.
MOST = 200


@dataclass(frozen=True)
class View:
    """The waiting list at this moment, in three queries however long it is."""

    seats: Seats
    offered: list[Registration]
    #: In the order of their turn.
    waiting: list[Registration]
    is_open: bool
    #: Until when an offer made now would last; None when none is made any more.
    next_until: datetime | None

    @property
    def is_longer(self) -> bool:
        return self.seats.waiting > len(self.waiting)


def of(conference: Conference) -> View:
    """How the conference's waiting list stands."""
    now, hours = clock.now(), rules.hours_of(conference)
    is_open = rules.is_queue_open(hours, now=now)
    return View(
        seats=waiting.seats(queue_of(conference)),
        offered=_in_state(conference, State.OFFERED),
        waiting=_in_state(conference, State.WAITING),
        is_open=is_open,
        next_until=rules.offer_until(now, hours) if is_open else None,
    )


def _in_state(conference: Conference, state: State) -> list[Registration]:
    query = (
        select(Registration)
        .filter_by(conference_id=conference.id, state=state)
        .order_by(Registration.seq)
        .options(joinedload(Registration.party))
        .limit(MOST)
    )
    return list(db.session.scalars(query))
