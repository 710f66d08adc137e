"""A kick-off with a programme, and presenters who claim their slots."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from conference.db import db, transaction
from conference.mail.models import Letter
from conference.programme import service
from conference.programme.models import Presenter, Room, Session, Slot
from conference.registration.models import Conference
from tests.factories import make_conference
from tests.programme.factories import make_presenter, make_programme, make_room, make_session


@pytest.fixture
def kickoff(database: None, saved: Callable[[Any], Any], at: Callable[[str], Any]) -> Conference:
    """The kick-off on an October morning: its presenters answer by 8 November."""
    at("2018-10-01 12:00")
    conference = saved(make_conference())
    saved(make_programme(conference))
    return conference


@pytest.fixture
def room(kickoff: Conference, saved: Callable[[Any], Any]) -> Room:
    """Sal A, where slots are made by `make_slot`."""
    return saved(make_room(kickoff, key="sal-a", name="Sal A"))


@pytest.fixture
def talk(kickoff: Conference, saved: Callable[[Any], Any]) -> Session:
    """Bodil's ten minutes, not placed yet."""
    return saved(make_session(kickoff, make_presenter(kickoff, name="Bodil Åkjær")))


def do(verb: Callable[..., Any], *given: Any, **named: Any) -> Any:
    """One deed in its own write block."""
    with transaction():
        return verb(*given, **named)


def claim(session: Session, slot: Slot, by: Presenter | None = None) -> Slot:
    """Its first presenter says yes to the slot."""
    by = by or session.presenters[0]
    return do(service.claim_slot, slot.code, session.code, by=by)


def hold(session: Session, slot: Slot) -> Any:
    """Its first presenter keeps the slot for a while."""
    return do(service.hold_slot, slot.code, session.code, by=session.presenters[0])


def letters() -> list[tuple[str, str]]:
    """What presenters were written, and to whom."""
    query = select(Letter.name, Letter.to_name).where(Letter.name.startswith("presenter."))
    return [
        (name.removeprefix("presenter."), to) for name, to in db.session.execute(query.order_by(Letter.id))
    ]
