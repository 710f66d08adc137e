"""The door over HTTP: the interface of phones, pairing, and the scanner's page."""

import re

import pytest
from sqlalchemy import select

from conference.checkin import service
from conference.checkin.models import Device, Scan
from conference.db import db, transaction
from conference.registration import service as registrations
from conference.registration.models import State
from tests.checkin.door import envelope, scan, ticket_of
from tests.factories import make_checkin_list, make_conference, make_device, make_registration

ANNA = {"Authorization": "Bearer Anna"}
SCANS = "/api/checkin/scans"


@pytest.fixture
def door(app, at):
    """A conference with its entry, Anna's phone, and one guest's ticket."""
    at("2018-11-22 09:00")
    with app.app_context():
        with transaction():
            conference = make_conference()
            db.session.add(conference)
            db.session.flush()
            db.session.add_all([make_checkin_list(conference), make_device(conference, name="Anna")])
        return conference.slug


@pytest.fixture
def code(app, door):
    with app.app_context():
        with transaction():
            guest = make_registration(registrations.get_conference(door))
            db.session.add(guest)
        return ticket_of(guest)


@pytest.fixture
def pairing(app, door):
    with app.app_context(), transaction():
        return service.pair_link(registrations.get_conference(door))


def error_of(response):
    return response.status_code, response.json["error"]["code"]


def fetched(client, address):
    """Status and text of a file, which is closed at once."""
    with client.get(address) as response:
        return response.status_code, response.get_data().decode("utf-8", "replace")


def test_a_scan_is_answered_with_a_verdict_and_its_person(client, code):
    read = scan(code)

    response = client.post(SCANS, json=envelope(read), headers=ANNA)

    assert response.status_code == 200
    [result] = response.json["results"]
    attendee = result.pop("attendee")
    assert result == {"id": read["id"], "verdict": "admitted", "first": None}
    assert attendee.keys() == {"id", "name", "organisation", "kind", "state"}
    assert response.json["received_at"] == "2018-11-22T08:00:00+00:00"
    assert response.json["arrivals"] == {}


def test_answers_keep_the_order_and_the_ids_as_they_were_sent(client, code):
    upper = scan(code)
    upper["id"] = upper["id"].upper()

    response = client.post(SCANS, json=envelope({"id": 7}, upper, "scan", upper), headers=ANNA)

    told = [(result["id"], result["verdict"]) for result in response.json["results"]]
    admitted = (upper["id"], "admitted")
    assert told == [(None, "invalid"), admitted, (None, "invalid"), admitted]


def test_the_same_call_twice_is_answered_alike_and_stored_once(app, client, code):
    call = envelope(scan(code), scan("0" * 26))

    first, second = (client.post(SCANS, json=call, headers=ANNA).json["results"] for _ in range(2))

    assert first == second
    with app.app_context():
        assert len(db.session.scalars(select(Scan)).all()) == 2


def test_five_hundred_scans_are_taken_and_one_more_is_not(client, door):
    scans = [scan("0" * 26) for _ in range(500)]

    taken = client.post(SCANS, json=envelope(*scans), headers=ANNA)
    refused = client.post(SCANS, json=envelope(*scans, scan("0" * 26)), headers=ANNA)

    assert taken.status_code == 200
    assert error_of(refused) == (413, "too_many_scans")


def test_a_broken_envelope_is_refused(client, door):
    at_nine = "2018-11-22T09:00:00+01:00"
    broken = [
        [],
        "scans",
        {"scans": []},
        {"sent_at": at_nine},
        {"sent_at": at_nine[:-6], "scans": []},
        {"sent_at": "soon", "scans": []},
        {"sent_at": at_nine, "scans": {}},
    ]

    answers = [error_of(client.post(SCANS, json=body, headers=ANNA)) for body in broken]

    assert answers == [(400, "envelope")] * len(broken)


def test_what_is_no_json_is_refused(client, door):
    response = client.post(SCANS, data="{", headers={**ANNA, "Content-Type": "application/json"})

    assert error_of(response)[0] == 400


def test_nobody_but_a_device_is_answered(client, door):
    strangers = [{}, {"Authorization": "Bearer nobody"}, {"Authorization": "Basic Anna"}]

    scans = [error_of(client.post(SCANS, json=envelope(), headers=headers)) for headers in strangers]
    status = [error_of(client.get("/api/checkin/status", headers=headers)) for headers in strangers]

    assert scans == status == [(401, "not_paired")] * len(strangers)


def test_a_phone_that_has_been_ended_is_told_so(app, client, door):
    with app.app_context(), transaction():
        conference = registrations.get_conference(door)
        service.end_device(conference, service.get_phone("Anna").uid, by="system")

    assert error_of(client.post(SCANS, json=envelope(), headers=ANNA)) == (401, "not_paired")


def test_with_a_cookie_a_call_says_that_it_is_json(client, code):
    client.set_cookie("device", "Anna")

    as_text = client.post(SCANS, data="{}", content_type="text/plain")
    as_json = client.post(SCANS, json=envelope(scan(code)))

    assert as_text.status_code == 415
    assert as_json.json["results"][0]["verdict"] == "admitted"


def test_another_site_cannot_scan_with_a_phone_s_cookie(client, code):
    client.set_cookie("device", "Anna")

    response = client.post(SCANS, json=envelope(scan(code)), headers={"Sec-Fetch-Site": "cross-site"})

    assert response.status_code == 403


def test_status_tells_a_phone_who_it_is_and_how_many_have_come(client, code):
    client.post(SCANS, json=envelope(scan(code)), headers=ANNA)

    status = client.get("/api/checkin/status?waiting=3", headers=ANNA)

    entry = {"key": "main", "name": "Hovedindgang", "kind": "entry", "exits": False}
    told = {
        key: status.json[key] for key in ("device", "conference", "lists", "counts", "desk", "received_at")
    }
    assert told == {
        "device": "Anna",
        "conference": "kickoff2018",
        "lists": [entry],
        "counts": {"arrived": 1, "expected": 1},
        "desk": False,
        "received_at": "2018-11-22T08:00:00+00:00",
    }
    assert status.headers["Cache-Control"] == "no-store"


def test_lists_are_named_in_the_language_of_the_page(client, door):
    assert client.get("/en/api/checkin/status", headers=ANNA).json["lists"][0]["name"] == "Main entrance"


def test_a_program_pairs_itself_once(client, door, pairing):
    asked = {"code": pairing, "name": "Drejekors"}

    first, second = (client.post("/api/checkin/pair", json=asked) for _ in range(2))

    assert (first.json["device"], first.json["conference"]) == ("Drejekors", door)
    assert first.json["lists"] == [{"key": "main", "name": "Hovedindgang", "kind": "entry"}]
    token = {"Authorization": f"Bearer {first.json['token']}"}
    assert client.get("/api/checkin/status", headers=token).status_code == 200
    assert error_of(second) == (410, "pairing_used")


def test_a_program_that_pairs_says_code_and_name(client, door):
    broken = [{}, {"code": 7, "name": "A"}, {"code": "A"}, {"code": "A", "name": " "}]

    answers = [error_of(client.post("/api/checkin/pair", json=asked)) for asked in broken]

    assert answers == [(400, "envelope")] * len(broken)


def test_a_code_that_is_no_text_opens_nothing(client, door):
    half_a_letter = client.post("/api/checkin/pair", json={"code": "\ud800", "name": "A"})

    assert error_of(half_a_letter) == (410, "pairing_used")


@pytest.mark.parametrize("path", [SCANS, "/api/checkin/pair"])
def test_what_is_nested_beyond_reason_is_refused(client, door, path):
    response = client.post(path, data="[" * 200_000, headers={**ANNA, "Content-Type": "application/json"})

    assert error_of(response)[0] == 400


def test_an_old_pairing_code_is_gone(client, pairing, at):
    at("2018-11-22 09:10")

    assert error_of(client.post("/api/checkin/pair", json={"code": pairing, "name": "A"}))[0] == 410
    assert client.get(f"/checkin/pair/{pairing}").status_code == 410
    assert client.post(f"/checkin/pair/{pairing}", data={"name": "A"}).status_code == 410


def test_a_phone_pairs_by_a_button_and_looking_changes_nothing(app, client, pairing):
    for _ in range(2):
        page = client.get(f"/checkin/pair/{pairing}")
        assert page.status_code == 200
        assert page.headers["Cache-Control"] == "no-store"

    paired = client.post(f"/checkin/pair/{pairing.lower()}", data={"name": " Bos  telefon "})

    assert (paired.status_code, paired.location) == (303, "/checkin/#paired=kickoff2018")
    cookie = paired.headers["Set-Cookie"]
    assert re.match(r"device=[0-9A-Z]{26}; ", cookie)
    assert {"HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert client.get("/api/checkin/status").json["device"] == "Bos telefon"
    assert client.get(f"/checkin/pair/{pairing}").status_code == 410


def test_a_phone_without_a_name_is_not_paired(app, client, door, pairing):
    response = client.post(f"/checkin/pair/{pairing}", data={"name": " "})

    assert response.status_code == 422
    assert "Set-Cookie" not in response.headers
    with app.app_context():
        assert [device.name for device in db.session.scalars(select(Device))] == ["Anna"]


def test_the_scanner_is_the_same_for_every_phone_and_may_use_camera_and_wasm(client, door):
    page = client.get("/checkin/")
    client.set_cookie("device", "Anna")
    paired = client.get("/checkin/")

    assert page.data == paired.data
    policy = page.headers["Content-Security-Policy"]
    assert "script-src 'self' 'wasm-unsafe-eval'" in policy
    assert "unsafe-inline" not in policy
    assert page.headers["Permissions-Policy"] == "camera=(self)"
    assert "Set-Cookie" not in page.headers


def test_no_other_page_may_use_the_camera(client, pairing):
    page = client.get(f"/checkin/pair/{pairing}")

    assert page.headers["Permissions-Policy"] == "camera=()"
    assert "wasm" not in page.headers["Content-Security-Policy"]


@pytest.mark.parametrize("root", ["", "/en"])
def test_everything_the_worker_keeps_is_there(client, root):
    script = client.get(f"{root}/checkin/sw.js")
    kept = re.search(r"SHELL = (\[.*\]);", script.text)

    addresses = re.findall(r'"([^"]+)"', kept[1])
    assert script.mimetype == "text/javascript"
    assert f"{root}/checkin/" in addresses
    assert [address for address in addresses if fetched(client, address)[0] != 200] == []


def test_everything_the_scanner_loads_is_kept(client):
    script = client.get("/checkin/sw.js").text
    page = client.get("/checkin/").text
    loaded = re.findall(r'(?:src|href|data-wasm)="(/static/[^"]+)"', page)
    modules = re.findall(r'"(/static/js/checkin/main\.js)[^"]*"', page)

    while modules:
        module = modules.pop()
        imports = re.findall(r'from "([^"]+)"', fetched(client, module)[1])
        found = [name if name.startswith("/") else f"/static/js/checkin/{name[2:]}" for name in imports]
        loaded += found
        modules += [name for name in found if "/js/" in name]

    assert [address for address in loaded if f'"{address}"' not in script] == []


def test_the_scanner_installs_like_an_app(client):
    manifest = client.get("/en/checkin/manifest.webmanifest")

    assert manifest.mimetype == "application/manifest+json"
    described = manifest.get_json(force=True)
    assert (described["start_url"], described["scope"], described["display"]) == (
        "/en/checkin/",
        "/en/checkin/",
        "standalone",
    )


def test_a_42_a_stranger_who_opens_a_ticket_s_address_sees_nothing_about_anyone(client, code):
    ticket, nobody = client.get(f"/T/{code}"), client.get(f"/T/{'0' * 26}")

    assert ticket.status_code == 200
    assert ticket.data.replace(code.encode(), b"") == nobody.data.replace(b"0" * 26, b"")
    assert b"Anna" not in ticket.data
    assert ticket.headers["Cache-Control"] == "no-store"


def test_a_ticket_s_address_leads_a_paired_phone_to_the_scanner(client, code):
    client.set_cookie("device", "Anna")

    response = client.get(f"/T/{code.lower()}")

    assert (response.status_code, response.location) == (303, f"/checkin/#{code}")
    assert client.get("/T/nonsense").status_code == 200
    client.set_cookie("door-language", "en")
    assert client.get(f"/T/{code}").location == f"/en/checkin/#{code}"


def test_the_command_prints_a_link_and_its_code(app, client, door):
    done = app.test_cli_runner().invoke(
        args=["checkin", "pair", "--conference", "kickoff2018", "--list", "main"]
    )

    link, code = re.fullmatch(r"link: http://localhost(\S+)\ncode: (\S+)\n", done.output).groups()
    assert link == f"/checkin/pair/{code}"
    assert client.post("/api/checkin/pair", json={"code": code, "name": "Bo"}).status_code == 200


def test_the_command_says_what_is_wrong(app, door):
    wrong = [["--conference", "nowhere"], ["--conference", "kickoff2018", "--list", "nowhere"]]

    done = [app.test_cli_runner().invoke(args=["checkin", "pair", *words]) for words in wrong]

    assert [(result.exit_code, result.output[:7]) for result in done] == [(1, "Error: ")] * 2


def test_the_queue_is_told_at_the_door_and_may_be_admitted_anyway(app, client, door):
    with app.app_context():
        with transaction():
            guest = make_registration(registrations.get_conference(door), state=State.WAITING)
            db.session.add(guest)
        code = ticket_of(guest)

    call = envelope(scan(code), scan(code, override=True), scan(code))
    results = client.post(SCANS, json=call, headers=ANNA).json["results"]

    assert [result["verdict"] for result in results] == ["waiting", "admitted", "waiting"]
