"""The sealed list over HTTP: whom it is told to, what stands in its bytes, and when a phone loses it."""

import gzip
import json

import pytest
from sqlalchemy import select, update

from conference import clock, credentials
from conference.checkin import rehearsals
from conference.checkin.models import CheckinList, Hint, ListKind
from conference.credentials import Purpose, lookup_of
from conference.db import db, transaction
from conference.registration import service as registrations
from conference.registration.answers import NeedsSaid
from conference.registration.models import Kind, Registration
from conference.registration.places import begin
from tests.checkin.door import envelope, opened, scan
from tests.factories import make_answers, make_checkin_list, make_conference, make_device
from tests.queries import queries

ANNA, BO = {"Authorization": "Bearer Anna"}, {"Authorization": "Bearer Bo"}
BUNDLE, STATUS, END = "/api/checkin/bundle?list=main", "/api/checkin/status", "/api/checkin/end"


@pytest.fixture
def door(app, at):
    """The entrance and a workshop's room, at nine; Anna's phone is for both, and Bo's for the room."""
    at("2018-11-22 09:00")
    with app.app_context():
        with transaction():
            conference = make_conference()
            db.session.add(conference)
            db.session.flush()
            room = make_checkin_list(conference, key="room", kind=ListKind.WORKSHOP, name_da="Rum")
            db.session.add_all([make_checkin_list(conference), room])
            db.session.flush()
            db.session.add(make_device(conference, name="Anna"))
            db.session.add(make_device(conference, name="Bo", list_id=room.id))
        return conference.slug


def join(app, slug, *names, **facts):
    """Guests with tickets; their codes."""
    with app.app_context():
        with transaction():
            conference = registrations.get_conference(slug)
            guests = [
                begin(conference, make_answers(name, **facts), state="confirmed", language="da")
                for name in names
            ]
        return [registrations.ticket_code(guest) for guest in guests]


def error_of(response):
    return response.status_code, response.json["error"]["code"]


def test_a_46_the_list_holds_no_mail_needs_code_or_readable_name(app, client, door):
    needs = NeedsSaid("Ingen nødder", "Kørestol")
    [code] = join(app, door, "Åse Ærø", email="aase@skole.example", organisation="Skive", needs=needs)
    client.post("/api/checkin/scans", json=envelope(scan(code)), headers=ANNA)
    with app.app_context():
        uid = db.session.scalars(select(Registration.uid)).one()
        own = credentials.live_code(Purpose.OWN, uid)

    response = client.get(BUNDLE, headers=ANNA)

    secret = ["Ærø", "ærø", "u00c6r", "aase", "Skive", "nødder", "Kørestol", "confirmed", "attendee", uid]
    assert [word for word in [*secret, code, own] if word in response.text] == []
    assert response.json.keys() == {
        "epoch",
        "revision",
        "full",
        "expires_in",
        "records",
        "removed",
        "arrivals",
    }
    assert response.json["records"].keys() == response.json["arrivals"].keys() == {lookup_of(code)}
    assert response.json["arrivals"][lookup_of(code)].keys() == {"at", "device"}
    assert opened(response.json["records"][lookup_of(code)], code).keys() == {
        "name",
        "organisation",
        "kind",
        "state",
    }
    assert response.headers["Cache-Control"] == "no-store"


def test_a_46_a_phone_that_is_ended_or_late_gets_no_list(app, client, door, at):
    expires_in = client.get(BUNDLE, headers=ANNA).json["expires_in"]
    ended = client.post(END, json={}, headers=ANNA)
    after_end = error_of(client.get(BUNDLE, headers=ANNA))

    at("2018-11-23 15:59")
    assert client.get("/api/checkin/bundle?list=room", headers=BO).json["expires_in"] == 60
    at("2018-11-23 16:00")
    after_a_day = error_of(client.get("/api/checkin/bundle?list=room", headers=BO))

    assert expires_in == 31 * 3600
    assert (ended.status_code, ended.json) == (200, {"ended_at": "2018-11-22T08:00:00+00:00"})
    assert after_end == after_a_day == (401, "not_paired")


def test_a_42_an_old_ticket_is_refused_at_once_and_offline_after_the_next_list(app, client, door, at):
    [old] = join(app, door, "Åse")
    client.post("/api/checkin/scans", json=envelope(scan(old)), headers=ANNA)
    at("2018-11-22 09:30")
    before = client.get(BUNDLE, headers=ANNA).json

    at("2018-11-22 09:45")
    with app.app_context(), transaction():
        guest = db.session.scalars(select(Registration)).one()
        new = registrations.renew_ticket(guest)
    since = f"{BUNDLE}&since={before['revision']}&epoch={before['epoch']}"
    after = client.get(since, headers=ANNA).json
    now = {"scanned_at": "2018-11-22T09:45:00+01:00"}
    call = envelope(scan(old, **now), sent_at=now["scanned_at"])
    [online] = client.post("/api/checkin/scans", json=call, headers=ANNA).json["results"]

    states = {code: opened(after["records"][lookup_of(code)], code) for code in (old, new)}
    assert online["verdict"] == "replaced"
    assert (after["full"], len(after["records"])) == (False, 2)
    assert (states[old]["name"], states[old]["state"]) == ("", "replaced")
    assert (states[new]["name"], states[new]["state"]) == ("Åse", "confirmed")
    assert after["arrivals"][lookup_of(new)] == before["arrivals"][lookup_of(old)]


def test_a_phone_reads_its_own_lists_alone(client, door):
    other = client.get(BUNDLE, headers=BO)
    nowhere = [client.get(f"{path}?list=nowhere", headers=ANNA) for path in ("/api/checkin/bundle", STATUS)]

    assert [error_of(response) for response in (other, *nowhere)] == [(404, "not_found")] * 3
    assert client.get("/api/checkin/bundle?list=room", headers=BO).json["full"]
    assert error_of(client.get(BUNDLE)) == (401, "not_paired")


def test_who_takes_gzip_gets_it(app, client, door):
    join(app, door, *(f"Gæst {number}" for number in range(20)))

    plain = client.get(BUNDLE, headers=ANNA)
    packed = client.get(BUNDLE, headers={**ANNA, "Accept-Encoding": "gzip, br"})

    assert ("Content-Encoding" in plain.headers, packed.headers["Content-Encoding"]) == (False, "gzip")
    assert json.loads(gzip.decompress(packed.data)).keys() == plain.json.keys()
    assert plain.headers["Vary"] == packed.headers["Vary"] == "Accept-Encoding"
    assert len(packed.data) < len(plain.data)


def test_the_database_is_asked_the_same_however_many_come(app, client, door):
    def asked(path):
        with queries() as statements:
            told = client.get(path, headers=ANNA)
        return len(statements), told.json

    def each():
        whole, told = asked(BUNDLE)
        since, _changes = asked(f"{BUNDLE}&since={told['revision']}&epoch={told['epoch']}")
        return whole, since, asked(STATUS)[0]

    codes = join(app, door, "Åse")
    client.get(STATUS, headers=ANNA)  # the contact is written down
    few = each()
    codes += join(app, door, *(f"Gæst {number}" for number in range(30)))
    client.post("/api/checkin/scans", json=envelope(*map(scan, codes)), headers=ANNA)

    assert each() == few == (4, 5, 4)


def test_a_rehearsal_has_a_list_of_its_own_tickets(app, client, door):
    with app.app_context():
        conference = registrations.get_conference(door)
        with transaction():
            rehearsals.prepare(conference, by="staff:1")
        tickets = rehearsals.list_tickets(conference)
    good = tickets[0].code
    client.post("/api/checkin/scans", json=envelope(scan(good, list="rehearsal")), headers=ANNA)

    answer = client.get("/en/api/checkin/bundle?list=rehearsal", headers=ANNA).json

    people = [opened(answer["records"][lookup_of(each.code)], each.code) for each in tickets]
    assert len(people) == len(answer["records"])
    assert {person["state"] for person in people} == {"confirmed", "waiting", "cancelled", "replaced"}
    assert people[0]["name"] == "Test guest 1"
    assert answer["arrivals"].keys() == {lookup_of(good)}
    assert client.get(BUNDLE, headers=ANNA).json["records"] == {}
    counts = client.get(f"{STATUS}?list=rehearsal", headers=ANNA).json["counts"]
    assert counts == {"arrived": 1, "expected": sum(person["state"] == "confirmed" for person in people)}


def test_the_heartbeat_tells_when_there_is_something_new(app, client, door, at):
    def revision(key="main"):
        return client.get(f"{STATUS}?list={key}", headers=ANNA).json["revision"]

    empty = revision()
    [code] = join(app, door, "Åse")
    at("2018-11-22 09:10")
    joined, again = revision(), revision()
    now = "2018-11-22T09:10:00+01:00"
    client.post("/api/checkin/scans", json=envelope(scan(code, scanned_at=now), sent_at=now), headers=ANNA)
    arrived = revision()
    at("2018-11-22 09:20")
    with app.app_context(), transaction():
        db.session.execute(update(CheckinList).filter_by(key="main").values(emptied_at=clock.now()))

    assert joined == again
    assert len({empty, joined, arrived, revision()}) == 4
    assert client.get(STATUS, headers=ANNA).json["counts"] == {"arrived": 0, "expected": 1}
    assert client.get(f"{STATUS}?list=room", headers=ANNA).json["counts"]["expected"] == 0


def test_the_heartbeat_tells_what_a_kind_of_guest_is_given_and_who_is_read_out(app, client, door):
    with app.app_context(), transaction():
        conference = registrations.get_conference(door)
        texts = {"text_da": "Giv pressemappen", "text_en": "Give the press folder"}
        db.session.add(Hint(conference_id=conference.id, kind=Kind.PRESS, **texts))
        db.session.execute(update(CheckinList).filter_by(key="main").values(exits=True))

    told = client.get(f"/en{STATUS}", headers=ANNA).json

    assert told["hints"] == [{"kind": "press", "text": "Give the press folder"}]
    assert {each["key"]: each["exits"] for each in told["lists"]} == {"main": True, "room": False}
    assert told["epoch"] == client.get(BUNDLE, headers=ANNA).json["epoch"]
