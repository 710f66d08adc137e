"""What organisers read about readings, beside what the door says to them."""

from flask_babel import lazy_gettext as _

from conference.checkin.journal import Shown
from conference.checkin.models import Decided, Direction, Settlement

DIRECTIONS = {Direction.ENTRY: _("in"), Direction.EXIT: _("out")}
DECIDED = {Decided.ONLINE: _("here"), Decided.OFFLINE: _("by the phone alone")}
SETTLEMENTS = {
    Settlement.ONE_PERSON: _("one person, read twice"),
    Settlement.TWO_PEOPLE: _("two people with one ticket"),
}
SHOWN = {
    Shown.ALL: _("All"),
    Shown.REFUSED: _("Refused"),
    Shown.AGAIN: _("Already inside"),
    Shown.UNDONE: _("Taken back"),
}
