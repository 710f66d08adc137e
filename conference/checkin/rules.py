"""What the door says to a scan, who was first, and how long phones and pairings are good."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from conference.checkin.models import Decided, Direction, ListKind, Pairing, Verdict
from conference.checkin.stays import Mark, is_again, stay
from conference.errors import Conflict, Refused
from conference.registration.models import State

#: Scans that one call may bring.
MOST_SCANS = 500
#: How long a pairing code on the organiser's screen is good.
PAIRING_LIFE = timedelta(minutes=10)
#: A phone stops being a device this long after the conference.
DEVICE_LIFE = timedelta(hours=24)
#: A scan can be taken back for this long.
UNDO_FOR = timedelta(minutes=15)
#: A phone that has not been heard of for this long is shown as silent.
SILENT_AFTER = timedelta(seconds=60)
#: Verdicts on a ticket that could be let in: these readings decide who was first.
AT_THE_DOOR = frozenset({Verdict.ADMITTED, Verdict.DUPLICATE, Verdict.CONFLICT, Verdict.EXITED})
#: Verdicts that mean the person is inside.
ARRIVED = frozenset({Verdict.ADMITTED, Verdict.CONFLICT})
_WAITS = (State.WAITING, State.OFFERED)


class BrokenEnvelope(Refused):
    """What a phone sent is not what the interface says."""

    code = "envelope"


class TooManyScans(Refused):
    """One call brings 500 scans at most."""

    status = 413
    code = "too_many_scans"


class NotPaired(Refused):
    """The phone is no device of the door, or not any more."""

    status = 401
    code = "not_paired"


class PairingUsed(Refused):
    """A pairing code opens once."""

    status = 410
    code = "pairing_used"


class UndoTooLate(Conflict):
    """What was read stands after a quarter of an hour."""

    code = "undo_too_late"


@dataclass(frozen=True)
class DoorList:
    """A list as a call needs it."""

    id: int
    key: str
    name_da: str
    name_en: str
    kind: ListKind
    #: The workshop whose people it lets in.
    session_id: int | None = None
    #: Whether people are also scanned when they leave.
    exits: bool = False
    #: What was read until then counts no more.
    emptied_at: datetime | None = None


@dataclass(frozen=True)
class Phone:
    """A device and its conference's lists, as a call needs them: values from one query."""

    #: Every list of the conference, the entrance first, then the oldest.
    lists: tuple[DoorList, ...]
    id: int
    uid: str
    name: str
    desk: bool
    list_id: int | None
    paired_at: datetime
    ended_at: datetime | None
    last_contact_at: datetime
    told_until: datetime
    queue_length: int
    conference_id: int
    conference: str
    conference_ends_at: datetime
    #: Whether some of its guests are given something for a workshop they have chosen.
    has_hints: bool

    def may_read(self, door_list: DoorList) -> bool:
        return self.list_id in (None, door_list.id)


@dataclass(frozen=True)
class Item:
    """One scan as a phone sends it."""

    id: str
    list_key: str
    lookup: str
    direction: Direction
    scanned_at: datetime
    decided: Decided
    override: bool
    offset_ms: int | None
    #: What the phone by itself said to the person; None: it let them in, or waited for us.
    said: Verdict | None = None
    #: Who it is, where the phone knows them from an answer of ours; then the lookup is empty.
    attendee: str | None = None


@dataclass(frozen=True)
class Envelope:
    """What a phone sends in one call; a broken item is None and keeps its place."""

    sent_at: datetime
    items: tuple[Item | None, ...]
    #: What is left in the phone's queue, if it says so.
    waiting: int | None


@dataclass(frozen=True)
class Undo:
    """What a phone sends to take a scan back."""

    id: str
    #: The phone's clock at the deed, and at the call; None for both: just now.
    undone_at: datetime | None
    sent_at: datetime | None


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


def no_such_device() -> LazyString:
    """What is told about a phone that is not of this conference."""
    return _("There is no such phone.")


def no_such_scan() -> LazyString:
    """What is told about a scan that this phone has not made."""
    return _("This phone has made no such scan.")


def no_such_list() -> LazyString:
    """What is told about a list that the conference does not have."""
    return _("There is no such check-in list.")


def check_pairing(pairing: Pairing | None, *, now: datetime) -> Pairing:
    """The pairing, if its code still opens. Raises PairingUsed, also for one that never was."""
    if pairing is None or pairing.used_at or (pairing.expires_at and pairing.expires_at <= now):
        raise PairingUsed(_("This pairing code has been used or is too old. Ask an organiser for a new one."))
    return pairing


def check_phone(phone: Phone | None, *, now: datetime) -> Phone:
    """The phone, if it still is a device. Raises NotPaired."""
    if phone is None or phone.ended_at or phone.conference_ends_at + DEVICE_LIFE <= now:
        raise NotPaired(_("This phone is not paired with the door. Scan the organiser's pairing code."))
    return phone


def free_name(wanted: str, *, taken: Collection[str]) -> str:
    """The name a phone asked for, with a number behind it when another phone has it."""
    number, name = 1, wanted
    while name in taken:
        number += 1
        name = f"{wanted} {number}"
    return name


def corrected(
    scanned_at: datetime, offset_ms: int, *, paired_at: datetime, received_at: datetime
) -> datetime:
    """When a scan was made by our clock: after the phone was paired, and before it told us.

    `offset_ms` is our clock minus the phone's.
    """
    try:
        moment = scanned_at + timedelta(milliseconds=offset_ms)
    except OverflowError:  # a phone that lives at the end of the calendar
        return received_at
    return min(max(moment, paired_at), received_at)


def check_undo(*, scanned_at: datetime, undone_at: datetime) -> None:
    """Refuse to take back, by our clock, what was read too long before. Raises UndoTooLate."""
    if undone_at - scanned_at > UNDO_FOR:
        raise UndoTooLate(_("A scan can be undone for 15 minutes. Ask the desk to put it right."))


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


def is_at_the_door(verdict: Verdict, said: Verdict | None) -> bool:
    """Whether a reading decides who was first: of a ticket that could be let in, and was not turned away."""
    return verdict in AT_THE_DOOR and not is_turned_away(said)


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
