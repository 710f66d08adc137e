"""How many have come to each list, and when: the numbers of the organisers' page."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, case, extract, func, or_, select

from conference import credentials
from conference.checkin import arrivals
from conference.checkin.models import CheckinList, ListKind, RehearsalTicket, Scan, Verdict
from conference.credentials import Purpose
from conference.db import db
from conference.programme.models import WorkshopPlace
from conference.registration.models import Conference, Registration, State

#: What a bar of the chart stands for.
STRETCH = timedelta(minutes=5)


@dataclass(frozen=True)
class Figures:
    """One list in numbers."""

    door_list: CheckinList
    #: Who hold a place: at the conference, in the workshop; at a rehearsal, the tickets that are good.
    expected: int
    #: Those who were let in and have not been read out again.
    inside: int
    #: How many were first let in within the five minutes from each of these moments on.
    came: dict[datetime, int]

    @property
    def arrived(self) -> int:
        return sum(self.came.values())


def of(conference: Conference) -> list[Figures]:
    """Every list of the conference in two queries: the entrance first, the rehearsal last."""
    found = db.session.execute(
        select(CheckinList, expected()).where(CheckinList.conference_id == conference.id)
    )
    came: defaultdict[int, dict[datetime, int]] = defaultdict(dict)
    inside: defaultdict[int, int] = defaultdict(int)
    for row in db.session.execute(_came(conference)):
        came[row.list_id][datetime.fromtimestamp(int(row.begins), UTC)] = row.arrived
        inside[row.list_id] += row.inside
    kinds = list(ListKind)
    figures = [
        Figures(each, expected, inside[each.id], dict(sorted(came[each.id].items())))
        for each, expected in found
    ]
    return sorted(figures, key=lambda each: (kinds.index(each.door_list.kind), each.door_list.id))


def expected() -> ColumnElement[int]:
    """How many hold a place, beside each list."""
    counted = select(func.count())
    guests = counted.where(
        Registration.conference_id == CheckinList.conference_id, Registration.state == State.CONFIRMED
    )
    seats = (
        counted.select_from(WorkshopPlace)
        .join(Registration)
        .where(WorkshopPlace.session_id == CheckinList.session_id)
        .where(WorkshopPlace.state == State.CONFIRMED, Registration.state == State.CONFIRMED)
    )
    tickets = counted.where(
        RehearsalTicket.list_id == CheckinList.id,
        RehearsalTicket.state == State.CONFIRMED,
        credentials.is_open(Purpose.TICKET, RehearsalTicket.uid),
    )
    return case(
        (CheckinList.kind == ListKind.ENTRY, _beside(guests)),
        (CheckinList.kind == ListKind.WORKSHOP, _beside(seats)),
        else_=_beside(tickets),
    )


def _beside(query: Select[Any]) -> ColumnElement[int]:
    return query.correlate(CheckinList).scalar_subquery()


def _came(conference: Conference) -> Select[Any]:
    """By list and five minutes: how many came first then, and how many of them are inside."""
    went_in = case((arrivals.lets_in(), Scan.corrected_at))
    went_out = case((Scan.verdict == Verdict.EXITED, Scan.corrected_at))
    people = (
        select(
            Scan.list_id,
            func.min(went_in).label("first_in"),
            func.max(went_in).label("last_in"),
            func.max(went_out).label("last_out"),
        )
        .join(CheckinList, Scan.list_id == CheckinList.id)
        .where(CheckinList.conference_id == conference.id, arrivals.counts())
        .where(or_(arrivals.lets_in(), Scan.verdict == Verdict.EXITED))
        .where(or_(Scan.registration_id.is_not(None), Scan.rehearsal_ticket_id.is_not(None)))
        .group_by(Scan.list_id, Scan.registration_id, Scan.rehearsal_ticket_id)
        .subquery()
    )
    seconds = extract("epoch", people.c.first_in)
    begins = (seconds - seconds % (STRETCH // timedelta(seconds=1))).label("begins")
    is_inside = or_(people.c.last_out.is_(None), people.c.last_out < people.c.last_in)
    return (
        select(
            people.c.list_id,
            begins,
            func.count().label("arrived"),
            func.count(case((is_inside, 1))).label("inside"),
        )
        .where(people.c.first_in.is_not(None))
        .group_by(people.c.list_id, begins)
    )
