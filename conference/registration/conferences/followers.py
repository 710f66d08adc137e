"""What rooms above do, and tell beforehand, when a conference is moved or called off.

They hand it in while the app is made. Each deed is done in the write block of the verb.
"""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from conference.registration.conferences.rules import Notice
from conference.registration.models import Conference


@dataclass(frozen=True)
class Foreseen:
    """What a preview tells: who gets how many letters about what, and what else happens, in sentences."""

    letters: tuple[tuple[str, int, str], ...] = ()
    sentences: tuple[str, ...] = ()


class Follower(Protocol):
    """A room with something of its own at every conference."""

    def hold(self, conference: Conference) -> None:
        """Lock what will change; before the seats, as everywhere."""

    def foresee_move(self, conference: Conference, *, day: date) -> Foreseen: ...

    def move(self, conference: Conference, *, days: int) -> None: ...

    def foresee_call_off(self, conference: Conference) -> Foreseen: ...

    def call_off(self, conference: Conference, notice: Notice, *, by: str) -> None: ...


_followers: list[Follower] = []


def follow(follower: Follower) -> None:
    """From now on it is asked and told."""
    if follower not in _followers:
        _followers.append(follower)


def every() -> tuple[Follower, ...]:
    return tuple(_followers)
