"""What else happens when a workshop gets seats, or others: rooms above hand in their deeds for it."""

from collections.abc import Callable

from conference.programme.models import Session

_seats: list[Callable[[Session], None]] = []


def with_seats(deed: Callable[[Session], None]) -> None:
    """Do it when a workshop gets seats or loses them, and when one with seats is released."""
    if deed not in _seats:
        _seats.append(deed)


def tell_seats(session: Session) -> None:
    for deed in _seats:
        deed(session)
