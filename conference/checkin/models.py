"""The door's lists, the phones that are paired with it, and their scans."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import uuid4

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from conference.db import Base, words
from conference.programme.models import Session
from conference.registration.models import Conference, Kind, Registration, State


class ListKind(StrEnum):
    """What a list is for; only the entry's scans count as arrivals."""

    ENTRY = "entry"
    WORKSHOP = "workshop"
    REHEARSAL = "rehearsal"


class Direction(StrEnum):
    """Which way a person went; the interface calls it the scan's type."""

    ENTRY = "entry"
    EXIT = "exit"


class Decided(StrEnum):
    """Where the person at the door got the answer: from us, or from the phone alone."""

    ONLINE = "online"
    OFFLINE = "offline"


class Verdict(StrEnum):
    """What is said to one scan."""

    ADMITTED = "admitted"
    DUPLICATE = "duplicate"
    WAITING = "waiting"
    CANCELLED = "cancelled"
    REPLACED = "replaced"
    WRONG_LIST = "wrong_list"
    UNKNOWN = "unknown"
    CONFLICT = "conflict"
    EXITED = "exited"
    INVALID = "invalid"


class Settlement(StrEnum):
    """What came out of looking into a conflict."""

    ONE_PERSON = "one_person"
    TWO_PEOPLE = "two_people"


class CheckinList(Base):
    """One thing people are checked in to: the main entrance, a workshop, the rehearsal."""

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey(Conference.id))
    key: Mapped[str]
    name_da: Mapped[str]
    name_en: Mapped[str]
    kind: Mapped[ListKind] = mapped_column(words(ListKind))
    #: The workshop whose people it lets in.
    session_id: Mapped[int | None] = mapped_column(ForeignKey(Session.id), unique=True)
    #: Whether people are also scanned when they leave.
    exits: Mapped[bool] = mapped_column(default=False)
    #: What was read until then was for practice, and counts no more; it is kept.
    emptied_at: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("conference_id", "key"),)


class RehearsalTicket(Base):
    """A ticket to practise with: nobody's, good on the rehearsal's list alone."""

    id: Mapped[int] = mapped_column(primary_key=True)
    #: The subject of its credential.
    uid: Mapped[str] = mapped_column(unique=True, default=lambda: uuid4().hex)
    list_id: Mapped[int] = mapped_column(ForeignKey(CheckinList.id), index=True)
    #: Its guest is called "test guest" and this.
    number: Mapped[int]
    kind: Mapped[Kind] = mapped_column(words(Kind))
    state: Mapped[State] = mapped_column(words(State))

    __table_args__ = (UniqueConstraint("list_id", "number"),)


class Hint(Base):
    """What staff at the door do for some guests, such as giving them a folder: by kind, or by workshop."""

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True, default=lambda: uuid4().hex)
    conference_id: Mapped[int] = mapped_column(ForeignKey(Conference.id), index=True)
    kind: Mapped[Kind | None] = mapped_column(words(Kind))
    #: For who has chosen this workshop and has a seat in it.
    session_id: Mapped[int | None] = mapped_column(ForeignKey(Session.id))
    text_da: Mapped[str]
    text_en: Mapped[str]

    __table_args__ = (CheckConstraint("(kind IS NULL) <> (session_id IS NULL)", name="one_sort"),)


class Pairing(Base):
    """A one-time code that makes a phone a device of the door; stored as SHA-256."""

    id: Mapped[int] = mapped_column(primary_key=True)
    code_hash: Mapped[str] = mapped_column(unique=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey(Conference.id))
    conference: Mapped[Conference] = relationship()
    #: The one list the phone may read for; None: all of them.
    list_id: Mapped[int | None] = mapped_column(ForeignKey(CheckinList.id))
    #: Whether the phone may also search by name.
    desk: Mapped[bool]
    created_at: Mapped[datetime]
    #: None: good until the process that printed it ends.
    expires_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]


class Device(Base):
    """A paired phone. Its token is stored as SHA-256."""

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True, default=lambda: uuid4().hex)
    conference_id: Mapped[int] = mapped_column(ForeignKey(Conference.id))
    conference: Mapped[Conference] = relationship()
    #: What staff call it; it stands in the answers of other phones.
    name: Mapped[str]
    #: The one list it may read for; None: all of them.
    list_id: Mapped[int | None] = mapped_column(ForeignKey(CheckinList.id))
    desk: Mapped[bool]
    token_hash: Mapped[str] = mapped_column(unique=True)
    paired_at: Mapped[datetime]
    #: When an organiser ended it; by itself it ends a day after the conference, see `rules.DEVICE_LIFE`.
    ended_at: Mapped[datetime | None]
    last_contact_at: Mapped[datetime]
    #: Until when it has been told who arrived at other phones.
    told_until: Mapped[datetime]
    #: Scans it said it had not delivered yet.
    queue_length: Mapped[int] = mapped_column(default=0)
    #: Our clock minus the phone's, at the last contact; a demo's clock stands years away.
    clock_offset_ms: Mapped[int] = mapped_column(BigInteger, default=0)

    __table_args__ = (UniqueConstraint("conference_id", "name"),)


class Scan(Base):
    """One reading, also a refused one; kept without a name."""

    #: Given by the phone, so that a scan sent twice is one scan.
    id: Mapped[str] = mapped_column(primary_key=True)
    device_id: Mapped[int] = mapped_column(ForeignKey(Device.id))
    device: Mapped[Device] = relationship()
    list_id: Mapped[int] = mapped_column(ForeignKey(CheckinList.id))
    checkin_list: Mapped[CheckinList] = relationship()
    #: None for a code that nobody was given here.
    registration_id: Mapped[int | None] = mapped_column(
        ForeignKey(Registration.id, ondelete="SET NULL"), index=True
    )
    registration: Mapped[Registration | None] = relationship()
    rehearsal_ticket_id: Mapped[int | None] = mapped_column(ForeignKey(RehearsalTicket.id))
    #: First 16 bytes of SHA-256(code), in hex.
    lookup: Mapped[str]
    direction: Mapped[Direction] = mapped_column(words(Direction))
    #: As the phone's clock said.
    scanned_at: Mapped[datetime]
    #: Our clock minus the phone's, in milliseconds.
    offset_ms: Mapped[int] = mapped_column(BigInteger)
    #: `scanned_at` by our clock, between pairing and receipt.
    corrected_at: Mapped[datetime]
    received_at: Mapped[datetime]
    decided: Mapped[Decided] = mapped_column(words(Decided))
    #: What a phone by itself said to the person; None: it let them in, or waited for us.
    said: Mapped[Verdict | None] = mapped_column(words(Verdict))
    #: Staff admitted the person anyway.
    override: Mapped[bool]
    verdict: Mapped[Verdict] = mapped_column(words(Verdict))
    #: What was said then of the registration's state and of who was first.
    state: Mapped[State | None] = mapped_column(words(State))
    first: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    #: When the person at the door took it back; it counts no more.
    undone_at: Mapped[datetime | None]
    #: When a conflict was looked into, by whom, and what came out of it.
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[str | None]
    settled_as: Mapped[Settlement | None] = mapped_column(words(Settlement))

    __table_args__ = (
        Index(None, "list_id", "received_at"),
        Index(
            "ix_scan_undone",
            "list_id",
            "undone_at",
            sqlite_where=text("undone_at IS NOT NULL"),
            postgresql_where=text("undone_at IS NOT NULL"),
        ),
        Index(
            "ix_scan_conflict",
            "list_id",
            "settled_at",
            sqlite_where=text("verdict = 'conflict'"),
            postgresql_where=text("verdict = 'conflict'"),
        ),
    )
