"""The list that a phone keeps for when it has no network: sealed tickets, and who has come.

A revision is the moment at which a list was read, in milliseconds since 1970. Asked with one, only what
changed since is told: so whatever changes a registration as the door sees it stamps its `changed_at`, also a
new ticket.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, and_, literal, null, select, union

from conference import clock, installation
from conference.checkin import arrivals, rules
from conference.checkin.models import CheckinList, Device, ListKind, RehearsalTicket, Scan, Verdict
from conference.checkin.offline.sealed import seal
from conference.checkin.rehearsals import name_of
from conference.checkin.rules import DoorList, Phone
from conference.credentials import Credential, Purpose, code_from
from conference.db import db
from conference.programme.models import WorkshopPlace
from conference.registration.models import Registration, State

#: What changed this long before a revision is told again: a write block that began before the list was read
#: may have ended after it, and `changed_at` is in whole seconds.
OVERLAP = timedelta(minutes=1)
#: What a record says in place of a state when its ticket has a newer one.
REPLACED = "replaced"

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)

#: By lookup: when somebody came in and at which phone; None: they are not in.
Arrivals = dict[str, dict[str, str] | None]


@dataclass(frozen=True)
class Bundle:
    """What a phone is told of a list, as JSON."""

    epoch: str
    revision: int
    #: Whether this takes the place of all that the phone has.
    full: bool
    #: Seconds until the phone forgets it, whatever its clock says.
    expires_in: int
    #: By lookup.
    records: dict[str, str]
    removed: list[str]
    arrivals: Arrivals


def read(phone: Phone, door_list: DoorList, *, since: int | None, epoch: str | None) -> Bundle:
    """What changed since the revision that a phone has; the whole list where that cannot be told."""
    now, present = clock.now(), installation.epoch()
    after = _reach(door_list, since, now=now) if epoch == present else None
    records, removed = _tickets(phone, door_list, after)
    return Bundle(
        epoch=present,
        revision=in_ms(now),
        full=after is None,
        expires_in=(phone.conference_ends_at + rules.DEVICE_LIFE - now) // timedelta(seconds=1),
        records=records,
        removed=removed,
        arrivals=_arrivals(phone, door_list, after),
    )


def in_ms(moment: datetime) -> int:
    """A moment as a revision."""
    return (moment - _EPOCH) // _MILLISECOND


def _reach(door_list: DoorList, since: int | None, *, now: datetime) -> datetime | None:
    """From when on changes are told; None: the whole list. A rehearsal's is short and always told whole."""
    if since is None or since > in_ms(now) or door_list.kind is ListKind.REHEARSAL:
        return None
    after = _EPOCH + since * _MILLISECOND - OVERLAP
    was_emptied = door_list.emptied_at is not None and door_list.emptied_at > after
    return None if was_emptied else after


def _tickets(phone: Phone, door_list: DoorList, after: datetime | None) -> tuple[dict[str, str], list[str]]:
    """The tickets of a list, sealed; and since some moment, those that have left it."""
    if door_list.kind is ListKind.REHEARSAL:
        tickets = db.session.execute(_TEST_TICKETS.where(RehearsalTicket.list_id == door_list.id))
        return {row.lookup: _sealed(row, name_of(row.number)) for row in tickets}, []
    # Of several places of one person in a workshop the last one stays.
    rows = {row.lookup: row for row in db.session.execute(_people(phone, door_list, after))}
    on_list = {lookup: row for lookup, row in rows.items() if _is_on_list(row, door_list)}
    removed = [] if after is None else [*(rows.keys() - on_list.keys()), *_erased(after)]
    return {lookup: _sealed(row, row.name) for lookup, row in on_list.items()}, removed


def _people(phone: Phone, door_list: DoorList, after: datetime | None) -> Select[*tuple[Any, ...]]:
    """Every ticket of the conference, or of the list's workshop; since some moment, of whom has changed."""
    query = _TICKETS.where(Registration.conference_id == phone.conference_id)
    if after is not None:
        changed = union(*_changed(phone, door_list, after)).subquery()
        query = query.join(changed, changed.c[0] == Registration.id)
    if door_list.session_id is None:
        return query.add_columns(null().label("place"))
    place = and_(
        WorkshopPlace.registration_id == Registration.id, WorkshopPlace.session_id == door_list.session_id
    )
    # Who has handed a place over holds none, and is told as one who has left.
    query = query.join(WorkshopPlace, place, isouter=after is not None)
    return query.add_columns(WorkshopPlace.state.label("place")).order_by(WorkshopPlace.seq)


def _changed(phone: Phone, door_list: DoorList, after: datetime) -> list[Select[Any]]:
    """Whose registration, or place in the list's workshop, is another than before."""
    people = select(Registration.id).where(
        Registration.conference_id == phone.conference_id, Registration.changed_at > after
    )
    if door_list.session_id is None:
        return [people]
    places = select(WorkshopPlace.registration_id).where(
        WorkshopPlace.session_id == door_list.session_id, WorkshopPlace.changed_at > after
    )
    return [people, places]


def _erased(after: datetime) -> list[str]:
    """Tickets whose registration is gone, of whatever conference: a lookup tells nothing of that."""
    lives = select(Registration.id).where(Registration.uid == Credential.subject).exists()
    query = select(Credential.lookup).where(Credential.purpose == Purpose.TICKET, ~lives)
    return list(db.session.scalars(query.where(Credential.stopped_at > after)))


def _arrivals(phone: Phone, door_list: DoorList, after: datetime | None) -> Arrivals:
    """Who is in, by each of their tickets; since some moment, also who is not after all."""
    is_rehearsal = door_list.kind is ListKind.REHEARSAL
    query = (_TEST_READINGS if is_rehearsal else _READINGS).where(Scan.list_id == door_list.id)
    if after is not None:
        here = select(Scan.registration_id).where(Scan.list_id == door_list.id)
        read_again = (here.where(Scan.received_at > after), here.where(Scan.undone_at > after))
        touched = union(*_changed(phone, door_list, after), *read_again).subquery()
        query = query.join(touched, touched.c[0] == Scan.registration_id)
    told: Arrivals = {}
    for row in db.session.execute(query):
        known = told.setdefault(row.lookup, None)
        if row.goes_out:
            told[row.lookup] = None
        elif row.lets_in and known is None:
            told[row.lookup] = {"at": row.corrected_at.isoformat(), "device": row.device}
    return {lookup: arrival for lookup, arrival in told.items() if arrival or after}


def _is_on_list(row: Row[Any], door_list: DoorList) -> bool:
    """Who left a workshop is at its door like who never chose it, unless the whole ticket is cancelled."""
    if door_list.session_id is None or State.CANCELLED is row.state is row.place:
        return True
    return row.place not in (None, State.CANCELLED)


def _sealed(row: Row[Any], name: str) -> str:
    state = _state(row)
    is_told = state not in (REPLACED, State.CANCELLED)
    person = {
        "name": name if is_told else "",
        "organisation": row.organisation if is_told else "",
        "kind": row.kind,
        "state": state,
    }
    return seal(code_from(Purpose.TICKET, row.uid), person)


def _state(row: Row[Any]) -> str:
    """Where the holder of a ticket stands at the list, in the order in which the door refuses."""
    if row.is_replaced:
        return REPLACED
    if row.is_stopped:
        return State.CANCELLED
    has_seat = row.state is State.CONFIRMED
    return str(row.place if has_seat and row.place else row.state)


_CREDENTIAL = (
    Credential.uid,
    Credential.lookup,
    Credential.replaced_at.is_not(None).label("is_replaced"),
    Credential.stopped_at.is_not(None).label("is_stopped"),
)

_TICKETS: Select[*tuple[Any, ...]] = (
    select(*_CREDENTIAL, Registration.name, Registration.organisation, Registration.kind, Registration.state)
    .join(Registration, Registration.uid == Credential.subject)
    .where(Credential.purpose == Purpose.TICKET)
)
_TEST_TICKETS: Select[*tuple[Any, ...]] = (
    select(
        *_CREDENTIAL,
        RehearsalTicket.number,
        literal("").label("organisation"),
        RehearsalTicket.kind,
        RehearsalTicket.state,
        null().label("place"),
    )
    .join(RehearsalTicket, RehearsalTicket.uid == Credential.subject)
    .where(Credential.purpose == Purpose.TICKET)
)


def _readings(holder: type[Registration] | type[RehearsalTicket], own: Any) -> Select[*tuple[Any, ...]]:
    """Every time that somebody went in or out, by each of their tickets, in the order in which they went."""
    return (
        select(
            Credential.lookup,
            Scan.corrected_at,
            Device.name.label("device"),
            arrivals.lets_in().label("lets_in"),
            and_(Scan.verdict == Verdict.EXITED, arrivals.counts()).label("goes_out"),
        )
        .join(holder, own == holder.id)
        .join(Credential, and_(Credential.subject == holder.uid, Credential.purpose == Purpose.TICKET))
        .join(Device, Scan.device_id == Device.id)
        .join(CheckinList, Scan.list_id == CheckinList.id)
        .where(Scan.verdict.in_(rules.AT_THE_DOOR))
        .order_by(Scan.corrected_at, Scan.id)
    )


_READINGS = _readings(Registration, Scan.registration_id)
_TEST_READINGS = _readings(RehearsalTicket, Scan.rehearsal_ticket_id)
