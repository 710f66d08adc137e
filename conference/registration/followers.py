"""What else happens to whatever hangs on a place, when it ends, changes hands, or gets a new link.

Rooms above this one hand in their deeds while the app is made: this room is below them and cannot ask. Each
deed is done in the write block of the verb, under the lock of the conference's seats.
"""

from collections.abc import Callable

from conference.registration.models import Registration

_new_link: list[Callable[[Registration], None]] = []
_end: list[Callable[[Registration], None]] = []
_hand_over: list[Callable[[Registration, Registration], None]] = []


def with_new_link(deed: Callable[[Registration], None]) -> None:
    """Do it when the link to somebody's own page is renewed or stopped: what it opened must stop too."""
    _add(_new_link, deed)


def with_end(deed: Callable[[Registration], None]) -> None:
    """Do it when a place is given up, has lapsed or was cancelled."""
    _add(_end, deed)


def with_hand_over(deed: Callable[[Registration, Registration], None]) -> None:
    """Do it when a seat goes from one person to another: given are the old place and the new one."""
    _add(_hand_over, deed)


def tell_new_link(registration: Registration) -> None:
    for deed in _new_link:
        deed(registration)


def tell_end(registration: Registration) -> None:
    for deed in _end:
        deed(registration)


def tell_hand_over(old: Registration, new: Registration) -> None:
    for deed in _hand_over:
        deed(old, new)


def _add(deeds: list[Callable[..., None]], deed: Callable[..., None]) -> None:
    if deed not in deeds:
        deeds.append(deed)
