"""How a place begins: its row, ticket and link, and the letter that tells of it. Under the seats' lock."""

from dataclasses import asdict
from uuid import uuid4

from sqlalchemy import and_, or_, select

from conference import clock, credentials, names
from conference.credentials import Purpose
from conference.db import db
from conference.errors import NotFound
from conference.mail import service as mail
from conference.pact import service as pacts
from conference.registration import consents, followers, rules, waiting
from conference.registration.answers import Answers
from conference.registration.models import About, Conference, Kind, Party, Registration, State
from conference.registration.seats import list_party, lock_seats, queue_of, write_letter

_LETTERS = {
    State.CONFIRMED: "registration.ticket",
    State.WAITING: "registration.waiting",
    State.OFFERED: "registration.offer",
}


def begin(
    conference: Conference,
    answers: Answers,
    *,
    state: State,
    language: str,
    form_key: str | None = None,
    party: Party | None = None,
    is_contact: bool = False,
    letter: str | None = None,
    facts: dict[str, str] | None = None,
) -> Registration:
    """A place with its ticket and its link; `letter` is another than the one that its state asks for."""
    registration = _new(conference, answers, state=state, language=language)
    registration.form_key, registration.party, registration.is_contact = form_key, party, is_contact
    db.session.add(registration)
    credentials.issue(Purpose.TICKET, registration.uid)
    credentials.issue(Purpose.OWN, registration.uid)
    db.session.flush()
    take_consents(registration, answers)
    write_letter(letter or letter_of(registration), registration, facts=facts)
    return registration


def letter_of(registration: Registration) -> str:
    """The letter that tells where a place stands; a seat kept while a party gathers is no offer yet."""
    is_gathering = registration.state is State.OFFERED and registration.offer_until is None
    return _LETTERS[State.WAITING if is_gathering else registration.state]


def renew_link(registration: Registration) -> None:
    """The letters lie with somebody else: a new link, and the letter again, to who reads them now."""
    credentials.renew(Purpose.OWN, registration.uid)
    followers.tell_new_link(registration)
    write_letter(letter_of(registration), registration)
    renew_links_of_led(registration)


def renew_ticket(registration: Registration) -> str:
    """A new ticket for who has lost theirs to somebody: by letter, and the door refuses the old one at once.

    The badge that is printed already stops with it. Raises Cancelled or NotFound, in this order.
    """
    lock_seats(registration.conference)
    db.session.refresh(registration)
    rules.check_live(registration)
    if registration.state is not State.CONFIRMED:
        raise NotFound(rules.no_such_page())
    code = credentials.renew(Purpose.TICKET, registration.uid)
    registration.changed_at = clock.after(registration.changed_at)
    db.session.flush()
    write_letter("registration.ticket", registration)
    return code


def reader_of(registration: Registration) -> mail.Reader | None:
    """The person as their own letters reach them now."""
    if registration.email is None:
        return None
    return mail.Reader(registration.email, registration.name, registration.language, registration.uid)


def readdress(registration: Registration, before: mail.Reader | None) -> None:
    """The same with the calendar entry, whose next version comes after its end where it stood before."""
    if before is not None and registration.state is State.CONFIRMED:
        registration.entry_sequence += 2
        ends = {"sequence": registration.entry_sequence - 1}
        mail.write("registration.readdressed", **asdict(before), facts=ends)
    renew_link(registration)


def renew_links_of_led(contact: Registration) -> None:
    """The same for those of the party whose letters the contact reads."""
    if contact.is_contact:
        for member in list_party(contact):
            if member.is_live and not member.email and member is not contact:
                renew_link(member)


def kind_of_colleague(registration: Registration) -> Kind:
    """Who comes for a partner, or for the press, has colleagues from there; all else one is oneself."""
    return registration.kind if registration.kind in (Kind.PARTNER, Kind.PRESS) else Kind.ATTENDEE


def take_consents(registration: Registration, answers: Answers) -> None:
    """Keep what the person agrees to, and what they need; nothing said takes nothing back."""
    if answers.list_consent:
        consents.agree(registration, About.LIST)
    if answers.photo_consent:
        consents.agree(registration, About.PHOTO)
    if answers.needs is not None:
        consents.tell_needs(registration, answers.needs)


def form_key_of(form_key: str | None, address: str) -> str | None:
    """What is stored of a form's key: a key alone opens nobody's page."""
    return credentials.sha256(f"{form_key}\n{names.fold_email(address)}") if form_key else None


def find_same(
    conference: Conference, key: str | None, address: str | None
) -> tuple[Registration | None, Registration | None]:
    """The registration that came by the same form, and the live one that has the address."""
    if address is None:
        return None, None
    folded = names.fold_email(address)
    same = and_(Registration.email_folded == folded, Registration.state != State.CANCELLED)
    if key is not None:
        same = or_(Registration.form_key == key, same)
    query = select(Registration).where(Registration.conference_id == conference.id, same)
    found = list(db.session.scalars(query))
    by_form = next((each for each in found if key and each.form_key == key), None)
    by_address = next((each for each in found if each.is_live and each.email_folded == folded), None)
    return by_form, by_address


def set_person(registration: Registration, *, name: str, email: str | None, organisation: str) -> None:
    """Who has the place, and what of it is searched and sorted by."""
    registration.name = name
    registration.email = email
    registration.email_folded = names.fold_email(email) if email else None
    registration.organisation = organisation
    registration.partner = pacts.find_partner(organisation) if organisation else None
    registration.search_text = " ".join(names.fold(text) for text in (name, organisation, email or ""))
    registration.double_key = double_key(name, organisation)
    registration.sort_key = names.sort_key(name)


def double_key(name: str, organisation: str) -> str:
    """What two registrations share that are likely one person's."""
    return f"{names.fold(name)}\n{names.fold(organisation)}"


def write_once_an_hour(letter: str, registration: Registration) -> None:
    """A stranger who types somebody's address again and again must not fill their mailbox."""
    write_letter(letter, registration, dedup=f"{letter} {registration.uid} {clock.real_now():%Y-%m-%d %H}")


def _new(conference: Conference, answers: Answers, *, state: State, language: str) -> Registration:
    now = clock.now()
    registration = Registration(
        uid=uuid4().hex,
        conference=conference,
        seq=waiting.following_seq(queue_of(conference)),
        state=state,
        kind=answers.kind,
        language=language,
        created_at=now,
        changed_at=now,
    )
    set_person(registration, name=answers.name, email=answers.email, organisation=answers.organisation)
    return registration
