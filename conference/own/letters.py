"""Letters about one's own place: where it stands, and what became of it.

They never speak of needs, and every name in them is inert.
"""

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from sqlalchemy import select

from conference.badges import service as badges
from conference.db import db
from conference.language import absolute_url, day_time, long_day
from conference.mail.letters import Content, letter, unlinked
from conference.mail.models import Letter
from conference.own import words
from conference.registration import service as registrations
from conference.registration.models import Reason, Registration, State


@letter("registration.ticket", lazy_gettext("Ticket"), with_addition=True)
def ticket(letter: Letter) -> Content | None:
    registration = words.find_on(letter, State.CONFIRMED)
    if registration is None:
        return None
    return words.with_ticket(
        registration,
        subject=_("Your seat: %(conference)s", conference=words.title(registration)),
        paragraphs=(
            *_registered_by(registration),
            _("You have a seat. Show the code below at the door, on your phone or on paper."),
            _("The ticket is attached for printing, and an entry for your calendar with it.")
            if registration.email
            else _("The ticket is attached for printing."),
        ),
        closing=(*_told_by_another(registration), _give_up()),
    )


@letter("registration.received", lazy_gettext("A seat taken over"), with_addition=True)
def received(letter: Letter) -> Content | None:
    registration = words.find_on(letter, State.CONFIRMED)
    if registration is None:
        return None
    giver = _giver(registration)
    return words.with_ticket(
        registration,
        subject=_("A seat has been handed over to you: %(conference)s", conference=words.title(registration)),
        paragraphs=(
            _(
                "%(name)s has handed over their seat at the conference to you. It is yours now.",
                name=_inert(giver) if giver else _("A colleague"),
            ),
            _("Show the code below at the door, on your phone or on paper. The ticket is attached."),
        ),
        closing=(
            _where_from(_inert(giver) if giver else _("a colleague")),
            _give_up(),
        ),
    )


@letter("registration.handed_over", lazy_gettext("A seat handed over"), with_addition=True)
def handed_over(letter: Letter) -> Content | None:
    registration = words.find(letter, State.CANCELLED, reason=Reason.HANDED_OVER)
    if registration is None:
        return None
    return words.content(
        registration,
        subject=_("Your seat is handed over: %(conference)s", conference=words.title(registration)),
        paragraphs=(
            _("Your seat has gone to %(name)s, who gets a ticket of their own.", name=_taker(registration)),
            _("Your own ticket no longer lets you in, and the link to your page no longer works."),
        ),
        button=words.conference_page(registration.conference),
        closing=(_("If you think that is a mistake, answer this letter."),),
        entries=words.cancelled_entry(registration),
    )


@letter("registration.waiting", lazy_gettext("On the waiting list"), with_addition=True)
def waiting(letter: Letter) -> Content | None:
    registration = words.find_on(letter, State.WAITING, State.OFFERED)
    if registration is None or registration.offer_until is not None:
        return None
    return words.content(
        registration,
        subject=_("On the waiting list: %(conference)s", conference=words.title(registration)),
        paragraphs=(
            *_registered_by(registration),
            _in_line(registration),
            _(
                "When a seat is freed and it is your turn, we write to you at once. Until then you need do "
                "nothing."
            ),
            *_gathering(registration),
        ),
        button=words.own_page(registration, _("See your place in the queue")),
        facts=badges.when_and_where(registration.conference),
        closing=(
            _("If you no longer wish to come, leave the queue on the same page."),
            *_told_by_another(registration),
        ),
    )


@letter("registration.offer", lazy_gettext("A seat is offered"), with_addition=True)
def offer(letter: Letter) -> Content | None:
    registration = words.find_on(letter, State.OFFERED)
    if registration is None or registration.offer_until is None:
        return None
    if not registrations.is_offer_good(registration):
        return None
    until = day_time(registration.offer_until)
    return words.content(
        registration,
        subject=_("There is a seat for you: %(conference)s", conference=words.title(registration)),
        paragraphs=(
            _("It is your turn: a seat has been freed, and it is held for you until %(until)s.", until=until),
            _("Open your page and say yes or no. If we hear nothing, the seat goes to the next in line."),
        ),
        button=words.own_page(registration, _("Answer the offer")),
        facts=badges.when_and_where(registration.conference),
    )


@letter("registration.offer_lapsed", lazy_gettext("An offer has run out"), with_addition=True)
def offer_lapsed(letter: Letter) -> Content | None:
    registration = words.find_on(letter, State.CANCELLED, reason=Reason.LAPSED)
    if registration is None:
        return None
    return words.content(
        registration,
        subject=_("The offer has run out: %(conference)s", conference=words.title(registration)),
        paragraphs=(
            _("We held a seat for you and did not hear from you in time. It has gone to the next in line."),
            _("If you still wish to come, register again: you then join the end of the queue."),
        ),
        button=words.conference_page(registration.conference),
    )


@letter("registration.cancelled", lazy_gettext("Cancellation"), with_addition=True)
def cancelled(letter: Letter) -> Content | None:
    registration = words.find(letter, State.CANCELLED)
    if registration is None:
        return None
    return words.content(
        registration,
        subject=_("Cancelled: %(conference)s", conference=words.title(registration)),
        paragraphs=_who_cancelled(registration),
        button=words.conference_page(registration.conference),
        # Only who was sent an entry has one to take back.
        entries=words.cancelled_entry(registration),
    )


@letter("registration.known", lazy_gettext("Registered already"))
def known(letter: Letter) -> Content | None:
    registration = words.find(letter, *words.LIVE)
    if registration is None:
        return None
    return words.content(
        registration,
        subject=_("You are registered already: %(conference)s", conference=words.title(registration)),
        paragraphs=(
            _("Somebody, probably you, has tried to register with this address. It has a place already."),
            words.standing(registration),
        ),
        button=words.own_page(registration, _("Open your page")),
        closing=(_("If it was not you, you need do nothing: nothing has changed."),),
    )


@letter("registration.links", lazy_gettext("My link again"))
def links(letter: Letter) -> Content | None:
    registration = words.find(letter, *words.LIVE, State.CANCELLED)
    if registration is None or not (registration.is_live or registration.is_contact):
        return None
    return words.content(
        registration,
        subject=_("Your link: %(conference)s", conference=words.title(registration)),
        paragraphs=(
            _("Here is the link to your own page. Keep it to yourself: it is your key."),
            words.standing(registration),
        ),
        button=words.own_page(registration, _("Open your page")),
        closing=(_("If you did not ask for it, you need do nothing: nothing has changed."),),
    )


def _give_up() -> str:
    return str(
        _(
            "If you cannot come, give up your seat on your page, and the next in line gets it. There you can "
            "also put your details right."
        )
    )


def _registered_by(registration: Registration) -> tuple[str, ...]:
    colleague = _colleague(registration)
    return (_("%(name)s has registered you.", name=_inert(colleague)),) if colleague else ()


def _told_by_another(registration: Registration) -> tuple[str, ...]:
    colleague = _colleague(registration)
    return (_where_from(_inert(colleague)),) if colleague else ()


def _where_from(name: str) -> str:
    """What the law asks of the first letter to whom somebody else has told us about (GDPR, article 14)."""
    url = absolute_url("front.privacy")
    return str(
        _("We have your name and address from %(name)s. How we look after them: %(url)s", name=name, url=url)
    )


def _colleague(registration: Registration) -> Registration | None:
    """Who of a party has registered this person, who reads their own letters."""
    contact = None if words.is_sample(registration) else registrations.find_contact(registration)
    return None if contact is registration or registration.email is None else contact


def _in_line(registration: Registration) -> str:
    if registration.state is State.OFFERED:
        return words.standing(registration)
    number = words.queue_number(registration)
    return str(_("All seats are taken. You are number %(number)s on the waiting list.", number=number))


def _gathering(registration: Registration) -> tuple[str, ...]:
    """How a party that stays together stands: the seats there are for it, of those it needs."""
    gathered = registrations.find_gathered(registration)
    if gathered is None:
        return ()
    kept = ngettext(
        "%(num)d seat of the %(needed)d that you need is kept for you so far.",
        "%(num)d seats of the %(needed)d that you need are kept for you so far.",
        gathered.seats,
        needed=gathered.people,
    )
    together = _("You want to sit together, so we gather seats until there is one for each of you.")
    last = _("From %(day)s on we offer you those there are.", day=long_day(gathered.until))
    return (f"{together} {kept} {last}",)


def _who_cancelled(registration: Registration) -> tuple[str, ...]:
    again = _("If you change your mind, you can register again while registration is open.")
    mistake = _("If you think that is a mistake, answer this letter.")
    if registration.reason is Reason.BY_ORGANISER:
        return (
            _("The organisers have cancelled your registration. Your ticket no longer lets you in."),
            mistake,
        )
    contact = None if words.is_sample(registration) else registrations.find_contact(registration)
    if contact is not None and contact is not registration:
        by_whom = _(
            "Your registration is cancelled: by you, or by %(name)s, who registered you.",
            name=_inert(contact),
        )
        return (by_whom, mistake)
    return (_("You have cancelled your registration. Thank you for telling us."), again)


def _giver(registration: Registration) -> Registration | None:
    """Who had the seat before."""
    before = registration.handed_from_id
    return db.session.get(Registration, before) if before is not None else None


def _taker(registration: Registration) -> str:
    """Who has the seat now."""
    query = select(Registration).filter_by(handed_from_id=registration.id).limit(1)
    taker = None if words.is_sample(registration) else db.session.scalar(query)
    return _inert(taker) if taker else str(_("a colleague"))


def _inert(person: Registration) -> str:
    return unlinked(person.name)
