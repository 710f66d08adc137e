"""The timeline: its milestones, and the verbs that change one.

Every verb that changes the timeline first holds its one row, so such edits happen one after another.
"""

from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from uuid import uuid4

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from conference import clock
from conference.audit import service as audit
from conference.db import db
from conference.pact import rules
from conference.pact.models import EarlierDate, FocusArea, Milestone, Partner, Timeline
from conference.pact.rules import MilestoneFacts
from conference.pact.when import When

#: The day the pact was presented: since then an empty timeline has been the same.
BEGINNING = datetime(2018, 5, 29, tzinfo=UTC)


def list_milestones(*, area: FocusArea | None = None, partner: Partner | None = None) -> list[Milestone]:
    """The milestones in the order they end; of an area or a partner, those that concern it or everyone."""
    query = select(Milestone).options(
        selectinload(Milestone.areas), selectinload(Milestone.partners), selectinload(Milestone.earlier)
    )
    concerns_all = ~Milestone.areas.any() & ~Milestone.partners.any()
    if area:
        query = query.where(or_(concerns_all, Milestone.areas.any(FocusArea.id == area.id)))
    if partner:
        is_it = Partner.id == partner.id
        of_its_areas = Milestone.areas.any(FocusArea.partners.any(is_it))
        query = query.where(or_(concerns_all, of_its_areas, Milestone.partners.any(is_it)))
    in_order = query.order_by(Milestone.last_on, Milestone.first_on, Milestone.id)
    return list(db.session.scalars(in_order))


def get_milestone(key: str) -> Milestone:
    """The milestone of a key. Raises NotFound."""
    return rules.found(db.session.scalar(select(Milestone).filter_by(key=key)))


def timeline_changed_at() -> datetime:
    """When anything that a subscriber of any milestone feed sees changed last; it never goes back."""
    return db.session.scalar(select(Timeline.changed_at)) or BEGINNING


def add_milestone(key: str, facts: MilestoneFacts, *, by: str) -> Milestone:
    """Put a new step on the timeline."""
    timeline = hold_timeline()
    milestone = new_milestone(key, facts)
    touch(timeline)
    audit.record("pact.add_milestone", by=by, subject=milestone.uid)
    return milestone


def change_milestone(key: str, facts: MilestoneFacts, *, by: str, seen: int | None = None) -> Milestone:
    """Say something else about a milestone; what subscribers see as before changes nothing at all.

    `seen` is the sequence that the editor had before them. Raises NotFound, ChangedMeanwhile, NotYetDone.
    """
    timeline = hold_timeline()
    milestone = get_milestone(key)
    rules.check_change(milestone, facts, today=clock.today(), seen=seen)
    changed = edit(milestone, facts)
    if changed:
        touch(timeline)
        audit.record("pact.change_milestone", by=by, subject=milestone.uid, detail={"changed": changed})
    return milestone


def fix_milestone(key: str, day: date, *, by: str = "system") -> Milestone:
    """Settle the day, as when its conference's date is set; what it was before stays visible."""
    return change_milestone(key, replace(_facts(key), when=When.on_day(day)), by=by)


def mark_done(key: str, *, on: date, by: str) -> Milestone:
    """Say that a milestone was reached that day."""
    return change_milestone(key, replace(_facts(key), done_on=on, is_cancelled=False), by=by)


def cancel_milestone(key: str, *, by: str) -> Milestone:
    """Say that a milestone will not be reached; its day stays visible, struck through."""
    return change_milestone(key, replace(_facts(key), is_cancelled=True, done_on=None), by=by)


def hold_timeline() -> Timeline:
    """The timeline's row, held until the write block ends; made when the first milestone comes."""
    timeline = db.session.scalar(select(Timeline).with_for_update().execution_options(populate_existing=True))
    if timeline is None:
        timeline = Timeline(id=1, changed_at=BEGINNING)
        db.session.add(timeline)
        db.session.flush()
    return timeline


def touch(timeline: Timeline) -> None:
    """Tell every milestone feed that it has changed."""
    timeline.changed_at = clock.after(timeline.changed_at)
    db.session.flush()


def new_milestone(key: str, facts: MilestoneFacts) -> Milestone:
    """A milestone of these facts; the caller holds the timeline, and touches it."""
    now = clock.now().replace(microsecond=0)
    milestone = Milestone(uid=str(uuid4()), key=key, created_at=now, changed_at=now)
    _say(milestone, facts)
    milestone.cancelled_at = now if facts.is_cancelled else None
    db.session.add(milestone)
    db.session.flush()
    return milestone


def edit(milestone: Milestone, facts: MilestoneFacts) -> list[str]:
    """Say these facts of it, and name what changed; the caller holds the timeline, and touches it.

    Source: RFC 5545, 3.8.7.2 and 3.8.7.4; sequence rises for title and text too, since some calendars look at
    nothing else.
    """
    before = rules.facts_of(milestone)
    changed = [name for name in _NAMES if getattr(facts, name) != getattr(before, name)]
    if not changed:
        return []
    moment = clock.after(milestone.changed_at)
    if facts.when != before.when:
        milestone.earlier.append(EarlierDate(when=before.when, replaced_at=moment))
        milestone.fixed_at = moment if facts.when.is_exact else None
    if facts.is_cancelled != before.is_cancelled:
        milestone.cancelled_at = moment if facts.is_cancelled else None
    _say(milestone, facts)
    milestone.sequence += 1
    milestone.changed_at = moment
    db.session.flush()
    return changed


def retell(milestones: Iterable[Milestone]) -> None:
    """Mark milestones whose focus area got another name; the caller holds the timeline, and touches it."""
    for milestone in milestones:
        milestone.sequence += 1
        milestone.changed_at = clock.after(milestone.changed_at)


_NAMES = [field.name for field in fields(MilestoneFacts)]


def _facts(key: str) -> MilestoneFacts:
    hold_timeline()
    return rules.facts_of(get_milestone(key))


def _say(milestone: Milestone, facts: MilestoneFacts) -> None:
    milestone.title_da, milestone.title_en = facts.title_da, facts.title_en
    milestone.text_da, milestone.text_en = facts.text_da, facts.text_en
    milestone.when = facts.when
    milestone.is_deadline = facts.is_deadline
    milestone.done_on = facts.done_on
    milestone.areas = list(db.session.scalars(select(FocusArea).where(FocusArea.key.in_(facts.areas))))
    milestone.partners = list(db.session.scalars(select(Partner).where(Partner.key.in_(facts.partners))))
