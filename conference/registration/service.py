"""The verbs of registration: find, register, accept, decline, cancel, correct, hand over, search."""

from sqlalchemy import or_, select

from conference import clock, credentials, names
from conference.audit import service as audit
from conference.credentials import Purpose
from conference.db import db
from conference.errors import NotFound
from conference.registration import rules, waiting
from conference.registration.answers import Answers as Answers
from conference.registration.answers import Correction as Correction
from conference.registration.answers import Settings as Settings
from conference.registration.attendees.listing import has_come as has_come
from conference.registration.attendees.listing import list_come as list_come
from conference.registration.attendees.listing import search as search
from conference.registration.conferences.service import change_conference as change_conference
from conference.registration.conferences.service import create_conference as create_conference
from conference.registration.conferences.service import find_current_conference as find_current_conference
from conference.registration.conferences.service import get_conference as get_conference
from conference.registration.conferences.service import get_public_conference as get_public_conference
from conference.registration.conferences.service import list_conferences as list_conferences
from conference.registration.followers import ask_presenting as ask_presenting
from conference.registration.followers import with_end as with_end
from conference.registration.followers import with_hand_over as with_hand_over
from conference.registration.followers import with_new_link as with_new_link
from conference.registration.handing import find_handed_over as find_handed_over
from conference.registration.handing import find_taker as find_taker
from conference.registration.handing import hand_over as hand_over
from conference.registration.handing import list_replaceable as list_replaceable
from conference.registration.models import Conference, Kind, Reason, Registration, State
from conference.registration.parties import Gathered as Gathered
from conference.registration.parties import add_member as add_member
from conference.registration.parties import find_gathered as find_gathered
from conference.registration.parties import get_member as get_member
from conference.registration.parties import leads as leads
from conference.registration.parties import register_party as register_party
from conference.registration.places import (
    begin,
    find_same,
    form_key_of,
    readdress,
    reader_of,
    set_person,
    write_once_an_hour,
)
from conference.registration.places import renew_ticket as renew_ticket
from conference.registration.rules import Phase as Phase
from conference.registration.seats import addressee as addressee
from conference.registration.seats import (
    check_not_come,
    end,
    facts_by,
    lock_seats,
    offer_free_seats,
    write_letter,
)
from conference.registration.seats import find_contact as find_contact
from conference.registration.seats import lapse_offers as lapse_offers
from conference.registration.seats import list_party as list_party
from conference.registration.seats import queue_number as queue_number
from conference.registration.seats import queue_numbers as queue_numbers
from conference.registration.seats import seats as seats
from conference.registration.waiting import Seats as Seats


def register(
    conference: Conference, answers: Answers, *, language: str, form_key: str | None = None
) -> Registration | None:
    """Give the person a seat, or the last place in the queue; nobody new passes those who wait.

    The same form sent twice is one registration. None when the address has a place already: then a letter has
    gone to it, and the caller must not tell more. Raises NotFound, CalledOff or RegistrationClosed.
    """
    assert answers.email is not None
    free = lock_seats(conference).left
    key = form_key_of(form_key, answers.email)
    sent_before, known = find_same(conference, key, answers.email)
    if sent_before is not None:
        return sent_before
    rules.check_open(conference, now=clock.now())
    if known is not None:
        write_once_an_hour("registration.known", known)
        return None
    state = State.CONFIRMED if free else State.WAITING
    registration = begin(conference, answers, state=state, language=language, form_key=key)
    audit.record("registration.register", by="self", subject=registration.uid)
    return registration


def register_guest(conference: Conference, answers: Answers, *, language: str) -> Registration:
    """Register somebody who has said yes to an invitation, until the start; who has a place keeps it.

    Their kind becomes the one given, as `offer_kind` does. When all seats are taken they wait like everybody:
    the organisers see it and raise the capacity. Raises NotFound or TooLate.
    """
    free = lock_seats(conference).left
    rules.check_public(conference)
    rules.check_change(conference, now=clock.now())
    _, known = find_same(conference, None, answers.email)
    if known is not None:
        offer_kind(known, answers.kind)
        return known
    state = State.CONFIRMED if free else State.WAITING
    return begin(conference, answers, state=state, language=language)


def set_kind(registration: Registration, kind: Kind) -> None:
    """Say what somebody comes as: what they are called on badge, list and scanner."""
    if registration.kind is not kind:
        registration.kind = kind
        registration.changed_at = clock.after(registration.changed_at)
        db.session.flush()


def offer_kind(registration: Registration, kind: Kind) -> None:
    """Say the same of who came as anybody; press, council, partners and organisers stay what they are."""
    if registration.kind in (Kind.ATTENDEE, Kind.GUEST):
        set_kind(registration, kind)


def accept(registration: Registration) -> bool:
    """Take the offered seat; False when they have it already. Raises CalledOff, TooLate or OfferGone."""
    _hold(registration)
    if registration.state is State.CONFIRMED:
        return False
    rules.check_change(registration.conference, now=clock.now())
    waiting.accept(registration)
    registration.entry_sequence += 1  # its entry was tentative
    write_letter("registration.ticket", registration)
    db.session.flush()
    return True


def decline(registration: Registration) -> bool:
    """Give the offered seat to the next in line; False when they have done so already. Raises OfferGone."""
    _hold(registration)
    if registration.reason is Reason.DECLINED:
        return False
    rules.check_offer(registration, now=clock.now())
    end(registration, Reason.DECLINED)
    offer_free_seats(registration.conference)
    return True


def accept_for_party(contact: Registration) -> list[Registration]:
    """Take every seat offered to the contact's party; tells whose. Raises CalledOff, TooLate or OfferGone."""
    offered = _hold_offers(contact)
    return [member for member in offered if accept(member)]


def decline_for_party(contact: Registration) -> list[Registration]:
    """Give every seat offered to the contact's party to the next in line; tells whose. Raises OfferGone."""
    offered = _hold_offers(contact)
    for member in offered:
        end(member, Reason.DECLINED)
    offer_free_seats(contact.conference)
    return offered


def cancel(
    registration: Registration, *, reason: Reason = Reason.BY_PERSON, by: Registration | None = None
) -> bool:
    """Give the place up, and a seat to the next in line; False when it is given up by now.

    The letter tells who did it: the person, or `by`, the contact of their party. Raises CalledOff, TooLate or
    CheckedIn, in this order.
    """
    _hold(registration)
    if not registration.is_live:
        return False
    rules.check_change(registration.conference, now=clock.now())
    check_not_come(registration)
    end(registration, reason)
    write_letter("registration.cancelled", registration, facts=facts_by(by))
    offer_free_seats(registration.conference)
    return True


def correct(registration: Registration, correction: Correction) -> bool:
    """Put name, address, workplace or language right. Raises TooLate or Cancelled.

    False when another place has the address: nothing is changed, and a letter has gone to it, so that nobody
    tries addresses unnoticed.

    A changed address gets the letter with the ticket, and a new link to the person's own page: the first
    letter may lie with a stranger, and its link would show them the right address. So do the addresses of the
    person's own calendar, which are stopped, and the links of those whose letters this person reads. The
    ticket stays, since it may be printed already. The old address hears only that its calendar entry ends,
    and only if it was sent one: mostly it is a slip of the keyboard, so whoever reads there has no business
    with this person, and the link they hold opens nothing any more.
    """
    _hold(registration)
    rules.check_change(registration.conference, now=clock.now())
    rules.check_live(registration)
    _, other = find_same(registration.conference, None, correction.email)
    if other is not None and other is not registration:
        write_once_an_hour("registration.known", other)
        return False
    before, reader = registration.email_folded, reader_of(registration)
    set_person(
        registration, name=correction.name, email=correction.email, organisation=correction.organisation
    )
    registration.language = correction.language
    registration.changed_at = clock.after(registration.changed_at)
    db.session.flush()
    if registration.email_folded != before:
        readdress(registration, reader)
    return True


def send_links(address: str) -> None:
    """Write to the address about each place it holds, or looks after; an unknown address gets nothing."""
    query = (
        select(Registration)
        .join(Conference)
        .where(
            Registration.email_folded == names.fold_email(address),
            or_(Registration.state != State.CANCELLED, Registration.is_contact),
            Conference.published_at.is_not(None),
            Conference.ends_at > clock.now(),
        )
        .order_by(Conference.starts_at)
    )
    for registration in db.session.scalars(query):
        write_once_an_hour("registration.links", registration)


def send_link(registration: Registration) -> None:
    """Write where the person's own page is, to whoever reads their letters. Raises Cancelled.

    Once a minute at most: a button is pressed twice before the page has answered.
    """
    rules.check_live(registration)
    minute = f"{clock.real_now():%Y-%m-%d %H:%M}"
    write_letter("registration.links", registration, dedup=f"registration.links {registration.uid} {minute}")


def own_code(registration: Registration) -> str:
    """The code of the person's own page."""
    code = credentials.live_code(Purpose.OWN, registration.uid)
    if code is None:
        raise NotFound(rules.no_such_page())
    return code


def ticket_code(registration: Registration) -> str | None:
    """The code on the ticket, for a door whose camera fails; None when the ticket was stopped."""
    return credentials.live_code(Purpose.TICKET, registration.uid)


def phase(conference: Conference) -> Phase:
    """Whether one may register just now."""
    return rules.phase(conference, now=clock.now())


def has_begun(conference: Conference) -> bool:
    """Whether the door decides now."""
    return clock.now() >= conference.starts_at


def can_change(registration: Registration) -> bool:
    """Whether its person can still correct or cancel it."""
    return registration.is_live and rules.can_change(registration.conference, now=clock.now())


def can_hand_over(registration: Registration) -> bool:
    """Whether a colleague can take the place over."""
    return bool(list_replaceable([registration]))


def is_offer_good(registration: Registration) -> bool:
    """Whether its offered seat can still be accepted."""
    return rules.is_offer_good(registration, now=clock.now())


def is_queue_open(conference: Conference) -> bool:
    """Whether a free seat would be offered to those who wait."""
    return rules.is_queue_open(rules.hours_of(conference), now=clock.now())


def check_seat(registration: Registration) -> None:
    """Who has no seat has no ticket. Raises NotFound."""
    if registration.state is not State.CONFIRMED:
        raise NotFound(rules.no_such_page())


def get_own(code: str) -> Registration:
    """The registration behind a person's own link. Raises NotFound, also for a stopped or replaced link."""
    credential = credentials.find_live(code, purpose=Purpose.OWN)
    if credential is None:
        raise NotFound(rules.no_such_page())
    return get_registration(credential.subject)


def get_registration(uid: str) -> Registration:
    """Raises NotFound."""
    found = db.session.scalar(select(Registration).filter_by(uid=uid))
    if found is None:
        raise NotFound(rules.no_such_page())
    return found


def _hold(registration: Registration) -> None:
    """Lock the seats of its conference, then read the row as it is now."""
    lock_seats(registration.conference)
    db.session.refresh(registration)


def _hold_offers(contact: Registration) -> list[Registration]:
    """Those of the party with an offer to answer, if any is left. Raises NotFound or OfferGone."""
    _hold(contact)
    if not contact.is_contact:
        raise NotFound(rules.no_such_page())
    offered = [member for member in list_party(contact) if member.state is State.OFFERED]
    good = [member for member in offered if is_offer_good(member)]
    if offered and not good:
        rules.check_offer(offered[0], now=clock.now())
    return good
