"""The only clock of the domain; Danish time exists here and nowhere below."""

from datetime import UTC, date, datetime, timedelta
from math import ceil
from typing import cast
from zoneinfo import ZoneInfo

from flask import current_app, g, has_app_context

from conference import installation

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def now() -> datetime:
    """The time of the trade: milestones, registration, offers, the door. A demo has its own."""
    return real_now() + _offset()


def real_now() -> datetime:
    """The time of the machine: sessions, codes, limits, retries, the Date of a letter."""
    return datetime.now(UTC)


def today() -> date:
    """The Danish day of the trade's time."""
    return to_local(now()).date()


def to_local(moment: datetime) -> datetime:
    """The same instant on a Danish wall clock."""
    return moment.astimezone(COPENHAGEN)


def from_local(wall: datetime) -> datetime:
    """The instant a Danish wall clock shows.

    Raises ValueError for an aware value and for an hour that the last Sunday of March skips.
    """
    if wall.tzinfo is not None:
        raise ValueError("A wall clock carries no zone.")
    moment = wall.replace(tzinfo=COPENHAGEN).astimezone(UTC)
    if to_local(moment).replace(tzinfo=None) != wall:
        raise ValueError("This hour does not exist: the clocks go forward.")
    return moment


def after(last: datetime) -> datetime:
    """A later moment for a row that changed at `last`: now, and at least a second on."""
    return max(now(), last + timedelta(seconds=1)).replace(microsecond=0)


def put(moment: datetime) -> None:
    """Put a demo's clock, in whole seconds and never early; what was never a demo becomes one."""
    installation.set_demo_offset(timedelta(seconds=ceil((moment - real_now()).total_seconds())))


def _offset() -> timedelta:
    if not (has_app_context() and current_app.config["IS_DEMO"]):
        return timedelta(0)
    if "demo_offset" not in g:
        g.demo_offset = installation.demo_offset() or timedelta(0)
    return cast(timedelta, g.demo_offset)
