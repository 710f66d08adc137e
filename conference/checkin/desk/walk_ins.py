"""Guests who come without a registration: a place, a ticket, and the scan that lets them in."""

from conference import clock
from conference.audit import service as audit
from conference.checkin import rules
from conference.checkin.desk import rules as desk_rules
from conference.checkin.desk.rules import Arrival
from conference.checkin.models import Decided, Direction, Scan, Verdict
from conference.checkin.rules import DoorList, Phone
from conference.checkin.scans.record import Attendee
from conference.credentials import lookup_of
from conference.db import db
from conference.errors import NotFound
from conference.registration import service as registrations
from conference.registration import walk_ins as guests
from conference.registration.answers import Person
from conference.registration.models import Conference, Registration


def walk_in(phone: Phone, arrival: Arrival, person: Person, *, language: str) -> tuple[Attendee, str | None]:
    """Give the guest a place and let them in; tells who, and the code of their ticket if it is good.

    Raises NotFound, NoEntrance, IdTaken, or what `registration.walk_ins.walk_in` does.
    """
    door_list = next((each for each in phone.lists if each.key == arrival.list_key), None)
    if door_list is None or not phone.may_read(door_list):
        raise NotFound(rules.no_such_list())
    desk_rules.check_entrance(door_list)
    guest, is_beyond = guests.walk_in(
        db.session.get_one(Conference, phone.conference_id),
        person,
        form_key=arrival.id,
        language=language,
        by=f"device:{phone.uid}",
        override=arrival.override,
    )
    # A place that was given up since has no ticket that the door would take.
    desk_rules.check_own(is_own=guest.is_live)
    code = registrations.ticket_code(guest)
    if code is not None:  # one that was stopped since has let them in before
        _let_in(guest, code, phone, door_list, arrival, is_beyond=is_beyond)
    return Attendee(guest.uid, guest.name, guest.organisation, guest.kind, guest.state), code


def note_refused(phone: Phone) -> None:
    """Audit keeps that a phone has tried an address with a place, never whose."""
    detail = {"conference": phone.conference}
    audit.record("checkin.walk_in_refused", by=f"device:{phone.uid}", detail=detail)


def _let_in(
    guest: Registration, code: str, phone: Phone, door_list: DoorList, arrival: Arrival, *, is_beyond: bool
) -> None:
    """The scan that a ticket would have made; the seats' lock keeps the same walk-in from another call."""
    known = db.session.get(Scan, arrival.id)
    if known is not None:
        desk_rules.check_own(is_own=known.registration_id == guest.id and known.undone_at is None)
        return
    now = clock.now()
    scan = Scan(
        id=arrival.id,
        device_id=phone.id,
        list_id=door_list.id,
        registration_id=guest.id,
        lookup=lookup_of(code),
        direction=Direction.ENTRY,
        scanned_at=now,
        offset_ms=0,
        corrected_at=now,
        received_at=now,
        decided=Decided.ONLINE,
        override=is_beyond,
        verdict=Verdict.ADMITTED,
        state=guest.state,
    )
    db.session.add(scan)
    db.session.flush()
