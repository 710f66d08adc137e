"""Releases: the plan frozen into version after version, which is all that the public ever sees."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache

from sqlalchemy import select

from conference import clock, names
from conference.audit import service as audit
from conference.db import db
from conference.programme import changes as differences
from conference.programme import plan, rules
from conference.programme.changes import QUIET, compare
from conference.programme.document import Document, Entry, File, Person, Place, from_json, to_json
from conference.programme.models import Presenter, Release, Room, Session, Slot, State
from conference.registration.models import Conference

#: How long after its time a cancelled session still stands in every new release.
CANCELLED_STAYS = timedelta(days=90)
#: Characters of a title in a slug.
LONGEST_SLUG = 60


def latest(conference: Conference) -> Document | None:
    """The programme as the public sees it; None before the first release."""
    query = select(Release.uid).filter_by(conference_id=conference.id)
    uid = db.session.scalar(query.order_by(Release.number.desc()).limit(1))
    return None if uid is None else _document(uid)


def draft(conference: Conference) -> Document:
    """The programme as a release at this moment would have it."""
    old = latest(conference)
    released_at = clock.now().replace(microsecond=0) if old is None else clock.after(old.released_at)
    rooms = {room.id: room for room in plan.list_rooms(conference)}
    entries = [
        _entry(session, session.slot, rooms)
        for session in plan.list_sessions(conference)
        if session.state is State.CONFIRMED and session.slot is not None
    ]
    entries += _tombstones(old, {entry.code for entry in entries}, now=released_at)
    return _stamped(
        Document(
            number=1 if old is None else old.number + 1,
            released_at=released_at,
            rooms=_places(entries, list(rooms.values()), old),
            entries=_in_order(entries, list(rooms.values())),
        ),
        old,
    )


def release(conference: Conference, *, by: str, note_da: str = "", note_en: str = "") -> Release:
    """Let the public see the plan as it stands now."""
    plan.hold_programme(conference)
    old, new = latest(conference), draft(conference)
    made = Release(
        conference_id=conference.id,
        number=new.number,
        released_at=new.released_at,
        by=by,
        note_da=note_da,
        note_en=note_en,
        document=to_json(new),
        changes=differences.to_json(compare(old, new)),
    )
    db.session.add(made)
    _keep_slugs(conference, new)
    db.session.flush()
    audit.record("programme.release", by=by, subject=made.uid, detail={"number": new.number})
    return made


@lru_cache(maxsize=16)
def _document(uid: str) -> Document:
    """A released document never changes, so each process reads it once."""
    return from_json(db.session.scalars(select(Release.document).filter_by(uid=uid)).one())


def _entry(session: Session, slot: Slot, rooms: dict[int, Room]) -> Entry:
    area = session.area
    return Entry(
        uid=session.uid,
        code=session.code,
        export_id=session.export_id,
        slug=session.slug or slug_of(session),
        kind=session.kind,
        title_da=rules.title_of(session, "da"),
        title_en=rules.title_of(session, "en"),
        abstract_da=session.abstract_da,
        abstract_en=session.abstract_en,
        language=session.language,
        area_key=area.key if area else "",
        area_da=area.name_da if area else "",
        area_en=area.name_en if area else "",
        room_key=rooms[slot.room_id].key,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        presenters=tuple(_person(presenter) for presenter in session.presenters),
        files=tuple(
            File(code=file.code, filename=file.filename, extension=file.extension, size=file.size)
            for file in session.files
            if file.presenter.publication_consent_at
        ),
        may_record=bool(session.presenters)
        and all(presenter.recording_consent_at for presenter in session.presenters),
        created_at=session.created_at,
        released_at=session.created_at,  # until it is stamped
    )


def slug_of(session: Session) -> str:
    """Its name in exports: the conference, its title in plain letters, and its code, which makes it one."""
    title = re.sub("[^a-z0-9]+", "-", names.fold(rules.title_of(session, "da")))[:LONGEST_SLUG].strip("-")
    return "-".join(part for part in (session.conference.slug, title, session.code.lower()) if part)


def _person(presenter: Presenter) -> Person:
    return Person(
        uid=presenter.uid,
        code=presenter.code,
        export_id=presenter.export_id,
        name=presenter.name,
        organisation=presenter.organisation,
    )


def _tombstones(old: Document | None, placed: set[str], *, now: datetime) -> list[Entry]:
    """What was released and does not take place any more, where it last was."""
    return [
        replace(entry, is_cancelled=True)
        for entry in (old.entries if old else ())
        if entry.code not in placed and now < entry.ends_at + CANCELLED_STAYS
    ]


def _places(entries: list[Entry], rooms: list[Room], old: Document | None) -> tuple[Place, ...]:
    """The rooms that are used, in the organisers' order; one that is gone stands last, as it was."""
    live = [
        Place(uid=room.uid, key=room.key, name=room.name, seats=room.seats, features=tuple(room.features))
        for room in rooms
    ]
    known = {place.key for place in live}
    gone = [place for place in (old.rooms if old else ()) if place.key not in known]
    used = {entry.room_key for entry in entries}
    return tuple(place for place in (*live, *gone) if place.key in used)


def _in_order(entries: list[Entry], rooms: list[Room]) -> tuple[Entry, ...]:
    place = {room.key: at for at, room in enumerate(rooms)}
    return tuple(
        sorted(
            entries, key=lambda entry: (entry.starts_at, place.get(entry.room_key, len(place)), entry.code)
        )
    )


def _stamped(new: Document, old: Document | None) -> Document:
    """Each entry with the SEQUENCE and the time of the version in which it last changed."""
    return replace(new, entries=tuple(_stamp(entry, new, old) for entry in new.entries))


def _stamp(entry: Entry, new: Document, old: Document | None) -> Entry:
    known = None if old is None else old.by_code.get(entry.code)
    if known is None:
        return replace(entry, sequence=0, released_at=new.released_at)
    if set(differences.kinds_of(known, old, entry, new)) <= QUIET:
        return replace(entry, sequence=known.sequence, released_at=known.released_at)
    return replace(entry, sequence=known.sequence + 1, released_at=new.released_at)


def _keep_slugs(conference: Conference, new: Document) -> None:
    for session in plan.list_sessions(conference):
        if session.slug is None and session.code in new.by_code:
            session.slug = new.by_code[session.code].slug
