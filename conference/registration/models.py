"""A conference, its pool of seats, and one person's place."""

from datetime import datetime
from enum import StrEnum
from uuid import uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from conference.db import Base, words
from conference.pact.models import Partner


class State(StrEnum):
    """Where a registration stands; the door's word "expected" is confirmed."""

    CONFIRMED = "confirmed"
    WAITING = "waiting"
    OFFERED = "offered"
    CANCELLED = "cancelled"


class Reason(StrEnum):
    """Why a registration is cancelled."""

    BY_PERSON = "by_person"
    DECLINED = "declined"
    LAPSED = "lapsed"
    BY_ORGANISER = "by_organiser"
    HANDED_OVER = "handed_over"


class Kind(StrEnum):
    """What sort of guest; the first three choose themselves, the others are invited or added by hand."""

    ATTENDEE = "attendee"
    PARTNER = "partner"
    PRESS = "press"
    COUNCIL = "council"
    PRESENTER = "presenter"
    GUEST = "guest"
    ORGANISER = "organiser"


#: States that take a seat.
TAKEN = (State.CONFIRMED, State.OFFERED)

_LIVE = text("state <> 'cancelled' AND email_folded IS NOT NULL")
#: Plain comparison of code points, which SQLite does by itself.
_SORTED = String().with_variant(String(collation="C"), "postgresql")


class Pool(Base):
    """Seats that are given out together; its row is locked by whoever counts them."""

    id: Mapped[int] = mapped_column(primary_key=True)
    capacity: Mapped[int]

    __table_args__ = (CheckConstraint("capacity >= 0", name="capacity"),)


class Conference(Base):
    """One event: when, where, for how many, and when one may register."""

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True, default=lambda: uuid4().hex)
    #: The first segment of its addresses; see `rules.SLUG`.
    slug: Mapped[str] = mapped_column(unique=True)
    title_da: Mapped[str]
    title_en: Mapped[str]
    summary_da: Mapped[str] = mapped_column(default="")
    summary_en: Mapped[str] = mapped_column(default="")
    doors_at: Mapped[datetime]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    venue: Mapped[str]
    address: Mapped[str]
    way_da: Mapped[str] = mapped_column(default="")
    way_en: Mapped[str] = mapped_column(default="")
    parking_da: Mapped[str] = mapped_column(default="")
    parking_en: Mapped[str] = mapped_column(default="")
    hearing_loop_da: Mapped[str] = mapped_column(default="")
    hearing_loop_en: Mapped[str] = mapped_column(default="")
    step_free_da: Mapped[str] = mapped_column(default="")
    step_free_en: Mapped[str] = mapped_column(default="")
    contact_name: Mapped[str] = mapped_column(default="")
    contact_email: Mapped[str] = mapped_column(default="")
    contact_phone: Mapped[str] = mapped_column(default="")
    pool_id: Mapped[int] = mapped_column(ForeignKey(Pool.id), unique=True)
    pool: Mapped[Pool] = relationship(lazy="joined", innerjoin=True)
    #: Registration is open from here until `closes_at`, or until the doors open.
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    #: Without it nobody but staff sees the conference.
    published_at: Mapped[datetime | None]
    #: The pact's milestone that becomes exact by this conference's date.
    milestone_key: Mapped[str | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("doors_at <= starts_at AND starts_at < ends_at", name="hours"),
        CheckConstraint("opens_at < closes_at", name="registration"),
    )

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def version(self) -> str:
        """Which state of the settings this is; every change makes another."""
        return self.changed_at.isoformat()


class Registration(Base):
    """One person's place at a conference: a seat, or a number in the queue."""

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True, default=lambda: uuid4().hex)
    conference_id: Mapped[int] = mapped_column(ForeignKey(Conference.id))
    conference: Mapped[Conference] = relationship(lazy="joined", innerjoin=True)
    #: The order of arrival, given in the write block.
    seq: Mapped[int]
    state: Mapped[State] = mapped_column(words(State))
    reason: Mapped[Reason | None] = mapped_column(words(Reason))
    name: Mapped[str]
    #: Absent for members of a party who have none of their own.
    email: Mapped[str | None]
    email_folded: Mapped[str | None]
    organisation: Mapped[str] = mapped_column(default="")
    #: The pact's partner that the organisation names, if it does.
    partner_id: Mapped[int | None] = mapped_column(ForeignKey(Partner.id))
    partner: Mapped[Partner | None] = relationship()
    kind: Mapped[Kind] = mapped_column(words(Kind), default=Kind.ATTENDEE)
    #: "da" or "en": what their letters and ticket speak.
    language: Mapped[str]
    #: In Latin letters, where the name itself cannot be printed.
    badge_name: Mapped[str | None]
    #: When they agreed to stand on the list of participants.
    list_consent_at: Mapped[datetime | None]
    #: Name, organisation and address folded, for a search with LIKE.
    search_text: Mapped[str]
    sort_key: Mapped[str] = mapped_column(_SORTED)
    #: SHA-256 of the form's key and the folded address: the same form sent twice is one registration.
    form_key: Mapped[str | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    offered_at: Mapped[datetime | None]
    offer_until: Mapped[datetime | None]
    #: UID and SEQUENCE of the personal calendar entry.
    entry_uid: Mapped[str] = mapped_column(default=lambda: str(uuid4()))
    entry_sequence: Mapped[int] = mapped_column(default=0)

    __table_args__ = (
        UniqueConstraint("conference_id", "seq"),
        UniqueConstraint("conference_id", "form_key"),
        Index(
            "uq_registration_live_email",
            "conference_id",
            "email_folded",
            unique=True,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
        ),
        Index(None, "conference_id", "state", "seq"),
        Index(None, "conference_id", "sort_key", "id"),
        Index(None, "email_folded"),
    )

    @property
    def is_live(self) -> bool:
        return self.state is not State.CANCELLED
