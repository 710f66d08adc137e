"""The list of attendees, and adding somebody to it by hand."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from conference import credentials
from conference.accounts.service import signed_in
from conference.audit import service as audit
from conference.db import transaction
from conference.errors import Conflict
from conference.pact import service as pacts
from conference.registration import service
from conference.registration.attendees import circulars_web, export_web, person_web, words
from conference.registration.attendees import service as attendees
from conference.registration.attendees.forms import AdditionForm
from conference.registration.attendees.listing import Filter
from conference.registration.words import KINDS
from conference.web import staff

bp = Blueprint("attendees", __name__, url_prefix="/organise")
#: All the pages of this folder.
BLUEPRINTS = (bp, person_web.bp, circulars_web.bp, export_web.bp)
#: The last page of a list that anybody turns to by hand; more is a search.
LAST_PAGE = 10_000


@bp.get("/attendees")
@staff("organiser", anywhere=True)
def index() -> ResponseReturnValue:
    """The list of the conference that comes next."""
    conference = service.find_current_conference(signed_in().places("organiser", "viewer"))
    if conference is None:
        return redirect(
            url_for("conferences.index" if signed_in().has_role("organiser") else "front.organise")
        )
    return redirect(url_for(".list_all", slug=conference.slug))


@bp.get("/<slug>/attendees")
@staff("organiser")
def list_all(slug: str) -> ResponseReturnValue:
    conference = service.get_conference(slug)
    wanted, partners = Filter.read(request.args), pacts.list_partners()
    number = min(max(request.args.get("page", 1, type=int), 1), LAST_PAGE)
    page = render_template(
        "registration/attendees.html",
        conference=conference,
        wanted=wanted,
        asked=words.words_of(wanted, partners),
        partners=[(partner.key, partner.name) for partner in partners],
        states=words.STATES,
        kinds=KINDS,
        page=service.search(conference, wanted, number),
    )
    with transaction():
        detail = {"conference": slug, "page": number, **wanted.without_search}
        audit.record("registration.list", by=signed_in().actor, detail=detail)
    return page


@bp.get("/<slug>/attendees/new")
@staff("organiser")
def new(slug: str) -> ResponseReturnValue:
    return _addition_page(slug, AdditionForm(form_key=credentials.new_secret()))


@bp.post("/<slug>/attendees/new")
@staff("organiser")
def add(slug: str) -> ResponseReturnValue:
    form = AdditionForm(request.form)
    if not form.validate():
        return _addition_page(slug, form), 422
    try:
        with transaction():
            registration = attendees.add(
                service.get_conference(slug),
                form.answers(),
                language=form.language.data,
                badge_name=form.badge_name.data or None,
                may_wait=form.may_wait.data,
                form_key=form.form_key.data,
            )
            audit.record("registration.add", by=signed_in().actor, subject=registration.uid)
            uid = registration.uid
    except Conflict as refusal:
        return _addition_page(slug, form, refusal), refusal.status
    return redirect(url_for("attendee.show", slug=slug, uid=uid, done="added"), code=303)


def _addition_page(slug: str, form: AdditionForm, refusal: Conflict | None = None) -> str:
    conference = service.get_conference(slug)
    return render_template(
        "registration/attendee_new.html",
        conference=conference,
        form=form,
        refusal=refusal,
        seats=service.seats(conference),
    )
