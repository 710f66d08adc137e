"""The audit's verb, and when something was last done."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from conference import clock
from conference.audit.models import AuditEntry
from conference.db import db


def record(act: str, *, by: str, subject: str | None = None, detail: dict[str, Any] | None = None) -> None:
    """Write down an act, inside its own write block. `detail` holds no personal data."""
    entry = AuditEntry(at=clock.real_now(), act=act, by=by, subject=subject, detail=detail or {})
    db.session.add(entry)
    db.session.flush()


def last_at(act: str, *, since: datetime) -> datetime | None:
    """When an act was last done, if it was since that moment: what is older is not looked for."""
    query = select(func.max(AuditEntry.at)).where(AuditEntry.at >= since, AuditEntry.act == act)
    return db.session.scalar(query)
