"""Accounts, roles, one-time links and sessions of staff."""

from datetime import datetime
from uuid import uuid4

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from conference.db import Base


class Account(Base):
    """One person on the staff."""

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True, default=lambda: uuid4().hex)
    email: Mapped[str]
    email_folded: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    name: Mapped[str] = mapped_column(default="")
    #: Argon2id in PHC form; None: has not chosen one yet.
    password_hash: Mapped[str | None]
    #: The second factor's secret, sealed with a key of SECRET_KEY's; None as long as there is no password.
    totp_sealed: Mapped[str | None]
    #: Number of the last half-minute whose code was used: none opens twice.
    totp_step: Mapped[int | None]
    roles: Mapped[list["AccountRole"]] = relationship(
        order_by="AccountRole.role", cascade="all, delete-orphan"
    )


class AccountRole(Base):
    """A role that an account holds, for one conference or for all."""

    __table_args__ = (UniqueConstraint("account_id", "role", "conference"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    role: Mapped[str]
    #: The conference's slug; empty for all of them.
    conference: Mapped[str] = mapped_column(default="")


class RecoveryCode(Base):
    """Opens once in place of the second factor; its code is stored as SHA-256."""

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id), index=True)
    code_hash: Mapped[str] = mapped_column(unique=True)
    used_at: Mapped[datetime | None]


class SignInLink(Base):
    """A one-time link from the command line; its code is stored as SHA-256."""

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    account: Mapped[Account] = relationship()
    code_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    #: None: good until the process that printed it ends.
    expires_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]


class StaffSession(Base):
    """One browser that is signed in; its token is stored as SHA-256."""

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True, default=lambda: uuid4().hex)
    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id), index=True)
    account: Mapped[Account] = relationship()
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    #: When its owner last proved who they are: by a link of the command line, or by password and code.
    proved_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
