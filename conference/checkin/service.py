"""The verbs of the door: pair phones, record what they read, and tell what has come of it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from conference.checkin import arrivals
from conference.checkin.models import CheckinList, Scan
from conference.checkin.pairing import end_device as end_device
from conference.checkin.pairing import end_pairings as end_pairings
from conference.checkin.pairing import find_pairing as find_pairing
from conference.checkin.pairing import get_phone as get_phone
from conference.checkin.pairing import list_devices as list_devices
from conference.checkin.pairing import note_contact as note_contact
from conference.checkin.pairing import pair as pair
from conference.checkin.pairing import pair_link as pair_link
from conference.checkin.pairing import sign_off as sign_off
from conference.checkin.scans.record import Answer as Answer
from conference.checkin.scans.record import Attendee as Attendee
from conference.checkin.scans.record import Result as Result
from conference.checkin.scans.record import record as record
from conference.checkin.scans.undo import take_back as take_back
from conference.db import db
from conference.registration.models import Registration, State


@dataclass(frozen=True)
class Counts:
    """How many have come, of how many who hold a place."""

    arrived: int
    expected: int


def counts(conference_id: int) -> Counts:
    """How many have come through the entry, of how many with a place."""
    arrived = (
        select(func.count(Scan.registration_id.distinct()))
        .join(CheckinList)
        .where(CheckinList.conference_id == conference_id, arrivals.is_arrival())
    )
    expected = select(func.count()).select_from(Registration)
    expected = expected.filter_by(conference_id=conference_id, state=State.CONFIRMED)
    row = db.session.execute(select(arrived.scalar_subquery(), expected.scalar_subquery())).one()
    return Counts(row[0], row[1])


def arrived_at() -> ColumnElement[datetime]:
    """When somebody first came through the entry, as a column beside each row of registrations."""
    first = (
        select(func.min(Scan.corrected_at))
        .join(CheckinList)
        .where(Scan.registration_id == Registration.id, arrivals.is_arrival())
    )
    return first.correlate(Registration).scalar_subquery()
