"""A session as an entry of its presenter's own calendar, and its place in words."""

from email.utils import parseaddr

from flask_babel import gettext as _
from sqlalchemy import select

from conference import config, names
from conference.calendar import ical
from conference.calendar.ical import Event, Method, Status
from conference.db import db
from conference.language import absolute_url, day, language, long_day, said, time
from conference.mail.letters import CalendarEntry
from conference.programme import rules
from conference.programme.models import Presenter, Room, Session
from conference.programme.releases.changes import Stand
from conference.registration.models import Conference


def read(told: str, *, room: str = "") -> Stand:
    """A place as `rules.place_of` wrote it; `room` names one that is gone."""
    uid, starts_at, ends_at = rules.read_place(told)
    name = db.session.scalar(select(Room.name).filter_by(uid=uid))
    return Stand(name or room, starts_at, ends_at)


def when(place: Stand) -> str:
    """torsdag 22. november 2018 kl. 10.00–10.10"""
    return _when(long_day(place.starts_at), place)


def line(place: Stand) -> str:
    """22. november 2018 kl. 10.00–10.10, Sal A"""
    return ", ".join(part for part in (_when(day(place.starts_at), place), place.room) if part)


def where(place: Stand, conference: Conference) -> str:
    """Sal A, Hedehallen, Hallevej 1"""
    return ", ".join(part for part in (place.room, conference.venue, conference.address) if part)


def title_of(session: Session) -> str:
    """The title somebody wrote; until then what everybody calls their own."""
    if session.title_da or session.title_en:
        return names.clean(rules.title_of(session, language()))
    return str(_("Your session"))


def entry(
    session: Session, presenter: Presenter, place: Stand, *, sequence: int, method: Method
) -> CalendarEntry:
    """The file that puts the session into the presenter's calendar, moves it there, or takes it out."""
    settings = config.current()
    name, address = parseaddr(settings.MAIL_FROM)
    content = ical.entry(
        _event(session, place, sequence=sequence, method=method),
        language=language(),
        method=method,
        organizer=ical.Person(name=name, email=settings.MAIL_REPLY_TO or address),
        attendee=ical.Person(name=presenter.name, email=presenter.email or ""),
    )
    return CalendarEntry(_("session-%(code)s.ics", code=session.code), method.value, content)


def _when(on: str, place: Stand) -> str:
    hours = {"start": time(place.starts_at), "end": time(place.ends_at)}
    return str(_("%(day)s at %(start)s–%(end)s", day=on, **hours))


def _event(session: Session, place: Stand, *, sequence: int, method: Method) -> Event:
    conference, is_on = session.conference, method is Method.REQUEST
    return Event(
        uid=session.entry_uid,
        sequence=sequence,
        created_at=session.created_at,
        changed_at=session.changed_at,
        summary=_("You present: %(title)s", title=title_of(session)),
        starts=place.starts_at,
        ends=place.ends_at,
        status=Status.CONFIRMED if is_on else Status.CANCELLED,
        busy=is_on,
        description=f"{said(conference, 'title')}\n"
        + _("The doors open at %(time)s.", time=time(conference.doors_at)),
        location=where(place, conference),
        url=absolute_url("registration.show", slug=conference.slug),
    )
