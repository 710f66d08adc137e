"""The programme by time and room: a table whose rows begin where sessions begin. Pure."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from conference import clock
from conference.language import long_day, said
from conference.programme.document import Document, Entry
from conference.programme.models import Kind
from conference.programme.shown import Item, Lines
from conference.programme.words import KINDS

#: Kinds that are for everybody: alone at their time, they stand across all rooms.
ACROSS = {Kind.PLENARY, Kind.COUNCIL, Kind.BREAK}


@dataclass(frozen=True)
class Choice:
    """What a visitor wants to see; an empty one is everything."""

    area: str = ""
    kind: str = ""

    def takes(self, entry: Entry) -> bool:
        """Is it chosen? Breaks belong to the whole programme alone."""
        if not self:
            return True
        if entry.kind is Kind.BREAK:
            return False
        return self.area in ("", entry.area_key) and self.kind in ("", entry.kind)

    def __bool__(self) -> bool:
        return bool(self.area or self.kind)


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a room from one row on; mostly one session, and none in an empty cell."""

    items: tuple[Item, ...]
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """The sessions that begin at one time."""

    starts: str
    #: For machines: RFC 3339 with the Danish offset.
    starts_at: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """One day: its rooms are the columns."""

    on: date
    title: str
    rooms: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """What was chosen of a programme, and what there is to choose from."""

    days: tuple[Day, ...]
    #: Sessions that take place, without the breaks: those shown, and all.
    shown: int
    total: int
    #: Values and names.
    areas: tuple[tuple[str, str], ...]
    kinds: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Placed:
    """Entries that overlap in one room, with the rows they take."""

    entries: tuple[Entry, ...]
    first: int
    end: int


def lay_out(document: Document, choice: Choice) -> Table:
    """The chosen part of a programme, day by day."""
    lines = Lines(document)
    chosen = [entry for entry in document.entries if choice.takes(entry)]
    sessions = [entry for entry in document.entries if entry.kind is not Kind.BREAK]
    areas = {entry.area_key: entry for entry in sessions if entry.area_key}
    return Table(
        days=tuple(_day(on, list(entries), document, lines) for on, entries in groupby(chosen, key=_day_of)),
        shown=_count(chosen),
        total=_count(document.entries),
        areas=tuple(sorted(((key, said(entry, "area")) for key, entry in areas.items()), key=_name)),
        kinds=tuple((kind.value, str(KINDS[kind])) for kind in Kind if _is_there(kind, sessions)),
    )


def _count(entries: Iterable[Entry]) -> int:
    return sum(entry.kind is not Kind.BREAK and not entry.is_cancelled for entry in entries)


def _day(on: date, entries: list[Entry], document: Document, lines: Lines) -> Day:
    starts = sorted({entry.starts_at for entry in entries})
    placed = _placed(entries, starts)
    across = {each.first: each for each in placed if _stands_across(each, placed)}
    beside = [each for each in placed if across.get(each.first) is not each]
    used = {each.entries[0].room_key for each in beside or placed}
    rooms = [room for room in document.rooms if room.key in used]
    rows = tuple(
        _row(at, number, across.get(number), beside, [room.key for room in rooms], lines)
        for number, at in enumerate(starts)
    )
    return Day(on=on, title=long_day(on), rooms=tuple(room.name for room in rooms), rows=rows)


def _row(
    at: datetime,
    number: int,
    across: _Placed | None,
    beside: Iterable[_Placed],
    rooms: Sequence[str],
    lines: Lines,
) -> Row:
    if across is not None:
        cells = [_cell(across, lines, columns=len(rooms))]
    else:
        here = {each.entries[0].room_key: each for each in beside if each.first <= number < each.end}
        cells = [
            _cell(here[room], lines) if room in here else Cell(())
            for room in rooms
            if room not in here or here[room].first == number
        ]
    return Row(lines.hour(at), clock.to_local(at).isoformat(timespec="minutes"), tuple(cells))


def _cell(placed: _Placed, lines: Lines, *, columns: int = 1) -> Cell:
    items = tuple(lines.item(entry) for entry in placed.entries)
    return Cell(items, rows=placed.end - placed.first, columns=columns)


def _placed(entries: Iterable[Entry], starts: Sequence[datetime]) -> list[_Placed]:
    """Each entry on its rows; who overlaps in a room (one cancelled, and its heir) stands together."""
    placed: dict[str, list[_Placed]] = {}
    for entry in entries:
        first, end = bisect_left(starts, entry.starts_at), bisect_left(starts, entry.ends_at)
        room = placed.setdefault(entry.room_key, [])
        if room and first < room[-1].end:
            last = room.pop()
            room.append(_Placed((*last.entries, entry), last.first, max(last.end, end)))
        else:
            room.append(_Placed((entry,), first, end))
    return [each for room in placed.values() for each in room]


def _stands_across(one: _Placed, placed: Iterable[_Placed]) -> bool:
    """Is it for everybody, and nothing else at its time?"""
    if any(entry.kind not in ACROSS for entry in one.entries):
        return False
    return all(each is one or each.end <= one.first or one.end <= each.first for each in placed)


def _is_there(kind: Kind, sessions: Iterable[Entry]) -> bool:
    return any(entry.kind is kind for entry in sessions)


def _day_of(entry: Entry) -> date:
    return clock.to_local(entry.starts_at).date()


def _name(option: tuple[str, str]) -> str:
    return option[1]
