"""Badges for the organisers to print."""

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from conference.accounts.service import signed_in
from conference.audit import service as audit
from conference.badges import pdf, service
from conference.db import transaction
from conference.language import language, said
from conference.registration import service as registrations
from conference.web import staff

bp = Blueprint("badges", __name__, url_prefix="/organise/<slug>")


@bp.get("/badges")
@staff("organiser")
def index(slug: str) -> ResponseReturnValue:
    conference = registrations.get_conference(slug)
    return render_template(
        "badges/index.html",
        conference=conference,
        count=service.count_badges(conference),
        unphotographed=service.count_unphotographed(conference),
    )


@bp.get("/badges.pdf")
@staff("organiser", proved=True)
def sheet(slug: str) -> ResponseReturnValue:
    conference = registrations.get_conference(slug)
    badges = service.list_badges(conference)
    title = _("Badges: %(conference)s", conference=said(conference, "title"))
    document = pdf.badge_sheet(badges, title=title, language=language())
    with transaction():
        detail = {"conference": slug, "count": len(badges)}
        audit.record("badges.print", by=signed_in().actor, detail=detail)
    response = Response(document, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="badges-{slug}.pdf"'
    return response
