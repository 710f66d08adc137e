"""Releases: the plan frozen into version after version, which is all that the public ever sees."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import Row, Select, select

from conference.audit import service as audit
from conference.db import db
from conference.errors import Conflict
from conference.programme import plan
from conference.programme.board import overview, warnings
from conference.programme.document import Document, from_json, to_json
from conference.programme.models import Release, Session, State
from conference.programme.releases import changes as differences
from conference.programme.releases import tidings
from conference.programme.releases.changes import Change, compare
from conference.programme.releases.drafting import draft
from conference.programme.releases.tidings import Due
from conference.programme.workshops import tidings as workshop_tidings
from conference.registration.models import Conference

#: What `_seen` finds in an empty document.
_NOTHING: list[object] = [[], []]


class PlanChanged(Conflict):
    """It is not what somebody looked at and agreed to."""

    code = "plan_changed"


class NothingNew(Conflict):
    """A version that says the same helps nobody."""

    code = "nothing_new"


class NotReady(Conflict):
    """Warnings stand that the organisers do not let the public meet."""

    code = "not_ready"


@dataclass(frozen=True)
class Version:
    """A release without its document: when, and what it changed."""

    number: int
    released_at: datetime
    #: Who did it, as audit writes it.
    by: str
    note_da: str
    note_en: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What a release would do."""

    document: Document
    changes: tuple[Change, ...]
    letters: tuple[Due, ...]
    #: Workshops whose people hear of it, too.
    workshops: tuple[workshop_tidings.Due, ...]
    #: Warnings that stop it.
    blocking: tuple[warnings.Warning, ...]
    #: Whether it would change or tell anything.
    is_needed: bool
    #: What the organiser has seen of it; another as soon as anything is.
    fingerprint: str


def latest(conference: Conference) -> Document | None:
    """The programme as the public sees it; None before the first release."""
    query = select(Release.uid).filter_by(conference_id=conference.id)
    uid = db.session.scalar(query.order_by(Release.number.desc()).limit(1))
    return None if uid is None else _document(uid)


def list_documents(conference: Conference) -> list[Document]:
    """Every version as the public saw it, the oldest first."""
    query = select(Release.uid).filter_by(conference_id=conference.id).order_by(Release.number)
    return [_document(uid) for uid in db.session.scalars(query)]


def is_released(session: Session) -> bool:
    """Whether the public sees it in the very slot that it stands in."""
    document, slot = latest(session.conference), session.slot
    entry = document.by_code.get(session.code) if document else None
    if entry is None or slot is None or entry.is_cancelled or session.state is not State.CONFIRMED:
        return False
    here = (slot.room.key, slot.starts_at, slot.ends_at)
    return here == (entry.room_key, entry.starts_at, entry.ends_at)


def preview(conference: Conference) -> Preview:
    """What a release at this moment would change, whom it would write to, and what stands in its way."""
    old = latest(conference)
    new = draft(conference, old)
    rooms = {room.uid: room.name for room in (old.rooms if old else ())}
    rooms |= {room.uid: room.name for room in plan.list_rooms(conference)}
    letters = tuple(tidings.list_due(plan.list_sessions(conference), rooms, old))
    changes = compare(old, new)
    return Preview(
        document=new,
        changes=changes,
        letters=letters,
        workshops=tuple(workshop_tidings.list_due(conference, changes)),
        blocking=tuple(warnings.blocking(overview.list_warnings(conference))),
        is_needed=bool(letters) or _seen(new) != (_seen(old) if old else _NOTHING),
        fingerprint=_fingerprint(new, letters),
    )


def release(
    conference: Conference, *, by: str, seen: str | None = None, note_da: str = "", note_en: str = ""
) -> Release:
    """Let the public see the plan as it stands now, and tell whom it concerns.

    `seen` is the fingerprint of the preview that somebody agreed to. Raises PlanChanged, NothingNew or
    NotReady, in this order.
    """
    plan.hold_now(conference)
    planned = preview(conference)
    _check(planned, seen)
    made = Release(
        conference_id=conference.id,
        number=planned.document.number,
        released_at=planned.document.released_at,
        by=by,
        note_da=note_da,
        note_en=note_en,
        document=to_json(planned.document),
        changes=differences.to_json(planned.changes),
    )
    db.session.add(made)
    _keep_slugs(conference, planned.document)
    tidings.write(planned.letters, number=made.number)
    workshop_tidings.tell(conference, planned.workshops, planned.document)
    db.session.flush()
    detail = {"number": made.number, "letters": len(planned.letters)}
    audit.record("programme.release", by=by, subject=made.uid, detail=detail)
    return made


def list_versions(conference: Conference) -> list[Version]:
    """Every release, the newest first."""
    query = _versions(conference).order_by(Release.number.desc())
    return [_version(row) for row in db.session.execute(query)]


def find_version(conference: Conference, number: int) -> Version | None:
    """One release by its number."""
    row = db.session.execute(_versions(conference).filter_by(number=number)).one_or_none()
    return None if row is None else _version(row)


def _versions(conference: Conference) -> Select[Any]:
    columns = (Release.number, Release.released_at, Release.by, Release.note_da, Release.note_en)
    return select(*columns, Release.changes).filter_by(conference_id=conference.id)


def _version(row: Row[Any]) -> Version:
    return Version(**{**row._mapping, "changes": differences.from_json(row.changes)})


@lru_cache(maxsize=64)  # one's own calendar reads every version in turn
def _document(uid: str) -> Document:
    """A released document never changes, so each process reads it once."""
    return from_json(db.session.scalars(select(Release.document).filter_by(uid=uid)).one())


def _keep_slugs(conference: Conference, new: Document) -> None:
    for session in plan.list_sessions(conference):
        if session.slug is None and session.code in new.by_code:
            session.slug = new.by_code[session.code].slug


def _check(planned: Preview, seen: str | None) -> None:
    if seen is not None and seen != planned.fingerprint:
        raise PlanChanged(
            _("The plan has changed since this page was shown, or was released. Look at it as it is now.")
        )
    if not planned.is_needed:
        raise NothingNew(_("Nothing has changed since the latest release."))
    if planned.blocking:
        raise NotReady(
            ngettext(
                "%(num)d warning stops the release. Put it right, or accept it on the plan.",
                "%(num)d warnings stop the release. Put them right, or accept them on the plan.",
                len(planned.blocking),
            )
        )


def _fingerprint(new: Document, letters: tuple[Due, ...]) -> str:
    told = [
        (each.letter, tiding.session.uid, tiding.session.told_slot, tiding.kinds, each.presenter.uid)
        for each in letters
        for tiding in each.tidings
    ]
    to = [each.presenter.email for each in letters]
    plain = json.dumps([new.number, _seen(new), told, to], sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()[:32]


def _seen(document: Document) -> list[object]:
    """All that a document says but its number and its times."""
    plain = to_json(document)
    stamps = ("sequence", "released_at")
    entries = [{name: entry[name] for name in entry if name not in stamps} for entry in plain["entries"]]
    return [plain["rooms"], entries]
