"""Letters of one name about one row: the latest goes out, and tells also what those before did not."""

from typing import Any

from sqlalchemy import ColumnElement, func, select

from conference.db import db
from conference.mail.models import Letter


def is_superseded(letter: Letter) -> bool:
    """Whether a later one tells the same, as things stand now."""
    if letter.id is None:  # a sample, which is never written
        return False
    query = select(Letter.id).where(*_same(letter), Letter.id > letter.id).limit(1)
    return db.session.scalar(query) is not None


def first_untold(letter: Letter) -> dict[str, Any]:
    """The facts of the earliest that has not gone out since one last did: where its reader still stands."""
    if letter.id is None:
        return letter.facts
    sent = select(func.max(Letter.id)).where(
        *_same(letter), Letter.id < letter.id, Letter.sent_at.is_not(None)
    )
    last = db.session.scalar(sent) or 0
    query = select(Letter.facts).where(*_same(letter), Letter.id > last, Letter.id <= letter.id)
    facts: dict[str, Any] = db.session.scalars(query.order_by(Letter.id).limit(1)).one()
    return facts


def _same(letter: Letter) -> tuple[ColumnElement[bool], ...]:
    return (Letter.name == letter.name, Letter.subject == letter.subject)
