"""The technology pact as rows: its timeline, who belongs to it, its council and its goals."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import uuid4

from sqlalchemy import CheckConstraint, Column, ForeignKey, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, composite, mapped_column, relationship

from conference.db import Base, words
from conference.pact.when import Precision, When


class State(StrEnum):
    """Where a milestone stands; done and cancelled are said by an organiser, never by the clock."""

    PLANNED = "planned"
    DONE = "done"
    CANCELLED = "cancelled"


class Dated:
    """A row with an honest date: words and span together."""

    precision: Mapped[Precision] = mapped_column(words(Precision))
    first_on: Mapped[date]
    #: The last day that the words allow, included.
    last_on: Mapped[date]


class Loadable:
    """A row that a file of the pact's facts may bring and correct."""

    #: Its name in the file and, where it has a page, in the page's address.
    key: Mapped[str] = mapped_column(unique=True)
    #: The values of the last load; None for a row that people made here.
    loaded: Mapped[dict[str, Any] | None]


milestone_area = Table(
    "milestone_area",
    Base.metadata,
    Column("milestone_id", ForeignKey("milestone.id", ondelete="CASCADE"), primary_key=True),
    Column("area_id", ForeignKey("focus_area.id", ondelete="CASCADE"), primary_key=True),
)
milestone_partner = Table(
    "milestone_partner",
    Base.metadata,
    Column("milestone_id", ForeignKey("milestone.id", ondelete="CASCADE"), primary_key=True),
    Column("partner_id", ForeignKey("partner.id", ondelete="CASCADE"), primary_key=True),
)
area_partner = Table(
    "area_partner",
    Base.metadata,
    Column("area_id", ForeignKey("focus_area.id", ondelete="CASCADE"), primary_key=True),
    Column("partner_id", ForeignKey("partner.id", ondelete="CASCADE"), primary_key=True),
)


class Timeline(Base):
    """All milestones together; one row, so that a feed's time never goes back when an entry leaves it."""

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Moved by every visible edit, cancellation, removal and change of membership.
    changed_at: Mapped[datetime]


class Milestone(Dated, Loadable, Base):
    """A step of the pact, its date exact or in words."""

    id: Mapped[int] = mapped_column(primary_key=True)
    #: The calendar entry's UID: made once, never derived, never used again.
    uid: Mapped[str] = mapped_column(unique=True, default=lambda: str(uuid4()))
    title_da: Mapped[str]
    title_en: Mapped[str]
    text_da: Mapped[str]
    text_en: Mapped[str]
    when: Mapped[When] = composite("precision", "first_on", "last_on")
    #: Something must be in by then.
    is_deadline: Mapped[bool] = mapped_column(default=False)
    #: Raised by one with every visible edit.
    sequence: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    #: When the day was settled or last moved; None while it is words, or was settled from the first.
    fixed_at: Mapped[datetime | None]
    done_on: Mapped[date | None]
    cancelled_at: Mapped[datetime | None]
    #: Whom it concerns; nobody named in either list: it concerns all.
    areas: Mapped[list["FocusArea"]] = relationship(secondary=milestone_area, order_by="FocusArea.place")
    partners: Mapped[list["Partner"]] = relationship(secondary=milestone_partner, order_by="Partner.key")
    #: Every date it had before, the newest last.
    earlier: Mapped[list["EarlierDate"]] = relationship(
        order_by="EarlierDate.id", cascade="all, delete-orphan"
    )

    @property
    def state(self) -> State:
        """Planned, done or cancelled."""
        if self.cancelled_at:
            return State.CANCELLED
        return State.DONE if self.done_on else State.PLANNED

    @property
    def concerns_all(self) -> bool:
        """It names no focus area and no partner."""
        return not (self.areas or self.partners)


class EarlierDate(Dated, Base):
    """A date a milestone once had; it stays visible."""

    id: Mapped[int] = mapped_column(primary_key=True)
    milestone_id: Mapped[int] = mapped_column(ForeignKey(Milestone.id, ondelete="CASCADE"), index=True)
    when: Mapped[When] = composite("precision", "first_on", "last_on")
    replaced_at: Mapped[datetime]


class FocusArea(Loadable, Base):
    """What part of the partners works on together."""

    id: Mapped[int] = mapped_column(primary_key=True)
    place: Mapped[int]
    name_da: Mapped[str]
    name_en: Mapped[str]
    partners: Mapped[list["Partner"]] = relationship(
        secondary=area_partner, back_populates="areas", order_by="Partner.sort_key"
    )


class Partner(Loadable, Base):
    """An organisation in the partnership."""

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    #: Puts the name where a Danish reader looks for it.
    sort_key: Mapped[str]
    areas: Mapped[list[FocusArea]] = relationship(
        secondary=area_partner, back_populates="partners", order_by=FocusArea.place
    )
    #: All spellings, the partner's own first.
    spellings: Mapped[list["PartnerSpelling"]] = relationship(
        order_by="PartnerSpelling.id", cascade="all, delete-orphan"
    )

    @property
    def aliases(self) -> list[str]:
        """The other ways it has been written."""
        return [spelling.text for spelling in self.spellings if spelling.text != self.name]


class PartnerSpelling(Base):
    """One way of writing a partner's name; no two partners share one."""

    id: Mapped[int] = mapped_column(primary_key=True)
    partner_id: Mapped[int] = mapped_column(ForeignKey(Partner.id, ondelete="CASCADE"), index=True)
    text: Mapped[str]
    #: How it is found: letters and digits alone. Unique among partners, not among one partner's spellings.
    folded: Mapped[str] = mapped_column(index=True)


class PreProjectMember(Loadable, Base):
    """A person of the group that prepared the pact; the key is the organisation's."""

    id: Mapped[int] = mapped_column(primary_key=True)
    place: Mapped[int]
    person: Mapped[str]
    partner_id: Mapped[int] = mapped_column(ForeignKey(Partner.id))
    partner: Mapped[Partner] = relationship()


class SeatKind(Loadable, Base):
    """Who sends members to the Council for Future Skills; its seats are filled one by one."""

    id: Mapped[int] = mapped_column(primary_key=True)
    place: Mapped[int]
    name_da: Mapped[str]
    name_en: Mapped[str]
    seats: Mapped[list["CouncilSeat"]] = relationship(
        back_populates="kind", order_by="CouncilSeat.number", cascade="all, delete-orphan"
    )


class CouncilSeat(Base):
    """One seat of the council: vacant, or held by a person with a term."""

    __table_args__ = (
        UniqueConstraint("kind_id", "number"),
        CheckConstraint(
            "person IS NOT NULL OR (term_from IS NULL AND term_until IS NULL)", "vacant_has_no_term"
        ),
        CheckConstraint("term_from <= term_until", "term_ends_after_it_begins"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True, default=lambda: str(uuid4()))
    kind_id: Mapped[int] = mapped_column(ForeignKey(SeatKind.id))
    kind: Mapped[SeatKind] = relationship(back_populates="seats")
    #: Counted from one within its kind.
    number: Mapped[int]
    is_chair: Mapped[bool] = mapped_column(default=False)
    person: Mapped[str | None]
    term_from: Mapped[date | None]
    #: The last day of the term, included.
    term_until: Mapped[date | None]


class SecretariatMember(Base):
    """A person of the STEM secretariat."""

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True, default=lambda: str(uuid4()))
    person: Mapped[str]
    organisation: Mapped[str]


class SecretariatTask(Loadable, Base):
    """What the STEM secretariat has been asked to do."""

    id: Mapped[int] = mapped_column(primary_key=True)
    place: Mapped[int]
    text_da: Mapped[str]
    text_en: Mapped[str]


class Goal(Loadable, Base):
    """What the pact wants to have reached in a year."""

    id: Mapped[int] = mapped_column(primary_key=True)
    place: Mapped[int]
    year: Mapped[int]
    title_da: Mapped[str]
    title_en: Mapped[str]
    indicators: Mapped[list["Indicator"]] = relationship(back_populates="goal", order_by="Indicator.id")


class Indicator(Base):
    """A figure of the STEM barometer that shows how far a goal is."""

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True, default=lambda: str(uuid4()))
    goal_id: Mapped[int] = mapped_column(ForeignKey(Goal.id), index=True)
    goal: Mapped[Goal] = relationship(back_populates="indicators")
    name_da: Mapped[str]
    name_en: Mapped[str]
    #: What is counted: "personer", "%".
    unit_da: Mapped[str]
    unit_en: Mapped[str]
    #: Set by the council, for the goal's year; None until then.
    target: Mapped[float | None]
    measurements: Mapped[list["Measurement"]] = relationship(
        order_by="Measurement.year", cascade="all, delete-orphan"
    )


class Measurement(Base):
    """An indicator's figure for one year."""

    __table_args__ = (UniqueConstraint("indicator_id", "year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    indicator_id: Mapped[int] = mapped_column(ForeignKey(Indicator.id, ondelete="CASCADE"))
    year: Mapped[int]
    value: Mapped[float]


class Fact(Loadable, Base):
    """One thing the launch deck says about the pact: a name, a link, a quoted sentence, a tip."""

    id: Mapped[int] = mapped_column(primary_key=True)
    #: What it is: one of "title", "hashtag", "author", "presented", "film", "agreement", "tip".
    topic: Mapped[str]
    place: Mapped[int]
    text_da: Mapped[str]
    text_en: Mapped[str]
    url: Mapped[str | None]
