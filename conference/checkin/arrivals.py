"""What counts as having come: for every figure of the door, in the words of the database.

A query that uses these joins the scan's list.
"""

from sqlalchemy import ColumnElement, and_, or_

from conference.checkin import rules
from conference.checkin.models import CheckinList, Decided, ListKind, Scan, Verdict


def counts() -> ColumnElement[bool]:
    """A reading that was not taken back, on a list that was not emptied after it."""
    is_kept = or_(CheckinList.emptied_at.is_(None), Scan.corrected_at > CheckinList.emptied_at)
    return and_(Scan.undone_at.is_(None), is_kept)


def lets_in() -> ColumnElement[bool]:
    """A reading by which somebody came in; also one made twice by a phone, since the other may be undone."""
    again = and_(
        Scan.verdict == Verdict.DUPLICATE,
        Scan.decided == Decided.OFFLINE,
        or_(Scan.said.is_(None), Scan.said == Verdict.ADMITTED),
    )
    return and_(or_(Scan.verdict.in_(rules.ARRIVED), again), counts())


def is_arrival() -> ColumnElement[bool]:
    """The same at the entry: somebody has come to the conference."""
    return and_(CheckinList.kind == ListKind.ENTRY, lets_in())
