"""Conflicts: who was let in twice, or with a ticket no longer good; and what came of looking into it."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, case, func, or_, select

from conference import clock
from conference.audit import service as audit
from conference.checkin import arrivals, rules, verdicts
from conference.checkin.models import (
    CheckinList,
    Decided,
    Device,
    ListKind,
    RehearsalTicket,
    Scan,
    Settlement,
    Verdict,
)
from conference.checkin.rehearsals import name_of
from conference.checkin.scans import workshops
from conference.checkin.scans.clashes import Passage, clashing
from conference.checkin.scans.record import Attendee
from conference.checkin.stays import Mark
from conference.checkin.verdicts import InWorkshop, Ticket
from conference.credentials import Credential, Purpose
from conference.db import db
from conference.errors import NotFound
from conference.registration.models import Conference, Registration


@dataclass(frozen=True)
class Admission:
    """One time that a person was let in."""

    at: datetime
    device: str
    decided: Decided


@dataclass(frozen=True)
class Conflict:
    """A reading that let somebody in and does not fit with what else is known."""

    #: The scan's.
    id: str
    at: datetime
    device: str
    decided: Decided
    list_id: int
    list_kind: ListKind
    name_da: str
    name_en: str
    attendee: Attendee
    #: `duplicate` for somebody let in twice; else why the ticket was not good when it was read.
    because: Verdict
    #: The same stay's other readings, the first one first.
    others: tuple[Admission, ...]
    settled_at: datetime | None
    settled_by: str | None
    settled_as: Settlement | None


def list_conflicts(conference: Conference) -> list[Conflict]:
    """What is to be settled first, the latest before the others; then what was settled."""
    found = _find(conference)
    return sorted(found, key=lambda each: (each.settled_at is None, each.at, each.id), reverse=True)


def settle(conference: Conference, scan_id: str, as_: Settlement, *, by: str) -> None:
    """Note what came of looking into a conflict. Raises NotFound, AlreadySettled."""
    scan = db.session.scalar(select(Scan).filter_by(id=scan_id).with_for_update(key_share=True))
    if scan is None or scan_id not in {each.id for each in _find(conference)}:
        raise NotFound(rules.no_such_conflict())
    rules.check_settlement(scan.settled_as, as_=as_)
    if scan.settled_as is None:
        scan.settled_at, scan.settled_by, scan.settled_as = clock.now(), by, as_
        db.session.flush()
        audit.record("checkin.settle", by=by, subject=scan.id, detail={"as": as_.value})


def _find(conference: Conference) -> list[Conflict]:
    rows = db.session.connection().execute(_SUSPECTS, {"conference": conference.id}).all()
    of_each: defaultdict[tuple[int, str], list[Any]] = defaultdict(list)
    for row in rows:
        of_each[row.list_id, row.registration_uid or row.rehearsal_uid].append(row)
    refused = [row for row in rows if row.verdict is Verdict.CONFLICT and row.registration_id]
    places = workshops.read((row.session_id for row in refused), {row.registration_id for row in refused})
    return [conflict for readings in of_each.values() for conflict in _of_person(readings, places)]


def _of_person(rows: Collection[Any], places: dict[tuple[int, int], InWorkshop]) -> Iterable[Conflict]:
    passages = {row.id: Passage(_mark(row), row.override) for row in rows}
    of_mark = {row.id: Admission(row.corrected_at, row.device, row.decided) for row in rows}
    for row in rows:
        others = clashing(passages[row.id], passages.values())
        because = _refusal(row, places) or (Verdict.DUPLICATE if others else None)
        if because is not None:
            told = sorted(others, key=lambda other: other.mark)
            yield _conflict(row, because, tuple(of_mark[other.mark.id] for other in told))


def _mark(row: Any) -> Mark:
    return Mark(row.corrected_at, row.id, row.device, row.direction)


def _refusal(row: Any, places: dict[tuple[int, int], InWorkshop]) -> Verdict | None:
    """Why somebody let in by a phone alone had no right to it at that moment."""
    if row.verdict is not Verdict.CONFLICT:
        return None
    is_workshop = row.session_id is not None and row.registration_id is not None
    place = places.get((row.registration_id, row.session_id), InWorkshop(None)) if is_workshop else None
    ticket = Ticket(
        row.state, row.cancelled_at, row.replaced_at, row.stopped_at, is_for_list=True, workshop=place
    )
    return verdicts.refusal(ticket, row.corrected_at)


def _conflict(row: Any, because: Verdict, others: tuple[Admission, ...]) -> Conflict:
    if row.registration_uid:
        who = Attendee(row.registration_uid, row.name, row.organisation, row.kind, row.state)
    else:
        who = Attendee(row.rehearsal_uid, name_of(row.number), "", row.kind, row.state)
    return Conflict(
        row.id,
        row.corrected_at,
        row.device,
        row.decided,
        row.list_id,
        row.list_kind,
        row.name_da,
        row.name_en,
        who,
        because,
        others,
        row.settled_at,
        row.settled_by,
        row.settled_as,
    )


_IS_TEST = RehearsalTicket.id.is_not(None)
_EACH = (Scan.list_id, Scan.registration_id, Scan.rehearsal_ticket_id)
_LETS_IN = arrivals.lets_in()

#: Who came in or went out, and how often each was let in on each list.
_PASSED = (
    select(
        Scan.id,
        func.sum(case((_LETS_IN, 1), else_=0)).over(partition_by=_EACH).label("times"),
        func.sum(case((Scan.verdict == Verdict.CONFLICT, 1), else_=0))
        .over(partition_by=_EACH)
        .label("clashes"),
    )
    .join(CheckinList, Scan.list_id == CheckinList.id)
    .where(CheckinList.conference_id == bindparam("conference"))
    .where(or_(_LETS_IN, and_(Scan.verdict == Verdict.EXITED, arrivals.counts())))
    .subquery()
)

#: Everything by which those came in and went out who were let in twice, or are in doubt.
_SUSPECTS = (
    select(
        Scan.id,
        Scan.list_id,
        Scan.registration_id,
        Scan.direction,
        Scan.corrected_at,
        Scan.decided,
        Scan.override,
        Scan.verdict,
        Scan.settled_at,
        Scan.settled_by,
        Scan.settled_as,
        CheckinList.kind.label("list_kind"),
        CheckinList.name_da,
        CheckinList.name_en,
        CheckinList.session_id,
        Device.name.label("device"),
        Credential.replaced_at,
        Credential.stopped_at,
        Registration.uid.label("registration_uid"),
        Registration.name,
        Registration.organisation,
        RehearsalTicket.uid.label("rehearsal_uid"),
        RehearsalTicket.number,
        func.coalesce(Registration.kind, RehearsalTicket.kind).label("kind"),
        func.coalesce(Registration.state, RehearsalTicket.state).label("state"),
        case((_IS_TEST, Credential.created_at), else_=Registration.cancelled_at).label("cancelled_at"),
    )
    .join(_PASSED, _PASSED.c.id == Scan.id)
    .join(CheckinList, Scan.list_id == CheckinList.id)
    .join(Device, Scan.device_id == Device.id)
    .outerjoin(Credential, and_(Credential.lookup == Scan.lookup, Credential.purpose == Purpose.TICKET))
    .outerjoin(Registration, Scan.registration_id == Registration.id)
    .outerjoin(RehearsalTicket, Scan.rehearsal_ticket_id == RehearsalTicket.id)
    .where(or_(_PASSED.c.times > 1, _PASSED.c.clashes > 0))
    .where(or_(Registration.id.is_not(None), _IS_TEST))
    .order_by(Scan.corrected_at, Scan.id)
)
