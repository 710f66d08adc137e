"""Recording what phones read.

One call brings up to 500 scans and costs the same few statements as one scan; they stand ready below, since a
phone waits for this. The registrations a call speaks of are locked in the order of their ids, so that one
ticket on many phones at once is let in once.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Row, Table, bindparam, update

from conference import clock
from conference.checkin import rules, stays, verdicts
from conference.checkin.models import Device, Direction, ListKind, Verdict
from conference.checkin.rules import DoorList, Envelope, Item, Phone
from conference.checkin.scans import elsewhere, kept, tickets, workshops
from conference.checkin.scans.elsewhere import Arrivals
from conference.checkin.scans.tickets import Holder
from conference.checkin.stays import Mark
from conference.checkin.verdicts import InWorkshop, Ticket
from conference.credentials import lookup_of
from conference.db import db
from conference.registration.models import Kind, State


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
    arrivals: Arrivals


def record(phone: Phone, envelope: Envelope) -> Answer:
    """Judge and keep every scan of a phone, in its order; one that came before gets what it got then."""
    now = clock.now()
    items = _with_lookups(envelope.items)
    batch = _Batch(phone, items, now=now, sent_at=envelope.sent_at)
    results = [_INVALID if item is None else batch.take(item) for item in items]
    if batch.rows:
        kept.keep(batch.rows)
    told = elsewhere.arrivals_for(phone)
    seen = {
        "phone": phone.id,
        "now": now,
        "offset_ms": batch.offset_ms,
        "waiting": phone.queue_length if envelope.waiting is None else envelope.waiting,
    }
    db.session.connection().execute(_SEEN, seen)
    return Answer(now, results, told)


class _Batch:
    """One call's scans against what is known; each is judged knowing those before it."""

    def __init__(
        self, phone: Phone, sent: Iterable[Item | None], *, now: datetime, sent_at: datetime
    ) -> None:
        self.phone, self.now = phone, now
        self.offset_ms = round((now - sent_at) / timedelta(milliseconds=1))
        self.rows: list[dict[str, Any]] = []
        self._lists = {door_list.key: door_list for door_list in phone.lists}
        self._list_of = {door_list.id: door_list for door_list in phone.lists}
        items = [item for item in sent if item is not None]
        lists = {self._lists[item.list_key] for item in items if item.list_key in self._lists}
        self._said: dict[str, Result] = {}
        self._turned_away: set[str] = set()
        self._marks: defaultdict[tuple[str, int], list[Mark]] = defaultdict(list)
        self._holders = tickets.read([item.lookup for item in items])
        self._people = {
            each.registration_id: each for each in self._holders.values() if each.registration_id is not None
        }
        for row in kept.earlier([item.id for item in items], self._people):
            self._remember(row, self._people.get(row.registration_id))
        self._in_workshops = workshops.read({each.session_id for each in lists}, self._people)
        self._open_rehearsal([each.id for each in lists if each.kind is ListKind.REHEARSAL], items)

    def _open_rehearsal(self, lists: list[int], items: Iterable[Item]) -> None:
        """Where there is practice, know the test tickets too."""
        lookups = [item.lookup for item in items if item.lookup not in self._holders]
        if not lists or not lookups:
            return
        self._holders |= (found := tickets.read_rehearsal(lookups, lists))
        testers = {each.rehearsal_ticket_id: each for each in found.values() if each.rehearsal_ticket_id}
        for row in kept.practised(lists, testers):
            self._remember(row, testers.get(row.rehearsal_ticket_id))

    def take(self, item: Item) -> Result:
        """Judge one scan, and keep it."""
        if item.id not in self._said:
            door_list = self._lists.get(item.list_key)
            if door_list is None:
                return _INVALID
            self._said[item.id] = self._judge(item, door_list)
            self._note(item.id, item.said)
        result = self._said[item.id]
        return result if self._may_name(item, result) else replace(result, attendee=None)

    def _note(self, scan_id: str, said: Verdict | None) -> None:
        if verdicts.is_turned_away(said):
            self._turned_away.add(scan_id)

    def _may_name(self, item: Item, result: Result) -> bool:
        """Whether the phone is told who it is: of whom it turned away, only with more than its list at hand.

        Else who finds a phone could ask for everybody on its list, and nobody at the door would see it.
        """
        if result.attendee is None or item.id not in self._turned_away:
            return True
        found = self._holders.get(item.lookup)
        return not item.by_lookup and found is not None and found.uid == result.attendee.id

    def _judge(self, item: Item, door_list: DoorList) -> Result:
        found = self._holder_at(door_list, item.lookup)
        reading = Mark(self._time_of(item), item.id, self.phone.name, item.direction)
        is_ours = found is not None and found.conference_id == self.phone.conference_id
        is_test = found is not None and found.rehearsal_list_id is not None
        is_practice = door_list.kind is ListKind.REHEARSAL
        is_for_list = is_ours and self.phone.may_read(door_list) and is_test == is_practice
        marks = self._marks_of(found, door_list, reading) if found else []
        workshop = self._workshop_of(found, door_list)
        verdict = verdicts.judge(
            _ticket(found, is_for_list, workshop) if found else None,
            reading,
            earlier=marks,
            decided=item.decided,
            override=item.override,
            said=item.said,
        )
        first = _first(item, reading, marks, door_list) if verdict in rules.AT_THE_DOOR else None
        if verdicts.is_at_the_door(verdict, item.decided, item.said):
            marks.append(reading)
        state = _state(found, workshop) if found and is_ours else None
        who = found if is_ours else None
        self.rows.append(self._row(item, door_list, verdict, reading.at, first, who, state))
        if found is None or state is None or not is_for_list:
            return Result(verdict, None, first)
        return Result(verdict, _attendee(found, state), first, found.party_id)

    def _holder_at(self, door_list: DoorList, lookup: str) -> Holder | None:
        """Whose ticket it is; a test ticket is nobody's but on its rehearsal's list."""
        found = self._holders.get(lookup)
        is_known = found is not None and found.rehearsal_list_id in (None, door_list.id)
        return found if is_known else None

    def _marks_of(self, found: Holder, door_list: DoorList, reading: Mark) -> list[Mark]:
        """What was read of them on this list and counts; what was read before it was emptied stands alone."""
        return [] if door_list.has_forgotten(reading.at) else self._marks[found.uid, door_list.id]

    def _workshop_of(self, found: Holder | None, door_list: DoorList) -> InWorkshop | None:
        if found is None or found.registration_id is None or door_list.session_id is None:
            return None
        return self._in_workshops.get((found.registration_id, door_list.session_id), InWorkshop(None))

    def _time_of(self, item: Item) -> datetime:
        """By the offset that it was made with, or else by that of the phone, which has been paired before.

        The first holds also where the pairing is a later one: after a restore from an older backup.
        """
        since = self.phone.paired_at if item.offset_ms is None else self.phone.conference_made_at
        return rules.corrected(item.scanned_at, self._offset_of(item), since=since, received_at=self.now)

    def _offset_of(self, item: Item) -> int:
        return self.offset_ms if item.offset_ms is None else item.offset_ms

    def _row(
        self,
        item: Item,
        door_list: DoorList,
        verdict: Verdict,
        at: datetime,
        first: dict[str, str] | None,
        found: Holder | None,
        state: State | None,
    ) -> dict[str, Any]:
        return {
            "id": item.id,
            "device_id": self.phone.id,
            "list_id": door_list.id,
            "registration_id": found.registration_id if found else None,
            "rehearsal_ticket_id": found.rehearsal_ticket_id if found else None,
            "lookup": item.lookup,
            "direction": item.direction,
            "scanned_at": item.scanned_at,
            "offset_ms": self._offset_of(item),
            "corrected_at": at,
            "received_at": self.now,
            "decided": item.decided,
            "said": item.said,
            "override": item.override,
            "verdict": verdict,
            "state": state,
            "first": first,
        }

    def _remember(self, row: Row[Any], person: Holder | None) -> None:
        if row.conference_id != self.phone.conference_id:
            self._said[row.id] = _INVALID  # another conference's scan is none of this phone's business
            return
        is_told = row.verdict is not Verdict.WRONG_LIST or self.phone.may_read(self._list_of[row.list_id])
        attendee = _attendee(person, row.state) if person and is_told else None
        party_id = person.party_id if person and is_told else None
        self._said[row.id] = Result(row.verdict, attendee, row.first, party_id)
        self._note(row.id, row.said)
        counts = row.undone_at is None and not self._list_of[row.list_id].has_forgotten(row.corrected_at)
        if person and counts and verdicts.is_at_the_door(row.verdict, row.decided, row.said):
            mark = Mark(row.corrected_at, row.id, row.device, row.direction)
            self._marks[person.uid, row.list_id].append(mark)


def _with_lookups(items: Iterable[Item | None]) -> list[Item | None]:
    """The items, each with a lookup: who was named by an id is read by their present ticket."""
    named = {item.attendee for item in items if item and item.attendee}
    if not named:
        return list(items)
    known = tickets.lookups_of(named)

    def found(item: Item) -> Item:
        if item.attendee is None:
            return item
        return replace(item, lookup=known.get(item.attendee) or lookup_of(item.attendee))

    return [item and found(item) for item in items]


def _ticket(holder: Holder, is_for_list: bool, workshop: InWorkshop | None) -> Ticket:
    return Ticket(
        holder.state, holder.cancelled_at, holder.replaced_at, holder.stopped_at, is_for_list, workshop
    )


def _state(holder: Holder, workshop: InWorkshop | None) -> State:
    """Where they stand at this list: at the conference, and in the workshop if they have a place in it."""
    has_seat = holder.state is State.CONFIRMED
    return workshop.state if has_seat and workshop and workshop.state else holder.state


def _first(item: Item, reading: Mark, marks: list[Mark], door_list: DoorList) -> dict[str, str] | None:
    """Who was first, when somebody was there besides this reading."""
    others = stays.stay(reading, marks)
    if reading.direction is Direction.EXIT or not others:
        return None
    earliest = min(others) if verdicts.is_turned_away(item.said) else stays.first(reading, others)
    return {"at": earliest.at.isoformat(), "list": door_list.key, "device": earliest.device}


def _attendee(holder: Holder, state: State) -> Attendee:
    return Attendee(holder.uid, holder.name, holder.organisation, holder.kind, state)


_INVALID = Result(Verdict.INVALID)


_DEVICES = cast(Table, Device.__table__)

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
