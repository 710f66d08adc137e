"""Readings as they are kept: what was read before, and what is written down."""

from collections.abc import Collection, Iterable
from typing import Any, cast

from sqlalchemy import ColumnElement, Row, Select, Table, and_, bindparam, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from conference.checkin.models import Device, Scan
from conference.db import db


def earlier(ids: Collection[str], registrations: Collection[int]) -> Iterable[Row[Any]]:
    """What was read before with the same ids or of the same people."""
    return db.session.connection().execute(_EARLIER, {"ids": ids, "registrations": list(registrations)})


def practised(lists: Collection[int], rehearsal_tickets: Collection[int]) -> Iterable[Row[Any]]:
    """What was read before of test tickets."""
    asked = {"lists": lists, "tickets": list(rehearsal_tickets)}
    return db.session.connection().execute(_PRACTISED, asked)


def keep(rows: list[dict[str, Any]]) -> None:
    """Write down what was read; a scan that another call has just brought is there already."""
    db.session.connection().execute(_INSERT[db.engine.dialect.name], rows)


def _read_where(condition: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    told = (
        Scan.id,
        Scan.list_id,
        Scan.registration_id,
        Scan.rehearsal_ticket_id,
        Scan.direction,
        Scan.corrected_at,
        Scan.decided,
        Scan.said,
        Scan.verdict,
        Scan.state,
        Scan.first,
        Scan.undone_at,
        Device.name.label("device"),
        Device.conference_id,
    )
    return select(*told).join(Device, Scan.device_id == Device.id).where(condition)


_EARLIER = _read_where(
    or_(
        Scan.id.in_(bindparam("ids", expanding=True)),
        Scan.registration_id.in_(bindparam("registrations", expanding=True)),
    )
)
_PRACTISED = _read_where(
    and_(
        Scan.list_id.in_(bindparam("lists", expanding=True)),
        Scan.rehearsal_ticket_id.in_(bindparam("tickets", expanding=True)),
    )
)

_SCANS = cast(Table, Scan.__table__)

_INSERT = {
    "sqlite": sqlite.insert(_SCANS).on_conflict_do_nothing(index_elements=["id"]),
    "postgresql": postgresql.insert(_SCANS).on_conflict_do_nothing(index_elements=["id"]),
}
