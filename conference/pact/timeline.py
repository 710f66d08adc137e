"""The timeline as a picture: where each milestone lies on the line from the first month to the last one.

Pure: milestones and a day in, positions out. An exact date is a dot; a date in words is a bar over exactly
the days that the words allow; a date it once had is a ghost. The wide picture runs to the right, with labels
like flags above and below; the tall one runs down a phone. Units are those of the SVG, a pixel as a rule.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from textwrap import wrap

from babel.dates import format_date

from conference.pact.axis import BAR, Axis, Lanes, months_around
from conference.pact.models import Milestone, State

#: Height of a line of letters, and how far its baseline lies below its top.
LINE, BASELINE = 21.0, 16.0
#: Width of a letter, about; and how many more stand before an earlier date ("tidligere: ").
LETTER, EARLIER = 8.2, 11
#: From the middle of one lane to the next.
LANE = 26.0

WIDE, FLAG, FLAG_LETTERS = 1120.0, 232.0, 29
TALL, TALL_LINE, TALL_LETTERS = 336.0, 56.0, 29
#: Units a day is high in the tall picture, unless the labels need more.
TALL_DAY = 3.0
#: Free space between two labels, and between the outermost lane and the nearest label.
GAP, SHELF = 18.0, 26.0


@dataclass(frozen=True)
class Bar:
    """A rectangle with round ends; of an exact date it is a circle."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Text:
    """One line of a label: the date ("when"), a part of the title, or a date it once had ("earlier")."""

    kind: str
    x: float
    y: float
    words: str


@dataclass(frozen=True)
class Mark:
    """One milestone in the picture."""

    key: str
    state: State
    is_exact: bool
    bar: Bar
    ghosts: tuple[Bar, ...]
    #: From the mark to its label, as an SVG path.
    stem: str
    #: What the label covers, so that nothing shines through it.
    ground: Bar
    label: tuple[Text, ...]


@dataclass(frozen=True)
class Tick:
    """The beginning of a month."""

    x: float
    y: float
    name: str


@dataclass(frozen=True)
class Today:
    """A hair line through the picture, a thick mark on the line, and where the word stands; paths of SVG."""

    path: str
    mark: str
    x: float
    y: float
    anchor: str


@dataclass(frozen=True)
class Picture:
    """Everything a template needs to draw it."""

    width: float
    height: float
    #: The line itself, as an SVG path.
    line: str
    #: Hair lines at the beginning of each month, as an SVG path.
    grid: str
    ticks: tuple[Tick, ...]
    #: None when today lies outside.
    today: Today | None
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Timeline:
    """The same line twice: for a wide page, and for a phone."""

    wide: Picture
    tall: Picture


@dataclass
class _Flag:
    """A milestone on its way into the wide picture."""

    milestone: Milestone
    middle: float
    lines: list[tuple[str, str]]
    side: int = 1
    offset: float = 0.0

    @property
    def height(self) -> float:
        return len(self.lines) * LINE


def draw(milestones: Iterable[Milestone], *, today: date, language: str) -> Timeline | None:
    """Both pictures of these milestones; None when there is nothing to draw."""
    rows = sorted(milestones, key=lambda row: (row.when.first_on, row.when.last_on, row.key))
    if not rows:
        return None
    return Timeline(wide(rows, today=today, language=language), tall(rows, today=today, language=language))


def wide(rows: Sequence[Milestone], *, today: date, language: str) -> Picture:
    """The line from left to right; the rows in their order."""
    first, last = months_around(rows)
    axis = Axis(first, last, 0.0, (WIDE - FLAG) / ((last - first).days + 1))
    flags = [_Flag(row, axis.middle(row.when), _lines(row, language, FLAG_LETTERS)) for row in rows]
    _raise_flags(flags)
    lanes = Lanes(axis)
    lanes.place([(flag.milestone, flag.side) for flag in flags])
    above, below = (_reach(flags, side, lanes) for side in (-1, 1))
    level, height = 30 + above, 30 + above + below + 30
    marks = tuple(_flag_mark(flag, lanes, level) for flag in flags)
    months, now = axis.months(), axis.at(today)
    return Picture(
        width=WIDE,
        height=round(height, 1),
        line=f"M0 {level}H{max(lanes.span(row)[1] for row in rows)}",
        grid="".join(f"M{axis.at(month)} 30V{round(height - 24, 1)}" for month in months),
        ticks=tuple(Tick(axis.at(month) + 6, height - 6, _month(month, language)) for month in months),
        today=Today(
            path=f"M{now} 24V{level}",
            mark=f"M{now} {level - LANE / 2}V{level + LANE / 2}",
            x=now,
            y=BASELINE,
            anchor="middle",
        )
        if axis.holds(today)
        else None,
        marks=marks,
    )


def tall(rows: Sequence[Milestone], *, today: date, language: str) -> Picture:
    """The line from top to bottom; the rows in their order."""
    first, last = months_around(rows)
    labels = [_lines(row, language, TALL_LETTERS) for row in rows]
    needed = sum(len(lines) * LINE + GAP for lines in labels)
    axis = Axis(first, last, 24.0, max(TALL_DAY, needed / ((last - first).days + 1)))
    lanes = Lanes(axis)
    lanes.place([(row, 1) for row in rows])
    text_x = TALL_LINE + lanes.outermost(1) * LANE + 34
    marks, free = [], 0.0
    for row, lines in zip(rows, labels, strict=True):
        top = max(free, axis.middle(row.when) - LINE / 2)
        marks.append(_tall_mark(row, lines, lanes, text_x, top))
        free = top + len(lines) * LINE + GAP
    end = axis.at(last + timedelta(days=1))
    months, now = axis.months(), axis.at(today)
    if axis.holds(today):  # whose word stands in the same column
        months_said = [month for month in months if abs(axis.at(month) + BASELINE * 2 / 3 - now) >= LINE]
    else:
        months_said = months
    return Picture(
        width=TALL,
        height=round(max(end, free) + 8, 1),
        line=f"M{TALL_LINE} 24V{max(lanes.span(row)[1] for row in rows)}",
        grid="".join(f"M0 {axis.at(month)}H{TALL_LINE}" for month in months),
        ticks=tuple(
            Tick(0, axis.at(month) + BASELINE, _month(month, language, short=True)) for month in months_said
        ),
        today=Today(
            path=f"M{TALL_LINE - 14} {now}H{text_x - 20}",
            mark=f"M{TALL_LINE - LANE / 2} {now}H{TALL_LINE + LANE / 2}",
            x=0,
            y=now + BASELINE / 3,
            anchor="start",
        )
        if axis.holds(today)
        else None,
        marks=tuple(marks),
    )


def _raise_flags(flags: list[_Flag]) -> None:
    """Give each label a side and a height, from the right: it clears every stem that would cross it."""
    raised: list[_Flag] = []
    side = 1
    for flag in sorted(flags, key=lambda flag: -flag.middle):
        in_the_way = [other for other in raised if other.middle < flag.middle + FLAG + GAP]
        offsets = {
            way: max(
                (other.offset + other.height + GAP for other in in_the_way if other.side == way), default=0.0
            )
            for way in (-side, side)
        }
        flag.side = side = min(offsets, key=lambda way: offsets[way])
        flag.offset = offsets[side]
        raised.append(flag)


def _reach(flags: list[_Flag], side: int, lanes: Lanes) -> float:
    """How far the picture goes out on one side of the line."""
    labels = max((flag.offset + flag.height for flag in flags if flag.side == side), default=0.0)
    return labels + _shelf(side, lanes)


def _shelf(side: int, lanes: Lanes) -> float:
    return lanes.outermost(side) * LANE + SHELF


def _flag_mark(flag: _Flag, lanes: Lanes, level: float) -> Mark:
    row = flag.milestone
    near = level + flag.side * (_shelf(flag.side, lanes) + flag.offset)
    far = near + flag.side * flag.height
    foot = level + lanes.lane(row) * LANE + flag.side * BAR / 2
    return Mark(
        key=row.key,
        state=row.state,
        is_exact=row.when.is_exact,
        bar=_across(*lanes.span(row), level + lanes.lane(row) * LANE),
        ghosts=tuple(_across(start, end, level + lane * LANE) for start, end, lane in lanes.ghosts(row)),
        stem=f"M{flag.middle} {foot}V{round(far, 1)}",
        ground=_ground(flag.lines, flag.middle + 10, min(near, far)),
        label=_label(flag.lines, flag.middle + 10, min(near, far)),
    )


def _tall_mark(row: Milestone, lines: list[tuple[str, str]], lanes: Lanes, text_x: float, top: float) -> Mark:
    start, end = lanes.span(row)
    x, middle = TALL_LINE + lanes.lane(row) * LANE, round((start + end) / 2, 1)
    beside = round(top + LINE / 2, 1)
    return Mark(
        key=row.key,
        state=row.state,
        is_exact=row.when.is_exact,
        bar=_down(start, end, x),
        ghosts=tuple(_down(start, end, TALL_LINE + lane * LANE) for start, end, lane in lanes.ghosts(row)),
        stem=f"M{x + BAR / 2} {middle}H{text_x - 20}L{text_x - 12} {beside}H{text_x - 6}",
        ground=_ground(lines, text_x, top),
        label=_label(lines, text_x, top),
    )


def _across(start: float, end: float, middle: float) -> Bar:
    return Bar(round(start, 1), round(middle - BAR / 2, 1), round(end - start, 1), BAR)


def _down(start: float, end: float, middle: float) -> Bar:
    return Bar(round(middle - BAR / 2, 1), round(start, 1), BAR, round(end - start, 1))


def _ground(lines: list[tuple[str, str]], x: float, top: float) -> Bar:
    longest = max(len(words) + (EARLIER if kind == "earlier" else 0) for kind, words in lines)
    width = min(longest * LETTER + 8, FLAG)
    return Bar(round(x - 4, 1), round(top, 1), round(width, 1), len(lines) * LINE)


def _label(lines: list[tuple[str, str]], x: float, top: float) -> tuple[Text, ...]:
    return tuple(
        Text(kind, round(x, 1), round(top + number * LINE + BASELINE, 1), words)
        for number, (kind, words) in enumerate(lines)
    )


def _lines(row: Milestone, language: str, letters: int) -> list[tuple[str, str]]:
    title = row.title_da if language == "da" else row.title_en
    return [
        ("when", row.when.words(language)),
        *(("title", part) for part in _balanced(_breakable(title, letters), letters)),
        *(("earlier", earlier.when.words(language)) for earlier in row.earlier),
    ]


@lru_cache(maxsize=256)  # every front page sets the same few titles
def _balanced(title: str, letters: int) -> tuple[str, ...]:
    """The title in as few lines as it needs, all of them about as long."""
    lines = wrap(title, letters, break_on_hyphens=False)
    longest = max(map(len, title.split()), default=1)
    for narrower in range(letters - 1, longest - 1, -1):
        tried = wrap(title, narrower, break_on_hyphens=False)
        if len(tried) > len(lines):
            break
        lines = tried
    return tuple(lines)


def _breakable(title: str, letters: int) -> str:
    """A word longer than a line gets a hyphen and a space where the line ends."""
    return re.sub(rf"\w{{{letters - 1}}}(?=\w{{2}})", r"\g<0>- ", title)


def _month(month: date, language: str, *, short: bool = False) -> str:
    """The month's name; January also tells the year."""
    name = format_date(month, "LLL" if short else "LLLL", locale=language).rstrip(".")
    return f"{name} {month.year}" if month.month == 1 else name
