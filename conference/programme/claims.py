"""A session's way to its slot: invited, claimed, given back. A verb holds the programme before it reads."""

from datetime import date

from flask_babel import gettext as _
from sqlalchemy import func, or_, select
from sqlalchemy.orm import selectinload

from conference import clock
from conference.audit import service as audit
from conference.db import db
from conference.programme import deadlines, plan, presenters, rules, telling
from conference.programme.answers import Details, Invitation
from conference.programme.models import Hold, Presenter, Programme, Session, Slot, State, Wish
from conference.programme.rules import Act
from conference.registration.models import Conference


def invite(conference: Conference, invitation: Invitation) -> Session:
    """Ask an ambassador, a project or others to present, each of them by a link of their own.

    Raises TooLate, WrongDay, AlreadyInvited or WrongPeople.
    """
    programme, now = plan.hold_now(conference), clock.now()
    rules.check_not_begun(conference, now=now)
    rules.check_reply_by(invitation.reply_by, conference, today=clock.today())
    _check_first(conference, invitation)
    session = Session(
        export_id=plan.take_number(programme),
        conference=conference,
        kind=invitation.kind,
        state=State.RESERVE,
        ambassador=invitation.ambassador,
        project=invitation.project,
        title_da=invitation.title_da,
        title_en=invitation.title_en,
        area=invitation.area,
        minutes=invitation.minutes,
        reserve_rank=_next_rank(conference, invitation) if invitation.on_reserve else None,
        presenters=presenters.take_people(programme, conference, invitation.people),
        entry_sequence=0,
        reply_sequence=0,
        created_at=now,
        changed_at=now,
    )
    db.session.add(session)
    db.session.flush()
    rules.check_people(session)
    presenters.give_links(session)
    if invitation.on_reserve:
        telling.tell(session)
    else:
        _ask(session, reply_by=invitation.reply_by or _reply_day_of(programme, session))
    return session


def invite_again(session: Session, *, reply_by: date | None = None) -> None:
    """Ask those on the reserve list, or who said no or nothing. Raises TooLate, WrongDay or WrongState."""
    programme = plan.hold_now(session.conference)
    rules.check_not_begun(session.conference, now=clock.now())
    rules.check_reply_by(reply_by, session.conference, today=clock.today())
    rules.after(Act.INVITE, session)
    rules.check_people(session)
    presenters.give_links(session)
    _ask(session, reply_by=reply_by or _reply_day(session, programme.reply_by))


def hold_slot(slot_code: str, session_code: str, *, by: Presenter) -> Hold:
    """Keep a slot for ten minutes; it replaces what was kept for the session before.

    Pressed again it does not begin anew: nobody keeps a slot for ever. Raises what `rules.check_claim` does.
    """
    slot, session = _check_claim(slot_code, session_code, by)
    if rules.is_hold_good(slot, now=clock.now()) and slot.hold is not None:
        return slot.hold
    _let_go(session, slot)
    hold = Hold(slot=slot, session_id=session.id, until=clock.now() + rules.HOLD)
    db.session.add(hold)
    db.session.flush()
    return hold


def claim_slot(slot_code: str, session_code: str, *, by: Presenter) -> Slot:
    """Say yes: put the session into the slot, out of the one it had. Raises what `rules.check_claim` does."""
    slot, session = _check_claim(slot_code, session_code, by)
    if session.state is State.CONFIRMED and session.slot is slot:
        return slot  # sent twice
    presenters.vouch(by)
    _let_go(session, slot)
    if session.slot is not slot:
        session.pinned_at = None
        session.slot = None
        db.session.flush()  # leave the old slot first: a session stands in one alone
        session.slot = slot
    _confirm(session)
    _record("claim", session, by, slot=slot.uid)
    return slot


def confirm(session: Session) -> None:
    """Say yes for the presenters, to the slot it stands in. Raises TooLate, NoSlot or WrongState."""
    _hold(session)
    rules.check_not_begun(session.conference, now=clock.now())
    rules.after(Act.CONFIRM, session)
    if session.slot is None:
        raise rules.NoSlot(_("Give the session a time first."))
    _let_go(session)
    _confirm(session)


def give_back(session: Session, by: Presenter | None = None) -> None:
    """Leave the slot, and take another later. Organisers do it without being the presenter.

    Raises NotFound, TooLate, Locked or WrongState.
    """
    programme = plan.hold_now(session.conference)
    if by is not None:
        rules.check_change(session, programme, by=by, now=clock.now())
    rules.after(Act.GIVE_BACK, session)
    _empty(session)
    session.state, session.invited_at, session.answered_at = State.INVITED, clock.now(), None
    deadlines.set_reply_by(session, _reply_day(session, session.reply_by))
    _changed(session)
    presenters.keep_as_guests(session.presenters)
    _record("give_back", session, by)


def decline(session: Session, by: Presenter) -> None:
    """Say no to the invitation, or to waiting for one. Raises NotFound, TooLate or WrongState."""
    _hold(session)
    rules.check_own(session, by)
    rules.check_not_begun(session.conference, now=clock.now())
    _end(session, Act.DECLINE)
    _record("decline", session, by)


def withdraw(session: Session, by: Presenter | None = None) -> None:
    """Take a yes back; organisers do it when that was the presenter's wish.

    Raises NotFound, TooLate, Locked or WrongState.
    """
    programme = plan.hold_now(session.conference)
    if by is not None:
        rules.check_change(session, programme, by=by, now=clock.now())
    _end(session, Act.WITHDRAW)
    _record("withdraw", session, by)


def cancel(session: Session) -> None:
    """The organisers drop the session. Raises WrongState."""
    _hold(session)
    _end(session, Act.CANCEL)


def expire(session: Session) -> None:
    """Nobody answered in time; the caller holds the programme. Raises WrongState."""
    _end(session, Act.EXPIRE)


def list_wishes(session: Session) -> list[Wish]:
    """What was asked for, oldest first."""
    return list(db.session.scalars(select(Wish).filter_by(session_id=session.id).order_by(Wish.id)))


def ask(session: Session, text: str, by: Presenter) -> Wish:
    """Tell the organisers what the presenter wishes. Raises NotFound, TooLate or WrongState."""
    _hold(session)
    rules.check_own(session, by)
    rules.check_not_begun(session.conference, now=clock.now())
    rules.check_live(session)
    wish = Wish(session=session, presenter=by, text=text, created_at=clock.now())
    db.session.add(wish)
    db.session.flush()
    _record("wish", session, by)
    return wish


def describe(session: Session, details: Details, by: Presenter) -> None:
    """Take title, abstract and needs; also after the lock: what is public changes by a release alone.

    Raises NotFound, TooLate or WrongState.
    """
    _hold(session)
    rules.check_own(session, by)
    rules.check_not_begun(session.conference, now=clock.now())
    rules.check_live(session)
    session.title_da, session.title_en = details.title_da, details.title_en
    session.abstract_da, session.abstract_en = details.abstract_da, details.abstract_en
    session.language = details.language
    session.equipment, session.equipment_note = list(details.equipment), details.equipment_note
    session.changed_at = clock.after(session.changed_at)
    db.session.flush()
    _record("describe", session, by)


def _hold(session: Session) -> None:
    plan.hold_now(session.conference)


def _check_claim(slot_code: str, session_code: str, by: Presenter) -> tuple[Slot, Session]:
    """Slot and session as they are now that the programme is held, if the one may have the other."""
    conference = by.conference
    programme = plan.hold_now(conference)
    session = plan.get_session(conference, session_code)
    slot = plan.get_slot(conference, slot_code)
    busy = plan.slots_of(session.presenters, but=session)
    rules.check_claim(slot, session, programme, by=by, busy=busy, now=clock.now())
    return slot, session


def _ask(session: Session, *, reply_by: date | None) -> None:
    """Wait for an answer from today."""
    session.state, session.reserve_rank = State.INVITED, None
    session.invited_at, session.answered_at = clock.now(), None
    deadlines.set_reply_by(session, reply_by)
    _changed(session)


def _confirm(session: Session) -> None:
    if session.state is not State.CONFIRMED:
        session.state = rules.after(Act.CONFIRM, session)
    session.answered_at = clock.now()
    _changed(session)
    presenters.register(session)


def _end(session: Session, act: Act) -> None:
    """The session does not come about; its slot is free for others."""
    session.state = rules.after(act, session)
    session.reserve_rank = None
    if act in (Act.DECLINE, Act.WITHDRAW):
        session.answered_at = clock.now()
    _empty(session)
    _changed(session)
    presenters.keep_as_guests(session.presenters)


def _empty(session: Session) -> None:
    session.slot, session.pinned_at = None, None
    _let_go(session)


def _let_go(session: Session, slot: Slot | None = None) -> None:
    """End what is kept for the session, and an old hold on the slot."""
    ours = Hold.session_id == session.id
    held = ours if slot is None else or_(ours, Hold.slot_id == slot.id)
    for hold in db.session.scalars(select(Hold).where(held).options(selectinload(Hold.slot))):
        hold.slot.hold = None
    db.session.flush()


def _changed(session: Session) -> None:
    session.changed_at = clock.after(session.changed_at)
    telling.tell(session)
    db.session.flush()


def _reply_day(session: Session, planned: date | None) -> date:
    return rules.reply_day(planned, today=clock.today(), begins_at=session.conference.starts_at)


def _reply_day_of(programme: Programme, session: Session) -> date | None:
    """What the programme says, but before the doors; when its day has passed there is a week."""
    planned, today = programme.reply_by, clock.today()
    if planned is None:
        return None
    if planned < today:
        return _reply_day(session, planned)
    return rules.before_doors(planned, today=today, begins_at=session.conference.starts_at)


def _check_first(conference: Conference, invitation: Invitation) -> None:
    """A cancelled session is not in the way: another takes its place. Raises AlreadyInvited."""
    whose = {"ambassador": invitation.ambassador, "project": invitation.project}
    for name, one in whose.items():
        query = select(Session).filter_by(conference_id=conference.id, **{name: one})
        before = None if one is None else db.session.scalar(query)
        if before is None:
            continue
        if before.state is not State.CANCELLED:
            raise rules.AlreadyInvited(_("They have been invited already."))
        setattr(before, name, None)
    db.session.flush()


def _next_rank(conference: Conference, invitation: Invitation) -> int:
    query = select(func.max(Session.reserve_rank)).filter_by(
        conference_id=conference.id, kind=invitation.kind
    )
    return (db.session.scalar(query) or 0) + 1


def _record(act: str, session: Session, by: Presenter | None, **detail: str) -> None:
    """What organisers do is written down by their pages, which know who it was."""
    if by is not None:
        audit.record(
            f"presenter.{act}", by="self", subject=session.uid, detail={"presenter": by.uid, **detail}
        )
