"""What the door has read of one person, for their history."""

from collections.abc import Iterator

from flask_babel import gettext as _
from sqlalchemy import select

from conference.checkin.models import CheckinList, Device, Scan
from conference.checkin.words import VERDICTS
from conference.db import db
from conference.language import said
from conference.registration.attendees.history import Moment
from conference.registration.models import Registration


def readings_of(registration: Registration) -> Iterator[Moment]:
    """Each reading of their ticket: when, on which list, what was said, and the phone."""
    query = (
        select(Scan.corrected_at, Scan.verdict, CheckinList, Device.name)
        .join(CheckinList, Scan.list_id == CheckinList.id)
        .join(Device, Scan.device_id == Device.id)
        .where(Scan.registration_id == registration.id)
    )
    for at, verdict, door_list, device in db.session.execute(query):
        told = _("Scanned, %(list)s: %(verdict)s", list=said(door_list, "name"), verdict=VERDICTS[verdict])
        yield Moment(at, told, device)
