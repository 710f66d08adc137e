"""A conference with few seats, and people who want them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from conference import clock
from conference.db import db, transaction
from conference.mail.models import Letter
from conference.registration import service
from conference.registration.models import Conference, Registration, State
from tests.factories import make_answers, make_conference


@pytest.fixture
def kickoff(
    database: None, saved: Callable[[Any], Any], at: Callable[[str], Any]
) -> Callable[..., Conference]:
    """The kick-off on an October morning, with the seats it is given."""

    def make(capacity: int = 2, **overrides: Any) -> Conference:
        at("2018-10-01 10:00")
        return saved(make_conference(capacity=capacity, **overrides))

    return make


@pytest.fixture
def open_today(saved: Callable[[Any], Any]) -> Callable[..., Conference]:
    """The kick-off while registration is open today: staff sessions live by the machine's clock."""

    def make(capacity: int) -> Conference:
        now = clock.real_now().replace(second=0, microsecond=0)
        return saved(
            make_conference(
                capacity=capacity,
                opens_at=now - timedelta(days=9),
                closes_at=now + timedelta(days=9),
                doors_at=now + timedelta(days=30),
                starts_at=now + timedelta(days=30, hours=1),
                ends_at=now + timedelta(days=30, hours=8),
            )
        )

    return make


@pytest.fixture(name="come")
def _come(app: Flask, kickoff: Any) -> Callable[..., str]:
    """Somebody registers; gives the uid of their registration."""

    def register(name: str, **answers: Any) -> str:
        with app.app_context(), transaction():
            conference = service.get_conference("kickoff2018")
            return service.register(conference, make_answers(name, **answers), language="da").uid

    return register


def read(app: Flask, query: Any) -> list[tuple[Any, ...]]:
    """What stands in the database, outside every request."""
    with app.app_context():
        return [tuple(row) for row in db.session.execute(query)]


def come(conference: Conference, *names: str) -> list[Registration]:
    """Each registers in turn."""
    return [register(conference, name) for name in names]


def register(
    conference: Conference,
    name: str,
    email: str | None = None,
    *,
    form_key: str | None = None,
    **answers: Any,
) -> Registration | None:
    with transaction():
        return service.register(
            conference, make_answers(name, email, **answers), language="da", form_key=form_key
        )


def do(verb: Callable[..., Any], *given: Any, **named: Any) -> Any:
    """One deed in its own write block."""
    with transaction():
        return verb(*given, **named)


def states(conference: Conference) -> list[State]:
    """Where everybody stands, in the order of arrival."""
    query = select(Registration.state).filter_by(conference_id=conference.id).order_by(Registration.seq)
    return list(db.session.scalars(query))


def letters() -> list[tuple[str, str]]:
    """What has been written, and to whom."""
    query = select(Letter.name, Letter.to_name).order_by(Letter.id)
    return [(name.removeprefix("registration."), to) for name, to in db.session.execute(query)]
