"""What the door has on paper: the list for when no phone works, and the tickets to practise with."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import Row, func, select

from conference import clock, credentials, names
from conference.badges.paper import ListedPerson, ListPrint, PracticePrint
from conference.checkin import arrivals, lists, rehearsals, rules
from conference.checkin.models import CheckinList, ListKind, Scan
from conference.checkin.signs import sign
from conference.db import db
from conference.errors import NotFound
from conference.language import absolute_url, day_time, language, long_day, said, time
from conference.programme.models import Slot, WorkshopPlace
from conference.registration.models import Conference, Registration, State
from conference.registration.words import KINDS


def checkin_list(conference: Conference, key: str) -> ListPrint:
    """Everybody with a place, at the conference or in the list's workshop, in the Danish order of names.

    The main entrance has its paper before it has a phone. Raises NotFound, also for a rehearsal's list.
    """
    door_list = _list(conference, key)
    people = _people(door_list)
    name = said(door_list, "name")
    return ListPrint(
        language=language(),
        title=_("Check-in list: %(list)s", list=name),
        conference=said(conference, "title"),
        name=name,
        when=_when(conference, door_list),
        count=ngettext("%(num)d person.", "%(num)d people.", len(people)),
        state=_state(sum(person.arrived_at is not None for person in people)),
        columns=(_("Has come"), _("Name"), _("Workplace"), _("Comes as")),
        people=_lines(people),
        extra=_("Not on the list"),
        extra_advice=_("Write name, workplace and time here. Also of guests whom a phone could not store."),
        care=_("Destroy this list when the day is over: it holds names."),
        pages=_("Page {page} of {pages}"),
    )


def practice_tickets(conference: Conference) -> list[PracticePrint]:
    """The rehearsal's tickets. Raises NotFound before there is one."""
    tickets = rehearsals.list_tickets(conference)
    if not tickets:
        raise NotFound(_("There is no rehearsal yet. Prepare one first."))
    return [
        PracticePrint(
            name=ticket.name,
            kind=ticket.kind,
            kind_name=str(KINDS[ticket.kind]),
            qr_url=absolute_url("checkin.ticket", language="da", code=ticket.code).upper(),
            qr_alt=_("QR code with the code of the ticket"),
            code=credentials.grouped(ticket.code),
            verdict=sign(ticket.verdict),
        )
        for ticket in tickets
    ]


def _list(conference: Conference, key: str) -> CheckinList:
    found = {each.key: each for each in lists.list_all(conference)}
    if key == lists.ENTRY and key not in found:
        return lists.new_entry(conference)
    if key not in found or found[key].kind is ListKind.REHEARSAL:
        raise NotFound(rules.no_such_list())
    return found[key]


def _people(door_list: CheckinList) -> list[Row[Any]]:
    came = (
        select(func.min(Scan.corrected_at))
        .join(CheckinList)
        .where(Scan.registration_id == Registration.id, Scan.list_id == door_list.id, arrivals.lets_in())
        .correlate(Registration)
        .scalar_subquery()
    )
    query = select(
        Registration.name, Registration.organisation, Registration.kind, came.label("arrived_at")
    ).where(Registration.conference_id == door_list.conference_id, Registration.state == State.CONFIRMED)
    if door_list.session_id is not None:
        query = query.join(WorkshopPlace).where(
            WorkshopPlace.session_id == door_list.session_id, WorkshopPlace.state == State.CONFIRMED
        )
    return list(db.session.execute(query.order_by(Registration.sort_key, Registration.id)))


def _lines(people: list[Row[Any]]) -> tuple[ListedPerson, ...]:
    initials = [names.initial(person.name) for person in people]
    return tuple(
        ListedPerson(
            initial=initial if initial != before else "",
            name=person.name,
            organisation=person.organisation,
            kind=person.kind,
            kind_name=str(KINDS[person.kind]),
            arrived=time(person.arrived_at) if person.arrived_at else "",
        )
        for person, initial, before in zip(people, initials, ["", *initials], strict=False)
    )


def _when(conference: Conference, door_list: CheckinList) -> str:
    if door_list.session_id is not None:
        slot = db.session.scalar(select(Slot).where(Slot.session_id == door_list.session_id))
        return _hours(slot) if slot else long_day(conference.starts_at)
    return day_and_doors(conference)


def day_and_doors(conference: Conference) -> str:
    """When one must be there."""
    day, opens = long_day(conference.starts_at), time(conference.doors_at)
    return str(_("%(day)s, doors open at %(time)s", day=day, time=opens))


def _hours(slot: Slot) -> str:
    hours = f"{time(slot.starts_at)}–{time(slot.ends_at)}"
    return ", ".join([long_day(slot.starts_at), hours, slot.room.name])


def _state(arrived: int) -> str:
    printed = str(_("Printed %(when)s.", when=day_time(clock.now())))
    if not arrived:
        return printed
    ticked = ngettext(
        "One had come by then, and is ticked.", "%(num)d had come by then, and are ticked.", arrived
    )
    return f"{printed} {ticked}"
