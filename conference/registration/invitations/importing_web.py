"""Inviting everybody on a list: a file, a look at every line, and only then the invitations."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from conference import spreadsheets, spreadsheets_web
from conference.accounts.service import signed_in
from conference.audit import service as audit
from conference.db import transaction
from conference.errors import Refused
from conference.registration import service as registrations
from conference.registration.invitations import board, importing, service
from conference.registration.invitations.forms import ListForm
from conference.registration.invitations.importing import Row
from conference.registration.invitations.organise import BOTH, days_of, typed, usual_day
from conference.registration.models import Conference, Kind
from conference.registration.seats import seats
from conference.web import staff

bp = Blueprint("invitation_list", __name__, url_prefix="/organise/<slug>/invitations")


@bp.route("/import", methods=BOTH)
@staff("organiser")
def take(slug: str) -> ResponseReturnValue:
    """Ask for a file; show its lines; invite those that were shown."""
    conference = registrations.get_conference(slug)
    if request.method != "POST":
        defaults = {"reply_by": usual_day(conference), "holds_seat": seats(conference).left > 0}
        return _page(conference, ListForm(None, data=defaults, **days_of(conference)))
    spreadsheets_web.allow_list()
    form = ListForm(typed(), **days_of(conference))
    rows: list[Row] = []
    text = ""
    if not form.validate():
        return _page(conference, form), 422
    try:
        text = spreadsheets_web.sent_text()
        rows = importing.read(text, usual=Kind(form.kind.data))
        hindrances = service.find_hindrances(conference, [row.person for row in rows])
        importing.compare(rows, hindrances, board.list_people(conference))
        if "take" not in request.form:
            return _page(conference, form, text, rows)
        count = _invite(slug, form, rows)
    except Refused as refusal:
        return _page(registrations.get_conference(slug), form, text, rows, refusal), refusal.status
    return redirect(url_for("invitations.index", slug=slug, invited=count), code=303)


@bp.get("/example.csv")
@staff("organiser")
def example(slug: str) -> ResponseReturnValue:
    registrations.get_conference(slug)
    return spreadsheets_web.example("invitations", importing.EXAMPLE)


def _invite(slug: str, form: ListForm, rows: list[Row]) -> int:
    good = [row.guest for row in rows if row.is_good]
    skipped = len(rows) - len(good)
    spreadsheets.check_skipping(skipped, is_skipping=request.form["take"] == "good")
    with transaction():
        conference = registrations.get_conference(slug)
        service.invite(conference, good, form.asked())
        detail = {"invited": len(good), "skipped": skipped}
        audit.record("invitation.import", by=signed_in().actor, subject=conference.uid, detail=detail)
    return len(good)


def _page(
    conference: Conference,
    form: ListForm,
    text: str = "",
    rows: list[Row] | None = None,
    refusal: Refused | None = None,
) -> str:
    rows = rows or []
    return render_template(
        "registration/invitations_import.html",
        conference=conference,
        form=form,
        text=text,
        good=[row for row in rows if row.is_good],
        bad=[row for row in rows if not row.is_good],
        unused=spreadsheets.list_unused(text, importing.HEADINGS) if rows else [],
        seats=seats(conference),
        refusal=refusal,
    )
