"""What may be done with a conference as a whole: moved, called off, put away; and how days are shifted."""

import re
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from flask_babel import gettext as _

from conference import clock
from conference.errors import Conflict, Invalid
from conference.registration import rules
from conference.registration.answers import Settings
from conference.registration.models import Conference

_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")


@dataclass(frozen=True)
class NewDay:
    """Another day for a conference, with what else is another then."""

    day: date
    doors: time
    starts: time
    ends: time
    venue: str
    address: str
    notice_da: str = ""
    notice_en: str = ""


@dataclass(frozen=True)
class Notice:
    """What the organisers say about it, on every page of the conference and in the letters."""

    notice_da: str = ""
    notice_en: str = ""


class News(StrEnum):
    """What has happened to a conference that people reckon with."""

    MOVED = "moved"
    CALLED_OFF = "called_off"


class SameDay(Invalid):
    """It stands on that day already."""

    code = "same_day"


class PastDay(Invalid):
    """Nothing is moved to a day that is over."""

    code = "past_day"


class MoveInstead(Invalid):
    """Another day is more than a setting."""

    code = "move_instead"


class NotOver(Conflict):
    """Who works with it still needs it."""

    code = "not_over"


class Held(Conflict):
    """What has been held cannot be moved or called off."""

    code = "held"


class Begun(Conflict):
    """Who has been let in was there on that day, and on no other."""

    code = "begun"


class SecretYet(Conflict):
    """Nobody knows of it yet, so there is nobody to tell."""

    code = "secret_yet"


def shifted(moment: datetime, days: int) -> datetime:
    """The same hour of a Danish wall clock so many days on; an hour that the clocks skip is the next one."""
    return _instant(clock.to_local(moment).replace(tzinfo=None, fold=0) + timedelta(days=days))


def day_of(moment: datetime) -> date:
    """Its Danish day."""
    return clock.to_local(moment).date()


def settings_of(conference: Conference) -> Settings:
    """What is decided about it now."""
    kept = {
        field.name: getattr(conference, field.name)
        for field in fields(Settings)
        if field.name not in ("capacity", "is_published")
    }
    return Settings(**kept, capacity=conference.pool.capacity, is_published=conference.is_published)


def copied(settings: Settings, *, day: date, title_da: str, title_en: str) -> Settings:
    """The same a whole number of days on, under its own title, seen by nobody yet."""
    days = (day - day_of(settings.starts_at)).days
    return replace(
        settings,
        doors_at=shifted(settings.doors_at, days),
        starts_at=shifted(settings.starts_at, days),
        ends_at=shifted(settings.ends_at, days),
        opens_at=shifted(settings.opens_at, days),
        closes_at=shifted(settings.closes_at, days),
        title_da=title_da,
        title_en=title_en,
        is_published=False,
    )


def moved(settings: Settings, new: NewDay, *, now: datetime) -> Settings:
    """The settings on the new day. Registration closes as long before the day as it did.

    It opens when it did, but a conference that nobody can register for yet opens as long before the day too.
    """
    days = (new.day - day_of(settings.starts_at)).days
    last = new.day + (day_of(settings.ends_at) - day_of(settings.starts_at))
    closes_at = shifted(settings.closes_at, days)
    opens_at = settings.opens_at
    if now < opens_at or opens_at >= closes_at:
        opens_at = shifted(opens_at, days)
    return replace(
        settings,
        doors_at=_at(new.day, new.doors),
        starts_at=_at(new.day, new.starts),
        ends_at=_at(last, new.ends),
        opens_at=opens_at,
        closes_at=closes_at,
        venue=new.venue,
        address=new.address,
    )


def of_next_year(text: str) -> str:
    """`kickoff2019` after `kickoff2018`; what names no year stays."""
    return _YEAR.sub(lambda found: str(int(found[1]) + 1), text)


def year_after(day: date) -> date:
    """The same day of the week a year on."""
    return day + timedelta(weeks=52)


def can_call_off(conference: Conference, *, is_known: bool, now: datetime) -> bool:
    """Whether it is still ahead or on, and people know of it."""
    return is_known and conference.called_off_at is None and now < conference.ends_at


def can_move(conference: Conference, *, is_known: bool, now: datetime) -> bool:
    """Whether people know of it, and none of them can have been let in yet."""
    return can_call_off(conference, is_known=is_known, now=now) and now < conference.doors_at


def check_may_call_off(conference: Conference, *, is_known: bool, now: datetime) -> None:
    """Refuse what has no sense any more, or none yet. Raises CalledOff, Held or SecretYet, in this order."""
    rules.check_on(conference)
    if now >= conference.ends_at:
        raise Held(_("The conference has been held. It can be copied to another day."))
    if not is_known:
        raise SecretYet(
            _("Nobody has seen this conference yet. Change its day under settings, and nobody is told.")
        )


def check_may_move(conference: Conference, *, is_known: bool, now: datetime) -> None:
    """Refuse also once the doors have opened. Raises CalledOff, Held, SecretYet or Begun, in this order."""
    check_may_call_off(conference, is_known=is_known, now=now)
    if now >= conference.doors_at:
        raise Begun(_("The doors have opened, so it is too late to move the conference."))


def check_move(conference: Conference, settings: Settings, *, is_known: bool, now: datetime) -> None:
    """Refuse to move it to where it stands, or to where it is too late.

    Raises CalledOff, Held, SecretYet, Begun, SameDay or PastDay, in this order.
    """
    check_may_move(conference, is_known=is_known, now=now)
    if day_of(settings.starts_at) == day_of(conference.starts_at):
        raise SameDay(_("The conference is on this day already. Other hours on the same day are a setting."))
    if settings.doors_at <= now:
        raise PastDay(_("This day is over, or has begun. Choose one that lies ahead."))


def check_day_stays(conference: Conference, settings: Settings, *, is_known: bool) -> None:
    """Refuse to put what people know of on another day in passing. Raises MoveInstead."""
    if is_known and day_of(settings.starts_at) != day_of(conference.starts_at):
        raise MoveInstead(
            _(
                "Everybody knows of this day. Move the conference instead: that shows first whom it "
                "concerns, and what else moves with it."
            )
        )


def news_of(conference: Conference, *, now: datetime) -> News | None:
    """What everybody must know first: that it is called off, or, until it begins, that it was moved."""
    if conference.called_off_at is not None:
        return News.CALLED_OFF
    return News.MOVED if conference.moved_at is not None and now < conference.starts_at else None


def can_archive(conference: Conference, *, now: datetime) -> bool:
    """Whether nobody works with it any more."""
    return now >= conference.ends_at


def check_archive(conference: Conference, *, now: datetime) -> None:
    """Refuse to put away what is still to come. Raises NotOver."""
    if not can_archive(conference, now=now):
        raise NotOver(_("The conference is still to come. It can be archived when it is over."))


def _at(day: date, wall: time) -> datetime:
    return _instant(datetime.combine(day, wall))


def _instant(wall: datetime) -> datetime:
    try:
        return clock.from_local(wall)
    except ValueError:
        return clock.from_local(wall + timedelta(hours=1))
