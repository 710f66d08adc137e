"""The conferences themselves: find them, set them up, change their settings."""

from dataclasses import fields
from datetime import date, datetime

from sqlalchemy import case, select, update

from conference import clock
from conference.db import db
from conference.errors import NotFound
from conference.pact import service as pacts
from conference.registration import rules
from conference.registration.answers import Settings
from conference.registration.models import Conference, Pool, Registration, State
from conference.registration.seats import lock_seats, offer_free_seats, write_letter


def get_conference(slug: str) -> Conference:
    """The conference, published or not. Raises NotFound."""
    found = db.session.scalar(select(Conference).filter_by(slug=slug))
    if found is None:
        raise NotFound(rules.no_such_conference())
    return found


def get_public_conference(slug: str) -> Conference:
    """The conference, if everybody may see it. Raises NotFound."""
    conference = get_conference(slug)
    rules.check_public(conference)
    return conference


def find_current_conference() -> Conference | None:
    """The published conference that comes next or is on; after the last one, the last."""
    now = clock.now()
    is_over = case((Conference.ends_at < now, 1), else_=0)
    coming_first = case((Conference.ends_at < now, None), else_=Conference.starts_at)
    query = (
        select(Conference)
        .where(Conference.published_at.is_not(None))
        .order_by(is_over, coming_first, Conference.starts_at.desc())
        .limit(1)
    )
    return db.session.scalar(query)


def list_conferences() -> list[Conference]:
    """All of them, the latest first."""
    return list(db.session.scalars(select(Conference).order_by(Conference.starts_at.desc(), Conference.id)))


def create_conference(slug: str, settings: Settings, *, milestone_key: str | None = None) -> Conference:
    """A new conference with its own pool; its milestone, if named, becomes exact. Raises SlugTaken."""
    rules.check_slug(slug)
    now = clock.now()
    conference = Conference(
        slug=slug,
        pool=Pool(capacity=settings.capacity),
        milestone_key=milestone_key,
        published_at=None,
        created_at=now,
        changed_at=now,
    )
    _take(conference, settings)
    db.session.add(conference)
    db.session.flush()
    _fix_milestone(conference, by="system")
    return conference


def change_conference(
    conference: Conference, settings: Settings, *, by: str, seen: str | None = None
) -> None:
    """Take the new settings.

    A higher capacity is offered to the queue; a lower one takes nobody's seat. A new time or place goes to
    everybody with a seat, and a new day to the pact's milestone. `seen` is the version that the organiser had
    before them. Raises ChangedMeanwhile.
    """
    lock_seats(conference)
    db.session.refresh(conference)  # another organiser may have saved since this page was loaded
    rules.check_seen(conference, seen)
    before, entry_before = _when_and_where(conference), _in_calendars(conference)
    day = _day(conference.starts_at)
    _take(conference, settings)
    conference.pool.capacity = settings.capacity
    conference.changed_at = clock.after(conference.changed_at)
    db.session.flush()
    if _day(conference.starts_at) != day:
        _fix_milestone(conference, by=by)
    if _in_calendars(conference) != entry_before:
        _count_entries(conference)
    if _when_and_where(conference) != before and conference.is_published:
        _tell_of_change(conference)
    offer_free_seats(conference)


def _take(conference: Conference, settings: Settings) -> None:
    for field in fields(settings):
        if field.name not in ("capacity", "is_published"):
            setattr(conference, field.name, getattr(settings, field.name))
    if settings.is_published != conference.is_published:
        conference.published_at = clock.now() if settings.is_published else None


def _fix_milestone(conference: Conference, *, by: str) -> None:
    if conference.milestone_key is not None:
        pacts.fix_milestone(conference.milestone_key, _day(conference.starts_at), by=by)


def _count_entries(conference: Conference) -> None:
    """Everybody's entry says something else, also that of who waits."""
    live = (Registration.conference_id == conference.id, Registration.state != State.CANCELLED)
    following = {"entry_sequence": Registration.entry_sequence + 1}
    db.session.execute(update(Registration).where(*live).values(following))


def _tell_of_change(conference: Conference) -> None:
    query = select(Registration).filter_by(conference_id=conference.id, state=State.CONFIRMED)
    for registration in db.session.scalars(query.order_by(Registration.seq)):
        registration.changed_at = clock.after(registration.changed_at)
        write_letter("registration.changed", registration)


def _when_and_where(conference: Conference) -> tuple[object, ...]:
    return (
        conference.doors_at,
        conference.starts_at,
        conference.ends_at,
        conference.venue,
        conference.address,
    )


def _in_calendars(conference: Conference) -> tuple[object, ...]:
    """What the entry of a place says of its conference."""
    titles = (conference.title_da, conference.title_en, conference.summary_da, conference.summary_en)
    return (*_when_and_where(conference), *titles, conference.way_da, conference.way_en)


def _day(moment: datetime) -> date:
    return clock.to_local(moment).date()
