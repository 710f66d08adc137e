"""A released programme as a value: what every public page, export and calendar reads. Pure."""

from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from conference.programme.models import Kind


@dataclass(frozen=True, kw_only=True)
class Place:
    """A room, as released."""

    uid: str
    key: str
    name: str
    seats: int
    #: Words of `models.Feature`.
    features: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Person:
    """A presenter, as released."""

    uid: str
    code: str
    export_id: int
    name: str
    organisation: str = ""


@dataclass(frozen=True, kw_only=True)
class File:
    """Slides, or another paper, whose giver agreed to have it published."""

    code: str
    filename: str
    #: pdf, pptx, odp, png or jpg.
    extension: str
    #: Bytes.
    size: int


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A session in its slot, as released; a cancelled one stays where it was."""

    uid: str
    code: str
    export_id: int
    slug: str
    kind: Kind
    title_da: str
    title_en: str
    #: "da" or "en" where both titles are the one that was written; empty otherwise.
    titled_in: str = ""
    abstract_da: str = ""
    abstract_en: str = ""
    #: "da" or "en": what is spoken on stage.
    language: str = "da"
    #: Key and names of its focus area; empty when it has none.
    area_key: str = ""
    area_da: str = ""
    area_en: str = ""
    #: Key of its `Place`.
    room_key: str
    starts_at: datetime
    ends_at: datetime
    presenters: tuple[Person, ...] = ()
    files: tuple[File, ...] = ()
    #: Every presenter has agreed to be recorded.
    may_record: bool = False
    is_cancelled: bool = False
    #: SEQUENCE and DTSTAMP: of the version in which the entry last changed.
    sequence: int = 0
    created_at: datetime
    released_at: datetime


@dataclass(frozen=True, kw_only=True)
class Document:
    """One version of a conference's programme, its entries by start, room and code."""

    number: int
    released_at: datetime
    #: The house that its rooms are in.
    venue: str
    rooms: tuple[Place, ...]
    entries: tuple[Entry, ...]

    @cached_property
    def by_code(self) -> dict[str, Entry]:
        """Every entry, also cancelled ones."""
        return {entry.code: entry for entry in self.entries}

    @cached_property
    def held(self) -> tuple[Entry, ...]:
        """The entries that take place."""
        return tuple(entry for entry in self.entries if not entry.is_cancelled)

    @cached_property
    def rooms_by_key(self) -> dict[str, Place]:
        return {room.key: room for room in self.rooms}

    @cached_property
    def people(self) -> dict[str, Person]:
        """Whoever presents something that takes place, by code."""
        return {person.code: person for entry in self.held for person in entry.presenters}


def to_json(document: Document) -> dict[str, Any]:
    """The document as plain values, to be kept."""
    plain: dict[str, Any] = _plain(asdict(document))
    return plain


def from_json(kept: dict[str, Any]) -> Document:
    """The document again."""
    return Document(
        number=kept["number"],
        released_at=datetime.fromisoformat(kept["released_at"]),
        venue=kept["venue"],
        rooms=tuple(Place(**{**room, "features": tuple(room["features"])}) for room in kept["rooms"]),
        entries=tuple(_entry(entry) for entry in kept["entries"]),
    )


_MOMENTS = ("starts_at", "ends_at", "created_at", "released_at")


def _entry(kept: dict[str, Any]) -> Entry:
    read = {
        "kind": Kind(kept["kind"]),
        "presenters": tuple(Person(**person) for person in kept["presenters"]),
        "files": tuple(File(**file) for file in kept["files"]),
    }
    moments = {name: datetime.fromisoformat(kept[name]) for name in _MOMENTS}
    return Entry(**{**kept, **read, **moments})


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, datetime) else value
