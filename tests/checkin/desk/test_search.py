"""The desk: people looked up by name, over HTTP."""

import pytest
from sqlalchemy import select

from conference.audit.models import AuditEntry
from conference.db import db, transaction
from conference.registration.models import State
from conference.registration.places import double_key
from tests.factories import make_checkin_list, make_conference, make_device, make_registration

SEARCH = "/api/checkin/search"
DESK = {"Authorization": "Bearer Desk"}


def person(conference, name, organisation="Mercantec", **overrides):
    """Somebody who can be found by name and workplace."""
    key = double_key(name, organisation)
    return make_registration(conference, name=name, organisation=organisation, double_key=key, **overrides)


@pytest.fixture
def door(app, at):
    """A conference with a phone at the door and one at the desk, and six people who are not all alike."""
    at("2018-11-22 09:00")
    with app.app_context(), transaction():
        here = make_conference()
        elsewhere = make_conference(slug="kickoff2019")
        db.session.add_all([here, elsewhere])
        db.session.flush()
        people = [
            person(here, "Åse Sørensen", "Herningsholm"),
            person(here, "Anna Sørensen", email="anna.quist@skole.example"),
            person(here, "Zenia Soerensen", state=State.WAITING),
            person(here, "Bo Sørensen", state=State.CANCELLED),
            person(elsewhere, "Carl Sørensen"),
            person(here, "Dorte Li"),
        ]
        phones = [make_device(here, name="Desk", desk=True), make_device(here, name="Door")]
        db.session.add_all([make_checkin_list(here), *phones, *people])


def asked(client, q, headers=DESK):
    """Status, and the names found or the error's code."""
    response = client.post(SEARCH, json={"q": q}, headers=headers)
    if response.status_code == 200:
        return 200, [attendee["name"] for attendee in response.json["attendees"]]
    return response.status_code, response.json["error"]["code"]


def test_the_desk_finds_who_has_a_place_by_every_word_of_name_and_workplace(client, door):
    response = client.post(SEARCH, json={"q": "SOERENSEN herning"}, headers=DESK)

    [found] = response.json["attendees"]
    assert found.pop("id")
    assert found == {
        "name": "Åse Sørensen",
        "organisation": "Herningsholm",
        "kind": "attendee",
        "state": "confirmed",
    }
    assert asked(client, "sørensen") == (200, ["Anna Sørensen", "Zenia Soerensen", "Åse Sørensen"])
    assert asked(client, "quist") == asked(client, "ann%") == (200, [])


def test_a_search_wants_a_desk_and_three_letters(client, door):
    at_the_door = asked(client, "sørensen", {"Authorization": "Bearer Door"})
    too_short = [asked(client, q) for q in ("", "sø", " s ø\u200b.", "%_!")]

    assert at_the_door == (403, "forbidden")
    assert too_short == [(422, "query_too_short")] * 4
    assert asked(client, "d li") == (200, ["Dorte Li"])
    assert asked(client, "sørensen", {}) == (401, "not_paired")
    assert asked(client, 7) == (400, "envelope")


def test_no_search_tells_of_more_than_twenty_people(app, client, door):
    with app.app_context(), transaction():
        conference = make_conference(slug="large")
        db.session.add(conference)
        db.session.flush()
        crowd = [person(conference, f"Anna {letter}") for letter in "abcdefghijklmnopqrstuvwxyz"]
        phone = make_device(conference, name="Large", desk=True)
        db.session.add_all([make_checkin_list(conference), phone, *crowd])

    status, names = asked(client, "anna", {"Authorization": "Bearer Large"})

    assert (status, names) == (200, [f"Anna {letter}" for letter in "abcdefghijklmnopqrst"])


def test_audit_keeps_that_a_phone_has_searched_and_not_for_whom(app, client, door):
    asked(client, "sørensen")

    with app.app_context():
        [entry] = db.session.scalars(select(AuditEntry).filter_by(act="checkin.search"))
    assert entry.by.startswith("device:")
    assert (entry.subject, entry.detail) == (None, {"conference": "kickoff2018", "found": 3})
