"""Who does not answer: reminded, then passed over, so that the seat held falls back."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from flask_babel import gettext as _
from sqlalchemy import or_, select

from conference import clock
from conference.db import db
from conference.errors import Conflict
from conference.mail import service as mail
from conference.mail import unsubscribing
from conference.registration.invitations import letters, rules
from conference.registration.invitations.service import settle
from conference.registration.models import Answer, Conference, Invitation
from conference.registration.seats import lock_seats, offer_free_seats


@dataclass(frozen=True)
class Silent:
    """Who has not answered, by whether a letter may go to them now."""

    reachable: list[Invitation]
    told_today: list[Invitation]
    wanting_none: list[Invitation]


def lapse_silent() -> None:
    """End every wait for an answer whose last day is over, or whose conference has opened its doors."""
    over = or_(Invitation.reply_by < clock.today(), Conference.doors_at <= clock.now())
    late = select(Invitation.conference_id).join(Conference).where(Invitation.answer == Answer.SILENT, over)
    # In the order of their pools, so that two workers never wait for each other.
    query = select(Conference).where(Conference.id.in_(late)).order_by(Conference.pool_id)
    for conference in db.session.scalars(query).all():
        lock_seats(conference)
        silent = select(Invitation).filter_by(conference_id=conference.id, answer=Answer.SILENT)
        for invitation in db.session.scalars(silent.execution_options(populate_existing=True)).all():
            if rules.is_over(invitation, now=clock.now()):
                settle(invitation, Answer.LAPSED)
        offer_free_seats(conference)


def remind_in_time() -> None:
    """Remind the silent on the days of `rules.REMINDERS`, each once."""
    today = clock.today()
    soon = today + timedelta(days=max(rules.REMINDERS))
    end_of_soon = clock.from_local(datetime.combine(soon + timedelta(days=1), time()))
    query = (
        select(Invitation)
        .join(Conference)
        .where(
            Invitation.answer == Answer.SILENT,
            Invitation.reply_by >= today,
            or_(Invitation.reply_by <= soon, Conference.doors_at < end_of_soon),
            Conference.published_at.is_not(None),
            Conference.called_off_at.is_(None),
            Conference.doors_at > clock.now(),
        )
        .order_by(Invitation.id)
    )
    due = {
        f"{letters.REMINDER} {invitation.uid} {rules.last_day(invitation)} {days}": invitation
        for invitation in db.session.scalars(query)
        if (days := rules.reminder_due(invitation, today=today)) is not None
    }
    written = mail.list_written(due)
    waiting = {key: invitation for key, invitation in due.items() if key not in written}
    reachable = sort_silent(list(waiting.values())).reachable
    for key, invitation in waiting.items():
        if invitation in reachable:
            letters.write(letters.REMINDER, invitation, dedup=key)


def remind(invitation: Invitation) -> None:
    """Remind one of the silent now. Raises CalledOff, Conflict or Answered."""
    lock_seats(invitation.conference)  # two who press at once are one after the other
    db.session.refresh(invitation)
    rules.check_invite(invitation.conference, now=clock.now())
    rules.check_silent(invitation)
    silent = sort_silent([invitation])
    if silent.told_today:
        raise Conflict(_("They have got a letter from us today."))
    if silent.wanting_none:
        raise Conflict(_("They want no letters from us."))
    letters.write(letters.REMINDER, invitation)


def remind_all(conference: Conference) -> int:
    """Remind all the silent now, and tell how many; not who got a letter today. Raises what `remind` does."""
    lock_seats(conference)  # two who press at once are one after the other
    db.session.refresh(conference)
    rules.check_invite(conference, now=clock.now())
    reachable = list_silent(conference).reachable
    letters.write_to_all(letters.REMINDER, reachable)
    return len(reachable)


def list_silent(conference: Conference) -> Silent:
    """All the silent, in the order of their names."""
    query = select(Invitation).filter_by(conference_id=conference.id, answer=Answer.SILENT)
    return sort_silent(list(db.session.scalars(query.order_by(Invitation.sort_key, Invitation.id))))


def sort_silent(invitations: list[Invitation]) -> Silent:
    """Who of the silent may get a letter now; nobody twice a day, nor who wants none."""
    midnight = clock.from_local(datetime.combine(clock.to_local(clock.real_now()).date(), time()))
    told = mail.list_subjects([letters.INVITED, letters.REMINDER], since=midnight) if invitations else set()
    suppressed = unsubscribing.list_suppressed(each.email for each in invitations)
    sorted_out = Silent([], [], [])
    for each in invitations:
        if each.email_folded in suppressed:
            sorted_out.wanting_none.append(each)
        elif each.uid in told:
            sorted_out.told_today.append(each)
        else:
            sorted_out.reachable.append(each)
    return sorted_out
