"""The interface of phones at the desk: who is not scanned (docs/checkin-api.md)."""

from flask import Blueprint, Response, jsonify
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from conference.badges import qr
from conference.checkin import service
from conference.checkin.desk import forms as desk_forms
from conference.checkin.desk import search as people
from conference.checkin.desk import walk_ins
from conference.checkin.models import Verdict
from conference.checkin.phones_web import own_token, sent
from conference.db import transaction
from conference.language import absolute_url, language
from conference.registration.walk_in_rules import AlreadyRegistered
from conference.web import by_device

bp = Blueprint("desk", __name__, url_prefix="/api/checkin")


@bp.post("/search")
@by_device
def search() -> ResponseReturnValue:
    """By POST, so that names stay out of logs; found before the write block, which other phones wait for."""
    token = own_token()
    phone, asked = service.get_phone(token), desk_forms.read_search(sent())
    found = people.search(phone, asked)
    with transaction():
        people.note_search(phone, found=len(found))
    return jsonify(attendees=[vars(attendee) for attendee in found])


@bp.post("/walk-ins")
@by_device
def walk_in() -> ResponseReturnValue:
    token = own_token()
    arrival, form = desk_forms.read_walk_in(sent())
    if not form.validate():
        return _told_wrong(form), 422
    try:
        with transaction():
            phone = service.get_phone(token)
            attendee, code = walk_ins.walk_in(phone, arrival, form.person(), language=language())
    except AlreadyRegistered:
        # What was refused has left nothing behind, so the note has a write block of its own.
        with transaction():
            walk_ins.note_refused(phone)
        raise
    return jsonify(verdict=Verdict.ADMITTED, attendee=vars(attendee), ticket=code and _picture(code))


def _told_wrong(form: desk_forms.WalkInForm) -> Response:
    """A refusal that says which field, since the phone shows the words beside it."""
    fields = {name: str(errors[0]) for name, errors in form.errors.items()}
    message = _("Something is missing or wrong. Put it right, and try again.")
    return jsonify(error={"code": "invalid", "message": message, "fields": fields})


def _picture(code: str) -> str:
    """The ticket, for the guest to take a photo of from the phone's screen."""
    link = absolute_url("checkin.ticket", language="da", code=code).upper()
    return qr.svg(link, title=_("The ticket as a QR code"))
