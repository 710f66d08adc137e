"""How a phone becomes a device, stays in contact, and is one no more, on both databases."""

from collections import Counter
from uuid import uuid4

import pytest
from sqlalchemy import select

from conference.audit.models import AuditEntry
from conference.checkin import pairing, service
from conference.checkin.models import Device, ListKind, Pairing
from conference.checkin.rules import NotPaired, PairingUsed
from conference.db import db, transaction
from conference.errors import NotFound
from tests.factories import make_checkin_list, moment

pytestmark = pytest.mark.usefixtures("database")


def readable(token):
    phone = service.get_phone(token)
    return [door_list.key for door_list in phone.lists if phone.may_read(door_list)]


def test_a_contact_is_written_down_when_it_tells_something_new(anna, conference, at):
    at("2018-11-22 09:01")
    with transaction():
        service.note_contact(service.get_phone("Anna"), waiting=3)
    at("2018-11-22 09:01:04")
    with transaction():
        service.note_contact(service.get_phone("Anna"))
    at("2018-11-22 09:05")

    [device] = service.list_devices(conference)

    assert (device.last_contact_at, device.queue_length) == (moment("2018-11-22 09:01"), 3)


def test_a_pairing_code_makes_one_phone_a_device(conference):
    with transaction():
        code = service.pair_link(conference)
    with transaction():
        device, token = service.pair(code, "Anna")

    assert service.get_phone(token).uid == device.uid
    assert readable(token) == ["main"]
    with pytest.raises(PairingUsed), transaction():
        service.pair(code, "Bo")


def test_a_pairing_code_grows_old_but_a_lasting_one_does_not(conference, at):
    with transaction():
        short, lasting = service.pair_link(conference), service.pair_link(conference, lasting=True)
    at("2018-11-22 09:10")

    with pytest.raises(PairingUsed), transaction():
        service.pair(short, "Anna")
    with transaction():
        assert service.pair(lasting, "Anna")[0].name == "Anna"


def test_a_lasting_pairing_ends_with_its_process(conference):
    with transaction():
        code = service.pair_link(conference, lasting=True)
    with transaction():
        service.end_pairings()

    with pytest.raises(PairingUsed), transaction():
        service.pair(code, "Anna")


def test_a_phone_can_be_limited_to_one_list(conference, entry, saved):
    saved(make_checkin_list(conference, key="robots", kind=ListKind.WORKSHOP))
    with transaction():
        code = service.pair_link(conference, list_key="robots", desk=True)
        device, token = service.pair(code, "Anna")

    assert readable(token) == ["robots"]
    assert device.desk
    with pytest.raises(NotFound), transaction():
        service.pair_link(conference, list_key="nowhere")


def test_no_two_phones_of_a_conference_have_one_name(conference):
    names = []
    for _ in range(2):
        with transaction():
            names.append(service.pair(service.pair_link(conference), "Anna")[0].name)

    assert names == ["Anna", "Anna 2"]


def test_an_ended_phone_is_a_device_no_more(anna, conference):
    with transaction():
        service.end_device(conference, anna.uid, by="staff:1")

    with pytest.raises(NotPaired):
        service.get_phone("Anna")
    assert service.list_devices(conference) == []
    with pytest.raises(NotFound), transaction():
        service.end_device(conference, uuid4().hex, by="staff:1")


def test_a_phone_ends_a_day_after_the_conference(anna, at):
    at("2018-11-23 15:59")
    service.get_phone("Anna")

    at("2018-11-23 16:00")
    with pytest.raises(NotPaired):
        service.get_phone("Anna")


def test_secrets_are_kept_as_hashes_alone(conference):
    with transaction():
        code = service.pair_link(conference)
        device, token = service.pair(code, "Anna")
        db.session.flush()

    kept = Counter([db.session.scalars(select(Pairing)).one().code_hash, device.token_hash])
    assert code not in kept
    assert token not in kept


def test_a_phone_is_ended_once_and_that_is_written_down_once(anna, conference):
    uid = db.session.scalars(select(Device.uid)).one()

    for _twice in range(2):
        with transaction():
            pairing.end_device(conference, uid, by="staff:1")

    acts = db.session.scalars(select(AuditEntry.act).filter_by(act="checkin.end_device")).all()
    assert acts == ["checkin.end_device"]
