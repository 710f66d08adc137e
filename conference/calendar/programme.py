"""A conference's released programme as a calendar: all of it, one room, or one session."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask_babel import gettext as _

from conference import clock
from conference.calendar import entries, ical
from conference.calendar.service import CANCELLED_STAYS
from conference.errors import NotFound
from conference.feeds import File
from conference.language import absolute_url, said
from conference.programme import service as programmes
from conference.programme.document import Entry
from conference.programme.models import Kind
from conference.programme.service import Released


@dataclass(frozen=True)
class ProgrammeKey:
    """Which sessions of which conference: all, those of one room, or one; and in which language."""

    language: str
    slug: str
    room: str | None = None
    session: str | None = None


def revision(slug: str) -> object:
    """What is another whenever a programme feed is: at a midnight those leave whose time is over.

    It looks at the machine's hour, since a demo's clock costs another question to the database.
    """
    return programmes.revision(slug), clock.real_now().replace(minute=0, second=0, microsecond=0)


def programme_file(key: ProgrammeKey) -> File:
    """The feed in the present language. Raises NotFound."""
    released = programmes.get_released(key.slug)
    chosen, today = _chosen(released, key), clock.today()
    changed_at = max((released.changed_at, *_left(chosen, on=today)))
    events = [event_of(entry, released) for entry in chosen if is_shown(entry, on=today)]
    if key.room is None and key.session is None:
        page = absolute_url("registration.show", slug=key.slug, language=key.language)
        events.append(entries.of_conference(released.conference, url=page))
    return File(
        data=ical.render(_feed(released, key, changed_at), events),
        content_type=ical.CONTENT_TYPE,
        filename=f"{key.room or key.session or key.slug}.ics",
        changed_at=changed_at,
    )


def event_of(entry: Entry, released: Released) -> ical.Event:
    """A session as every feed that has it says it."""
    slug = released.conference.slug
    if entry.kind is Kind.BREAK:
        page = absolute_url("programme.show", slug=slug)
    else:
        page = absolute_url("programme.session", slug=slug, code=entry.code)
    document = released.document
    place = (document.rooms_by_key[entry.room_key].name, document.venue)
    return entries.of_session(entry, place=place, conference=released.conference, url=page)


def is_shown(entry: Entry, *, on: date) -> bool:
    """A cancelled one stays for a while, so that people see what became of it."""
    return not entry.is_cancelled or on < _leaves_on(entry)


def feed_title(released: Released, key: ProgrammeKey) -> str:
    """What the feed is called, in the present language. Raises NotFound."""
    title = said(released.conference, "title")
    if key.session:
        return said(_get_entry(released, key.session), "title")
    if key.room:
        return str(_("Programme: %(title)s, %(room)s", title=title, room=_room_name(released, key.room)))
    return str(_("Programme: %(title)s", title=title))


def feed_url(key: ProgrammeKey) -> str:
    """The feed's address, which calendars keep and which therefore never changes."""
    told = {"slug": key.slug, "language": key.language}
    if key.session:
        return absolute_url("programme_calendar.session", code=key.session, **told)
    if key.room:
        return absolute_url("programme_calendar.room", key=key.room, **told)
    return absolute_url("programme_calendar.programme", **told)


def _feed(released: Released, key: ProgrammeKey, changed_at: datetime) -> ical.Feed:
    return ical.Feed(
        name=feed_title(released, key),
        description=_("The programme as it is released. What changes comes by itself."),
        language=key.language,
        url=absolute_url("programme.show", slug=key.slug, language=key.language),
        source=feed_url(key),
        changed_at=changed_at,
    )


def _chosen(released: Released, key: ProgrammeKey) -> list[Entry]:
    if key.session:
        return [_get_entry(released, key.session)]
    if key.room:
        _room_name(released, key.room)
        return [entry for entry in released.document.entries if entry.room_key == key.room]
    return list(released.document.entries)


def _get_entry(released: Released, code: str) -> Entry:
    entry = released.document.by_code.get(code)
    if entry is None:
        raise NotFound(_("There is no such session."))
    return entry


def _room_name(released: Released, key: str) -> str:
    """Its name when it was last released: its calendar stays, empty, when nothing is held there any more."""
    room = released.document.rooms_by_key.get(key)
    if room is not None:
        return room.name
    for document in reversed(programmes.list_documents(released.conference)):
        if key in document.rooms_by_key:
            return document.rooms_by_key[key].name
    raise NotFound(_("There is no such room."))


def _left(chosen: Iterable[Entry], *, on: date) -> list[datetime]:
    """When those cancelled went that are gone: each of these nights the feed changed."""
    gone = (_leaves_on(entry) for entry in chosen if not is_shown(entry, on=on))
    return [clock.from_local(datetime.combine(day, time())) for day in gone]


def _leaves_on(entry: Entry) -> date:
    return clock.to_local(entry.ends_at).date() + CANCELLED_STAYS + timedelta(days=1)
