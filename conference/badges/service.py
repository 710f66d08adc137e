"""The verbs of printing: whose ticket, whose badges."""

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, func, select

from conference import credentials
from conference.badges.pdf import BadgePrint, TicketPrint
from conference.credentials import Purpose
from conference.db import db
from conference.errors import NotFound
from conference.language import absolute_url, language, long_day, said, time
from conference.registration.models import Conference, Registration, State
from conference.registration.words import KINDS


def ticket_of(registration: Registration) -> TicketPrint:
    """The ticket of a registration, in the present language. Raises NotFound when it has none."""
    code = credentials.live_code(Purpose.TICKET, registration.uid)
    if code is None:
        raise NotFound(_("There is no ticket here."))
    conference = registration.conference
    return TicketPrint(
        language=language(),
        title=_("Ticket: %(conference)s", conference=said(conference, "title")),
        conference=said(conference, "title"),
        name=_printed_name(registration),
        organisation=registration.organisation,
        kind=registration.kind,
        kind_name=str(KINDS[registration.kind]),
        facts=when_and_where(conference),
        advice=_(
            "Show the code at the door, on your phone or on paper. If you cannot come, give up your seat on "
            "your own page, and the next in line gets it."
        ),
        qr_url=ticket_url(code),
        qr_alt=_("QR code with the code of the ticket"),
        code=" ".join(code[start : start + 5] for start in range(0, len(code), 5)),
    )


def ticket_url(code: str) -> str:
    """What a QR ticket holds: upper case throughout, so that the code stays small."""
    return absolute_url("checkin.ticket", language="da", code=code).upper()


def when_and_where(conference: Conference) -> tuple[tuple[str, str], ...]:
    """What somebody who comes must know, label and value, in the present language."""
    facts = (
        (
            _("When"),
            _(
                "%(day)s, %(start)s–%(end)s",
                day=long_day(conference.starts_at),
                start=time(conference.starts_at),
                end=time(conference.ends_at),
            ),
        ),
        (_("Doors open"), _("at %(time)s", time=time(conference.doors_at))),
        (_("Where"), ", ".join(part for part in (conference.venue, conference.address) if part)),
        (_("Getting there"), said(conference, "way")),
    )
    return tuple((label, value) for label, value in facts if value)


def count_badges(conference: Conference) -> int:
    """How many badges the sheets hold."""
    return db.session.scalars(select(func.count()).where(*_has_badge(conference))).one()


def list_badges(conference: Conference) -> list[BadgePrint]:
    """A badge for everybody with a seat, in the Danish order of names."""
    query = select(Registration).where(*_has_badge(conference))
    registrations = db.session.scalars(query.order_by(Registration.sort_key, Registration.id)).all()
    codes = credentials.live_codes(Purpose.TICKET, [registration.uid for registration in registrations])
    alt = _("QR code with the code of the ticket")
    return [
        BadgePrint(
            name=_printed_name(registration),
            organisation=registration.organisation,
            kind=registration.kind,
            kind_name=str(KINDS[registration.kind]),
            qr_url=ticket_url(codes[registration.uid]),
            qr_alt=alt,
        )
        for registration in registrations
    ]


def _has_badge(conference: Conference) -> tuple[ColumnElement[bool], ...]:
    return (Registration.conference_id == conference.id, Registration.state == State.CONFIRMED)


def _printed_name(registration: Registration) -> str:
    return registration.badge_name or registration.name
