"""What phones without network bring together is the same in whatever order they bring it (A43, A45).

Seen red in November 2026: with conflicts read from the verdicts that were told, with somebody turned away
judged by who else was there, and with the second reading by one phone not counted where the first is undone.
"""

from collections import defaultdict
from datetime import timedelta
from hashlib import sha256
from random import Random
from uuid import UUID

import pytest
from sqlalchemy import delete, func, insert, select, update

from conference import credentials
from conference.checkin import arrivals, service, stays, verdicts
from conference.checkin.models import CheckinList, Device, Direction, ListKind, Scan, Verdict
from conference.checkin.organise import conflicts
from conference.checkin.rules import Undo
from conference.checkin.stays import Mark
from conference.credentials import Credential, Purpose
from conference.db import db, transaction
from conference.registration.models import Registration, State
from tests.checkin.door import scan, send
from tests.factories import make_checkin_list, make_conference, make_device, make_registration, moment

#: Three in ten scans are of a ticket that has been read elsewhere too.
SCANS, TICKETS = 2000, 1400
PHONES = ("Anna", "Bo", "Cy")
#: Scans in one call.
CALL = 250
OPENS = moment("2018-11-22 08:00")


@pytest.fixture
def conference(database, at):
    """Two lists and three phones; everybody has a seat, but some were cancelled or have a newer ticket."""
    at("2018-11-22 07:30")
    with transaction():
        conference = make_conference()
        db.session.add(conference)
        db.session.flush()
        rehearsal = make_checkin_list(conference, key="rehearsal", kind=ListKind.REHEARSAL)
        db.session.add_all([make_checkin_list(conference), rehearsal])
        db.session.add_all([make_device(conference, name=name) for name in PHONES])
        guests = seated(conference)
        credentials.issue_all(Purpose.TICKET, guests)
        gone = update(Registration).where(Registration.uid.in_(guests[::40]))
        db.session.execute(gone.values(state=State.CANCELLED, cancelled_at=moment("2018-11-22 08:20")))
        old = update(Credential).where(Credential.subject.in_(guests[1::40]))
        db.session.execute(old.values(replaced_at=moment("2018-11-22 08:20")))
        credentials.issue_all(Purpose.TICKET, guests[1::40])
    at("2018-11-22 09:00")
    return conference


def seated(conference):
    """Ids of many guests, put in at one go."""
    one = make_registration(conference, conference_id=conference.id)
    columns = [column.key for column in Registration.__table__.columns if column.key != "id"]
    values = {key: getattr(one, key) for key in columns}
    uids = [f"{number:032x}" for number in range(TICKETS)]
    values |= {"email": None, "email_folded": None}
    rows = [{**values, "uid": uid, "entry_uid": uid, "seq": seq} for seq, uid in enumerate(uids)]
    db.session.execute(insert(Registration), rows)
    return uids


def test_a_43_a_45_shuffled_and_sent_twice_it_comes_to_the_same(conference):
    rng = Random(22)
    made = made_offline(rng)
    undone = {read["id"] for _phone, read in made if rng.random() < 0.02}
    calls = calls_of(made)
    deliver(calls, undone)
    in_order = state_of(conference)
    with transaction():
        db.session.execute(delete(Scan))

    rng.shuffle(made)
    again = calls_of(made) * 2
    rng.shuffle(again)
    deliver(again, undone)
    shuffled = state_of(conference)
    deliver(calls, undone)

    assert state_of(conference) == shuffled == in_order
    assert db.session.scalar(select(func.count()).select_from(Scan)) == SCANS


def made_offline(rng):
    """Which phone read what: mostly entries let in, some exits, some turned away, some admitted anyway."""
    query = select(Credential.lookup).order_by(Credential.lookup)
    tickets = list(db.session.scalars(query))[:TICKETS]
    lookups = tickets + [rng.choice(tickets) for _ in range(SCANS - TICKETS)]
    seconds = sorted(rng.randrange(3600) for _ in lookups)
    return [
        (rng.choice(PHONES), read_alone(rng, lookup, OPENS + timedelta(seconds=second)))
        for lookup, second in zip(rng.sample(lookups, SCANS), seconds, strict=True)
    ]


def read_alone(rng, lookup, at):
    read = scan(
        id=str(UUID(int=rng.getrandbits(128))),
        lookup=lookup,
        decided="offline",
        scanned_at=at.isoformat(),
        type=rng.choices(["entry", "exit"], [20, 1])[0],
        list=rng.choices(["main", "rehearsal"], [9, 1])[0],
        said=rng.choices(["admitted", "unknown", "duplicate"], [20, 1, 1])[0],
        override=rng.random() < 0.03,
    )
    del read["code"]
    return read


def calls_of(made):
    """Each phone's scans in their order, cut into calls."""
    of_phone = {name: [read for phone, read in made if phone == name] for name in PHONES}
    return [
        (name, reads[start : start + CALL])
        for name, reads in of_phone.items()
        for start in range(0, len(reads), CALL)
    ]


def deliver(calls, undone):
    for phone, call in calls:
        send(phone, *call)
        with transaction():
            for read in call:
                if read["id"] in undone:
                    undo = Undo(
                        read["id"], moment_of(read) + timedelta(minutes=1), moment("2018-11-22 09:00")
                    )
                    service.take_back(service.get_phone(phone), undo)


def moment_of(read):
    return type(OPENS).fromisoformat(read["scanned_at"])


def state_of(conference):
    """A hash of what the trade knows: who has come to which list, who was first, and what is in conflict."""
    query = (
        select(
            CheckinList.key,
            Registration.uid,
            Scan,
            Device.name,
            arrivals.lets_in().label("lets_in"),
            arrivals.counts().label("counts"),
        )
        .join(CheckinList, Scan.list_id == CheckinList.id)
        .join(Device, Scan.device_id == Device.id)
        .join(Registration, Scan.registration_id == Registration.id)
    )
    come, marks = set(), defaultdict(list)
    for key, uid, kept, device, lets_in, counts in db.session.execute(query):
        if lets_in:
            come.add((key, uid))
        if counts and verdicts.is_at_the_door(kept.verdict, kept.decided, kept.said):
            marks[key, uid].append(Mark(kept.corrected_at, kept.id, device, kept.direction))
    firsts = {
        (*who, first.at, first.device)
        for who, read in marks.items()
        for first in (stays.first(mark, read) for mark in read if mark.direction is Direction.ENTRY)
    }
    clashes = {
        (each.name_en, each.attendee.id, each.because, each.at, each.device, each.others)
        for each in conflicts.list_conflicts(conference)
    }
    assert come
    assert firsts
    assert {each[2] for each in clashes} == {Verdict.DUPLICATE, Verdict.CANCELLED, Verdict.REPLACED}
    known = (sorted(come), sorted(firsts), sorted(clashes, key=repr))
    return sha256(repr(known).encode()).hexdigest()
