"""What is on and what comes next."""

import pytest

from conference.programme.models import Kind
from conference.programme.moment import Phase, look
from tests.factories import moment
from tests.programme.factories import make_document, make_entry, make_place

DAY = make_document(
    make_entry("09:00", 30, room_key="hallen", title_da="Welcome", kind=Kind.PLENARY),
    make_entry("10:00", 10, room_key="sal-a", title_da="A1"),
    make_entry("10:00", 30, room_key="hallen", title_da="Workshop", kind=Kind.WORKSHOP),
    make_entry("10:10", 10, room_key="sal-a", title_da="Gone", is_cancelled=True),
    make_entry("10:20", 10, room_key="sal-a", title_da="A2"),
    make_entry("2018-11-23 09:00", 30, room_key="hallen", title_da="Goodbye", kind=Kind.PLENARY),
    rooms=(make_place("hallen"), make_place("sal-a"), make_place("unused")),
)


def rooms_at(wall: str) -> dict[str, tuple[list[str], str | None]]:
    """Room by room: what is on, and what is next with its day, where it is said."""
    return {
        room.name: (
            [item.title for item in room.on],
            room.next
            and " ".join(filter(None, [room.next.day, room.next.item.starts, room.next.item.title])),
        )
        for room in look(DAY, now=moment(wall)).rooms
    }


@pytest.mark.parametrize(
    ("wall", "phase"),
    [
        ("2018-11-22 08:59:59", Phase.BEFORE),
        ("2018-11-22 09:00", Phase.ON),
        ("2018-11-22 09:29:59", Phase.ON),
        ("2018-11-22 09:30", Phase.BETWEEN),
        ("2018-11-22 10:25", Phase.ON),
        ("2018-11-22 22:00", Phase.BETWEEN),
        ("2018-11-23 09:30", Phase.OVER),
    ],
)
def test_the_programme_begins_goes_on_rests_and_ends(wall, phase):
    assert look(DAY, now=moment(wall)).phase is phase


def test_each_used_room_says_what_is_on_and_what_is_next():
    assert rooms_at("2018-11-22 10:05") == {
        "Hallen": (["Workshop"], "fredag 23. november 2018 09.00 Goodbye"),
        "Sal A": (["A1"], "10.20 A2"),
    }


def test_what_is_cancelled_is_neither_on_nor_next():
    assert rooms_at("2018-11-22 10:15")["Sal A"] == ([], "10.20 A2")


def test_a_room_may_be_done_before_the_others():
    assert rooms_at("2018-11-22 12:00") == {
        "Hallen": ([], "fredag 23. november 2018 09.00 Goodbye"),
        "Sal A": ([], None),
    }


def test_the_very_next_is_the_first_of_all_rooms():
    at_night = look(DAY, now=moment("2018-11-22 22:00"))

    assert at_night.next is not None
    assert (at_night.next.item.title, at_night.next.day) == ("Goodbye", "fredag 23. november 2018")


def test_a_programme_in_which_all_is_cancelled_is_over():
    gone = make_document(make_entry("10:00", is_cancelled=True))

    assert look(gone, now=moment("2018-11-22 09:00")).phase is Phase.OVER
    assert look(gone, now=moment("2018-11-22 09:00")).rooms == ()
