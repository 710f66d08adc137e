"""Who was first: worked out from the readings of one person on one list alone.

So the order in which phones deliver never matters.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from conference.checkin.models import Direction

#: The same phone reading the same ticket again within this time has not met it a second time.
JUST_NOW = timedelta(seconds=60)


@dataclass(frozen=True, order=True)
class Mark:
    """One reading of a ticket on a list. Marks sort as they count: by corrected time, then by id."""

    at: datetime
    id: str
    device: str = field(compare=False)
    direction: Direction = field(compare=False)


def first(reading: Mark, earlier: Iterable[Mark]) -> Mark:
    """Who was first in the stay that a reading belongs to; it may be the reading itself."""
    return min([reading, *stay(reading, earlier)])


def stay(reading: Mark, marks: Iterable[Mark]) -> list[Mark]:
    """The entries without an exit between them and the reading."""
    marks = list(marks)
    exits = [mark for mark in marks if mark.direction is Direction.EXIT]
    came_after = max((mark for mark in exits if mark < reading), default=None)
    left_again = min((mark for mark in exits if mark > reading), default=None)
    return [
        mark
        for mark in marks
        if mark.direction is Direction.ENTRY
        and (came_after is None or came_after < mark)
        and (left_again is None or mark < left_again)
    ]


def is_again(reading: Mark, others: Iterable[Mark]) -> bool:
    """Whether the same phone has read them all just now."""
    return all(mark.device == reading.device and abs(reading.at - mark.at) <= JUST_NOW for mark in others)
