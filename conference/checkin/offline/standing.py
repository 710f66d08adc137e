"""How a list stands, as a phone is told at each heartbeat: how many have come, and whether it is another."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Subquery, extract, func, select, true
from sqlalchemy.orm import InstrumentedAttribute

from conference.checkin import arrivals, figures, rules
from conference.checkin.models import CheckinList, ListKind, Scan
from conference.checkin.rules import DoorList, Phone
from conference.credentials import Credential, Purpose, sha256
from conference.db import db
from conference.errors import NotFound
from conference.programme.models import WorkshopPlace
from conference.registration.models import Registration

#: Moments of each sort that are looked at: more than can be written in one second, or out of turn.
LATEST = 100
#: Hexadecimal digits of a revision: JavaScript counts exactly up to 53 bits.
DIGITS = 12


@dataclass(frozen=True)
class Standing:
    """One list in numbers."""

    arrived: int
    expected: int
    #: Another number than before: its tickets or arrivals have changed, fetch the list.
    revision: int


def list_of(phone: Phone, key: str | None) -> DoorList:
    """A list that the phone may read for, by its key; without one, the entrance. Raises NotFound."""
    for door_list in phone.lists:
        if phone.may_read(door_list) and key in (None, door_list.key):
            return door_list
    raise NotFound(rules.no_such_list())


def of(phone: Phone, door_list: DoorList) -> Standing:
    """How a list stands now, in one question."""
    is_rehearsal = door_list.kind is ListKind.REHEARSAL
    guest = Scan.rehearsal_ticket_id if is_rehearsal else Scan.registration_id
    arrived = select(func.count(guest.distinct())).where(Scan.list_id == CheckinList.id, arrivals.lets_in())
    changes = _changes(phone, door_list)
    columns = [column for change in changes for column in change.columns]
    asked = select(arrived.correlate(CheckinList).scalar_subquery(), figures.expected(), *columns)
    asked = asked.select_from(CheckinList).where(CheckinList.id == door_list.id)
    for change in changes:
        asked = asked.join(change, true())
    came, expected, *marks = db.session.execute(asked).one()
    return Standing(came, expected, int(sha256(f"{marks} {door_list.emptied_at}")[:DIGITS], 16))


def _changes(phone: Phone, door_list: DoorList) -> list[Subquery]:
    """What each sort of change looks like by now."""
    tickets = [
        _latest(Registration.changed_at, Registration.conference_id == phone.conference_id),
        _latest(Credential.stopped_at, Credential.purpose == Purpose.TICKET),
    ]
    if door_list.session_id is not None:
        tickets.append(_latest(WorkshopPlace.changed_at, WorkshopPlace.session_id == door_list.session_id))
    readings = (Scan.received_at, Scan.undone_at)
    return [*tickets, *(_latest(moment, Scan.list_id == door_list.id) for moment in readings)]


def _latest(moment: InstrumentedAttribute[Any], of: ColumnElement[bool]) -> Subquery:
    """The latest moments in three numbers, from the end of an index.

    The last one alone would hide what was written in the same second, or stamped a little earlier. A row's
    moment only goes up: from the same first one on, a change makes the count or the sum another.
    """
    ours = (of, moment.is_not(None))
    last = select(moment.label("at")).where(*ours).order_by(moment.desc()).limit(LATEST).subquery()
    first = select(func.min(last.c.at)).scalar_subquery()
    marks = (func.min(moment), func.count(), func.sum(extract("epoch", moment)))
    return select(*marks).where(*ours, moment >= first).subquery()
