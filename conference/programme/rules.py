"""What the programme allows: the ways between a session's states, who may claim what, and what is shown."""

from enum import StrEnum

from flask_babel import gettext as _

from conference.errors import Conflict
from conference.programme.models import Session, Slot, State


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


def can(act: Act, session: Session) -> bool:
    """Whether the session's state allows this."""
    return session.state in TRANSITIONS[act]


def after(act: Act, session: Session) -> State:
    """The state that comes next. Raises WrongState."""
    if not can(act, session):
        raise WrongState(_("This has changed in the meantime. Look at the page as it stands now."))
    return TRANSITIONS[act][session.state]


def title_of(session: Session, language: str) -> str:
    """What a session is called: its title, in the other language where there is one only, or whose it is."""
    own, other = ("title_da", "title_en") if language == "da" else ("title_en", "title_da")
    written = getattr(session, own) or getattr(session, other)
    return written or ", ".join(presenter.name for presenter in session.presenters)


def place_of(slot: Slot) -> str:
    """Where and when, to be compared: what a presenter was told last is kept so."""
    return f"{slot.room.uid} {slot.starts_at.isoformat()} {slot.ends_at.isoformat()}"
