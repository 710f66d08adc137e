"""What workshops allow: which session has seats, who may choose one, until when, and what excludes what."""

from collections.abc import Iterable
from datetime import datetime

from flask_babel import gettext as _

from conference.errors import Conflict, NotFound
from conference.language import said, time
from conference.programme.document import Entry
from conference.programme.models import Kind, Session, State
from conference.programme.rules import WrongKind, WrongState
from conference.registration import rules as registration
from conference.registration.models import Conference, Registration
from conference.registration.models import State as Seat
from conference.registration.rules import Hours


class NoSeat(Conflict):
    """Only who has a seat at the conference takes one in a workshop."""

    code = "no_seat"


class Overlap(Conflict):
    """Nobody is in two rooms at a time."""

    code = "overlap"


class Begun(Conflict):
    """The workshop has begun; the door of its room decides now."""

    code = "begun"


class Full(Conflict):
    """There is no seat, and no queue for one any more."""

    code = "full"


class SeatsTaken(Conflict):
    """People have places in it."""

    code = "seats_taken"


def hours_of(entry: Entry | None, conference: Conference) -> Hours:
    """When the seats of a workshop are needed; of one that does not take place, never."""
    if entry is None:
        return Hours(conference.doors_at, conference.starts_at, is_called_off=True)
    is_called_off = entry.is_cancelled or conference.called_off_at is not None
    return Hours(entry.starts_at, entry.starts_at, is_called_off=is_called_off)


def check_workshop(session: Session) -> None:
    """Refuse seats where everybody may come, or nobody comes any more. Raises WrongKind or WrongState."""
    if session.kind is not Kind.WORKSHOP:
        raise WrongKind(_("Only a workshop has seats of its own. To all other sessions everybody may come."))
    if session.state is not State.CONFIRMED:
        raise WrongState(_("Seats can be given when the workshop is confirmed."))


def check_stays_workshop(session: Session, kind: Kind) -> None:
    """Refuse to make something else of a workshop that attendees choose. Raises WrongKind."""
    if session.pool_id is not None and kind is not Kind.WORKSHOP:
        raise WrongKind(_("Attendees choose this workshop. Take its seats away first."))


def check_may_choose(
    registration_: Registration, entry: Entry, conference: Conference, *, now: datetime
) -> None:
    """Refuse a choice by who has no seat, or too late. Raises CalledOff, Begun or NoSeat, in this order."""
    check_ahead(entry, conference, now=now)
    if registration_.state is not Seat.CONFIRMED:
        raise NoSeat(_("You can choose workshops when you have a seat at the conference."))


def check_ahead(entry: Entry, conference: Conference, *, now: datetime) -> None:
    """Refuse a change of what has begun. Raises CalledOff, NotFound or Begun, in this order."""
    registration.check_on(conference)
    if entry.is_cancelled:
        raise NotFound(no_such_workshop())
    if now >= entry.starts_at:
        raise Begun(_("The workshop has begun. Please ask at the door of the room."))


def check_free_then(entry: Entry, *, chosen: Iterable[Entry], presented: Iterable[Entry]) -> None:
    """Refuse a second place at one time, also in a queue. Raises Overlap."""
    clash = clash_of(entry, presented)
    if clash is not None:
        raise Overlap(_("You present “%(title)s” then, from %(start)s to %(end)s.", **_told(clash)))
    clash = clash_of(entry, chosen)
    if clash is not None:
        raise Overlap(
            _(
                "You have chosen “%(title)s” for that time, from %(start)s to %(end)s. Leave it first.",
                **_told(clash),
            )
        )


def check_queue(hours: Hours, *, now: datetime) -> None:
    """Refuse a place in a queue that has ended. Raises Full."""
    if not registration.is_queue_open(hours, now=now):
        raise Full(
            _("All seats are taken. Come to the door of the room: seats that stay free are given out there.")
        )


def clash_of(entry: Entry, others: Iterable[Entry]) -> Entry | None:
    """One of the others that shares a moment with it; one that begins when it ends does not."""
    return next(
        (each for each in others if each.starts_at < entry.ends_at and entry.starts_at < each.ends_at), None
    )


def no_such_workshop() -> str:
    """What is told about a workshop that is not there, is not out yet, or has no seats of its own."""
    return str(_("There is no such workshop."))


def _told(entry: Entry) -> dict[str, str]:
    return {"title": said(entry, "title"), "start": time(entry.starts_at), "end": time(entry.ends_at)}
