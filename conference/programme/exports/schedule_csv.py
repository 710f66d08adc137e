"""The programme as a table for spreadsheets in Denmark: UTF-8 with its mark, semicolons. Pure."""

from collections.abc import Sequence

from conference import clock, spreadsheets
from conference.programme.document import Document, Entry
from conference.programme.exports import schedule
from conference.programme.exports.schedule import Frame, line
from conference.programme.models import Kind

CONTENT_TYPE = "text/csv; charset=utf-8"


def render(document: Document, frame: Frame, headings: Sequence[str]) -> bytes:
    """A line for each session, by time and room; `headings` names the ten columns."""
    names = {room.key: line(room.name) for room in document.rooms}
    rows = [_row(entry, names[entry.room_key], frame) for entry in document.held]
    return spreadsheets.written([list(headings), *rows])


def _row(entry: Entry, room_name: str, frame: Frame) -> list[str]:
    return [
        f"{clock.to_local(entry.starts_at):%Y-%m-%d}",
        schedule.start(entry),
        f"{clock.to_local(entry.ends_at):%H:%M}",
        room_name,
        frame.title_of(entry),
        ", ".join(line(person.name) for person in entry.presenters),
        ", ".join(dict.fromkeys(filter(None, (line(person.organisation) for person in entry.presenters)))),
        frame.track_of(entry),
        frame.kinds[entry.kind],
        "" if entry.kind is Kind.BREAK else frame.url_of(entry),
    ]
