"""What does not fit together: worked out from the readings of one person on one list alone.

What a phone was told then may be otherwise: it was told what was known then. Here the order in which phones
deliver never matters.
"""

from collections.abc import Collection
from dataclasses import dataclass

from conference.checkin.models import Direction
from conference.checkin.stays import Mark, is_again, stay


@dataclass(frozen=True)
class Passage:
    """A reading by which somebody came in or went out."""

    mark: Mark
    #: Staff knew, and admitted them anyway.
    override: bool = False


def clashing(passage: Passage, passages: Collection[Passage]) -> list[Passage]:
    """The others in the same stay, where somebody was let in before and nobody said: anyway."""
    mark = passage.mark
    others = _others(mark, passages)
    before = [other.mark for other in others if other.mark < mark]
    is_plain = mark.direction is Direction.ENTRY and not passage.override
    return others if is_plain and before and not is_again(mark, before) else []


def _others(mark: Mark, passages: Collection[Passage]) -> list[Passage]:
    together = {each.id for each in stay(mark, [passage.mark for passage in passages])}
    return [passage for passage in passages if passage.mark.id in together - {mark.id}]
