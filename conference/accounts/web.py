"""Signing in and out, and proving who one is."""

import re

import flask
from flask import Blueprint, Flask, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import LoginManager

from conference import clock, limits
from conference.accounts import forms, rules, service
from conference.accounts.cookie import Sessions, remember
from conference.accounts.models import Account
from conference.db import transaction
from conference.logs import network_of
from conference.names import fold_email
from conference.web import anyone, by_link, staff

bp = Blueprint("accounts", __name__)

#: Where somebody who has proved who they are may be led: nowhere but to pages of the staff.
_STAFF_PAGE = re.compile(r"(/en)?/organise/(?!.*(\.\.|//))[A-Za-z0-9/_.?=&%+-]*")


def init_app(app: Flask) -> None:
    """Flask-Login on our own sessions; public pages never ask it who is there."""
    manager = LoginManager()
    manager.session_protection = None
    manager.user_loader(_find_staff)
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


@bp.get("/organise/sign-in")
@anyone
def sign_in() -> ResponseReturnValue:
    return render_template("accounts/sign_in.html", form=forms.SignInForm(), refusal=None)


@bp.post("/organise/sign-in")
@anyone
def enter() -> ResponseReturnValue:
    """By password and code: what is wrong with them is the same for every address."""
    form = forms.SignInForm(request.form)
    if not form.validate():
        return render_template("accounts/sign_in.html", form=form, refusal=None), 422
    account = _proved_by(form, form.email.data)
    if account is None:
        return render_template("accounts/sign_in.html", form=form, refusal=_wrong()), 422
    with transaction():
        person = service.begin_session(account)
    remember(person)
    return redirect(_local(request.args.get("next")), code=303)


@bp.get("/organise/prove")
@staff(*rules.Role, anywhere=True)
def prove() -> ResponseReturnValue:
    return _proof_page(forms.ProofForm())


@bp.post("/organise/prove")
@staff(*rules.Role, anywhere=True)
def prove_again() -> ResponseReturnValue:
    """Who has been signed in for a while shows that it is still they who sit there."""
    form, person = forms.ProofForm(request.form), service.signed_in()
    if not form.validate():
        return _proof_page(form), 422
    if _proved_by(form, person.email) is None:
        refusal = _("That does not fit together. Check password and code; each code works once.")
        return _proof_page(form, refusal=refusal), 422
    with transaction():
        service.prove(person)
    return redirect(_local(request.args.get("next")), code=303)


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
    remember(person)
    return redirect(url_for("front.organise"), code=303)


@bp.post("/organise/sign-out")
@staff(*rules.Role, anywhere=True)
def sign_out() -> ResponseReturnValue:
    person = service.signed_in()
    with transaction():
        service.sign_out(person)
    flask.session.clear()
    return redirect(url_for("accounts.sign_in"), code=303)


def _proved_by(form: forms.ProofForm | forms.SignInForm, email: str) -> Account | None:
    """Whose password and code were typed; None where they are nobody's. Raises TooMany."""
    network = network_of(request.remote_addr) or ""
    mine = (rules.WRONG_TRIES, fold_email(email), network)
    limits.check(rules.WRONG_TRIES_NEARBY, network)
    with transaction():
        limits.take(*mine)
    account = service.find_by_password(email, form.password.data)  # before the write block: it takes its time
    with transaction():
        if account is not None and service.use_code(account, form.code.data):
            limits.forget(*mine)
            return account
        limits.count(rules.WRONG_TRIES_NEARBY, network)
    return None


def _proof_page(form: forms.ProofForm, *, refusal: str | None = None) -> str:
    back = _local(request.args.get("next"))
    return render_template("accounts/prove.html", form=form, refusal=refusal, back=back)


def _local(address: str | None) -> str:
    """A page of the staff's to go to, wherever an address says it leads (acceptance A25)."""
    return address if address and _STAFF_PAGE.fullmatch(address) else url_for("front.organise")


def _wrong() -> str:
    told: str = _("That does not fit together. Check address, password and code; each code works once.")
    return told


def _find_staff(token: str) -> service.Staff | None:
    return service.find_staff(token, conference=(request.view_args or {}).get("slug"))
