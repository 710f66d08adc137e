"""What the programme allows: the ways between a session's states, who may claim what, and what is shown."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum

from flask_babel import gettext as _

from conference import clock
from conference.errors import Conflict, Invalid, NotFound
from conference.language import day_time, time
from conference.programme.models import Presenter, Programme, Session, Slot, State
from conference.registration import rules as registration
from conference.registration.models import Conference

#: How long a slot is kept for a presenter who fills in the rest.
HOLD = timedelta(minutes=10)
#: Days before the last day for an answer on which the silent are reminded.
REMINDERS = (7, 2, 0)
#: Days for an answer to whom is asked late: from the reserve list, or after a slot was given back.
REPLY_DAYS = 7
#: How many present one session together.
MOST_PRESENTERS = 8
#: How many people a session's presenters add to it in all; more is not a group, and each gets letters.
MOST_ADDITIONS = 20
#: States in which presenters choose a slot, or another one.
CLAIMING = (State.INVITED, State.CONFIRMED)
#: States in which a session may still come about.
LIVE = (State.RESERVE, State.INVITED, State.CONFIRMED)


class Act(StrEnum):
    """What can happen to a session."""

    INVITE = "invite"
    CONFIRM = "confirm"
    DECLINE = "decline"
    EXPIRE = "expire"
    GIVE_BACK = "give_back"
    WITHDRAW = "withdraw"
    CANCEL = "cancel"


#: Every way there is; pages and verbs ask this table.
TRANSITIONS: dict[Act, dict[State, State]] = {
    Act.INVITE: {
        State.RESERVE: State.INVITED,
        State.DECLINED: State.INVITED,
        State.EXPIRED: State.INVITED,
        State.WITHDRAWN: State.INVITED,
    },
    Act.CONFIRM: {State.INVITED: State.CONFIRMED},
    Act.DECLINE: {State.INVITED: State.DECLINED, State.RESERVE: State.DECLINED},
    Act.EXPIRE: {State.INVITED: State.EXPIRED},
    Act.GIVE_BACK: {State.CONFIRMED: State.INVITED},
    Act.WITHDRAW: {State.CONFIRMED: State.WITHDRAWN},
    Act.CANCEL: {
        State.RESERVE: State.CANCELLED,
        State.INVITED: State.CANCELLED,
        State.CONFIRMED: State.CANCELLED,
    },
}


class WrongState(Conflict):
    """The session stands somewhere else by now."""

    code = "wrong_state"


class Locked(Conflict):
    """The organisers have closed the plan: presenters ask."""

    code = "locked"


class WrongKind(Conflict):
    """The slot is for others."""

    code = "wrong_kind"


class SessionTooLong(Conflict):
    """The session does not fit into the slot."""

    code = "session_too_long"


class SlotTaken(Conflict):
    """Somebody else was faster."""

    code = "slot_taken"


class PresenterBusy(Conflict):
    """Nobody is in two places at a time."""

    code = "presenter_busy"


class NoSlot(Conflict):
    """Only what has a slot can be confirmed."""

    code = "no_slot"


class AlreadyInvited(Conflict):
    """The ambassador, or the project, has a session at this conference."""

    code = "already_invited"


class WrongPeople(Conflict):
    """A session has at least one presenter, and not a crowd of them."""

    code = "wrong_people"


class WrongDay(Invalid):
    """Nobody can answer by a day that has passed."""

    code = "wrong_day"


def can(act: Act, session: Session) -> bool:
    """Whether the session's state allows this."""
    return session.state in TRANSITIONS[act]


def after(act: Act, session: Session) -> State:
    """The state that comes next. Raises WrongState."""
    if not can(act, session):
        raise _changed_meanwhile()
    return TRANSITIONS[act][session.state]


def check_own(session: Session, by: Presenter) -> None:
    """What is not yours does not exist. Raises NotFound."""
    if by not in session.presenters:
        raise NotFound(_("There is no such session."))


def check_live(session: Session) -> None:
    """Refuse to change a session that does not come about. Raises WrongState."""
    if session.state not in LIVE:
        raise _changed_meanwhile()


def check_not_begun(conference: Conference, *, now: datetime) -> None:
    """Refuse what comes after the start: then the desk decides. Raises TooLate."""
    registration.check_change(conference, now=now)


def is_locked(programme: Programme, *, now: datetime) -> bool:
    """Whether presenters ask instead of changing."""
    return programme.locked_at is not None and programme.locked_at <= now


def should_be_filled(programme: Programme, *, now: datetime) -> bool:
    """Whether a time that nobody has is worth a word: when the answers are in, or the plan is locked."""
    is_over = programme.reply_by is not None and programme.reply_by < clock.to_local(now).date()
    return is_over or is_locked(programme, now=now)


def check_not_locked(programme: Programme, *, now: datetime) -> None:
    """Refuse a presenter's change of the plan. Raises Locked."""
    if is_locked(programme, now=now):
        raise Locked(
            _("The programme has been closed for changes. Write to the organisers what you wish instead.")
        )


def is_settled(session: Session) -> bool:
    """Whether the organisers keep it where it is."""
    return session.pinned_at is not None and session.slot is not None


def check_not_settled(session: Session) -> None:
    """Refuse to leave the place that the organisers have settled. Raises Locked."""
    if is_settled(session):
        raise Locked(_("The organisers have settled this time. Write to them what you wish instead."))


def check_change(session: Session, programme: Programme, *, by: Presenter, now: datetime) -> None:
    """Refuse a change that is not this presenter's to make, or no longer.

    Raises NotFound, TooLate or Locked, in this order.
    """
    check_own(session, by)
    check_not_begun(session.conference, now=now)
    check_not_locked(programme, now=now)
    check_not_settled(session)


def check_claim(
    slot: Slot,
    session: Session,
    programme: Programme,
    *,
    by: Presenter,
    busy: Sequence[Slot],
    now: datetime,
) -> None:
    """Refuse a claim that the programme cannot honour; `busy` is where its presenters are besides.

    What can never be comes before what is so just now. Raises NotFound, TooLate, WrongState, Locked,
    WrongKind, SessionTooLong, SlotTaken or PresenterBusy, in this order. A yes to the slot that the
    organisers have chosen moves nothing, so the lock does not stop it, nor do kind and length.
    """
    check_own(session, by)
    check_not_begun(session.conference, now=now)
    if session.state not in CLAIMING:
        raise _changed_meanwhile()
    if slot is not session.slot:
        check_not_locked(programme, now=now)
        check_not_settled(session)
        _check_suits(slot, session)
    check_free(slot, session, now=now)
    check_not_busy(slot, busy)


def check_free(slot: Slot, session: Session, *, now: datetime) -> None:
    """Refuse a slot that somebody else has, or keeps just now. Raises SlotTaken."""
    where = {"room": slot.room.name, "time": time(slot.starts_at)}
    if slot.session_id not in (None, session.id):
        raise SlotTaken(_("%(room)s at %(time)s has just been taken.", **where))
    if is_held_by_another(slot, session, now=now):
        raise SlotTaken(_("Somebody else is just taking %(room)s at %(time)s.", **where))


def check_not_busy(slot: Slot, busy: Iterable[Slot]) -> None:
    """Refuse to have somebody on stage in two places. Raises PresenterBusy."""
    other = next((each for each in busy if overlap(each, slot)), None)
    if other is not None:
        raise PresenterBusy(
            _(
                "One of the presenters is on stage elsewhere then: %(room)s, %(when)s.",
                room=other.room.name,
                when=day_time(other.starts_at),
            )
        )


def is_long_enough(slot: Slot, session: Session) -> bool:
    """Whether the session's minutes fit into the slot; clearing the stage has its time between slots."""
    return timedelta(minutes=session.minutes) <= slot.ends_at - slot.starts_at


def is_held_by_another(slot: Slot, session: Session, *, now: datetime) -> bool:
    """Whether the slot is kept for another session just now; an expired hold counts for nothing."""
    return is_hold_good(slot, now=now) and slot.hold is not None and slot.hold.session_id != session.id


def is_hold_good(slot: Slot, *, now: datetime) -> bool:
    """Whether the slot is kept for somebody just now."""
    return slot.hold is not None and now < slot.hold.until


def overlap(one: Slot, other: Slot) -> bool:
    """Whether two slots share a moment; one that begins when the other ends does not."""
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def is_confirmed(presenter: Presenter) -> bool:
    """Whether somebody presents anything for certain."""
    return any(session.state is State.CONFIRMED for session in presenter.sessions)


def check_confirmed(presenter: Presenter) -> None:
    """Refuse to register who presents nothing for certain. Raises WrongState."""
    if not is_confirmed(presenter):
        raise _changed_meanwhile()


def may_claim(session: Session, *, now: datetime) -> bool:
    """Whether it is time for its presenters to choose a slot, or another one."""
    return session.state in CLAIMING and now < session.conference.starts_at


def fits(slot: Slot, session: Session, *, busy: Sequence[Slot], now: datetime) -> bool:
    """Whether the slot is free for the session just now."""
    return (
        slot.kind is session.kind
        and slot.session_id is None
        and is_long_enough(slot, session)
        and not is_held_by_another(slot, session, now=now)
        and not any(overlap(slot, each) for each in busy)
    )


def places(minutes: Iterable[int], slots: Iterable[Slot]) -> int:
    """How many sessions of these lengths find a place at most, each in a slot of its own."""
    lengths = iter(sorted(slot.ends_at - slot.starts_at for slot in slots))
    found = 0
    for need in sorted(minutes):
        if next((length for length in lengths if timedelta(minutes=need) <= length), None) is None:
            break
        found += 1
    return found


def check_people(session: Session) -> None:
    """Refuse a session that nobody would present, or a crowd. Raises WrongPeople."""
    if not session.presenters:
        raise WrongPeople(_("Somebody has to present it. Hand it over to a colleague, or withdraw it."))
    if len(session.presenters) > MOST_PRESENTERS:
        raise WrongPeople(_("A session has at most %(number)s presenters.", number=MOST_PRESENTERS))


def check_additions(session: Session) -> None:
    """Refuse presenters who add people without end. Raises WrongPeople."""
    if session.additions >= MOST_ADDITIONS:
        raise WrongPeople(_("So many have been added to this session that only the organisers can add more."))


def check_reply_by(reply_by: date | None, conference: Conference, *, today: date) -> None:
    """Refuse a last day for an answer that has passed, or comes after the doors. Raises WrongDay."""
    if reply_by is None:
        return
    if reply_by < today:
        raise WrongDay(_("The last day for an answer has passed already."))
    check_before_doors(reply_by, conference)


def check_before_doors(reply_by: date | None, conference: Conference) -> None:
    """Refuse answers that would come too late to be any use. Raises WrongDay."""
    if reply_by is not None and reply_by > _day_before(conference.starts_at):
        raise WrongDay(_("The last day for an answer lies before the conference. Choose an earlier day."))


def reply_day(planned: date | None, *, today: date, begins_at: datetime) -> date:
    """The last day for an answer to somebody asked today: as planned, with days enough, before the doors."""
    enough = today + timedelta(days=REPLY_DAYS)
    return before_doors(max(planned or enough, enough), today=today, begins_at=begins_at)


def before_doors(planned: date, *, today: date, begins_at: datetime) -> date:
    """The last day for an answer as planned, but before the doors; on the last day before them, that one."""
    return max(today, min(_day_before(begins_at), planned))


def reminder_due(session: Session, *, today: date) -> int | None:
    """Which reminder a silent presenter gets, by its days before the last day; None when none is due.

    Only the latest one: if the worker slept, nobody gets two at once. None for a day on which the invitation
    itself was written, or before it.
    """
    if session.reply_by is None or session.invited_at is None or session.reply_by < today:
        return None
    left = (session.reply_by - today).days
    due = min((days for days in REMINDERS if left <= days), default=None)
    if due is None:
        return None
    invited_on = clock.to_local(session.invited_at).date()
    return due if session.reply_by - timedelta(days=due) > invited_on else None


def title_of(session: Session, language: str) -> str:
    """What a session is called: its title, in the other language where there is one only, or whose it is."""
    own, other = ("title_da", "title_en") if language == "da" else ("title_en", "title_da")
    written = getattr(session, own) or getattr(session, other)
    return written or ", ".join(presenter.name for presenter in session.presenters)


def titled_in(session: Session) -> str:
    """The one language its title is written in; nothing for both, or where it is called by its people."""
    if bool(session.title_da) is bool(session.title_en):
        return ""
    return "da" if session.title_da else "en"


def place_of(slot: Slot) -> str:
    """Where and when, to be compared: what a presenter was told last is kept so."""
    return f"{slot.room.uid} {slot.starts_at.isoformat()} {slot.ends_at.isoformat()}"


def read_place(place: str) -> tuple[str, datetime, datetime]:
    """The same again: the room's uid, start and end."""
    room, starts_at, ends_at = place.split()
    return room, datetime.fromisoformat(starts_at), datetime.fromisoformat(ends_at)


def _day_before(begins_at: datetime) -> date:
    return clock.to_local(begins_at).date() - timedelta(days=1)


def _check_suits(slot: Slot, session: Session) -> None:
    if slot.kind is not session.kind:
        raise WrongKind(_("This time is for others. Choose one of the times that are shown to you."))
    if not is_long_enough(slot, session):
        raise SessionTooLong(
            _(
                "Your session takes %(minutes)s minutes, and this time is shorter. Choose another time.",
                minutes=session.minutes,
            )
        )


def _changed_meanwhile() -> WrongState:
    return WrongState(_("This has changed in the meantime. Look at the page as it stands now."))
