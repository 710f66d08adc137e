"""Where people stand in the workshops whose lists they are read on."""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import Select, bindparam, select

from conference.checkin.verdicts import InWorkshop
from conference.db import db
from conference.programme.models import WorkshopPlace


def read(sessions: Iterable[int | None], registrations: Collection[int]) -> dict[tuple[int, int], InWorkshop]:
    """By registration and session; where there is no workshop, the database is asked nothing."""
    of_workshops = set(sessions) - {None}
    if not of_workshops or not registrations:
        return {}
    asked = {"sessions": list(of_workshops), "registrations": list(registrations)}
    rows = db.session.connection().execute(_PLACES, asked)
    return {(row.registration_id, row.session_id): InWorkshop(row.state, row.cancelled_at) for row in rows}


#: Read so that of several places of one person in a workshop the last one stays.
_PLACES: Select[*tuple[Any, ...]] = (
    select(
        WorkshopPlace.registration_id,
        WorkshopPlace.session_id,
        WorkshopPlace.state,
        WorkshopPlace.cancelled_at,
    )
    .where(WorkshopPlace.session_id.in_(bindparam("sessions", expanding=True)))
    .where(WorkshopPlace.registration_id.in_(bindparam("registrations", expanding=True)))
    .order_by(WorkshopPlace.seq)
)
