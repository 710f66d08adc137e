"""The organisers' side of the door: how many have come, what was scanned, which phones are there."""

from base64 import b64encode
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from conference import clock
from conference.accounts.service import signed_in
from conference.audit import service as audit
from conference.badges import qr
from conference.checkin import lists, rules, service, words
from conference.checkin.models import Device, ListKind
from conference.db import transaction
from conference.language import absolute_url, said, time
from conference.registration import service as registrations
from conference.registration.models import Conference
from conference.web import staff

bp = Blueprint("door", __name__, url_prefix="/organise")


@bp.get("/door")
@staff("organiser", "door")
def index() -> ResponseReturnValue:
    """The door of the conference that comes next."""
    conference = registrations.find_current_conference()
    if conference is None:
        is_organiser = signed_in().has_role("organiser")
        return redirect(url_for("conferences.index" if is_organiser else "front.organise"))
    return redirect(url_for(".show", slug=conference.slug))


@bp.get("/<slug>/door")
@staff("organiser", "door")
def show(slug: str) -> ResponseReturnValue:
    with transaction():
        conference = registrations.get_conference(slug)
        audit.record("checkin.door", by=signed_in().actor, subject=conference.uid)
    return render_template(
        "checkin/door.html",
        slug=slug,
        title=said(conference, "title"),
        board=_board(conference),
        workshops=[each for each in lists.list_all(conference) if each.kind is not ListKind.ENTRY],
    )


@bp.get("/<slug>/door.json")
@staff("organiser", "door")
def board(slug: str) -> ResponseReturnValue:
    """The same figures for the page to ask for again; the audit has its row for the page."""
    response = make_response(_board(registrations.get_conference(slug)))
    response.add_etag()
    return response.make_conditional(request)


@bp.post("/<slug>/door/pairings")
@staff("organiser", "door")
def open_pairing(slug: str) -> ResponseReturnValue:
    """Show a new pairing code, for one list or for all; it is told once, since only its hash is kept."""
    with transaction():
        conference = registrations.get_conference(slug)
        code = service.pair_link(conference, by=signed_in().actor, list_key=request.form.get("list") or None)
    link = absolute_url("checkin.pairing", code=code)
    return render_template(
        "checkin/pairing.html",
        slug=slug,
        title=said(conference, "title"),
        link=link,
        code=code,
        picture=_picture(link),
    )


@bp.post("/<slug>/door/devices/<uid>/end")
@staff("organiser", "door")
def end_device(slug: str, uid: str) -> ResponseReturnValue:
    with transaction():
        service.end_device(registrations.get_conference(slug), uid, by=signed_in().actor)
    return redirect(url_for(".show", slug=slug), code=303)


def _picture(link: str) -> str:
    """The link as a QR code that a page can hold in an address: the code is told here and kept nowhere."""
    return f"data:image/svg+xml;base64,{b64encode(qr.svg(link).encode()).decode()}"


def _board(conference: Conference) -> dict[str, Any]:
    """All the page shows, in words, so that page and script say the same."""
    counts = service.counts(conference.id)
    return {
        "arrived": counts.arrived,
        "expected": counts.expected,
        "sentence": _(
            "%(arrived)s of %(expected)s have arrived", arrived=counts.arrived, expected=counts.expected
        ),
        "scans": [
            {
                "id": scan.id,
                "at": time(scan.corrected_at),
                "tone": words.TONES[scan.verdict],
                "word": str(words.VERDICTS[scan.verdict]),
                "name": scan.name or "",
                "list": said(scan, "name"),
                "device": scan.device,
            }
            for scan in service.latest_scans(conference)
        ],
        "devices": [_device(device) for device in service.list_devices(conference)],
    }


def _device(device: Device) -> dict[str, Any]:
    silent = clock.now() - device.last_contact_at > rules.SILENT_AFTER
    waiting = device.queue_length
    return {
        "uid": device.uid,
        "name": device.name,
        "contact": _("silent since %(time)s", time=time(device.last_contact_at))
        if silent
        else _("in contact"),
        "silent": silent,
        "queue": ngettext("%(num)s scan waiting", "%(num)s scans waiting", waiting) if waiting else "",
    }
