"""Every lasting link and ticket: issue, find, renew, stop.

A code is Crockford base32 of the first 128 bits of HMAC-SHA256(K, uid) with K = HKDF(SECRET_KEY, purpose), so
that it can be made again for a reprint or a letter while the database holds its SHA-256 alone. It is derived
from the row's random uid, never from a table id: SQLite gives a deleted row's id to the next.
"""

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app
from sqlalchemy import ColumnElement, Index, insert, select, text
from sqlalchemy.orm import InstrumentedAttribute, Mapped, mapped_column

from conference import clock
from conference.db import Base, db

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
#: Characters of a code: 128 bits, five a character.
CODE_LENGTH = 26

#: Two characters of a code at a time, since lists of thousands of them are made again.
_PAIRS = [first + second for first in ALPHABET for second in ALPHABET]
_READ_AS = str.maketrans("OIL", "011", " -\t\r\n")


class Purpose(StrEnum):
    """What a code opens."""

    TICKET = "ticket"
    OWN = "own"
    INVITATION = "invitation"
    PRESENTER = "presenter"
    FEED = "feed"
    CERTIFICATE = "certificate"
    UNSUBSCRIBE = "unsubscribe"
    FIRST_PASSWORD = "first_password"
    PASSWORD = "password"


class Credential(Base):
    """One link or ticket; renewing makes a new row, so an old ticket is known as replaced."""

    uid: Mapped[str] = mapped_column(primary_key=True, default=lambda: uuid4().hex)
    purpose: Mapped[str]
    #: The uid of the row it opens.
    subject: Mapped[str] = mapped_column(index=True)
    #: SHA-256 of the code, in hex.
    code_hash: Mapped[str] = mapped_column(unique=True)
    #: Its first 16 bytes: what phones keep of a ticket, and send.
    lookup: Mapped[str] = mapped_column(index=True)
    created_at: Mapped[datetime]
    replaced_at: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]

    __table_args__ = (
        Index(
            "ix_credential_stopped",
            "stopped_at",
            sqlite_where=text("stopped_at IS NOT NULL"),
            postgresql_where=text("stopped_at IS NOT NULL"),
        ),
    )

    @property
    def is_live(self) -> bool:
        return self.replaced_at is None and self.stopped_at is None


def issue(purpose: Purpose, subject: str) -> str:
    """A new code that opens the subject."""
    row = _new(purpose, subject)
    db.session.add(Credential(**row))
    return code_from(purpose, row["uid"])


def issue_all(purpose: Purpose, subjects: Iterable[str]) -> None:
    """The same for each of the subjects, thousands in one go."""
    rows = [_new(purpose, subject) for subject in subjects]
    if rows:
        db.session.execute(insert(Credential), rows)


def find(code: str, *, purpose: Purpose) -> Credential | None:
    """The credential of a code as a person types it, in whatever state it is."""
    found = db.session.scalar(select(Credential).filter_by(code_hash=sha256(normalise(code))))
    return found if found is not None and found.purpose == purpose else None


def find_live(code: str, *, purpose: Purpose) -> Credential | None:
    """The same, if the code still opens something."""
    found = find(code, purpose=purpose)
    return found if found is not None and found.is_live else None


def live_code(purpose: Purpose, subject: str) -> str | None:
    """The subject's present code, made again."""
    found = _find_live_of(purpose, subject)
    return None if found is None else code_of(found)


def live_codes(purpose: Purpose, subjects: list[str]) -> dict[str, str]:
    """Each subject's present code in one query, for sheets and lists."""
    query = select(Credential).where(
        Credential.purpose == purpose,
        Credential.subject.in_(subjects),
        Credential.replaced_at.is_(None),
        Credential.stopped_at.is_(None),
    )
    return {found.subject: code_of(found) for found in db.session.scalars(query)}


def is_open(purpose: Purpose, subject: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """Whether the subject has a code that opens it, as a column beside each row of subjects."""
    live = select(Credential.uid).where(
        Credential.purpose == purpose,
        Credential.subject == subject,
        Credential.replaced_at.is_(None),
        Credential.stopped_at.is_(None),
    )
    return live.correlate(subject.class_).exists()


def code_of(credential: Credential) -> str:
    """The code of a row, made again from its uid."""
    return code_from(Purpose(credential.purpose), credential.uid)


def code_from(purpose: Purpose, uid: str) -> str:
    """The same of a row's uid alone, for lists of thousands."""
    key = _derived_key(current_app.config["SECRET_KEY"], purpose)
    return _crockford(hmac.digest(key, UUID(uid).bytes, "sha256")[:16])


def renew(purpose: Purpose, subject: str) -> str:
    """A new code; the old one is known as replaced from now on."""
    old = _find_live_of(purpose, subject)
    if old is not None:
        old.replaced_at = clock.now()
    return issue(purpose, subject)


def replace(purpose: Purpose, subject: str) -> None:
    """The subject's code is known as replaced from now on: what took its place belongs to another subject."""
    old = _find_live_of(purpose, subject)
    if old is not None:
        old.replaced_at = clock.now()
        db.session.flush()


def stop(purpose: Purpose, subject: str) -> None:
    """The subject's code opens nothing from now on."""
    old = _find_live_of(purpose, subject)
    if old is not None:
        old.stopped_at = clock.now()
        db.session.flush()


def normalise(code: str) -> str:
    """A code as it was issued, from what a person typed or a camera read."""
    return code.upper().translate(_READ_AS)


def grouped(code: str) -> str:
    """A code as people read it, and type it where a camera fails."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


def new_secret() -> str:
    """A random one-time code of 128 bits: sign-in, pairing, device, staff session."""
    return _crockford(secrets.token_bytes(16))


def sha256(text: str) -> str:
    """What is stored of a secret."""
    # JSON may bring half a surrogate pair: no code of ours, and no failure either.
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def lookup_of(code: str) -> str:
    """What a phone keeps of a ticket: the first 16 bytes of SHA-256(code), in hex."""
    return sha256(code)[:32]


def derived_secret(purpose: str, text: str) -> bytes:
    """20 bytes that only who holds SECRET_KEY can make of a text."""
    return hmac.digest(_derived_key(current_app.config["SECRET_KEY"], purpose), text.encode(), "sha256")[:20]


def key_check(secret_key: str) -> str:
    """What the database keeps of SECRET_KEY, to know it again."""
    return _derived_key(secret_key, "key check").hex()


def _new(purpose: Purpose, subject: str) -> dict[str, Any]:
    uid = uuid4().hex
    code = code_from(purpose, uid)
    return {
        "uid": uid,
        "purpose": purpose,
        "subject": subject,
        "code_hash": sha256(code),
        "lookup": lookup_of(code),
        "created_at": clock.now(),
    }


def _find_live_of(purpose: Purpose, subject: str) -> Credential | None:
    query = select(Credential).filter_by(purpose=purpose, subject=subject, replaced_at=None, stopped_at=None)
    return db.session.scalar(query)


@lru_cache(maxsize=16)
def _derived_key(secret_key: str, purpose: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(secret_key.encode())


def _crockford(value: bytes) -> str:
    number = int.from_bytes(value)
    return "".join([_PAIRS[(number >> shift) & 1023] for shift in range(5 * (CODE_LENGTH - 2), -1, -10)])
