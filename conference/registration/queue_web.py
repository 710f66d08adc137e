"""The waiting list as organisers see it: how the seats stand, who holds an offer, and who is next."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from conference.accounts.service import signed_in
from conference.audit import service as audit
from conference.db import transaction
from conference.registration import queue, service
from conference.web import staff

bp = Blueprint("queue", __name__, url_prefix="/organise/<slug>/queue")


@bp.get("")
@staff("organiser")
def index(slug: str) -> ResponseReturnValue:
    conference = service.get_conference(slug)
    page = render_template("registration/queue.html", conference=conference, view=queue.of(conference))
    with transaction():
        audit.record("registration.queue", by=signed_in().actor, detail={"conference": slug})
    return page
