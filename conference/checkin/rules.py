"""What the door may be asked and told: phones, pairings, calls, and how long each is good."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from conference.checkin.models import Decided, Direction, ListKind, Pairing, Settlement, Verdict
from conference.errors import Conflict, Refused

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
#: Verdicts on a ticket that could be let in: with these is told who was first.
AT_THE_DOOR = frozenset({Verdict.ADMITTED, Verdict.DUPLICATE, Verdict.CONFLICT, Verdict.EXITED})
#: Verdicts that mean the person is inside.
ARRIVED = frozenset({Verdict.ADMITTED, Verdict.CONFLICT})


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


class ConferenceOver(Refused):
    """A phone paired now would be no device any more."""

    status = 410
    code = "conference_over"


class UndoTooLate(Conflict):
    """What was read stands after a quarter of an hour."""

    code = "undo_too_late"


class OtherConference(Conflict):
    """The phone has been paired with another conference since."""

    code = "other_conference"


class AlreadySettled(Conflict):
    """Somebody has looked into it, and found otherwise."""

    code = "already_settled"


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

    def has_forgotten(self, moment: datetime) -> bool:
        """Whether what was read then counts no more."""
        return self.emptied_at is not None and moment <= self.emptied_at


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
    conference_made_at: datetime
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
    #: Whether the phone has sent the lookup alone, which is on its list for every ticket.
    by_lookup: bool = False


@dataclass(frozen=True)
class Envelope:
    """What a phone sends in one call; a broken item is None and keeps its place."""

    sent_at: datetime
    items: tuple[Item | None, ...]
    #: What is left in the phone's queue, if it says so.
    waiting: int | None
    #: The conference that the phone takes itself to be of, if it says so.
    conference: str | None = None


@dataclass(frozen=True)
class Undo:
    """What a phone sends to take a scan back."""

    id: str
    #: The phone's clock at the deed, and at the call; None for both: just now.
    undone_at: datetime | None
    sent_at: datetime | None


def no_such_device() -> LazyString:
    """What is told about a phone that is not of this conference."""
    return _("There is no such phone.")


def no_such_scan() -> LazyString:
    """What is told about a scan that this phone has not made."""
    return _("This phone has made no such scan.")


def no_such_list() -> LazyString:
    """What is told about a list that the conference does not have."""
    return _("There is no such check-in list.")


def no_such_conflict() -> LazyString:
    """What is told about a scan that clashes with nothing."""
    return _("There is no such conflict, or not any more.")


def check_settlement(found: Settlement | None, *, as_: Settlement) -> None:
    """Refuse to settle again what was settled otherwise. Raises AlreadySettled."""
    if found not in (None, as_):
        raise AlreadySettled(_("Somebody has settled this in the meantime, and otherwise."))


def check_pairing(pairing: Pairing | None, *, now: datetime) -> Pairing:
    """The pairing, if its code still opens. Raises PairingUsed, also for one that never was."""
    if pairing is None or pairing.used_at or (pairing.expires_at and pairing.expires_at <= now):
        raise PairingUsed(_("This pairing code has been used or is too old. Ask an organiser for a new one."))
    return pairing


def has_ended(conference_ends_at: datetime, *, now: datetime) -> bool:
    """Whether every phone of the conference has stopped being a device by itself."""
    return conference_ends_at + DEVICE_LIFE <= now


def check_not_over(conference_ends_at: datetime, *, now: datetime) -> None:
    """Refuse to pair a phone that would be no device from the start. Raises ConferenceOver."""
    if has_ended(conference_ends_at, now=now):
        raise ConferenceOver(_("The conference is over: phones can no longer be paired."))


def check_conference(phone: Phone, envelope: Envelope) -> None:
    """Refuse scans of another conference's door. Raises OtherConference."""
    if envelope.conference not in (None, phone.conference):
        raise OtherConference(_("This phone is paired with another conference by now."))


def check_phone(phone: Phone | None, *, now: datetime) -> Phone:
    """The phone, if it still is a device. Raises NotPaired."""
    if phone is None or phone.ended_at or has_ended(phone.conference_ends_at, now=now):
        raise NotPaired(_("This phone is not paired with the door. Scan the organiser's pairing code."))
    return phone


def free_name(wanted: str, *, taken: Collection[str]) -> str:
    """The name a phone asked for, with a number behind it when another phone has it."""
    number, name = 1, wanted
    while name in taken:
        number += 1
        name = f"{wanted} {number}"
    return name


def corrected(shown_at: datetime, offset_ms: int, *, since: datetime, received_at: datetime) -> datetime:
    """When something was done by our clock: not before it could be, and before the phone told us.

    `shown_at` is what the phone's clock showed, `offset_ms` our clock minus that one.
    """
    try:
        moment = shown_at + timedelta(milliseconds=offset_ms)
    except OverflowError:  # a phone that lives at the end of the calendar
        return received_at
    return min(max(moment, since), received_at)


def check_undo(*, scanned_at: datetime, undone_at: datetime) -> None:
    """Refuse to take back, by our clock, what was read too long before. Raises UndoTooLate."""
    if undone_at - scanned_at > UNDO_FOR:
        raise UndoTooLate(_("A scan can be undone for 15 minutes. Ask the desk to put it right."))
