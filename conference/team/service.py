"""The verbs of the team: invite, give and take roles, let nobody in any more."""

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from conference import clock, limits
from conference.accounts import rules
from conference.accounts import service as accounts
from conference.accounts.models import Account, AccountRole, StaffSession
from conference.accounts.rules import Role
from conference.audit import service as audit
from conference.credentials import Purpose
from conference.db import db
from conference.errors import NotFound
from conference.mail import service as mail
from conference.names import fold_email
from conference.team.rules import check_admin_stays


def list_accounts() -> list[Account]:
    """Everybody on the staff, by their address."""
    query = select(Account).options(selectinload(Account.roles)).order_by(Account.email_folded)
    return list(db.session.scalars(query))


def get_account(uid: str) -> Account:
    """One of them. Raises NotFound."""
    account = db.session.scalar(select(Account).filter_by(uid=uid))
    if account is None:
        raise NotFound(_("There is no such account."))
    return account


def invite(email: str, role: Role, *, name: str, conference: str, language: str, by: str) -> Account:
    """An account with a role, and a letter with a link to the first password where there is none yet."""
    account = accounts.add(email, role, name=name, conference=conference, by=by)
    if account.password_hash is None:
        _write_link(account, language=language)
    return account


def invite_again(account: Account, *, language: str, by: str) -> None:
    """A new second factor and password: for who has lost their phone. What they had opens nothing more."""
    accounts.void(account)
    _write_link(account, language=language)
    audit.record("accounts.invite_again", by=by, subject=account.uid)


def write_reset(email: str, *, language: str) -> None:
    """A letter with a link to a new password, if the address has an account; not more than a few an hour."""
    found = select(Account).filter_by(email_folded=fold_email(email), disabled_at=None)
    account = db.session.scalar(found)
    is_few = limits.count(rules.RESET_LETTERS, fold_email(email)) <= rules.RESET_LETTERS.most
    if account is not None and is_few:
        _write_link(account, language=language)


def give_role(account: Account, role: Role, *, conference: str, by: str) -> None:
    """One role more, for a conference or for all."""
    accounts.add(account.email, role, conference=conference, by=by)


def take_role(account: Account, role: str, *, conference: str, by: str) -> None:
    """One role less; whoever is signed in signs in anew. Raises LastAdmin."""
    held = ((each.role, each.conference, each) for each in account.roles)
    taken = next((each for *words, each in held if words == [role, conference]), None)
    if taken is None:
        return
    check_admin_stays(account, others=_other_admins(account), without=taken)
    account.roles.remove(taken)
    accounts.end_sessions(account)
    db.session.flush()
    detail = {"role": taken.role, "conference": taken.conference}
    audit.record("accounts.take_role", by=by, subject=account.uid, detail=detail)


def set_disabled(account: Account, *, is_disabled: bool, by: str) -> None:
    """Let somebody in no more, or again. Raises LastAdmin."""
    if is_disabled:
        check_admin_stays(account, others=_other_admins(account))
        accounts.end_sessions(account)
    account.disabled_at = clock.real_now() if is_disabled else None
    db.session.flush()
    audit.record("accounts.disable" if is_disabled else "accounts.enable", by=by, subject=account.uid)


def list_sessions(account: Account) -> list[StaffSession]:
    """Where somebody is signed in, the last used first."""
    now = clock.real_now()
    query = select(StaffSession).filter_by(account_id=account.id, ended_at=None)
    found = db.session.scalars(query.order_by(StaffSession.last_seen_at.desc(), StaffSession.id))
    return [session for session in found if rules.is_open(session, now=now)]


def end_session(account: Account, uid: str, *, by: str) -> None:
    """Sign somebody out in one place; another's session is none of theirs."""
    query = select(StaffSession).filter_by(account_id=account.id, uid=uid, ended_at=None)
    session = db.session.scalar(query)
    if session is not None:
        session.ended_at = clock.real_now()
        db.session.flush()
        audit.record("accounts.end_session", by=by, subject=account.uid)


def renew_recovery_codes(account: Account, *, by: str) -> list[str]:
    """New codes to print, in place of all earlier ones."""
    codes = accounts.renew_recovery_codes(account)
    audit.record("accounts.renew_recovery_codes", by=by, subject=account.uid)
    return codes


def end_other_sessions(account: Account, *, but: str, by: str) -> None:
    """Sign somebody out everywhere but where they sit."""
    accounts.end_sessions(account, but=but)
    audit.record("accounts.end_sessions", by=by, subject=account.uid)


def _other_admins(account: Account) -> bool:
    """Whether another admin stays. All are held: two who shut each other out at once do it one by one."""
    is_admin = (AccountRole.role == Role.ADMIN, AccountRole.conference == "", Account.disabled_at.is_(None))
    admins = select(Account.id).join(AccountRole).where(*is_admin).order_by(Account.id).with_for_update()
    return any(other != account.id for other in db.session.scalars(admins))


def _write_link(account: Account, *, language: str) -> None:
    """A letter with a link: to a first password, which lives for days, or to another one."""
    is_first = account.password_hash is None
    name = "accounts.invited" if is_first else "accounts.reset"
    accounts.open_password_link(account, Purpose.FIRST_PASSWORD if is_first else Purpose.PASSWORD)
    mail.write(name, to=account.email, to_name=account.name, language=language, subject=account.uid)
