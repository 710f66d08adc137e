"""What the door has read of one person, for their history."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from conference.accounts import service as accounts
from conference.checkin import arrivals, words
from conference.checkin.models import CheckinList, Device, Scan, Verdict
from conference.checkin.organise import words as organise_words
from conference.db import db
from conference.language import said
from conference.registration.attendees import acts
from conference.registration.attendees.history import Moment
from conference.registration.models import Registration


def readings_of(registration: Registration) -> Iterator[Moment]:
    """Each reading of their ticket: when, on which list, what was said, the phone, and what came of it."""
    query = (
        select(Scan, CheckinList, Device.name, arrivals.counts())
        .join(CheckinList, Scan.list_id == CheckinList.id)
        .join(Device, Scan.device_id == Device.id)
        .where(Scan.registration_id == registration.id)
        .order_by(Scan.corrected_at, Scan.id)
    )
    rows = db.session.execute(query).all()
    for scan, door_list, device, counts in rows:
        yield Moment(scan.corrected_at, _told(scan, door_list, counts=counts), device)
    yield from _settlements(rows)


def _told(scan: Scan, door_list: CheckinList, *, counts: bool) -> str:
    verdict = words.told(scan.verdict, _because(scan, door_list))
    told = _("Scanned, %(list)s: %(verdict)s", list=said(door_list, "name"), verdict=verdict)
    if scan.undone_at:
        return f"{told} ({_('taken back')})"
    return told if counts else f"{told} ({_('counts no more: the list was emptied')})"


def _settlements(rows: Sequence[Any]) -> Iterator[Moment]:
    """One for each answer given, also where several readings were settled by it."""
    given: dict[tuple[Any, str], Any] = {
        (scan.settled_at, organise_words.answer(scan.settled_as, _because(scan, door_list))): scan.settled_by
        for scan, door_list, _device, _counts in rows
        if scan.settled_as
    }
    emails = accounts.emails_of(given.values())
    for (at, answer), by in given.items():
        yield Moment(at, _("Conflict settled: %(answer)s", answer=answer), acts.doer(by, emails))


def _because(scan: Scan, door_list: CheckinList) -> Verdict:
    return words.because(scan.state, door_list.kind, is_first=scan.first is None)
