"""What the public sees of the plan, and when: releases, their numbers and what they tell."""

from datetime import timedelta

import pytest

from conference.db import db, transaction
from conference.programme import releases
from conference.programme.models import State
from tests.factories import make_conference, moment
from tests.programme.factories import make_presenter, make_programme, make_room, make_session, make_slot

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def conference(saved, at):
    at("2018-11-05 12:00")
    conference = saved(make_conference())
    saved(make_programme(conference))
    return conference


def place(conference, saved, at="10:00", room=None, **session):
    """A confirmed session in a slot of its own, its presenter told so."""
    room = room or make_room(conference)
    presenter = session.pop("presenter", None) or make_presenter(conference)
    slot = make_slot(room, at)
    slot.session = make_session(conference, presenter, **{"state": State.CONFIRMED, **session})
    return saved(slot).session


def release(conference, **more):
    with transaction():
        releases.release(conference, by="staff:1", **more)
    return releases.latest(conference)


def test_nothing_is_shown_before_the_first_release(conference, saved):
    place(conference, saved)

    assert releases.latest(conference) is None


def test_a_release_shows_confirmed_sessions_in_their_slots(conference, saved):
    robots = place(conference, saved, title_da="Robotter", title_en="")
    place(conference, saved, "10:20", state=State.INVITED)
    saved(make_session(conference, state=State.CONFIRMED))

    document = release(conference)

    [entry] = document.entries
    assert (document.number, document.released_at) == (1, moment("2018-11-05 12:00"))
    assert (entry.uid, entry.code, entry.sequence) == (robots.uid, robots.code, 0)
    assert (entry.title_da, entry.title_en) == ("Robotter", "Robotter")
    assert (entry.starts_at, entry.ends_at) == (moment("2018-11-22 10:00"), moment("2018-11-22 10:10"))
    assert [person.name for person in entry.presenters] == [robots.presenters[0].name]
    assert [room.name for room in document.rooms] == [robots.slot.room.name]


def test_a_draft_shows_nowhere(conference, saved):
    robots = place(conference, saved, title_da="Robotter")
    release(conference)

    with transaction():
        robots.title_da = "Noget andet"
        robots.slot.starts_at += timedelta(minutes=5)
        db.session.flush()

    [entry] = releases.latest(conference).entries
    assert (entry.title_da, entry.starts_at) == ("Robotter", moment("2018-11-22 10:00"))
