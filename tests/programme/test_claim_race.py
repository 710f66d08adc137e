"""Fifty presenters press at once for ten slots, over real sockets, on real servers.

Seen red in November 2026. Without the programme's lock PostgreSQL told 19 of the 50 that one of the ten slots
was theirs, and had six presenters on two stages at a time. SQLite with a plain BEGIN and without the
process's lock: 34 of 50 were told 503.
"""

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from http.client import HTTPConnection
from threading import Barrier
from urllib.parse import urlencode, urlsplit

import pytest
from sqlalchemy import func, select

from conference import clock, credentials
from conference.credentials import Purpose
from conference.db import db, transaction
from conference.programme.models import Kind, Session, Slot, State
from tests.factories import make_conference
from tests.programme.factories import make_presenter, make_programme, make_room, make_session, make_slot

PRESENTERS, SLOTS, PAIRS = 50, 10, 10
NONE_LEFT = "No time is free that your session fits into just now."
#: A button that takes another time.
NEARBY = re.compile(r'formaction="/en/p/\w+/slots/\w+/claim"')


@pytest.fixture
def kickoff(app):
    """Next month's kick-off, since servers have a clock of their own."""
    with app.app_context():
        start = clock.now().replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=30)
        day = {"doors_at": start, "starts_at": start, "ends_at": start + timedelta(hours=8)}
        with transaction():
            conference = make_conference(
                opens_at=start - timedelta(days=60), closes_at=start - timedelta(days=1), **day
            )
            db.session.add(conference)
            db.session.flush()
            db.session.add(make_programme(conference))
        yield conference
        db.session.remove()


def for_ten_slots(conference):
    """Fifty presenters, five for each of ten slots."""
    slots = slots_of(conference, Kind.AMBASSADOR, SLOTS)
    people = [make_presenter(conference) for _ in range(PRESENTERS)]
    return claims_of(slots * (PRESENTERS // SLOTS), people)


def for_two_stages(conference):
    """Ten presenters with two sessions each, who want both at the same time in two rooms."""
    slots = [slot for _ in range(2) for slot in slots_of(conference, Kind.PROJECT, PAIRS)]
    people = [make_presenter(conference) for _ in range(PAIRS)]
    return claims_of(slots, people * 2)


def slots_of(conference, kind, count):
    """So many after each other in a room of their own."""
    room = make_room(conference)
    starts = [conference.starts_at + timedelta(minutes=15 * number) for number in range(count)]
    return [
        make_slot(room, kind=kind, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=10))
        for starts_at in starts
    ]


def claims_of(slots, people):
    """Link, slot and session of each: everybody has a session for each slot they want."""
    talks = [
        make_session(person.conference, person, kind=slot.kind)
        for slot, person in zip(slots, people, strict=True)
    ]
    db.session.add_all([*slots, *talks])
    db.session.flush()
    links = {person: credentials.issue(Purpose.PRESENTER, person.uid) for person in dict.fromkeys(people)}
    return [
        (links[person], slot.code, talk.code) for slot, person, talk in zip(slots, people, talks, strict=True)
    ]


def on_stage(kind):
    """In how many slots each of the confirmed presenters of this kind stands."""
    query = select(Slot).where(Slot.kind == kind, Slot.session_id.is_not(None))
    presenters = [slot.session.presenters[0] for slot in db.session.scalars(query)]
    confirmed = select(func.count()).select_from(Session).filter_by(kind=kind, state=State.CONFIRMED)
    assert db.session.scalar(confirmed) == len(presenters)
    return list(Counter(presenters).values())


def press(server, claims: list[tuple[str, str, str]]) -> list[tuple[int, str]]:
    """Everybody claims at once, each by their own link: status and page of each answer."""
    address = urlsplit(server.url)
    together = Barrier(len(claims))

    def one(claim):
        link, slot, session = claim
        together.wait()
        with closing(HTTPConnection("127.0.0.1", address.port, timeout=90)) as connection:
            connection.request(
                "POST",
                f"/en/p/{link}/slots/{slot}/claim",
                urlencode({"session": session}),
                {"Host": address.netloc, "Content-Type": "application/x-www-form-urlencoded"},
            )
            answer = connection.getresponse()
            page = answer.read().decode()
        return answer.status, page

    with ThreadPoolExecutor(len(claims)) as people:
        return list(people.map(one, claims))


def test_no_slot_goes_to_two_and_nobody_stands_on_two_stages(kickoff, in_production):
    with transaction():
        want_ten_slots, want_two_stages = for_ten_slots(kickoff), for_two_stages(kickoff)

    crowd = press(in_production, want_ten_slots)
    pairs = press(in_production, want_two_stages)

    late = [page for status, page in crowd if status == 409]
    busy = [page for status, page in pairs if status == 409]
    assert Counter(status for status, _ in crowd) == {303: SLOTS, 409: PRESENTERS - SLOTS}
    assert Counter(status for status, _ in pairs) == {303: PAIRS, 409: PAIRS}
    assert [page for page in late if " has just been taken." not in page] == []
    assert [page for page in late if NONE_LEFT not in page and not NEARBY.search(page)] == []
    assert [page for page in busy if "One of the presenters is on stage elsewhere then" not in page] == []
    assert on_stage(Kind.AMBASSADOR) == [1] * SLOTS
    assert on_stage(Kind.PROJECT) == [1] * PAIRS
