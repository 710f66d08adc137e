"""A morning at the door, for the organisers' pages to show."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from conference.db import db, transaction
from conference.registration.models import State
from tests.checkin.door import envelope, scan, ticket_of
from tests.factories import make_checkin_list, make_conference, make_device, make_registration

#: Guests by their given names, and how they stand.
GUESTS = {
    "Anna Sørensen": State.CONFIRMED,
    "Bo Ågård": State.CONFIRMED,
    "Clara Holm": State.CONFIRMED,
    "Dan Lund": State.CANCELLED,
}


@dataclass(frozen=True)
class Morning:
    """Thursday at nine: the door of the kick-off, two phones, four tickets."""

    slug: str
    #: Codes by given name.
    tickets: dict[str, str]
    client: FlaskClient

    @property
    def page(self) -> str:
        return f"/organise/{self.slug}/door"

    def read(self, who: str, *, phone: str = "Anna", **more: Any) -> dict[str, Any]:
        """What the interface answers when a phone reads somebody's ticket, or a code."""
        one = scan(self.tickets.get(who, who), **more)
        headers = {"Authorization": f"Bearer {phone}"}
        answer = self.client.post("/api/checkin/scans", json=envelope(one), headers=headers)
        return dict(answer.json["results"][0])


@pytest.fixture
def conference(saved: Callable[[Any], Any], at: Callable[[str], Any]) -> Any:
    """The kick-off, on its morning."""
    at("2018-11-22 09:00")
    return saved(make_conference())


@pytest.fixture
def entry(conference: Any, saved: Callable[[Any], Any]) -> Any:
    """The list of its entrance."""
    return saved(make_checkin_list(conference))


@pytest.fixture
def anna(conference: Any, entry: Any, saved: Callable[[Any], Any]) -> Any:
    """A phone there."""
    return saved(make_device(conference, name="Anna"))


@pytest.fixture
def morning(app: Flask, client: FlaskClient, at: Callable[[str], Any]) -> Morning:
    at("2018-11-22 09:00")
    with app.app_context():
        with transaction():
            conference = make_conference()
            db.session.add(conference)
            db.session.flush()
            phones = [make_device(conference, name=name) for name in ("Anna", "Bo")]
            guests = [make_registration(conference, name=name, state=state) for name, state in GUESTS.items()]
            for guest in guests:
                guest.cancelled_at = guest.changed_at if guest.state is State.CANCELLED else None
            db.session.add_all([make_checkin_list(conference), *phones, *guests])
        tickets = {guest.name.split()[0]: ticket_of(guest) for guest in guests}
        return Morning(conference.slug, tickets, client)
