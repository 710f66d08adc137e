"""Recording what phones read.

One call brings up to 500 scans and costs the same few statements as one scan; they stand ready below, since a
phone waits for this. The registrations a call speaks of are locked in the order of their ids, so that one
ticket on many phones at once is let in once.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Row, Select, Table, bindparam, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from conference import clock
from conference.checkin import arrivals, rules, workshops
from conference.checkin.models import CheckinList, Device, Direction, Scan, Verdict
from conference.checkin.rules import DoorList, Envelope, InWorkshop, Item, Mark, Phone, Ticket
from conference.credentials import Credential, Purpose
from conference.db import db
from conference.registration.models import Kind, Registration, State

#: A write block that began before ours may end after it: arrivals are told again for this long.
OVERLAP = timedelta(milliseconds=250)


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
    #: Whose party this is, for who asks who else comes with it; told to nobody.
    party_id: int | None = None


@dataclass(frozen=True)
class Answer:
    """What a phone is told in one call."""

    received_at: datetime
    results: list[Result]
    #: By lookup: who arrived at other phones since the last call.
    arrivals: dict[str, dict[str, str]]


def record(phone: Phone, envelope: Envelope) -> Answer:
    """Judge and keep every scan of a phone, in its order; one that came before gets what it got then."""
    now, execute = clock.now(), db.session.connection().execute
    batch = _Batch(phone, envelope, now=now)
    results = [_INVALID if item is None else batch.take(item) for item in envelope.items]
    if batch.rows:
        execute(_INSERT[db.engine.dialect.name], batch.rows)
    arrivals = _arrivals_elsewhere(phone)
    seen = {
        "phone": phone.id,
        "now": now,
        "offset_ms": batch.offset_ms,
        "waiting": phone.queue_length if envelope.waiting is None else envelope.waiting,
    }
    execute(_SEEN, seen)
    return Answer(now, results, arrivals)


class _Batch:
    """One call's scans against what is known; each is judged knowing those before it."""

    def __init__(self, phone: Phone, envelope: Envelope, *, now: datetime) -> None:
        self.phone, self.now = phone, now
        self.offset_ms = round((now - envelope.sent_at) / timedelta(milliseconds=1))
        self.rows: list[dict[str, Any]] = []
        self._lists = {door_list.key: door_list for door_list in phone.lists}
        items = [item for item in envelope.items if item is not None]
        execute = db.session.connection().execute
        tickets = execute(_TICKETS, {"lookups": [item.lookup for item in items]}).all()
        self._tickets = {row.lookup: row for row in tickets}
        self._people = {row.id: row for row in tickets}
        self._said: dict[str, Result] = {}
        self._marks: defaultdict[tuple[int, int], list[Mark]] = defaultdict(list)
        known = {"ids": [item.id for item in items], "registrations": list(self._people)}
        self._readable = {each.id for each in phone.lists if phone.may_read(each)}
        for row in execute(_EARLIER, known):
            self._remember(row)
        lists = [self._lists[item.list_key] for item in items if item.list_key in self._lists]
        self._in_workshops = workshops.read(lists, self._people)

    def take(self, item: Item) -> Result:
        """Judge one scan, and keep it."""
        if item.id in self._said:
            return self._said[item.id]
        door_list = self._lists.get(item.list_key)
        if door_list is None:
            return _INVALID
        result = self._judge(item, door_list)
        self._said[item.id] = result
        return result

    def _judge(self, item: Item, door_list: DoorList) -> Result:
        found = self._tickets.get(item.lookup)
        reading = Mark(self._time_of(item), item.id, self.phone.name, item.direction)
        is_ours = found is not None and found.conference_id == self.phone.conference_id
        is_for_list = is_ours and self.phone.may_read(door_list)
        marks = self._marks[found.id, door_list.id] if found else []
        workshop = self._workshop_of(found, door_list)
        verdict = rules.judge(
            _ticket(found, is_for_list, workshop) if found else None,
            reading,
            earlier=marks,
            decided=item.decided,
            override=item.override,
        )
        first = _first(reading, marks, door_list) if verdict in rules.AT_THE_DOOR else None
        if verdict in rules.AT_THE_DOOR:
            marks.append(reading)
        state = _state(found, workshop) if found and is_ours else None
        who = found if is_ours else None
        self.rows.append(self._row(item, door_list, verdict, reading.at, first, who, state))
        if found is None or state is None or not is_for_list:
            return Result(verdict, None, first)
        return Result(verdict, _attendee(found, state), first, found.party_id)

    def _workshop_of(self, found: Row[Any] | None, door_list: DoorList) -> InWorkshop | None:
        if found is None or door_list.session_id is None:
            return None
        return self._in_workshops.get((found.id, door_list.session_id), InWorkshop(None))

    def _time_of(self, item: Item) -> datetime:
        offset_ms = self._offset_of(item)
        return rules.corrected(
            item.scanned_at, offset_ms, paired_at=self.phone.paired_at, received_at=self.now
        )

    def _offset_of(self, item: Item) -> int:
        return self.offset_ms if item.offset_ms is None else item.offset_ms

    def _row(
        self,
        item: Item,
        door_list: DoorList,
        verdict: Verdict,
        at: datetime,
        first: dict[str, str] | None,
        found: Row[Any] | None,
        state: State | None,
    ) -> dict[str, Any]:
        return {
            "id": item.id,
            "device_id": self.phone.id,
            "list_id": door_list.id,
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
            "state": state,
            "first": first,
        }

    def _remember(self, row: Row[Any]) -> None:
        if row.conference_id != self.phone.conference_id:
            self._said[row.id] = _INVALID  # another conference's scan is none of this phone's business
            return
        person = self._people.get(row.registration_id)
        is_told = row.verdict is not Verdict.WRONG_LIST or row.list_id in self._readable
        attendee = _attendee(person, row.state) if person and is_told else None
        self._said[row.id] = Result(row.verdict, attendee, row.first)
        if row.verdict in rules.AT_THE_DOOR:
            mark = Mark(row.corrected_at, row.id, row.device, row.direction)
            self._marks[row.registration_id, row.list_id].append(mark)


def _arrivals_elsewhere(phone: Phone) -> dict[str, dict[str, str]]:
    """Who arrived at other phones since this one was last told; the first reading of each wins."""
    lists = [door_list.id for door_list in phone.lists if phone.may_read(door_list)]
    asked = {"lists": lists, "since": phone.told_until - OVERLAP, "phone": phone.id}
    return {
        lookup: {"at": at.isoformat(), "list": key, "device": name}
        for lookup, at, key, name in db.session.connection().execute(_ARRIVALS, asked)
    }


def _ticket(row: Row[Any], is_for_list: bool, workshop: InWorkshop | None) -> Ticket:
    return Ticket(row.state, row.cancelled_at, row.replaced_at, row.stopped_at, is_for_list, workshop)


def _state(row: Row[Any], workshop: InWorkshop | None) -> State:
    """Where they stand at this list: at the conference, and in the workshop if they have a place in it."""
    has_seat = row.state is State.CONFIRMED
    return workshop.state if has_seat and workshop and workshop.state else row.state


def _first(reading: Mark, marks: list[Mark], door_list: DoorList) -> dict[str, str] | None:
    """Who was first, when somebody was there besides this reading."""
    if reading.direction is Direction.EXIT or not rules.stay(reading, marks):
        return None
    earliest = rules.first(reading, marks)
    return {"at": earliest.at.isoformat(), "list": door_list.key, "device": earliest.device}


def _attendee(row: Row[Any], state: State) -> Attendee:
    return Attendee(row.uid, row.name, row.organisation, row.kind, state)


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
        Registration.party_id,
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

#: Read so that of two arrivals with one ticket the first comes last, and stays.
_ARRIVALS = (
    select(Scan.lookup, Scan.corrected_at, CheckinList.key, Device.name)
    .join(Device, Scan.device_id == Device.id)
    .join(CheckinList, Scan.list_id == CheckinList.id)
    .where(Scan.list_id.in_(bindparam("lists", expanding=True)), Scan.received_at > bindparam("since"))
    .where(Scan.device_id != bindparam("phone"), arrivals.lets_in())
    .order_by(Scan.corrected_at.desc(), Scan.id.desc())
)

_SCANS, _DEVICES = cast(Table, Scan.__table__), cast(Table, Device.__table__)

#: A scan that another call has just brought, and got the same answer, is there already.
_INSERT = {
    "sqlite": sqlite.insert(_SCANS).on_conflict_do_nothing(index_elements=["id"]),
    "postgresql": postgresql.insert(_SCANS).on_conflict_do_nothing(index_elements=["id"]),
}

_SEEN = (
    update(_DEVICES)
    .where(_DEVICES.c.id == bindparam("phone"))
    .values(
        last_contact_at=bindparam("now"),
        told_until=bindparam("now"),
        clock_offset_ms=bindparam("offset_ms"),
        queue_length=bindparam("waiting"),
    )
)
