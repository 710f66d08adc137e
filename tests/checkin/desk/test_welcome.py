"""What is told beside a verdict: who of the party is still to come, and what the guest is given."""

import pytest

from conference.checkin.models import Hint, ListKind
from conference.db import db, transaction
from conference.programme.models import Kind as SessionKind
from conference.programme.models import WorkshopPlace
from conference.registration.models import Kind, Party, State
from tests.checkin.door import envelope, scan, ticket_of
from tests.factories import make_checkin_list, make_conference, make_device, make_registration, moment
from tests.programme.factories import make_session
from tests.queries import queries

ANNA = {"Authorization": "Bearer Anna"}
GROUP = ("Anna", "Bo", "Carl", "Dorte", "Erik")


@pytest.fixture
def door(app, at):
    """A party of five, of whom Dorte waits and Anna and Bo go to a workshop; Ida and Jens come alone."""
    at("2018-11-22 09:00")
    with app.app_context():
        with transaction():
            people = _people_of_the_door()
        return {name: (person.uid, ticket_of(person)) for name, person in people.items()}


def _people_of_the_door():
    conference, party = make_conference(), Party(stays_together=False)
    db.session.add_all([conference, party])
    db.session.flush()
    people = {name: make_registration(conference, name=name, party=party) for name in GROUP}
    people["Dorte"].state = State.WAITING
    people |= {name: make_registration(conference, name=name) for name in ("Ida", "Jens")}
    workshop = make_session(conference, kind=SessionKind.WORKSHOP, reply_by=None)
    phone = make_device(conference, name="Anna")
    db.session.add_all([workshop, phone, make_checkin_list(conference), *people.values()])
    db.session.flush()
    db.session.add(
        make_checkin_list(conference, key="robots", kind=ListKind.WORKSHOP, session_id=workshop.id)
    )
    made = {"created_at": moment("2018-11-01 12:00"), "changed_at": moment("2018-11-01 12:00")}
    states = {"Anna": State.CONFIRMED, "Bo": State.CONFIRMED, "Carl": State.WAITING}
    for number, (name, state) in enumerate(states.items()):
        place = {"session": workshop, "registration": people[name], "state": state}
        db.session.add(WorkshopPlace(seq=number, **place, **made))
    return people


@pytest.fixture
def hint(app, door):
    """A hint for whoever goes to the workshop, or for a kind of guest."""

    def make(**of):
        with app.app_context(), transaction():
            workshop = db.session.query(WorkshopPlace).first().session
            of = of or {"session_id": workshop.id}
            texts = {"text_da": "Giv et blåt armbånd", "text_en": "Give a blue wristband"}
            db.session.add(Hint(conference_id=workshop.conference_id, **of, **texts))

    return make


def read(client, *scans, path="/api/checkin/scans"):
    """What is told to each scan, and the names of the party where it is told."""
    results = client.post(path, json=envelope(*scans), headers=ANNA).json["results"]
    return [
        (result["verdict"], [person["name"] for person in result["party"]] if "party" in result else None)
        for result in results
    ]


def test_one_ticket_tells_who_of_the_party_is_still_to_come(client, door):
    bo = scan(attendee=door["Bo"][0])
    del bo["code"]

    assert read(client, scan(door["Anna"][1])) == [("admitted", ["Bo", "Carl", "Erik"])]
    assert read(client, bo) == [("admitted", ["Carl", "Erik"])]
    assert read(client, scan(door["Anna"][1]), scan(door["Ida"][1])) == [
        ("duplicate", ["Carl", "Erik"]),
        ("admitted", None),
    ]
    assert read(client, scan(door["Dorte"][1]), scan(door["Carl"][1], decided="offline")) == [
        ("waiting", None),
        ("admitted", None),
    ]
    assert read(client, scan(door["Erik"][1]), scan("0" * 26), "scan") == [
        ("admitted", None),
        ("unknown", None),
        ("invalid", None),
    ]


def test_the_party_is_told_within_what_the_door_may_know(client, door):
    response = client.post("/api/checkin/scans", json=envelope(scan(door["Bo"][1])), headers=ANNA)

    [result] = response.json["results"]
    assert {frozenset(person) for person in result["party"]} == {
        frozenset({"id", "name", "organisation", "kind", "state"})
    }


def test_at_a_workshop_the_party_is_who_has_a_seat_in_it(client, door):
    read(client, scan(door["Bo"][1]))

    assert read(client, scan(door["Anna"][1], list="robots")) == [("admitted", ["Bo"])]


def test_who_has_chosen_a_workshop_is_given_what_its_hint_says(client, door, hint):
    hint()
    hint(kind=Kind.ATTENDEE)

    def told(name, path="/api/checkin/scans", **overrides):
        call = envelope(scan(door[name][1], **overrides))
        return client.post(path, json=call, headers=ANNA).json["results"][0].get("hints")

    assert told("Anna", "/en/api/checkin/scans") == ["Give a blue wristband"]
    assert told("Bo") == ["Giv et blåt armbånd"]
    nobody = [told("Anna"), told("Carl"), told("Ida"), told("Bo", list="robots")]
    assert nobody == [None] * 4


def test_a_scan_without_party_and_hints_costs_no_question_more(client, door, hint):
    def asked(name):
        with queries() as statements:
            read(client, scan(door[name][1]))
        return len(statements)

    alone, in_party = asked("Ida"), asked("Anna")
    hint(kind=Kind.ATTENDEE)
    with_kind_hints = asked("Jens")
    hint()

    assert (in_party, with_kind_hints) == (alone + 1, alone)
    assert asked("Bo") == in_party + 1
