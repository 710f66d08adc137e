"""The list of participants as organisers print it and hand it out."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from conference.accounts.service import signed_in
from conference.audit import service as audit
from conference.db import transaction
from conference.registration import participants, service
from conference.web import staff

bp = Blueprint("participants", __name__, url_prefix="/organise/<slug>")


@bp.get("/participants")
@staff("organiser")
def show(slug: str) -> ResponseReturnValue:
    with transaction():
        service.get_conference(slug)
        audit.record("participants.list", by=signed_in().actor, detail={"conference": slug})
    conference = service.get_conference(slug)
    people = participants.list_participants(conference)
    return render_template("registration/participants.html", conference=conference, people=people)
