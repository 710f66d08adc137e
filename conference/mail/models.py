"""The outbox, who wants no invitations, and what organisers add to letters."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import uuid4

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from conference.db import Base

_UNSENT = text("sent_at IS NULL AND given_up_at IS NULL")


class LetterState(StrEnum):
    """Where a letter stands."""

    WAITING = "waiting"
    DELAYED = "delayed"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"


class Letter(Base):
    """One letter to one person: what it tells and to whom; its words are made when it is sent."""

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Names the letter in addresses and in its Message-ID, the same at every try.
    uid: Mapped[str] = mapped_column(unique=True, default=lambda: uuid4().hex)
    #: Which letter it is, as its feature registered it: `registration.ticket`.
    name: Mapped[str]
    #: "da" or "en"
    language: Mapped[str]
    to: Mapped[str]
    to_name: Mapped[str]
    #: The uid of the row it speaks of.
    subject: Mapped[str] = mapped_column(index=True)
    #: What the row will not remember when the letter is sent, such as an old value.
    facts: Mapped[dict[str, Any]]
    #: A letter that must exist once only says so here: `reminder:<conference>:<registration>`.
    dedup: Mapped[str | None] = mapped_column(unique=True)
    #: All times are the machine's.
    created_at: Mapped[datetime]
    #: When a worker may take it; taking it moves this to the end of the lease.
    next_try_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    #: What the server said last, or why we stopped.
    error: Mapped[str | None]
    sent_at: Mapped[datetime | None]
    #: With an error it failed; without one, what it told of was no longer so.
    given_up_at: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_letter_due", "next_try_at", "id", sqlite_where=_UNSENT, postgresql_where=_UNSENT),
        Index(None, "created_at"),
    )

    @property
    def state(self) -> LetterState:
        if self.sent_at is not None:
            return LetterState.SENT
        if self.given_up_at is not None:
            return LetterState.FAILED if self.error else LetterState.DROPPED
        return LetterState.DELAYED if self.error else LetterState.WAITING


class Suppression(Base):
    """An address that wants no more invitations."""

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True, default=lambda: uuid4().hex)
    email_folded: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]


class Addition(Base):
    """A paragraph of the organisers' own in every letter of one name."""

    id: Mapped[int] = mapped_column(primary_key=True)
    #: The uid of what the letters are about: a conference.
    about: Mapped[str]
    #: `registration.ticket`
    letter: Mapped[str]
    #: "da" or "en"
    language: Mapped[str]
    text: Mapped[str]
    changed_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("about", "letter", "language"),)
