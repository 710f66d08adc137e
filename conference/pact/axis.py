"""Where days lie on a line, and in which lane beside it, so that no date covers another.

Pure: dates in, lengths out. Units are those of the picture.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

from conference.pact.models import Milestone
from conference.pact.when import When

#: Thickness of a bar; half of it is the radius of a dot.
BAR = 18.0
#: Shortest bar that can be seen, whatever the scale.
SHORTEST = 6.0
#: Nearest two month names may stand.
TICK = 46.0


@dataclass(frozen=True)
class Axis:
    """Days along the line."""

    first_on: date
    last_on: date
    origin: float
    scale: float

    def holds(self, day: date) -> bool:
        return self.first_on <= day <= self.last_on

    def at(self, day: date) -> float:
        return round(self.origin + (day - self.first_on).days * self.scale, 1)

    def span(self, when: When) -> tuple[float, float]:
        """Where the first day begins and the last one ends; an exact day is as long as a dot is wide."""
        start, end = self.at(when.first_on), self.at(when.last_on + timedelta(days=1))
        if when.is_exact:
            middle = round((start + end) / 2, 1)
            return middle - BAR / 2, middle + BAR / 2
        return start, max(end, start + SHORTEST)

    def middle(self, when: When) -> float:
        start, end = self.span(when)
        return round((start + end) / 2, 1)

    def months(self) -> list[date]:
        """The first day of every month, or of every so many when they would stand too close."""
        step = next(months for months in (1, 2, 3, 6, 12) if months * 30 * self.scale >= TICK or months == 12)
        first = self.first_on.year * 12 + self.first_on.month - 1
        last = self.last_on.year * 12 + self.last_on.month - 1
        return [date(month // 12, month % 12 + 1, 1) for month in range(first, last + 1, step)]


class Lanes:
    """Which lane each date lies on: 0 is the line; further out, to a side, lies what would overlap."""

    def __init__(self, axis: Axis) -> None:
        self._axis = axis
        self._taken: dict[int, list[tuple[float, float]]] = {}
        self._of: dict[int, int] = {}
        self._ghosts: dict[int, list[tuple[float, float, int]]] = {}

    def place(self, rows: Sequence[tuple[Milestone, int]]) -> None:
        """Exact days first, for they belong on the line; then the spans; then the ghosts, off the line."""
        for row, side in sorted(rows, key=lambda pair: not pair[0].when.is_exact):
            self._of[id(row)] = self._free(self.span(row), side, start=0)
        for row, side in rows:
            spans = [self._axis.span(earlier.when) for earlier in row.earlier]
            self._ghosts[id(row)] = [(*span, self._free(span, side, start=1)) for span in spans]

    def span(self, row: Milestone) -> tuple[float, float]:
        return self._axis.span(row.when)

    def lane(self, row: Milestone) -> int:
        return self._of[id(row)]

    def ghosts(self, row: Milestone) -> list[tuple[float, float, int]]:
        return self._ghosts[id(row)]

    def outermost(self, side: int) -> int:
        return max((abs(lane) for lane in self._taken if lane * side > 0), default=0)

    def _free(self, span: tuple[float, float], side: int, *, start: int) -> int:
        """Take the nearest lane in which nothing overlaps."""
        lane = next(step * side for step in count(start) if not self._is_covered(step * side, span))
        self._taken.setdefault(lane, []).append(span)
        return lane

    def _is_covered(self, lane: int, span: tuple[float, float]) -> bool:
        return any(span[0] < end and start < span[1] for start, end in self._taken.get(lane, []))


def months_around(rows: Sequence[Milestone]) -> tuple[date, date]:
    """First day of the first month, last day of the last one, earlier dates included."""
    spans = [when for row in rows for when in (row.when, *(earlier.when for earlier in row.earlier))]
    last = max(when.last_on for when in spans)
    next_month = (last.replace(day=28) + timedelta(days=4)).replace(day=1)
    return min(when.first_on for when in spans).replace(day=1), next_month - timedelta(days=1)
