"""What the files for apps and spreadsheets share: days that end in the morning, tracks, plain text. Pure.

A cancelled session is left out of all of them: their formats have no word for it, it would look as if it took
place, and apps show what is missing from a new version as cancelled by themselves. Calendars have the word.

Papers are left out too: they stand on the session's page, where a consent that is taken back is gone at once.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from conference import clock
from conference.names import fold
from conference.programme.document import Document, Entry, Place
from conference.programme.models import Kind

#: A day of the programme lasts until this hour of the next morning, Danish time.
CHANGE_HOUR = time(6)
#: What apps know as a break: they show it, and offer no more.
PAUSE = "Pause"

#: Dark enough for white letters on them.
_COLOURS = ("#0b5563", "#8a4b08", "#5b2a86", "#1a7f37", "#9b1c5a", "#345995", "#6b5b00", "#4a4a4a")
#: What XML 1.0 cannot hold, and the controls that no reader wants.
_UNSEEN = re.compile("[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TRACK_SLUG = re.compile("[a-z][a-z0-9-]+")


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What a file says around the released programme, in one language."""

    #: "da" or "en"
    language: str
    slug: str
    title: str
    starts_on: date
    ends_on: date
    #: The conference's own page, which ends in "/".
    base_url: str
    #: What each kind of session is called.
    kinds: Mapping[Kind, str]

    @property
    def programme_url(self) -> str:
        return f"{self.base_url}programme"

    def url_of(self, entry: Entry) -> str:
        """Its own page; a break has none."""
        is_break = entry.kind is Kind.BREAK
        return self.programme_url if is_break else f"{self.base_url}sessions/{entry.code}"

    def type_of(self, entry: Entry) -> str:
        """What kind of session it is, as apps show it."""
        return PAUSE if entry.kind is Kind.BREAK else self.kinds[entry.kind]

    def title_of(self, entry: Entry) -> str:
        """Never empty: an app would have nothing to show."""
        titles = (line(said(entry, "title", each)) for each in self._order)
        return next(filter(None, titles), entry.code)

    def abstract_of(self, entry: Entry) -> str:
        """In the other language where this one was not written."""
        texts = (plain(said(entry, "abstract", each)) for each in self._order)
        return next(filter(None, texts), "")

    def track_of(self, entry: Entry) -> str:
        """The name of its focus area, or nothing."""
        names = (line(said(entry, "area", each)) for each in self._order)
        return next(filter(None, names), "") if entry.area_key else ""

    @property
    def _order(self) -> tuple[str, str]:
        return ("da", "en") if self.language == "da" else ("en", "da")


@dataclass(frozen=True)
class Day:
    """A day of the programme, with its sessions room by room."""

    #: From 1.
    index: int
    on: date
    #: In Danish time.
    starts_at: datetime
    ends_at: datetime
    rooms: tuple[tuple[Place, tuple[Entry, ...]], ...]


@dataclass(frozen=True)
class Track:
    """A focus area."""

    name: str
    slug: str
    colour: str


def days(document: Document, frame: Frame) -> list[Day]:
    """The days on which something takes place; the first of the conference when nothing does."""
    by_day = {on: list(entries) for on, entries in groupby(document.held, key=_day_of)}
    return [
        Day(index, on, _morning(on), _morning(on + timedelta(days=1)), _by_room(document, entries))
        for index, (on, entries) in enumerate((by_day or {frame.starts_on: []}).items(), start=1)
    ]


def tracks(document: Document, frame: Frame) -> list[Track]:
    """The focus areas of what takes place, by key."""
    names = {entry.area_key: frame.track_of(entry) for entry in document.held if entry.area_key}
    return [
        Track(names[key], _track_slug(key), _COLOURS[at % len(_COLOURS)])
        for at, key in enumerate(sorted(names))
    ]


def duration(entry: Entry) -> str:
    """How long it really takes, also when the clocks change: 00:10."""
    minutes = int((entry.ends_at - entry.starts_at).total_seconds()) // 60
    return f"{minutes // 60:02}:{minutes % 60:02}"


def start(entry: Entry) -> str:
    """The hour on a Danish wall clock: 09:30."""
    return f"{clock.to_local(entry.starts_at):%H:%M}"


def moment(at: datetime) -> str:
    """An instant in Danish time with its offset."""
    return clock.to_local(at).isoformat(timespec="seconds")


def plain(text: str) -> str:
    """Text of several lines without what XML cannot hold."""
    return _UNSEEN.sub("", "\n".join(text.splitlines())).strip()


def line(text: str) -> str:
    """The same on one line."""
    return " ".join(plain(text).split())


def said(entry: Entry, field: str, language: str) -> str:
    """An entry's text in a language."""
    return str(getattr(entry, f"{field}_{language}"))


def _day_of(entry: Entry) -> date:
    wall = clock.to_local(entry.starts_at).replace(tzinfo=None)
    return wall.date() - timedelta(days=wall.time() < CHANGE_HOUR)


def _morning(day: date) -> datetime:
    return clock.to_local(clock.from_local(datetime.combine(day, CHANGE_HOUR)))


def _by_room(document: Document, entries: list[Entry]) -> tuple[tuple[Place, tuple[Entry, ...]], ...]:
    by_key = {
        room.key: tuple(entry for entry in entries if entry.room_key == room.key) for room in document.rooms
    }
    return tuple((room, by_key[room.key]) for room in document.rooms if by_key[room.key])


def _track_slug(key: str) -> str:
    slug = re.sub("[^a-z0-9]+", "-", fold(key)).strip("-")
    return slug if _TRACK_SLUG.fullmatch(slug) else f"track-{slug}"
