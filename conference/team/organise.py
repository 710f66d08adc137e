"""The admin's pages: who is on the staff, and who may what."""

from typing import TypeVar

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from conference.accounts import service as accounts
from conference.accounts.models import Account
from conference.accounts.rules import LastAdmin, Role
from conference.db import transaction
from conference.language import language, said
from conference.registration import service as registrations
from conference.team import forms, service
from conference.web import staff

AnyRoleForm = TypeVar("AnyRoleForm", bound=forms.RoleForm)
bp = Blueprint("accounts_admin", __name__, url_prefix="/organise/team")


@bp.get("")
@staff("admin", proved=True)
def index() -> ResponseReturnValue:
    return _index_page(_offering(forms.NewAccountForm()))


@bp.post("")
@staff("admin", proved=True)
def invite() -> ResponseReturnValue:
    form = _offering(forms.NewAccountForm(request.form))
    if not form.validate():
        return _index_page(form), 422
    with transaction():
        account = service.invite(
            form.email.data,
            Role(form.role.data),
            name=form.name.data,
            conference=form.conference.data,
            language=language(),
            by=accounts.signed_in().actor,
        )
    return _back(account.uid, done="given" if account.password_hash else "invited")


@bp.get("/<uid>")
@staff("admin", proved=True)
def show(uid: str) -> ResponseReturnValue:
    return _page(service.get_account(uid), _offering(forms.RoleForm()))


@bp.post("/<uid>/roles")
@staff("admin", proved=True)
def give_role(uid: str) -> ResponseReturnValue:
    form, account = _offering(forms.RoleForm(request.form)), service.get_account(uid)
    if not form.validate():
        return _page(account, form), 422
    with transaction():
        role, by = Role(form.role.data), accounts.signed_in().actor
        service.give_role(service.get_account(uid), role, conference=form.conference.data, by=by)
    return _back(uid, done="given")


@bp.post("/<uid>/roles/take")
@staff("admin", proved=True)
def take_role(uid: str) -> ResponseReturnValue:
    role, conference = request.form.get("role", ""), request.form.get("conference", "")
    try:
        with transaction():
            account, by = service.get_account(uid), accounts.signed_in().actor
            service.take_role(account, role, conference=conference, by=by)
    except LastAdmin as refusal:
        return _page(account, _offering(forms.RoleForm()), refusal), refusal.status
    return _back(uid, done="taken")


@bp.post("/<uid>/disable")
@staff("admin", proved=True)
def disable(uid: str) -> ResponseReturnValue:
    return _set_disabled(uid, is_disabled=True)


@bp.post("/<uid>/enable")
@staff("admin", proved=True)
def enable(uid: str) -> ResponseReturnValue:
    return _set_disabled(uid, is_disabled=False)


@bp.post("/<uid>/invite")
@staff("admin", proved=True)
def invite_again(uid: str) -> ResponseReturnValue:
    """For who has lost their phone: everything they signed in with is void, and a letter begins anew."""
    with transaction():
        account = service.get_account(uid)
        service.invite_again(account, language=language(), by=accounts.signed_in().actor)
    return _back(uid, done="invited")


def _set_disabled(uid: str, *, is_disabled: bool) -> ResponseReturnValue:
    try:
        with transaction():
            account = service.get_account(uid)
            service.set_disabled(account, is_disabled=is_disabled, by=accounts.signed_in().actor)
    except LastAdmin as refusal:
        return _page(account, _offering(forms.RoleForm()), refusal), refusal.status
    return _back(uid, done="disabled" if is_disabled else "enabled")


def _back(uid: str, *, done: str) -> ResponseReturnValue:
    return redirect(url_for(".show", uid=uid, done=done), code=303)


def _offering(form: AnyRoleForm) -> AnyRoleForm:
    form.offer(_titles().items())
    return form


def _titles() -> dict[str, str]:
    """Every conference by its slug."""
    return {each.slug: said(each, "title") for each in registrations.list_conferences()}


def _index_page(form: forms.NewAccountForm) -> str:
    people = service.list_accounts()
    return render_template(
        "team/index.html", form=form, people=people, titles=_titles(), role_words=forms.ROLE_NAMES
    )


def _page(account: Account, form: forms.RoleForm, refusal: LastAdmin | None = None) -> str:
    sessions = service.list_sessions(account)
    return render_template(
        "team/show.html",
        form=form,
        refusal=refusal,
        done=request.args.get("done"),
        account=account,
        titles=_titles(),
        role_words=forms.ROLE_NAMES,
        sessions=sessions,
    )
