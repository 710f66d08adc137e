"""What counts as having come: for every figure of the door, in the words of the database.

A query that uses these joins the scan's list.
"""

from sqlalchemy import ColumnElement, and_, or_

from conference.checkin import rules
from conference.checkin.models import CheckinList, ListKind, Scan


def counts() -> ColumnElement[bool]:
    """A reading that was not taken back, on a list that was not emptied after it."""
    is_kept = or_(CheckinList.emptied_at.is_(None), Scan.corrected_at > CheckinList.emptied_at)
    return and_(Scan.undone_at.is_(None), is_kept)


def lets_in() -> ColumnElement[bool]:
    """A reading by which somebody came in."""
    return and_(Scan.verdict.in_(rules.ARRIVED), counts())


def is_arrival() -> ColumnElement[bool]:
    """The same at the entry: somebody has come to the conference."""
    return and_(CheckinList.kind == ListKind.ENTRY, lets_in())
