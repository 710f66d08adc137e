"""The plan as a document: what the public would see if it were released at this moment."""

import re
from collections.abc import Set
from dataclasses import replace
from datetime import datetime, timedelta

from conference import clock, names
from conference.programme import plan, rules
from conference.programme.document import Document, Entry, File, Person, Place
from conference.programme.models import Presenter, Room, Session, Slot, State
from conference.programme.releases import changes as differences
from conference.programme.releases.changes import QUIET
from conference.registration.models import Conference

#: How long after its time a cancelled session still stands in every new release.
CANCELLED_STAYS = timedelta(days=90)
#: Characters of a title in a slug.
LONGEST_SLUG = 60


def draft(conference: Conference, old: Document | None) -> Document:
    """Confirmed sessions in their slots, and what the latest release had and is cancelled since."""
    released_at = clock.now().replace(microsecond=0) if old is None else clock.after(old.released_at)
    rooms = {room.id: room for room in plan.list_rooms(conference)}
    sessions = plan.list_sessions(conference)
    entries = [
        _entry(session, session.slot, rooms)
        for session in sessions
        if session.state is State.CONFIRMED and session.slot is not None
    ]
    entries += _tombstones(old, {entry.code for entry in entries}, now=released_at)
    new = Document(
        number=1 if old is None else old.number + 1,
        released_at=released_at,
        venue=conference.venue,
        rooms=_places(entries, list(rooms.values()), old),
        entries=_in_order(entries, list(rooms.values())),
    )
    released = {session.code for session in sessions if session.slug is not None}
    return replace(new, entries=tuple(_stamp(entry, new, old, released) for entry in new.entries))


def slug_of(session: Session) -> str:
    """Its name in exports: the conference, its title in plain letters, and its code, which makes it one."""
    title = re.sub("[^a-z0-9]+", "-", names.fold(rules.title_of(session, "da")))[:LONGEST_SLUG].strip("-")
    return "-".join(part for part in (session.conference.slug, title, session.code.lower()) if part)


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
        titled_in=rules.titled_in(session),
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
            if file.presenter.publication_consent_at and file.presenter in session.presenters
        ),
        may_record=bool(session.presenters)
        and all(presenter.recording_consent_at for presenter in session.presenters),
        created_at=session.created_at,
        released_at=session.created_at,  # until it is stamped
    )


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


def _stamp(entry: Entry, new: Document, old: Document | None, released: Set[str]) -> Entry:
    """The entry with the SEQUENCE and the time of the version in which it last changed."""
    known = None if old is None else old.by_code.get(entry.code)
    if known is None:
        # One that left the documents long ago comes back: every version counted it up once at most.
        sequence = new.number - 1 if entry.code in released else 0
        return replace(entry, sequence=sequence, released_at=new.released_at)
    if set(differences.kinds_of(known, old, entry, new)) <= QUIET:
        return replace(entry, sequence=known.sequence, released_at=known.released_at)
    return replace(entry, sequence=known.sequence + 1, released_at=new.released_at)
