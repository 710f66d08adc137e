"""What organisers decide about rooms, times and sessions, as frozen values, and what the plan refuses."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _

from conference import clock
from conference.errors import Conflict, Invalid
from conference.language import day, language, time
from conference.pact.models import FocusArea
from conference.programme.models import Kind, Room, Session, Slot
from conference.programme.rules import WrongKind, title_of
from conference.programme.words import KINDS
from conference.registration.models import Conference


@dataclass(frozen=True)
class RoomFacts:
    """What a room is."""

    name: str
    seats: int
    #: Words of `models.Feature`.
    features: tuple[str, ...] = ()


@dataclass(frozen=True)
class SlotFacts:
    """A time in a room, and whom it is for."""

    room: Room
    starts_at: datetime
    minutes: int
    kind: Kind

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)


@dataclass(frozen=True, kw_only=True)
class SeriesFacts:
    """Several times of one length, one after the other in one room."""

    room: Room
    first_at: datetime
    count: int
    minutes: int
    between_minutes: int
    kind: Kind

    def slots(self) -> Iterator[SlotFacts]:
        """Each of them; the minutes are real ones, also in the night when the clocks change."""
        step = timedelta(minutes=self.minutes + self.between_minutes)
        for number in range(self.count):
            yield SlotFacts(self.room, self.first_at + number * step, self.minutes, self.kind)


@dataclass(frozen=True, kw_only=True)
class SessionFacts:
    """What a session is, as organisers see it."""

    kind: Kind
    #: Minutes on stage.
    minutes: int
    title_da: str = ""
    title_en: str = ""
    abstract_da: str = ""
    abstract_en: str = ""
    #: "da" or "en": what is spoken on stage.
    language: str = "da"
    area: FocusArea | None = None
    #: How many are expected to listen.
    expected: int | None = None
    #: Words of `models.Feature`.
    equipment: tuple[str, ...] = ()
    equipment_note: str = ""
    #: What it must come after.
    after: Session | None = None


class ChangedMeanwhile(Conflict):
    """Somebody else has written over what this was written over."""

    code = "changed_meanwhile"


class RoomTaken(Conflict):
    """There is something else in the room at that time."""

    code = "room_taken"


class RoomInUse(Conflict):
    """A room with times in it stays."""

    code = "room_in_use"


class NameTaken(Conflict):
    """Each room has a name of its own."""

    code = "name_taken"


class SlotInUse(Conflict):
    """A time with a session in it stays."""

    code = "slot_in_use"


class Pinned(Conflict):
    """A pinned session stays where it is."""

    code = "pinned"


class WrongOrder(Conflict):
    """Nothing comes after itself."""

    code = "wrong_order"


class WrongTime(Invalid):
    """The time lies outside the conference."""

    code = "wrong_time"


def check_time(facts: SlotFacts, conference: Conference) -> None:
    """Refuse a time on a day without conference: a slip of the finger. Raises WrongTime."""
    first, last = (clock.to_local(moment).date() for moment in (conference.doors_at, conference.ends_at))
    if first <= clock.to_local(facts.starts_at).date() <= last:
        return
    if first == last:
        raise WrongTime(_("The conference is held on %(day)s. Choose a time on that day.", day=day(first)))
    raise WrongTime(
        _(
            "The conference lasts from %(first)s to %(last)s. Choose a time on one of these days.",
            first=day(first),
            last=day(last),
        )
    )


def check_room_free(facts: SlotFacts, slots: Iterable[Slot], *, but: Slot | None = None) -> None:
    """Refuse a time that is in use in the room. Raises RoomTaken."""
    for slot in slots:
        if slot is but or slot.room_id != facts.room.id:
            continue
        if facts.starts_at < slot.ends_at and slot.starts_at < facts.ends_at:
            raise RoomTaken(
                _(
                    "%(room)s is in use from %(start)s to %(end)s (%(what)s). Choose another time or room.",
                    room=facts.room.name,
                    start=time(slot.starts_at),
                    end=time(slot.ends_at),
                    what=title_of(slot.session, language()) if slot.session else _("a free time"),
                )
            )


def check_may_move(session: Session | None) -> None:
    """Refuse to move what is pinned. Raises Pinned."""
    if session is not None and session.pinned_at is not None and session.slot is not None:
        raise Pinned(
            _("“%(title)s” is pinned. Unpin it first, then move it.", title=title_of(session, language()))
        )


def version_of(session: Session) -> str:
    """Which state of the session this is; every change makes another."""
    return session.changed_at.isoformat()


def check_seen(session: Session, seen: str | None) -> None:
    """Refuse texts written over a version that is no longer there. Raises ChangedMeanwhile."""
    if seen is not None and seen != version_of(session):
        raise ChangedMeanwhile(
            _(
                "The session has just been changed, perhaps by its presenter. What you wrote is still here "
                "but not saved: open the session again to see how it stands now."
            )
        )


def check_kind(wanted: Kind, kind: Kind) -> None:
    """Refuse a session at a time that is for others. Raises WrongKind."""
    if wanted is not kind:
        raise WrongKind(
            _(
                "This time is for: %(wanted)s. The session is: %(kind)s. Change one of them first.",
                wanted=KINDS[wanted],
                kind=KINDS[kind],
            )
        )


def check_order(session: Session, after: Session | None) -> None:
    """Refuse an order that runs in a circle. Raises WrongOrder."""
    if after is not None and (after is session or after.after_id == session.id):
        raise WrongOrder(_("Two sessions cannot each come after the other. Choose another one."))
