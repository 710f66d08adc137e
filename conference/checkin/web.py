"""The scanner's page, what it keeps on a phone, and how a phone is paired."""

import re
from functools import cache
from hashlib import sha256
from pathlib import Path

from flask import (
    Blueprint,
    Flask,
    Response,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response as ResponseBase

from conference import clock
from conference.checkin import forms, hints, history, lists, phones_web, rules, service, words
from conference.checkin.desk import web as desk_web
from conference.checkin.organise import web as organise
from conference.config import PACKAGE, current
from conference.credentials import CODE_LENGTH, normalise
from conference.db import transaction
from conference.errors import Refused
from conference.language import language, path_for, said, static_url
from conference.programme.workshops import service as workshops
from conference.registration.attendees import history as attendees_history
from conference.registration.attendees import listing
from conference.web import anyone, by_link, with_camera

bp = Blueprint("checkin", __name__)

#: Seconds a phone keeps its cookie; whether it still is a device is decided here, at every call.
COOKIE_AGE = 400 * 24 * 3600
#: In which language the phone was paired.
LANGUAGE_COOKIE = "door-language"
#: What the scanner's page asks for by addresses that change with their bytes.
VERSIONED = (
    "css/scanner.css",
    "img/app-180.png",
    "img/mark.svg",
    "js/checkin/main.js",
    "vendor/zxing_reader.wasm",
)
#: What a module or a style sheet loads from `static/vendor/`.
_LOADED = re.compile(r"""["']/static/(vendor/[^"']+)["']|url\("\.\./(vendor/[^"]+)"\)""")
_CODE = re.compile(f"[0-9A-HJKMNP-TV-Z]{{{CODE_LENGTH}}}")


def init_app(app: Flask) -> None:
    """The organisers' side of the door, the lists of workshops, and what it tells of attendees."""
    app.register_blueprint(phones_web.bp)
    app.register_blueprint(desk_web.bp)
    app.register_blueprint(organise.bp)
    workshops.with_seats(lists.keep_workshop)
    workshops.with_seats(hints.keep_workshop)
    workshops.with_traces(lists.is_kept_for)
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
        *(static_url(name) for name in VERSIONED),
        *(f"/static/{name}" for name in _loaded()),
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
        earlier = request.cookies.get(phones_web.cookie_name())
        device, token = service.pair(code, form.name.data, earlier=earlier)
    response = redirect(f"{path_for('checkin.scanner')}#paired={device.conference.slug}", code=303)
    _keep(response, phones_web.cookie_name(), token)
    _keep(response, LANGUAGE_COOKIE, language())
    return response


@bp.get("/T/<code>")
@by_link
def ticket(code: str) -> ResponseReturnValue:
    """Where a ticket's QR leads: to the scanner on a paired phone, and to nothing about anyone elsewhere."""
    normal = normalise(code)
    if _CODE.fullmatch(normal) and _is_paired():
        spoken = request.cookies.get(LANGUAGE_COOKIE)  # a ticket's address has none
        return redirect(f"{path_for('checkin.scanner', language=spoken)}#{normal}", code=303)
    return render_template("checkin/ticket.html")


def _keep(response: ResponseBase, name: str, value: str) -> None:
    response.set_cookie(
        name, value, max_age=COOKIE_AGE, secure=current().is_https, httponly=True, samesite="Lax"
    )


def _pairing_page(code: str, form: forms.PairForm) -> str:
    found = rules.check_pairing(service.find_pairing(code), now=clock.real_now())
    rules.check_not_over(found.conference.ends_at, now=clock.now())
    return render_template("checkin/pair.html", form=form, code=code, title=said(found.conference, "title"))


def _is_paired() -> bool:
    try:
        service.get_phone(request.cookies.get(phones_web.cookie_name()))
    except Refused:
        return False
    return True


def _scanner_page() -> str:
    return render_template("checkin/scanner.html", words=words.scanner_words())


def _loaded() -> list[str]:
    """The modules of the scanner, and what they and its style sheet load."""
    folder = _static_folder()
    modules = sorted((folder / "js/checkin").glob("*.js"))
    texts = [file.read_text("utf-8") for file in (*modules, folder / "css/scanner.css")]
    vendored = {found[1] or found[2] for text in texts for found in _LOADED.finditer(text)}
    names = [str(file.relative_to(folder)) for file in modules if file.name != "main.js"]
    return names + sorted(vendored)


@cache
def _shell_version(_language: str) -> str:
    """Changes when anything of the shell does, and with it the phones' copy."""
    known = sha256(_scanner_page().encode())
    for name in (*VERSIONED, *_loaded()):
        file = _static_folder() / name
        known.update(file.read_bytes() if file.exists() else b"missing")
    return known.hexdigest()[:16]


def _static_folder() -> Path:
    return Path(current_app.static_folder or PACKAGE)


def _file(content: str, mimetype: str) -> Response:
    response = Response(content, mimetype=mimetype)
    response.headers["Cache-Control"] = "no-cache"
    return response
