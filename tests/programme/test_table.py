"""The programme as a table: rows, rooms, and what spans them."""

from datetime import date

import pytest

from conference.programme.models import Kind
from conference.programme.table import Cell, Choice, Table, lay_out
from tests.programme.factories import make_document, make_entry, make_place


def laid_out(*entries, choice=None, **overrides) -> Table:
    return lay_out(make_document(*entries, **overrides), choice or Choice())


def picture(table: Table) -> list[list[str]]:
    """One day row by row: each cell as its titles, and the rows and columns it takes."""
    (day,) = table.days
    return [[row.starts, *(_drawn(cell) for cell in row.cells)] for row in day.rows]


def _drawn(cell: Cell) -> str:
    titles = "+".join(item.title for item in cell.items) or "-"
    return titles + (f" x{cell.rows}" if cell.rows > 1 else "") + (f" w{cell.columns}" * (cell.columns > 1))


def test_a_row_begins_where_a_session_begins_and_each_room_has_its_column():
    table = laid_out(
        make_entry("10:00", 10, room_key="sal-a", title_da="A1"),
        make_entry("10:15", 10, room_key="sal-b", title_da="B1"),
    )

    assert table.days[0].rooms == ("Sal A", "Sal B")
    assert picture(table) == [["10.00", "A1", "-"], ["10.15", "-", "B1"]]


def test_a_long_session_spans_the_rows_that_begin_meanwhile():
    table = laid_out(
        make_entry("10:00", 60, room_key="sal-a", title_da="Long"),
        make_entry("10:00", 15, room_key="sal-b", title_da="B1"),
        make_entry("10:30", 30, room_key="sal-b", title_da="B2"),
        make_entry("11:00", 10, room_key="sal-a", title_da="A2"),
    )

    assert picture(table) == [["10.00", "Long x2", "B1"], ["10.30", "B2"], ["11.00", "A2", "-"]]


@pytest.mark.parametrize("kind", [Kind.PLENARY, Kind.COUNCIL, Kind.BREAK])
def test_what_is_for_everybody_and_alone_at_its_time_stands_across_all_rooms(kind):
    table = laid_out(
        make_entry("09:00", 30, room_key="sal-a", kind=kind, title_da="All"),
        make_entry("10:00", room_key="sal-a", title_da="A1"),
        make_entry("10:00", room_key="sal-b", title_da="B1"),
    )

    assert picture(table) == [["09.00", "All w2"], ["10.00", "A1", "B1"]]


def test_an_ambassador_alone_at_a_time_stays_in_the_room():
    table = laid_out(
        make_entry("09:00", room_key="sal-a", title_da="A1"),
        make_entry("10:00", room_key="sal-b", title_da="B1"),
    )

    assert picture(table) == [["09.00", "A1", "-"], ["10.00", "-", "B1"]]


def test_a_break_beside_a_session_stays_in_its_room():
    table = laid_out(
        make_entry("09:00", 60, room_key="sal-a", title_da="A1"),
        make_entry("09:30", 15, room_key="sal-b", kind=Kind.BREAK, title_da="Coffee"),
        make_entry("09:00", 30, room_key="sal-b", title_da="B1"),
    )

    assert picture(table) == [["09.00", "A1 x2", "B1"], ["09.30", "Coffee"]]


def test_a_hall_for_the_common_alone_needs_no_column():
    table = laid_out(
        make_entry("09:00", 30, room_key="hallen", kind=Kind.PLENARY, title_da="Welcome"),
        make_entry("10:00", room_key="sal-a", title_da="A1"),
    )

    assert table.days[0].rooms == ("Sal A",)
    assert picture(table) == [["09.00", "Welcome"], ["10.00", "A1"]]


def test_a_day_of_common_things_alone_is_one_column():
    table = laid_out(make_entry("09:00", room_key="hallen", kind=Kind.PLENARY, title_da="Welcome"))

    assert table.days[0].rooms == ("Hallen",)
    assert picture(table) == [["09.00", "Welcome"]]


def test_a_cancelled_session_and_its_heir_share_a_cell():
    table = laid_out(
        make_entry("10:00", 30, title_da="Gone", code="AAAAAA", is_cancelled=True),
        make_entry("10:00", 10, title_da="Heir", code="BBBBBB"),
        make_entry("10:15", 10, title_da="Second", code="CCCCCC"),
    )

    assert picture(table) == [["10.00", "Gone+Heir+Second x2"], ["10.15"]]
    assert [item.cancelled for item in table.days[0].rows[0].cells[0].items] == ["Cancelled", "", ""]


def test_rooms_stand_in_the_organisers_order():
    table = laid_out(
        make_entry(room_key="sal-a"),
        make_entry(room_key="hallen"),
        rooms=(make_place("hallen"), make_place("sal-a")),
    )

    assert table.days[0].rooms == ("Hallen", "Sal A")


def test_each_danish_day_has_its_own_table():
    table = laid_out(
        make_entry("2018-11-22 23:50", 30, room_key="sal-a"),
        make_entry("2018-11-23 00:30", room_key="sal-b"),
    )

    assert [day.on for day in table.days] == [date(2018, 11, 22), date(2018, 11, 23)]
    assert [day.title for day in table.days] == ["torsdag 22. november 2018", "fredag 23. november 2018"]
    assert [day.rooms for day in table.days] == [("Sal A",), ("Sal B",)]


def test_the_hour_that_the_autumn_has_twice_is_two_rows():
    table = laid_out(
        make_entry("2018-10-28 00:30", 60, title_da="First"),
        make_entry("2018-10-28 01:30", 60, title_da="Second"),
        make_entry("2018-10-28 02:30", 60, title_da="Third"),
        make_entry("2018-10-28 03:30", 60, title_da="Fourth"),
    )

    assert [row.starts_at[11:] for row in table.days[0].rows] == [
        "00:30+02:00",
        "01:30+02:00",
        "02:30+02:00",
        "03:30+01:00",
    ]


AREAS = {
    "stem": {"area_key": "stem", "area_da": "Piger og STEM", "area_en": "Girls and STEM"},
    "it": {"area_key": "it", "area_da": "Informatik", "area_en": "Informatics"},
}


def chosen(**choice) -> Table:
    return laid_out(
        make_entry("09:00", kind=Kind.BREAK, title_da="Coffee"),
        make_entry("09:30", kind=Kind.PROJECT, title_da="P1", **AREAS["it"]),
        make_entry("10:00", title_da="A1", **AREAS["stem"]),
        make_entry("10:30", title_da="A2", **AREAS["it"]),
        make_entry("11:00", title_da="A3"),
        choice=Choice(**choice),
    )


def test_one_chooses_among_what_there_is():
    table = chosen()

    assert table.areas == (("it", "Informatik"), ("stem", "Piger og STEM"))
    assert [value for value, _ in table.kinds] == ["ambassador", "project"]


@pytest.mark.parametrize(
    ("choice", "titles"),
    [
        ({}, ["Coffee", "P1", "A1", "A2", "A3"]),
        ({"area": "it"}, ["P1", "A2"]),
        ({"kind": "ambassador"}, ["A1", "A2", "A3"]),
        ({"area": "it", "kind": "project"}, ["P1"]),
        ({"area": "stem", "kind": "project"}, []),
        ({"area": "no-such"}, []),
        ({"kind": "break"}, []),
    ],
)
def test_what_is_chosen_is_shown_and_counted_without_the_breaks(choice, titles):
    table = chosen(**choice)

    shown = [cell.items[0].title for day in table.days for row in day.rows for cell in row.cells]
    assert shown == titles
    assert (table.shown, table.total) == (len([title for title in titles if title != "Coffee"]), 4)


def test_an_empty_programme_has_no_days():
    table = laid_out()

    assert (table.days, table.total, table.areas, table.kinds) == ((), 0, (), ())


def test_what_is_cancelled_is_shown_and_not_counted():
    table = laid_out(make_entry("10:00"), make_entry("11:00", is_cancelled=True))

    assert len(table.days[0].rows) == 2
    assert (table.shown, table.total) == (1, 1)
