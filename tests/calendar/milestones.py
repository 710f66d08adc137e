"""Milestones for the tests of feeds: said as an editor says them."""

from typing import Any

from conference.db import transaction
from conference.pact import service as pact
from conference.pact.models import Milestone
from conference.pact.rules import MilestoneFacts
from conference.pact.when import parse


def facts(when: str = "medio juni 2018", **said: Any) -> MilestoneFacts:
    """What one may say of a milestone."""
    known = {
        "title_da": "Høringsudkast klar",
        "title_en": "Draft ready",
        "text_da": "",
        "text_en": "",
    }
    return MilestoneFacts(**known | said, when=parse(when))


def add(key: str = "draft", when: str = "medio juni 2018", **said: Any) -> Milestone:
    """Put a milestone on the timeline."""
    with transaction():
        return pact.add_milestone(key, facts(when, **said), by="system")


def change(key: str = "draft", when: str = "medio juni 2018", **said: Any) -> Milestone:
    """Say something else about it."""
    with transaction():
        return pact.change_milestone(key, facts(when, **said), by="system")
