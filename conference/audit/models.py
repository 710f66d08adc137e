"""The audit table."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from conference.db import Base


class AuditEntry(Base):
    """One act; rows are only added."""

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    #: What was done: `registration.cancel`, `attendees.list`.
    act: Mapped[str]
    #: Who did it: `staff:<uid>`, `device:<uid>`, `contact:<uid>` of their party, `self`, `system`.
    by: Mapped[str]
    #: The uid of the row it was done to; None for a list.
    subject: Mapped[str | None] = mapped_column(index=True)
    detail: Mapped[dict[str, Any]]
