"""What differs between two released programmes, as a subscriber sees it. Pure."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from conference.programme.document import Document, Entry


class ChangeKind(StrEnum):
    """What happened to a session between two versions, what weighs most first."""

    CANCELLED = "cancelled"
    NEW = "new"
    MOVED = "moved"
    SHORTENED = "shortened"
    LENGTHENED = "lengthened"
    ROOM = "room"
    VENUE = "venue"
    PRESENTER = "presenter"
    TEXT = "text"
    DETAILS = "details"


#: What a calendar or an app does not show: a change of it moves no SEQUENCE.
QUIET = frozenset({ChangeKind.DETAILS})


@dataclass(frozen=True)
class Stand:
    """Where, when and by whom a session is given."""

    room: str
    starts_at: datetime
    ends_at: datetime
    presenters: tuple[str, ...] = ()


@dataclass(frozen=True)
class Change:
    """What happened to one session; `before` is missing of a new one, `after` of a cancelled one."""

    code: str
    title_da: str
    title_en: str
    kinds: tuple[ChangeKind, ...]
    before: Stand | None
    after: Stand | None


def compare(old: Document | None, new: Document) -> tuple[Change, ...]:
    """Every session that differs, what weighs most first, then by time."""
    found = []
    for entry in new.entries:
        known = None if old is None else old.by_code.get(entry.code)
        kinds = kinds_of(known, old, entry, new)
        if kinds:
            found.append(_change(known, old, entry, new, kinds))
    weight = list(ChangeKind)
    return tuple(sorted(found, key=lambda change: weight.index(change.kinds[0])))


def kinds_of(
    known: Entry | None, old: Document | None, entry: Entry, new: Document
) -> tuple[ChangeKind, ...]:
    """What happened to one entry of the new document; nothing when it is as it was."""
    if entry.is_cancelled:
        is_told = known is None or known.is_cancelled
        return () if is_told else (ChangeKind.CANCELLED,)
    if known is None or old is None or known.is_cancelled:
        return (ChangeKind.NEW,)
    happened = {
        ChangeKind.VENUE: new.venue != old.venue,
        ChangeKind.PRESENTER: _people(entry) != _people(known),
        ChangeKind.TEXT: _words(entry) != _words(known),
    }
    moves = how_moved(stand_of(known, old), stand_of(entry, new))
    kinds = (*moves, *(kind for kind, so in happened.items() if so))
    if kinds or _details(entry) == _details(known):
        return kinds
    return (ChangeKind.DETAILS,)


def how_moved(before: Stand, after: Stand) -> tuple[ChangeKind, ...]:
    """In time, in length, to another room: any of these, or none."""
    longer = (after.ends_at - after.starts_at) - (before.ends_at - before.starts_at)
    happened = {
        ChangeKind.MOVED: after.starts_at != before.starts_at,
        ChangeKind.SHORTENED: longer < timedelta(0),
        ChangeKind.LENGTHENED: longer > timedelta(0),
        ChangeKind.ROOM: after.room != before.room,
    }
    return tuple(kind for kind, so in happened.items() if so)


def stand_of(entry: Entry, document: Document) -> Stand:
    """Where, when and by whom, as this document says."""
    return Stand(room_of(entry, document), entry.starts_at, entry.ends_at, _names(entry))


def room_of(entry: Entry, document: Document) -> str:
    """The name of its room."""
    return document.rooms_by_key[entry.room_key].name


def to_json(changes: tuple[Change, ...]) -> dict[str, Any]:
    """Changes as plain values, to be kept with their release."""
    return {"changes": [_plain(change) for change in changes]}


def from_json(kept: dict[str, Any]) -> tuple[Change, ...]:
    """The changes again."""
    return tuple(
        Change(
            **{
                **change,
                "kinds": tuple(ChangeKind(kind) for kind in change["kinds"]),
                "before": _stand(change["before"]),
                "after": _stand(change["after"]),
            }
        )
        for change in kept["changes"]
    )


def _change(
    known: Entry | None, old: Document | None, entry: Entry, new: Document, kinds: tuple[ChangeKind, ...]
) -> Change:
    was_held = known is not None and old is not None and not known.is_cancelled
    return Change(
        code=entry.code,
        title_da=entry.title_da,
        title_en=entry.title_en,
        kinds=kinds,
        before=stand_of(known, old) if was_held and known is not None and old is not None else None,
        after=None if entry.is_cancelled else stand_of(entry, new),
    )


def _names(entry: Entry) -> tuple[str, ...]:
    return tuple(person.name for person in entry.presenters)


def _people(entry: Entry) -> tuple[tuple[str, str], ...]:
    """Who, not only by name: a namesake is somebody else."""
    return tuple((person.uid, person.name) for person in entry.presenters)


def _words(entry: Entry) -> tuple[str, ...]:
    titles = (entry.title_da, entry.title_en, entry.abstract_da, entry.abstract_en)
    return (*titles, entry.language, entry.kind, entry.area_key, entry.area_da, entry.area_en)


def _details(entry: Entry) -> tuple[object, ...]:
    """The rest: papers, consent to be recorded, where the presenters work."""
    return (entry.files, entry.may_record, *(person.organisation for person in entry.presenters))


def _plain(change: Change) -> dict[str, Any]:
    return {
        **asdict(change),
        "before": change.before and _plain_stand(change.before),
        "after": change.after and _plain_stand(change.after),
    }


def _plain_stand(stand: Stand) -> dict[str, Any]:
    moments = {"starts_at": stand.starts_at.isoformat(), "ends_at": stand.ends_at.isoformat()}
    return {**asdict(stand), **moments, "presenters": list(stand.presenters)}


def _stand(kept: dict[str, Any] | None) -> Stand | None:
    if kept is None:
        return None
    return Stand(
        kept["room"],
        datetime.fromisoformat(kept["starts_at"]),
        datetime.fromisoformat(kept["ends_at"]),
        tuple(kept["presenters"]),
    )
