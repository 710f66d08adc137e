"""The verbs of the door: record what phones read, and tell what has come of it.

One call brings up to 500 scans and costs the same few queries as one scan. The registrations it speaks of are
locked in the order of their ids, so that one ticket on many phones at once is let in once.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, Row, Select, Table, bindparam, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from conference import clock
from conference.checkin import rules
from conference.checkin.models import CheckinList, Device, Direction, ListKind, Scan, Verdict
from conference.checkin.pairing import end_device as end_device
from conference.checkin.pairing import end_pairings as end_pairings
from conference.checkin.pairing import find_pairing as find_pairing
from conference.checkin.pairing import get_device as get_device
from conference.checkin.pairing import list_devices as list_devices
from conference.checkin.pairing import lists_of as lists_of
from conference.checkin.pairing import note_contact as note_contact
from conference.checkin.pairing import pair as pair
from conference.checkin.pairing import pair_link as pair_link
from conference.checkin.rules import Envelope, Item, Mark, Ticket
from conference.credentials import Credential, Purpose
from conference.db import db
from conference.registration.models import Conference, Kind, Registration, State

#: A write block that began before ours may end after it: arrivals are told again for this long.
OVERLAP = timedelta(milliseconds=250)
#: Scans on the organiser's page.
LATEST = 12


@dataclass(frozen=True)
class Attendee:
    """Who a ticket belongs to: all that the door may know (acceptance A22)."""

    id: str
    name: str
    organisation: str
    kind: Kind
    state: State


@dataclass(frozen=True)
class Result:
    """What is said to one scan."""

    verdict: Verdict
    attendee: Attendee | None = None
    #: Who was first, as JSON: at, list, device.
    first: dict[str, str] | None = None


@dataclass(frozen=True)
class Answer:
    """What a phone is told in one call."""

    received_at: datetime
    results: list[Result]
    #: By lookup: who arrived at other phones since the last call.
    arrivals: dict[str, dict[str, str]]


@dataclass(frozen=True)
class Counts:
    """How many have come, of how many who hold a place."""

    arrived: int
    expected: int


def record(device: Device, envelope: Envelope) -> Answer:
    """Judge and keep every scan of a phone, in its order; one that came before gets what it got then."""
    now = clock.now()
    batch = _Batch(device, envelope, now=now)
    results = [_INVALID if item is None else batch.take(item) for item in envelope.items]
    if batch.rows:
        _insert(batch.rows)
    arrivals = _arrivals_elsewhere(device, list(batch.lists.values()))
    seen = update(Device).where(Device.id == device.id)
    db.session.execute(
        seen.values(
            last_contact_at=now,
            told_until=now,
            clock_offset_ms=batch.offset_ms,
            queue_length=device.queue_length if envelope.waiting is None else envelope.waiting,
        ),
        execution_options={"synchronize_session": False},
    )
    return Answer(now, results, arrivals)


def counts(conference: Conference) -> Counts:
    """How many have come through the entry, of how many with a place."""
    arrived = (
        select(func.count(Scan.registration_id.distinct()))
        .join(CheckinList)
        .where(CheckinList.conference_id == conference.id, CheckinList.kind == ListKind.ENTRY)
        .where(Scan.verdict.in_(rules.ARRIVED))
    )
    expected = select(func.count()).select_from(Registration)
    expected = expected.filter_by(conference_id=conference.id, state=State.CONFIRMED)
    row = db.session.execute(select(arrived.scalar_subquery(), expected.scalar_subquery())).one()
    return Counts(row[0], row[1])


def arrived_at() -> ColumnElement[datetime]:
    """When somebody first came through the entry, as a column beside each row of registrations."""
    first = (
        select(func.min(Scan.corrected_at))
        .join(CheckinList)
        .where(Scan.registration_id == Registration.id, CheckinList.kind == ListKind.ENTRY)
        .where(Scan.verdict.in_(rules.ARRIVED))
    )
    return first.correlate(Registration).scalar_subquery()


def latest_scans(conference: Conference) -> list[Row[Any]]:
    """The last readings on every list, the latest first: when, verdict, name, kind, list, device."""
    query = (
        select(
            Scan.id,
            Scan.corrected_at,
            Scan.verdict,
            Registration.name,
            Registration.kind,
            CheckinList.name_da,
            CheckinList.name_en,
            Device.name.label("device"),
        )
        .join(CheckinList, Scan.list_id == CheckinList.id)
        .join(Device, Scan.device_id == Device.id)
        .outerjoin(Registration, Scan.registration_id == Registration.id)
        .where(CheckinList.conference_id == conference.id)
        .order_by(Scan.received_at.desc(), Scan.corrected_at.desc(), Scan.id)
        .limit(LATEST)
    )
    return list(db.session.execute(query))


#: The plain table: the mapper would sort rows by what is empty in them and send many statements.
_SCANS = cast(Table, Scan.__table__)
_INVALID = Result(Verdict.INVALID)

#: One row a ticket, its registration held until the write block ends.
_TICKETS: Select[*tuple[Any, ...]] = (
    select(
        Credential.lookup,
        Credential.replaced_at,
        Credential.stopped_at,
        Registration.id,
        Registration.uid,
        Registration.conference_id,
        Registration.name,
        Registration.organisation,
        Registration.kind,
        Registration.state,
        Registration.cancelled_at,
    )
    .join(Registration, Registration.uid == Credential.subject)
    .where(Credential.purpose == Purpose.TICKET)
    .where(Credential.lookup.in_(bindparam("lookups", expanding=True)))
    .order_by(Registration.id)
    .with_for_update(of=Registration, key_share=True)
)

#: What was read before with the same ids or of the same people.
_EARLIER = (
    select(
        Scan.id,
        Scan.list_id,
        Scan.registration_id,
        Scan.direction,
        Scan.corrected_at,
        Scan.verdict,
        Scan.state,
        Scan.first,
        Device.name.label("device"),
        Device.conference_id,
    )
    .join(Device, Scan.device_id == Device.id)
    .where(
        or_(
            Scan.id.in_(bindparam("ids", expanding=True)),
            Scan.registration_id.in_(bindparam("registrations", expanding=True)),
        )
    )
)


class _Batch:
    """One call's scans against what is known; each is judged knowing those before it."""

    def __init__(self, device: Device, envelope: Envelope, *, now: datetime) -> None:
        self.device, self.now = device, now
        self.offset_ms = round((now - envelope.sent_at) / timedelta(milliseconds=1))
        self.rows: list[dict[str, Any]] = []
        items = [item for item in envelope.items if item is not None]
        self.lists = {found.key: found for found in lists_of_conference(device.conference_id)}
        lookups = {"lookups": [item.lookup for item in items]}
        tickets = db.session.execute(_TICKETS, lookups).all()
        self._tickets = {row.lookup: row for row in tickets}
        self._people = {row.id: row for row in tickets}
        self._said: dict[str, Result] = {}
        self._marks: defaultdict[tuple[int, int], list[Mark]] = defaultdict(list)
        known = {"ids": [item.id for item in items], "registrations": list(self._people)}
        for row in db.session.execute(_EARLIER, known):
            self._remember(row)

    def take(self, item: Item) -> Result:
        """Judge one scan, and keep it."""
        if item.id in self._said:
            return self._said[item.id]
        checkin_list = self.lists.get(item.list_key)
        if checkin_list is None:
            return _INVALID
        result = self._judge(item, checkin_list)
        self._said[item.id] = result
        return result

    def _judge(self, item: Item, checkin_list: CheckinList) -> Result:
        found = self._tickets.get(item.lookup)
        reading = Mark(self._time_of(item), item.id, self.device.name, item.direction)
        is_ours = found is not None and found.conference_id == self.device.conference_id
        is_for_list = is_ours and self.device.may_read(checkin_list)
        marks = self._marks[found.id, checkin_list.id] if found else []
        verdict = rules.judge(
            _ticket(found, is_for_list) if found else None,
            reading,
            earlier=marks,
            decided=item.decided,
            override=item.override,
        )
        first = _first(reading, marks, checkin_list) if verdict in rules.AT_THE_DOOR else None
        if verdict in rules.AT_THE_DOOR:
            marks.append(reading)
        self.rows.append(
            self._row(item, checkin_list, verdict, reading.at, first, found if is_ours else None)
        )
        return Result(verdict, _attendee(found, found.state) if found and is_for_list else None, first)

    def _time_of(self, item: Item) -> datetime:
        paired_at = self.device.paired_at
        return rules.corrected(
            item.scanned_at, self._offset_of(item), paired_at=paired_at, received_at=self.now
        )

    def _offset_of(self, item: Item) -> int:
        return self.offset_ms if item.offset_ms is None else item.offset_ms

    def _row(
        self,
        item: Item,
        checkin_list: CheckinList,
        verdict: Verdict,
        at: datetime,
        first: dict[str, str] | None,
        found: Row[Any] | None,
    ) -> dict[str, Any]:
        return {
            "id": item.id,
            "device_id": self.device.id,
            "list_id": checkin_list.id,
            "registration_id": found.id if found else None,
            "lookup": item.lookup,
            "direction": item.direction,
            "scanned_at": item.scanned_at,
            "offset_ms": self._offset_of(item),
            "corrected_at": at,
            "received_at": self.now,
            "decided": item.decided,
            "override": item.override,
            "verdict": verdict,
            "state": found.state if found else None,
            "first": first,
        }

    def _remember(self, row: Row[Any]) -> None:
        if row.conference_id != self.device.conference_id:
            self._said[row.id] = _INVALID  # another conference's scan is none of this phone's business
            return
        person = self._people.get(row.registration_id)
        attendee = _attendee(person, row.state) if person and row.verdict is not Verdict.WRONG_LIST else None
        self._said[row.id] = Result(row.verdict, attendee, row.first)
        if row.verdict in rules.AT_THE_DOOR:
            mark = Mark(row.corrected_at, row.id, row.device, row.direction)
            self._marks[row.registration_id, row.list_id].append(mark)


def lists_of_conference(conference_id: int) -> Sequence[CheckinList]:
    """Everything people are checked in to."""
    return db.session.scalars(select(CheckinList).filter_by(conference_id=conference_id)).all()


def _ticket(row: Row[Any], is_for_list: bool) -> Ticket:
    return Ticket(row.state, row.cancelled_at, row.replaced_at, row.stopped_at, is_for_list)


def _first(reading: Mark, marks: list[Mark], checkin_list: CheckinList) -> dict[str, str] | None:
    """Who was first, when somebody was there besides this reading."""
    if reading.direction is Direction.EXIT or not rules.stay(reading, marks):
        return None
    earliest = rules.first(reading, marks)
    return {"at": earliest.at.isoformat(), "list": checkin_list.key, "device": earliest.device}


def _attendee(row: Row[Any], state: State) -> Attendee:
    return Attendee(row.uid, row.name, row.organisation, row.kind, state)


def _insert(rows: list[dict[str, Any]]) -> None:
    """Add the scans; one that another call has just brought, with the same answer, is there already."""
    insert = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    db.session.execute(insert(_SCANS).on_conflict_do_nothing(index_elements=[_SCANS.c.id]), rows)


def _arrivals_elsewhere(device: Device, lists: Sequence[CheckinList]) -> dict[str, dict[str, str]]:
    """Who arrived at other phones since this one was last told; the first reading of each wins."""
    keys = {checkin_list.id: checkin_list.key for checkin_list in lists if device.may_read(checkin_list)}
    query = (
        select(Scan.lookup, Scan.corrected_at, Scan.list_id, Device.name)
        .join(Device, Scan.device_id == Device.id)
        .where(Scan.list_id.in_(keys), Scan.received_at > device.told_until - OVERLAP)
        .where(Scan.device_id != device.id, Scan.verdict.in_(rules.ARRIVED))
        .order_by(Scan.corrected_at.desc(), Scan.id.desc())
    )
    return {
        lookup: {"at": at.isoformat(), "list": keys[list_id], "device": name}
        for lookup, at, list_id, name in db.session.execute(query)
    }
