"""What the door says to a reading."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from conference.checkin.models import Decided, Direction, Verdict
from conference.checkin.rules import AT_THE_DOOR
from conference.checkin.stays import Mark, is_again, stay
from conference.registration.models import State

_WAITS = (State.WAITING, State.OFFERED)


@dataclass(frozen=True)
class InWorkshop:
    """Where somebody stands in the workshop that a list is for."""

    #: None: they never had a place in it.
    state: State | None
    left_at: datetime | None = None


@dataclass(frozen=True)
class Ticket:
    """What the door must know of a ticket whose code exists."""

    state: State
    cancelled_at: datetime | None
    #: When another ticket took its place, or it was stopped.
    replaced_at: datetime | None
    stopped_at: datetime | None
    #: Whether it is for this list at all.
    is_for_list: bool
    #: None where the list is for no workshop.
    workshop: InWorkshop | None = None


def judge(
    ticket: Ticket | None,
    reading: Mark,
    *,
    earlier: Iterable[Mark],
    decided: Decided,
    override: bool,
    said: Verdict | None = None,
) -> Verdict:
    """What the door says to a reading, knowing what has been read of this ticket on this list so far.

    Let in offline is never refused afterwards: what does not fit with it is a conflict. `override` is staff
    admitting anyway, also to a workshop without a seat; not by another's list, nor with an unknown code.
    Who was turned away offline stays so, whoever else was there: only the ticket gives a better reason.
    """
    if ticket is None:
        return Verdict.UNKNOWN
    if not ticket.is_for_list:
        return Verdict.WRONG_LIST
    if said is not None and is_turned_away(said):
        return refusal(ticket, reading.at) or said
    if reading.direction is Direction.EXIT:
        return Verdict.EXITED
    if override:
        return Verdict.ADMITTED
    refused = refusal(ticket, reading.at if decided is Decided.OFFLINE else None)
    if refused is not None:
        was_let_in = decided is Decided.OFFLINE and refused is not Verdict.WAITING
        return Verdict.CONFLICT if was_let_in else refused
    others = stay(reading, earlier)
    if not others:
        return Verdict.ADMITTED
    was_let_in = decided is Decided.OFFLINE and not is_again(reading, others)
    return Verdict.CONFLICT if was_let_in else Verdict.DUPLICATE


def is_turned_away(said: Verdict | None) -> bool:
    """Whether a phone by itself said so to somebody whom it did not let in."""
    return said not in (None, Verdict.ADMITTED, Verdict.EXITED)


def is_at_the_door(verdict: Verdict, decided: Decided, said: Verdict | None) -> bool:
    """Whether a reading decides who is in, and who was first: somebody went in or out by it."""
    # Who waited for our answer was refused; who was let in twice by a phone alone is in by either.
    was_refused = verdict is Verdict.DUPLICATE and decided is Decided.ONLINE
    return verdict in AT_THE_DOOR and not was_refused and not is_turned_away(said)


def refusal(ticket: Ticket, scanned_at: datetime | None) -> Verdict | None:
    """Why the ticket is not good: now, or at the moment of a scan that was decided offline.

    A workshop's list lets in who has a seat in it.
    """

    def over(moment: datetime | None) -> bool:
        return moment is not None and (scanned_at is None or moment <= scanned_at)

    # A seat that was handed over is cancelled for its first person; the door asks for the new ticket.
    if over(ticket.replaced_at):
        return Verdict.REPLACED
    if (ticket.state is State.CANCELLED and over(ticket.cancelled_at)) or over(ticket.stopped_at):
        return Verdict.CANCELLED
    if ticket.state in _WAITS:
        return Verdict.WAITING
    return None if ticket.workshop is None else _refusal_of(ticket.workshop, over)


def _refusal_of(workshop: InWorkshop, over: Callable[[datetime | None], bool]) -> Verdict | None:
    if workshop.state in _WAITS:
        return Verdict.WAITING
    has_left = workshop.state is State.CANCELLED and over(workshop.left_at)
    return Verdict.WRONG_LIST if workshop.state is None or has_left else None
