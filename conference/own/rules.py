"""When the letters go that a day brings."""

from datetime import date, datetime, time, timedelta

from conference import clock
from conference.registration.models import Conference

#: Days before the conference on which who has a seat is reminded.
REMINDERS = (7, 1)
#: When on such a day, by the Danish clock.
HOUR = time(10)
#: Days after the conference on which who came is thanked; after so many more, no more.
THANKS_AFTER = 1
THANKS_UNTIL = 14


def reminder_due(conference: Conference, *, now: datetime) -> tuple[int, datetime] | None:
    """The latest reminder whose time has come: its days before the start, and when that was.

    Only the latest: if the worker slept, nobody gets two at once.
    """
    if now >= conference.starts_at:
        return None
    day = _day(conference.starts_at)
    due = {days: _on(day - timedelta(days=days)) for days in REMINDERS}
    return min(((days, at) for days, at in due.items() if at <= now), default=None)


def is_thanks_due(conference: Conference, *, now: datetime) -> bool:
    """Whether it is time to thank those who came."""
    day = _day(conference.ends_at)
    return _on(day + timedelta(days=THANKS_AFTER)) <= now < _on(day + timedelta(days=THANKS_UNTIL))


def _day(moment: datetime) -> date:
    return clock.to_local(moment).date()


def _on(day: date) -> datetime:
    return clock.from_local(datetime.combine(day, HOUR))
