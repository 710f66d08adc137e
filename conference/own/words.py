"""What letters about a place share: whose it is, found again when the letter is sent, and how it is told."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from flask_babel import gettext as _
from sqlalchemy import select

from conference import clock, credentials, names
from conference.badges import pdf
from conference.badges import service as badges
from conference.calendar import service as calendars
from conference.calendar.ical import Method
from conference.credentials import Purpose
from conference.db import db
from conference.language import absolute_url, deadline, long_day, said, time, written
from conference.mail import service as mail
from conference.mail import succession
from conference.mail.letters import (
    Attachment,
    Button,
    CalendarEntry,
    Code,
    Content,
    paragraphs_of,
    unlinked,
)
from conference.mail.models import Letter
from conference.programme.document import Entry
from conference.programme.workshops import service as workshops
from conference.registration import service as registrations
from conference.registration.models import Conference, Kind, Reason, Registration, State

#: Letters that bring the first entry for the calendar; everybody with a seat was sent one of them.
WITH_ENTRY = ("registration.ticket", "registration.received")
LIVE = (State.CONFIRMED, State.OFFERED, State.WAITING)
#: A code as every other, which opens nothing.
SAMPLE_CODE = "0" * credentials.CODE_LENGTH


def find(letter: Letter, *states: State, reason: Reason | None = None) -> Registration | None:
    """The registration, if the letter still fits where it stands; a made-up one for a sample.

    One that waited while its address was put right is for nobody: the link in it would be the new one.
    """
    if "sample" in letter.facts:
        return find_sample(letter, states[0], reason)
    query = select(Registration).where(Registration.uid == letter.subject, Registration.state.in_(states))
    if reason is not None:
        query = query.filter_by(reason=reason)
    registration = db.session.scalar(query)
    reader = registrations.addressee(registration) if registration is not None else None
    if reader is None or reader.email_folded != names.fold_email(letter.to):
        return None
    return registration


def find_on(letter: Letter, *states: State, reason: Reason | None = None) -> Registration | None:
    """The same, if its conference takes place; a sample also of one that does not."""
    registration = find(letter, *states, reason=reason)
    if registration is None or is_sample(registration):
        return registration
    return None if registration.conference.called_off_at else registration


def is_sample(registration: Registration) -> bool:
    """Whether nobody has this place: it shows organisers how a letter looks."""
    return registration.id is None


def content(registration: Registration, *, subject: str, paragraphs: tuple[str, ...], **more: Any) -> Content:
    """A letter about the place; one that somebody else reads says whom it is for."""
    if registration.email is None:
        name = unlinked(registration.name)
        subject = f"{subject} ({name})"
        paragraphs = (
            _("This letter is for %(name)s, who has no e-mail address here. Please pass it on.", name=name),
            *paragraphs,
        )
    conference = registration.conference
    more |= {"about": conference.uid, "contact": contact_of(conference)}
    return Content(subject=subject, paragraphs=paragraphs, **more)


def contact_of(conference: Conference) -> str:
    """Whom to ask about a conference, and how, in a line."""
    ways = [way for way in (conference.contact_email, conference.contact_phone) if way]
    return " · ".join([conference.contact_name, *ways] if conference.contact_name and ways else ways)


def with_ticket(
    registration: Registration,
    *,
    subject: str,
    paragraphs: tuple[str, ...],
    closing: tuple[str, ...],
    has_entry: bool = True,
    second: Button | None = None,
) -> Content:
    """The same with the ticket and, for who reads it in their own mailbox, an entry for the calendar."""
    print_ = badges.ticket_of(registration, code=SAMPLE_CODE if is_sample(registration) else None)
    return content(
        registration,
        subject=subject,
        paragraphs=paragraphs,
        code=Code(print_.qr_url, print_.qr_alt, print_.code),
        button=own_page(registration, _("Open your page")),
        second=second,
        facts=(*print_.facts, *_workshops(registration)),
        closing=closing,
        attachments=(Attachment(_("ticket.pdf"), "application/pdf", pdf.ticket(print_)),),
        entries=(entry(registration, Method.REQUEST),) if has_entry and registration.email else (),
    )


def _workshops(registration: Registration) -> tuple[tuple[str, str], ...]:
    """The workshops with a seat for this person; none while the programme is that of another day."""
    if is_sample(registration):
        return ()
    conference = registration.conference
    return tuple(
        (_("Workshop"), f"{_hours(each.entry)}: {unlinked(said(each.entry, 'title'))}")
        for each in workshops.list_workshops(registration)
        if each.place is not None and each.place.state is State.CONFIRMED
        if conference.doors_at <= each.entry.starts_at < conference.ends_at
    )


def _hours(entry: Entry) -> str:
    return f"{long_day(entry.starts_at)}, {time(entry.starts_at)}–{time(entry.ends_at)}"


def standing(registration: Registration) -> str:
    """Where the place stands, in a sentence."""
    if registration.state is State.WAITING:
        number = queue_number(registration)
        return str(_("You are number %(number)s on the waiting list.", number=number))
    if registration.state is State.OFFERED and registration.offer_until is not None:
        return str(_("A seat is held for you until %(until)s.", until=deadline(registration.offer_until)))
    if registration.state is State.OFFERED:
        return str(_("A seat is kept for you while seats are gathered for all of your group."))
    if not registration.is_live:
        return str(_("You do not come yourself, and still look after those you have registered."))
    return str(_("You have a seat."))


def give_up() -> str:
    """How somebody else gets the seat of who cannot come."""
    return str(
        _(
            "If you cannot come, give up your seat on your page, and the next in line gets it. There you can "
            "also put your details right."
        )
    )


def queue_number(registration: Registration) -> int:
    """The place in the queue, from 1."""
    return 1 if is_sample(registration) else registrations.queue_number(registration)


def title(registration: Registration) -> str:
    return said(registration.conference, "title")


def old_day(letter: Letter) -> date | None:
    """The day that the conference stood on as far as the reader of a letter about a move knows."""
    was = succession.first_untold(letter).get("was")
    return date.fromisoformat(was) if was else None


def notice(conference: Conference) -> tuple[str, ...]:
    """What the organisers say about a conference that was moved or called off."""
    text, _language = written(conference, "notice")
    return paragraphs_of(text)


def own_page(registration: Registration, label: str) -> Button | None:
    """The person's own page, if there still is one."""
    code = own_code(registration)
    return Button(label, absolute_url("own.show", code=code)) if code else None


def cannot_come(registration: Registration) -> Button | None:
    """The page with one button that gives the seat up."""
    code = own_code(registration)
    return Button(_("I cannot come"), absolute_url("own.cancellation", code=code)) if code else None


def own_code(registration: Registration) -> str | None:
    if is_sample(registration):
        return SAMPLE_CODE
    return credentials.live_code(Purpose.OWN, registration.uid)


def conference_page(conference: Conference) -> Button:
    return Button(_("See the conference"), absolute_url("registration.show", slug=conference.slug))


def entry(registration: Registration, method: Method) -> CalendarEntry:
    """The conference for the reader's own calendar, or its end there."""
    return CalendarEntry(_("conference.ics"), method.value, calendars.entry_of(registration, method))


def cancelled_entry(registration: Registration) -> tuple[CalendarEntry, ...]:
    """The entry taken back, for who was sent one to that address."""
    sent = mail.list_readers(WITH_ENTRY, about=registration.uid)
    has_entry = is_sample(registration) or registration.email_folded in sent
    return (entry(registration, Method.CANCEL),) if has_entry else ()


def find_sample(letter: Letter, state: State, reason: Reason | None) -> Registration:
    """A place that nobody has and nothing writes down."""
    query = select(Conference).filter_by(uid=letter.facts["sample"])
    conference, now = db.session.scalars(query).one(), clock.now()
    return Registration(
        uid=uuid4().hex,
        conference=conference,
        seq=0,
        state=state,
        reason=reason,
        name=letter.to_name or _("Anna Sample"),
        email=letter.to,
        email_folded=names.fold_email(letter.to),
        organisation="",
        kind=Kind.ATTENDEE,
        language=letter.language,
        created_at=now,
        changed_at=now,
        offer_until=now + timedelta(days=2) if state is State.OFFERED else None,
        is_contact=False,
        entry_uid=str(uuid4()),
        entry_sequence=0,
    )
