"""Which slots a session could have just now."""

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from conference import clock
from conference.db import db
from conference.programme import plan, rules
from conference.programme.models import Hold, Room, Session, Slot

#: How many other times somebody is shown who came too late.
NEAREST = 3


def list_free_slots(session: Session) -> list[Slot]:
    """The slots that the session could claim just now, by time and room."""
    now = clock.now()
    if not rules.may_claim(session, now=now):
        return []
    busy = plan.slots_of(session.presenters, but=session)
    query = (
        select(Slot)
        .join(Slot.room)
        .where(Slot.conference_id == session.conference_id, Slot.session_id.is_(None))
        .where(Slot.kind == session.kind)
        .order_by(Slot.starts_at, Room.place, Slot.id)
        .options(selectinload(Slot.hold))
    )
    return [slot for slot in db.session.scalars(query) if rules.fits(slot, session, busy=busy, now=now)]


def nearest_free_slots(session: Session, slot: Slot) -> list[Slot]:
    """The free slots nearest to one that is gone, at most three, in the order of time."""
    nearest = sorted(list_free_slots(session), key=lambda each: abs(each.starts_at - slot.starts_at))
    return sorted(nearest[:NEAREST], key=lambda each: (each.starts_at, each.room.place, each.id))


def find_hold(session: Session) -> Hold | None:
    """What is kept for the session just now."""
    query = select(Hold).where(Hold.session_id == session.id, Hold.until > clock.now())
    return db.session.scalar(query)
