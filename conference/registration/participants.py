"""The list of participants: name and workplace of those with a seat who agreed to stand on it."""

from typing import Any

from sqlalchemy import Row, select

from conference.db import db
from conference.registration.consents import has_agreed
from conference.registration.models import About, Conference, Registration, State


def list_participants(conference: Conference) -> list[Row[Any]]:
    """Their names and workplaces, in the Danish order of names."""
    query = (
        select(Registration.name, Registration.organisation)
        .where(Registration.conference_id == conference.id, Registration.state == State.CONFIRMED)
        .where(has_agreed(About.LIST))
        .order_by(Registration.sort_key, Registration.id)
    )
    return list(db.session.execute(query))
