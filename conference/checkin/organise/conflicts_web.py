"""The board of conflicts: who was let in twice or with a dead ticket, looked into one by one."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from conference.accounts import service as accounts
from conference.accounts.service import signed_in
from conference.audit import service as audit
from conference.checkin.models import Settlement
from conference.checkin.organise import board
from conference.checkin.organise import words as organise_words
from conference.db import transaction
from conference.errors import Conflict, Invalid
from conference.registration import service as registrations
from conference.web import staff

bp = Blueprint("conflicts", __name__, url_prefix="/<slug>/door/conflicts")

#: Conflicts of each sort that are shown at a time.
MOST = 50


@bp.get("")
@staff("organiser", "door")
def index(slug: str) -> ResponseReturnValue:
    with transaction():
        conference = registrations.get_conference(slug)
        audit.record("checkin.conflicts", by=signed_in().actor, subject=conference.uid)
    return _page(slug)


@bp.post("/<scan_id>")
@staff("organiser", "door")
def settle(slug: str, scan_id: str) -> ResponseReturnValue:
    try:
        with transaction():
            conference = registrations.get_conference(slug)
            board.settle(conference, scan_id, _settlement(), by=signed_in().actor)
    except Conflict as refusal:
        return _page(slug, refusal), refusal.status
    return redirect(url_for(".index", slug=slug), code=303)


def _settlement() -> Settlement:
    """What was pressed. Raises Invalid."""
    try:
        return Settlement(request.form.get("as", ""))
    except ValueError:
        raise Invalid(_("Choose what it was.")) from None


def _page(slug: str, refusal: Conflict | None = None) -> str:
    conference = registrations.get_conference(slug)
    open_ones, settled = board.read(conference)
    return render_template(
        "checkin/conflicts.html",
        conference=conference,
        open=open_ones,
        settled=settled,
        most=MOST,
        emails=accounts.emails_of({each.settled_by for each in settled[:MOST] if each.settled_by}),
        words=organise_words,
        refusal=refusal,
    )
