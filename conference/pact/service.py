"""The pact's verbs that others call: its timeline, its partners and focus areas, its facts."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from conference.db import db
from conference.pact import rules
from conference.pact.loading import LoadReport as LoadReport
from conference.pact.loading import load as load
from conference.pact.milestones import add_milestone as add_milestone
from conference.pact.milestones import cancel_milestone as cancel_milestone
from conference.pact.milestones import change_milestone as change_milestone
from conference.pact.milestones import fix_milestone as fix_milestone
from conference.pact.milestones import get_milestone as get_milestone
from conference.pact.milestones import hold_timeline as hold_timeline
from conference.pact.milestones import list_milestones as list_milestones
from conference.pact.milestones import mark_done as mark_done
from conference.pact.milestones import timeline_changed_at as timeline_changed_at
from conference.pact.milestones import touch as touch
from conference.pact.models import Fact, FocusArea, Partner, PartnerSpelling, PreProjectMember


def list_areas() -> list[FocusArea]:
    """The focus areas in the deck's order, each with its partners."""
    return list(
        db.session.scalars(
            select(FocusArea)
            .options(selectinload(FocusArea.partners))
            .order_by(FocusArea.place, FocusArea.id)
        )
    )


def get_area(key: str) -> FocusArea:
    """The focus area of a key. Raises NotFound."""
    return rules.found(db.session.scalar(select(FocusArea).filter_by(key=key)))


def list_partners() -> list[Partner]:
    """The partners in the Danish order."""
    return list(db.session.scalars(select(Partner).order_by(Partner.sort_key)))


def get_partner(key: str) -> Partner:
    """The partner of a key. Raises NotFound."""
    return rules.found(db.session.scalar(select(Partner).filter_by(key=key)))


def find_partner(text: str) -> Partner | None:
    """The partner that is meant, in whichever of its spellings."""
    spelled = select(PartnerSpelling.partner_id).filter_by(folded=rules.spelling_key(text))
    return db.session.scalar(select(Partner).where(Partner.id.in_(spelled)))


def list_members() -> list[PreProjectMember]:
    """The group that prepared the pact, in the deck's order, each with the organisation."""
    query = (
        select(PreProjectMember)
        .options(joinedload(PreProjectMember.partner))
        .order_by(PreProjectMember.place)
    )
    return list(db.session.scalars(query))


def facts_by_topic() -> dict[str, list[Fact]]:
    """What the launch deck says, by topic, in its order."""
    topics: dict[str, list[Fact]] = {}
    for fact in db.session.scalars(select(Fact).order_by(Fact.place)):
        topics.setdefault(fact.topic, []).append(fact)
    return topics
