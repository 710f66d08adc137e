"""What a release tells the people of workshops: another time or room, or that one is called off.

Below the releases, which call it with what differs: so it reads no released programme by itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from conference.db import db
from conference.programme.document import Document
from conference.programme.models import Session, WorkshopPlace
from conference.programme.releases.changes import Change, ChangeKind
from conference.programme.workshops.followers import tell_seats
from conference.programme.workshops.seats import list_live, queue_of, shorten_offers, write_letter
from conference.registration import seats as conference_seats
from conference.registration import waiting
from conference.registration.models import Conference, Reason
from conference.registration.rules import LAST_OFFER

#: What sends people elsewhere, or at another time.
_MOVES = {ChangeKind.MOVED, ChangeKind.SHORTENED, ChangeKind.LENGTHENED, ChangeKind.ROOM}


@dataclass(frozen=True)
class Due:
    """A workshop whose people are to hear of a change."""

    session: Session
    change: Change
    is_cancelled: bool
    #: How many have a place in it, a seat or a number in its queue.
    people: int


def list_due(conference: Conference, changes: Iterable[Change]) -> list[Due]:
    """Workshops with seats that these changes move or cancel, in the order of their pools."""
    by_code = {
        change.code: change
        for change in changes
        if ChangeKind.CANCELLED in change.kinds or (change.before and _MOVES & set(change.kinds))
    }
    query = (
        select(Session)
        .where(
            Session.conference_id == conference.id,
            Session.code.in_(by_code),
            Session.pool_id.is_not(None),
        )
        .order_by(Session.pool_id)
    )
    return [_due(session, by_code[session.code]) for session in db.session.scalars(query)] if by_code else []


def tell(conference: Conference, due: Iterable[Due], new: Document) -> None:
    """Write to everybody who has a place; where the workshop is called off, the places end."""
    for each in due:
        conference_seats.lock_seats(conference)
        queue = queue_of(each.session, new.by_code.get(each.session.code))
        waiting.lock_seats(queue)
        for place in list_live(WorkshopPlace.session_id == each.session.id):
            if each.is_cancelled:
                waiting.end(place, Reason.BY_ORGANISER)
                if conference.called_off_at is None:  # then one letter tells of it all
                    write_letter("workshop.cancelled", place)
            else:
                write_letter("workshop.moved", place, **_before(each.change))
        if not each.is_cancelled:
            shorten_offers(each.session, until=queue.hours.starts_at - LAST_OFFER)
            waiting.offer_free_seats(queue)
    _tell_lists(conference)


def _due(session: Session, change: Change) -> Due:
    people = len(list_live(WorkshopPlace.session_id == session.id))
    return Due(session, change, ChangeKind.CANCELLED in change.kinds, people)


def _before(change: Change) -> dict[str, str]:
    """Where it stood: by the time the letter is written, no document may say so."""
    assert change.before is not None
    return {
        "room": change.before.room,
        "starts_at": change.before.starts_at.isoformat(),
        "ends_at": change.before.ends_at.isoformat(),
    }


def _tell_lists(conference: Conference) -> None:
    """What is called after a workshop may have to be called otherwise."""
    query = select(Session).where(Session.conference_id == conference.id, Session.pool_id.is_not(None))
    for session in db.session.scalars(query.order_by(Session.id)).all():
        tell_seats(session)
