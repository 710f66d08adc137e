"""A phone that is paired again: it stays the same device, as long as there is a door for it."""

import pytest
from sqlalchemy import select

from conference.checkin import service
from conference.checkin.models import Scan, Verdict
from conference.checkin.rules import ConferenceOver, NotPaired, Undo
from conference.db import db, transaction
from conference.registration import service as registrations
from tests.checkin.door import envelope, scan, send, ticket_of
from tests.factories import make_checkin_list, make_conference, make_device, make_registration, moment


@pytest.fixture
def conference(database, saved, at):
    at("2018-11-22 09:00")
    conference = saved(make_conference())
    saved(make_checkin_list(conference))
    saved(make_device(conference, name="Anna"))
    return conference


def pair(conference, name="Anna", *, earlier="Anna", **more):
    with transaction():
        code = service.pair_link(registrations.get_conference(conference.slug), **more)
    with transaction():
        device, token = service.pair(code, name, earlier=earlier)
        return device.uid, device.name, token


def test_scans_that_waited_while_a_phone_was_ended_keep_their_times(conference, saved, at):
    read = scan(
        ticket_of(saved(make_registration(conference))),
        decided="offline",
        scanned_at="2018-11-22T08:20:00+01:00",
    )
    uid = service.get_phone("Anna").uid
    with transaction():
        service.end_device(conference, uid, by="staff:1")

    again, name, token = pair(conference)
    send(token, read)

    assert (again, name) == (uid, "Anna")
    assert db.session.scalars(select(Scan.corrected_at)).all() == [moment("2018-11-22 08:20")]
    with pytest.raises(NotPaired):
        service.get_phone("Anna")


def test_a_scan_may_be_undone_after_its_phone_was_paired_again(conference, saved):
    read = scan(ticket_of(saved(make_registration(conference))))
    send("Anna", read)
    _uid, _name, token = pair(conference)

    with transaction():
        assert service.take_back(service.get_phone(token), Undo(read["id"], None, None))


def test_a_phone_may_be_called_and_limited_otherwise_when_it_is_paired_again(conference, saved):
    saved(make_device(conference, name="Bo"))

    _uid, name, token = pair(conference, "Bo", desk=True)

    assert (name, service.get_phone(token).desk) == ("Bo 2", True)
    assert [device.name for device in service.list_devices(conference)] == ["Bo", "Bo 2"]


def test_another_conference_s_phone_becomes_a_device_of_its_own(conference, saved, at):
    other = saved(make_conference(slug="kickoff2019"))

    uid, _name, token = pair(other)

    assert uid != service.get_phone("Anna").uid
    assert service.get_phone(token).paired_at == moment("2018-11-22 09:00")


def test_page_and_interface_know_a_phone_again(conference, client):
    def code():
        with transaction():
            return service.pair_link(registrations.get_conference(conference.slug))

    client.set_cookie("device", "Anna")
    client.post(f"/checkin/pair/{code()}", data={"name": "Anna"})
    by_cookie = client.get_cookie("device").value
    client.delete_cookie("device")
    asked = {"code": code(), "name": "Turnstile"}
    told = client.post("/api/checkin/pair", json=asked, headers={"Authorization": f"Bearer {by_cookie}"}).json

    assert [device.name for device in service.list_devices(conference)] == ["Turnstile"]
    results = client.post(
        "/api/checkin/scans",
        json=envelope(scan("0" * 26)),
        headers={"Authorization": f"Bearer {told['token']}"},
    ).json["results"]
    assert results[0]["verdict"] == Verdict.UNKNOWN


def test_no_phone_is_paired_that_would_be_no_device(conference, client, staff_client, at):
    at("2018-11-23 15:59")
    with transaction():
        short, lasting = service.pair_link(conference), service.pair_link(conference, lasting=True)

    at("2018-11-23 16:00")

    with pytest.raises(ConferenceOver), transaction():
        service.pair_link(conference)
    asked = client.post("/api/checkin/pair", json={"code": short, "name": "Anna"})
    assert (asked.status_code, asked.json["error"]["code"]) == (410, "conference_over")
    for page in (
        client.get(f"/checkin/pair/{short}"),
        client.post(f"/checkin/pair/{lasting}", data={"name": "Anna"}),
        staff_client("door").post(f"/organise/{conference.slug}/door/pairings"),
    ):
        assert page.status_code == 410
        assert "telefoner kan ikke længere parres" in page.text
