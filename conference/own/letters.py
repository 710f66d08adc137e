"""Letters about one's own place. They never speak of needs, and every name in them is inert."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy import select

from conference import credentials, names
from conference.badges import pdf
from conference.badges import service as badges
from conference.calendar import service as calendars
from conference.calendar.ical import Method
from conference.credentials import Purpose
from conference.db import db
from conference.language import absolute_url, day_time, said
from conference.mail import service as mail
from conference.mail.letters import Attachment, Button, CalendarEntry, Code, Content, letter
from conference.mail.models import Letter
from conference.registration import service as registrations
from conference.registration.models import Reason, Registration, State


@letter("registration.ticket", lazy_gettext("Ticket"))
def ticket(letter: Letter) -> Content | None:
    registration = _find(letter, State.CONFIRMED)
    if registration is None:
        return None
    return _with_ticket(
        registration,
        subject=_("Your seat: %(conference)s", conference=_title(registration)),
        paragraphs=(
            _("You have a seat. Show the code below at the door, on your phone or on paper."),
            _("The ticket is attached for printing, and an entry for your calendar with it."),
        ),
    )


@letter("registration.changed", lazy_gettext("New time or place"))
def changed(letter: Letter) -> Content | None:
    registration = _find(letter, State.CONFIRMED)
    if registration is None:
        return None
    return _with_ticket(
        registration,
        subject=_("New time or place: %(conference)s", conference=_title(registration)),
        paragraphs=(
            _("The time or the place of the conference has changed. Below you see what holds now."),
            _("You keep your seat and your ticket. The attached entry puts your calendar right."),
        ),
    )


@letter("registration.waiting", lazy_gettext("On the waiting list"))
def waiting(letter: Letter) -> Content | None:
    registration = _find(letter, State.WAITING)
    if registration is None:
        return None
    return Content(
        subject=_("On the waiting list: %(conference)s", conference=_title(registration)),
        paragraphs=(
            _(
                "All seats are taken. You are number %(number)s on the waiting list.",
                number=registrations.queue_number(registration),
            ),
            _(
                "When a seat is freed and it is your turn, we write to you at once. Until then you need do "
                "nothing."
            ),
        ),
        button=_own_page(registration, _("See your place in the queue")),
        facts=badges.when_and_where(registration.conference),
        closing=(_("If you no longer wish to come, leave the queue on the same page."),),
    )


@letter("registration.offer", lazy_gettext("A seat is offered"))
def offer(letter: Letter) -> Content | None:
    registration = _find(letter, State.OFFERED)
    if registration is None or registration.offer_until is None:
        return None
    if not registrations.is_offer_good(registration):
        return None
    until = day_time(registration.offer_until)
    return Content(
        subject=_("There is a seat for you: %(conference)s", conference=_title(registration)),
        paragraphs=(
            _("It is your turn: a seat has been freed, and it is held for you until %(until)s.", until=until),
            _("Open your page and say yes or no. If we hear nothing, the seat goes to the next in line."),
        ),
        button=_own_page(registration, _("Answer the offer")),
        facts=badges.when_and_where(registration.conference),
    )


@letter("registration.offer_lapsed", lazy_gettext("An offer has run out"))
def offer_lapsed(letter: Letter) -> Content | None:
    registration = _find(letter, State.CANCELLED)
    if registration is None or registration.reason is not Reason.LAPSED:
        return None
    return Content(
        subject=_("The offer has run out: %(conference)s", conference=_title(registration)),
        paragraphs=(
            _("We held a seat for you and did not hear from you in time. It has gone to the next in line."),
            _("If you still wish to come, register again: you then join the end of the queue."),
        ),
        button=_conference_page(registration),
    )


@letter("registration.cancelled", lazy_gettext("Cancellation"))
def cancelled(letter: Letter) -> Content | None:
    registration = _find(letter, State.CANCELLED)
    if registration is None:
        return None
    if registration.reason is Reason.BY_ORGANISER:
        paragraphs = (
            _("The organisers have cancelled your registration. Your ticket no longer lets you in."),
            _("If you think that is a mistake, answer this letter."),
        )
    else:
        paragraphs = (
            _("You have cancelled your registration. Thank you for telling us."),
            _("If you change your mind, you can register again while registration is open."),
        )
    return Content(
        subject=_("Cancelled: %(conference)s", conference=_title(registration)),
        paragraphs=paragraphs,
        button=_conference_page(registration),
        # Only who was sent an entry has one to take back.
        entries=(_entry(registration, Method.CANCEL),) if _has_entry(registration) else (),
    )


@letter("registration.known", lazy_gettext("Registered already"))
def known(letter: Letter) -> Content | None:
    registration = _find_live(letter)
    if registration is None:
        return None
    return Content(
        subject=_("You are registered already: %(conference)s", conference=_title(registration)),
        paragraphs=(
            _("Somebody, probably you, has tried to register with this address. It has a place already."),
            _standing(registration),
        ),
        button=_own_page(registration, _("Open your page")),
        closing=(_("If it was not you, you need do nothing: nothing has changed."),),
    )


@letter("registration.links", lazy_gettext("My link again"))
def links(letter: Letter) -> Content | None:
    registration = _find_live(letter)
    if registration is None:
        return None
    return Content(
        subject=_("Your link: %(conference)s", conference=_title(registration)),
        paragraphs=(
            _("Here is the link to your own page. Keep it to yourself: it is your key."),
            _standing(registration),
        ),
        button=_own_page(registration, _("Open your page")),
        closing=(_("If you did not ask for it, you need do nothing: nothing has changed."),),
    )


def _find(letter: Letter, *states: State) -> Registration | None:
    """The registration, if the letter still fits where it stands.

    One that waited while its address was put right is for nobody: the link in it would be the new one.
    """
    query = select(Registration).where(Registration.uid == letter.subject, Registration.state.in_(states))
    registration = db.session.scalar(query)
    reader = registrations.addressee(registration) if registration is not None else None
    if reader is None or reader.email_folded != names.fold_email(letter.to):
        return None
    return registration


def _find_live(letter: Letter) -> Registration | None:
    return _find(letter, State.CONFIRMED, State.OFFERED, State.WAITING)


def _with_ticket(registration: Registration, *, subject: str, paragraphs: tuple[str, ...]) -> Content:
    print_ = badges.ticket_of(registration)
    return Content(
        subject=subject,
        paragraphs=paragraphs,
        code=Code(print_.qr_url, print_.qr_alt),
        button=_own_page(registration, _("Open your page")),
        facts=print_.facts,
        closing=(
            _(
                "If you cannot come, give up your seat on your page, and the next in line gets it. There you "
                "can also put your details right."
            ),
        ),
        attachments=(Attachment(_("ticket.pdf"), "application/pdf", pdf.ticket(print_)),),
        entries=(_entry(registration, Method.REQUEST),),
    )


def _standing(registration: Registration) -> str:
    """Where the place stands, in a sentence."""
    if registration.state is State.WAITING:
        number = registrations.queue_number(registration)
        return str(_("You are number %(number)s on the waiting list.", number=number))
    if registration.offer_until is not None and registration.state is State.OFFERED:
        return str(_("A seat is held for you until %(until)s.", until=day_time(registration.offer_until)))
    return str(_("You have a seat."))


def _title(registration: Registration) -> str:
    return said(registration.conference, "title")


def _own_page(registration: Registration, label: str) -> Button:
    code = credentials.live_code(Purpose.OWN, registration.uid)
    return Button(label, absolute_url("own.show", code=code))


def _conference_page(registration: Registration) -> Button:
    url = absolute_url("registration.show", slug=registration.conference.slug)
    return Button(_("See the conference"), url)


def _has_entry(registration: Registration) -> bool:
    return mail.has_sent("registration.ticket", about=registration.uid)


def _entry(registration: Registration, method: Method) -> CalendarEntry:
    return CalendarEntry(_("conference.ics"), method.value, calendars.entry_of(registration, method))
