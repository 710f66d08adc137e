"""What the pact's tests share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conference.db import transaction
from conference.pact import service

DECK = Path(service.__file__).parent / "teknologipagt.toml"


def load_deck() -> None:
    with transaction():
        service.load(DECK)


@pytest.fixture
def deck(lay: Callable[[Callable[[], Any]], None]) -> None:
    """The deck's facts, loaded."""
    lay(load_deck)
