"""Moving a conference to another day and calling it off: what is asked, all it would do, and one press."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from conference import clock
from conference.accounts.service import signed_in
from conference.db import transaction
from conference.errors import Refused
from conference.registration.conferences import moving, rules, service
from conference.registration.conferences.forms import CallOffForm, MoveForm
from conference.registration.models import Conference
from conference.web import staff

bp = Blueprint("moving", __name__, url_prefix="/organise/<slug>")


@bp.get("/move")
@staff("organiser")
def move(slug: str) -> ResponseReturnValue:
    conference = service.get_conference(slug)
    try:
        rules.check_may_move(conference, is_known=service.is_known(conference), now=clock.now())
    except Refused as refusal:
        return _refused_page(conference, _("Move to another day"), refusal), refusal.status
    form = MoveForm(conference=conference)
    form.process(
        doors=clock.to_local(conference.doors_at).time(),
        starts=clock.to_local(conference.starts_at).time(),
        ends=clock.to_local(conference.ends_at).time(),
        venue=conference.venue,
        address=conference.address,
    )
    return _move_page(conference, form)


@bp.post("/move")
@staff("organiser")
def do_move(slug: str) -> ResponseReturnValue:
    """Show what it would do; only a press on what was shown does it."""
    conference = service.get_conference(slug)
    form = MoveForm(request.form, conference=conference)
    if not form.validate():
        return _move_page(conference, form), 422
    if "look" in request.form:
        return _move_page(conference, form)
    new = form.new_day()
    try:
        if "press" not in request.form:
            return _move_page(conference, form, preview=moving.preview_move(conference, new))
        with transaction():
            conference = service.get_conference(slug)
            moving.move(conference, new, by=signed_in().actor, seen=form.seen.data or "")
    except Refused as refusal:
        return _move_page(service.get_conference(slug), form, refusal), refusal.status
    return redirect(url_for("conferences.index", done="moved", moved=slug), code=303)


@bp.get("/call-off")
@staff("organiser")
def call_off(slug: str) -> ResponseReturnValue:
    conference = service.get_conference(slug)
    try:
        rules.check_may_call_off(conference, is_known=service.is_known(conference), now=clock.now())
    except Refused as refusal:
        return _refused_page(conference, _("Call it off"), refusal), refusal.status
    return _call_off_page(conference, CallOffForm())


@bp.post("/call-off")
@staff("organiser")
def do_call_off(slug: str) -> ResponseReturnValue:
    """Show what it would do; only a press on what was shown does it."""
    conference = service.get_conference(slug)
    form = CallOffForm(request.form)
    if not form.validate():
        return _call_off_page(conference, form), 422
    if "look" in request.form:
        return _call_off_page(conference, form)
    try:
        if "press" not in request.form:
            return _call_off_page(conference, form, preview=moving.preview_call_off(conference))
        with transaction():
            conference = service.get_conference(slug)
            moving.call_off(conference, form.notice(), by=signed_in().actor, seen=form.seen.data or "")
    except Refused as refusal:
        return _call_off_page(service.get_conference(slug), form, refusal), refusal.status
    return redirect(url_for("conferences.index", done="called_off"), code=303)


def _refused_page(conference: Conference, title: str, refusal: Refused) -> str:
    facts = {"conference": conference, "title": title, "refusal": refusal}
    return render_template("conferences/refused.html", **facts)


def _move_page(
    conference: Conference,
    form: MoveForm,
    refusal: Refused | None = None,
    *,
    preview: moving.Move | None = None,
) -> str:
    form.seen.data = conference.version
    page = "conferences/move_preview.html" if preview else "conferences/move.html"
    return render_template(page, conference=conference, form=form, refusal=refusal, preview=preview)


def _call_off_page(
    conference: Conference,
    form: CallOffForm,
    refusal: Refused | None = None,
    *,
    preview: moving.Preview | None = None,
) -> str:
    form.seen.data = conference.version
    page = "conferences/call_off_preview.html" if preview else "conferences/call_off.html"
    return render_template(page, conference=conference, form=form, refusal=refusal, preview=preview)
