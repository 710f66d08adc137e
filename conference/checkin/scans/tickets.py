"""Whose the tickets are that a call speaks of: all the door must know of them, in one question.

The registrations are locked in the order of their ids, so that one ticket on many phones at once is let in
once.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, literal, null, select

from conference.checkin.models import CheckinList, RehearsalTicket
from conference.checkin.rehearsals import name_of
from conference.credentials import Credential, Purpose
from conference.db import db
from conference.registration.models import Kind, Registration, State


class Holder(NamedTuple):
    """Whom a ticket belongs to, and how both stand."""

    lookup: str
    replaced_at: datetime | None
    stopped_at: datetime | None
    registration_id: int | None
    #: Of a test ticket, which is nobody's; and the list it is good on.
    rehearsal_ticket_id: int | None
    rehearsal_list_id: int | None
    uid: str
    conference_id: int
    name: str
    organisation: str
    kind: Kind
    state: State
    cancelled_at: datetime | None
    party_id: int | None


def read(lookups: Collection[str]) -> dict[str, Holder]:
    """By lookup: the registrations they belong to, held until the write block ends."""
    rows = db.session.connection().execute(_TICKETS, {"lookups": lookups})
    return {row[0]: Holder._make(row) for row in rows}


def read_rehearsal(lookups: Collection[str], lists: Collection[int]) -> dict[str, Holder]:
    """By lookup: the test tickets of these lists, held as well."""
    asked = {"lookups": lookups, "lists": lists}
    rows = [Holder._make(row) for row in db.session.connection().execute(_TEST_TICKETS, asked)]
    return {row.lookup: row._replace(name=name_of(int(row.name))) for row in rows}


def lookups_of(attendees: Iterable[str]) -> dict[str, str]:
    """By a person's id: the lookup of their ticket, the last one where they have had several."""
    rows = db.session.connection().execute(_LOOKUPS, {"subjects": list(attendees)})
    return {row.subject: row.lookup for row in rows}


def _of(*columns: Any) -> Select[*tuple[Any, ...]]:
    told = (Credential.lookup, Credential.replaced_at, Credential.stopped_at, *columns)
    of_lookups = Credential.lookup.in_(bindparam("lookups", expanding=True))
    return select(*told).where(Credential.purpose == Purpose.TICKET, of_lookups)


_TICKETS = (
    _of(
        Registration.id,
        null(),
        null(),
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
    .order_by(Registration.id)
    .with_for_update(of=Registration, key_share=True)
)

#: The guest of a cancelled test ticket never had a place.
_TEST_TICKETS = (
    _of(
        null(),
        RehearsalTicket.id,
        RehearsalTicket.list_id,
        RehearsalTicket.uid,
        CheckinList.conference_id,
        RehearsalTicket.number,
        literal(""),
        RehearsalTicket.kind,
        RehearsalTicket.state,
        Credential.created_at,
        null(),
    )
    .join(RehearsalTicket, RehearsalTicket.uid == Credential.subject)
    .join(CheckinList, CheckinList.id == RehearsalTicket.list_id)
    .where(RehearsalTicket.list_id.in_(bindparam("lists", expanding=True)))
    .order_by(RehearsalTicket.id)
    .with_for_update(of=RehearsalTicket, key_share=True)
)

#: Read so that of several tickets of one person the good one stays, or the newest.
_LOOKUPS = (
    select(Credential.subject, Credential.lookup)
    .where(Credential.purpose == Purpose.TICKET)
    .where(Credential.subject.in_(bindparam("subjects", expanding=True)))
    .order_by(Credential.replaced_at.is_(None), Credential.stopped_at.is_(None), Credential.created_at)
)
