"""The rehearsal: a list of its own and tickets that belong to nobody, to practise the door with."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from conference import credentials
from conference.audit import service as audit
from conference.checkin.models import CheckinList, ListKind, RehearsalTicket, Verdict
from conference.credentials import Credential, Purpose
from conference.db import db, lock
from conference.registration.models import Conference, Kind, State

#: The key of the list in addresses and on phones.
KEY = "rehearsal"
#: What the tickets are, in the order of their numbers: every kind of guest, two more, and each refusal.
TICKETS = (
    *((kind, State.CONFIRMED) for kind in Kind),
    (Kind.ATTENDEE, State.CONFIRMED),
    (Kind.ATTENDEE, State.CONFIRMED),
    (Kind.ATTENDEE, State.WAITING),
    (Kind.ATTENDEE, State.CANCELLED),
    (Kind.PARTNER, State.CONFIRMED),
)
#: The number of the guest who has a newer ticket.
REPLACED = len(TICKETS)
#: What the door says to a ticket by its state, unless it is replaced.
_SAID = {
    State.CONFIRMED: Verdict.ADMITTED,
    State.WAITING: Verdict.WAITING,
    State.OFFERED: Verdict.WAITING,
    State.CANCELLED: Verdict.CANCELLED,
}


@dataclass(frozen=True)
class PracticeTicket:
    """A ticket as it is printed and shown."""

    number: int
    kind: Kind
    state: State
    replaced_at: datetime | None
    code: str

    @property
    def name(self) -> str:
        return name_of(self.number)

    @property
    def verdict(self) -> Verdict:
        """What the door says when it is read for the first time."""
        return Verdict.REPLACED if self.replaced_at else _SAID[self.state]


def name_of(number: int) -> str:
    """What the guest of a test ticket is called."""
    return str(_("Test guest %(number)d", number=number))


def prepare(conference: Conference, *, by: str) -> None:
    """Make the list and its tickets; where they are, they stay."""
    lock(Conference, conference.id)
    if _find_list(conference) is not None:
        return
    made = CheckinList(
        conference_id=conference.id,
        key=KEY,
        name_da="Generalprøve",
        name_en="Rehearsal",
        kind=ListKind.REHEARSAL,
    )
    db.session.add(made)
    db.session.flush()
    tickets = [
        RehearsalTicket(list_id=made.id, number=number, kind=kind, state=state)
        for number, (kind, state) in enumerate(TICKETS, start=1)
    ]
    db.session.add_all(tickets)
    db.session.flush()
    for ticket in tickets:
        credentials.issue(Purpose.TICKET, ticket.uid)
    db.session.flush()
    credentials.replace(Purpose.TICKET, tickets[REPLACED - 1].uid)
    audit.record("checkin.rehearsal", by=by, subject=conference.uid)


def list_tickets(conference: Conference) -> list[PracticeTicket]:
    """The test tickets by number; none before there is a rehearsal."""
    query = (
        select(RehearsalTicket, Credential)
        .join(CheckinList, RehearsalTicket.list_id == CheckinList.id)
        .join(Credential, Credential.subject == RehearsalTicket.uid)
        .where(CheckinList.conference_id == conference.id, Credential.purpose == Purpose.TICKET)
        .order_by(RehearsalTicket.number)
    )
    return [
        PracticeTicket(
            ticket.number, ticket.kind, ticket.state, found.replaced_at, credentials.code_of(found)
        )
        for ticket, found in db.session.execute(query)
    ]


def _find_list(conference: Conference) -> CheckinList | None:
    query = select(CheckinList).filter_by(conference_id=conference.id, kind=ListKind.REHEARSAL)
    return db.session.scalar(query)
