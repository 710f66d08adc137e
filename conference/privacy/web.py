"""The notice; what we keep of somebody and its end, by their own link; and what the worker does at night."""

import json
from datetime import timedelta

from flask import Blueprint, Flask, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from conference.db import transaction
from conference.errors import Refused
from conference.mail import worker
from conference.privacy import erasures, exporting, organise, people, service, words
from conference.privacy.registry import KEPT, Whose
from conference.registration import service as registrations
from conference.registration.asked import list_asked
from conference.registration.models import Registration
from conference.registration.service import list_party
from conference.web import anyone, by_link

bp = Blueprint("privacy", __name__)


def init_app(app: Flask) -> None:
    """The organisers' side, and the nightly run."""
    app.register_blueprint(organise.bp)
    worker.job(service.purge_tonight, every=timedelta(minutes=10))


@bp.get("/privacy")
@anyone
def notice() -> ResponseReturnValue:
    return render_template(
        "privacy/notice.html", kept=KEPT, whose=Whose, asked=list_asked(), terms=service.terms()
    )


@bp.get("/privacy/erased")
@anyone
def erased() -> ResponseReturnValue:
    return render_template("privacy/erased.html")


@bp.get("/r/<code>/data")
@by_link
def show(code: str) -> ResponseReturnValue:
    registration = registrations.get_own(code)
    return render_template(
        "privacy/data.html",
        registration=registration,
        conference=registration.conference,
        code=code,
        sections=exporting.export(people.of_place(registration)),
        labels=words.LABELS,
    )


@bp.get("/r/<code>/data.json")
@by_link
def download(code: str) -> ResponseReturnValue:
    person = people.of_place(registrations.get_own(code))
    told, name = exporting.to_json(exporting.export(person)), _("my-data.json")
    response = make_response(json.dumps(told, ensure_ascii=False, indent=2))
    response.mimetype = "application/json"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@bp.get("/r/<code>/erase")
@by_link
def erasing(code: str) -> ResponseReturnValue:
    return _erasing_page(registrations.get_own(code), code)


@bp.post("/r/<code>/erase")
@by_link
def erase(code: str) -> ResponseReturnValue:
    try:
        with transaction():
            erasures.erase(people.of_place(registrations.get_own(code)), by="self")
    except erasures.NotNoted as refusal:
        return _erasing_page(registrations.get_own(code), code, refusal), refusal.status
    return redirect(url_for(".erased"), code=303)


def _erasing_page(registration: Registration, code: str, refusal: Refused | None = None) -> str:
    led = [each for each in list_party(registration) if each.is_live and each is not registration]
    return render_template(
        "privacy/erase.html",
        registration=registration,
        conference=registration.conference,
        code=code,
        party=led if registration.is_contact else [],
        presenting=people.of_place(registration).presenters,
        refusal=refusal,
    )
