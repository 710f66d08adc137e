"""The addresses of people's own calendars."""

from datetime import date, datetime
from uuid import uuid4

from sqlalchemy.orm import Mapped, mapped_column

from conference.db import Base


class PersonalFeed(Base):
    """One named address of somebody's own calendar ("Outlook", "telefon"), stopped alone."""

    id: Mapped[int] = mapped_column(primary_key=True)
    #: What its credential opens.
    uid: Mapped[str] = mapped_column(unique=True, default=lambda: uuid4().hex)
    #: The uid of the registration, or of the presenter who has none yet.
    owner: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    created_at: Mapped[datetime]
    #: The last Danish day a calendar asked.
    used_on: Mapped[date | None]
    #: SHA-256 of what it said last, and when that was new: a date worked out from what is in it would go back
    #: when the newest leaves it.
    digest: Mapped[str] = mapped_column(default="")
    changed_at: Mapped[datetime]
    stopped_at: Mapped[datetime | None]
