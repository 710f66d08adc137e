"""The programme as schedule.xml, for apps (c3voc schedule.xml.xsd, voc/schedule 0a403ee). Pure.

The order of a schedule's children is fixed, an empty address is no address, and apps look for the conference
in the first 1,024 characters.
"""

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from conference.programme.document import Document, Entry
from conference.programme.exports import schedule
from conference.programme.exports.schedule import Day, Frame, line
from conference.programme.models import Kind

CONTENT_TYPE = "application/vnd.c3voc.schedule+xml"


def render(document: Document, frame: Frame) -> bytes:
    """The file; equal values give equal bytes."""
    root = Element("schedule")
    SubElement(root, "generator", name="conference")
    _text(root, "url", f"{frame.base_url}programme.xml")
    _text(root, "version", f"v{document.number}")
    days = schedule.days(document, frame)
    _add_conference(root, document, frame, days)
    names: dict[str, str] = {room.key: line(room.name) for room in document.rooms}
    for day in days:
        _add_day(root, day, names, frame)
    indent(root)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _add_conference(root: Element, document: Document, frame: Frame, days: list[Day]) -> None:
    conference = SubElement(root, "conference")
    _text(conference, "title", line(frame.title))
    _text(conference, "acronym", frame.slug)
    _text(conference, "start", frame.starts_on.isoformat())
    _text(conference, "end", frame.ends_on.isoformat())
    _text(conference, "days", str(len(days)))
    _text(conference, "timeslot_duration", "00:05")
    _text(conference, "base_url", frame.base_url)
    _text(conference, "url", frame.programme_url)
    _text(conference, "time_zone_name", "Europe/Copenhagen")
    for track in schedule.tracks(document, frame):
        SubElement(conference, "track", name=track.name, color=track.colour, slug=track.slug)


def _add_day(root: Element, day: Day, names: dict[str, str], frame: Frame) -> None:
    said = SubElement(
        root,
        "day",
        index=str(day.index),
        date=day.on.isoformat(),
        start=schedule.moment(day.starts_at),
        end=schedule.moment(day.ends_at),
    )
    for place, entries in day.rooms:
        room = SubElement(said, "room", name=names[place.key], guid=place.uid)
        for entry in entries:
            _add_event(room, entry, names[place.key], frame)


def _add_event(room: Element, entry: Entry, room_name: str, frame: Frame) -> None:
    event = SubElement(room, "event", id=str(entry.export_id), guid=entry.uid, code=entry.code)
    _text(event, "room", room_name)
    _text(event, "title", frame.title_of(entry))
    SubElement(event, "subtitle")  # we have none; earlier versions of the schema ask for it
    _text(event, "type", frame.type_of(entry))
    _text(event, "date", schedule.moment(entry.starts_at))
    _text(event, "start", schedule.start(entry))
    _text(event, "duration", schedule.duration(entry))
    _text(event, "abstract", frame.abstract_of(entry))
    _text(event, "track", frame.track_of(entry))
    _text(event, "slug", entry.slug)
    _text(event, "language", entry.language)
    persons = SubElement(event, "persons")
    for person in entry.presenters:
        _text(persons, "person", line(person.name), id=str(person.export_id), guid=person.uid)
    if entry.kind is not Kind.BREAK:
        _add_recording(event, entry)
    _text(event, "url", frame.url_of(entry))


def _add_recording(event: Element, entry: Entry) -> None:
    recording = SubElement(event, "recording")
    SubElement(recording, "license")  # must be there; nobody has granted one
    _text(recording, "optout", "false" if entry.may_record else "true")


def _text(parent: Element, name: str, text: str, **attributes: str) -> None:
    SubElement(parent, name, attributes).text = text
