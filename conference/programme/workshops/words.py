"""Workshops and their seats in words."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from conference.registration.models import State
from conference.registration.waiting import Seats

#: Where somebody stands, as organisers read it.
STATES = {
    State.CONFIRMED: lazy_gettext("Has a seat"),
    State.OFFERED: lazy_gettext("Is offered a seat"),
    State.WAITING: lazy_gettext("Waits for a seat"),
}


def seats_left(seats: Seats) -> str:
    """How many seats a newcomer could have."""
    if not seats.left:
        return str(_("All seats are taken"))
    return str(
        ngettext(
            "%(num)d of %(all)d seats left", "%(num)d of %(all)d seats left", seats.left, all=seats.capacity
        )
    )
