"""The verbs of printing: whose ticket, whose badges."""

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, func, select

from conference import config, credentials
from conference.badges.pdf import BadgePrint, CertificatePrint, TicketPrint
from conference.credentials import Purpose
from conference.db import db
from conference.errors import NotFound
from conference.language import absolute_url, language, long_day, said, time
from conference.registration.consents import has_agreed
from conference.registration.models import About, Conference, Registration, State
from conference.registration.words import KINDS


def ticket_of(registration: Registration, *, code: str | None = None) -> TicketPrint:
    """The ticket of a registration, in the present language; with this code when one is given.

    Raises NotFound when it has none.
    """
    code = code or credentials.live_code(Purpose.TICKET, registration.uid)
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
        code=credentials.grouped(code),
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


def count_unphotographed(conference: Conference) -> int:
    """How many of these bear the mark that they must not be in photos."""
    unphotographed = (*_has_badge(conference), ~has_agreed(About.PHOTO))
    return db.session.scalars(select(func.count()).select_from(Registration).where(*unphotographed)).one()


def list_badges(conference: Conference) -> list[BadgePrint]:
    """A badge for everybody with a seat, in the Danish order of names."""
    query = select(Registration, has_agreed(About.PHOTO)).where(*_has_badge(conference))
    found = db.session.execute(query.order_by(Registration.sort_key, Registration.id)).all()
    codes = credentials.live_codes(Purpose.TICKET, [registration.uid for registration, _photo in found])
    alt, mark = _("QR code with the code of the ticket"), _("No photos, please")
    return [
        BadgePrint(
            name=_printed_name(registration),
            organisation=registration.organisation,
            kind=registration.kind,
            kind_name=str(KINDS[registration.kind]),
            qr_url=ticket_url(codes[registration.uid]),
            qr_alt=alt,
            photo_mark="" if may_be_in_photos else mark,
        )
        for registration, may_be_in_photos in found
    ]


def certificate_of(registration: Registration, url: str) -> CertificatePrint:
    """What says that somebody took part, in the present language, and where it can be seen to be true."""
    conference = registration.conference
    when, where = (fact for fact in when_and_where(conference) if fact[0] in (_("When"), _("Where")))
    return CertificatePrint(
        language=language(),
        title=_("Certificate of attendance"),
        pact=_("Central Denmark Technology Pact"),
        name=_printed_name(registration),
        organisation=registration.organisation,
        has=_("has taken part in"),
        conference=said(conference, "title"),
        facts=(when, where),
        issued=_(
            "Issued by %(controller)s. The same certificate is to be seen at:",
            controller=config.current().CONTROLLER,
        ),
        url=url,
    )


def _has_badge(conference: Conference) -> tuple[ColumnElement[bool], ...]:
    return (Registration.conference_id == conference.id, Registration.state == State.CONFIRMED)


def _printed_name(registration: Registration) -> str:
    return registration.badge_name or registration.name
