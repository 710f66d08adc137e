"""What an invitation allows: whom one may invite, how long a seat is held, when the silent are reminded."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext

from conference import clock
from conference.errors import Conflict
from conference.registration import rules
from conference.registration.models import Answer, Conference, Invitation, Kind

#: What people are invited as; attendees choose themselves to come, organisers are added by hand.
KINDS = (Kind.COUNCIL, Kind.PRESENTER, Kind.PARTNER, Kind.PRESS, Kind.GUEST)
#: On so many days before the last day for an answer the silent are reminded.
REMINDERS = (7, 2)


@dataclass(frozen=True)
class Guest:
    """Somebody to invite."""

    name: str
    email: str
    organisation: str
    kind: Kind
    language: str


@dataclass(frozen=True)
class Asked:
    """Until when they may answer, and whether a seat is held so long."""

    reply_by: date
    holds_seat: bool


class KnownAlready(Conflict):
    """Whoever has this address needs no invitation, or wants none."""

    code = "known_already"


class TooFewSeats(Conflict):
    """No seat is held that is not free."""

    code = "too_few_seats"


class Withdrawn(Conflict):
    """The organisers have taken the invitation back."""

    code = "withdrawn"


class Answered(Conflict):
    """What was asked has been answered by now."""

    code = "answered"


def check_invite(conference: Conference, *, now: datetime) -> None:
    """Refuse to invite to what nobody can come to. Raises CalledOff or Conflict."""
    rules.check_on(conference)
    if not conference.is_published:
        raise Conflict(_("Publish the conference first: the links of the invitations lead to it."))
    if not is_ahead(conference, now=now):
        raise Conflict(_("The doors have opened, so it is too late to invite."))


def is_ahead(conference: Conference, *, now: datetime) -> bool:
    """Whether one can still invite and remind: until the doors open."""
    return conference.called_off_at is None and now < conference.doors_at


def check_held(wanted: int, *, left: int) -> None:
    """Refuse to hold more seats than anybody new could have. Raises TooFewSeats."""
    if wanted > left:
        free = (
            ngettext("%(num)d seat is free.", "%(num)d seats are free.", left)
            if left
            else _("No seat is free.")
        )
        raise TooFewSeats(
            f"{free} {_('Raise the number of seats in the settings, or invite without holding a seat.')}"
        )


def check_silent(invitation: Invitation) -> None:
    """Refuse what has a sense only while the answer is awaited. Raises Answered."""
    if invitation.answer is not Answer.SILENT:
        raise Answered(_("There is an answer by now, or the invitation no longer holds."))


def check_change(invitation: Invitation) -> None:
    """Refuse another day for who has answered. Raises Answered."""
    if invitation.answer not in (Answer.SILENT, Answer.LAPSED):
        raise Answered(_("There is an answer by now, or the invitation no longer holds."))


def check_withdraw(invitation: Invitation) -> None:
    """Refuse to take back what was accepted. Raises Answered."""
    if invitation.answer is Answer.YES:
        raise Answered(
            _("They have said yes and have a place. Cancel that instead, on their page as an attendee.")
        )


def check_answer(invitation: Invitation, *, now: datetime) -> None:
    """Refuse an answer that has no sense any more. Raises NotFound, CalledOff, TooLate or Withdrawn."""
    rules.check_public(invitation.conference)
    rules.check_change(invitation.conference, now=now)
    if invitation.answer is Answer.WITHDRAWN:
        raise Withdrawn(_("The organisers have withdrawn this invitation."))


def can_answer(invitation: Invitation, *, now: datetime) -> bool:
    """Whether yes and no still mean something."""
    return invitation.answer is not Answer.WITHDRAWN and rules.can_change(invitation.conference, now=now)


def last_day(invitation: Invitation) -> date:
    """The last day for an answer: as it was asked, or the day of the conference, moved to before that."""
    return min(invitation.reply_by, clock.to_local(invitation.conference.doors_at).date())


def is_over(invitation: Invitation, *, now: datetime) -> bool:
    """Whether the last day for an answer has gone by, or the doors have opened."""
    return clock.to_local(now).date() > last_day(invitation) or now >= invitation.conference.doors_at


def has_seat(invitation: Invitation, *, now: datetime) -> bool:
    """Whether a seat is held for them at this moment, so that a yes is enough."""
    return invitation.answer is Answer.SILENT and invitation.holds_seat and not is_over(invitation, now=now)


def reminder_due(invitation: Invitation, *, today: date) -> int | None:
    """Which of REMINDERS is due; None for who was invited later than that."""
    last = last_day(invitation)
    left = (last - today).days
    due = min((days for days in REMINDERS if 0 <= left <= days), default=None)
    if due is None:
        return None
    invited_on = clock.to_local(invitation.created_at).date()
    return due if last - timedelta(days=due) > invited_on else None


def already(answer: Answer) -> str:
    """Why somebody who was invited before is not invited again."""
    told: dict[Answer, str] = {
        Answer.SILENT: _("is invited already, and has not answered yet"),
        Answer.YES: _("has said yes already"),
        Answer.NO: _("has said no to an invitation. Their link still takes a yes"),
        Answer.LAPSED: _("did not answer an invitation in time. Give it a new day instead"),
    }
    return told[answer]
