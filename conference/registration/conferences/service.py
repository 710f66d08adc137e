"""Conferences: find them, set them up, copy them, publish them, put them away, change their settings."""

from collections.abc import Collection
from dataclasses import fields

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, case, func, or_, select, true, update

from conference import clock
from conference.db import db
from conference.errors import NotFound
from conference.pact import service as pacts
from conference.pact.models import Milestone
from conference.pact.models import State as MilestoneState
from conference.registration import rules
from conference.registration.answers import Settings
from conference.registration.conferences import rules as conference_rules
from conference.registration.conferences.rules import News, check_archive, day_of
from conference.registration.models import Answer, Conference, Invitation, Pool, Registration, State
from conference.registration.seats import lock_seats, offer_free_seats, write_to_everybody
from conference.registration.waiting import Seats

#: As Seats has them, before those that are held.
_COUNTED = (State.CONFIRMED, State.OFFERED, State.WAITING)


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


def find_current_conference(among: Collection[str] = ("",)) -> Conference | None:
    """The public conference that comes next or is on; one called off, until its day; else the latest.

    What is archived is nobody's present. `among`: slugs of those that count; an empty one is all of them.
    """
    now = clock.now()
    is_over = Conference.ends_at < now
    turn = case((is_over, 2), (Conference.called_off_at.is_not(None), 1), else_=0)
    coming_first = case((is_over, None), else_=Conference.starts_at)
    query = (
        select(Conference)
        .where(Conference.published_at.is_not(None), Conference.archived_at.is_(None))
        .where(true() if "" in among else Conference.slug.in_(among))
        .order_by(turn, coming_first, Conference.starts_at.desc())
        .limit(1)
    )
    return db.session.scalar(query)


def list_conferences() -> list[Conference]:
    """All of them, the latest first."""
    return list(db.session.scalars(select(Conference).order_by(Conference.starts_at.desc(), Conference.id)))


def list_milestones() -> list[Milestone]:
    """Those of the pact that a new conference can settle: planned, and no other's."""
    taken = set(db.session.scalars(select(Conference.milestone_key)))
    planned = (each for each in pacts.list_milestones() if each.state is MilestoneState.PLANNED)
    return [milestone for milestone in planned if milestone.key not in taken]


def news_of(conference: Conference) -> News | None:
    """What everybody must know about it first."""
    return conference_rules.news_of(conference, now=clock.now())


def is_known(conference: Conference) -> bool:
    """Whether its day can be changed no more without telling somebody.

    What is hidden again, or has people who were added by hand, is known to these all the same.
    """
    query = select(Conference.id).where(Conference.id == conference.id, _known())
    return conference.is_published or db.session.scalar(query) is not None


def list_known() -> set[int]:
    """The ids of all that are known, in one query."""
    return set(db.session.scalars(select(Conference.id).where(_known())))


def count_places() -> dict[int, Seats]:
    """How the seats of every conference stand, in one query."""
    held = select(func.count()).where(
        Invitation.conference_id == Conference.id,
        Invitation.answer == Answer.SILENT,
        Invitation.holds_seat,
    )
    counted = (
        select(
            Conference.id,
            Pool.capacity,
            *(func.count().filter(Registration.state == state) for state in _COUNTED),
            held.correlate(Conference).scalar_subquery(),
        )
        .join(Conference.pool)
        .outerjoin(Registration, Registration.conference_id == Conference.id)
        .group_by(Conference.id, Pool.capacity)
    )
    return {id_: Seats(capacity, *states) for id_, capacity, *states in db.session.execute(counted)}


def create_conference(
    slug: str, settings: Settings, *, milestone_key: str | None = None, by: str = "system"
) -> Conference:
    """A new conference with its own pool; its milestone, if named, becomes exact when it is published.

    Raises SlugTaken.
    """
    rules.check_slug(slug)
    if db.session.scalar(select(Conference.id).filter_by(slug=slug)) is not None:
        raise rules.SlugTaken(_("There is a conference at %(slug)s already.", slug=slug))
    now = clock.now()
    conference = Conference(
        slug=slug,
        pool=Pool(capacity=settings.capacity),
        milestone_key=milestone_key,
        published_at=None,
        created_at=now,
        changed_at=now,
    )
    take(conference, settings)
    db.session.add(conference)
    db.session.flush()
    settle_milestone(conference, by=by)
    return conference


def publish(conference: Conference, *, by: str) -> bool:
    """Let everybody see it; False when they do. Its day is settled on the pact's timeline."""
    lock_seats(conference)
    db.session.refresh(conference)
    if conference.is_published:
        return False
    conference.published_at = clock.now()
    _note_change(conference)
    settle_milestone(conference, by=by)
    return True


def archive(conference: Conference) -> bool:
    """Take it out of the daily lists; False when it is. Its public pages stay. Raises NotOver."""
    check_archive(conference, now=clock.now())
    return _set_archived(conference, is_archived=True)


def take_out(conference: Conference) -> bool:
    """Put an archived one back into the lists; False when it stands there."""
    return _set_archived(conference, is_archived=False)


def change_conference(
    conference: Conference, settings: Settings, *, by: str, seen: str | None = None
) -> None:
    """Take the new settings.

    A higher capacity is offered to the queue; a lower one takes nobody's seat. A new time or place goes to
    everybody with a place, and a new day to the pact's milestone; where the conference is called off or over,
    nobody is told and nothing is offered. `seen` is the version that the organiser had before them. Raises
    ChangedMeanwhile.
    """
    lock_seats(conference)
    db.session.refresh(conference)  # another organiser may have saved since this page was loaded
    rules.check_seen(conference, seen)
    before, entry_before = _when_and_where(conference), _in_calendars(conference)
    day, was_published = day_of(conference.starts_at), conference.is_published
    ends_at = conference.ends_at
    take(conference, settings)
    _note_change(conference)
    if day_of(conference.starts_at) != day or conference.is_published != was_published:
        settle_milestone(conference, by=by)
    if _in_calendars(conference) != entry_before:
        count_entries(conference)
    if is_on(conference):
        _shorten_offers(conference)
    is_news = _when_and_where(conference) != before and is_on(conference)
    if is_news and clock.now() < min(ends_at, conference.ends_at):
        write_to_everybody("registration.changed", conference)
    offer_free_seats(conference)


def take(conference: Conference, settings: Settings) -> None:
    """Say these settings of it; the caller holds its seats, and tells whom it concerns."""
    for field in fields(settings):
        if field.name not in ("capacity", "is_published"):
            setattr(conference, field.name, getattr(settings, field.name))
    conference.pool.capacity = settings.capacity
    if settings.is_published != conference.is_published:
        conference.published_at = clock.now() if settings.is_published else None


def settle_milestone(conference: Conference, *, by: str) -> None:
    """Its day is the milestone's, once everybody may see it."""
    if conference.milestone_key is not None and conference.is_published and is_on(conference):
        pacts.fix_milestone(conference.milestone_key, day_of(conference.starts_at), by=by)


def is_on(conference: Conference) -> bool:
    """Whether it is not called off."""
    return conference.called_off_at is None


def count_entries(conference: Conference) -> None:
    """Everybody's entry says something else, also that of who waits."""
    live = (Registration.conference_id == conference.id, Registration.state != State.CANCELLED)
    following = {"entry_sequence": Registration.entry_sequence + 1}
    db.session.execute(update(Registration).where(*live).values(following))


def _known() -> ColumnElement[bool]:
    here = Registration.conference_id == Conference.id
    asked = Invitation.conference_id == Conference.id
    return or_(
        Conference.published_at.is_not(None),
        select(Registration.id).where(here, Registration.state != State.CANCELLED).exists(),
        select(Invitation.id).where(asked, Invitation.answer == Answer.SILENT).exists(),
    )


def _set_archived(conference: Conference, *, is_archived: bool) -> bool:
    if (conference.archived_at is not None) == is_archived:
        return False
    conference.archived_at = clock.now() if is_archived else None
    db.session.flush()
    return True


def _shorten_offers(conference: Conference) -> None:
    """No offer outlasts a start that is earlier now."""
    last = conference.starts_at - rules.LAST_OFFER
    query = select(Registration).filter_by(conference_id=conference.id, state=State.OFFERED)
    for place in db.session.scalars(query.where(Registration.offer_until > last)):
        place.offer_until = last
        place.changed_at = clock.after(place.changed_at)
    db.session.flush()


def _note_change(conference: Conference) -> None:
    conference.changed_at = clock.after(conference.changed_at)
    db.session.flush()


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
