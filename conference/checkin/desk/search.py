"""Who a desk looks up by name."""

from sqlalchemy import select

from conference import names
from conference.audit import service as audit
from conference.checkin.desk import rules as desk_rules
from conference.checkin.rules import Phone
from conference.checkin.scans.record import Attendee
from conference.db import db
from conference.registration.attendees.listing import SEARCH_WORDS
from conference.registration.models import Registration, State

#: People that one search tells of: more would only be read by scrolling.
MOST_FOUND = 20


def search(phone: Phone, asked: str) -> list[Attendee]:
    """Those of the conference whose name or workplace holds every word, in the Danish order of names.

    Addresses are not searched: what a phone may not see, it cannot find out by trying. Raises Forbidden or
    QueryTooShort, in this order.
    """
    desk_rules.check_search(phone, asked)
    text = Registration.double_key
    query = select(*_PERSON).where(
        Registration.conference_id == phone.conference_id,
        Registration.state != State.CANCELLED,
        *(text.contains(word, autoescape=True) for word in names.fold(asked).split()[:SEARCH_WORDS]),
    )
    query = query.order_by(Registration.sort_key, Registration.id).limit(MOST_FOUND)
    return [Attendee(*row) for row in db.session.execute(query)]


def note_search(phone: Phone, *, found: int) -> None:
    """Audit keeps that a phone has looked, never for whom."""
    detail = {"conference": phone.conference, "found": found}
    audit.record("checkin.search", by=f"device:{phone.uid}", detail=detail)


_PERSON = (
    Registration.uid,
    Registration.name,
    Registration.organisation,
    Registration.kind,
    Registration.state,
)
