"""A timeline to begin a test with: said as an editor says it."""

from typing import Any

from conference.db import db, transaction
from conference.pact import milestones
from conference.pact.models import FocusArea, Milestone, Partner
from conference.pact.rules import MilestoneFacts
from conference.pact.when import parse


def facts(when: str = "medio juni 2018", **said: Any) -> MilestoneFacts:
    """What one may say of a milestone."""
    words = {"title_da": "Første møde", "title_en": "First meeting", "text_da": "Her.", "text_en": "Here."}
    return MilestoneFacts(**words | said, when=parse(when))


def add(key: str = "meeting", when: str = "medio juni 2018", **said: Any) -> Milestone:
    """Put a milestone on the timeline."""
    with transaction():
        return milestones.add_milestone(key, facts(when, **said), by="system")


def change(
    key: str = "meeting", when: str = "medio juni 2018", seen: int | None = None, **said: Any
) -> Milestone:
    """Say something else about it."""
    with transaction():
        return milestones.change_milestone(key, facts(when, **said), by="system", seen=seen)


def add_area(key: str, *partners: Partner) -> FocusArea:
    """A focus area of these partners."""
    area = FocusArea(key=key, place=1, name_da=key, name_en=key, partners=list(partners))
    with transaction():
        db.session.add(area)
    return area


def add_partner(key: str) -> Partner:
    """A partner without a focus area."""
    partner = Partner(key=key, name=key.upper(), sort_key=key)
    with transaction():
        db.session.add(partner)
    return partner
