"""Who may walk in without a registration."""

from datetime import datetime

from flask_babel import gettext as _

from conference.errors import Conflict
from conference.registration.models import Conference, Registration
from conference.registration.rules import check_on


class DoorsClosed(Conflict):
    """Nobody walks in before the doors open, or after the end."""

    code = "doors_closed"


class AlreadyRegistered(Conflict):
    """Who has a place needs no second one."""

    code = "already_registered"


class Full(Conflict):
    """No seat is left; staff may let the guest in anyway."""

    code = "full"


def check_doors(conference: Conference, *, now: datetime) -> None:
    """Refuse a guest before the doors open and after the end. Raises CalledOff or DoorsClosed."""
    check_on(conference)
    if now < conference.doors_at:
        raise DoorsClosed(_("The doors have not opened yet. Guests can walk in from then on."))
    if now >= conference.ends_at:
        raise DoorsClosed(_("The conference is over, so nobody can walk in any more."))


def check_not_registered(known: Registration | None) -> None:
    """Refuse a second place at one address, without a word about the first. Raises AlreadyRegistered."""
    if known is not None:
        raise AlreadyRegistered(
            _(
                "Somebody with this e-mail address has a place already. Search for the name at the desk, or "
                "ask for the ticket."
            )
        )


def check_seat(free: int, *, override: bool) -> None:
    """Refuse a guest above the capacity, unless staff let them in anyway. Raises Full."""
    if not free and not override:
        raise Full(_("All seats are taken. Let the guest in anyway if the room has space for one more."))
