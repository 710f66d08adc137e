"""Scans that are taken back, and lists that are emptied."""

import pytest
from sqlalchemy import select

from conference.checkin import service
from conference.checkin.models import CheckinList, Scan, Verdict
from conference.checkin.rules import Undo, UndoTooLate
from conference.credentials import lookup_of
from conference.db import db, transaction
from conference.errors import NotFound
from tests.checkin.door import envelope, scan, send, ticket_of
from tests.factories import make_checkin_list, make_conference, make_device, make_registration, moment


@pytest.fixture
def code(database, saved, at):
    """The ticket of somebody with a seat; two phones are at the door."""
    at("2018-11-22 09:00")
    conference = saved(make_conference())
    saved(make_checkin_list(conference))
    for name in ("Anna", "Bo"):
        saved(make_device(conference, name=name))
    return ticket_of(saved(make_registration(conference)))


def take_back(token, read, undone_at=None, sent_at=None):
    with transaction():
        return service.take_back(service.get_phone(token), Undo(read["id"], undone_at, sent_at))


def arrived():
    return service.counts(db.session.scalar(select(CheckinList.conference_id))).arrived


def test_a_scan_taken_back_counts_no_more_and_the_ticket_is_good_again(code):
    read = scan(code)
    send("Anna", read)

    take_back("Anna", read)

    assert arrived() == 0
    assert send("Anna", read).results[0].verdict == Verdict.ADMITTED  # what was said then
    again = send("Bo", scan(code)).results[0]
    assert (again.verdict, again.first) == (Verdict.ADMITTED, None)


def test_a_scan_is_taken_back_once_and_told_alike_twice(code, at):
    read = scan(code)
    send("Anna", read)
    at("2018-11-22 09:15")
    undone_at = take_back("Anna", read)

    at("2018-11-22 09:30")
    assert take_back("Anna", read) == undone_at == moment("2018-11-22 09:15")


def test_a_scan_stands_after_a_quarter_of_an_hour(code, at):
    read = scan(code)
    send("Anna", read)
    at("2018-11-22 09:15:01")

    with pytest.raises(UndoTooLate):
        take_back("Anna", read)
    assert arrived() == 1


def test_what_was_undone_in_time_without_network_is_undone_when_it_is_told(code, at):
    """The phone's clock is a day ahead: what counts is how long ago it was."""
    read = scan(code, decided="offline")
    at("2018-11-22 10:00")
    send("Anna", read, sent_at="2018-11-22T10:00:00+01:00")

    at("2018-11-22 10:01")
    undone_at = take_back("Anna", read, moment("2018-11-23 09:14"), moment("2018-11-23 10:01"))

    assert undone_at == moment("2018-11-22 10:01")
    assert arrived() == 0


def test_a_scan_is_another_phone_s_own(code):
    read = scan(code)
    send("Anna", read)

    for token, other in (("Bo", read), ("Anna", scan(code))):
        with pytest.raises(NotFound):
            take_back(token, other)


def test_other_phones_hear_that_nobody_has_come_or_who_is_left(code, at):
    first, second = (
        scan(code, decided="offline", scanned_at=f"2018-11-22T08:5{each}:00+01:00") for each in "24"
    )
    send("Anna", first, second)
    at("2018-11-22 09:01")
    send("Bo")

    take_back("Anna", first)
    at("2018-11-22 09:02")
    left = send("Bo").arrivals
    take_back("Anna", second)
    at("2018-11-22 09:03")
    nobody = send("Bo").arrivals

    assert left[lookup_of(code)]["at"] == "2018-11-22T07:54:00+00:00"
    assert nobody == {lookup_of(code): None}


def test_of_two_readings_by_one_phone_either_may_be_taken_back(code):
    twice = [scan(code, decided="offline", scanned_at=f"2018-11-22T08:50:{each}0+01:00") for each in "01"]
    send("Anna", *twice)

    take_back("Anna", twice[0])
    assert arrived() == 1
    take_back("Anna", twice[1])
    assert arrived() == 0


def test_what_was_read_before_a_list_was_emptied_decides_nothing(code, at):
    late = scan(code, decided="offline", scanned_at="2018-11-22T08:50:00+01:00")
    send("Anna", scan(code))
    with transaction():
        db.session.scalars(select(CheckinList)).one().emptied_at = moment("2018-11-22 09:30")

    at("2018-11-22 10:00")
    on_the_day = send("Bo", scan(code), sent_at="2018-11-22T09:00:00+01:00").results[0]
    send("Anna", late, sent_at="2018-11-22T10:00:00+01:00")

    assert (on_the_day.verdict, on_the_day.first) == (Verdict.ADMITTED, None)
    verdicts = db.session.scalars(select(Scan.verdict).order_by(Scan.corrected_at)).all()
    assert verdicts == [Verdict.ADMITTED] * 3
    assert arrived() == 1


def test_a_phone_undoes_over_http(code, client):
    anna, read = {"Authorization": "Bearer Anna"}, scan(code)
    client.post("/api/checkin/scans", json=envelope(read), headers=anna)

    def asked(**call):
        answer = client.post("/api/checkin/undo", json=call, headers=anna)
        return answer.status_code, answer.json.get("error", {}).get("code")

    assert asked(id=read["id"]) == (200, None)
    assert asked(id=scan()["id"]) == (404, "not_found")
    assert asked(id=7) == asked(id="7") == asked(id=read["id"], undone_at="soon") == (400, "envelope")
    assert client.post("/api/checkin/undo", json={"id": read["id"]}).status_code == 401


def test_a_reading_of_no_ticket_of_ours_is_taken_back_too(code):
    read = scan("0" * 26)
    send("Anna", read)

    take_back("Anna", read)

    assert db.session.scalars(select(Scan)).one().undone_at is not None
