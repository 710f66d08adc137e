"""Taking a scan back, at the phone that made it."""

from datetime import datetime, timedelta

from sqlalchemy import select

from conference import clock
from conference.checkin import rules
from conference.checkin.models import Scan
from conference.checkin.rules import Phone, Undo
from conference.db import db
from conference.errors import NotFound
from conference.registration import walk_ins


def take_back(phone: Phone, undo: Undo) -> datetime:
    """The scan counts no more: since when. A guest who walked in by it gives the seat back.

    Raises NotFound or UndoTooLate.
    """
    query = select(Scan).filter_by(id=undo.id, device_id=phone.id).with_for_update(key_share=True)
    scan = db.session.scalar(query)
    if scan is None:
        raise NotFound(rules.no_such_scan())
    if scan.undone_at is None:
        now = clock.now()
        rules.check_undo(scanned_at=scan.corrected_at, undone_at=_moment_of(undo, scan, now=now))
        scan.undone_at = now
        db.session.flush()
        if scan.registration is not None:
            walk_ins.take_back(scan.registration, form_key=scan.id, by=f"device:{phone.uid}")
    return scan.undone_at


def _moment_of(undo: Undo, scan: Scan, *, now: datetime) -> datetime:
    """When it was undone by our clock; other phones are told by when we heard of it."""
    if undo.undone_at is None or undo.sent_at is None:
        return now
    offset_ms = round((now - undo.sent_at) / timedelta(milliseconds=1))
    return rules.corrected(undo.undone_at, offset_ms, since=scan.corrected_at, received_at=now)
