"""Our own statement of the rules of schedule.json version 1 (c3voc's JSON Schema, voc/schedule 0a403ee).

`json_faults` tells everything in a file that the schema, or an app that reads it, would refuse.
"""

import json
import re
from typing import Any

from tests.programme.exports.schedule_rules import (
    Check,
    any_text,
    is_colour,
    is_day,
    is_day_or_moment,
    is_duration,
    is_guid,
    is_moment,
    is_url,
    is_wall_time,
    matches,
    repeated,
)

CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
STRING, INTEGER, BOOLEAN, LIST, OBJECT = (str,), (int,), (bool,), (list,), (dict,)
NULLABLE = (str, type(None))

#: Keys of an object: their kinds, and what text must be; those with "!" must be there.
Rules = dict[str, tuple[tuple[type, ...], Check]]
JSON_CONFERENCE: Rules = {
    "title!": (STRING, any_text),
    "acronym!": (STRING, matches(r"[a-z0-9_-][a-z0-9_]{3,}(-2[0-9]{3}-[a-z]+)?")),
    "days!": (LIST, any_text),
    "daysCount!": (INTEGER, any_text),
    "start!": (STRING, is_day_or_moment),
    "end!": (STRING, is_day_or_moment),
    "timeslot_duration!": (STRING, is_duration),
    "description": (STRING, any_text),
    "time_zone_name": (STRING, matches(r"[A-Z][a-z]+/[A-Z][a-z]+|UTC")),
    "logo": (STRING, is_url),
    "url": (STRING, is_url),
    "colors": (OBJECT, any_text),
    "keywords": (LIST, any_text),
    "tracks": (LIST, any_text),
    "rooms": (LIST, any_text),
    "meta": (OBJECT, any_text),
}
JSON_TRACK: Rules = {
    "name": (STRING, any_text),
    "slug": (STRING, any_text),
    "color": (STRING, is_colour),
}
ROOM_TYPES = "lecturehall|stage|workshop|outside|online|project|bbb|hangar|other"
JSON_ROOM: Rules = {
    "name!": (STRING, any_text),
    "guid!": (STRING, is_guid),
    "slug": (STRING, any_text),
    "type": (STRING, matches(ROOM_TYPES)),
    "stream_id": (STRING, any_text),
    "description": (NULLABLE, any_text),
    "capacity": ((int, type(None)), any_text),
    "url": (STRING, is_url),
    "features": (OBJECT, any_text),
    "assembly": (OBJECT, any_text),
}
JSON_DAY: Rules = {
    "index!": (INTEGER, any_text),
    "date!": (STRING, is_day),
    "day_start!": (STRING, is_moment),
    "day_end!": (STRING, is_moment),
    "rooms!": (OBJECT, any_text),
}
JSON_EVENT: Rules = {
    "guid!": (STRING, is_guid),
    "id!": (INTEGER, any_text),
    "date!": (STRING, is_moment),
    "start!": (STRING, is_wall_time),
    "duration!": (STRING, matches(r"[0-9]+:[0-9]{2}")),
    "room!": (STRING, any_text),
    "slug!": (STRING, matches(r"[a-z0-9_-]+[a-z0-9]")),
    "url!": (STRING, is_url),
    "title!": (STRING, matches(r"(?s).+")),
    "subtitle!": (NULLABLE, any_text),
    "track!": (NULLABLE, any_text),
    "type!": (STRING, any_text),
    "language!": (NULLABLE, any_text),
    "abstract!": (NULLABLE, any_text),
    "persons!": (LIST, any_text),
    "links!": (LIST, any_text),
    "description": (NULLABLE, any_text),
    "code": (STRING, matches("[A-Z0-9]+")),
    "end": (STRING, any_text),
    "logo": ((str, type(None)), is_url),
    "recording_license": (STRING, any_text),
    "do_not_record": ((bool, type(None)), any_text),
    "do_not_stream": ((bool, type(None)), any_text),
    "feedback_url": (STRING, is_url),
    "origin_url": (STRING, is_url),
    "attachments": (LIST, any_text),
}
JSON_LINK: Rules = {
    "url!": (STRING, is_url),
    "title!": (STRING, any_text),
    "type": (STRING, matches("slides|paper|web|blog|article|media|related|activitypub")),
}


def json_faults(data: bytes) -> list[str]:
    """What is wrong with a schedule.json."""
    try:
        file = json.loads(data)
    except ValueError as error:
        return [f"no JSON: {error}"]
    faults = [f"the file holds {key}" for key in file if key not in ("$schema", "generator", "schedule")]
    schedule = file.get("schedule")
    if not isinstance(schedule, dict):
        return [*faults, "the file has no schedule"]
    faults += ["schedule holds rooms"] if "rooms" in schedule else []
    faults += [f"schedule has no {key}" for key in ("version", "conference") if key not in schedule]
    faults += [] if str(schedule.get("base_url", "/")).endswith("/") else ["base_url has no end"]
    faults += _controls(file, "file")
    if isinstance(schedule.get("conference"), dict):
        faults += _json_conference(schedule["conference"])
    return faults


def _json_conference(conference: dict[str, Any]) -> list[str]:
    faults = _json_object(conference, JSON_CONFERENCE, "conference")
    faults += [
        fault for track in conference.get("tracks", []) for fault in _json_object(track, JSON_TRACK, "track")
    ]
    faults += [
        fault for room in conference.get("rooms", []) for fault in _json_object(room, JSON_ROOM, "room")
    ]
    days = [day for day in conference.get("days", []) if isinstance(day, dict)]
    faults += [fault for day in days for fault in _json_day(day)]
    if conference.get("daysCount") != len(days):
        faults.append("daysCount is not the number of days")
    events = [
        event for day in days for room in (day.get("rooms") or {}).values() for event in room
    ]  # fmt: skip
    for key in ("id", "guid", "code", "slug"):
        faults += repeated(f"event.{key}", (str(event[key]) for event in events if key in event))
    return [*faults, *repeated("day.index", (str(day.get("index")) for day in days))]


def _json_day(day: dict[str, Any]) -> list[str]:
    faults = _json_object(day, JSON_DAY, "day")
    for name, events in (day.get("rooms") or {}).items():
        for event in events:
            faults += _json_object(event, JSON_EVENT, "event")
            faults += [] if event.get("room") == name else [f"an event of {name} is in {event.get('room')}"]
            faults += [] if isinstance(event.get("id"), int) and 1 <= event["id"] < 2**31 else ["event.id"]
            faults += [fault for person in event.get("persons", []) for fault in _json_person(person)]
            linked = [*event.get("links", []), *event.get("attachments", [])]
            faults += [fault for link in linked for fault in _json_object(link, JSON_LINK, "link")]
    return faults


def _json_person(person: dict[str, Any]) -> list[str]:
    """Exactly one of two shapes must match: a name, or a public name with an id."""
    shapes = [isinstance(person.get("name"), str), "public_name" in person and "id" in person]
    faults = [] if shapes.count(True) == 1 else ["person has not exactly one shape"]
    faults += [] if isinstance(person.get("id", 1), int) else ["person.id is no number"]
    faults += [] if is_guid(person.get("guid", "0" * 8 + "-0000" * 3 + "-" + "0" * 12)) else ["person.guid"]
    return faults


def _json_object(value: Any, rules: Rules, where: str) -> list[str]:
    if not isinstance(value, dict):
        return [f"{where} is no object"]
    known = {name.rstrip("!"): rule for name, rule in rules.items()}
    faults = [f"{where} holds {key}" for key in value if key not in known]
    faults += [f"{where} has no {name[:-1]}" for name in rules if name[-1] == "!" and name[:-1] not in value]
    for key, each in value.items():
        kinds, check = known.get(key, ((object,), any_text))
        is_kind = isinstance(each, kinds) and not (isinstance(each, bool) and bool not in kinds)
        if not is_kind or (isinstance(each, str) and not check(each)):
            faults.append(f"{where}.{key} is {each!r}")
    return faults


def _controls(value: Any, where: str) -> list[str]:
    if isinstance(value, dict):
        return [fault for key, each in value.items() for fault in _controls(each, f"{where}.{key}")]
    if isinstance(value, list):
        return [fault for each in value for fault in _controls(each, where)]
    return [f"{where} holds a control character"] if CONTROLS.search(str(value)) else []
