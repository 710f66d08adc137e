"""What the pact's tests share."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from conference.db import transaction
from conference.pact import service

DECK = Path(service.__file__).parent / "teknologipagt.toml"


@pytest.fixture
def queries() -> Callable[[], AbstractContextManager[list[str]]]:
    """Collect what is read from any database meanwhile."""

    @contextmanager
    def collect() -> Iterator[list[str]]:
        statements: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
            if statement.startswith("SELECT"):
                statements.append(statement)

        event.listen(Engine, "before_cursor_execute", note)
        try:
            yield statements
        finally:
            event.remove(Engine, "before_cursor_execute", note)

    return collect


def load_deck() -> None:
    with transaction():
        service.load(DECK)


@pytest.fixture
def deck(lay: Callable[[Callable[[], Any]], None]) -> None:
    """The deck's facts, loaded."""
    lay(load_deck)
