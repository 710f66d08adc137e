"""The verbs of staff: add, link, sign in, sign out."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from flask_login import current_user
from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from conference import clock
from conference.accounts.models import Account, AccountRole, SignInLink, StaffSession
from conference.accounts.rules import LINK_LIFE, SEEN_EVERY, Role, check_link, is_open
from conference.audit import service as audit
from conference.credentials import new_secret, normalise, sha256
from conference.db import db, transaction

#: Before the uid in what audit calls somebody of the staff.
_ACTOR = "staff:"


@dataclass(frozen=True)
class Staff:
    """Who is signed in, as Flask-Login keeps it: values, so that no later write makes it stale."""

    uid: str
    email: str
    roles: frozenset[str]
    token: str
    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        return self.token

    def has_role(self, *roles: str, alone: bool = False) -> bool:
        return (Role.ADMIN in self.roles and not alone) or not self.roles.isdisjoint(roles)

    @property
    def actor(self) -> str:
        """How the audit names this person."""
        return f"{_ACTOR}{self.uid}"


def signed_in() -> Staff:
    """The person of this request, on a page that the guard has let through."""
    return cast(Staff, current_user._get_current_object())


def add(email: str, role: Role) -> Account:
    """The account of an address, made when it is new, with the role among its roles."""
    folded = email.strip().casefold()
    account = db.session.scalar(select(Account).filter_by(email_folded=folded))
    if account is None:
        account = Account(email=email.strip(), email_folded=folded, created_at=clock.real_now(), roles=[])
        db.session.add(account)
    if role not in {held.role for held in account.roles}:
        account.roles.append(AccountRole(role=role))
    db.session.flush()
    audit.record("accounts.add", by="system", subject=account.uid, detail={"role": role})
    return account


def sign_in_link(account: Account, *, lasting: bool = False) -> str:
    """The code of a new one-time link; a lasting one is good until `end_links`."""
    now, code = clock.real_now(), new_secret()
    expires_at = None if lasting else now + LINK_LIFE
    db.session.add(SignInLink(account=account, code_hash=sha256(code), created_at=now, expires_at=expires_at))
    db.session.flush()
    return code


def end_links() -> None:
    """End the links that were good as long as a process ran."""
    lasting = update(SignInLink).where(SignInLink.expires_at.is_(None), SignInLink.used_at.is_(None))
    db.session.execute(lasting.values(used_at=clock.real_now()))


def find_link(code: str) -> SignInLink | None:
    """The link of a code, used or not."""
    return db.session.scalar(select(SignInLink).filter_by(code_hash=sha256(normalise(code))))


def sign_in(code: str) -> Staff:
    """Use up a link and begin a session. Raises LinkUsed."""
    now = clock.real_now()
    query = select(SignInLink).filter_by(code_hash=sha256(normalise(code))).with_for_update()
    link = check_link(db.session.scalar(query), now=now)
    link.used_at = now
    token = new_secret()
    session = StaffSession(account=link.account, token_hash=sha256(token), created_at=now, last_seen_at=now)
    db.session.add(session)
    db.session.flush()
    audit.record("accounts.sign_in", by=f"staff:{link.account.uid}", subject=link.account.uid)
    return _staff(link.account, token)


def find_staff(token: str) -> Staff | None:
    """Who holds a session's token; writes down now and then that it is in use."""
    query = select(StaffSession).filter_by(token_hash=sha256(token))
    with_roles = joinedload(StaffSession.account).joinedload(Account.roles)
    session = db.session.scalars(query.options(with_roles)).unique().one_or_none()
    now = clock.real_now()
    if session is None or not is_open(session, now=now):
        return None
    staff = _staff(session.account, token)
    if now - session.last_seen_at >= SEEN_EVERY:
        with transaction():
            seen = update(StaffSession).filter_by(token_hash=sha256(token))
            db.session.execute(seen.values(last_seen_at=now))
    return staff


def sign_out(staff: Staff) -> None:
    """End the session; its cookie opens nothing from the next request on."""
    ended = update(StaffSession).filter_by(token_hash=sha256(staff.token))
    db.session.execute(ended.values(ended_at=clock.real_now()))
    audit.record("accounts.sign_out", by=staff.actor, subject=staff.uid)


def emails_of(actors: Iterable[str]) -> dict[str, str]:
    """The addresses of those whom audit names so; none for the system, or for somebody who is gone."""
    uids = {actor.removeprefix(_ACTOR): actor for actor in actors if actor.startswith(_ACTOR)}
    found = db.session.scalars(select(Account).where(Account.uid.in_(uids)))
    return {uids[account.uid]: account.email for account in found}


def _staff(account: Account, token: str) -> Staff:
    return Staff(account.uid, account.email, frozenset(held.role for held in account.roles), token)
