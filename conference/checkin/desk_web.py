"""The interface of phones at the desk: who is not scanned (docs/checkin-api.md)."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from conference.checkin import desk_forms, people, service
from conference.checkin.phones_web import own_token, sent
from conference.db import transaction
from conference.web import by_device

bp = Blueprint("desk", __name__, url_prefix="/api/checkin")


@bp.post("/search")
@by_device
def search() -> ResponseReturnValue:
    """By POST, so that names stay out of logs."""
    token = own_token()
    asked = desk_forms.read_search(sent())
    with transaction():
        found = people.search(service.get_phone(token), asked)
    return jsonify(attendees=[vars(attendee) for attendee in found])
