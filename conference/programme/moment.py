"""What is on and what comes next, room by room. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from conference import clock
from conference.language import long_day
from conference.programme.document import Document, Entry
from conference.programme.shown import Item, Lines


class Phase(StrEnum):
    """Where the programme as a whole stands."""

    BEFORE = "before"
    ON = "on"
    #: Nothing is on anywhere, and more is to come.
    BETWEEN = "between"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Coming:
    """What begins next."""

    item: Item
    #: Said where it is another day than today.
    day: str


@dataclass(frozen=True, slots=True)
class RoomNow:
    """One room at this moment; two sessions are on where organisers let them overlap."""

    name: str
    on: tuple[Item, ...]
    next: Coming | None


@dataclass(frozen=True, slots=True)
class Moment:
    """The whole house at this moment."""

    phase: Phase
    rooms: tuple[RoomNow, ...]
    #: The very next to begin, anywhere.
    next: Coming | None


def look(document: Document, *, now: datetime) -> Moment:
    """What is on and next, in every room that is used."""
    lines = Lines(document)
    by_room: dict[str, list[Entry]] = {}
    for entry in document.held:
        by_room.setdefault(entry.room_key, []).append(entry)
    rooms = tuple(
        RoomNow(room.name, _on(by_room[room.key], now, lines), _next(by_room[room.key], now, lines))
        for room in document.rooms
        if room.key in by_room
    )
    return Moment(_phase(document.held, now), rooms, _next(document.held, now, lines))


def _on(entries: Sequence[Entry], now: datetime, lines: Lines) -> tuple[Item, ...]:
    return tuple(lines.item(entry) for entry in entries if entry.starts_at <= now < entry.ends_at)


def _next(entries: Sequence[Entry], now: datetime, lines: Lines) -> Coming | None:
    """The first to begin; entries stand by their start."""
    entry = next((entry for entry in entries if now < entry.starts_at), None)
    if entry is None:
        return None
    is_today = clock.to_local(entry.starts_at).date() == clock.to_local(now).date()
    return Coming(lines.item(entry), "" if is_today else long_day(entry.starts_at))


def _phase(entries: Sequence[Entry], now: datetime) -> Phase:
    if any(entry.starts_at <= now < entry.ends_at for entry in entries):
        return Phase.ON
    if not any(now < entry.starts_at for entry in entries):
        return Phase.OVER
    return Phase.BEFORE if all(now < entry.starts_at for entry in entries) else Phase.BETWEEN
