"""Ambassadors, projects, presenters, sessions, rooms, slots and releases as rows."""

import secrets
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import uuid4

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Table, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from conference.db import Base, words
from conference.pact.models import FocusArea
from conference.registration.models import Conference, Place, Pool, Registration

#: Letters of a public code: none that is read as another.
CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_LENGTH = 6


class Kind(StrEnum):
    """What a session is, and whom a slot is for."""

    COUNCIL = "council"
    AMBASSADOR = "ambassador"
    PROJECT = "project"
    PLENARY = "plenary"
    WORKSHOP = "workshop"
    BREAK = "break"


class State(StrEnum):
    """Where a session stands; `rules.TRANSITIONS` has the ways between."""

    RESERVE = "reserve"
    INVITED = "invited"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"


class ProjectState(StrEnum):
    """A project's way through the education fund."""

    APPLIED = "applied"
    GRANTED = "granted"
    REJECTED = "rejected"


class Feature(StrEnum):
    """What a room has, and what a session needs of it."""

    PROJECTOR = "projector"
    SOUND = "sound"
    MICROPHONE = "microphone"
    POWER = "power"
    LIVE_STREAM = "live_stream"
    HEARING_LOOP = "hearing_loop"
    STEP_FREE_STAGE = "step_free_stage"


def new_code() -> str:
    """A public code of six letters: it names, and opens nothing."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def new_uid() -> str:
    """An identity that never changes and is never given again."""
    return str(uuid4())


class Programme(Base):
    """What is decided about a conference's programme; locked by whoever fills a slot or releases."""

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey(Conference.id), unique=True)
    conference: Mapped[Conference] = relationship(lazy="joined", innerjoin=True)
    #: The day by which those invited answer, where the invitation names no other.
    reply_by: Mapped[date | None]
    #: The day by which titles, abstracts and slides are in.
    texts_by: Mapped[date | None]
    #: From here on presenters ask instead of changing.
    locked_at: Mapped[datetime | None]
    #: Minutes a room needs between two sessions.
    change_over_minutes: Mapped[int] = mapped_column(default=5)
    #: What the organisers made of a warning's severity, by rule: block, warn, ignore.
    severities: Mapped[dict[str, Any]] = mapped_column(default=dict)
    #: The last export number given, to a session or a person; no number is given twice.
    last_number: Mapped[int] = mapped_column(default=0)
    #: UID and SEQUENCE of the deadline in presenters' calendars.
    texts_entry_uid: Mapped[str] = mapped_column(default=new_uid)
    texts_sequence: Mapped[int] = mapped_column(default=0)
    #: When a presenter last agreed to be recorded, or took that back: exports tell it at once.
    consents_changed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class Room(Base):
    """A place where sessions are held."""

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True, default=new_uid)
    conference_id: Mapped[int] = mapped_column(ForeignKey(Conference.id))
    #: Its name in addresses: `sal-a`.
    key: Mapped[str]
    name: Mapped[str]
    seats: Mapped[int]
    #: Words of Feature.
    features: Mapped[list[str]] = mapped_column(default=list)
    #: Where it stands beside the others.
    place: Mapped[int]

    __table_args__ = (
        UniqueConstraint("conference_id", "key"),
        UniqueConstraint("conference_id", "name"),
        CheckConstraint("seats >= 0", name="seats"),
    )


session_presenter = Table(
    "session_presenter",
    Base.metadata,
    Column("session_id", ForeignKey("session.id", ondelete="CASCADE"), primary_key=True),
    Column("presenter_id", ForeignKey("presenter.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class Ambassador(Base):
    """A technology ambassador of the pact."""

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True, default=new_uid)
    name: Mapped[str]
    email: Mapped[str]
    email_folded: Mapped[str] = mapped_column(unique=True)
    organisation: Mapped[str]
    area_id: Mapped[int | None] = mapped_column(ForeignKey(FocusArea.id))
    area: Mapped[FocusArea | None] = relationship()
    #: "da" or "en": what letters to them speak.
    language: Mapped[str]
    sort_key: Mapped[str]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class Project(Base):
    """A project that has applied to the education fund."""

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True, default=new_uid)
    title_da: Mapped[str]
    title_en: Mapped[str]
    #: The lead organisation.
    organisation: Mapped[str]
    area_id: Mapped[int | None] = mapped_column(ForeignKey(FocusArea.id))
    area: Mapped[FocusArea | None] = relationship()
    state: Mapped[ProjectState] = mapped_column(words(ProjectState), default=ProjectState.APPLIED)
    applied_on: Mapped[date]
    decided_on: Mapped[date | None]
    #: What was granted, in whole Danish kroner.
    sum_dkk: Mapped[int | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    people: Mapped[list["ProjectPerson"]] = relationship(
        order_by="ProjectPerson.id", cascade="all, delete-orphan"
    )

    __table_args__ = (
        CheckConstraint("state <> 'granted' OR sum_dkk IS NOT NULL", name="granted_has_a_sum"),
        CheckConstraint("sum_dkk >= 0", name="sum_dkk"),
    )


class ProjectPerson(Base):
    """One of a project's people, who present it together."""

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True, default=new_uid)
    project_id: Mapped[int] = mapped_column(ForeignKey(Project.id, ondelete="CASCADE"), index=True)
    name: Mapped[str]
    email: Mapped[str]
    email_folded: Mapped[str]
    language: Mapped[str]

    __table_args__ = (UniqueConstraint("project_id", "email_folded"),)


class Presenter(Base):
    """A person on one conference's programme; who has an address has a link of their own."""

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True, default=new_uid)
    code: Mapped[str] = mapped_column(unique=True, default=new_code)
    #: What apps know the person by: a number of `Programme.last_number`.
    export_id: Mapped[int]
    conference_id: Mapped[int] = mapped_column(ForeignKey(Conference.id))
    conference: Mapped[Conference] = relationship(lazy="joined", innerjoin=True)
    name: Mapped[str]
    email: Mapped[str | None]
    email_folded: Mapped[str | None]
    organisation: Mapped[str] = mapped_column(default="")
    #: "da" or "en": what letters to them speak.
    language: Mapped[str]
    #: Their place at the conference, from when they said yes.
    registration_id: Mapped[int | None] = mapped_column(ForeignKey(Registration.id), index=True)
    registration: Mapped[Registration | None] = relationship()
    #: When the organisers named them, or they acted by their own link; whom only a colleague added is not
    #: registered before.
    vouched_at: Mapped[datetime | None]
    #: "Can you present at any time?"
    is_always_free: Mapped[bool] = mapped_column(default=True)
    #: Half days, `2018-11-22-am` or `-pm`.
    cannot: Mapped[list[str]] = mapped_column(default=list)
    rather_not: Mapped[list[str]] = mapped_column(default=list)
    availability_note: Mapped[str] = mapped_column(default="")
    #: When they agreed to be recorded, and to have photo and slides published.
    recording_consent_at: Mapped[datetime | None]
    publication_consent_at: Mapped[datetime | None]
    #: Name of the stored picture.
    photo: Mapped[str | None]
    photo_alt_da: Mapped[str] = mapped_column(default="")
    photo_alt_en: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    sessions: Mapped[list["Session"]] = relationship(
        secondary=session_presenter, back_populates="presenters", order_by="Session.id"
    )

    __table_args__ = (
        UniqueConstraint("conference_id", "email_folded"),
        UniqueConstraint("conference_id", "export_id"),
    )


class Session(Base):
    """One thing on the programme: a talk, the council's hour, a break."""

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Its identity in calendars and apps.
    uid: Mapped[str] = mapped_column(unique=True, default=new_uid)
    code: Mapped[str] = mapped_column(unique=True, default=new_code)
    #: What apps know it by: a number of `Programme.last_number`.
    export_id: Mapped[int]
    conference_id: Mapped[int] = mapped_column(ForeignKey(Conference.id), index=True)
    conference: Mapped[Conference] = relationship(lazy="joined", innerjoin=True)
    kind: Mapped[Kind] = mapped_column(words(Kind))
    state: Mapped[State] = mapped_column(words(State))
    #: Whom it was made for; at most one of the two.
    ambassador_id: Mapped[int | None] = mapped_column(ForeignKey(Ambassador.id))
    ambassador: Mapped[Ambassador | None] = relationship()
    project_id: Mapped[int | None] = mapped_column(ForeignKey(Project.id))
    project: Mapped[Project | None] = relationship()
    #: Empty until somebody writes it; `rules.title_of` says what is shown then.
    title_da: Mapped[str] = mapped_column(default="")
    title_en: Mapped[str] = mapped_column(default="")
    abstract_da: Mapped[str] = mapped_column(default="")
    abstract_en: Mapped[str] = mapped_column(default="")
    #: "da" or "en": what is spoken on stage.
    language: Mapped[str] = mapped_column(default="da")
    area_id: Mapped[int | None] = mapped_column(ForeignKey(FocusArea.id))
    area: Mapped[FocusArea | None] = relationship()
    #: Minutes it takes on stage.
    minutes: Mapped[int]
    #: What it needs of the room, words of Feature, and what else, in words.
    equipment: Mapped[list[str]] = mapped_column(default=list)
    equipment_note: Mapped[str] = mapped_column(default="")
    #: How many are expected to listen.
    expected: Mapped[int | None]
    #: The seats of a workshop that attendees choose for themselves; others are open to all.
    pool_id: Mapped[int | None] = mapped_column(ForeignKey(Pool.id), unique=True)
    pool: Mapped[Pool | None] = relationship()
    #: How many people its presenters have added so far, gone or not.
    additions: Mapped[int] = mapped_column(default=0)
    #: It must come after this one.
    after_id: Mapped[int | None] = mapped_column(ForeignKey("session.id"))
    #: The last Danish day for an answer.
    reply_by: Mapped[date | None]
    #: Place on the reserve list, from 1.
    reserve_rank: Mapped[int | None]
    invited_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    #: An organiser keeps it where it is.
    pinned_at: Mapped[datetime | None]
    #: What the presenters were last told: state, and place as `rules.place_of` writes it.
    told_state: Mapped[State | None] = mapped_column(words(State))
    told_slot: Mapped[str | None]
    #: Its name in exports, frozen by the first release.
    slug: Mapped[str | None] = mapped_column(unique=True)
    #: UID and SEQUENCE of the entry in letters to its presenters.
    entry_uid: Mapped[str] = mapped_column(default=new_uid)
    entry_sequence: Mapped[int] = mapped_column(default=0)
    #: The same of the deadline for an answer, in their own calendar.
    reply_entry_uid: Mapped[str] = mapped_column(default=new_uid)
    reply_sequence: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    presenters: Mapped[list[Presenter]] = relationship(
        secondary=session_presenter, back_populates="sessions", order_by=Presenter.id
    )
    slot: Mapped["Slot | None"] = relationship(back_populates="session")
    files: Mapped[list["SessionFile"]] = relationship(
        order_by="SessionFile.id", cascade="all, delete-orphan", back_populates="session"
    )

    __table_args__ = (
        UniqueConstraint("conference_id", "export_id"),
        UniqueConstraint("conference_id", "ambassador_id"),
        UniqueConstraint("conference_id", "project_id"),
        CheckConstraint("minutes > 0", name="minutes"),
        Index(
            "ix_session_silent",
            "reply_by",
            sqlite_where=text("state = 'invited'"),
            postgresql_where=text("state = 'invited'"),
        ),
    )


class Slot(Base):
    """A stretch of time in one room; empty until a session is put there."""

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True, default=new_uid)
    code: Mapped[str] = mapped_column(unique=True, default=new_code)
    conference_id: Mapped[int] = mapped_column(ForeignKey(Conference.id))
    room_id: Mapped[int] = mapped_column(ForeignKey(Room.id))
    room: Mapped[Room] = relationship(lazy="joined", innerjoin=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    #: Whom it is for.
    kind: Mapped[Kind] = mapped_column(words(Kind))
    #: Unique: a session is given once.
    session_id: Mapped[int | None] = mapped_column(ForeignKey(Session.id), unique=True)
    session: Mapped[Session | None] = relationship(back_populates="slot")
    hold: Mapped["Hold | None"] = relationship(back_populates="slot", cascade="all, delete-orphan")

    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="hours"),
        UniqueConstraint("room_id", "starts_at"),
        Index(None, "conference_id", "starts_at"),
    )


class Hold(Base):
    """A slot kept for one session while its presenter fills in the rest."""

    id: Mapped[int] = mapped_column(primary_key=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey(Slot.id, ondelete="CASCADE"), unique=True)
    slot: Mapped[Slot] = relationship(back_populates="hold")
    session_id: Mapped[int] = mapped_column(ForeignKey(Session.id, ondelete="CASCADE"), unique=True)
    until: Mapped[datetime]


class Wish(Base):
    """What a presenter asks the organisers for after the lock."""

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True, default=new_uid)
    session_id: Mapped[int] = mapped_column(ForeignKey(Session.id, ondelete="CASCADE"), index=True)
    session: Mapped[Session] = relationship()
    presenter_id: Mapped[int] = mapped_column(ForeignKey(Presenter.id, ondelete="CASCADE"), index=True)
    presenter: Mapped[Presenter] = relationship()
    text: Mapped[str]
    #: What the organisers answered; empty while it waits, or where it was only settled.
    answer: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]


class SessionFile(Base):
    """Slides, or another paper of a session."""

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True, default=new_code)
    session_id: Mapped[int] = mapped_column(ForeignKey(Session.id, ondelete="CASCADE"), index=True)
    session: Mapped[Session] = relationship(back_populates="files")
    #: Who gave it; gone with them.
    presenter_id: Mapped[int] = mapped_column(ForeignKey(Presenter.id, ondelete="CASCADE"), index=True)
    presenter: Mapped[Presenter] = relationship()
    #: What the person called it, cleaned.
    filename: Mapped[str]
    #: pdf, pptx, odp, png or jpg.
    extension: Mapped[str]
    #: Bytes.
    size: Mapped[int]
    #: Name of the stored file: random.
    stored: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]


class Release(Base):
    """One released version of a programme: frozen, never changed."""

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True, default=new_uid)
    conference_id: Mapped[int] = mapped_column(ForeignKey(Conference.id))
    #: v1, v2…
    number: Mapped[int]
    released_at: Mapped[datetime]
    #: Who did it, as audit writes it.
    by: Mapped[str]
    note_da: Mapped[str] = mapped_column(default="")
    note_en: Mapped[str] = mapped_column(default="")
    #: A `document.Document`.
    document: Mapped[dict[str, Any]]
    #: What differs from the version before, `{"changes": [...]}`: `releases.Change` as plain values.
    changes: Mapped[dict[str, Any]]

    __table_args__ = (UniqueConstraint("conference_id", "number"),)


class Waiver(Base):
    """A warning that an organiser accepts, until a slot it speaks of moves."""

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey(Conference.id), index=True)
    #: Which warning, and where everything it speaks of stood: `warnings.Warning.key`.
    key: Mapped[str]
    why: Mapped[str]
    #: Who accepted it, as audit writes it.
    by: Mapped[str]
    created_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("conference_id", "key"),)


class WorkshopPlace(Place, Base):
    """One attendee's seat in a workshop, or their number in the queue for it."""

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True, default=new_uid)
    session_id: Mapped[int] = mapped_column(ForeignKey(Session.id))
    session: Mapped[Session] = relationship(lazy="joined", innerjoin=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey(Registration.id, ondelete="CASCADE"))
    registration: Mapped[Registration] = relationship(lazy="joined", innerjoin=True)

    __table_args__ = (
        UniqueConstraint("session_id", "seq"),
        Index(None, "session_id", "state", "seq"),
        Index(
            "uq_workshop_place_live",
            "registration_id",
            "session_id",
            unique=True,
            sqlite_where=text("state <> 'cancelled'"),
            postgresql_where=text("state <> 'cancelled'"),
        ),
    )
