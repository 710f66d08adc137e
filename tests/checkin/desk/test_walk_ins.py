"""Guests without a registration, over HTTP: who gets a place, who does not, and what is kept of it.

Seen red in November 2026 on PostgreSQL with the seats' lock taken out of `walk_in`: of six calls at once four
were answered 500, since they had counted the same seats and taken the same number.
"""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from sqlalchemy import select

from conference import clock, credentials
from conference.audit.models import AuditEntry
from conference.badges import qr
from conference.badges.service import ticket_url
from conference.checkin import service
from conference.checkin.models import ListKind, Scan
from conference.credentials import Purpose
from conference.db import db, transaction
from conference.mail.models import Letter
from conference.registration import service as registrations
from conference.registration.models import Reason, Registration, State
from tests.checkin.door import envelope, scan, ticket_of
from tests.factories import (
    make_checkin_list,
    make_conference,
    make_device,
    make_registration,
    moment,
)

WALK_INS = "/api/checkin/walk-ins"
ANNA = {"Authorization": "Bearer Anna"}
BO = {"Authorization": "Bearer Bo"}


@pytest.fixture
def door(app, at):
    """The doors are open; of three seats one is taken and one is offered, and somebody waits."""
    at("2018-11-22 09:10")
    with app.app_context(), transaction():
        conference = make_conference(capacity=3)
        db.session.add(conference)
        db.session.flush()
        db.session.add_all(
            [
                make_registration(conference),
                make_registration(conference, state=State.OFFERED, offer_until=moment("2018-11-22 08:00")),
                make_registration(
                    conference, state=State.WAITING, email="w@x.example", email_folded="w@x.example"
                ),
                make_checkin_list(conference),
                make_checkin_list(conference, key="rehearsal", kind=ListKind.REHEARSAL),
                make_device(conference, name="Anna"),
                make_device(conference, name="Bo"),
            ]
        )


def guest(name="Dagny Åkjær", **overrides):
    """One walk-in at the main entrance."""
    return {"id": str(uuid4()), "list": "main", "name": name, **overrides}


def sent(client, call, headers=ANNA, address=WALK_INS):
    """Status, and the error's code when there is one."""
    response = client.post(address, json=call, headers=headers)
    return response.status_code, response.json.get("error", {}).get("code")


def rows(app, kind, *order, **of):
    with app.app_context():
        return list(db.session.scalars(select(kind).filter_by(**of).order_by(*order)))


def test_a_guest_walks_in_with_a_seat_a_ticket_and_a_letter(app, client, door):
    call = guest("  Dagny\u200b Åkjær ", email="Dagny@Skole.example", organisation="VIA", state="offered")

    told = client.post(f"/en{WALK_INS}", json=call, headers=ANNA).json
    again = client.post(f"/en{WALK_INS}", json=call | {"name": "Dagny A"}, headers=BO).json

    with app.app_context():
        kept = registrations.get_registration(told["attendee"]["id"])
        code = registrations.ticket_code(kept)
        picture = qr.svg(ticket_url(code), title="The ticket as a QR code")
    ticket = told.pop("ticket")
    person = {"name": "Dagny Åkjær", "organisation": "VIA", "kind": "attendee", "state": "confirmed"}
    assert told == {"verdict": "admitted", "attendee": {"id": told["attendee"]["id"], **person}}
    assert ticket == picture
    assert again["attendee"] == told["attendee"]
    assert (kept.email, kept.language, kept.state) == ("Dagny@Skole.example", "en", State.CONFIRMED)
    [letter] = rows(app, Letter)
    assert (letter.name, letter.to) == ("registration.ticket", "Dagny@Skole.example")
    [read] = rows(app, Scan)
    assert (read.id, read.registration_id, read.override) == (call["id"], kept.id, False)
    [entry] = rows(app, AuditEntry, act="registration.walk_in")
    assert (entry.subject, entry.by.partition(":")[0], entry.detail) == (kept.uid, "device", {})


def test_who_has_walked_in_counts_and_holds_a_ticket_like_any_other(app, client, door, at):
    uid = client.post(WALK_INS, json=guest(), headers=ANNA).json["attendee"]["id"]
    at("2018-11-22 09:12")
    with app.app_context():
        walked_in = registrations.get_registration(uid)
        code = registrations.ticket_code(walked_in)
        counts = service.counts(walked_in.conference_id)

    at_bo = client.post("/api/checkin/scans", json=envelope(scan(code)), headers=BO).json

    assert (counts.arrived, counts.expected) == (1, 2)
    [result] = at_bo["results"]
    assert (result["verdict"], result["first"]["device"]) == ("duplicate", "Anna")
    assert [arrival["device"] for arrival in at_bo["arrivals"].values()] == ["Anna"]
    assert rows(app, Letter) == []


def test_beyond_the_last_seat_staff_let_in_anyway_and_it_is_noted(app, client, door):
    sent(client, guest("First"))
    beyond = guest("Second")

    refused = sent(client, beyond)
    anyway = sent(client, beyond | {"override": True})

    assert (refused, anyway) == ((409, "full"), (200, None))
    states = [each.state for each in rows(app, Registration, Registration.seq)]
    assert states == [State.CONFIRMED, State.OFFERED, State.WAITING, State.CONFIRMED, State.CONFIRMED]
    notes = [entry.detail for entry in rows(app, AuditEntry, AuditEntry.id, act="registration.walk_in")]
    assert notes == [{}, {"override": True}]
    assert [read.override for read in rows(app, Scan, id=beyond["id"])] == [True]


def test_a_walk_in_that_is_taken_back_gives_the_seat_to_the_next(app, client, door):
    call = guest(email="dagny@skole.example")
    sent(client, call)
    with app.app_context():
        earlier = db.session.scalar(select(Registration).filter_by(state=State.CONFIRMED))
        read = scan(ticket_of(earlier))
    client.post("/api/checkin/scans", json=envelope(read), headers=ANNA)

    undone = [sent(client, {"id": each}, address="/api/checkin/undo") for each in (call["id"], read["id"])]

    assert undone == [(200, None)] * 2
    states = [each.state for each in rows(app, Registration, Registration.seq)]
    assert states == [State.CONFIRMED, State.OFFERED, State.WAITING, State.CANCELLED]
    assert [letter.name for letter in rows(app, Letter, Letter.id)] == [
        "registration.ticket",
        "registration.cancelled",
    ]
    assert sent(client, call) == (409, "id_taken")
    assert sent(client, guest(email="dagny@skole.example")) == (200, None)


def test_a_walk_in_whose_place_was_given_up_lets_nobody_in_when_it_is_sent_again(app, client, door):
    call = guest()
    uid = client.post(WALK_INS, json=call, headers=ANNA).json["attendee"]["id"]
    with app.app_context(), transaction():
        place = registrations.get_registration(uid)
        place.state, place.cancelled_at = State.CANCELLED, clock.now()

    again = sent(client, call)

    assert again == (409, "id_taken")


def test_let_in_anyway_is_noted_only_where_no_seat_was_left(app, client, door):
    call = guest(override=True)

    sent(client, call)

    [entry] = rows(app, AuditEntry, act="registration.walk_in")
    assert (entry.detail, rows(app, Scan)[0].override) == ({}, False)


def test_an_address_has_one_place_until_it_is_given_up(app, client, door):
    call = guest(email=" W@x.example")

    before = sent(client, call | {"override": True})
    with app.app_context(), transaction():
        place = db.session.scalar(select(Registration).filter_by(email_folded="w@x.example"))
        place.state, place.cancelled_at = State.CANCELLED, clock.now()
    after = sent(client, call)

    assert (before, after) == ((409, "already_registered"), (200, None))
    [entry] = rows(app, AuditEntry, act="checkin.walk_in_refused")
    assert entry.by.startswith("device:")
    assert (entry.subject, entry.detail) == (None, {"conference": "kickoff2018"})


def test_nobody_walks_in_before_the_doors_open_nor_after_the_end(app, client, door, at):
    told = []
    for wall in ("2018-11-22 08:29", "2018-11-22 08:30", "2018-11-22 16:00"):
        at(wall)
        told.append(sent(client, guest(wall)))
    at("2018-11-22 15:59")
    with app.app_context(), transaction():
        registrations.get_conference("kickoff2018").called_off_at = clock.now()

    assert told == [(409, "doors_closed"), (200, None), (409, "doors_closed")]
    assert sent(client, guest()) == (409, "called_off")


def test_a_walk_in_that_cannot_be_read_is_told_field_by_field(app, client, door):
    response = client.post(
        WALK_INS, json=guest(" \u200b", email="dagny", organisation="x" * 201), headers=ANNA
    )

    assert response.status_code == 422
    assert response.json["error"]["code"] == "invalid"
    assert sorted(response.json["error"]["fields"]) == ["email", "name", "organisation"]
    broken = [{}, [], guest(id=7), guest(id="7"), guest(list=None), guest(email=7), guest(override="yes")]
    assert [sent(client, call) for call in broken] == [(400, "envelope")] * len(broken)
    assert sent(client, guest(), {}) == (401, "not_paired")
    assert len(rows(app, Registration)) == 3


def test_guests_walk_in_at_the_entrance_of_the_phone_alone(app, client, door):
    with app.app_context(), transaction():
        conference = registrations.get_conference("kickoff2018")
        workshop = make_checkin_list(conference, key="robots", kind=ListKind.WORKSHOP)
        db.session.add(workshop)
        db.session.flush()
        db.session.add(make_device(conference, name="Carl", list_id=workshop.id))
    carl = {"Authorization": "Bearer Carl"}

    assert sent(client, guest(list="rehearsal")) == (409, "wrong_list")
    assert sent(client, guest(list="robots"), carl) == (409, "wrong_list")
    assert [sent(client, guest(list="cellar")), sent(client, guest(), carl)] == [(404, "not_found")] * 2
    assert len(rows(app, Registration)) == 3


def test_the_id_of_another_scan_gives_nobody_a_place_and_tells_no_ticket(app, client, door):
    with app.app_context():
        code = ticket_of(db.session.scalar(select(Registration).filter_by(state=State.CONFIRMED)))
    read = scan(code)
    client.post("/api/checkin/scans", json=envelope(read), headers=ANNA)

    assert sent(client, guest(id=read["id"])) == (409, "id_taken")
    assert len(rows(app, Registration)) == 3


def test_the_last_seat_goes_to_one_guest_however_many_calls_come_at_once(app, door):
    calls = [guest("Dagny"), guest("Erik")] * 3
    together = Barrier(len(calls))

    def walk_in(call):
        client = app.test_client()
        together.wait()
        return call["name"], *sent(client, call)

    with ThreadPoolExecutor(len(calls)) as phones:
        told = sorted(phones.map(walk_in, calls))

    [first, *_rest] = [name for name, status, _code in told if status == 200]
    other = {"Dagny": "Erik", "Erik": "Dagny"}[first]
    assert told == sorted([(first, 200, None)] * 3 + [(other, 409, "full")] * 3)
    assert len(rows(app, Registration)) == 4


def test_a_guest_whose_ticket_was_stopped_meanwhile_gets_none_to_photograph(app, client, door):
    call = guest()
    client.post(WALK_INS, json=call, headers=ANNA)
    with app.app_context(), transaction():
        credentials.stop(
            Purpose.TICKET, db.session.scalars(select(Registration.uid).filter_by(name=call["name"])).one()
        )

    again = client.post(WALK_INS, json=call, headers=ANNA)

    assert (again.status_code, again.json["ticket"]) == (200, None)


def test_an_undo_leaves_alone_who_has_given_up_the_place_by_themselves(app, client, door):
    call = guest(email="dagny@ny.example")
    client.post(WALK_INS, json=call, headers=ANNA)
    with app.app_context(), transaction():
        place = db.session.scalars(select(Registration).filter_by(name=call["name"])).one()
        place.state, place.reason, place.cancelled_at = State.CANCELLED, Reason.BY_PERSON, clock.now()

    undone = client.post("/api/checkin/undo", json={"id": call["id"]}, headers=ANNA)

    assert undone.status_code == 200
    assert [each.reason for each in rows(app, Registration, name=call["name"])] == [Reason.BY_PERSON]
