"""What people are checked in to: the main entrance, each workshop with seats, and the rehearsal."""

from flask_babel import gettext as _
from sqlalchemy import func, or_, select

from conference import clock
from conference.audit import service as audit
from conference.checkin import arrivals, rules
from conference.checkin.models import CheckinList, Device, Hint, ListKind, Pairing, Scan
from conference.db import db
from conference.errors import Conflict, NotFound
from conference.programme.models import Session
from conference.programme.rules import title_of
from conference.registration.models import Conference

#: The key of the main entrance.
ENTRY = "main"


class TooLateToEmpty(Conflict):
    """On the day, what has been read counts."""

    code = "too_late_to_empty"


def ensure_entry(conference: Conference) -> None:
    """Every conference has a main entrance; it stands ready when the first phone is paired."""
    query = select(CheckinList.id).filter_by(conference_id=conference.id, kind=ListKind.ENTRY)
    if db.session.scalar(query.limit(1)) is None:
        db.session.add(new_entry(conference))
        db.session.flush()


def new_entry(conference: Conference) -> CheckinList:
    """The main entrance before it stands ready."""
    return CheckinList(
        conference_id=conference.id,
        key=ENTRY,
        name_da="Hovedindgang",
        name_en="Main entrance",
        kind=ListKind.ENTRY,
    )


def list_all(conference: Conference) -> list[CheckinList]:
    """Every list, the entrance first and the rehearsal last."""
    kinds = list(ListKind)
    found = db.session.scalars(select(CheckinList).filter_by(conference_id=conference.id))
    return sorted(found, key=lambda each: (kinds.index(each.kind), each.id))


def get_list(conference: Conference, key: str) -> CheckinList:
    """One of them by its key. Raises NotFound."""
    found = db.session.scalar(select(CheckinList).filter_by(conference_id=conference.id, key=key))
    if found is None:
        raise NotFound(rules.no_such_list())
    return found


def set_exits(conference: Conference, key: str, *, exits: bool, by: str) -> None:
    """Whether people are also read when they leave. Raises NotFound."""
    found = get_list(conference, key)
    if found.exits != exits:
        found.exits = exits
        db.session.flush()
        audit.record("checkin.exits", by=by, subject=conference.uid, detail={"list": key, "exits": exits})


def empty(conference: Conference, key: str, *, by: str) -> None:
    """What has been read on it so far counts no more, and is kept. Raises NotFound or TooLateToEmpty."""
    found = get_list(conference, key)
    if not can_empty(found, conference):
        raise TooLateToEmpty(_("A list is emptied before the day. Today, everything that is read counts."))
    found.emptied_at = clock.now()
    db.session.flush()
    audit.record("checkin.empty", by=by, subject=conference.uid, detail={"list": key})


def count_readings(found: CheckinList) -> int:
    """How many of its readings count."""
    query = select(func.count()).select_from(Scan).join(CheckinList)
    return db.session.scalar(query.where(Scan.list_id == found.id, arrivals.counts())) or 0


def can_empty(found: CheckinList, conference: Conference) -> bool:
    """Whether what was read may still be called practice: before the day; at a rehearsal always."""
    opens_on = clock.to_local(conference.doors_at).date()
    return found.kind is ListKind.REHEARSAL or clock.today() < opens_on


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


def is_kept_for(session: Session) -> bool:
    """Whether the door has a list or a hint for this workshop."""
    kept = (select(kind.id).where(kind.session_id == session.id).exists() for kind in (CheckinList, Hint))
    return bool(db.session.scalar(select(or_(*kept))))


def _is_used(found: CheckinList) -> bool:
    """Whether something was read on it, or a phone may read for it alone."""
    uses = (select(kind.list_id).where(kind.list_id == found.id).exists() for kind in (Scan, Device, Pairing))
    return bool(db.session.scalar(select(or_(*uses))))
