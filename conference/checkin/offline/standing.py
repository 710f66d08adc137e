"""How a list stands, as a phone is told at each heartbeat: how many have come, and whether it is another."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from conference.checkin import arrivals, figures, rules
from conference.checkin.models import CheckinList, ListKind, Scan
from conference.checkin.offline.bundle import in_ms
from conference.checkin.rules import DoorList, Phone
from conference.credentials import Credential
from conference.db import db
from conference.errors import NotFound
from conference.programme.models import WorkshopPlace
from conference.registration.models import Registration


@dataclass(frozen=True)
class Standing:
    """One list in numbers."""

    arrived: int
    expected: int
    #: When its tickets or arrivals last changed; another one than before: fetch the list.
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
    asked = select(
        arrived.correlate(CheckinList).scalar_subquery(),
        figures.expected(),
        *(change.scalar_subquery() for change in changes),
    ).where(CheckinList.id == door_list.id)
    came, expected, *moments = db.session.execute(asked).one()
    known = [moment for moment in (*moments, door_list.emptied_at) if moment is not None]
    return Standing(came, expected, in_ms(max(known)) if known else 0)


def _changes(phone: Phone, door_list: DoorList) -> list[Select[tuple[datetime | None]]]:
    """When something of each sort last changed. Each is the end of an index."""
    tickets: list[Select[Any]] = [
        select(func.max(Registration.changed_at)).where(Registration.conference_id == phone.conference_id),
        select(func.max(Credential.stopped_at)).where(Credential.stopped_at.is_not(None)),
    ]
    if door_list.session_id is not None:
        places = select(func.max(WorkshopPlace.changed_at))
        tickets.append(places.where(WorkshopPlace.session_id == door_list.session_id))
    readings = [
        select(func.max(moment)).where(Scan.list_id == door_list.id, moment.is_not(None))
        for moment in (Scan.received_at, Scan.undone_at)
    ]
    return [*tickets, *readings]
