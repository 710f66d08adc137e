"""What people are checked in to: the main entrance, and each workshop with seats."""

from sqlalchemy import or_, select

from conference.checkin.models import CheckinList, Device, ListKind, Pairing, Scan
from conference.db import db
from conference.programme.models import Session
from conference.programme.rules import title_of
from conference.registration.models import Conference


def ensure_entry(conference: Conference) -> None:
    """Every conference has a main entrance; it stands ready when the first phone is paired."""
    query = select(CheckinList.id).filter_by(conference_id=conference.id, kind=ListKind.ENTRY)
    if db.session.scalar(query.limit(1)) is None:
        entry = CheckinList(
            conference_id=conference.id,
            key="main",
            name_da="Hovedindgang",
            name_en="Main entrance",
            kind=ListKind.ENTRY,
        )
        db.session.add(entry)
        db.session.flush()


def list_workshops(conference: Conference) -> list[CheckinList]:
    """The lists of its workshops, in the order they were made."""
    query = select(CheckinList).filter_by(conference_id=conference.id, kind=ListKind.WORKSHOP)
    return list(db.session.scalars(query.order_by(CheckinList.id)))


def keep_workshop(session: Session) -> None:
    """A workshop with seats has a list, called as it is; without them it has none, unless it was used."""
    found = db.session.scalar(select(CheckinList).filter_by(session_id=session.id))
    if session.pool_id is None:
        if found is not None and not _is_used(found):
            db.session.delete(found)
            db.session.flush()
        return
    if found is None:
        found = CheckinList(
            conference_id=session.conference_id,
            key=f"workshop-{session.code.lower()}",
            kind=ListKind.WORKSHOP,
            session_id=session.id,
        )
        db.session.add(found)
    found.name_da = title_of(session, "da") or session.code
    found.name_en = title_of(session, "en") or session.code
    db.session.flush()


def _is_used(found: CheckinList) -> bool:
    """Whether something was read on it, or a phone may read for it alone."""
    uses = (select(kind.list_id).where(kind.list_id == found.id).exists() for kind in (Scan, Device, Pairing))
    return bool(db.session.scalar(select(or_(*uses))))
