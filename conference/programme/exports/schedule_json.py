"""The programme as schedule.json version 1, for apps (c3voc's JSON Schema, voc/schedule 0a403ee). Pure."""

import json
from typing import Any

from conference.programme.document import Document, Entry, Person
from conference.programme.exports import schedule
from conference.programme.exports.schedule import Day, Frame, line

CONTENT_TYPE = "application/json"
SCHEMA = "https://c3voc.de/schedule/schema.json"


def render(document: Document, frame: Frame) -> bytes:
    """The file; equal values give equal bytes."""
    days = schedule.days(document, frame)
    names = {room.key: line(room.name) for room in document.rooms}
    file = {
        "$schema": SCHEMA,
        "schedule": {
            "version": f"v{document.number}",
            "base_url": frame.base_url,
            "conference": {
                "acronym": frame.slug,
                "title": line(frame.title),
                "start": frame.starts_on.isoformat(),
                "end": frame.ends_on.isoformat(),
                "daysCount": len(days),
                "timeslot_duration": "00:05",
                "time_zone_name": "Europe/Copenhagen",
                "url": frame.programme_url,
                "tracks": [
                    {"name": track.name, "slug": track.slug, "color": track.colour}
                    for track in schedule.tracks(document, frame)
                ],
                "rooms": [
                    {"name": names[room.key], "guid": room.uid, "slug": room.key, "capacity": room.seats}
                    for room in document.rooms
                ],
                "days": [_day(day, names, frame) for day in days],
            },
        },
    }
    return json.dumps(file, ensure_ascii=False, indent=1).encode() + b"\n"


def _day(day: Day, names: dict[str, str], frame: Frame) -> dict[str, Any]:
    return {
        "index": day.index,
        "date": day.on.isoformat(),
        "day_start": schedule.moment(day.starts_at),
        "day_end": schedule.moment(day.ends_at),
        "rooms": {
            names[place.key]: [_event(entry, names[place.key], frame) for entry in entries]
            for place, entries in day.rooms
        },
    }


def _event(entry: Entry, room_name: str, frame: Frame) -> dict[str, Any]:
    return {
        "id": entry.export_id,
        "guid": entry.uid,
        "code": entry.code,
        "date": schedule.moment(entry.starts_at),
        "start": schedule.start(entry),
        "duration": schedule.duration(entry),
        "room": room_name,
        "slug": entry.slug,
        "url": frame.url_of(entry),
        "title": frame.title_of(entry),
        "subtitle": "",
        "track": frame.track_of(entry) or None,
        "type": frame.type_of(entry),
        "language": entry.language,
        "abstract": frame.abstract_of(entry),
        "do_not_record": not entry.may_record,
        "persons": [_person(person) for person in entry.presenters],
        "links": [],
    }


def _person(person: Person) -> dict[str, Any]:
    said = {"id": person.export_id, "guid": person.uid, "name": line(person.name)}
    organisation = line(person.organisation)
    return {**said, "organisation": organisation} if organisation else said
