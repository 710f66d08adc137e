"""Signing in and out."""

import flask
from flask import Blueprint, Flask, Request, redirect, render_template, url_for
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, login_user, logout_user

from conference import clock
from conference.accounts import rules, service
from conference.db import transaction
from conference.web import anyone, by_link, staff

bp = Blueprint("accounts", __name__)


def init_app(app: Flask) -> None:
    """Flask-Login on our own sessions; public pages never ask it who is there."""
    manager = LoginManager()
    manager.session_protection = None
    manager.user_loader(service.find_staff)
    app.session_interface = Sessions()
    # Not init_app: its remember cookie, which we do not use, would read the session on every public page.
    app.login_manager = manager  # type: ignore[attr-defined]
    https = app.config["SETTINGS"].is_https
    app.config.update(
        SESSION_COOKIE_NAME="__Host-session" if https else "session",
        SESSION_COOKIE_SECURE=https,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
    )


class Sessions(SecureCookieSessionInterface):
    """Flask's signed cookie; who brings none costs no signing, which is nearly everyone."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        if self.get_cookie_name(app) not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)


@bp.get("/organise/sign-in")
@anyone
def sign_in() -> ResponseReturnValue:
    return render_template("accounts/sign_in.html")


@bp.get("/organise/sign-in/<code>")
@by_link
def link(code: str) -> ResponseReturnValue:
    rules.check_link(service.find_link(code), now=clock.real_now())
    return render_template("accounts/link.html", code=code)


@bp.post("/organise/sign-in/<code>")
@by_link
def use_link(code: str) -> ResponseReturnValue:
    with transaction():
        person = service.sign_in(code)
    flask.session.clear()
    login_user(person)
    flask.session.pop("_id", None)  # Flask-Login's fingerprint of network and browser: not used, so not kept
    return redirect(url_for("front.organise"), code=303)


@bp.post("/organise/sign-out")
@staff(*rules.Role)
def sign_out() -> ResponseReturnValue:
    person = service.signed_in()
    with transaction():
        service.sign_out(person)
    logout_user()
    flask.session.clear()
    return redirect(url_for("accounts.sign_in"), code=303)
