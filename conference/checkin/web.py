"""The scanner's page, pairing, and the interface of phones (docs/checkin-api.md)."""

import re
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import (
    Blueprint,
    Flask,
    Response,
    current_app,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from conference import clock, installation
from conference.checkin import forms, history, lists, organise, rules, service, words
from conference.checkin.rules import Phone
from conference.config import PACKAGE, current
from conference.credentials import CODE_LENGTH, normalise
from conference.db import transaction
from conference.errors import Refused
from conference.language import language, path_for, said, static_url
from conference.programme.workshops import service as workshops
from conference.registration.attendees import history as attendees_history
from conference.registration.attendees import listing
from conference.web import anyone, by_device, by_link, with_camera

bp = Blueprint("checkin", __name__)

#: Seconds a phone keeps its cookie; whether it still is a device is decided here, at every call.
COOKIE_AGE = 400 * 24 * 3600
#: What the scanner's page loads: kept on the phone by its worker script, so that it opens without a network.
SHELL = (
    "js/checkin/main.js",
    "js/checkin/api.js",
    "js/checkin/camera.js",
    "js/checkin/code.js",
    "js/checkin/feedback.js",
    "js/checkin/queue.js",
    "js/checkin/verdict.js",
    "vendor/fonts/IBMPlexSans-Regular-Latin1.woff2",
    "vendor/fonts/IBMPlexSans-SemiBold-Latin1.woff2",
    "vendor/idb.js",
    "vendor/zxing.js",
)
#: The same, asked for by addresses that change with their bytes.
VERSIONED = (
    "css/scanner.css",
    "img/app-180.png",
    "img/mark.svg",
    "js/checkin/main.js",
    "vendor/zxing_reader.wasm",
)
_CODE = re.compile(f"[0-9A-HJKMNP-TV-Z]{{{CODE_LENGTH}}}")


def init_app(app: Flask) -> None:
    """The organisers' side of the door, the lists of workshops, and what it tells of attendees."""
    app.register_blueprint(organise.bp)
    workshops.with_seats(lists.keep_workshop)
    listing.show_arrivals(service.arrived_at())
    attendees_history.show_readings(history.readings_of)


@bp.get("/checkin/")
@anyone
def scanner() -> ResponseReturnValue:
    return with_camera(make_response(_scanner_page()))


@bp.get("/checkin/sw.js")
@anyone
def worker() -> ResponseReturnValue:
    assets = [
        path_for("checkin.scanner"),
        *(f"/static/{name}" for name in SHELL),
        *(static_url(name) for name in VERSIONED),
    ]
    script = render_template("checkin/sw.js", assets=assets, version=_shell_version(language()))
    return _file(script, "text/javascript")


@bp.get("/checkin/manifest.webmanifest")
@anyone
def manifest() -> ResponseReturnValue:
    start = path_for("checkin.scanner")
    icons = [
        {"src": static_url(f"img/app-{side}.png"), "sizes": f"{side}x{side}", "type": "image/png"}
        for side in (180, 512)
    ]
    described = {
        "name": _("Check-in at the door"),
        "short_name": _("Check-in"),
        "lang": language(),
        "id": start,
        "start_url": start,
        "scope": start,
        "display": "standalone",
        "background_color": "#101415",
        "theme_color": "#101415",
        "icons": icons,
    }
    return _file(current_app.json.dumps(described), "application/manifest+json")


@bp.get("/checkin/pair/<code>")
@by_link
def pairing(code: str) -> ResponseReturnValue:
    return _pairing_page(code, forms.PairForm(data={"name": _("Phone")}))


@bp.post("/checkin/pair/<code>")
@by_link
def pair(code: str) -> ResponseReturnValue:
    form = forms.PairForm(request.form)
    if not form.validate():
        return _pairing_page(code, form), 422
    with transaction():
        _device, token = service.pair(code, form.name.data)
    response = redirect(path_for("checkin.scanner"), code=303)
    response.set_cookie(
        _cookie_name(), token, max_age=COOKIE_AGE, secure=current().is_https, httponly=True, samesite="Lax"
    )
    return response


@bp.get("/T/<code>")
@by_link
def ticket(code: str) -> ResponseReturnValue:
    """Where a ticket's QR leads: to the scanner on a paired phone, and to nothing about anyone elsewhere."""
    normal = normalise(code)
    if _CODE.fullmatch(normal) and _is_paired():
        return redirect(f"{path_for('checkin.scanner')}#{normal}", code=303)
    return render_template("checkin/ticket.html")


@bp.post("/api/checkin/pair")
@anyone
def api_pair() -> ResponseReturnValue:
    code, form = forms.read_pairing(_sent())
    if not form.validate():
        raise rules.BrokenEnvelope(form.name.errors[0])
    with transaction():
        _device, token = service.pair(code, form.name.data)
        phone = service.get_phone(token)
    return jsonify(token=token, **_described(phone))


@bp.post("/api/checkin/scans")
@by_device
def api_scans() -> ResponseReturnValue:
    token = _token()
    data = _sent()
    envelope = forms.read_envelope(data)
    with transaction():
        answer = service.record(service.get_phone(token), envelope)
    results = [
        {"id": forms.id_of(scan), **_told(result)}
        for scan, result in zip(data["scans"], answer.results, strict=True)
    ]
    return jsonify(received_at=answer.received_at.isoformat(), results=results, arrivals=answer.arrivals)


@bp.get("/api/checkin/status")
@by_device
def api_status() -> ResponseReturnValue:
    with transaction():
        phone = service.get_phone(_token())
        service.note_contact(phone, waiting=forms.read_count(request.args.get("waiting")))
    row = installation.find()
    return jsonify(
        **_described(phone),
        desk=phone.desk,
        counts=vars(service.counts(phone.conference_id)),
        epoch=row and row.epoch,
        received_at=clock.now().isoformat(),
    )


def _pairing_page(code: str, form: forms.PairForm) -> str:
    found = rules.check_pairing(service.find_pairing(code), now=clock.real_now())
    return render_template("checkin/pair.html", form=form, code=code, title=said(found.conference, "title"))


def _told(result: service.Result) -> dict[str, Any]:
    attendee = result.attendee
    return {
        "verdict": result.verdict,
        "attendee": vars(attendee) if attendee else None,
        "first": result.first,
    }


def _described(phone: Phone) -> dict[str, Any]:
    lists = [
        {"key": door_list.key, "name": said(door_list, "name"), "kind": door_list.kind}
        for door_list in phone.lists
        if phone.may_read(door_list)
    ]
    return {"device": phone.name, "conference": phone.conference, "lists": lists}


def _sent() -> Any:
    """The call's JSON. Raises BadRequest, also for what is nested deeper than can be read."""
    try:
        return request.get_json()
    except RecursionError:
        raise BadRequest from None


def _token() -> str | None:
    """The device's token. With a cookie a call must say that it is JSON, which no other site's form can."""
    scheme, _space, bearer = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return bearer.strip()
    if request.method == "POST" and not request.is_json:
        raise UnsupportedMediaType
    return request.cookies.get(_cookie_name())


def _is_paired() -> bool:
    try:
        service.get_phone(request.cookies.get(_cookie_name()))
    except Refused:
        return False
    return True


def _cookie_name() -> str:
    return "__Host-device" if current().is_https else "device"


def _scanner_page() -> str:
    return render_template("checkin/scanner.html", words=words.scanner_words())


@cache
def _shell_version(_language: str) -> str:
    """Changes when anything of the shell does, and with it the phones' copy."""
    known = sha256(_scanner_page().encode())
    for name in (*SHELL, *VERSIONED):
        file = Path(current_app.static_folder or PACKAGE) / name
        known.update(file.read_bytes() if file.exists() else b"missing")
    return known.hexdigest()[:16]


def _file(content: str, mimetype: str) -> Response:
    response = Response(content, mimetype=mimetype)
    response.headers["Cache-Control"] = "no-cache"
    return response
