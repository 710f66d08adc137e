"""One's own way in: a password and a second factor, where one is signed in, and a way back for who forgot."""

import flask
from flask import Blueprint, Flask, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from conference import limits
from conference.accounts import proofs
from conference.accounts import service as accounts
from conference.accounts.cookie import remember
from conference.accounts.models import Account
from conference.accounts.rules import RESETS_NEARBY, Role, WeakPassword, check_password
from conference.badges import qr
from conference.credentials import derived_secret, new_secret
from conference.db import lock, transaction
from conference.language import language, path_for
from conference.logs import network_of
from conference.mail import worker
from conference.team import forms, service
from conference.team import organise as organise_pages
from conference.web import anyone, by_link, staff

bp = Blueprint("team", __name__)


def init_app(app: Flask) -> None:
    """The admin's pages, and the job that throws old counts away."""
    app.register_blueprint(organise_pages.bp)
    worker.job(limits.forget_old, every=limits.OLD)


@bp.get("/organise/forgotten")
@anyone
def forgotten() -> ResponseReturnValue:
    return render_template("team/forgotten.html", form=forms.AddressForm(), is_sent=False)


@bp.post("/organise/forgotten")
@anyone
def ask_for_link() -> ResponseReturnValue:
    """The answer is the same whether the address has an account or not (acceptance A17)."""
    form = forms.AddressForm(request.form)
    if not form.validate():
        return render_template("team/forgotten.html", form=form, is_sent=False), 422
    with transaction():
        limits.take(RESETS_NEARBY, network_of(request.remote_addr) or "")
        service.write_reset(form.email.data, language=language())
    return render_template("team/forgotten.html", form=forms.AddressForm(), is_sent=True)


@bp.get("/organise/password/<code>")
@by_link
def password(code: str) -> ResponseReturnValue:
    return _password_page(code, forms.PasswordForm())


@bp.post("/organise/password/<code>")
@by_link
def choose_password(code: str) -> ResponseReturnValue:
    """Take a new password with a code from the phone; the first one links the phone as well."""
    form, account = forms.PasswordForm(request.form), accounts.find_by_password_link(code)
    if not form.validate():
        return _password_page(code, form), 422
    try:
        chosen = _choose(account.id, code, form)
    except WeakPassword as refusal:
        form.password.errors = [str(refusal)]
        return _password_page(code, form), 422
    if chosen is None:
        form.code.errors = [_wrong_code()]
        return _password_page(code, form), 422
    person, codes = chosen
    remember(person)
    if codes:
        return _recovery_page(codes, account)
    return redirect(url_for(".own", done="password"), code=303)


@bp.get("/organise/account")
@staff(*Role, anywhere=True)
def own() -> ResponseReturnValue:
    person = accounts.signed_in()
    sessions = service.list_sessions(service.get_account(person.uid))
    done = request.args.get("done")
    return render_template("team/own.html", person=person, sessions=sessions, done=done)


@bp.post("/organise/account/password")
@staff(*Role, anywhere=True)
def change_password() -> ResponseReturnValue:
    """To the page of a letter's link; for a first password it is enough to be signed in by a link."""
    person = accounts.signed_in()
    if person.has_password and not person.is_proved:
        return redirect(path_for("accounts.prove", next=path_for("team.own")), code=303)
    with transaction():
        code = accounts.open_password_link(service.get_account(person.uid))
    return redirect(url_for(".password", code=code), code=303)


@bp.post("/organise/account/recovery")
@staff(*Role, anywhere=True, proved=True)
def renew_recovery_codes() -> ResponseReturnValue:
    person = accounts.signed_in()
    account = service.get_account(person.uid)
    with transaction():
        codes = service.renew_recovery_codes(account, by=person.actor)
    return _recovery_page(codes, account)


@bp.get("/organise/account/phone")
@staff(*Role, anywhere=True, proved=True)
def phone() -> ResponseReturnValue:
    return _phone_page(forms.PhoneForm())


@bp.post("/organise/account/phone")
@staff(*Role, anywhere=True, proved=True)
def link_phone() -> ResponseReturnValue:
    """Take codes from another phone; the one so far opens nothing more, nor is one signed in elsewhere."""
    form, person = forms.PhoneForm(request.form), accounts.signed_in()
    if not form.validate():
        return _phone_page(form), 422
    with transaction():
        account = service.get_account(person.uid)
        secret = _secret_of_next_phone(account)
        is_read = accounts.use_code(account, form.code.data, secret=secret)
        if is_read:
            codes = accounts.link_phone(account, secret)
            accounts.end_sessions(account, but=person.session)
    if not is_read:
        form.code.errors = [_wrong_code()]
        return _phone_page(form), 422
    return _recovery_page(codes, account)


@bp.post("/organise/account/sessions/<uid>/end")
@staff(*Role, anywhere=True)
def end_session(uid: str) -> ResponseReturnValue:
    person = accounts.signed_in()
    with transaction():
        service.end_session(service.get_account(person.uid), uid, by=person.actor)
    return redirect(url_for(".own", done="ended"), code=303)


@bp.post("/organise/account/sessions/end")
@staff(*Role, anywhere=True)
def end_other_sessions() -> ResponseReturnValue:
    """Sign out everywhere but here."""
    person = accounts.signed_in()
    with transaction():
        service.end_other_sessions(service.get_account(person.uid), but=person.session, by=person.actor)
    return redirect(url_for(".own", done="alone"), code=303)


def _choose(key: int, code: str, form: forms.PasswordForm) -> tuple[accounts.Staff, list[str]] | None:
    """Signed in with the new password, and the recovery codes of a first one; None with a wrong code."""
    with transaction():
        lock(Account, key)  # of two at once the second finds the link used
        account = accounts.find_by_password_link(code)
        check_password(form.password.data, account=account)  # before a code is used up
        secret = None if account.totp_sealed else _secret_of(code)
        if not accounts.use_code(account, form.code.data, secret=secret):
            return None
        codes = accounts.choose_password(account, form.password.data, totp=secret)
        return accounts.begin_session(account), codes


def _phone_page(form: forms.PhoneForm) -> str:
    account = service.get_account(accounts.signed_in().uid)
    linking = _shown(_secret_of_next_phone(account), account)
    return render_template("team/phone.html", form=form, linking=linking)


def _recovery_page(codes: list[str], account: Account) -> str:
    return render_template("team/recovery.html", codes=codes, account=account)


def _wrong_code() -> str:
    told: str = _("That is not the code of this moment. Wait for the next one, and write it.")
    return told


def _password_page(code: str, form: forms.PasswordForm) -> str:
    account = accounts.find_by_password_link(code)
    linking = None if account.totp_sealed else _shown(_secret_of(code), account)
    return render_template("team/password.html", form=form, code=code, account=account, linking=linking)


def _shown(secret: bytes, account: Account) -> dict[str, str]:
    """A secret as the app reads it, by camera, by link and by hand."""
    address = proofs.totp_address(secret, account.email, _("Central Denmark Technology Pact"))
    return {"address": address, "picture": qr.address(address), "spelled": proofs.spelled(secret)}


def _secret_of(code: str) -> bytes:
    """The same whenever this browser opens the link, since a reload must not undo what the app has read.

    Whoever else reads the letter is shown another, and does not learn the one that is linked in the end.
    """
    browser: str = flask.session.setdefault("linking", new_secret())
    return derived_secret("totp of link", f"{code} {browser}")


def _secret_of_next_phone(account: Account) -> bytes:
    """The same until a phone is linked with it, in this session alone."""
    return derived_secret("totp after", f"{accounts.signed_in().session} {account.totp_sealed}")
