"""A released programme to fetch: its document is put beside the conference as a release would."""

from collections.abc import Callable
from typing import Any

from conference.programme.document import Document, to_json
from conference.programme.models import Release
from conference.registration.models import Conference

Saved = Callable[[Any], Any]


def publish(saved: Saved, conference: Conference, document: Document) -> Release:
    """Let the public see this version."""
    return saved(
        Release(
            conference_id=conference.id,
            number=document.number,
            released_at=document.released_at,
            by="staff:1",
            document=to_json(document),
            changes={"changes": []},
        )
    )
