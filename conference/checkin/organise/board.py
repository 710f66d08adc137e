"""The board of conflicts: one place for each stay, however many readings of it clash."""

from datetime import datetime

from conference.checkin.models import Settlement, Verdict
from conference.checkin.organise import conflicts
from conference.checkin.organise.conflicts import Conflict
from conference.registration.models import Conference


def read(conference: Conference) -> tuple[list[Conflict], list[Conflict]]:
    """What is to be settled, and what has been, the latest first; a stay is one conflict, told whole."""
    found = conflicts.list_conflicts(conference)
    open_ones = {_stay(each): each for each in reversed(found) if each.settled_at is None}
    settled = {_stay(each): each for each in reversed(found) if each.settled_at is not None}
    latest = sorted(settled.values(), key=lambda each: (each.settled_at or each.at, each.id), reverse=True)
    return list(reversed(open_ones.values())), latest


def settle(conference: Conference, scan_id: str, as_: Settlement, *, by: str) -> None:
    """Note what came of looking into a conflict, for its whole stay. Raises NotFound, AlreadySettled."""
    found = conflicts.list_conflicts(conference)
    stays = {_stay(each) for each in found if each.id == scan_id}
    beside = [each.id for each in found if each.settled_at is None and _stay(each) in stays]
    for each in dict.fromkeys([scan_id, *beside]):
        conflicts.settle(conference, each, as_, by=by)


def _stay(conflict: Conflict) -> tuple[str, int, datetime, Verdict]:
    began_at = min([conflict.at, *(other.at for other in conflict.others)])
    return conflict.attendee.id, conflict.list_id, began_at, conflict.because
