"""What registration allows: when one may register, how long an offer lasts, what can still be changed."""

import re
from datetime import datetime, time, timedelta
from enum import StrEnum

from flask_babel import gettext as _

from conference import clock
from conference.errors import Conflict, Invalid, NotFound
from conference.registration.models import Conference, Registration, State

#: The first segment of a conference's addresses; never one of another route (a test reads the map).
SLUG = re.compile(r"[a-z][a-z0-9]{3,30}")

#: Words that stand at that place already.
RESERVED = frozenset(
    [
        *("about", "accessibility", "calendar", "checkin", "council", "goals", "healthz", "milestones"),
        *("organise", "partners", "privacy", "projects", "readyz", "static", "unsubscribe"),
    ]
)

#: How long an offer lasts, by how near the start is; the first line that fits counts.
OFFER_LASTS = (
    (timedelta(hours=24), timedelta(hours=2)),
    (timedelta(days=7), timedelta(hours=12)),
    (timedelta.max, timedelta(hours=48)),
)
#: No offer runs out while people sleep: outside these Danish hours it moves to MORNING.
WAKING = (time(8), time(20))
MORNING = time(10)
#: No offer lasts longer than this before the start.
LAST_OFFER = timedelta(hours=1)


class Phase(StrEnum):
    """Where a conference stands for somebody who wants to come."""

    EARLY = "early"
    OPEN = "open"
    CLOSED = "closed"
    OVER = "over"


class SlugTaken(Invalid):
    """This word cannot name a conference."""

    code = "slug_taken"


class RegistrationClosed(Conflict):
    """Too early, or too late, for a new registration."""

    code = "registration_closed"


class TooLate(Conflict):
    """The conference has begun; the door decides now."""

    code = "too_late"


class OfferGone(Conflict):
    """The offer has run out, or there is none."""

    code = "offer_gone"


class Cancelled(Conflict):
    """The place has been given up."""

    code = "cancelled"


class ChangedMeanwhile(Conflict):
    """Somebody else was faster; their settings stand."""

    code = "changed_meanwhile"


def check_slug(slug: str) -> None:
    """Refuse a slug that is no word, or leads elsewhere. Raises SlugTaken."""
    if not SLUG.fullmatch(slug) or slug in RESERVED:
        raise SlugTaken(_("%(slug)s cannot be the address of a conference.", slug=slug))


def check_public(conference: Conference) -> None:
    """What is not published does not exist. Raises NotFound."""
    if not conference.is_published:
        raise NotFound(no_such_conference())


def check_seen(conference: Conference, seen: str | None) -> None:
    """Refuse settings made over a version that is no longer there. Raises ChangedMeanwhile."""
    if seen is not None and seen != conference.version:
        raise ChangedMeanwhile(
            _(
                "Somebody else has just changed these settings. What you wrote is still here but not saved: "
                "open the settings again to see how they stand now."
            )
        )


def check_open(conference: Conference, *, now: datetime) -> None:
    """Refuse a new registration outside its time. Raises NotFound or RegistrationClosed, in this order."""
    check_public(conference)
    standing = phase(conference, now=now)
    if standing is Phase.EARLY:
        raise RegistrationClosed(_("Registration has not opened yet."))
    if standing is not Phase.OPEN:
        raise RegistrationClosed(_("Registration has closed."))


def phase(conference: Conference, *, now: datetime) -> Phase:
    """Whether one may register now, not yet, no more, or whether it is all over."""
    if now >= conference.ends_at:
        return Phase.OVER
    if now >= closing(conference):
        return Phase.CLOSED
    return Phase.OPEN if now >= conference.opens_at else Phase.EARLY


def closing(conference: Conference) -> datetime:
    """When new registrations end: at the closing, and at the latest when the doors open."""
    return min(conference.closes_at, conference.doors_at)


def can_change(conference: Conference, *, now: datetime) -> bool:
    """Whether a place can be corrected, cancelled or answered for: until the start."""
    return now < conference.starts_at


def check_change(conference: Conference, *, now: datetime) -> None:
    """Refuse a change after the start. Raises TooLate."""
    if not can_change(conference, now=now):
        raise TooLate(
            _("The conference has begun, so this can no longer be changed here. Please ask at the desk.")
        )


def check_live(registration: Registration) -> None:
    """Refuse to change a place that has been given up. Raises Cancelled."""
    if not registration.is_live:
        raise Cancelled(_("This registration has been cancelled."))


def is_queue_open(conference: Conference, *, now: datetime) -> bool:
    """Whether free seats are offered to those who wait: until the doors open, and an offer still has time."""
    return now < min(conference.doors_at, conference.starts_at - LAST_OFFER)


def offer_until(now: datetime, conference: Conference) -> datetime:
    """When an offer made now runs out."""
    left = conference.starts_at - now
    lasts = next(lasts for within, lasts in OFFER_LASTS if left <= within)
    return min(_in_waking_hours(now + lasts), conference.starts_at - LAST_OFFER)


def is_offer_good(registration: Registration, *, now: datetime) -> bool:
    """Whether the offered seat can still be accepted."""
    until = registration.offer_until
    return registration.state is State.OFFERED and until is not None and now < until


def check_offer(registration: Registration, *, now: datetime) -> None:
    """Refuse an answer to an offer that has run out. Raises OfferGone."""
    if not is_offer_good(registration, now=now):
        raise OfferGone(_("The offer has run out, and the seat has gone to the next in line."))


def no_such_conference() -> str:
    """What is told about a conference that is not there, or not yet."""
    return str(_("There is no such conference."))


def no_such_page() -> str:
    """What is told about a link that opens nothing: wrong, replaced and stopped look alike."""
    return str(_("The link may have been replaced. You can ask for a new one."))


def _in_waking_hours(moment: datetime) -> datetime:
    first, last = WAKING
    wall = clock.to_local(moment).replace(tzinfo=None)
    if first <= wall.time() <= last:
        return moment
    day = wall.date() + timedelta(days=1) if wall.time() > last else wall.date()
    return clock.from_local(datetime.combine(day, MORNING))
