"""What is shown instead of a form that passes a seat on, once its person is checked in."""

from flask import render_template

from conference.registration import rules
from conference.registration import service as registrations
from conference.registration.models import Registration


def page(place: Registration, back: str) -> str | None:
    """Why it cannot be passed on, and the way back; None while it can, or once it is too late for all."""
    if not (registrations.can_change(place) and registrations.has_come(place)):
        return None
    told = rules.seat_in_use(place)
    return render_template("own/in_use.html", conference=place.conference, told=told, back=back)
