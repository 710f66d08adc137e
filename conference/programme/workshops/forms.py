"""What organisers type about a workshop's seats."""

from flask_babel import lazy_gettext as _
from wtforms import Form

from conference.programme.board.fields import MOST_SEATS, number_field


class SeatsForm(Form):
    """How many seats attendees choose from; empty: everybody may come."""

    seats = number_field(_("Seats"), 0, MOST_SEATS, is_optional=True)
