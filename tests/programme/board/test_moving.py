"""Where a session can be moved, as it is read in the list."""

from conference.programme.board.moving import choices
from conference.programme.models import Kind
from tests.factories import make_conference
from tests.programme.factories import make_room, make_session, make_slot

KICKOFF = make_conference()
SAL = make_room(KICKOFF, name="Sal C")


def talk(title="Robotter", minutes=15):
    return make_session(KICKOFF, title_da=title, title_en=title, minutes=minutes)


def slot(at, minutes=15, **more):
    return make_slot(SAL, at, minutes, code=at, **more)


def words(group):
    return [choice.words for choice in group]


def test_a_time_that_is_too_short_says_so_and_comes_last():
    found = choices(talk(), [slot("13:15", 10), slot("14:00")])

    assert words(found.free) == ["14.00–14.15, Sal C", "13.15–13.25, Sal C (10 min, too short)"]


def test_who_has_a_time_can_change_places_with_another():
    session, other = talk(), talk("Droner")
    slots = [slot("10:00", session=session), slot("11:00", session=other), slot("12:00")]

    found = choices(session, slots)

    assert (words(found.free), words(found.taken)) == (
        ["12.00–12.15, Sal C"],
        ["11.00–11.15, Sal C: Droner"],
    )


def test_who_has_no_time_changes_places_with_nobody():
    found = choices(talk(), [slot("11:00", session=talk("Droner")), slot("12:00")])

    assert (len(found.free), found.taken) == (1, ())


def test_times_for_others_are_not_offered():
    assert choices(talk(), [slot("11:00", kind=Kind.WORKSHOP)]).free == ()


def test_the_day_is_said_where_there_are_several():
    found = choices(talk(), [slot("2018-11-22 11:00"), slot("2018-11-23 11:00")])

    assert words(found.free) == [
        "22. november 2018, 11.00–11.15, Sal C",
        "23. november 2018, 11.00–11.15, Sal C",
    ]
