"""The list that phones keep: the whole of it, what changed since, and when it must be told anew."""

import pytest
from sqlalchemy import update

from conference import clock, credentials, installation
from conference.checkin import service as door
from conference.checkin.models import CheckinList
from conference.checkin.offline import bundle, standing
from conference.checkin.rules import Undo
from conference.credentials import Purpose, lookup_of
from conference.db import db, transaction
from conference.registration import service as registrations
from conference.registration.answers import Person
from conference.registration.models import Kind, Registration, State
from conference.registration.places import begin
from tests.checkin.door import opened, people, scan, send, told
from tests.factories import make_answers, make_checkin_list, make_conference, make_device

SCAN = "6b1b1d1e-0000-4000-8000-000000000000"


@pytest.fixture
def conference(database, at):
    """The entrance and two phones, an hour before it begins."""
    at("2018-11-22 08:00")
    with transaction():
        conference = make_conference()
        db.session.add(conference)
        db.session.flush()
        phones = [make_device(conference, name=name) for name in ("Anna", "Bo")]
        db.session.add_all([make_checkin_list(conference, exits=True), *phones])
    return conference


def joined(conference, name="Carl Cederfeld", *, state=State.CONFIRMED, **facts):
    """A new guest, and the code of their ticket."""
    with transaction():
        guest = begin(conference, make_answers(name, **facts), state=state, language="da")
    return guest, registrations.ticket_code(guest)


def read(code, *, on, **more):
    """A phone reads the ticket now, by a clock that is right."""
    now = clock.now().isoformat()
    send(on, scan(code, scanned_at=now, **more), sent_at=now)


def test_the_whole_list_opens_ticket_by_ticket(conference):
    _guest, code = joined(conference, kind=Kind.PRESS)
    _waiting, second = joined(conference, "Dorte Ø", state=State.WAITING)
    gone, third = joined(conference, "Else")
    with transaction():
        registrations.cancel(gone)

    answer = told()

    assert opened(answer.records[lookup_of(code)], code) == {
        "name": "Carl Cederfeld",
        "organisation": "Mercantec",
        "kind": "press",
        "state": "confirmed",
    }
    assert people(answer, code, second, third) == [
        ("Carl Cederfeld", "Mercantec", "confirmed"),
        ("Dorte Ø", "Mercantec", "waiting"),
        ("", "", "cancelled"),
    ]
    assert (answer.full, answer.removed, answer.arrivals) == (True, [], {})
    assert (answer.epoch, answer.revision) == (installation.epoch(), 1542870000000)
    assert answer.expires_in == 32 * 3600


def test_only_what_changed_is_told_to_who_has_the_list(conference, at):
    _guest, code = joined(conference)
    other, others = joined(conference, "Dorte")
    at("2018-11-22 08:30")
    before = told()

    at("2018-11-22 08:45")
    assert (told(before).records, told(before).full) == ({}, False)
    with transaction():
        registrations.set_kind(other, Kind.GUEST)
    read(code, on="Bo")
    at("2018-11-22 08:47")
    after = told(before)

    assert opened(after.records[lookup_of(others)], others)["kind"] == "guest"
    assert (after.records.keys(), after.full) == ({lookup_of(others)}, False)
    assert after.arrivals == {lookup_of(code): {"at": "2018-11-22T07:45:00+00:00", "device": "Bo"}}
    at("2018-11-22 08:50")
    assert (told(after).records, told(after).arrivals) == ({}, {})


def test_without_a_known_revision_or_epoch_the_whole_list_is_told(conference, at):
    joined(conference)
    at("2018-11-22 08:30")
    before = told()
    at("2018-11-22 08:45")

    phone = door.get_phone("Anna")
    asked = [
        (None, before.epoch),
        (before.revision, None),
        (before.revision, "another"),
        (10**14, before.epoch),
    ]
    entry = standing.list_of(phone, None)
    answers = [bundle.read(phone, entry, since=since, epoch=epoch) for since, epoch in asked]

    assert [(answer.full, len(answer.records)) for answer in answers] == [(True, 1)] * 4


def test_a_list_that_was_emptied_is_told_anew(conference, at):
    _guest, code = joined(conference)
    read(code, on="Bo")
    at("2018-11-22 08:30")
    before = told()

    at("2018-11-22 08:45")
    with transaction():
        db.session.execute(update(CheckinList).values(emptied_at=clock.now()))
    at("2018-11-22 08:48")
    after = told(before)

    assert before.arrivals.keys() == {lookup_of(code)}
    assert (after.full, after.arrivals) == (True, {})
    at("2018-11-22 08:50")
    assert (told(after).full, told(after).arrivals) == (False, {})


def test_an_arrival_that_is_taken_back_is_told_as_none_or_as_the_next(conference, at):
    _guest, code = joined(conference)
    at("2018-11-22 08:30")
    read(code, on="Bo", id=SCAN)
    at("2018-11-22 08:35")
    before = told()

    at("2018-11-22 08:40")
    with transaction():
        door.take_back(door.get_phone("Bo"), Undo(SCAN, None, None))
    undone = told(before)
    at("2018-11-22 08:50")
    read(code, on="Anna", override=True)

    assert (undone.records, undone.arrivals) == ({}, {lookup_of(code): None})
    assert told(before).arrivals[lookup_of(code)]["device"] == "Anna"


def test_who_has_gone_out_is_not_in_until_they_come_again(conference, at):
    _guest, code = joined(conference)
    read(code, on="Bo")
    at("2018-11-22 08:30")
    before = told()

    at("2018-11-22 08:40")
    read(code, on="Bo", type="exit")
    outside = told(before)
    at("2018-11-22 08:50")
    read(code, on="Anna")

    assert outside.arrivals == {lookup_of(code): None}
    back = {"at": "2018-11-22T07:50:00+00:00", "device": "Anna"}
    assert told(outside).arrivals == told().arrivals == {lookup_of(code): back}


def test_the_ticket_of_a_seat_handed_over_is_replaced_and_names_nobody(conference, at):
    at("2018-11-21 12:00")
    guest, old = joined(conference)
    at("2018-11-21 12:20")
    before = told()

    at("2018-11-21 12:30")
    with transaction():
        taker = registrations.hand_over(guest, Person("Dorte", "dorte@skole.example", "IT-Vest"))
    answer, new = told(before), registrations.ticket_code(taker)

    expected = [("", "", "replaced"), ("Dorte", "IT-Vest", "confirmed")]
    assert people(answer, old, new) == people(told(), old, new) == expected


def test_a_ticket_whose_registration_is_gone_is_removed(conference, at):
    with transaction():
        code = credentials.issue(Purpose.TICKET, "nobody-any-more")
    at("2018-11-22 08:30")
    before = told()

    at("2018-11-22 08:45")
    with transaction():
        credentials.stop(Purpose.TICKET, "nobody-any-more")

    assert told(before).removed == [lookup_of(code)]
    assert told().removed == []


def test_what_was_saved_after_the_list_was_read_is_told_by_the_next_call(conference, at):
    guest, code = joined(conference)
    started = at("2018-11-22 08:45:10")

    at("2018-11-22 08:46")
    with db.engine.connect().execution_options(write=True) as another, another.begin():
        change = update(Registration).where(Registration.id == guest.id)
        another.execute(change.values(name="Carla", changed_at=started))
        before = told()
        db.session.rollback()
    at("2018-11-22 08:47")

    assert told(before).records.keys() == {lookup_of(code)}


def test_a_revision_is_another_one_also_for_what_was_stamped_in_the_same_second_or_earlier(conference, at):
    first, code = joined(conference)
    second, _other = joined(conference, "Dorte")
    entry = standing.list_of(door.get_phone("Anna"), None)
    at("2018-11-22 08:30")
    revisions = [standing.of(door.get_phone("Anna"), entry).revision]

    def after(change, *given):
        with transaction():
            change(*given)
        revisions.append(standing.of(door.get_phone("Anna"), entry).revision)

    for kind in (Kind.PRESS, Kind.GUEST, Kind.COUNCIL):  # the second and third are stamped ahead of the clock
        after(registrations.set_kind, first, kind)
    for kind in (Kind.PRESS, Kind.GUEST):
        after(registrations.set_kind, second, kind)
    read(code, on="Bo")
    revisions.append(standing.of(door.get_phone("Anna"), entry).revision)
    after(credentials.stop, Purpose.TICKET, second.uid)
    assert len(set(revisions)) == len(revisions)

    after(credentials.issue, Purpose.FEED, "somebody")
    after(credentials.stop, Purpose.FEED, "somebody")
    assert revisions[-3:] == revisions[-1:] * 3


def test_a_ticket_that_was_stopped_is_told_as_cancelled_without_a_name(conference):
    guest, code = joined(conference)
    with transaction():
        credentials.stop(Purpose.TICKET, guest.uid)

    assert people(told(), code) == [("", "", "cancelled")]
