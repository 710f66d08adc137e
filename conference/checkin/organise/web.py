"""The organisers' side of the door: how many have come, and what needs a person."""

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from conference.accounts.service import signed_in
from conference.audit import service as audit
from conference.checkin.organise import (
    conflicts_web,
    devices_web,
    hints_web,
    journal_web,
    lists_web,
    overview,
    prints_web,
)
from conference.db import transaction
from conference.registration import service as registrations
from conference.web import staff

bp = Blueprint("door", __name__, url_prefix="/organise")
for subject in (conflicts_web, devices_web, lists_web, journal_web, hints_web, prints_web):
    bp.register_blueprint(subject.bp)


@bp.get("/door")
@staff("organiser", "door", anywhere=True)
def index() -> ResponseReturnValue:
    """The door of the conference that comes next."""
    conference = registrations.find_current_conference(signed_in().places("organiser", "door", "viewer"))
    if conference is None:
        is_organiser = signed_in().has_role("organiser")
        return redirect(url_for("conferences.index" if is_organiser else "front.organise"))
    return redirect(url_for(".show", slug=conference.slug))


@bp.get("/<slug>/door")
@staff("organiser", "door")
def show(slug: str) -> ResponseReturnValue:
    with transaction():
        conference = registrations.get_conference(slug)
        audit.record("checkin.door", by=signed_in().actor, subject=conference.uid)
    return render_template("checkin/door.html", conference=conference, overview=overview.of(conference))


@bp.get("/<slug>/door/now")
@staff("organiser", "door")
def now(slug: str) -> ResponseReturnValue:
    """What changes on the page, for it to ask for again; the audit has its row for the page."""
    conference = registrations.get_conference(slug)
    part = render_template("checkin/_now.html", conference=conference, overview=overview.of(conference))
    response = make_response(part)
    response.add_etag()
    return response.make_conditional(request)
