"""What organisers do with workshops: give them seats, and see who comes."""

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from conference.db import db
from conference.programme import plan
from conference.programme.models import Kind, Session, WorkshopPlace
from conference.programme.rules import LIVE
from conference.programme.workshops import rules
from conference.programme.workshops.followers import tell_seats
from conference.programme.workshops.seats import list_live, queue_of
from conference.programme.workshops.service import find_entry
from conference.registration import seats as conference_seats
from conference.registration import waiting
from conference.registration.models import Conference, Pool, State


def give_seats(session: Session, number: int | None) -> None:
    """Let attendees choose it for so many seats; None: everybody may come, as to other sessions.

    A number below what is taken takes nobody's seat. Raises WrongKind, WrongState or SeatsTaken.
    """
    plan.hold_now(session.conference)
    conference_seats.lock_seats(session.conference)
    rules.check_workshop(session)
    if number is None:
        _take_seats_away(session)
    elif session.pool is None:
        session.pool = Pool(capacity=number)
        db.session.flush()
    else:
        queue = queue_of(session, find_entry(session))
        waiting.lock_seats(queue)
        session.pool.capacity = number
        db.session.flush()
        waiting.offer_free_seats(queue)
    tell_seats(session)
    db.session.flush()


def list_sessions(conference: Conference) -> list[Session]:
    """The workshops of the plan, with seats of their own or without, by time."""
    query = (
        select(Session)
        .where(
            Session.conference_id == conference.id,
            Session.pool_id.is_not(None) | (Session.kind == Kind.WORKSHOP),
            Session.state.in_(LIVE),
        )
        .options(joinedload(Session.slot), joinedload(Session.pool))
        .order_by(Session.id)
    )
    found = list(db.session.scalars(query))
    far = conference.ends_at
    return sorted(found, key=lambda each: (each.slot is None, each.slot.starts_at if each.slot else far))


def list_places(session: Session) -> list[WorkshopPlace]:
    """Who has a seat, an offer or a number in the queue: seats by name, the others in their order."""
    places = list_live(WorkshopPlace.session_id == session.id)
    order = (State.CONFIRMED, State.OFFERED, State.WAITING)

    def turn(place: WorkshopPlace) -> tuple[int, str, int]:
        by_name = place.registration.sort_key if place.state is State.CONFIRMED else ""
        return order.index(place.state), by_name, place.seq

    return sorted(places, key=turn)


def _take_seats_away(session: Session) -> None:
    if list_live(WorkshopPlace.session_id == session.id):
        raise rules.SeatsTaken(_("People have places in this workshop. Change the number of seats instead."))
    pool, session.pool = session.pool, None
    db.session.flush()
    if pool is not None:
        db.session.delete(pool)
