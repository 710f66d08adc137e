"""Letters about one's own place: where it stands, and what became of it.

They never speak of needs, and every name in them is inert.
"""

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from conference.badges import service as badges
from conference.language import absolute_url, deadline, long_day
from conference.mail.letters import Button, Content, letter, unlinked
from conference.mail.models import Letter
from conference.own import colleagues, invited, words
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
            *colleagues.introduced(registration),
            _("You have a seat. Show the code below at the door, on your phone or on paper."),
            _("The ticket is attached for printing, and an entry for your calendar with it.")
            if registration.email
            else _("The ticket is attached for printing."),
            *colleagues.led(registration),
        ),
        second=colleagues.group_page(registration),
        closing=(*colleagues.told_by_another(registration), words.give_up()),
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
            *colleagues.introduced(registration),
            _in_line(registration),
            _(
                "When a seat is freed and it is your turn, we write to you at once. Until then you need do "
                "nothing."
            ),
            *_gathering(registration),
            *colleagues.led(registration),
        ),
        button=words.own_page(registration, _("See your place in the queue")),
        second=colleagues.group_page(registration),
        facts=badges.when_and_where(registration.conference),
        closing=(
            _("If you no longer wish to come, leave the queue on the same page."),
            *colleagues.told_by_another(registration),
        ),
    )


@letter("registration.offer", lazy_gettext("A seat is offered"), with_addition=True)
def offer(letter: Letter) -> Content | None:
    registration = words.find_on(letter, State.OFFERED)
    if registration is None or registration.offer_until is None:
        return None
    if not registrations.is_offer_good(registration):
        return None
    if registration.is_contact and len(offered := _offered_together(registration)) > 1:
        return _offer_to_party(registration, offered)
    until = deadline(registration.offer_until)
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
    told, button = _after_lapse(registration)
    return words.content(
        registration,
        subject=_("The offer has run out: %(conference)s", conference=words.title(registration)),
        paragraphs=told,
        button=button,
    )


@letter("registration.cancelled", lazy_gettext("Cancellation"), with_addition=True)
def cancelled(letter: Letter) -> Content | None:
    """Its facts hold `by`, the contact's name at the time, when it was the contact that did it."""
    registration = words.find(letter, State.CANCELLED)
    if registration is None:
        return None
    return words.content(
        registration,
        subject=_("Cancelled: %(conference)s", conference=words.title(registration)),
        paragraphs=_who_cancelled(registration, letter.facts.get("by")),
        button=_to_invitation(registration) or words.conference_page(registration.conference),
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
    return (" ".join((together, kept, last) if gathered.seats else (together, last)),)


def _offered_together(contact: Registration) -> list[datetime]:
    """Until when each seat is held that is offered to the contact's party."""
    party = registrations.list_party(contact)
    return [each.offer_until for each in party if each.offer_until and registrations.is_offer_good(each)]


def _offer_to_party(contact: Registration, offered: list[datetime]) -> Content:
    title, seats, until = words.title(contact), len(offered), deadline(min(offered))
    return words.content(
        contact,
        subject=_("There are %(seats)s seats for you all: %(conference)s", seats=seats, conference=title),
        paragraphs=(
            _(
                "It is your turn: %(seats)s seats have been freed, and they are held for your group until "
                "%(until)s.",
                seats=seats,
                until=until,
            ),
            _(
                "Open your group's page and say yes or no for all of you. If we hear nothing, the seats go "
                "to the next in line."
            ),
        ),
        button=colleagues.group_page(contact, _("Answer for all of you")),
        facts=badges.when_and_where(contact.conference),
    )


def _after_lapse(registration: Registration) -> tuple[tuple[str, ...], Button]:
    """What has become of the seat, and how one can still come."""
    conference = registration.conference
    back = _to_invitation(registration)
    too_late = _("We held a seat for you and did not hear from you in time.")
    if back is not None:
        return (too_late, _("If you still wish to come, your invitation still takes a yes.")), back
    has_seats = not words.is_sample(registration) and registrations.seats(conference).left > 0
    if has_seats and registrations.phase(conference) is registrations.Phase.OPEN:
        url = absolute_url("registration.new", slug=conference.slug)
        return (too_late, _("There are still seats: register again.")), Button(_("Register again"), url)
    told = (
        _("We held a seat for you and did not hear from you in time. It has gone to the next in line."),
        _("If you still wish to come, register again: you then join the end of the queue."),
    )
    return told, words.conference_page(conference)


def _to_invitation(registration: Registration) -> Button | None:
    code = invited.find_way_back(registration)
    return Button(_("Open your invitation"), absolute_url("invitation.show", code=code)) if code else None


def _who_cancelled(registration: Registration, by: str | None) -> tuple[str, ...]:
    again = (
        _("If you change your mind, your invitation still takes a yes.")
        if invited.find_way_back(registration)
        else _("If you change your mind, you can register again while registration is open.")
    )
    mistake = _("If you think that is a mistake, answer this letter.")
    if registration.reason is Reason.BY_ORGANISER:
        return (
            _("The organisers have cancelled your registration. Your ticket no longer lets you in."),
            mistake,
        )
    if by:
        told = _("%(name)s, who looks after your group, has cancelled your registration.", name=unlinked(by))
        return (told, mistake)
    return (_("You have cancelled your registration. Thank you for telling us."), again)
