"""What all pages share: who may, the same-origin rule, headers, and how a refusal is told."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar
from urllib.parse import urlsplit

import flask
from flask import (
    Flask,
    Response,
    abort,
    current_app,
    g,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.sansio.utils import host_is_trusted

from conference import clock, config
from conference.db import BUSY, db
from conference.errors import Forbidden, Refused
from conference.language import path_for
from conference.limits import TooMany

log = logging.getLogger("conference.web")
View = TypeVar("View", bound=Callable[..., Any])

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
#: Seconds a cache in front may keep a public page; browsers always ask again.
PAGE_MAX_AGE = 30
#: Seconds until a browser should try again what the database could not do.
RETRY_AFTER = "5"
_CSP = (
    "default-src 'self'; script-src 'self'{scripts}; style-src 'self'; img-src 'self' data:; "
    "object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)


@dataclass(frozen=True)
class Access:
    """Who may come by a route: anyone, a holder of its link, a paired device, or staff in a role."""

    kind: str
    roles: tuple[str, ...] = ()
    #: Nobody else, an admin neither.
    alone: bool = False
    #: A role for any conference will do: the page belongs to none, or leads on to one.
    anywhere: bool = False
    #: They have proved lately who they are.
    proved: bool = False

    def __str__(self) -> str:
        if self.kind != "staff":
            return self.kind
        return ", ".join(self.roles if self.alone else dict.fromkeys((*self.roles, "admin")))

    def of_reading(self) -> "Access":
        """Who may look: what organisers see, a viewer may see too, but take nothing along."""
        if "organiser" not in self.roles or self.proved or "viewer" in self.roles:
            return self
        return replace(self, roles=(*self.roles, "viewer"))


def anyone(view: View) -> View:
    """A public page."""
    return _mark(view, Access("anyone"))


def by_link(view: View) -> View:
    """A page of whoever holds the code in its address."""
    return _mark(view, Access("link"))


def by_device(view: View) -> View:
    """The interface of a paired phone, which checks the device itself."""
    return _mark(view, Access("device"))


def staff(*roles: str, anywhere: bool = False, proved: bool = False) -> Callable[[View], View]:
    """A page of staff in one of these roles, for its conference or for all; an admin always may.

    `proved`: much is taken along, or somebody's way in changed.
    """
    return lambda view: _mark(view, Access("staff", roles, anywhere=anywhere, proved=proved))


def staff_alone(role: str, *, anywhere: bool = False, proved: bool = False) -> Callable[[View], View]:
    """A page of staff in this one role, which the command line gives; an admin needs it too."""
    return lambda view: _mark(view, Access("staff", (role,), alone=True, anywhere=anywhere, proved=proved))


def from_anywhere(view: View) -> View:
    """A change that a reader's mail program sends, so from no page of ours; it may do no harm there."""
    view.from_anywhere = True  # type: ignore[attr-defined]
    return view


def access_of(endpoint: str | None) -> Access | None:
    """Who may come by an endpoint; None when nobody said, which is nobody."""
    if endpoint == "static":
        return Access("anyone")
    return getattr(current_app.view_functions.get(endpoint or ""), "access", None)


def with_camera(response: Response) -> Response:
    """The scanner's page: its camera and its WebAssembly are allowed here and nowhere else."""
    response.headers["Content-Security-Policy"] = _CSP.format(scripts=" 'wasm-unsafe-eval'")
    response.headers["Permissions-Policy"] = "camera=(self)"
    return response


def no_store(response: Response) -> Response:
    """A page that belongs to this one visit."""
    response.headers["Cache-Control"] = "no-store"
    return response


class Request(flask.Request):
    """A request whose form holds no NUL: nobody types one, and PostgreSQL breaks on looking for it."""

    def _load_form_data(self) -> None:
        super()._load_form_data()
        typed = [(name, value.replace("\0", "")) for name, value in self.form.items(multi=True)]
        self.form = ImmutableMultiDict(typed)


def init_app(app: Flask) -> None:
    """Guards before each request, headers after it, and one way to tell a refusal."""
    app.request_class = Request
    app.before_request(_guard)
    app.after_request(_finish)
    app.register_error_handler(Refused, _tell_refused)
    app.register_error_handler(HTTPException, _tell_http)
    for error in BUSY:
        app.register_error_handler(error, _tell_busy)
    app.register_error_handler(Exception, _tell_broken)
    app.context_processor(lambda: {"settings": config.current(), "demo_now": _demo_now()})


def _mark(view: View, access: Access) -> View:
    view.access = access  # type: ignore[attr-defined]
    return view


def _guard() -> ResponseReturnValue | None:
    _check_host()
    # Nothing has a NUL in its name, and PostgreSQL breaks on looking for one.
    if any("\0" in asked for asked in (request.path, *request.args.values())):
        abort(404)
    if request.method not in SAFE_METHODS and not _is_from_anywhere(request.endpoint):
        _check_origin()
    return _check_role()


def _check_host() -> None:
    """Refuse a name that is not ours (acceptance A8). /healthz is asked by whatever name a watcher has."""
    host, own = request.host.lower(), config.current().host
    if host == own or request.path == "/healthz":
        return
    ours = [own, "localhost", "127.0.0.1"] if current_app.config["IS_DEMO"] else [own]
    if not host_is_trusted(host, ours):
        abort(400)


def _check_origin() -> None:
    """Refuse a change that another site sends (design: requests that change something)."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None:
        if site not in ("same-origin", "none"):
            abort(403)
    elif origin is not None and origin.lower() != config.current().BASE_URL.lower():
        abort(403)


def _is_from_anywhere(endpoint: str | None) -> bool:
    return getattr(current_app.view_functions.get(endpoint or ""), "from_anywhere", False)


def _check_role() -> ResponseReturnValue | None:
    if request.endpoint is None:
        return None
    access = access_of(request.endpoint)
    if access is None:
        abort(403)
    if access.kind != "staff":
        return None
    if not current_user.is_authenticated:
        return _to_sign_in()
    if request.method in SAFE_METHODS:
        access = access.of_reading()
    if not _has_role(access):
        raise Forbidden(_whose(access))
    return _to_prove() if access.proved and not current_user.is_proved else None


def _has_role(access: Access) -> bool:
    if access.anywhere:
        return bool(current_user.has_role_anywhere(*access.roles, alone=access.alone))
    return bool(current_user.has_role(*access.roles, alone=access.alone))


def _whose(access: Access) -> str:
    if access.roles == ("care",):
        return str(_("Only who has the role for needs can see this."))
    return str(_("This page belongs to a role that you do not have."))


def _to_sign_in() -> ResponseReturnValue:
    if request.path.endswith(".json"):
        abort(401)
    return redirect(path_for("accounts.sign_in", next=_page_of_request()))


def _to_prove() -> ResponseReturnValue:
    """To where they prove it, and from there back; a button is theirs to press again."""
    return redirect(path_for("accounts.prove", next=_page_of_request()), code=303)


def _page_of_request() -> str:
    """The page that was asked for, or on which the button stands."""
    if request.method in SAFE_METHODS:
        return f"{request.script_root}{request.full_path}".rstrip("?")
    return urlsplit(request.referrer or "").path


def _finish(response: Response) -> Response:
    _say_caching(response)
    _say_safety(response)
    return response


def _say_caching(response: Response) -> None:
    access = access_of(request.endpoint)
    # A file that is missing may come with the next release.
    if request.endpoint == "static" and response.status_code < 400:
        versioned = "public, max-age=31536000, immutable"
        response.headers["Cache-Control"] = versioned if "v" in request.args else "no-cache"
    elif access is None or access.kind != "anyone":
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers["X-Robots-Tag"] = "noindex"
    elif "Cache-Control" not in response.headers:
        _cache_public(response)


def _cache_public(response: Response) -> None:
    if request.method not in ("GET", "HEAD") or response.status_code != 200:
        response.headers["Cache-Control"] = "no-store"
        return
    response.headers["Cache-Control"] = f"public, max-age=0, s-maxage={PAGE_MAX_AGE}"
    response.add_etag()
    response.make_conditional(request)


def _say_safety(response: Response) -> None:
    headers = response.headers
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers.setdefault("Permissions-Policy", "camera=()")
    if response.mimetype == "text/html":
        headers.setdefault("Content-Security-Policy", _CSP.format(scripts=""))
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
    if config.current().is_https:
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"


def _tell_refused(refusal: Refused) -> ResponseReturnValue:
    response = _tell(refusal.status, refusal.code, str(refusal))
    if isinstance(refusal, TooMany):
        response.headers["Retry-After"] = str(refusal.seconds)
    return response


def _tell_http(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None:
        return error.response
    code = error.code or 500
    response = _tell(code, (error.name or "error").lower().replace(" ", "_"), _words(code))
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After", "Location", "Content-Range"):
            response.headers[name] = value
    return response


def _tell_busy(error: SQLAlchemyError) -> ResponseReturnValue:
    db.session.rollback()
    log.warning("database", exc_info=error, extra={"facts": {"request": g.get("request_id")}})
    response = _tell(503, "busy", _words(503))
    response.headers["Retry-After"] = RETRY_AFTER
    return response


def _tell_broken(error: Exception) -> ResponseReturnValue:
    db.session.rollback()
    log.error("failed", exc_info=error, extra={"facts": {"request": g.get("request_id")}})
    return _tell(500, "failed", _words(500))


def _tell(status: int, code: str, message: str) -> Response:
    if request.path.startswith("/api/") or request.path.endswith(".json"):
        response = jsonify(error={"code": code, "message": message})
    else:
        facts = {"status": status, "message": message, "request_id": g.get("request_id")}
        response = make_response(render_template("errors/error.html", **facts))
    response.status_code = status
    return response


def _words(status: int) -> str:
    """What a person can do about it; never what the machine thinks."""
    known: dict[int, str] = {
        400: _("The request could not be understood."),
        401: _("You are signed out. Sign in again."),
        403: _("You do not have access to this."),
        404: _("There is nothing at this address. Check that you got all of it."),
        405: _("This address cannot do that. Go back and try the button again."),
        410: _("This link has been used or is too old."),
        413: _("That is too much at once. Send less."),
        415: _("This kind of content cannot be used here."),
        429: _("That was many tries in a short time. Wait a little and try again."),
        503: _("We cannot save anything just now. Nothing was lost: try again in a moment."),
    }
    otherwise: str = _("Something went wrong with us. Try again, and write to us if it goes on.")
    return known.get(status, otherwise)


def _demo_now() -> Any:
    return clock.now() if current_app.config["IS_DEMO"] else None
