"""The nightly run: does away with all that has been kept long enough, and remembers that it did."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from conference import clock, installation
from conference.audit import service as audit
from conference.audit.models import AuditEntry
from conference.db import afterwards, db, lock, scrub
from conference.installation import Installation
from conference.privacy import rules
from conference.privacy.registry import KEPT
from conference.privacy.rules import AsOf
from conference.registration.models import Conference

#: What is noted of a run beside the counts: the day it was asked to look back from.
AS_OF = "as_of"


@dataclass(frozen=True)
class Run:
    """One purge that was done."""

    at: datetime
    #: How much went, by the key of its kind.
    counts: dict[str, int]


@dataclass(frozen=True)
class Ends:
    """When a conference's people are forgotten."""

    conference: Conference
    needs_at: datetime
    places_at: datetime


def purge(as_of: AsOf) -> dict[str, int]:
    """Do away with what is over by then; tells how much of each kind. Again is nothing."""
    row = installation.find()
    assert row is not None
    lock(Installation, row.id)  # of two workers one has nothing to do
    counts = {kept.key: kept.forget(as_of) for kept in KEPT if kept.forget is not None}
    detail = {**counts, AS_OF: as_of.trade.isoformat()}
    audit.record(rules.PURGE, by="system", detail=detail)
    afterwards(scrub)
    return counts


def purge_tonight() -> None:
    """The same once a night, as of now."""
    last = last_run()
    if rules.is_due_tonight(last.at if last else None, now=clock.real_now()):
        purge(AsOf(clock.now(), clock.real_now()))


def as_of_day(day: date) -> AsOf:
    """As all stands when that Danish day is over."""
    over = clock.from_local(datetime.combine(day + timedelta(days=1), datetime.min.time()))
    return AsOf(over, over)


def last_run() -> Run | None:
    """The latest purge."""
    query = select(AuditEntry).filter_by(act=rules.PURGE).order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
    entry = db.session.scalar(query.limit(1))
    if entry is None:
        return None
    return Run(entry.at, {key: count for key, count in entry.detail.items() if key != AS_OF})


def next_run() -> datetime:
    """When the worker purges next."""
    last = last_run()
    return rules.next_run(last.at if last else None, now=clock.real_now())


def terms() -> dict[str, int]:
    """The numbers that the notice tells in its sentences."""
    return {"days": rules.NEEDS_KEPT.days, "months": rules.PLACES_KEPT_MONTHS}


def list_ends() -> list[Ends]:
    """Each conference, the latest first."""
    query = select(Conference).order_by(Conference.ends_at.desc(), Conference.id)
    return [
        Ends(each, rules.needs_kept_until(each), rules.places_kept_until(each))
        for each in db.session.scalars(query)
    ]
