"""The verbs of workshops: choose, accept, decline, leave; and what follows from a place at the conference."""

from dataclasses import dataclass
from uuid import uuid4

from flask_babel import gettext as _
from sqlalchemy import or_, select

from conference import clock
from conference.db import db
from conference.errors import NotFound
from conference.programme.document import Document, Entry
from conference.programme.models import Kind, Presenter, Session, WorkshopPlace
from conference.programme.releases import service as releases
from conference.programme.workshops import rules
from conference.programme.workshops.followers import with_seats as with_seats
from conference.programme.workshops.followers import with_traces as with_traces
from conference.programme.workshops.seats import list_live, queue_of, write_letter
from conference.programme.workshops.seats import read_seats as read_seats
from conference.registration import rules as registration_rules
from conference.registration import seats as conference_seats
from conference.registration import waiting
from conference.registration.models import Conference, Reason, Registration, State
from conference.registration.waiting import Queue, Seats


@dataclass(frozen=True, kw_only=True)
class Workshop:
    """A workshop as one attendee meets it."""

    entry: Entry
    room: str
    seats: Seats
    place: WorkshopPlace | None
    #: In the queue, from 1.
    queue_number: int | None
    is_offer_good: bool
    #: Whether a free seat would still be offered to who waits.
    is_queue_open: bool
    is_ahead: bool
    #: What stands against it at that time: chosen, or presented by them.
    clash: Entry | None


def list_workshops(registration: Registration) -> list[Workshop]:
    """The released workshops with seats, as this person meets them, by time."""
    document = releases.latest(registration.conference)
    seats = read_seats(registration.conference) if document else {}
    if document is None or not seats:
        return []
    places = {place.session.code: place for place in _list_live_of(registration)}
    chosen = [document.by_code[code] for code in places if code in document.by_code]
    taken = [*chosen, *_presented(registration, document)]
    return [
        _workshop(entry, document, seats[entry.code], places.get(entry.code), registration, taken)
        for entry in document.held
        if entry.code in seats
    ]


def list_chosen(registration: Registration) -> dict[str, bool]:
    """The workshops of this person's calendar, by code: whether they have a seat, or had it until the end."""
    query = (
        select(Session.code, WorkshopPlace.state)
        .join(WorkshopPlace, WorkshopPlace.session_id == Session.id)
        .where(
            WorkshopPlace.registration_id == registration.id,
            or_(WorkshopPlace.state == State.CONFIRMED, WorkshopPlace.reason == Reason.BY_ORGANISER),
        )
        .order_by(WorkshopPlace.seq)
    )
    return {code: state is State.CONFIRMED for code, state in db.session.execute(query)}


def list_seats(conference: Conference, document: Document) -> dict[str, Seats]:
    """How the seats of the released workshops ahead stand, by code; a programme without any asks nothing."""
    now = clock.now()
    ahead = {each.code for each in document.held if each.kind is Kind.WORKSHOP and now < each.starts_at}
    if not ahead or conference.called_off_at is not None:
        return {}
    return {code: seats for code, seats in read_seats(conference).items() if code in ahead}


def choose(registration: Registration, code: str) -> bool:
    """Take a seat in the workshop, or the last place in its queue; False when they have a place there.

    Raises NotFound, CalledOff, Begun, NoSeat, Overlap or Full, in this order.
    """
    conference = _hold_own(registration)
    document, session = _get(conference, code)
    entry, now = document.by_code[code], clock.now()
    rules.check_may_choose(registration, entry, conference, now=now)
    places = _list_live_of(registration)
    if any(place.session is session for place in places):
        return False
    chosen = [document.by_code[each.session.code] for each in places if each.session.code in document.by_code]
    rules.check_free_then(entry, chosen=chosen, presented=_presented(registration, document))
    queue = queue_of(session, entry)
    has_seat = bool(waiting.lock_seats(queue).left)
    if not has_seat:
        rules.check_queue(queue.hours, now=now)
    place = WorkshopPlace(
        uid=str(uuid4()),
        session=session,
        registration=registration,
        seq=waiting.following_seq(queue),
        state=State.CONFIRMED if has_seat else State.WAITING,
        created_at=now,
        changed_at=now,
    )
    db.session.add(place)
    db.session.flush()
    return True


def accept(registration: Registration, code: str) -> bool:
    """Take the offered seat; False when they have it already.

    Raises NotFound, CalledOff, Begun or OfferGone, in this order.
    """
    place, _queue = _hold_place(registration, code)
    if place is None:
        raise registration_rules.OfferGone(_("You have no place in this workshop any more."))
    if place.state is State.CONFIRMED:
        return False
    waiting.accept(place)
    return True


def decline(registration: Registration, code: str) -> bool:
    """Give the offered seat to the next in line; False when they have done so already.

    Raises NotFound, CalledOff, Begun or OfferGone, in this order.
    """
    place, queue = _hold_place(registration, code)
    if place is None:
        return False
    registration_rules.check_offer(place, now=clock.now())
    _give_up(place, queue, Reason.DECLINED)
    return True


def leave(registration: Registration, code: str) -> bool:
    """Give the place up, and a seat to the next in line; False when they have none by now.

    Raises NotFound, CalledOff or Begun, in this order.
    """
    place, queue = _hold_place(registration, code)
    if place is None:
        return False
    _give_up(place, queue, Reason.BY_PERSON)
    return True


def lapse_offers() -> None:
    """End every offer that nobody answered in time, and pass the seats on."""
    late = select(WorkshopPlace.session_id).where(
        WorkshopPlace.state == State.OFFERED, WorkshopPlace.offer_until <= clock.now()
    )
    # In the order of their pools, so that two workers never wait for each other.
    query = select(Session).join(Session.conference).where(Session.id.in_(late))
    for session in db.session.scalars(query.order_by(Conference.pool_id, Session.pool_id)).all():
        conference_seats.lock_seats(session.conference)
        waiting.lapse_offers(queue_of(session, find_entry(session)))


def end_places(registration: Registration) -> None:
    """Who comes no more leaves their workshops too, and the next in line get the seats."""
    for place in _list_live_of(registration):
        queue = queue_of(place.session, find_entry(place.session))
        waiting.lock_seats(queue)
        _give_up(place, queue, registration.reason or Reason.BY_PERSON)


def hand_places_over(old: Registration, new: Registration) -> None:
    """Who takes a seat over takes its workshops over too, also places in their queues."""
    for place in _list_live_of(old):
        place.registration = new
        place.changed_at = clock.after(place.changed_at)
        if place.state is State.OFFERED:
            write_letter("workshop.offer", place)
    db.session.flush()


def _workshop(
    entry: Entry,
    document: Document,
    seats: Seats,
    place: WorkshopPlace | None,
    registration: Registration,
    taken: list[Entry],
) -> Workshop:
    now, hours = clock.now(), rules.hours_of(entry, registration.conference)
    is_waiting = place is not None and place.state is State.WAITING
    return Workshop(
        entry=entry,
        room=document.rooms_by_key[entry.room_key].name,
        seats=seats,
        place=place,
        queue_number=waiting.queue_number(queue_of(place.session, entry), place)
        if place and is_waiting
        else None,
        is_offer_good=place is not None and registration_rules.is_offer_good(place, now=now),
        is_queue_open=registration_rules.is_queue_open(hours, now=now),
        is_ahead=now < entry.starts_at,
        clash=rules.clash_of(entry, [each for each in taken if each.code != entry.code or place is None]),
    )


def _hold_own(registration: Registration) -> Conference:
    """Lock the seats of the conference, then read the row as it is now."""
    conference = registration.conference
    conference_seats.lock_seats(conference)
    db.session.refresh(registration)
    return conference


def _hold_place(registration: Registration, code: str) -> tuple[WorkshopPlace | None, Queue[WorkshopPlace]]:
    """One's own place if there is one, and its queue, held until the write block ends."""
    conference = _hold_own(registration)
    document, session = _get(conference, code)
    rules.check_ahead(document.by_code[code], conference, now=clock.now())
    queue = queue_of(session, document.by_code[code])
    waiting.lock_seats(queue)
    return next((each for each in _list_live_of(registration) if each.session is session), None), queue


def _give_up(place: WorkshopPlace, queue: Queue[WorkshopPlace], reason: Reason) -> None:
    waiting.end(place, reason)
    waiting.offer_free_seats(queue)


def _get(conference: Conference, code: str) -> tuple[Document, Session]:
    """A released workshop that has seats. Raises NotFound."""
    document = releases.latest(conference)
    query = select(Session).where(
        Session.conference_id == conference.id, Session.code == code, Session.pool_id.is_not(None)
    )
    session = db.session.scalar(query)
    if document is None or session is None or code not in document.by_code:
        raise NotFound(rules.no_such_workshop())
    return document, session


def find_entry(session: Session) -> Entry | None:
    document = releases.latest(session.conference)
    return None if document is None else document.by_code.get(session.code)


def _list_live_of(registration: Registration) -> list[WorkshopPlace]:
    return list_live(WorkshopPlace.registration_id == registration.id)


def _presented(registration: Registration, document: Document) -> list[Entry]:
    """What they present themselves, as released."""
    uids = set(db.session.scalars(select(Presenter.uid).filter_by(registration_id=registration.id)))
    return [each for each in document.held if uids & {person.uid for person in each.presenters}]
