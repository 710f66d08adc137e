"""Which letter is due to a session's presenters: one place decides, so that none is written twice."""

from typing import Any

from conference.mail import service as mail
from conference.programme import rules
from conference.programme.models import Presenter, Session, State, Wish

#: What is told of a state when something else was told last; a person's own no needs no letter.
_LETTERS = {
    State.RESERVE: "presenter.reserve",
    State.INVITED: "presenter.invited",
    State.CONFIRMED: "presenter.confirmed",
    State.EXPIRED: "presenter.expired",
    State.WITHDRAWN: "presenter.cancelled",
    State.CANCELLED: "presenter.cancelled",
}


def due(session: Session) -> str | None:
    """The letter that tells how the session stands; None when its presenters know."""
    told, state = session.told_state, session.state
    if told is State.CONFIRMED is state:
        return "presenter.moved" if session.told_slot != _place(session) else None
    if told is State.CONFIRMED and state is State.INVITED:
        return "presenter.given_back"
    if told is state or (told is None and state is State.CANCELLED):
        return None
    return _LETTERS.get(state)


def tell(session: Session) -> str | None:
    """Write the letter that is due, to each of the presenters, and remember what they were told."""
    name, before = due(session), session.told_slot
    remember(session)
    if name is not None:
        for presenter in session.presenters:
            _write(name, session, presenter, place=session.told_slot or before, was=before)
    return name


def remember(session: Session) -> None:
    """From now on its presenters know how it stands; a new place is a new number of their entry."""
    before, now = session.told_slot, _place(session)
    if before != now and (before is not None or session.entry_sequence > 0):
        session.entry_sequence += 1
    session.told_state, session.told_slot = session.state, now


def count_letters(session: Session, act: rules.Act) -> int:
    """How many hear of it when the session ends so; nobody of a session that was never told."""
    if session.told_state is None and act is rules.Act.CANCEL:
        return 0
    return sum(presenter.email is not None for presenter in session.presenters)


def tell_joined(session: Session, presenter: Presenter, *, handed_over: bool) -> None:
    """Tell somebody that they present it from now on; by the colleague who did before, or otherwise."""
    count_entry(session)
    _write("presenter.joined", session, presenter, place=session.told_slot, handed_over=handed_over)


def tell_again(presenter: Presenter) -> bool:
    """Write to a new address how each session stands that its presenter was told of; False if none does."""
    due = {
        session: _LETTERS[session.told_state]
        for session in presenter.sessions
        if session.state in rules.LIVE and session.told_state is session.state
        if session.state is not State.CONFIRMED or session.told_slot is not None
    }
    for session, name in due.items():
        _write(name, session, presenter, place=session.told_slot)
    return bool(due)


def tell_left(session: Session, presenter: Presenter) -> None:
    """Tell somebody that others present it now, and take it out of their calendar."""
    count_entry(session)
    _write("presenter.left", session, presenter, place=session.told_slot)


def tell_answered(wish: Wish) -> None:
    """Tell who asked for something what the organisers answer."""
    _write("presenter.answered", wish.session, wish.presenter, wish=wish.uid)


def remind(sessions: dict[Session, int]) -> None:
    """Remind each of their presenters, once, so many days before the last day for an answer."""
    due = {
        f"presenter.reminder {session.uid} {presenter.uid} {session.reply_by} {days}": (
            session,
            presenter,
            days,
        )
        for session, days in sessions.items()
        for presenter in session.presenters
    }
    written = mail.list_written(due)
    for key, (session, presenter, days) in due.items():
        if key not in written:
            _write("presenter.reminder", session, presenter, dedup=key, days=days)


def _write(
    name: str, session: Session, presenter: Presenter, *, dedup: str | None = None, **facts: Any
) -> None:
    """`facts` keeps what the letter is about: the session will have moved on when it is sent."""
    if presenter.email is None:
        return
    mail.write(
        name,
        to=presenter.email,
        to_name=presenter.name,
        language=presenter.language,
        subject=presenter.uid,
        facts={"session": session.uid, "sequence": session.entry_sequence, **facts},
        dedup=dedup,
    )


def count_entry(session: Session) -> None:
    """A calendar entry comes, goes or says something else at its place; every number is given once."""
    if session.told_slot is not None:
        session.entry_sequence += 1


def _place(session: Session) -> str | None:
    """Where its presenters are to be; a place that was only proposed binds nobody."""
    if session.state is not State.CONFIRMED or session.slot is None:
        return None
    return rules.place_of(session.slot)
