"""The organisers' side of a conference: its settings."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from conference.accounts.service import signed_in
from conference.audit import service as audit
from conference.db import transaction
from conference.errors import Conflict, Refused
from conference.registration import service
from conference.registration.forms import SettingsForm
from conference.web import staff

bp = Blueprint("conferences", __name__, url_prefix="/organise")


@bp.get("/<slug>/settings")
@staff("organiser")
def settings(slug: str) -> ResponseReturnValue:
    conference = service.get_conference(slug)
    published = "yes" if conference.is_published else "no"
    now = {"capacity": conference.pool.capacity, "is_published": published, "seen": conference.version}
    form = SettingsForm(obj=conference, **now)
    return _settings_page(slug, form, is_saved="saved" in request.args)


@bp.post("/<slug>/settings")
@staff("organiser")
def change(slug: str) -> ResponseReturnValue:
    service.get_conference(slug)
    form = SettingsForm(request.form)
    if not form.validate():
        return _settings_page(slug, form), 422
    by, seen = signed_in().actor, form.seen.data
    try:
        with transaction():
            conference = service.get_conference(slug)
            service.change_conference(conference, form.settings(), by=by, seen=seen)
            audit.record("conference.change", by=by, subject=conference.uid)
    except Conflict as refusal:
        return _settings_page(slug, form, refusal), refusal.status
    return redirect(url_for(".settings", slug=slug, saved=""), code=303)


def _settings_page(
    slug: str, form: SettingsForm, refusal: Refused | None = None, *, is_saved: bool = False
) -> str:
    conference = service.get_conference(slug)
    return render_template(
        "registration/settings.html",
        conference=conference,
        form=form,
        refusal=refusal,
        seats=service.seats(conference),
        is_saved=is_saved,
    )
