"""The audit's one verb."""

from typing import Any

from conference import clock
from conference.audit.models import AuditEntry
from conference.db import db


def record(act: str, *, by: str, subject: str | None = None, detail: dict[str, Any] | None = None) -> None:
    """Write down an act, inside its own write block. `detail` holds no personal data."""
    entry = AuditEntry(at=clock.real_now(), act=act, by=by, subject=subject, detail=detail or {})
    db.session.add(entry)
    db.session.flush()
