"""The verbs of staff: add, link, sign in, prove, sign out."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import cast

from flask_login import current_user
from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import joinedload

from conference import clock, config, credentials, installation, limits
from conference.accounts import proofs, rules
from conference.accounts.models import Account, AccountRole, RecoveryCode, SignInLink, StaffSession
from conference.accounts.rules import LINK_LIFE, SEEN_EVERY, Role, check_link, is_open
from conference.audit import service as audit
from conference.credentials import Credential, Purpose, new_secret, normalise, sha256
from conference.db import db, transaction
from conference.names import fold_email

#: Before the uid in what audit calls somebody of the staff.
_ACTOR = "staff:"


@dataclass(frozen=True)
class Staff:
    """Who is signed in, as Flask-Login keeps it: values, so that no later write makes it stale."""

    uid: str
    email: str
    #: Each role with the slug of the conference that it is for; an empty one is all of them.
    held: frozenset[tuple[str, str]]
    #: The conference that this page is about, if it is one's.
    conference: str | None
    token: str
    session: str
    is_proved: bool
    has_password: bool
    is_authenticated = True
    is_active = True
    is_anonymous = False

    def at(self, conference: str) -> "Staff":
        """The same person on a page about this conference."""
        return replace(self, conference=conference)

    def places(self, *roles: str, alone: bool = False) -> frozenset[str]:
        """The conferences in which one of these roles is theirs, as they are held; an admin has each."""
        return frozenset(
            place for role, place in self.held if role in roles or (role == Role.ADMIN and not alone)
        )

    def has_role(self, *roles: str, alone: bool = False) -> bool:
        return not self.places(*roles, alone=alone).isdisjoint(("", self.conference))

    def has_role_everywhere(self, *roles: str) -> bool:
        """The same, for what belongs to no single conference."""
        return "" in self.places(*roles)

    def has_role_anywhere(self, *roles: str, alone: bool = False) -> bool:
        """The same, for what leads on to a conference."""
        return bool(self.places(*roles, alone=alone))

    @property
    def only_looks(self) -> bool:
        """Whether they are here as a viewer and nothing else: what changes anything is not shown."""
        return {role for role, place in self.held if place in ("", self.conference)} == {Role.VIEWER}

    @property
    def actor(self) -> str:
        """How the audit names this person."""
        return f"{_ACTOR}{self.uid}"


def signed_in() -> Staff:
    """The person of this request, on a page that the guard has let through."""
    return cast(Staff, current_user._get_current_object())


def add(email: str, role: Role, *, name: str = "", conference: str = "", by: str = "system") -> Account:
    """The account of an address, made when it is new, with the role for a conference, or for all."""
    installation.hold()  # the same address twice at once is one account
    folded = fold_email(email)
    account = db.session.scalar(select(Account).filter_by(email_folded=folded))
    if account is None:
        account = Account(email=email.strip(), email_folded=folded, created_at=clock.real_now(), roles=[])
        db.session.add(account)
    account.name = name.strip() or account.name or ""
    if (role, conference) not in {(held.role, held.conference) for held in account.roles}:
        account.roles.append(AccountRole(role=role, conference=conference))
    db.session.flush()
    audit.record("accounts.add", by=by, subject=account.uid, detail=_detail(role, conference))
    return account


def sign_in_link(account: Account, *, lasting: bool = False) -> str:
    """The code of a new one-time link; a lasting one is good until `end_links`."""
    now, code = clock.real_now(), new_secret()
    expires_at = None if lasting else now + LINK_LIFE
    db.session.add(SignInLink(account=account, code_hash=sha256(code), created_at=now, expires_at=expires_at))
    audit.record("accounts.link", by="system", subject=account.uid)
    return code


def end_links() -> None:
    """End the links that were good as long as a process ran."""
    lasting = update(SignInLink).where(SignInLink.expires_at.is_(None), SignInLink.used_at.is_(None))
    db.session.execute(lasting.values(used_at=clock.real_now()))


def end_all() -> None:
    """End every session, one-time link and link to a new password: whoever had one begins anew."""
    now = clock.real_now()
    live = (Credential.purpose.in_(rules.PASSWORD_LINKS), Credential.stopped_at.is_(None))
    db.session.execute(update(Credential).where(*live).values(stopped_at=clock.now()))
    db.session.execute(update(StaffSession).where(StaffSession.ended_at.is_(None)).values(ended_at=now))
    db.session.execute(update(SignInLink).where(SignInLink.used_at.is_(None)).values(used_at=now))


def find_link(code: str) -> SignInLink | None:
    """The link of a code, used or not."""
    return db.session.scalar(select(SignInLink).filter_by(code_hash=sha256(normalise(code))))


def sign_in(code: str) -> Staff:
    """Use up a link and begin a session. Raises LinkUsed."""
    now = clock.real_now()
    query = select(SignInLink).filter_by(code_hash=sha256(normalise(code))).with_for_update()
    link = check_link(db.session.scalar(query), now=now)
    link.used_at = now
    return begin_session(link.account)


def begin_session(account: Account) -> Staff:
    """Sign somebody in who has just proved who they are."""
    now, token = clock.real_now(), new_secret()
    session = StaffSession(
        account=account, token_hash=sha256(token), created_at=now, last_seen_at=now, proved_at=now
    )
    db.session.add(session)
    db.session.flush()
    audit.record("accounts.sign_in", by=f"{_ACTOR}{account.uid}", subject=account.uid)
    return _staff(session, token)


def find_by_password(email: str, password: str) -> Account | None:
    """Whose password it is; as slow for an address that nobody has."""
    account = db.session.scalar(select(Account).filter_by(email_folded=fold_email(email), disabled_at=None))
    is_right = proofs.is_password(password, account.password_hash if account else None)
    return account if is_right else None


def use_code(account: Account, code: str, *, secret: bytes | None = None) -> bool:
    """Use up a code of this moment from their phone, or a recovery code: whether it was one. Raises TooMany.

    `secret` is that of a phone which is being linked: no other code stands in for it.
    """
    limits.take(rules.WRONG_CODES, account.uid)
    if secret is not None:
        is_theirs = _use_step(account, secret, code)
    else:
        is_theirs = _use_phone(account, code) or _use_recovery_code(account, code)
    if is_theirs:
        limits.forget(rules.WRONG_CODES, account.uid)
    return is_theirs


def prove(staff: Staff) -> None:
    """The session's owner has proved once more who they are."""
    mine = update(StaffSession).filter_by(token_hash=sha256(staff.token))
    db.session.execute(mine.values(proved_at=clock.real_now()))


def choose_password(account: Account, password: str, *, totp: bytes | None) -> list[str]:
    """Take a new password, and a second factor where it is the first; ends every session.

    Gives the recovery codes that go with a new second factor. Raises WeakPassword.
    """
    rules.check_password(password, account=account)
    account.password_hash = proofs.hash_password(password)
    codes = [] if totp is None else link_phone(account, totp)
    end_sessions(account)
    _stop_password_links(account)
    db.session.flush()
    audit.record("accounts.choose_password", by=f"{_ACTOR}{account.uid}", subject=account.uid)
    return codes


def link_phone(account: Account, totp: bytes) -> list[str]:
    """Take codes from this phone and no other; gives the recovery codes that go with it."""
    account.totp_sealed = proofs.seal(totp, _key())
    audit.record("accounts.link_phone", by=f"{_ACTOR}{account.uid}", subject=account.uid)
    return renew_recovery_codes(account)


def renew_recovery_codes(account: Account) -> list[str]:
    """New codes in place of all earlier ones; they are told once."""
    db.session.execute(delete(RecoveryCode).filter_by(account_id=account.id))
    codes = proofs.new_recovery_codes()
    db.session.add_all(RecoveryCode(account_id=account.id, code_hash=sha256(code)) for code in codes)
    db.session.flush()
    return codes


def void(account: Account) -> None:
    """Have all that they signed in with open nothing more: password, phone, printed codes, sessions."""
    account.password_hash = account.totp_sealed = account.totp_step = None
    db.session.execute(delete(RecoveryCode).filter_by(account_id=account.id))
    limits.forget(rules.WRONG_CODES, account.uid)
    end_sessions(account)


def open_password_link(account: Account, purpose: Purpose = Purpose.PASSWORD) -> str:
    """The code of a link that lets them choose a password; earlier ones open nothing more."""
    _stop_password_links(account)
    return credentials.issue(purpose, account.uid)


def find_by_password_link(code: str) -> Account:
    """Whose password the link lets choose. Raises LinkUsed."""
    links = (credentials.find(code, purpose=purpose) for purpose in rules.PASSWORD_LINKS)
    link = next(filter(None, links), None)
    account = db.session.scalar(select(Account).filter_by(uid=link.subject)) if link else None
    return rules.check_password_link(link, account, now=clock.now())


def end_sessions(account: Account, *, but: str = "") -> None:
    """Sign an account out everywhere, or everywhere else than in one session."""
    theirs = (StaffSession.account_id == account.id, StaffSession.ended_at.is_(None), StaffSession.uid != but)
    db.session.execute(update(StaffSession).where(*theirs).values(ended_at=clock.real_now()))


def find_staff(token: str, *, conference: str | None = None) -> Staff | None:
    """Who holds a session's token, with their roles for a conference; notes now and then that it is used."""
    query = select(StaffSession).filter_by(token_hash=sha256(token))
    with_roles = joinedload(StaffSession.account).joinedload(Account.roles)
    session = db.session.scalars(query.options(with_roles)).unique().one_or_none()
    now = clock.real_now()
    if session is None or not is_open(session, now=now):
        return None
    staff = _staff(session, token, conference=conference)
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


def count_admins() -> int:
    """Those who may sign in by password and phone, for all conferences."""
    query = select(func.count(Account.id)).join(AccountRole)
    for_all = (AccountRole.role == Role.ADMIN, AccountRole.conference == "")
    may = (Account.disabled_at.is_(None), Account.password_hash.is_not(None))
    return db.session.scalar(query.where(*for_all, *may)) or 0


def emails_of(actors: Iterable[str]) -> dict[str, str]:
    """The addresses of those whom audit names so; none for the system, or for somebody who is gone."""
    uids = {actor.removeprefix(_ACTOR): actor for actor in actors if actor.startswith(_ACTOR)}
    found = db.session.scalars(select(Account).where(Account.uid.in_(uids)))
    return {uids[account.uid]: account.email for account in found}


def _staff(session: StaffSession, token: str, *, conference: str | None = None) -> Staff:
    account = session.account
    return Staff(
        account.uid,
        account.email,
        frozenset((held.role, held.conference) for held in account.roles),
        conference,
        token,
        session.uid,
        rules.is_proved(session, now=clock.real_now()),
        account.password_hash is not None,
    )


def _use_phone(account: Account, code: str) -> bool:
    secret = proofs.unseal(account.totp_sealed, _key()) if account.totp_sealed else None
    return secret is not None and _use_step(account, secret, code)


def _use_step(account: Account, secret: bytes, code: str) -> bool:
    step = proofs.step_of(secret, code, now=clock.real_now())
    if step is None:
        return False
    unused = or_(Account.totp_step.is_(None), Account.totp_step < step)
    used = update(Account).where(Account.id == account.id, unused).values(totp_step=step)
    return db.session.execute(used.returning(Account.id)).first() is not None


def _use_recovery_code(account: Account, code: str) -> bool:
    mine = (RecoveryCode.account_id == account.id, RecoveryCode.used_at.is_(None))
    spent = update(RecoveryCode).where(*mine, RecoveryCode.code_hash == sha256(normalise(code)))
    is_spent = db.session.execute(spent.values(used_at=clock.real_now()).returning(RecoveryCode.id)).first()
    if is_spent:
        audit.record("accounts.use_recovery_code", by=f"{_ACTOR}{account.uid}", subject=account.uid)
    return is_spent is not None


def _stop_password_links(account: Account) -> None:
    for purpose in rules.PASSWORD_LINKS:
        credentials.stop(purpose, account.uid)


def _detail(role: str, conference: str) -> dict[str, str]:
    return {"role": role, **({"conference": conference} if conference else {})}


def _key() -> str:
    return config.current().SECRET_KEY
