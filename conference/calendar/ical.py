"""iCalendar (RFC 5545, 7986): values in, bytes out. Equal values give equal bytes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

import icalendar

#: Without a version number: an update of the app must not change every feed.
PRODUCT = "-//Midtjysk teknologipagt//Conference//{}"
#: Of a feed. It names no method: with one it would be read as an invitation.
CONTENT_TYPE = "text/calendar; charset=utf-8"
#: How often a client should ask again. Some read only the older of the two properties that say so.
REFRESH = timedelta(hours=4)

_COPENHAGEN = ZoneInfo("Europe/Copenhagen")

# A constant with rules: readers take a list of dates in different ways, and a block that follows the events
# would change whenever they do. An onset is counted in the offset it ends: summer time starts at 02:00.
_ZONE = icalendar.Component.from_ical(
    b"BEGIN:VTIMEZONE\r\n"
    b"TZID:Europe/Copenhagen\r\n"
    b"BEGIN:DAYLIGHT\r\n"
    b"TZNAME:CEST\r\n"
    b"TZOFFSETFROM:+0100\r\n"
    b"TZOFFSETTO:+0200\r\n"
    b"DTSTART:19810329T020000\r\n"
    b"RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\n"
    b"END:DAYLIGHT\r\n"
    b"BEGIN:STANDARD\r\n"
    b"TZNAME:CET\r\n"
    b"TZOFFSETFROM:+0200\r\n"
    b"TZOFFSETTO:+0100\r\n"
    b"DTSTART:19961027T030000\r\n"
    b"RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\n"
    b"END:STANDARD\r\n"
    b"END:VTIMEZONE\r\n"
)

_LINE_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff]")


class Status(StrEnum):
    """How sure it is that an event takes place as it stands."""

    TENTATIVE = "TENTATIVE"
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


class Method(StrEnum):
    """What a calendar entry sent to one person asks their calendar to do (RFC 5546)."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


@dataclass(frozen=True, kw_only=True)
class Feed:
    """A calendar people subscribe to."""

    name: str
    description: str
    #: "da" or "en"
    language: str
    #: The page that explains the calendar.
    url: str
    #: Its own address; None where that address is somebody's secret.
    source: str | None
    #: When anything in it last changed, removals included; never goes back.
    changed_at: datetime


@dataclass(frozen=True, kw_only=True)
class Event:
    """One entry of a calendar."""

    uid: str
    sequence: int
    created_at: datetime
    changed_at: datetime
    summary: str
    #: A day, or an instant, which is written in Danish time where that names it.
    starts: date
    #: The first day, or instant, that is no longer part of it.
    ends: date
    status: Status
    #: Does it take the time of whoever has it in the calendar?
    busy: bool
    description: str = ""
    location: str = ""
    url: str = ""
    categories: tuple[str, ...] = ()
    #: UID of the event that it is a part of.
    part_of: str = ""


@dataclass(frozen=True, kw_only=True)
class Person:
    """Who invites or is invited."""

    name: str
    email: str


def render(feed: Feed, events: Iterable[Event]) -> bytes:
    """The calendar as a file, its events in the order of start and UID."""
    calendar = _calendar(feed.language)
    _add_text(calendar, "name", feed.name)
    _add_text(calendar, "x-wr-calname", feed.name)
    _add_text(calendar, "description", feed.description)
    _add_text(calendar, "x-wr-caldesc", feed.description)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", icalendar.vDuration(REFRESH))
    calendar.add("color", "teal")
    calendar.add("last-modified", feed.changed_at.astimezone(UTC))
    calendar.add("url", feed.url)
    if feed.source:
        calendar.add("source", feed.source, parameters={"VALUE": "URI"})
    for event in sorted(events, key=lambda event: (_moment(event.starts).isoformat(), event.uid)):
        calendar.add_component(_vevent(event))
    return bytes(calendar.to_ical())


def entry(
    event: Event,
    *,
    language: str,
    method: Method | None = None,
    organizer: Person | None = None,
    attendee: Person | None = None,
) -> bytes:
    """One event as a file of its own: to download or, with a method and both persons, to send.

    The attendee has said yes by registering, so nothing asks for an answer. Without a method nobody is named:
    a file with persons but no method is read as a meeting that somebody else owns.
    """
    calendar = _calendar(language)
    vevent = _vevent(event)
    if method:
        if organizer is None or attendee is None:
            raise ValueError("An entry with a method needs an organizer and an attendee.")
        calendar.add("method", method.value)
        vevent.add("organizer", _address(organizer))
        vevent.add("attendee", _address(attendee, ROLE="REQ-PARTICIPANT", PARTSTAT="ACCEPTED", RSVP="FALSE"))
    calendar.add_component(vevent)
    return bytes(calendar.to_ical())


def _calendar(language: str) -> icalendar.Calendar:
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT.format(language.upper()))
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add_component(_ZONE)
    return calendar


def _vevent(event: Event) -> icalendar.Event:
    vevent = icalendar.Event()
    _add_text(vevent, "uid", event.uid)
    # Without a method, the time of the last revision; a time of download would make every event look changed.
    vevent.add("dtstamp", event.changed_at.astimezone(UTC))
    vevent.add("last-modified", event.changed_at.astimezone(UTC))
    vevent.add("created", event.created_at.astimezone(UTC))
    vevent.add("sequence", event.sequence)
    starts, ends = _span(event)
    vevent.add("dtstart", starts)
    vevent.add("dtend", ends)
    vevent.add("status", event.status.value)
    vevent.add("transp", "OPAQUE" if event.busy else "TRANSPARENT")
    # Outlook judges by its own property.
    vevent.add("x-microsoft-cdo-busystatus", "BUSY" if event.busy else "FREE")
    _add_text(vevent, "summary", event.summary)
    _add_text(vevent, "description", event.description)
    _add_text(vevent, "location", event.location)
    if event.url:
        vevent.add("url", event.url)
    if event.categories:
        vevent.add("categories", [_text(category) for category in event.categories])
    if event.part_of:
        # Without VALUE=UID, though RFC 9253 allows it: readers refuse the whole property.
        vevent.add("related-to", event.part_of)
    return vevent


def _span(event: Event) -> tuple[date, date]:
    """Start and end; in UTC where one is in the hour that October has twice, which no wall clock tells."""
    starts, ends = _moment(event.starts), _moment(event.ends)
    if isinstance(starts, datetime) and isinstance(ends, datetime) and (_is_twice(starts) or _is_twice(ends)):
        return starts.astimezone(UTC), ends.astimezone(UTC)
    return starts, ends


def _is_twice(value: datetime) -> bool:
    return value.replace(fold=0).utcoffset() != value.replace(fold=1).utcoffset()


def _moment(value: date) -> date:
    return value.astimezone(_COPENHAGEN) if isinstance(value, datetime) else value


def _add_text(component: icalendar.Component, name: str, text: str) -> None:
    # An empty property is an error to some readers.
    if text:
        # As text by name: to the library an X- property is of an unknown kind and would be left unescaped.
        component.add(name, icalendar.vText(_text(text)))


def _text(text: str) -> str:
    """Text without the characters that RFC 5545 forbids, and that readers take for the end of a line."""
    return _CONTROLS.sub("", _LINE_BREAKS.sub("\n", text))


def _address(person: Person, **parameters: Any) -> icalendar.vCalAddress:
    address = icalendar.vCalAddress(f"mailto:{person.email}")
    if person.name:
        address.params["CN"] = _text(person.name).replace("\n", " ")
    address.params.update(parameters)
    return address
