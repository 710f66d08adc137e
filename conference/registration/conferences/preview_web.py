"""A conference's public pages as organisers see them before anybody else does; nothing is saved here."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from conference.registration.conferences import service
from conference.registration.forms import RegistrationForm
from conference.registration.party_forms import PartyForm
from conference.registration.rules import Phase
from conference.registration.seats import seats
from conference.registration.service import phase
from conference.web import staff

bp = Blueprint("preview", __name__, url_prefix="/organise/<slug>/preview")


@bp.get("")
@staff("organiser")
def show(slug: str) -> ResponseReturnValue:
    conference = service.get_conference(slug)
    return render_template(
        "registration/conference.html",
        conference=conference,
        phase=phase(conference),
        seats=seats(conference),
        is_preview=True,
    )


@bp.get("/practical")
@staff("organiser")
def practical(slug: str) -> ResponseReturnValue:
    conference = service.get_conference(slug)
    return render_template("registration/practical.html", conference=conference, is_preview=True)


@bp.get("/register")
@staff("organiser")
def new(slug: str) -> ResponseReturnValue:
    return _form_page(slug, RegistrationForm())


@bp.post("/register")
@staff("organiser")
def create(slug: str) -> ResponseReturnValue:
    """Try the form: what is wrong is told, what is right is kept nowhere."""
    form = RegistrationForm(request.form)
    return _form_page(slug, form, is_tried=form.validate())


@bp.get("/register/party")
@staff("organiser")
def new_party(slug: str) -> ResponseReturnValue:
    return _form_page(slug, PartyForm())


@bp.post("/register/party")
@staff("organiser")
def create_party(slug: str) -> ResponseReturnValue:
    form = PartyForm(request.form)
    return _form_page(slug, form, is_tried=form.validate())


def _form_page(slug: str, form: RegistrationForm, *, is_tried: bool = False) -> str:
    """As it looks while registration is open, whenever that will be."""
    conference = service.get_conference(slug)
    page = "registration/new_party.html" if isinstance(form, PartyForm) else "registration/new.html"
    return render_template(
        page,
        conference=conference,
        form=form,
        refusal=None,
        phase=Phase.OPEN,
        seats=seats(conference),
        is_preview=True,
        is_tried=is_tried,
    )
