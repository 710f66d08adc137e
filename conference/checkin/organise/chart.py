"""Arrivals drawn as bars of five minutes along the day. Pure: numbers in, the picture's measures out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from conference import clock
from conference.checkin.figures import STRETCH

#: The line begins and ends on these.
HALF_HOUR = timedelta(minutes=30)
#: The shortest line: fewer bars would be as wide as doors.
SHORTEST = timedelta(hours=2)
#: Steps between the times below the line that there is room for on a phone.
MOST_STEPS = 5
#: Width of a bar's place, and of the bar, in units of the picture; it is a hundred high.
PLACE, BAR = 10, 8


@dataclass(frozen=True)
class Axis:
    """The part of one day that every list's bars share."""

    begins_at: datetime
    ends_at: datetime

    @property
    def width(self) -> int:
        return (self.ends_at - self.begins_at) // STRETCH * PLACE

    @property
    def ticks(self) -> list[tuple[datetime, float]]:
        """The times below the line, each with how far along it stands, in per cent."""
        length = self.ends_at - self.begins_at
        steps = (HALF_HOUR * halves for halves in (1, 2, 4, 6, 8, 12))
        step = next((step for step in steps if length / step <= MOST_STEPS), 24 * HALF_HOUR)
        count = length // step
        spans = [each * step for each in range(count + 1)]
        return [(self.begins_at + span, round(100 * (span / length), 2)) for span in spans]


@dataclass(frozen=True)
class Bars:
    """One list's bars, as a path."""

    path: str
    #: The most who came in one stretch: the height of the picture.
    most: int
    busiest_at: datetime


def axis_of(moments: Iterable[datetime], *, around: Sequence[datetime]) -> Axis | None:
    """The day of the latest arrival, from its first one on, and those moments around it that are on it."""
    known = sorted(moments)
    if not known:
        return None
    day = clock.to_local(known[-1]).date()
    shown = [each for each in (*known, *around) if clock.to_local(each).date() == day]
    begins_at = _floor(min(shown))
    return Axis(begins_at, _ceil(max(*shown, known[-1] + STRETCH, begins_at + SHORTEST)))


def draw(came: Mapping[datetime, int], axis: Axis) -> Bars | None:
    """The bars of one list; None where nobody came to it on that day."""
    shown = {at: count for at, count in came.items() if axis.begins_at <= at < axis.ends_at}
    if not shown:
        return None
    most = max(shown.values())
    bars = (_bar((at - axis.begins_at) // STRETCH, 100 * count / most) for at, count in sorted(shown.items()))
    return Bars("".join(bars), most, max(shown, key=lambda at: (shown[at], -at.timestamp())))


def _bar(place: int, height: float) -> str:
    left, top = place * PLACE + (PLACE - BAR) // 2, round(100 - height, 1)
    return f"M{left} 100V{top:g}h{BAR}V100z"


def _floor(moment: datetime) -> datetime:
    return moment - timedelta(seconds=moment.timestamp() % HALF_HOUR.total_seconds())


def _ceil(moment: datetime) -> datetime:
    return moment + timedelta(seconds=-moment.timestamp() % HALF_HOUR.total_seconds())
