"""The phones of the door: pairing one, and ending one."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from conference import clock
from conference.accounts.service import signed_in
from conference.badges import qr
from conference.checkin import pairing, rules, service
from conference.db import transaction
from conference.language import absolute_url
from conference.registration import service as registrations
from conference.web import staff

bp = Blueprint("devices", __name__, url_prefix="/<slug>/door")


@bp.post("/pairings")
@staff("organiser", "door")
def open_pairing(slug: str) -> ResponseReturnValue:
    """Show a new pairing code, for one list or for all; it is told once, since only its hash is kept."""
    with transaction():
        conference = registrations.get_conference(slug)
        code = service.pair_link(
            conference,
            by=signed_in().actor,
            list_key=request.form.get("list") or None,
            desk="desk" in request.form,
        )
    link = absolute_url("checkin.pairing", code=code)
    return render_template(
        "checkin/pairing.html",
        conference=registrations.get_conference(slug),
        link=link,
        picture=qr.address(link),
        is_desk="desk" in request.form,
    )


@bp.get("/devices/<uid>/end")
@staff("organiser", "door")
def ask_end(slug: str, uid: str) -> ResponseReturnValue:
    """Ask first: the phone is in somebody's hand."""
    conference = registrations.get_conference(slug)
    device = pairing.get_device(conference, uid)
    return render_template(
        "checkin/device_end.html",
        conference=conference,
        device=device,
        has_ended=rules.has_ended(conference.ends_at, now=clock.now()),
    )


@bp.post("/devices/<uid>/end")
@staff("organiser", "door")
def end(slug: str, uid: str) -> ResponseReturnValue:
    with transaction():
        service.end_device(registrations.get_conference(slug), uid, by=signed_in().actor)
    return redirect(url_for("door.show", slug=slug, _anchor="phones"), code=303)
