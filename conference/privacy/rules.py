"""How long what is kept, and when that is over."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from conference import clock
from conference.registration.models import Conference
from conference.registration.rules import NEEDS_KEPT, needs_kept_until

__all__ = ["NEEDS_KEPT", "needs_kept_until"]

#: Calendar months after a conference until its people are numbers; agreed with the records office.
PLACES_KEPT_MONTHS = 6
#: A letter that hangs on no place, such as one to staff.
LETTERS_KEPT = timedelta(days=365)
#: Acceptance A53.
AUDIT_KEPT = timedelta(days=365)
#: What an account did is in the audit for as long.
ACCOUNTS_KEPT = AUDIT_KEPT
#: Sessions and one-time links of staff, for who looks into a strange sign-in.
SESSIONS_KEPT = timedelta(days=30)
#: The hash of an erased person's ticket: the longest that a phone at the door lives, and more.
STOPPED_TICKETS_KEPT = timedelta(days=30)
#: Years since an ambassador or a project was last changed: as long as grants are accounted for.
PACT_KEPT_YEARS = 5
PACT_KEPT = timedelta(days=365 * PACT_KEPT_YEARS)
#: What the audit calls a run.
PURGE = "privacy.purge"
#: Danish hour of the nightly run.
NIGHT = 3


@dataclass(frozen=True)
class AsOf:
    """A moment on both clocks: conferences live by the trade's, sessions and the audit by the machine's."""

    trade: datetime
    machine: datetime


def places_kept_until(conference: Conference) -> datetime:
    """When its people become numbers without names."""
    return _months_on(conference.ends_at, PLACES_KEPT_MONTHS)


def is_due_tonight(last: datetime | None, *, now: datetime) -> bool:
    """Whether the nightly run is still to come: none since three in the morning."""
    local = clock.to_local(now)
    tonight = clock.from_local(datetime.combine(local.date(), time(NIGHT)))
    if now < tonight:
        tonight = clock.from_local(datetime.combine(local.date() - timedelta(days=1), time(NIGHT)))
    return last is None or last < tonight


def next_run(last: datetime | None, *, now: datetime) -> datetime:
    """When the nightly run comes next, if a worker runs."""
    if is_due_tonight(last, now=now):
        return now
    local = clock.to_local(now)
    day = local.date() if local.hour < NIGHT else local.date() + timedelta(days=1)
    return clock.from_local(datetime.combine(day, time(NIGHT)))


def _months_on(moment: datetime, months: int) -> datetime:
    """The same day and hour so many months on, on a Danish clock; the last day where there is no such one."""
    wall = clock.to_local(moment).replace(tzinfo=None)
    years, month = divmod(wall.month - 1 + months, 12)
    year, month = wall.year + years, month + 1
    day = min(wall.day, monthrange(year, month)[1])
    on = wall.replace(year=year, month=month, day=day)
    try:
        return clock.from_local(on)
    except ValueError:  # the hour that March skips
        return clock.from_local(on + timedelta(hours=1))
