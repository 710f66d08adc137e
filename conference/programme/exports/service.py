"""The latest release as files: what apps, calendars and spreadsheets fetch."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from conference import clock, feeds
from conference.errors import NotFound
from conference.feeds import File
from conference.language import absolute_url, language, said
from conference.programme import published
from conference.programme.document import Document
from conference.programme.exports import schedule_csv, schedule_json, schedule_xml
from conference.programme.exports.schedule import Frame
from conference.programme.releases import service as releases
from conference.programme.words import KINDS
from conference.registration import service as registrations
from conference.registration.models import Conference

_REVISION = """
SELECT conference.changed_at, conference.published_at,
       (SELECT demo_offset_seconds FROM installation),
       (SELECT max(number) FROM release WHERE release.conference_id = conference.id),
       (SELECT consents_changed_at FROM programme WHERE programme.conference_id = conference.id)
FROM conference WHERE conference.slug = ?
"""


@dataclass(frozen=True)
class Released:
    """A conference that everybody may see, and its programme as it is released."""

    conference: Conference
    document: Document

    @property
    def changed_at(self) -> datetime:
        """When the public last saw anything change."""
        return max(self.conference.changed_at, self.document.released_at)


def revision(slug: str) -> object:
    """What is another whenever any file of the conference's programme is, or a demo's clock is put."""
    return feeds.glance(_REVISION, slug)


def get_released(slug: str) -> Released:
    """Raises NotFound, also before the first release."""
    conference = registrations.get_public_conference(slug)
    document = releases.latest(conference)
    if document is None:
        raise NotFound(_("The programme has not been released yet."))
    return Released(conference, document)


def xml_file(slug: str) -> File:
    """For apps that read schedule.xml. Raises NotFound."""
    return _file(slug, "xml", schedule_xml.CONTENT_TYPE, schedule_xml.render)


def json_file(slug: str) -> File:
    """For apps that read schedule.json. Raises NotFound."""
    return _file(slug, "json", schedule_json.CONTENT_TYPE, schedule_json.render)


def csv_file(slug: str) -> File:
    """For spreadsheets. Raises NotFound."""
    headings = (
        *(_("Day"), _("Start"), _("End"), _("Room"), _("Title"), _("Presenters"), _("Workplaces")),
        *(_("Focus area"), _("Kind"), _("Address")),
    )
    return _file(
        slug,
        "csv",
        schedule_csv.CONTENT_TYPE,
        lambda document, frame: schedule_csv.render(document, frame, headings),
    )


def _file(slug: str, ending: str, content_type: str, render: Callable[[Document, Frame], bytes]) -> File:
    released = get_released(slug)
    conference, document = released.conference, published.as_agreed(released.document, released.conference)
    consents_at = published.consents_changed_at(conference)
    return File(
        data=render(document, _frame(conference)),
        content_type=content_type,
        filename=f"{slug}.{ending}",
        changed_at=max(filter(None, (released.changed_at, consents_at))),
    )


def _frame(conference: Conference) -> Frame:
    return Frame(
        language=language(),
        slug=conference.slug,
        title=said(conference, "title"),
        starts_on=clock.to_local(conference.starts_at).date(),
        ends_on=clock.to_local(conference.ends_at).date(),
        base_url=absolute_url("registration.show", slug=conference.slug),
        kinds={kind: str(word) for kind, word in KINDS.items()},
    )
