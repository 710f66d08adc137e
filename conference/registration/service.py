"""The verbs of registration: find, register, accept, decline, cancel, correct, search."""

from collections.abc import Callable
from uuid import uuid4

from sqlalchemy import and_, func, or_, select

from conference import clock, credentials, names
from conference.credentials import Purpose
from conference.db import db
from conference.errors import NotFound
from conference.pact import service as pacts
from conference.registration import rules
from conference.registration.answers import Answers as Answers
from conference.registration.answers import Correction as Correction
from conference.registration.answers import Settings as Settings
from conference.registration.attendees import search as search
from conference.registration.conferences import change_conference as change_conference
from conference.registration.conferences import create_conference as create_conference
from conference.registration.conferences import find_current_conference as find_current_conference
from conference.registration.conferences import get_conference as get_conference
from conference.registration.conferences import get_public_conference as get_public_conference
from conference.registration.conferences import list_conferences as list_conferences
from conference.registration.models import Conference, Kind, Reason, Registration, State
from conference.registration.rules import Phase as Phase
from conference.registration.waiting import Seats as Seats
from conference.registration.waiting import end, lock_seats, offer_free_seats, write_letter
from conference.registration.waiting import lapse_offers as lapse_offers
from conference.registration.waiting import queue_number as queue_number
from conference.registration.waiting import seats as seats

_LETTER = {
    State.CONFIRMED: "registration.ticket",
    State.WAITING: "registration.waiting",
    State.OFFERED: "registration.offer",
}


#: What else stops when the link to somebody's own page is renewed; nothing until the rooms above have told.
_stops: list[Callable[[Registration], None]] = []


def stop_with_own_link(stop: Callable[[Registration], None]) -> None:
    """Calendars hand in how their addresses are stopped: this room is below them and cannot ask."""
    _stops[:] = [stop]


def register(
    conference: Conference, answers: Answers, *, language: str, form_key: str | None = None
) -> Registration | None:
    """Give the person a seat, or the last place in the queue; nobody new passes those who wait.

    The same form sent twice is one registration. None when the address has a place already: then a letter has
    gone to it, and the caller must not tell more. Raises NotFound or RegistrationClosed.
    """
    seats = lock_seats(conference)
    folded = names.fold_email(answers.email)
    key = _form_key(form_key, folded)
    sent_before, known = _find_same(conference, key, folded)
    if sent_before is not None:
        return sent_before
    rules.check_open(conference, now=clock.now())
    if known is not None:
        _write_once_an_hour("registration.known", known)
        return None
    state = State.CONFIRMED if seats.left else State.WAITING
    return _begin(conference, answers, state=state, language=language, form_key=key)


def register_guest(conference: Conference, answers: Answers, *, language: str) -> Registration:
    """Register somebody who has said yes to an invitation, until the start; who has a place keeps it.

    Their kind becomes the one given, as `offer_kind` does. When all seats are taken they wait like everybody:
    the organisers see it and raise the capacity. Raises NotFound or TooLate.
    """
    seats = lock_seats(conference)
    rules.check_public(conference)
    rules.check_change(conference, now=clock.now())
    _, known = _find_same(conference, None, names.fold_email(answers.email))
    if known is not None:
        offer_kind(known, answers.kind)
        return known
    state = State.CONFIRMED if seats.left else State.WAITING
    return _begin(conference, answers, state=state, language=language, form_key=None)


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
    """Take the offered seat; False when they have it already. Raises OfferGone."""
    _hold(registration)
    if registration.state is State.CONFIRMED:
        return False
    rules.check_offer(registration, now=clock.now())
    registration.state = State.CONFIRMED
    registration.entry_sequence += 1  # its entry was tentative
    registration.changed_at = clock.after(registration.changed_at)
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


def cancel(registration: Registration, *, reason: Reason = Reason.BY_PERSON) -> bool:
    """Give the place up, and a seat to the next in line; False when it is given up by now. Raises TooLate."""
    _hold(registration)
    if not registration.is_live:
        return False
    rules.check_change(registration.conference, now=clock.now())
    end(registration, reason)
    write_letter("registration.cancelled", registration)
    offer_free_seats(registration.conference)
    return True


def correct(registration: Registration, correction: Correction) -> bool:
    """Put name, address, workplace or language right. Raises TooLate or Cancelled.

    False when another place has the address: nothing is changed, and a letter has gone to it, so that nobody
    tries addresses unnoticed.

    A changed address gets the letter with the ticket, and a new link to the person's own page: the first
    letter may lie with a stranger, and its link would show them the right address. So do the addresses of the
    person's own calendar, which are stopped. The ticket stays, since it may be printed already. The old
    address is told nothing: mostly it is a slip of the keyboard, so whoever reads there has no business with
    this person, and the link they hold opens nothing any more.
    """
    _hold(registration)
    rules.check_change(registration.conference, now=clock.now())
    rules.check_live(registration)
    folded = names.fold_email(correction.email)
    _, other = _find_same(registration.conference, None, folded)
    if other is not None and other is not registration:
        _write_once_an_hour("registration.known", other)
        return False
    is_new_address = registration.email_folded != folded
    registration.email, registration.email_folded = correction.email, folded
    registration.name, registration.language = correction.name, correction.language
    _set_organisation(registration, correction.organisation)
    _set_search(registration)
    registration.changed_at = clock.after(registration.changed_at)
    db.session.flush()
    if is_new_address:
        credentials.renew(Purpose.OWN, registration.uid)
        for stop in _stops:
            stop(registration)
        write_letter(_LETTER[registration.state], registration)
    return True


def send_links(address: str) -> None:
    """Write to the address about each place it holds; an unknown address gets nothing."""
    query = (
        select(Registration)
        .join(Conference)
        .where(
            Registration.email_folded == names.fold_email(address),
            Registration.state != State.CANCELLED,
            Conference.published_at.is_not(None),
            Conference.ends_at > clock.now(),
        )
        .order_by(Conference.starts_at)
    )
    for registration in db.session.scalars(query):
        _write_once_an_hour("registration.links", registration)


def send_link(registration: Registration) -> None:
    """Write to the person where their own page is, at most once an hour."""
    if registration.is_live:
        _write_once_an_hour("registration.links", registration)


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


def can_change(registration: Registration) -> bool:
    """Whether its person can still correct or cancel it."""
    return registration.is_live and rules.can_change(registration.conference, now=clock.now())


def is_offer_good(registration: Registration) -> bool:
    """Whether its offered seat can still be accepted."""
    return rules.is_offer_good(registration, now=clock.now())


def is_queue_open(conference: Conference) -> bool:
    """Whether a free seat would be offered to those who wait."""
    return rules.is_queue_open(conference, now=clock.now())


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


def _begin(
    conference: Conference, answers: Answers, *, state: State, language: str, form_key: str | None
) -> Registration:
    """A place with its ticket, its link and the letter that tells of it."""
    registration = _new(conference, answers, state=state, language=language, form_key=form_key)
    credentials.issue(Purpose.TICKET, registration.uid)
    credentials.issue(Purpose.OWN, registration.uid)
    write_letter(_LETTER[state], registration)
    db.session.flush()
    return registration


def _new(
    conference: Conference, answers: Answers, *, state: State, language: str, form_key: str | None
) -> Registration:
    now = clock.now()
    # read by the INSERT itself; the pool's lock keeps others from doing the same just now.
    following = select(func.coalesce(func.max(Registration.seq), 0) + 1).where(
        Registration.conference_id == conference.id
    )
    registration = Registration(
        uid=uuid4().hex,
        conference=conference,
        seq=following.scalar_subquery(),
        state=state,
        name=answers.name,
        email=answers.email,
        email_folded=names.fold_email(answers.email),
        kind=answers.kind,
        language=language,
        list_consent_at=now if answers.list_consent else None,
        form_key=form_key,
        created_at=now,
        changed_at=now,
    )
    _set_organisation(registration, answers.organisation)
    _set_search(registration)
    db.session.add(registration)
    return registration


def _hold(registration: Registration) -> None:
    """Lock the seats of its conference, then read the row as it is now."""
    lock_seats(registration.conference)
    db.session.refresh(registration)


def _set_organisation(registration: Registration, organisation: str) -> None:
    registration.organisation = organisation
    registration.partner = pacts.find_partner(organisation) if organisation else None


def _set_search(registration: Registration) -> None:
    told = (registration.name, registration.organisation, registration.email or "")
    registration.search_text = " ".join(names.fold(text) for text in told)
    registration.sort_key = names.sort_key(registration.name)


def _form_key(form_key: str | None, folded: str) -> str | None:
    return credentials.sha256(f"{form_key}\n{folded}") if form_key else None


def _find_same(
    conference: Conference, key: str | None, folded: str
) -> tuple[Registration | None, Registration | None]:
    """The registration that came by the same form, and the live one that has the address."""
    same = and_(Registration.email_folded == folded, Registration.state != State.CANCELLED)
    if key is not None:
        same = or_(Registration.form_key == key, same)
    query = select(Registration).where(Registration.conference_id == conference.id, same)
    found = list(db.session.scalars(query))
    by_form = next((each for each in found if key and each.form_key == key), None)
    by_address = next((each for each in found if each.is_live and each.email_folded == folded), None)
    return by_form, by_address


def _write_once_an_hour(letter: str, registration: Registration) -> None:
    """A stranger who types somebody's address again and again must not fill their mailbox."""
    write_letter(letter, registration, dedup=f"{letter} {registration.uid} {clock.real_now():%Y-%m-%d %H}")
