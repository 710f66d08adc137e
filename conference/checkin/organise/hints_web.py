"""The organisers' page of hints: what staff at the door do for some guests."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from conference.accounts.service import signed_in
from conference.checkin import hints
from conference.checkin.models import Hint
from conference.checkin.organise.hint_forms import HintForm
from conference.db import transaction
from conference.registration import service as registrations
from conference.registration.models import Conference
from conference.web import staff

bp = Blueprint("hints", __name__, url_prefix="/<slug>/door/hints")


@bp.get("")
@staff("organiser", "door")
def index(slug: str) -> ResponseReturnValue:
    conference = registrations.get_conference(slug)
    return render_template("checkin/hints.html", conference=conference, lines=hints.list_all(conference))


@bp.get("/new")
@staff("organiser", "door")
def new(slug: str) -> ResponseReturnValue:
    conference = registrations.get_conference(slug)
    return _form_page(conference, HintForm.of(hints.list_workshops(conference), None))


@bp.post("/new")
@staff("organiser", "door")
def add(slug: str) -> ResponseReturnValue:
    conference = registrations.get_conference(slug)
    form = HintForm.of(hints.list_workshops(conference), request.form)
    if not form.validate():
        return _form_page(conference, form), 422
    with transaction():
        hints.add(registrations.get_conference(slug), form.facts(), by=signed_in().actor)
    return _back(slug)


@bp.get("/<uid>")
@staff("organiser", "door")
def show(slug: str, uid: str) -> ResponseReturnValue:
    conference = registrations.get_conference(slug)
    hint = hints.get(conference, uid)
    return _form_page(conference, HintForm.of(hints.list_workshops(conference), None, hint), hint)


@bp.post("/<uid>")
@staff("organiser", "door")
def change(slug: str, uid: str) -> ResponseReturnValue:
    conference = registrations.get_conference(slug)
    hint = hints.get(conference, uid)
    form = HintForm.of(hints.list_workshops(conference), request.form, hint)
    if not form.validate():
        return _form_page(conference, form, hint), 422
    with transaction():
        hints.change(registrations.get_conference(slug), uid, form.facts(), by=signed_in().actor)
    return _back(slug)


@bp.post("/<uid>/remove")
@staff("organiser", "door")
def remove(slug: str, uid: str) -> ResponseReturnValue:
    with transaction():
        hints.remove(registrations.get_conference(slug), uid, by=signed_in().actor)
    return _back(slug)


def _back(slug: str) -> ResponseReturnValue:
    return redirect(url_for(".index", slug=slug), code=303)


def _form_page(conference: Conference, form: HintForm, hint: Hint | None = None) -> str:
    return render_template("checkin/hint.html", conference=conference, form=form, hint=hint)
