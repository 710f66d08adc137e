"""The door as spreadsheets: who came, and everything that was read. Addresses and needs are not in them."""

from datetime import datetime

from flask_babel import gettext as _

from conference import clock
from conference.checkin.models import Direction
from conference.checkin.organise import journal
from conference.checkin.organise import words as organise_words
from conference.checkin.organise.journal import Line
from conference.registration.models import Conference
from conference.registration.words import KINDS


def arrivals(conference: Conference) -> list[list[str]]:
    """Each person on each list: when they first came, at which phone, and when they last left."""
    came: dict[tuple[str, int], Line] = {}
    left: dict[tuple[str, int], datetime] = {}
    for row in journal.list_all(conference):
        if not row.counts or row.registration_id is None:
            continue
        person = row.list_key, row.registration_id
        if row.lets_in:
            came.setdefault(person, row)
            left.pop(person, None)
        elif row.direction is Direction.EXIT:
            left[person] = row.corrected_at
    headings = [_("Name"), _("Workplace"), _("Comes as"), _("List"), _("Arrived"), _("Left at"), _("Phone")]
    return [
        headings,
        *(
            [*_who(row), row.list_name, _wall(row.corrected_at), _wall(left.get(person)), row.device]
            for person, row in came.items()
        ),
    ]


def scans(conference: Conference) -> list[list[str]]:
    """Every reading, also refused ones, those taken back, and the rehearsal's."""
    return [_headings(), *(_record(row) for row in journal.list_all(conference))]


def _headings() -> list[str]:
    return [
        _("Time"),
        _("Result"),
        _("Name"),
        _("Workplace"),
        _("Comes as"),
        _("List"),
        _("Direction"),
        _("Phone"),
        _("Decided"),
        _("Let in anyway"),
        _("Taken back"),
        _("Counts no more"),
        _("Settled as"),
        _("Time on the phone (UTC)"),
        _("Received"),
        _("Number of the scan"),
    ]


def _record(row: Line) -> list[str]:
    return [
        _wall(row.corrected_at),
        row.word,
        *_who(row),
        row.list_name,
        str(organise_words.DIRECTIONS[row.direction]),
        row.device,
        str(organise_words.DECIDED[row.decided]),
        _("yes") if row.override else "",
        _wall(row.undone_at),
        "" if row.counts or row.undone_at else _("yes"),
        organise_words.answer(row.settled_as, row.because) if row.settled_as else "",
        f"{row.scanned_at:%Y-%m-%d %H:%M:%S}",
        _wall(row.received_at),
        row.id,
    ]


def _who(row: Line) -> list[str]:
    return [row.name, row.organisation or "", str(KINDS[row.kind]) if row.kind else ""]


def _wall(moment: datetime | None) -> str:
    """On a Danish wall clock, in an order that sorts."""
    return f"{clock.to_local(moment):%Y-%m-%d %H:%M:%S}" if moment else ""
