"""Our own statement of the rules of schedule.xml (c3voc schedule.xml.xsd, voc/schedule 0a403ee).

`xml_faults` tells everything in a file that the schema, or an app that reads it, would refuse.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, datetime
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

Check = Callable[[str], bool]


def matches(pattern: str) -> Check:
    return lambda text: re.fullmatch(pattern, text) is not None


def is_day(text: str) -> bool:
    return matches(r"\d{4}-\d\d-\d\d")(text) and _parses(date.fromisoformat, text)


def is_moment(text: str) -> bool:
    """With a zone; a naive one names no instant."""
    pattern = r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)"
    return matches(pattern)(text) and _parses(datetime.fromisoformat, text)


def is_day_or_moment(text: str) -> bool:
    return is_day(text) or is_moment(text)


def any_text(text: str) -> bool:
    return True


def _parses(read: Callable[[str], object], text: str) -> bool:
    try:
        read(text)
    except ValueError:
        return False
    return True


is_url = matches(r"https?://[^\s]+")
is_url_or_empty = matches(r"(https?://[^\s]+)?")
is_number = matches(r"[1-9][0-9]*")
is_integer = matches(r"-?[0-9]+")
is_guid = matches(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
is_colour = matches(r"#[0-9a-fA-F]{6}")
is_wall_time = matches(r"([01]\d|2[0-3]):[0-5]\d")
is_duration = matches(r"\d{1,2}:[0-5]\d(:\d{1,2})?")
is_boolean = matches(r"true|false|0|1")
is_track_slug = matches(r"[a-z][a-z0-9-]+")

#: Attributes of an element: what each must be; those with "!" must be there.
ATTRIBUTES: dict[str, dict[str, Check]] = {
    "schedule": {},
    "generator": {"name": any_text, "system": any_text, "version": any_text},
    "track": {"name!": any_text, "color!": is_colour, "slug": is_track_slug},
    "day": {"index!": is_number, "start!": is_moment, "end!": is_moment, "date": is_day},
    "day/room": {"name!": any_text, "guid": is_guid},
    "event": {"id!": is_number, "guid!": is_guid, "code": matches("[0-9A-Z]{6}")},
    "person": {"id": is_integer, "guid": is_guid},
    "link": {"href": is_url, "type": any_text, "service": any_text},
    "attachment": {"href": is_url, "type": any_text},
}
CONFERENCE: dict[str, Check] = {
    "title": any_text,
    "acronym": matches("[a-z0-9_-]{4,}"),
    "start": is_day_or_moment,
    "end": is_day_or_moment,
    "days": is_integer,
    "timeslot_duration": is_duration,
    "base_url": is_url,
    "logo": is_url,
    "url": is_url,
    "time_zone_name": any_text,
}
#: In any order, each at most once; those with "!" must be there.
EVENT: dict[str, Check] = {
    "room!": any_text,
    "title!": any_text,
    "type!": any_text,
    "date!": is_moment,
    "start!": matches(r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?"),
    "duration!": is_duration,
    "abstract!": any_text,
    "track!": any_text,
    "subtitle": any_text,
    "slug": matches(r"[a-z0-9_]{4,}-[a-z0-9_-]{4,}"),
    "logo": is_url_or_empty,
    "language": any_text,
    "description": any_text,
    "url": is_url,
    "feedback_url": is_url,
    "origin_url": is_url,
    "video_download_url": is_url,
}
RECORDING: dict[str, Check] = {
    "license!": any_text,
    "optout!": is_boolean,
    "url": is_url,
    "link": is_url,
}
#: Children of an event that hold elements, and which.
LISTS = {"persons": "person", "links": "link", "attachments": "attachment"}


def xml_faults(data: bytes) -> list[str]:
    """What is wrong with a schedule.xml."""
    try:
        root = ElementTree.fromstring(data)
    except ElementTree.ParseError as error:
        return [f"no XML: {error}"]
    if root.tag != "schedule":
        return [f"the root is {root.tag}"]
    faults = [*_xml_order(root), *_xml_attributes(root, "schedule")]
    for child in root:
        match child.tag:
            case "generator":
                faults += _xml_attributes(child, "generator")
            case "url":
                faults += _told("url", child.text or "", is_url)
            case "conference":
                faults += _xml_conference(child)
            case "day":
                faults += _xml_day(child)
    return [*faults, *_xml_unique(root), *_xml_wanted_by_apps(root, data)]


def _xml_order(root: Element) -> list[str]:
    order = " ".join(child.tag for child in root)
    fits = re.fullmatch(r"(generator )?(url )?version conference( day)+", order)
    return [] if fits else [f"schedule holds {order}"]


def _xml_conference(conference: Element) -> list[str]:
    plain = [child for child in conference if child.tag not in ("track", "color")]
    faults = _xml_children(plain, CONFERENCE, "conference")
    for child in conference.findall("track"):
        faults += _xml_attributes(child, "track")
    for child in conference.findall("color"):
        faults += [] if is_colour(child.get("primary", "")) else ["color has no primary"]
    return faults


def _xml_day(day: Element) -> list[str]:
    faults = _xml_attributes(day, "day")
    for room in day:
        faults += [] if room.tag == "room" else [f"day holds {room.tag}"]
        faults += _xml_attributes(room, "day/room")
        for event in room:
            faults += [] if event.tag == "event" else [f"room holds {event.tag}"]
            faults += _xml_event(event)
    return faults


def _xml_event(event: Element) -> list[str]:
    faults = _xml_attributes(event, "event")
    plain = [child for child in event if child.tag not in LISTS and child.tag != "recording"]
    faults += _xml_children(plain, EVENT, "event")
    for name, member in LISTS.items():
        for child in event.findall(name):
            faults += [f"{name} holds {each.tag}" for each in child if each.tag != member]
            faults += [fault for each in child for fault in _xml_attributes(each, member)]
    for recording in event.findall("recording"):
        faults += _xml_children(list(recording), RECORDING, "recording")
    return faults


def _xml_children(children: list[Element], rules: dict[str, Check], where: str) -> list[str]:
    known = {name.rstrip("!"): check for name, check in rules.items()}
    counted = Counter(child.tag for child in children)
    faults = [f"{where} holds {name}" for name in counted if name not in known]
    faults += [f"{where} holds {name} {times} times" for name, times in counted.items() if times > 1]
    faults += [
        f"{where} has no {name[:-1]}" for name in rules if name[-1] == "!" and name[:-1] not in counted
    ]
    for child in children:
        faults += [f"{where}/{child.tag} has attributes"] if child.attrib else []
        faults += _told(f"{where}/{child.tag}", child.text or "", known.get(child.tag, any_text))
    return faults


def _xml_attributes(element: Element, kind: str) -> list[str]:
    rules = ATTRIBUTES[kind]
    known = {name.rstrip("!"): check for name, check in rules.items()}
    faults = [f"{kind}/@{name} is unknown" for name in element.attrib if name not in known]
    faults += [
        f"{kind} has no @{name[:-1]}" for name in rules if name[-1] == "!" and name[:-1] not in element.attrib
    ]
    for name, value in element.attrib.items():
        faults += _told(f"{kind}/@{name}", value, known.get(name, any_text))
    return faults


def _xml_unique(root: Element) -> list[str]:
    events = root.findall("day/room/event")
    return [
        *repeated("event/@id", (event.get("id") for event in events)),
        *repeated("event/@guid", (event.get("guid") for event in events)),
        *repeated("event/@code", (event.get("code") for event in events)),
        *repeated("event/slug", (event.findtext("slug") for event in events)),
        *repeated("day/@index", (day.get("index") for day in root.findall("day"))),
        *(
            fault
            for day in root.findall("day")
            for fault in repeated("room/@name", (room.get("name") for room in day))
        ),
    ]


def _xml_wanted_by_apps(root: Element, data: bytes) -> list[str]:
    """What no schema asks, and EventFahrplan, Giggity, FOSDEM Companion and ConfClerk stumble on."""
    faults = []
    head = data.decode()[:1024]
    faults += [] if "<schedule" in head and "<conference" in head else ["the conference comes late"]
    faults += [] if re.search(r"\?>\s*<schedule", head) else ["something stands before the root"]
    conference = root.find("conference")
    if conference is not None:
        wanted = ("title", "acronym", "start", "end", "days", "timeslot_duration", "base_url")
        faults += [f"conference has no {name}" for name in wanted if not conference.findtext(name)]
        faults += [] if (conference.findtext("base_url") or "/").endswith("/") else ["base_url has no end"]
    for day in root.findall("day"):
        faults += [] if day.get("date") else ["day has no @date"]
        if is_moment(day.get("start", "")) and is_moment(day.get("end", "")):
            for event in day.iter("event"):
                inside = is_moment(event.findtext("date") or "") and datetime.fromisoformat(
                    day.attrib["start"]
                ) <= datetime.fromisoformat(event.findtext("date") or "") < datetime.fromisoformat(
                    day.attrib["end"]
                )
                faults += [] if inside else [f"event {event.get('id')} is outside its day"]
    for event in root.findall("day/room/event"):
        faults += [] if event.findtext("title") else ["event without a title"]
        faults += [] if is_31_bit(event.get("id", "")) else ["event/@id is too large"]
        faults += [] if matches(r"\d\d:\d\d")(event.findtext("duration") or "") else ["duration is not HH:MM"]
        faults += [
            "person has no numeric @id"
            for person in event.iter("person")
            if not is_31_bit(person.get("id", ""))
        ]
        faults += [f"{link.tag} has no @href" for link in event.iter() if _lacks_href(link)]
    rooms = {room.get("guid"): room.get("name") for room in root.findall("day/room")}
    faults += repeated("room/@name of two rooms", rooms.values())
    return faults


def is_31_bit(text: str) -> bool:
    return is_number(text) and int(text) < 2**31


def _lacks_href(element: Element) -> bool:
    return element.tag in ("link", "attachment") and not element.get("href")


def _told(where: str, text: str, check: Check) -> list[str]:
    return [] if check(text) else [f"{where} is {text!r}"]


def repeated(where: str, values: Iterable[str | None]) -> list[str]:
    counted = Counter(value for value in values if value is not None)
    return [f"{where} is there twice: {value}" for value, times in counted.items() if times > 1]
