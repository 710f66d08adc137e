"""The milestone feeds, and the entry of one registration."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from email.utils import parseaddr

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select

from conference import clock, config, feeds
from conference.calendar import entries, ical
from conference.calendar.ical import Method, Person, Status
from conference.language import absolute_url, said
from conference.pact import service as pact
from conference.pact.models import Milestone, Timeline
from conference.registration.models import Registration

#: How long a cancelled milestone stays in the feeds after its last day, so that people see what became of it.
CANCELLED_STAYS = timedelta(days=90)

_REVISION = str(select(Timeline.changed_at))


@dataclass(frozen=True)
class FeedKey:
    """Which milestones: all, those of one focus area, or those of one partner; and in which language."""

    language: str
    area: str | None = None
    partner: str | None = None


def revision() -> object:
    """What is another whenever any milestone feed is."""
    return feeds.glance(_REVISION)


def milestone_feed(key: FeedKey, *, changed_at: datetime) -> bytes:
    """The feed as a file, at the timeline's `changed_at`. Raises NotFound for no such area or partner."""
    area = pact.get_area(key.area) if key.area else None
    partner = pact.get_partner(key.partner) if key.partner else None
    shown_on = clock.to_local(changed_at).date()
    milestones = (
        milestone
        for milestone in pact.list_milestones(area=area, partner=partner)
        if _is_shown(milestone, on=shown_on)
    )
    with force_locale(key.language):
        return ical.render(_feed(key, changed_at), _events(milestones))


def feed_title(key: FeedKey) -> str:
    """What the feed is called, in the present language. Raises NotFound."""
    if key.area:
        return str(_("Milestones: %(name)s", name=said(pact.get_area(key.area), "name")))
    if key.partner:
        return str(_("Milestones: %(name)s", name=pact.get_partner(key.partner).name))
    return str(_("Milestones of the Central Denmark Technology Pact"))


def feed_url(key: FeedKey) -> str:
    """The feed's address, which calendars keep and which therefore never changes."""
    if key.area:
        return absolute_url("calendar.area", key=key.area, language=key.language)
    if key.partner:
        return absolute_url("calendar.partner", key=key.partner, language=key.language)
    return absolute_url("calendar.milestones", language=key.language)


def retire_cancelled() -> bool:
    """Let cancelled milestones leave the feeds when their time is over. Was there any?

    What a feed shows hangs on the timeline's time alone, so leaving is an edit of the timeline.
    """
    timeline = pact.hold_timeline()
    before, now = clock.to_local(timeline.changed_at).date(), clock.today()
    leaving = [
        milestone
        for milestone in pact.list_milestones()
        if _is_shown(milestone, on=before) and not _is_shown(milestone, on=now)
    ]
    if leaving:
        pact.touch(timeline)
    return bool(leaving)


def entry_of(registration: Registration, method: Method | None = None) -> bytes:
    """The conference as an entry of the attendee's own calendar, to download or to send."""
    attendee = Person(name=registration.name, email=registration.email or "")
    with force_locale(registration.language):
        return _entry(_event_of(registration), registration.language, method, attendee)


def taken_back_from(attendee: Person, registration: Registration, *, sequence: int, language: str) -> bytes:
    """The end of the entry in the calendar of who had it before; it names nobody else."""
    with force_locale(language):
        event = replace(_event_of(registration), sequence=sequence, status=Status.CANCELLED, busy=False)
        return _entry(event, language, Method.CANCEL, attendee)


def _event_of(registration: Registration) -> ical.Event:
    url = absolute_url("registration.show", slug=registration.conference.slug)
    return entries.of_registration(registration, url=url)


def _entry(event: ical.Event, language: str, method: Method | None, attendee: Person) -> bytes:
    settings = config.current()
    name, address = parseaddr(settings.MAIL_FROM)
    organizer = Person(name=name, email=settings.MAIL_REPLY_TO or address)
    return ical.entry(event, language=language, method=method, organizer=organizer, attendee=attendee)


def _feed(key: FeedKey, changed_at: datetime) -> ical.Feed:
    return ical.Feed(
        name=feed_title(key),
        description=_("The steps of the pact. A date in words is not settled yet. The calendar follows it."),
        language=key.language,
        url=absolute_url("calendar.index", language=key.language),
        source=feed_url(key),
        changed_at=changed_at,
    )


def _events(milestones: Iterable[Milestone]) -> Iterable[ical.Event]:
    page = absolute_url("pact.milestones")
    return (entries.of_milestone(milestone, url=f"{page}#{milestone.key}") for milestone in milestones)


def _is_shown(milestone: Milestone, *, on: date) -> bool:
    return milestone.cancelled_at is None or on <= milestone.last_on + CANCELLED_STAYS
