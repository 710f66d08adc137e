"""A letter to many: written, looked at with all who get it, and only then sent."""

import re
from uuid import uuid4

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from conference.accounts import service as accounts
from conference.accounts.service import signed_in
from conference.audit import service as audit
from conference.db import transaction
from conference.errors import Conflict
from conference.pact import service as pacts
from conference.registration import service
from conference.registration.attendees import circulars, rules
from conference.registration.attendees.forms import CircularForm
from conference.registration.attendees.listing import Filter
from conference.registration.attendees.words import words_of
from conference.registration.models import Conference
from conference.web import staff

bp = Blueprint("circulars", __name__, url_prefix="/organise/<slug>/attendees/letter")

_KEY = re.compile(r"[0-9a-f]{32}")


@bp.get("")
@staff("organiser")
def new(slug: str) -> ResponseReturnValue:
    return _page(service.get_conference(slug), CircularForm(key=uuid4().hex))


@bp.post("")
@staff("organiser")
def write(slug: str) -> ResponseReturnValue:
    """Show the letter and its recipients; send it when that is what was pressed below them."""
    conference, form = service.get_conference(slug), CircularForm(request.form)
    recipients = circulars.find_recipients(conference, Filter.read(request.args))
    if not (form.validate() and form.check_for(recipients.by_language)):
        return _page(conference, form), 422
    step = request.form.get("step")
    if step == "edit":
        return _page(conference, form)
    if step != "send":
        return _seen(_page(conference, form, is_preview=True), conference)
    return _send(slug, form)


@bp.get("/<uid>")
@staff("organiser")
def show(slug: str, uid: str) -> ResponseReturnValue:
    conference = service.get_conference(slug)
    circular = circulars.get_circular(conference, uid)
    return render_template(
        "registration/circular.html",
        conference=conference,
        circular=circular,
        asked=words_of(Filter.read(circular.filter), pacts.list_partners()),
        by=accounts.emails_of([circular.by]).get(circular.by),
        counts=circulars.count_letters(circular),
    )


def _send(slug: str, form: CircularForm) -> ResponseReturnValue:
    by, wanted = signed_in().actor, Filter.read(request.args)
    try:
        with transaction():
            conference = service.get_conference(slug)
            circular, is_new = circulars.send(
                conference, wanted, form.words(), key=_key(form), seen=form.seen.data, by=by
            )
            uid = circular.uid
            if is_new:
                detail = {"conference": slug, "recipients": circular.recipients, **wanted.without_search}
                audit.record("registration.circular", by=by, subject=uid, detail=detail)
    except Conflict as refusal:
        conference = service.get_conference(slug)
        if isinstance(refusal, rules.SentAlready):
            form.key.data = uuid4().hex
        page = _page(conference, form, refusal, is_preview=True)
        return _seen(page, conference), refusal.status
    return redirect(url_for(".show", slug=slug, uid=uid), code=303)


def _key(form: CircularForm) -> str:
    """What names the letter: of the page, or a new one where somebody has made one up."""
    return form.key.data if _KEY.fullmatch(form.key.data) else uuid4().hex


def _seen(page: str, conference: Conference) -> str:
    """The page, once it is written down that somebody has seen who is on it."""
    detail = {"conference": conference.slug, **Filter.read(request.args).without_search}
    with transaction():
        audit.record("registration.recipients", by=signed_in().actor, detail=detail)
    return page


def _page(
    conference: Conference, form: CircularForm, refusal: Conflict | None = None, *, is_preview: bool = False
) -> str:
    wanted = Filter.read(request.args)
    recipients = circulars.find_recipients(conference, wanted)
    form.seen.data = recipients.version
    return render_template(
        "registration/circular_preview.html" if is_preview else "registration/circular_new.html",
        conference=conference,
        form=form,
        words=form.words(),
        wanted=wanted,
        asked=words_of(wanted, pacts.list_partners()),
        recipients=recipients,
        sent=circulars.list_circulars(conference),
        refusal=refusal,
    )
