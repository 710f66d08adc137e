"""Rows of a programme: each `make_x` gives an unsaved one, with anything overridden."""

from datetime import date, timedelta
from itertools import count
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from conference.names import sort_key
from conference.programme import document
from conference.programme.answers import Invitation, Person
from conference.programme.document import Document, Entry, Place
from conference.programme.exports.schedule import Frame
from conference.programme.models import (
    Ambassador,
    Kind,
    Presenter,
    Programme,
    Project,
    ProjectState,
    Release,
    Room,
    Session,
    Slot,
    State,
)
from conference.registration.models import Conference
from tests.factories import moment

_numbers = count(1)

#: When rows of a programme are made, if nothing else is said.
MADE = moment("2018-10-01 10:00")
#: When a programme is released, if nothing else is said.
RELEASED = moment("2018-11-05 12:00")


def make_programme(conference: Conference, **overrides: Any) -> Programme:
    """The kick-off's programme: answers by 8 November, not locked."""
    values: dict[str, Any] = {
        "conference_id": conference.id,
        "reply_by": date(2018, 11, 8),
        "created_at": MADE,
        "changed_at": MADE,
        # far from what factories give, so that rows made by hand and by verbs stand beside each other
        "last_number": 10_000,
    }
    return Programme(**{**values, **overrides})


def make_room(conference: Conference, **overrides: Any) -> Room:
    """A room for 80 with a projector; the next one has the next number."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "conference_id": conference.id,
        "key": f"sal-{number}",
        "name": f"Sal {number}",
        "seats": 80,
        "features": ["projector"],
        "place": number,
    }
    return Room(**{**values, **overrides})


def make_slot(room: Room, at: str = "10:00", minutes: int = 10, **overrides: Any) -> Slot:
    """Ten minutes for an ambassador on the day; `at` is a Danish wall clock, of another day with its date."""
    starts_at = moment(at if " " in at else f"2018-11-22 {at}")
    values: dict[str, Any] = {
        "conference_id": room.conference_id,
        "room": room,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=minutes),
        "kind": Kind.AMBASSADOR,
    }
    return Slot(**{**values, **overrides})


def make_presenter(conference: Conference, **overrides: Any) -> Presenter:
    """Bodil, who has an address; the verb that invites her makes her link."""
    number = next(_numbers)
    email = overrides.get("email", f"bodil{number}@firma.example")
    values: dict[str, Any] = {
        "export_id": number,
        "conference": conference,
        "name": f"Bodil Åkjær {number}",
        "email": email,
        "email_folded": email,
        "organisation": "VIA",
        "language": "da",
        "vouched_at": MADE,
        "created_at": MADE,
        "changed_at": MADE,
    }
    return Presenter(**{**values, **overrides})


def make_session(conference: Conference, *presenters: Presenter, **overrides: Any) -> Session:
    """An ambassador's ten minutes, asked for on 1 October with an answer by 8 November, and told so."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "export_id": number,
        "conference": conference,
        "kind": Kind.AMBASSADOR,
        "state": State.INVITED,
        "minutes": 10,
        "title_da": f"Robotter {number}",
        "title_en": f"Robots {number}",
        "reply_by": date(2018, 11, 8),
        "invited_at": MADE,
        "told_state": overrides.get("state", State.INVITED),
        "presenters": list(presenters),
        "created_at": MADE,
        "changed_at": MADE,
    }
    return Session(**{**values, **overrides})


def make_ambassador(**overrides: Any) -> Ambassador:
    """A technology ambassador; the next one has the next number."""
    number = next(_numbers)
    name = overrides.get("name", f"Carl Østergaard {number}")
    email = overrides.get("email", f"carl{number}@firma.example")
    values: dict[str, Any] = {
        "name": name,
        "email": email,
        "email_folded": email,
        "organisation": "Mercantec",
        "language": "da",
        "sort_key": sort_key(name),
        "created_at": MADE,
        "changed_at": MADE,
    }
    return Ambassador(**{**values, **overrides})


def make_project(**overrides: Any) -> Project:
    """A project that has applied; a granted one is given its sum."""
    number = next(_numbers)
    granted = overrides.get("state") is ProjectState.GRANTED
    values: dict[str, Any] = {
        "title_da": f"Teknologi for alle {number}",
        "title_en": f"Technology for all {number}",
        "organisation": "Herningsholm",
        "applied_on": date(2018, 9, 14),
        "decided_on": date(2018, 10, 31) if granted else None,
        "sum_dkk": 1_200_000 if granted else None,
        "created_at": MADE,
        "changed_at": MADE,
    }
    return Project(**{**values, **overrides})


def make_person(name: str = "Dorte Møller", email: str | None = None, **overrides: Any) -> Person:
    """Somebody who is to present; the address is made from the number when none is given."""
    return Person(
        **{
            "name": name,
            "email": f"dorte{next(_numbers)}@firma.example" if email is None else email,
            "organisation": "VIA",
            **overrides,
        }
    )


def make_invitation(*people: Person, **overrides: Any) -> Invitation:
    """An ambassador is asked for ten minutes, with an answer by 8 November."""
    values: dict[str, Any] = {
        "kind": Kind.AMBASSADOR,
        "people": people or (make_person(),),
        "minutes": 10,
        "title_da": "Robotter i klassen",
        "title_en": "Robots in class",
        "reply_by": date(2018, 11, 8),
    }
    return Invitation(**{**values, **overrides})


def make_place(key: str = "sal-a", **overrides: Any) -> Place:
    """A released room for 80; its name is made from the key."""
    uid = str(uuid5(NAMESPACE_OID, key))
    values = {"uid": uid, "key": key, "name": key.replace("-", " ").title(), "seats": 80}
    return Place(**{**values, **overrides})


def make_released_person(name: str = "Bodil Åkjær", **overrides: Any) -> document.Person:
    """A presenter, as released."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "uid": f"00000000-0000-4000-9000-{number:012}",
        "code": f"P{number:05}",
        "export_id": number,
        "name": name,
        "organisation": "VIA",
    }
    return document.Person(**{**values, **overrides})


def make_entry(at: str = "10:00", minutes: int = 10, **overrides: Any) -> Entry:
    """Ten minutes of Sal A, as first released; `at` is a Danish wall clock, of another day with its date."""
    number = next(_numbers)
    starts_at = moment(at if " " in at else f"2018-11-22 {at}")
    code = overrides.get("code", f"S{number:05}")
    values: dict[str, Any] = {
        "uid": f"00000000-0000-4000-8000-{number:012}",
        "code": code,
        "export_id": number,
        "slug": f"kickoff2018-robotter-{code.lower()}",
        "kind": Kind.AMBASSADOR,
        "title_da": f"Robotter {number}",
        "title_en": f"Robots {number}",
        "room_key": "sal-a",
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=minutes),
        "created_at": MADE,
        "released_at": RELEASED,
    }
    return Entry(**{**values, **overrides})


def make_document(*entries: Entry, **overrides: Any) -> Document:
    """Version 1 with these entries, in the rooms they name."""
    keys = sorted({entry.room_key for entry in entries})
    values: dict[str, Any] = {
        "number": 1,
        "released_at": RELEASED,
        "venue": "Salen",
        "rooms": tuple(make_place(key) for key in keys),
        "entries": tuple(sorted(entries, key=lambda each: (each.starts_at, each.room_key, each.code))),
    }
    return Document(**{**values, **overrides})


def make_frame(**overrides: Any) -> Frame:
    """What files say around the kick-off's programme, in Danish."""
    values: dict[str, Any] = {
        "language": "da",
        "slug": "kickoff2018",
        "title": "Kick-off konference",
        "starts_on": date(2018, 11, 22),
        "ends_on": date(2018, 11, 22),
        "base_url": "https://pagt.example/kickoff2018/",
        "kinds": {kind: kind.value.title() for kind in Kind},
    }
    return Frame(**{**values, **overrides})


def make_release(conference: Conference, released: Document, **overrides: Any) -> Release:
    """This document as what the public sees."""
    values: dict[str, Any] = {
        "conference_id": conference.id,
        "number": released.number,
        "released_at": released.released_at,
        "by": "system",
        "document": document.to_json(released),
        "changes": {"changes": []},
    }
    return Release(**{**values, **overrides})
