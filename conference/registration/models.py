"""A conference, its pool of seats, one person's place, and who came together."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
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


class Place:
    """A seat from some pool, or a number in the queue for one: at the conference, or in a workshop."""

    #: The order of arrival, given in the write block.
    seq: Mapped[int]
    state: Mapped[State] = mapped_column(words(State))
    reason: Mapped[Reason | None] = mapped_column(words(Reason))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    offered_at: Mapped[datetime | None]
    #: None while a party that stays together gathers its seats.
    offer_until: Mapped[datetime | None]

    @property
    def is_live(self) -> bool:
        return self.state is not State.CANCELLED


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
    #: When it left the organisers' daily lists.
    archived_at: Mapped[datetime | None]
    #: The start it had before it was last moved to another day, and when that was.
    moved_from_at: Mapped[datetime | None]
    moved_at: Mapped[datetime | None]
    #: It will not take place.
    called_off_at: Mapped[datetime | None]
    #: What the organisers say about the one or the other.
    notice_da: Mapped[str] = mapped_column(default="")
    notice_en: Mapped[str] = mapped_column(default="")
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


class Party(Base):
    """People whom one colleague has registered; each has a place of their own."""

    id: Mapped[int] = mapped_column(primary_key=True)
    #: They sit together or not at all: on the waiting list their seats are gathered.
    stays_together: Mapped[bool]


class Registration(Place, Base):
    """One person's place at a conference: a seat, or a number in the queue."""

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True, default=lambda: uuid4().hex)
    conference_id: Mapped[int] = mapped_column(ForeignKey(Conference.id))
    conference: Mapped[Conference] = relationship(lazy="joined", innerjoin=True)
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
    party_id: Mapped[int | None] = mapped_column(ForeignKey(Party.id), index=True)
    party: Mapped[Party | None] = relationship()
    #: The one of the party who looks after the others, and gets the letters of who has no address.
    is_contact: Mapped[bool] = mapped_column(default=False)
    #: The registration whose seat was handed over to this person.
    handed_from_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"))
    #: What they have agreed to, and may have taken back.
    consents: Mapped[list["Consent"]] = relationship(order_by="Consent.id", cascade="all, delete-orphan")
    #: Name, organisation and address folded, for a search with LIKE.
    search_text: Mapped[str]
    #: Name and organisation folded: two who share it are likely one person, and a desk searches it.
    double_key: Mapped[str | None]
    sort_key: Mapped[str] = mapped_column(_SORTED)
    #: SHA-256 of the form's key and the folded address: the same form sent twice is one registration.
    form_key: Mapped[str | None]
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
        Index(None, "conference_id", "double_key"),
        Index(None, "conference_id", "changed_at"),
        Index(None, "email_folded"),
    )

    def agrees_to(self, about: "About") -> bool:
        """Whether they have agreed, and not taken it back."""
        return self.agreed_at(about) is not None

    def agreed_at(self, about: "About") -> datetime | None:
        """When they gave the consent that still stands."""
        standing = (consent for consent in self.consents if consent.withdrawn_at is None)
        return next((consent.given_at for consent in standing if consent.about == about), None)


class About(StrEnum):
    """What a consent is about; each is asked for by itself."""

    NEEDS = "needs"
    PHOTO = "photo"
    LIST = "list"


class Consent(Base):
    """What one person agreed to, in which wording and when; kept when it is taken back, as proof of both."""

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey(Registration.id, ondelete="CASCADE"), index=True)
    about: Mapped[About] = mapped_column(words(About))
    #: Which wording they saw: `consents.VERSIONS`.
    version: Mapped[str]
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    __table_args__ = (
        Index(
            "uq_consent_standing",
            "registration_id",
            "about",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )


class Needs(Base):
    """What a person needs to eat and to get around: like health, so apart, and for the role care alone."""

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey(Registration.id, ondelete="CASCADE"), unique=True)
    diet: Mapped[str] = mapped_column(default="")
    access_needs: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class Answer(StrEnum):
    """Where an invitation stands."""

    SILENT = "silent"
    YES = "yes"
    NO = "no"
    #: Silent until the day was over.
    LAPSED = "lapsed"
    #: Taken back by the organisers.
    WITHDRAWN = "withdrawn"


class Invitation(Base):
    """The region asks one person by name; while it waits for the answer, a seat may be held."""

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True, default=lambda: uuid4().hex)
    conference_id: Mapped[int] = mapped_column(ForeignKey(Conference.id))
    conference: Mapped[Conference] = relationship(lazy="joined", innerjoin=True)
    name: Mapped[str]
    email: Mapped[str]
    email_folded: Mapped[str]
    organisation: Mapped[str] = mapped_column(default="")
    kind: Mapped[Kind] = mapped_column(words(Kind))
    #: "da" or "en": what letters to them speak.
    language: Mapped[str]
    sort_key: Mapped[str] = mapped_column(_SORTED)
    #: The last Danish day for an answer; the seat is held until it is over.
    reply_by: Mapped[date]
    #: A seat is taken for them while the answer is silent.
    holds_seat: Mapped[bool]
    answer: Mapped[Answer] = mapped_column(words(Answer))
    answered_at: Mapped[datetime | None]
    #: The place they got by saying yes.
    registration_id: Mapped[int | None] = mapped_column(ForeignKey(Registration.id), index=True)
    registration: Mapped[Registration | None] = relationship()
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    __table_args__ = (
        Index(
            "uq_invitation_silent",
            "conference_id",
            "email_folded",
            unique=True,
            sqlite_where=text("answer = 'silent'"),
            postgresql_where=text("answer = 'silent'"),
        ),
        Index(None, "conference_id", "sort_key", "id"),
    )


class Circular(Base):
    """A letter that an organiser wrote to some of the attendees at once; each got their own of it."""

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True, default=lambda: uuid4().hex)
    conference_id: Mapped[int] = mapped_column(ForeignKey(Conference.id), index=True)
    subject_da: Mapped[str]
    subject_en: Mapped[str]
    text_da: Mapped[str]
    text_en: Mapped[str]
    #: Whom it went to: the filter of the attendee list, and how many it found.
    filter: Mapped[dict[str, Any]]
    recipients: Mapped[int]
    #: Who wrote it, as audit writes it.
    by: Mapped[str]
    created_at: Mapped[datetime]
