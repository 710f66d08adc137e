"""All that has happened to one attendee's place: what was done and by whom, letters, readings at the door."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from conference import clock
from conference.accounts import service as accounts
from conference.audit.models import AuditEntry
from conference.db import db
from conference.mail import service as mail
from conference.mail.letters import title_of
from conference.mail.models import Letter
from conference.registration.attendees import acts
from conference.registration.attendees.words import CONSENTS, REASONS
from conference.registration.models import About, Answer, Invitation, Registration


@dataclass(frozen=True)
class Moment:
    """One line of a history."""

    at: datetime
    what: str
    #: Who did it, in words; nothing where it goes without saying.
    by: str = ""
    #: The letter that it tells of.
    letter: Letter | None = None
    #: It ended the place.
    is_end: bool = False


@dataclass(frozen=True)
class History:
    """What has happened, the latest first, and who has only looked."""

    moments: list[Moment]
    looks: list[Moment]


#: What the door knows of somebody; nothing until it has told.
_readings: list[Callable[[Registration], Iterable[Moment]]] = []


def show_readings(readings: Callable[[Registration], Iterable[Moment]]) -> None:
    """The door hands in what it has read of somebody: this room is below it and cannot ask."""
    _readings[:] = [readings]


def history_of(registration: Registration) -> History:
    """In a fixed number of questions to the database, however much has happened."""
    moments, looks = _acts(registration)
    moments += _place(registration, is_end_told=any(moment.is_end for moment in moments))
    moments += _consents(registration)
    moments += _invitations(registration)
    moments += _letters(registration)
    for readings in _readings:
        moments += readings(registration)
    return History(_latest_first(moments), _latest_first(looks))


def _acts(registration: Registration) -> tuple[list[Moment], list[Moment]]:
    """What audit has written down, and of that the looks."""
    query = select(AuditEntry).filter_by(subject=registration.uid).order_by(AuditEntry.id)
    entries = [entry for entry in db.session.scalars(query) if not acts.is_about_needs(entry)]
    emails = accounts.emails_of(entry.by for entry in entries)
    moments: list[Moment] = []
    looks: list[Moment] = []
    for entry in entries:
        doer, is_end = acts.doer(entry.by, emails), entry.act in acts.ENDS
        moment = Moment(_in_trade(entry.at), acts.said(entry), doer, is_end=is_end)
        (looks if acts.is_look(entry) else moments).append(moment)
    return moments, looks


def _place(registration: Registration, *, is_end_told: bool) -> list[Moment]:
    """What the row itself remembers, and its end where nobody's act tells of it."""
    moments = [Moment(registration.created_at, _("Registered, as no. %(seq)s", seq=registration.seq))]
    if registration.offered_at is not None:
        moments.append(Moment(registration.offered_at, _("Was offered a seat")))
    if registration.cancelled_at is not None and registration.reason is not None and not is_end_told:
        ended = _("Place ended: %(reason)s", reason=REASONS[registration.reason])
        moments.append(Moment(registration.cancelled_at, ended))
    return moments


def _consents(registration: Registration) -> list[Moment]:
    """But not about needs: that somebody has any is for the role care alone."""
    moments = []
    for consent in registration.consents:
        if consent.about is About.NEEDS:
            continue
        about = CONSENTS[consent.about]
        moments.append(Moment(consent.given_at, _("Gave consent: %(about)s", about=about)))
        if consent.withdrawn_at is not None:
            moments.append(Moment(consent.withdrawn_at, _("Took consent back: %(about)s", about=about)))
    return moments


def _invitations(registration: Registration) -> list[Moment]:
    moments = []
    for invitation in db.session.scalars(select(Invitation).filter_by(registration_id=registration.id)):
        moments.append(Moment(invitation.created_at, _("Was invited by the organisers")))
        if invitation.answered_at is not None and invitation.answer in (Answer.YES, Answer.NO):
            said = (
                _("Said yes to the invitation")
                if invitation.answer is Answer.YES
                else _("Said no to the invitation")
            )
            moments.append(Moment(invitation.answered_at, said))
    return moments


def _letters(registration: Registration) -> list[Moment]:
    return [
        Moment(_in_trade(letter.created_at), _("Letter: %(title)s", title=title_of(letter)), letter=letter)
        for letter in mail.list_about([registration.uid])
    ]


def _in_trade(moment: datetime) -> datetime:
    """What the machine's clock said, on a demo's own clock as it goes now; elsewhere the two are one."""
    ahead = clock.now() - clock.real_now()
    return moment + timedelta(seconds=round(ahead.total_seconds()))


def _latest_first(moments: list[Moment]) -> list[Moment]:
    return sorted(moments, key=lambda moment: moment.at, reverse=True)
