"""What staff at the door do for some guests: for a kind of guest, or for who has a seat in a workshop."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import delete, select

from conference.audit import service as audit
from conference.checkin.models import CheckinList, Hint
from conference.db import db
from conference.errors import NotFound
from conference.language import said
from conference.programme.models import Session, WorkshopPlace
from conference.registration.models import Conference, Kind, Registration, State


@dataclass(frozen=True)
class Facts:
    """What organisers decide about a hint: for whom, and what is done."""

    #: One of the two is None.
    kind: Kind | None
    session_id: int | None
    text_da: str
    text_en: str


@dataclass(frozen=True)
class Line:
    """A hint as its organisers see it."""

    hint: Hint
    #: The list of its workshop, which is called as the workshop is.
    workshop: CheckinList | None


def list_all(conference: Conference) -> list[Line]:
    """Those by kind first, in the order of kinds, then those by workshop."""
    query = (
        select(Hint, CheckinList)
        .outerjoin(CheckinList, CheckinList.session_id == Hint.session_id)
        .where(Hint.conference_id == conference.id)
        .order_by(CheckinList.id, Hint.id)
    )
    lines = [Line(*row) for row in db.session.execute(query)]
    kinds = list(Kind)
    return sorted(lines, key=lambda line: kinds.index(line.hint.kind) if line.hint.kind else len(kinds))


def list_workshops(conference: Conference) -> list[CheckinList]:
    """The lists of those that people choose, in the order they were made."""
    query = (
        select(CheckinList)
        .join(Session, CheckinList.session_id == Session.id)
        .where(CheckinList.conference_id == conference.id, Session.pool_id.is_not(None))
        .order_by(CheckinList.id)
    )
    return list(db.session.scalars(query))


def get(conference: Conference, uid: str) -> Hint:
    """Raises NotFound."""
    found = db.session.scalar(select(Hint).filter_by(conference_id=conference.id, uid=uid))
    if found is None:
        raise NotFound(_("There is no such hint. Perhaps it has been removed."))
    return found


def add(conference: Conference, facts: Facts, *, by: str) -> None:
    """From now on phones tell it."""
    hint = Hint(conference_id=conference.id, **vars(facts))
    db.session.add(hint)
    db.session.flush()
    audit.record("checkin.add_hint", by=by, subject=hint.uid)


def change(conference: Conference, uid: str, facts: Facts, *, by: str) -> None:
    """Raises NotFound."""
    hint = get(conference, uid)
    for name, value in vars(facts).items():
        setattr(hint, name, value)
    db.session.flush()
    audit.record("checkin.change_hint", by=by, subject=uid)


def remove(conference: Conference, uid: str, *, by: str) -> None:
    """Nobody is told it any more; what is gone already stays so."""
    gone = delete(Hint).filter_by(conference_id=conference.id, uid=uid).returning(Hint.uid)
    if db.session.scalar(gone) is not None:
        audit.record("checkin.remove_hint", by=by, subject=uid)


def keep_workshop(session: Session) -> None:
    """In a workshop without seats nobody has one: its hints go."""
    if session.pool_id is None:
        db.session.execute(delete(Hint).filter_by(session_id=session.id))


def of_kinds(conference_id: int) -> list[dict[str, str]]:
    """Those that phones apply by themselves, as JSON."""
    query = select(Hint).where(Hint.conference_id == conference_id, Hint.kind.is_not(None))
    found = db.session.scalars(query.order_by(Hint.id))
    return [{"kind": hint.kind, "text": said(hint, "text")} for hint in found if hint.kind]


def of_workshops(attendees: Collection[str]) -> dict[str, list[str]]:
    """By the id of a person: what to do for who has a seat in the workshop that a hint is for."""
    query = (
        select(Registration.uid, Hint.text_da, Hint.text_en)
        .join(WorkshopPlace, WorkshopPlace.registration_id == Registration.id)
        .join(Hint, Hint.session_id == WorkshopPlace.session_id)
        .where(Registration.uid.in_(attendees), WorkshopPlace.state == State.CONFIRMED)
        .order_by(Hint.id)
    )
    told: defaultdict[str, list[str]] = defaultdict(list)
    for row in db.session.execute(query):
        told[row.uid].append(said(row, "text"))
    return told
