"""A conference's plan: the row that is held while slots are filled, its numbers, and what stands in it."""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import selectinload

from conference import clock
from conference.db import db, lock
from conference.errors import NotFound
from conference.programme.models import Presenter, Programme, Room, Session, Slot
from conference.registration.models import Conference


def read_programme(conference: Conference) -> Programme:
    """What is decided about the programme, to be read; the defaults when nothing is."""
    return _find(conference) or _begin(conference)


def hold_programme(conference: Conference) -> Programme:
    """The same, made if need be and held until the write block ends: its slots are ours alone."""
    found = _find(conference)
    if found is None:
        found = _begin(conference)
        try:
            with db.session.begin_nested():
                db.session.add(found)
        except IntegrityError:  # somebody else began it at this very moment
            found = _find(conference)
            assert found is not None
    return lock(Programme, found.id)


def hold_now(conference: Conference) -> Programme:
    """The same, and everything read before is read anew: it may be stale since others held the programme."""
    programme = hold_programme(conference)
    db.session.flush()
    db.session.expire_all()
    return programme


def take_number(programme: Programme) -> int:
    """The next export number; the caller holds the programme."""
    programme.last_number += 1
    return programme.last_number


def list_rooms(conference: Conference) -> list[Room]:
    """In the order the organisers gave them."""
    return list(
        db.session.scalars(select(Room).filter_by(conference_id=conference.id).order_by(Room.place, Room.id))
    )


def list_slots(conference: Conference) -> list[Slot]:
    """All slots with their sessions, presenters and holds, by time and room, in a fixed number of queries."""
    query = (
        select(Slot)
        .join(Room)
        .where(Slot.conference_id == conference.id)
        .order_by(Slot.starts_at, Room.place, Slot.id)
        .options(
            selectinload(Slot.hold),
            selectinload(Slot.session).selectinload(Session.presenters),
            selectinload(Slot.session).selectinload(Session.area),
        )
    )
    return list(db.session.scalars(query))


def list_sessions(conference: Conference) -> list[Session]:
    """All sessions in any state, with their slots and presenters."""
    query = (
        select(Session)
        .where(Session.conference_id == conference.id)
        .order_by(Session.id)
        .options(
            selectinload(Session.presenters),
            selectinload(Session.slot),
            selectinload(Session.area),
            selectinload(Session.files),
        )
    )
    return list(db.session.scalars(query))


def get_room(conference: Conference, key: str) -> Room:
    """Raises NotFound."""
    found = db.session.scalar(select(Room).filter_by(conference_id=conference.id, key=key))
    if found is None:
        raise NotFound(_("There is no such room."))
    return found


def get_slot(conference: Conference, code: str) -> Slot:
    """Raises NotFound."""
    found = db.session.scalar(select(Slot).filter_by(conference_id=conference.id, code=code))
    if found is None:
        raise NotFound(_("There is no such time on the programme."))
    return found


def get_session(conference: Conference, code: str) -> Session:
    """Raises NotFound."""
    found = db.session.scalar(select(Session).filter_by(conference_id=conference.id, code=code))
    if found is None:
        raise NotFound(_("There is no such session."))
    return found


def slots_of(presenters: Sequence[Presenter], *, but: Session) -> list[Slot]:
    """Where these people are on stage already, in other sessions than this one."""
    query = (
        select(Slot)
        .join(Session, Slot.session_id == Session.id)
        .where(
            Session.id != but.id, Session.presenters.any(Presenter.id.in_([each.id for each in presenters]))
        )
    )
    return list(db.session.scalars(query))


def _find(conference: Conference) -> Programme | None:
    return db.session.scalar(select(Programme).filter_by(conference_id=conference.id))


def _begin(conference: Conference) -> Programme:
    now = clock.now()
    return Programme(
        conference_id=conference.id,
        change_over_minutes=5,
        severities={},
        last_number=0,
        texts_sequence=0,
        created_at=now,
        changed_at=now,
    )
