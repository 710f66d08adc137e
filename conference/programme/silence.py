"""Who does not answer: reminded, then passed over for the next on the reserve list. The worker's jobs."""

from datetime import timedelta

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import selectinload

from conference import clock
from conference.db import db
from conference.programme import claims, free, plan, rules, telling
from conference.programme.models import Programme, Session, Slot, State
from conference.registration.models import Conference

#: Nobody is asked later than this before the start: a day to answer is the least.
LAST_CALL = timedelta(days=1)


def remind_silent() -> None:
    """Remind whoever was invited and has not answered, on the days of `rules.REMINDERS`.

    After the lock only who has a slot to say yes to: the others could no longer take one.
    """
    now, today = clock.now(), clock.today()
    query = (
        select(Session)
        .join(Session.conference)
        .outerjoin(Programme, Programme.conference_id == Session.conference_id)
        .where(
            Session.state == State.INVITED,
            Session.reply_by >= today,
            Session.reply_by <= today + timedelta(days=max(rules.REMINDERS)),
            Conference.starts_at > now,
            or_(Programme.locked_at.is_(None), Programme.locked_at > now, Session.slot.has()),
        )
        .order_by(Session.id)
        .options(selectinload(Session.presenters))
    )
    days = {session: rules.reminder_due(session, today=today) for session in db.session.scalars(query)}
    telling.remind({session: due for session, due in days.items() if due is not None})


def expire_silent() -> None:
    """From the day after the last day for an answer there is none any more."""
    silent = (
        Session.state == State.INVITED,
        Session.reply_by < clock.today(),
    )
    for conference in _coming(select(Session.conference_id).where(*silent)):
        plan.hold_now(conference)
        query = select(Session).where(Session.conference_id == conference.id, *silent).order_by(Session.id)
        for session in db.session.scalars(query).all():
            if free.find_hold(session) is None:  # somebody is just answering
                claims.expire(session)


def promote_reserves() -> None:
    """Invite from the reserve list, by rank, as long as there are more slots than sessions to fill them."""
    reserves = select(Session.conference_id).where(Session.state == State.RESERVE)
    for conference in _coming(reserves, within=LAST_CALL):
        programme = plan.hold_now(conference)
        if rules.is_locked(programme, now=clock.now()):
            continue  # who is asked now could not take a slot
        while (session := _next_reserve(conference)) is not None:
            claims.invite_again(session)


def _next_reserve(conference: Conference) -> Session | None:
    """The first in rank for whom a slot is left, when each of those invited before takes one."""
    now, of_conference = clock.now(), Session.conference_id == conference.id
    empty = select(Slot).filter_by(conference_id=conference.id, session_id=None)
    slots = db.session.scalars(empty.options(selectinload(Slot.hold))).all()
    asked = select(Session).where(of_conference, Session.state == State.INVITED, ~Session.slot.has())
    invited = db.session.scalars(asked).all()
    waiting = select(Session).where(of_conference, Session.state == State.RESERVE, Session.presenters.any())
    in_rank = waiting.order_by(Session.reserve_rank, Session.id).options(selectinload(Session.presenters))
    for session in db.session.scalars(in_rank):
        theirs = [slot for slot in slots if slot.kind is session.kind]
        before = [other.minutes for other in invited if other.kind is session.kind]
        if rules.places([*before, session.minutes], theirs) == rules.places(before, theirs):
            continue
        busy = plan.slots_of(session.presenters, but=session)
        if any(rules.fits(slot, session, busy=busy, now=now) for slot in theirs):
            return session
    return None


def _coming(ids: Select[int], *, within: timedelta = timedelta(0)) -> list[Conference]:
    """Conferences of these ids that have not begun, always in the same order: workers never cross."""
    query = select(Conference).where(Conference.id.in_(ids), Conference.starts_at > clock.now() + within)
    return list(db.session.scalars(query.order_by(Conference.id)))
