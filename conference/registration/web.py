"""A conference's public pages: what it is, how to get there, registering, and one's link again."""

from datetime import timedelta

from flask import Blueprint, Flask, Response, make_response, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from werkzeug.routing import BaseConverter

from conference import credentials
from conference.db import transaction
from conference.errors import Refused
from conference.language import language
from conference.mail import worker
from conference.registration import participants_web, queue_web, rules, service, words
from conference.registration.attendees import web as attendees
from conference.registration.conferences import web as conferences
from conference.registration.forms import LinkForm, RegistrationForm
from conference.registration.invitations import web as invitations
from conference.registration.models import Conference
from conference.registration.needs import web as needs_web
from conference.registration.party_forms import PartyForm
from conference.web import anyone, no_store

bp = Blueprint("registration", __name__)


class SlugConverter(BaseConverter):
    """The first segment of a conference's addresses."""

    regex = rules.SLUG.pattern


@bp.record_once
def _know_slugs(state: BlueprintSetupState) -> None:
    state.app.url_map.converters["slug"] = SlugConverter


def init_app(app: Flask) -> None:
    """The organisers' side of the same feature, its words, and what the worker does for it."""
    for each in attendees.BLUEPRINTS:
        app.register_blueprint(each)
    conferences.init_app(app)
    invitations.init_app(app)
    app.register_blueprint(queue_web.bp)
    app.jinja_env.filters.update(kind_word=words.KINDS.get, kind_shape=words.SHAPES.get)
    app.register_blueprint(needs_web.bp)
    app.register_blueprint(participants_web.bp)
    app.jinja_env.filters.update(needs_kept_until=rules.needs_kept_until, has_begun=service.has_begun)
    worker.job(service.lapse_offers, every=timedelta(seconds=30))


@bp.get("/<slug:slug>/")
@anyone
def show(slug: str) -> ResponseReturnValue:
    conference = service.get_public_conference(slug)
    return render_template(
        "registration/conference.html",
        conference=conference,
        phase=service.phase(conference),
        seats=service.seats(conference),
    )


@bp.get("/<slug:slug>/practical")
@anyone
def practical(slug: str) -> ResponseReturnValue:
    return render_template("registration/practical.html", conference=service.get_public_conference(slug))


@bp.get("/<slug:slug>/register")
@anyone
def new(slug: str) -> ResponseReturnValue:
    conference = service.get_public_conference(slug)
    return _form_page(conference, RegistrationForm(form_key=credentials.new_secret()))


@bp.post("/<slug:slug>/register")
@anyone
def create(slug: str) -> ResponseReturnValue:
    form = RegistrationForm(request.form)
    if not form.validate():
        return _form_page(service.get_public_conference(slug), form, status=422)
    try:
        with transaction():
            conference = service.get_public_conference(slug)
            registration = service.register(
                conference, form.answers(), language=language(), form_key=form.form_key.data
            )
            code = None if registration is None else service.own_code(registration)
    except Refused as refusal:
        return _form_page(service.get_public_conference(slug), form, status=refusal.status, refusal=refusal)
    if code is None:
        return redirect(url_for(".sent", slug=slug), code=303)
    return redirect(url_for("own.show", code=code), code=303)


@bp.get("/<slug:slug>/register/party")
@anyone
def new_party(slug: str) -> ResponseReturnValue:
    conference = service.get_public_conference(slug)
    return _form_page(conference, PartyForm(form_key=credentials.new_secret()))


@bp.post("/<slug:slug>/register/party")
@anyone
def create_party(slug: str) -> ResponseReturnValue:
    form = PartyForm(request.form)
    if not form.validate():
        return _form_page(service.get_public_conference(slug), form, status=422)
    try:
        with transaction():
            contact = service.register_party(
                service.get_public_conference(slug),
                form.answers(),
                form.people(),
                stays_together=form.stays_together.data,
                language=language(),
                form_key=form.form_key.data,
            )
            code = None if contact is None else service.own_code(contact)
            party = [] if contact is None else service.list_party(contact)
    except Refused as refusal:
        return _form_page(service.get_public_conference(slug), form, status=refusal.status, refusal=refusal)
    if code is None:
        return redirect(url_for(".sent", slug=slug), code=303)
    # Names belong in no address: it is written into logs.
    known = 1 + len(form.people()) - len(party)
    return redirect(
        url_for("party.show", code=code, done="registered", known=known if known > 0 else None), code=303
    )


@bp.get("/<slug:slug>/register/sent")
@anyone
def sent(slug: str) -> ResponseReturnValue:
    return render_template("registration/sent.html", conference=service.get_public_conference(slug))


@bp.get("/find-my-link")
@anyone
def find_link() -> ResponseReturnValue:
    return render_template("registration/find_link.html", form=LinkForm(), is_sent=False)


@bp.post("/find-my-link")
@anyone
def send_link() -> ResponseReturnValue:
    form = LinkForm(request.form)
    if not form.validate():
        return render_template("registration/find_link.html", form=form, is_sent=False), 422
    with transaction():
        service.send_links(form.email.data)
    return render_template("registration/find_link.html", form=form, is_sent=True)


def _form_page(
    conference: Conference, form: RegistrationForm, *, status: int = 200, refusal: Refused | None = None
) -> Response:
    """The form, or why there is none; never kept, since each form has its own key."""
    page = render_template(
        "registration/new_party.html" if isinstance(form, PartyForm) else "registration/new.html",
        conference=conference,
        form=form,
        refusal=refusal,
        phase=service.phase(conference),
        seats=service.seats(conference),
    )
    response = no_store(make_response(page))
    response.status_code = status
    return response
