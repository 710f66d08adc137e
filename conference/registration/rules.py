"""What registration allows: when one may register, how long an offer lasts, what can still be changed."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from flask_babel import gettext as _

from conference import clock
from conference.errors import Conflict, Invalid, NotFound
from conference.registration.models import Conference, Place, Reason, Registration, State

#: The first segment of a conference's addresses; never one of another route (a test reads the map).
SLUG = re.compile(r"[a-z][a-z0-9]{3,30}")

#: Words that stand there already, or at the same place of the organisers' pages.
RESERVED = frozenset(
    [
        *("about", "accessibility", "calendar", "checkin", "council", "goals", "healthz", "milestones"),
        *("organise", "partners", "privacy", "projects", "readyz", "static", "unsubscribe"),
        *("ambassadors", "attendees", "conferences", "door", "letters", "needs", "programme"),
        *("account", "check", "forgotten", "password", "prove", "team"),
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
#: Until then a party that stays together gathers its seats; after that it is offered what there is.
GATHERING_ENDS = timedelta(days=7)
#: How long after the conference what people told of their needs is kept.
NEEDS_KEPT = timedelta(days=30)
#: People whom one colleague registers at once, that colleague among them.
LARGEST_PARTY = 10


class Phase(StrEnum):
    """Where a conference stands for somebody who wants to come."""

    EARLY = "early"
    OPEN = "open"
    CLOSED = "closed"
    OVER = "over"
    CALLED_OFF = "called_off"


@dataclass(frozen=True)
class Hours:
    """When the seats of a queue are needed."""

    #: From here on nobody is offered a seat any more.
    doors_at: datetime
    starts_at: datetime
    is_called_off: bool = False


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


class CalledOff(Conflict):
    """The conference will not take place."""

    code = "called_off"


class PartyTooLarge(Invalid):
    """More than ten people at once."""

    code = "party_too_large"


class OnStage(Conflict):
    """Who presents hands over their session, and the place goes with it."""

    code = "on_stage"


class CheckedIn(Conflict):
    """The door has let them in with this seat."""

    code = "checked_in"


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
    check_on(conference)
    standing = phase(conference, now=now)
    if standing is Phase.EARLY:
        raise RegistrationClosed(_("Registration has not opened yet."))
    if standing is not Phase.OPEN:
        raise RegistrationClosed(_("Registration has closed."))


def phase(conference: Conference, *, now: datetime) -> Phase:
    """Whether one may register now, not yet, no more, or whether it is all over."""
    if conference.called_off_at is not None:
        return Phase.CALLED_OFF
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
    return conference.called_off_at is None and now < conference.starts_at


def check_on(conference: Conference) -> None:
    """Refuse what has no sense any more. Raises CalledOff."""
    if conference.called_off_at is not None:
        raise CalledOff(_("The conference has been called off."))


def check_change(conference: Conference, *, now: datetime) -> None:
    """Refuse a change after the start. Raises CalledOff or TooLate."""
    check_on(conference)
    if not can_change(conference, now=now):
        raise TooLate(
            _("The conference has begun, so this can no longer be changed here. Please ask at the desk.")
        )


def check_live(registration: Registration) -> None:
    """Refuse to change a place that has been given up. Raises Cancelled."""
    if not registration.is_live:
        raise Cancelled(_("This registration has been cancelled."))


def hours_of(conference: Conference) -> Hours:
    """When the conference's own seats are needed."""
    is_called_off = conference.called_off_at is not None
    return Hours(conference.doors_at, conference.starts_at, is_called_off=is_called_off)


def is_queue_open(hours: Hours, *, now: datetime) -> bool:
    """Whether free seats are offered to those who wait: until the doors open, and an offer still has time."""
    return not hours.is_called_off and now < min(hours.doors_at, hours.starts_at - LAST_OFFER)


def offer_until(now: datetime, hours: Hours) -> datetime:
    """When an offer made now runs out."""
    left = hours.starts_at - now
    lasts = next(lasts for within, lasts in OFFER_LASTS if left <= within)
    return min(_in_waking_hours(now + lasts), hours.starts_at - LAST_OFFER)


def is_gathering(conference: Conference, *, now: datetime) -> bool:
    """Whether parties that stay together still wait for seats for all of them."""
    return now < conference.starts_at - GATHERING_ENDS


def is_offer_good(place: Place, *, now: datetime) -> bool:
    """Whether the offered seat can still be accepted."""
    until = place.offer_until
    return place.state is State.OFFERED and until is not None and now < until


def check_party(size: int) -> None:
    """Refuse more people than one colleague may register. Raises PartyTooLarge."""
    if size > LARGEST_PARTY:
        raise PartyTooLarge(
            _("You can register %(most)s people at once, yourself among them.", most=LARGEST_PARTY)
        )


def can_hand_over(registration: Registration, *, is_presenting: bool, has_come: bool, now: datetime) -> bool:
    """Whether a colleague can take the place over."""
    is_seat = registration.state is State.CONFIRMED and not is_presenting and not has_come
    return is_seat and can_change(registration.conference, now=now)


def check_hand_over(registration: Registration, *, is_presenting: bool, now: datetime) -> None:
    """Refuse to hand over what is no seat, or the seat of who presents.

    Raises CalledOff, TooLate, Cancelled or OnStage, in this order.
    """
    check_change(registration.conference, now=now)
    if registration.reason is Reason.HANDED_OVER:
        raise Cancelled(_("Somebody else has been given this seat already."))
    check_live(registration)
    if registration.state is not State.CONFIRMED:
        raise Conflict(_("Only a seat can be handed over. A place in the queue can only be given up."))
    if is_presenting:
        raise OnStage(
            _("You are on the programme. Hand your session over on your presenter's page, or write to us.")
        )


def check_not_come(registration: Registration, *, has_come: bool) -> None:
    """Refuse to pass on the seat of who is let in: it would let in two. Raises CheckedIn."""
    if has_come:
        raise CheckedIn(seat_in_use(registration))


def check_offer(place: Place, *, now: datetime) -> None:
    """Refuse an answer to an offer that has not begun to run, or has run out. Raises OfferGone."""
    if place.state is State.CONFIRMED:
        raise OfferGone(_("You have the seat already. If you cannot come, give it up instead."))
    if place.state is State.OFFERED and place.offer_until is None:
        raise OfferGone(_("We are still gathering seats for all of you, and write when you can answer."))
    if not is_offer_good(place, now=now):
        raise OfferGone(_("The offer has run out, and the seat has gone to the next in line."))


def can_tell_needs(conference: Conference, *, now: datetime) -> bool:
    """Whether needs told now can still be thought of: until the end."""
    return conference.called_off_at is None and now < conference.ends_at


def check_needs(conference: Conference, *, now: datetime) -> None:
    """Refuse to keep what nobody needs any more. Raises CalledOff or TooLate."""
    check_on(conference)
    if not can_tell_needs(conference, now=now):
        raise TooLate(_("The conference is over, so we keep nothing new about your needs."))


def needs_kept_until(conference: Conference) -> datetime:
    """When what people told of their needs is deleted, if they have not taken it back before."""
    return min(conference.ends_at, conference.called_off_at or conference.ends_at) + NEEDS_KEPT


def seat_in_use(registration: Registration) -> str:
    """What is told about the seat of who is let in."""
    told = _("%(name)s is checked in, so the seat is in use. Please ask at the desk.", name=registration.name)
    return str(told)


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
