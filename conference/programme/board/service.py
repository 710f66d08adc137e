"""The organisers' plan: sessions made, put into their times, kept there, and what is decided about it all."""

from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select, update

from conference import clock
from conference.db import db
from conference.errors import NotFound
from conference.programme import claims, deadlines, plan, rules, telling
from conference.programme.board import overview, rooms, warnings
from conference.programme.board.rules import (
    SessionFacts,
    SlotFacts,
    check_kind,
    check_may_move,
    check_order,
    check_seen,
)
from conference.programme.board.warnings import Rule, Severity
from conference.programme.models import Kind, Session, Slot, State, Waiver, Wish
from conference.programme.uploads import service as files
from conference.programme.workshops.followers import has_traces
from conference.programme.workshops.rules import check_stays_workshop
from conference.registration.models import Conference


def make_session(conference: Conference, facts: SessionFacts, *, at: SlotFacts | None = None) -> Session:
    """Something that nobody is asked for: the Council's hour, a break; with its time in one step.

    Raises WrongTime or RoomTaken.
    """
    programme, now = plan.hold_now(conference), clock.now()
    session = Session(
        export_id=plan.take_number(programme),
        conference=conference,
        state=State.CONFIRMED,
        created_at=now,
        changed_at=now,
    )
    _take(session, facts)
    db.session.add(session)
    db.session.flush()
    if at is not None:
        rooms.make_slot(conference, at).session = session
        db.session.flush()
    return session


def change_session(
    session: Session, facts: SessionFacts, *, reply_by: date | None = None, seen: str | None = None
) -> None:
    """Take what an organiser writes of it; the day for an answer counts while one is waited for.

    `seen` is the version that was written over. Raises WrongState, ChangedMeanwhile, WrongKind, WrongOrder or
    WrongDay.
    """
    plan.hold_now(session.conference)
    rules.check_live(session)
    check_seen(session, seen)
    check_order(session, facts.after)
    check_stays_workshop(session, facts.kind)
    if session.slot is not None:
        check_kind(session.slot.kind, facts.kind)
    _take(session, facts)
    if session.state is State.INVITED and reply_by != session.reply_by:
        rules.check_reply_by(reply_by, session.conference, today=clock.today())
        deadlines.set_reply_by(session, reply_by)
    session.changed_at = clock.after(session.changed_at)
    db.session.flush()


def remove_session(session: Session) -> None:
    """Drop a session. One that nobody has heard of leaves no trace, and a break takes its time along.

    Raises WrongState.
    """
    plan.hold_now(session.conference)
    slot = session.slot
    is_known = session.slug is not None or session.presenters or session.pool_id is not None
    if is_known or has_traces(session):
        claims.cancel(session)
    else:
        rules.after(rules.Act.CANCEL, session)
        _forget(session)
    if slot is not None and slot.kind in (Kind.BREAK, Kind.PLENARY):
        db.session.delete(slot)
    db.session.flush()


def assign(session: Session, slot: Slot) -> None:
    """Put a session into a free time, out of the one it had. Who was only invited is still asked for a yes.

    Raises WrongState, Pinned, WrongKind, SlotTaken or PresenterBusy.
    """
    plan.hold_now(session.conference)
    _check_can_stand(session)
    check_may_move(session)
    check_kind(slot.kind, session.kind)
    rules.check_free(slot, session, now=clock.now())
    _place(session, slot)


def swap(session: Session, other: Session, *, at: Slot | None = None) -> None:
    """Let two sessions change places; `at` is where the other one stood when it was chosen.

    Raises NoSlot, SlotTaken, WrongState, Pinned, WrongKind or PresenterBusy.
    """
    plan.hold_now(session.conference)
    here, there = session.slot, other.slot
    if at is not None and there is not at:
        raise rules.SlotTaken(_("Another session stands there by now. Look at the page as it stands now."))
    if here is None or there is None:
        raise rules.NoSlot(_("Only two sessions that both have a time can change places."))
    for each in (session, other):
        _check_can_stand(each)
        check_may_move(each)
    check_kind(there.kind, session.kind)
    check_kind(here.kind, other.kind)
    session.slot = other.slot = None
    db.session.flush()
    session.slot, other.slot = there, here
    for each in (session, other):
        each.changed_at = clock.after(each.changed_at)
    db.session.flush()
    for each, slot in ((session, there), (other, here)):
        rules.check_not_busy(slot, plan.slots_of(each.presenters, but=each))


def unassign(session: Session) -> None:
    """Take a session off its time; who had said yes is asked again. Raises WrongState or Pinned."""
    plan.hold_now(session.conference)
    check_may_move(session)
    if session.state is State.CONFIRMED and session.presenters:
        claims.give_back(session)
        return
    session.slot = None
    session.changed_at = clock.after(session.changed_at)
    db.session.flush()


def pin(session: Session) -> None:
    """Keep a session where it is, until it is unpinned. Raises NoSlot."""
    plan.hold_now(session.conference)
    if session.slot is None:
        raise rules.NoSlot(_("Give the session a time first."))
    session.pinned_at = session.pinned_at or clock.now()
    db.session.flush()


def unpin(session: Session) -> None:
    """Let it be moved again."""
    plan.hold_now(session.conference)
    session.pinned_at = None
    db.session.flush()


def raise_rank(session: Session) -> None:
    """Put a session one place further up its reserve list."""
    plan.hold_now(session.conference)
    query = select(Session).filter_by(
        conference_id=session.conference_id, state=State.RESERVE, kind=session.kind
    )
    waiting = list(db.session.scalars(query.order_by(Session.reserve_rank, Session.id)))
    if session not in waiting:
        raise rules.WrongState(_("This has changed in the meantime. Look at the page as it stands now."))
    at = waiting.index(session)
    waiting.insert(max(at - 1, 0), waiting.pop(at))
    for rank, each in enumerate(waiting, start=1):
        each.reserve_rank = rank
    db.session.flush()


def set_lock(conference: Conference, *, on: bool) -> None:
    """From here on presenters ask instead of changing; or may change again."""
    programme = plan.hold_programme(conference)
    programme.locked_at = (programme.locked_at or clock.now()) if on else None
    programme.changed_at = clock.after(programme.changed_at)
    db.session.flush()


def set_days(
    conference: Conference, *, reply_by: date | None, texts_by: date | None, change_over_minutes: int
) -> None:
    """Days for the answers of those invited from now on and for texts; and minutes of change-over.

    Raises WrongDay.
    """
    programme = plan.hold_programme(conference)
    if reply_by != programme.reply_by:
        rules.check_before_doors(reply_by, conference)
    programme.reply_by, programme.change_over_minutes = reply_by, change_over_minutes
    deadlines.set_texts_by(programme, texts_by)
    programme.changed_at = clock.after(programme.changed_at)
    db.session.flush()


def set_severities(conference: Conference, severities: dict[Rule, Severity]) -> None:
    """What each rule does at this conference."""
    programme = plan.hold_programme(conference)
    programme.severities = {rule.value: severity.value for rule, severity in severities.items()}
    programme.changed_at = clock.after(programme.changed_at)
    db.session.flush()


def get_wish(conference: Conference, uid: str) -> Wish:
    """One of the wishes of its presenters. Raises NotFound."""
    query = select(Wish).join(Wish.session).where(Wish.uid == uid, Session.conference_id == conference.id)
    wish = db.session.scalar(query)
    if wish is None:
        raise NotFound(_("There is no such wish."))
    return wish


def answer_wish(conference: Conference, uid: str, text: str) -> Wish:
    """Answer a wish, which closes it, and write to whose it is. Raises NotFound or WrongState."""
    plan.hold_programme(conference)
    wish = get_wish(conference, uid)
    if wish.settled_at is not None:
        raise rules.WrongState(_("This wish has been answered already."))
    wish.answer, wish.settled_at = text, clock.now()
    telling.tell_answered(wish)
    db.session.flush()
    return wish


def get_warning(conference: Conference, key: str) -> warnings.Warning:
    """One of the plan's warnings, as it stands now. Raises NotFound."""
    found = next((each for each in overview.list_warnings(conference) if each.key == key), None)
    if found is None:
        raise NotFound(_("This warning is gone: the plan has changed. Look at it as it stands now."))
    return found


def waive(conference: Conference, key: str, *, why: str, by: str) -> Waiver:
    """Accept a warning, until a slot it speaks of moves. Raises NotFound when it is gone by now."""
    plan.hold_programme(conference)
    known = get_warning(conference, key).waiver
    waiver = known or Waiver(conference_id=conference.id, key=key, created_at=clock.now())
    waiver.why, waiver.by = why, by
    db.session.add(waiver)
    db.session.flush()
    return waiver


def take_back_waiver(conference: Conference, key: str) -> None:
    """Let the warning count again."""
    waiver = db.session.scalar(select(Waiver).filter_by(conference_id=conference.id, key=key))
    if waiver is not None:
        db.session.delete(waiver)
        db.session.flush()


def _take(session: Session, facts: SessionFacts) -> None:
    session.kind, session.minutes, session.language = facts.kind, facts.minutes, facts.language
    session.title_da, session.title_en = facts.title_da, facts.title_en
    session.abstract_da, session.abstract_en = facts.abstract_da, facts.abstract_en
    session.area, session.expected = facts.area, facts.expected
    session.equipment, session.equipment_note = list(facts.equipment), facts.equipment_note
    session.after_id = None if facts.after is None else facts.after.id


def _check_can_stand(session: Session) -> None:
    """Only what is asked for or promised has a time. Raises WrongState."""
    if session.state not in (State.INVITED, State.CONFIRMED):
        raise rules.WrongState(_("Invite the presenter first, then give the session a time."))


def _place(session: Session, slot: Slot) -> None:
    rules.check_not_busy(slot, plan.slots_of(session.presenters, but=session))
    if session.slot is slot:
        return
    session.slot = None
    db.session.flush()  # leave the old slot first: a session stands in one alone
    session.slot = slot
    session.changed_at = clock.after(session.changed_at)
    db.session.flush()


def _forget(session: Session) -> None:
    files.forget_files(session)
    db.session.execute(update(Session).where(Session.after_id == session.id).values(after_id=None))
    session.slot = None
    db.session.flush()
    db.session.delete(session)
    db.session.flush()
