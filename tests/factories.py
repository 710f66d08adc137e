"""Rows to begin a test with: each `make_x` gives an unsaved one, with anything overridden."""

from datetime import datetime
from itertools import count
from typing import Any
from uuid import uuid4

from conference import clock
from conference.checkin.models import CheckinList, Device, ListKind
from conference.credentials import sha256
from conference.names import fold, sort_key
from conference.registration.answers import Answers
from conference.registration.models import Conference, Kind, Pool, Registration, State

# registration


def moment(wall: str) -> datetime:
    """An instant, as a Danish wall clock shows it."""
    return clock.from_local(datetime.fromisoformat(wall))


def make_conference(*, capacity: int = 400, **overrides: Any) -> Conference:
    """The kick-off: Thursday 22 November 2018, registration from 1 September to 15 November."""
    values: dict[str, Any] = {
        "slug": "kickoff2018",
        "title_da": "Kick-off",
        "title_en": "Kick-off",
        "doors_at": moment("2018-11-22 08:30"),
        "starts_at": moment("2018-11-22 09:00"),
        "ends_at": moment("2018-11-22 16:00"),
        "venue": "Salen",
        "address": "Gaden 1, 8000 Aarhus C",
        "opens_at": moment("2018-09-01 09:00"),
        "closes_at": moment("2018-11-15 23:59"),
        "published_at": moment("2018-08-01 09:00"),
        "created_at": moment("2018-08-01 09:00"),
        "changed_at": moment("2018-08-01 09:00"),
    }
    return Conference(**{"pool": Pool(capacity=capacity), **values, **overrides})


_numbers = count(1)


def make_registration(conference: Conference, **overrides: Any) -> Registration:
    """Anna's seat at the conference; the next one is her namesake's, with the next number."""
    number = next(_numbers)
    name, email = overrides.get("name", "Anna Sørensen"), f"anna{number}@skole.example"
    values: dict[str, Any] = {
        "uid": uuid4().hex,
        "seq": number,
        "state": State.CONFIRMED,
        "name": name,
        "email": email,
        "email_folded": email,
        "organisation": "Mercantec",
        "kind": Kind.ATTENDEE,
        "language": "da",
        "search_text": fold(name),
        "sort_key": sort_key(name),
        "created_at": moment("2018-09-03 10:00"),
        "changed_at": moment("2018-09-03 10:00"),
        "entry_uid": str(uuid4()),
        "entry_sequence": 0,
    }
    return Registration(conference=conference, **{**values, **overrides})


def make_answers(name: str = "Anna Sørensen", email: str | None = None, **overrides: Any) -> Answers:
    """One person's form; the address is made from the name when none is given."""
    address = email or f"{fold(name).replace(' ', '.')}@skole.example"
    return Answers(**{"name": name, "email": address, "organisation": "Mercantec", **overrides})


# checkin


def make_checkin_list(conference: Conference, **overrides: Any) -> CheckinList:
    """The main entrance."""
    names = {"key": "main", "name_da": "Hovedindgang", "name_en": "Main entrance", "kind": ListKind.ENTRY}
    return CheckinList(**{"conference_id": conference.id, **names, **overrides})


def make_device(conference: Conference, *, token: str | None = None, **overrides: Any) -> Device:
    """A phone that was paired early in the morning; its token is its name when none is given."""
    number = next(_numbers)
    name = overrides.get("name", f"Telefon {number}")
    values: dict[str, Any] = {
        "conference_id": conference.id,
        "name": name,
        "desk": False,
        "token_hash": sha256(token or name),
        "paired_at": moment("2018-11-22 07:00"),
        "last_contact_at": moment("2018-11-22 07:00"),
        "told_until": moment("2018-11-22 07:00"),
    }
    return Device(**{**values, **overrides})
