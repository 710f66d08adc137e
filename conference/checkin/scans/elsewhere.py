"""What a phone is told of the other doors: who has arrived there, and who has not after all."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, bindparam, or_, select

from conference.checkin import arrivals
from conference.checkin.models import CheckinList, Device, Scan
from conference.checkin.rules import Phone
from conference.db import db

#: A write block that began before ours may end after it: arrivals are told again for this long.
OVERLAP = timedelta(milliseconds=250)

#: By lookup: who arrived at other phones, as JSON: at, list, device; None when that was taken back.
Arrivals = dict[str, dict[str, str] | None]


def arrivals_for(phone: Phone) -> Arrivals:
    """What has changed since this phone was last told; the first reading of each ticket wins."""
    execute = db.session.connection().execute
    lists = [door_list.id for door_list in phone.lists if phone.may_read(door_list)]
    asked = {"lists": lists, "since": phone.told_until - OVERLAP, "phone": phone.id}
    changes = execute(_CHANGES, asked).all()
    told = _told(row for row in changes if row.undone_at is None)
    taken_back = [row.lookup for row in changes if row.undone_at]
    if taken_back:
        left = _told(execute(_LEFT, {"lists": lists, "lookups": taken_back}))
        told |= {lookup: left.get(lookup) for lookup in taken_back}
    return told


def _told(rows: Iterable[Any]) -> Arrivals:
    return {
        row.lookup: {"at": row.corrected_at.isoformat(), "list": row.key, "device": row.device}
        for row in rows
    }


_ON_LISTS = Scan.list_id.in_(bindparam("lists", expanding=True))

#: Read so that of two arrivals with one ticket the first comes last, and stays.
_ARRIVALS = (
    select(Scan.lookup, Scan.corrected_at, Scan.undone_at, CheckinList.key, Device.name.label("device"))
    .join(Device, Scan.device_id == Device.id)
    .join(CheckinList, Scan.list_id == CheckinList.id)
    .order_by(Scan.corrected_at.desc(), Scan.id.desc())
)
_CHANGES = _ARRIVALS.where(Scan.device_id != bindparam("phone")).where(
    or_(
        and_(_ON_LISTS, Scan.received_at > bindparam("since"), arrivals.lets_in()),
        and_(_ON_LISTS, Scan.undone_at > bindparam("since")),
    )
)
#: What is left of a ticket's arrivals, at this phone too.
_LEFT = _ARRIVALS.where(_ON_LISTS, Scan.lookup.in_(bindparam("lookups", expanding=True)), arrivals.lets_in())
