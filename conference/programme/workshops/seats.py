"""A workshop's seats: its queue, how its places end, and what its people are told."""

from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select

from conference.db import db
from conference.mail import service as mail
from conference.programme.document import Entry
from conference.programme.models import Session, WorkshopPlace
from conference.programme.workshops import rules
from conference.registration import service as registrations
from conference.registration import waiting
from conference.registration.models import Conference, Pool, Reason, Registration, State
from conference.registration.waiting import Queue, Seats


def queue_of(session: Session, entry: Entry | None) -> Queue[WorkshopPlace]:
    """The workshop's seats and the queue for them; `entry` is the workshop as released."""
    assert session.pool_id is not None
    return Queue(
        pool_id=session.pool_id,
        kind=WorkshopPlace,
        where=WorkshopPlace.session_id == session.id,
        hours=rules.hours_of(entry, session.conference),
        tell_offer=lambda place: write_letter("workshop.offer", place),
        lapse=_lapse,
    )


def read_seats(conference: Conference) -> dict[str, Seats]:
    """How the seats of each workshop stand, by the code of its session, in one query."""
    live = and_(WorkshopPlace.session_id == Session.id, WorkshopPlace.state != State.CANCELLED)
    query = (
        select(Session.code, Pool.capacity, WorkshopPlace.state, func.count(WorkshopPlace.id))
        .join(Pool, Session.pool_id == Pool.id)
        .outerjoin(WorkshopPlace, live)
        .where(Session.conference_id == conference.id)
        .group_by(Session.code, Pool.capacity, WorkshopPlace.state)
    )
    counted: dict[str, tuple[int, dict[State, int]]] = {}
    for code, capacity, state, number in db.session.execute(query):
        counted.setdefault(code, (capacity, {}))[1][state] = number
    return {
        code: Seats(
            capacity=capacity,
            confirmed=numbers.get(State.CONFIRMED, 0),
            offered=numbers.get(State.OFFERED, 0),
            waiting=numbers.get(State.WAITING, 0),
        )
        for code, (capacity, numbers) in counted.items()
    }


def list_live(*where: Any) -> list[WorkshopPlace]:
    """The places that are not given up, in the order of their workshops' pools and of arrival."""
    query = (
        select(WorkshopPlace)
        .join(WorkshopPlace.session)
        .where(WorkshopPlace.state != State.CANCELLED, *where)
        .order_by(Session.pool_id, WorkshopPlace.seq)
    )
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def write_letter(name: str, place: WorkshopPlace, **facts: Any) -> None:
    """Put a letter about the place into the outbox, to its person or to who looks after the party."""
    registration: Registration = place.registration
    reader = registrations.addressee(registration)
    if reader is None or reader.email is None:
        return
    mail.write(
        name,
        to=reader.email,
        to_name=reader.name,
        language=reader.language,
        subject=registration.uid,
        facts={"place": place.uid, **facts},
    )


def shorten_offers(session: Session, *, until: datetime) -> None:
    """No offer outlasts the workshop that was moved before its end."""
    for place in list_live(WorkshopPlace.session_id == session.id, WorkshopPlace.state == State.OFFERED):
        if place.offer_until is not None:
            place.offer_until = min(place.offer_until, until)
    db.session.flush()


def _lapse(place: WorkshopPlace) -> None:
    waiting.end(place, Reason.LAPSED)
    write_letter("workshop.offer_lapsed", place)
