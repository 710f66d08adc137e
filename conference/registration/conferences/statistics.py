"""A conference's registration in numbers: by day, by kind of guest, by partner, and who did not come."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, case, func, select

from conference import clock
from conference.db import db
from conference.pact.models import Partner
from conference.registration.attendees.listing import arrived_at
from conference.registration.models import Conference, Kind, Reason, Registration, State

#: Days that a chart shows one by one; a longer time is told by the week.
MOST_DAYS = 100
WEEK = 7


@dataclass(frozen=True)
class Stretch:
    """A day of registration, or a week of it."""

    first_on: date
    registered: int
    cancelled: int
    #: Who had a seat or a number in the queue when it was over.
    live: int


@dataclass(frozen=True)
class Group:
    """People of one sort, by where they stand."""

    #: None in the group of all, and of those without one.
    kind: Kind | None
    partner: str | None
    confirmed: int
    #: Offered a seat, or in line for one.
    waiting: int
    cancelled: int
    arrived: int

    @property
    def absent(self) -> int:
        """With a seat, and never seen at the door."""
        return self.confirmed - self.arrived

    @property
    def absent_percent(self) -> int:
        """The same of a hundred with a seat; 100 is everybody and 0 is nobody, never nearly so."""
        if self.absent in (0, self.confirmed):
            return 100 if self.absent else 0
        return min(max(round(100 * self.absent / self.confirmed), 1), 99)


@dataclass(frozen=True)
class Statistics:
    """All numbers of a conference."""

    days: list[Stretch]
    #: 1, or 7 where the time is long.
    days_each: int
    kinds: list[Group]
    #: Those with most seats first; people without a partner last.
    partners: list[Group]
    all: Group
    #: Whether it is over, so that who has not come did not come.
    is_over: bool

    @property
    def busiest(self) -> int:
        """The most who registered in one stretch."""
        return max((each.registered for each in self.days), default=0)


def of(conference: Conference) -> Statistics:
    """The numbers as they are now, in three queries."""
    came = case((Registration.handed_from_id.is_(None), Registration.created_at))
    moments = select(came, case((was_given_up(), Registration.cancelled_at))).where(
        Registration.conference_id == conference.id
    )
    days, each = _stretches(db.session.execute(moments).all())
    rows = _count(conference)
    partners = dict(db.session.execute(select(Partner.id, Partner.name)).all())
    by_kind = [_sum((row for row in rows if row.kind is kind), kind=kind) for kind in Kind]
    by_partner = [
        _sum((row for row in rows if row.partner_id == id_), partner=partners[id_])
        for id_ in {row.partner_id for row in rows if row.partner_id is not None}
    ]
    others = _sum(row for row in rows if row.partner_id is None)
    return Statistics(
        days=days,
        days_each=each,
        kinds=[group for group in by_kind if _is_any(group)],
        partners=[*sorted(by_partner, key=_by_size), *([others] if _is_any(others) else [])],
        all=_sum(rows),
        is_over=clock.now() >= conference.ends_at and conference.called_off_at is None,
    )


def was_given_up() -> ColumnElement[bool]:
    """A seat that is handed over goes on: it is not given up, nor is it another one for who takes it over."""
    return Registration.reason.is_distinct_from(Reason.HANDED_OVER)


@dataclass(frozen=True)
class _Row:
    kind: Kind
    partner_id: int | None
    state: State
    count: int
    arrived: int


def _count(conference: Conference) -> list[_Row]:
    columns = (Registration.kind, Registration.partner_id, Registration.state)
    everybody = (
        select(*columns, arrived_at().label("arrived_at"))
        .where(Registration.conference_id == conference.id, was_given_up())
        .subquery()
    )
    sorts = (everybody.c.kind, everybody.c.partner_id, everybody.c.state)
    query = select(*sorts, func.count(), func.count(everybody.c.arrived_at)).group_by(*sorts)
    return [_Row(*row) for row in db.session.execute(query)]


def _sum(rows: Iterable[_Row], *, kind: Kind | None = None, partner: str | None = None) -> Group:
    counted: Counter[State] = Counter()
    arrived = 0
    for row in rows:
        counted[row.state] += row.count
        arrived += row.arrived if row.state is State.CONFIRMED else 0
    return Group(
        kind=kind,
        partner=partner,
        confirmed=counted[State.CONFIRMED],
        waiting=counted[State.OFFERED] + counted[State.WAITING],
        cancelled=counted[State.CANCELLED],
        arrived=arrived,
    )


def _is_any(group: Group) -> bool:
    return bool(group.confirmed or group.waiting or group.cancelled)


def _by_size(group: Group) -> tuple[int, str]:
    return -(group.confirmed + group.waiting), group.partner or ""


def _stretches(rows: Sequence[tuple[datetime | None, datetime | None]]) -> tuple[list[Stretch], int]:
    """Every day from the first registration to the latest deed, also those on which nothing happened."""
    came = Counter(_day(created_at) for created_at, _ in rows if created_at is not None)
    left = Counter(_day(cancelled_at) for _, cancelled_at in rows if cancelled_at is not None)
    if not came:
        return [], 1
    first, last = min(came), max([*came, *left])
    each = 1 if (last - first).days < MOST_DAYS else WEEK
    days, live = [], 0
    for start in range(0, (last - first).days + 1, each):
        span = [first + timedelta(days=start + offset) for offset in range(each)]
        registered, cancelled = sum(came[day] for day in span), sum(left[day] for day in span)
        live += registered - cancelled
        days.append(Stretch(span[0], registered, cancelled, live))
    return days, each


def _day(moment: datetime) -> date:
    return clock.to_local(moment).date()
