"""The list of attendees, and what organisers do with one of them."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from conference.accounts.service import signed_in
from conference.audit import service as audit
from conference.db import transaction
from conference.errors import NotFound, Refused
from conference.language import said
from conference.registration import rules, service
from conference.registration.models import Reason, Registration
from conference.web import staff

bp = Blueprint("attendees", __name__, url_prefix="/organise")
#: The last page of a list that anybody turns to by hand; more is a search.
LAST_PAGE = 10_000


@bp.get("/attendees")
@staff("organiser")
def index() -> ResponseReturnValue:
    """The list of the conference that comes next."""
    conference = service.find_current_conference()
    if conference is None:
        raise NotFound(rules.no_such_conference())
    return redirect(url_for(".list_all", slug=conference.slug))


@bp.get("/<slug>/attendees")
@staff("organiser")
def list_all(slug: str) -> ResponseReturnValue:
    conference = service.get_conference(slug)
    number = min(max(request.args.get("page", 1, type=int), 1), LAST_PAGE)
    page = service.search(conference, request.args.get("q", ""), number)
    title = said(conference, "title")
    with transaction():
        audit.record("registration.list", by=signed_in().actor, detail={"conference": slug, "page": number})
    return render_template("registration/attendees.html", slug=slug, title=title, page=page)


@bp.get("/<slug>/attendees/<uid>")
@staff("organiser")
def show(slug: str, uid: str) -> ResponseReturnValue:
    with transaction():
        registration = _get(slug, uid)
        audit.record("registration.view", by=signed_in().actor, subject=registration.uid)
    return _attendee_page(registration)


@bp.post("/<slug>/attendees/<uid>/cancel")
@staff("organiser")
def cancel(slug: str, uid: str) -> ResponseReturnValue:
    try:
        with transaction():
            registration = _get(slug, uid)
            if service.cancel(registration, reason=Reason.BY_ORGANISER):
                audit.record("registration.cancel", by=signed_in().actor, subject=registration.uid)
    except Refused as refusal:
        if isinstance(refusal, NotFound):
            raise
        return _attendee_page(_get(slug, uid), refusal), refusal.status
    return redirect(url_for(".show", slug=slug, uid=uid), code=303)


def _get(slug: str, uid: str) -> Registration:
    registration = service.get_registration(uid)
    if registration.conference.slug != slug:
        raise NotFound(rules.no_such_page())
    return registration


def _attendee_page(registration: Registration, refusal: Refused | None = None) -> str:
    return render_template(
        "registration/attendee.html",
        registration=registration,
        conference=registration.conference,
        refusal=refusal,
    )
