"""The released programme in words and hours, ready for a page: one session, one presenter, and all of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache

from flask_babel import gettext as _
from flask_babel import pgettext

from conference import clock
from conference.language import language, long_day, time, written
from conference.programme.document import Document, Entry
from conference.programme.models import Kind
from conference.programme.words import FEATURES, KINDS, SHAPES


class Stage(StrEnum):
    """Where a session stands by the clock."""

    AHEAD = "ahead"
    ON = "on"
    OVER = "over"


@dataclass(frozen=True, kw_only=True, slots=True)
class Face:
    """A presenter's name; without a code there is no page about them."""

    code: str
    name: str
    organisation: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """One session, or a break, as a line of the programme."""

    code: str
    kind: str
    kind_word: str
    shape: str
    title: str
    #: "da" or "en" where the title is in another language than the page.
    title_language: str
    #: Danish wall time, as people write it.
    starts: str
    ends: str
    room: str
    area: str
    #: Said where it is another language than Danish.
    spoken: str
    people: tuple[Face, ...]
    #: The word for it, where it is cancelled.
    cancelled: str
    is_break: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Detail:
    """One session as its own page tells it."""

    item: Item
    day: str
    #: For machines: RFC 3339 with the Danish offset.
    starts: str
    minutes: int
    stage: Stage
    paragraphs: tuple[str, ...]
    #: Of the paragraphs: "da" or "en".
    written_in: str
    language: str
    room_key: str
    seats: int
    features: tuple[str, ...]


class Lines:
    """Makes lines of one released document; hours and names are put into words once."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self.hour = cache(time)
        self._language = language()
        self._title, self._area = f"title_{self._language}", f"area_{self._language}"
        self._rooms = {room.key: room.name for room in document.rooms}
        self._kinds = {kind: (kind.value, str(KINDS[kind]), SHAPES[kind]) for kind in Kind}
        self._spoken = {"da": "", "en": _("In English")}
        self._cancelled = pgettext("session", "Cancelled")

    def item(self, entry: Entry) -> Item:
        """An entry as a line."""
        kind, word, shape = self._kinds[entry.kind]
        return Item(
            code=entry.code,
            kind=kind,
            kind_word=word,
            shape=shape,
            title=getattr(entry, self._title),
            title_language="" if entry.titled_in == self._language else entry.titled_in,
            starts=self.hour(entry.starts_at),
            ends=self.hour(entry.ends_at),
            room=self._rooms[entry.room_key],
            area=getattr(entry, self._area),
            spoken=self._spoken.get(entry.language, ""),
            people=self._faces(entry),
            cancelled=self._cancelled if entry.is_cancelled else "",
            is_break=entry.kind is Kind.BREAK,
        )

    def _faces(self, entry: Entry) -> tuple[Face, ...]:
        known = self._document.people
        return tuple(
            Face(
                code=person.code if person.code in known else "",
                name=person.name,
                organisation=person.organisation,
            )
            for person in entry.presenters
        )


def detail(document: Document, entry: Entry, *, now: datetime) -> Detail:
    """All that is said about one session at this moment."""
    room = document.rooms_by_key[entry.room_key]
    text, written_in = written(entry, "abstract")
    return Detail(
        item=Lines(document).item(entry),
        day=long_day(entry.starts_at),
        starts=clock.to_local(entry.starts_at).isoformat(timespec="minutes"),
        minutes=int((entry.ends_at - entry.starts_at).total_seconds()) // 60,
        stage=stage(entry, now=now),
        paragraphs=tuple(line for line in text.splitlines() if line.strip()),
        written_in=written_in,
        language=_("English") if entry.language == "en" else _("Danish"),
        room_key=room.key,
        seats=room.seats,
        features=tuple(str(FEATURES[feature]) for feature in FEATURES if feature in room.features),
    )


def stage(entry: Entry, *, now: datetime) -> Stage:
    """Whether the session is ahead, on, or over."""
    if now < entry.starts_at:
        return Stage.AHEAD
    return Stage.ON if now < entry.ends_at else Stage.OVER


def sessions_of(document: Document, code: str) -> list[tuple[str, Item]]:
    """What a presenter presents, each with its day."""
    lines = Lines(document)
    return [
        (long_day(entry.starts_at), lines.item(entry))
        for entry in document.held
        if any(person.code == code for person in entry.presenters)
    ]


def size_words(size: int) -> str:
    """A file's size as people say it."""
    if size < 1_000_000:
        return f"{max(round(size / 1000), 1)} kB"
    megabytes = f"{size / 1_000_000:.1f}"
    return f"{megabytes.replace('.', ',') if language() == 'da' else megabytes} MB"
