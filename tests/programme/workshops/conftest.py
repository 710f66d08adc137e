"""The kick-off with workshops that attendees choose."""

from collections.abc import Callable
from typing import Any

import pytest

from conference.registration.models import Conference
from tests.programme.factories import make_room
from tests.programme.workshops.making import Kickoff


@pytest.fixture
def kickoff(kickoff: Conference, saved: Callable[[Any], Any]) -> Kickoff:
    """One o'clock in Sal A, for who comes first."""
    room = saved(make_room(kickoff, key="sal-a", name="Sal A", seats=30))
    return Kickoff(conference=kickoff, room=room, saved=saved)
