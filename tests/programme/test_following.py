"""The programme of a conference that is moved or called off."""

from datetime import date, time

import pytest
from sqlalchemy import select

from conference.calendar.programme import ProgrammeKey, programme_file
from conference.db import db
from conference.programme import following, service
from conference.programme.board.service import set_days
from conference.programme.models import Slot, State
from conference.registration.conferences import moving
from conference.registration.conferences.rules import NewDay, Notice
from conference.registration.models import Kind
from tests.factories import moment
from tests.programme.conftest import claim, do, letters
from tests.programme.factories import make_slot

BY = "staff:test"


@pytest.fixture
def released(kickoff, room, talk, saved):
    """Bodil speaks at ten, and the public knows; half past ten is free."""
    claim(talk, saved(make_slot(room, "10:00")))
    saved(make_slot(room, "10:30"))
    do(service.release, kickoff, by=BY)
    return talk


def move(conference, day):
    hours = {"doors": time(8, 30), "starts": time(9), "ends": time(16)}
    new = NewDay(day=date.fromisoformat(day), **hours, venue="Salen", address="Gaden 1")
    do(moving.move, conference, new, by=BY, seen=conference.version)


def starts():
    return list(db.session.scalars(select(Slot.starts_at).order_by(Slot.starts_at)))


def test_the_plan_moves_along_as_a_draft_and_the_release_tells_presenters(kickoff, released):
    before = service.latest(kickoff)

    move(kickoff, "2019-05-23")  # a winter's hour becomes a summer's

    assert starts() == [moment("2019-05-23 10:00"), moment("2019-05-23 10:30")]
    assert service.latest(kickoff) == before
    do(service.release, kickoff, by=BY)
    assert letters()[-1] == ("moved", "Bodil Åkjær")


def test_a_move_tells_which_days_of_the_programme_are_too_late_then(kickoff, released):
    do(set_days, kickoff, reply_by=date(2018, 11, 1), texts_by=None, change_over_minutes=5)
    sentences = following.foresee_move(kickoff, day=date(2018, 11, 1)).sentences

    assert len(sentences) == 3
    assert sentences[-1].startswith("Oplægsholdernes svarfrist")


def test_times_of_one_room_move_past_each_other_by_their_own_length(kickoff, room, saved):
    for day in ("2018-11-22", "2018-11-23"):
        saved(make_slot(room, "10:00", starts_at=moment(f"{day} 10:00"), ends_at=moment(f"{day} 10:15")))

    move(kickoff, "2018-11-23")
    forth = starts()
    move(kickoff, "2018-11-22")

    assert forth == [moment("2018-11-23 10:00"), moment("2018-11-24 10:00")]
    assert starts() == [moment("2018-11-22 10:00"), moment("2018-11-23 10:00")]


def test_a_conference_called_off_is_struck_through_in_calendars_and_tells_its_presenters_once(
    kickoff, released
):
    foreseen = moving.preview_call_off(kickoff)
    before = len(letters())
    sequence = service.latest(kickoff).by_code[released.code].sequence

    do(moving.call_off, kickoff, Notice("Aflyst", "Called off"), by=BY, seen=kickoff.version)

    assert letters()[before:] == [("cancelled", "Bodil Åkjær")]
    assert foreseen.foreseen[0].letters[0][1] == 1
    assert released.presenters[0].registration.kind is Kind.PRESENTER
    entry = service.latest(kickoff).by_code[released.code]
    assert (released.state, entry.is_cancelled, entry.sequence) == (State.CANCELLED, True, sequence + 1)
    feed = programme_file(ProgrammeKey("da", "kickoff2018")).data.decode()
    assert (feed.count("STATUS:CANCELLED"), feed.count("STATUS:CONFIRMED")) == (2, 0)
