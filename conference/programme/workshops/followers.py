"""What else happens when a workshop gets seats, or others: rooms above hand in their deeds for it."""

from collections.abc import Callable

from sqlalchemy import select

from conference.db import db
from conference.programme.models import Session, WorkshopPlace

_seats: list[Callable[[Session], None]] = []
_traces: list[Callable[[Session], bool]] = []


def with_seats(deed: Callable[[Session], None]) -> None:
    """Do it when a workshop gets seats or loses them, and when one with seats is released."""
    if deed not in _seats:
        _seats.append(deed)


def tell_seats(session: Session) -> None:
    for deed in _seats:
        deed(session)


def with_traces(asks: Callable[[Session], bool]) -> None:
    """Ask it whether the seats that a session once had have left something that stays."""
    if asks not in _traces:
        _traces.append(asks)


def has_traces(session: Session) -> bool:
    """Whether it had seats, and somebody's place or something in a room above still names it."""
    places = select(WorkshopPlace.id).where(WorkshopPlace.session_id == session.id)
    return db.session.scalar(places.limit(1)) is not None or any(asks(session) for asks in _traces)
