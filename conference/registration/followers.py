"""What else happens to whatever hangs on a place, when it ends, changes hands, or gets a new link.

Rooms above this one hand in their deeds while the app is made: this room is below them and cannot ask. Each
deed is done in the write block of the verb, under the lock of the conference's seats.
"""

from collections.abc import Callable, Collection
from typing import TypeVar

from conference.registration.models import Registration

Deed = TypeVar("Deed")

_new_link: list[Callable[[Registration], None]] = []
_end: list[Callable[[Registration], None]] = []
_hand_over: list[Callable[[Registration, Registration], None]] = []
_presenting: list[Callable[[Collection[Registration]], set[Registration]]] = []


def with_new_link(deed: Callable[[Registration], None]) -> None:
    """Do it when the link to somebody's own page is renewed or stopped: what it opened must stop too."""
    _add(_new_link, deed)


def with_end(deed: Callable[[Registration], None]) -> None:
    """Do it when a place is given up, has lapsed or was cancelled."""
    _add(_end, deed)


def with_hand_over(deed: Callable[[Registration, Registration], None]) -> None:
    """Do it when a seat goes from one person to another: given are the old place and the new one."""
    _add(_hand_over, deed)


def ask_presenting(question: Callable[[Collection[Registration]], set[Registration]]) -> None:
    """Ask it when a place is to change hands: which of these people present something."""
    _add(_presenting, question)


def presenting(places: Collection[Registration]) -> set[Registration]:
    """Those of the places whose people present something."""
    return {place for question in _presenting for place in question(places)}


def tell_new_link(registration: Registration) -> None:
    for deed in _new_link:
        deed(registration)


def tell_end(registration: Registration) -> None:
    for deed in _end:
        deed(registration)


def tell_hand_over(old: Registration, new: Registration) -> None:
    for deed in _hand_over:
        deed(old, new)


def _add(deeds: list[Deed], deed: Deed) -> None:
    if deed not in deeds:
        deeds.append(deed)
