"""What each kind of guest is called, and its shape: the same on badge, list and scanner."""

from flask_babel import lazy_gettext as _

from conference.registration.models import Kind

KINDS = {
    Kind.ATTENDEE: _("Attendee"),
    Kind.PARTNER: _("Partner"),
    Kind.PRESS: _("Press"),
    Kind.COUNCIL: _("Council"),
    Kind.PRESENTER: _("Presenter"),
    Kind.GUEST: _("Guest"),
    Kind.ORGANISER: _("Organiser"),
}
#: Beside the colour, for who does not see it.
SHAPES = {
    Kind.ATTENDEE: "–",
    Kind.PARTNER: "●",
    Kind.PRESS: "■",
    Kind.COUNCIL: "◆",
    Kind.PRESENTER: "▲",
    Kind.GUEST: "○",
    Kind.ORGANISER: "★",
}
