"""What the door prints: paper lists, test tickets, and the guide for who stands there."""

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from conference.accounts.service import signed_in
from conference.audit import service as audit
from conference.badges import paper
from conference.checkin.organise import guide as guides
from conference.checkin.organise import prints
from conference.db import transaction
from conference.language import language
from conference.registration import service as registrations
from conference.web import staff

bp = Blueprint("prints", __name__, url_prefix="/<slug>/door")


@bp.get("/lists/<key>.pdf")
@staff("organiser", "door")
def paper_list(slug: str, key: str) -> ResponseReturnValue:
    conference = registrations.get_conference(slug)
    print_ = prints.checkin_list(conference, key)
    document = paper.checkin_list(print_)
    with transaction():
        detail = {"list": key, "count": len(print_.people)}
        audit.record("checkin.paper_list", by=signed_in().actor, subject=conference.uid, detail=detail)
    return _shown(document, f"{key}-{slug}.pdf")


@bp.get("/rehearsal.pdf")
@staff("organiser", "door")
def rehearsal(slug: str) -> ResponseReturnValue:
    tickets = prints.practice_tickets(registrations.get_conference(slug))
    document = paper.rehearsal(
        tickets,
        title=_("Test tickets for the rehearsal"),
        mark=_("Rehearsal"),
        says=_("The first time it is read, the door says:"),
        language=language(),
    )
    return _shown(document, f"rehearsal-{slug}.pdf")


@bp.get("/guide.pdf")
@staff("organiser", "door")
def guide(slug: str) -> ResponseReturnValue:
    document = paper.guide(guides.of(registrations.get_conference(slug)))
    return _shown(document, f"door-{slug}-{language()}.pdf")


def _shown(document: bytes, name: str) -> Response:
    response = Response(document, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response
