"""What differs between two versions, as a subscriber sees it."""

from dataclasses import replace

import pytest

from conference.programme.document import File
from conference.programme.releases.changes import Stand, compare, from_json, to_json
from tests.factories import moment
from tests.programme.factories import make_document, make_entry, make_place, make_released_person

ROBOTS = make_entry("10:00", code="ROBOTS", title_da="Robotter", title_en="Robots")
SLIDES = File(code="FFFFFF", filename="slides.pdf", extension="pdf", size=1000)


def kinds(old, new) -> list[tuple[str, ...]]:
    return [change.kinds for change in compare(make_document(*old), make_document(*new))]


@pytest.mark.parametrize(
    ("after", "kind"),
    [
        ({"starts_at": moment("2018-11-22 11:00"), "ends_at": moment("2018-11-22 11:10")}, "moved"),
        ({"ends_at": moment("2018-11-22 10:05")}, "shortened"),
        ({"ends_at": moment("2018-11-22 10:15")}, "lengthened"),
        ({"room_key": "sal-b"}, "room"),
        ({"presenters": (make_released_person(),)}, "presenter"),
        ({"title_en": "Machines"}, "text"),
        ({"abstract_da": "Om robotter."}, "text"),
        ({"language": "en"}, "text"),
        ({"area_key": "stem", "area_da": "STEM", "area_en": "STEM"}, "text"),
        ({"files": (SLIDES,)}, "details"),
        ({"may_record": True}, "details"),
        ({"is_cancelled": True}, "cancelled"),
    ],
)
def test_one_thing_that_differs_is_one_kind_of_change(after, kind):
    assert kinds([ROBOTS], [replace(ROBOTS, **after)]) == [(kind,)]


def test_a_namesake_is_somebody_else():
    first, second = make_released_person("Anna Sørensen"), make_released_person("Anna Sørensen")

    before, after = (replace(ROBOTS, presenters=(each,)) for each in (first, second))

    assert kinds([before], [after]) == [("presenter",)]


def test_another_venue_is_a_change_of_everything_that_takes_place():
    gone = make_entry("11:00", is_cancelled=True)
    old = make_document(ROBOTS, gone)
    new = replace(old, venue="Hallen")

    assert [(change.code, change.kinds) for change in compare(old, new)] == [("ROBOTS", ("venue",))]


def test_what_is_as_it_was_is_no_change():
    assert kinds([ROBOTS], [replace(ROBOTS, sequence=3, slug="another")]) == []


def test_a_session_may_change_in_several_ways_at_once():
    elsewhere = replace(ROBOTS, room_key="sal-b", starts_at=moment("2018-11-22 10:05"), title_da="Maskiner")

    assert kinds([ROBOTS], [elsewhere]) == [("moved", "shortened", "room", "text")]


def test_a_renamed_room_is_another_room_to_who_looks_for_its_sign():
    old = make_document(ROBOTS)
    new = replace(old, rooms=(make_place("sal-a", name="Store sal"),))

    [change] = compare(old, new)

    assert change.kinds == ("room",)
    assert (change.before.room, change.after.room) == ("Sal A", "Store sal")


def test_a_room_with_more_seats_changes_no_session():
    old = make_document(ROBOTS)

    assert compare(old, replace(old, rooms=(make_place("sal-a", seats=200),))) == ()


def test_a_change_says_where_and_when_before_and_after():
    later = replace(ROBOTS, starts_at=moment("2018-11-22 11:00"), ends_at=moment("2018-11-22 11:10"))

    [change] = compare(make_document(ROBOTS), make_document(later))

    assert (change.code, change.title_da, change.title_en) == ("ROBOTS", "Robotter", "Robots")
    assert change.before == Stand("Sal A", moment("2018-11-22 10:00"), moment("2018-11-22 10:10"))
    assert change.after == Stand("Sal A", moment("2018-11-22 11:00"), moment("2018-11-22 11:10"))


def test_what_is_new_has_no_before_and_what_is_cancelled_no_after():
    gone, fresh = make_entry("11:00", code="GGGGGG"), make_entry("12:00", code="FFFFFF")
    old, new = make_document(ROBOTS, gone), make_document(ROBOTS, replace(gone, is_cancelled=True), fresh)

    cancelled, added = compare(old, new)

    assert (cancelled.kinds, cancelled.code, cancelled.after) == (("cancelled",), "GGGGGG", None)
    assert (added.kinds, added.code, added.before) == (("new",), "FFFFFF", None)


def test_a_cancellation_is_told_once():
    cancelled = replace(ROBOTS, is_cancelled=True)

    assert kinds([cancelled], [cancelled]) == []


def test_what_comes_back_is_new():
    assert kinds([replace(ROBOTS, is_cancelled=True)], [ROBOTS]) == [("new",)]


def test_everything_is_new_in_the_first_version():
    [change] = compare(None, make_document(ROBOTS))

    assert change.kinds == ("new",)


def test_what_weighs_most_comes_first_then_what_is_earlier():
    texts = [make_entry(at, code=code) for at, code in [("12:00", "TTTTTT"), ("11:00", "SSSSSS")]]
    cancelled = make_entry("13:00", code="CCCCCC")
    old = make_document(*texts, cancelled)
    new = make_document(
        *(replace(each, title_da="Ny") for each in texts), replace(cancelled, is_cancelled=True)
    )

    assert [change.code for change in compare(old, new)] == ["CCCCCC", "SSSSSS", "TTTTTT"]


def test_changes_are_kept_and_read_again():
    anna = make_released_person("Anna Sørensen")
    moved = replace(ROBOTS, room_key="sal-b", presenters=(anna,))
    changes = compare(make_document(ROBOTS), make_document(moved, make_entry("12:00")))

    assert from_json(to_json(changes)) == changes
