"""Arrivals as bars of five minutes: where the line begins and ends, and how high each bar is."""

from datetime import timedelta

import pytest
from flask_babel import force_locale

from conference import clock
from conference.checkin.organise import chart, overview
from tests.factories import moment

DOORS, STARTS = moment("2018-11-22 08:30"), moment("2018-11-22 09:00")


def spans(axis):
    return f"{clock.to_local(axis.begins_at):%H:%M}–{clock.to_local(axis.ends_at):%H:%M}"


def times(axis):
    return [f"{clock.to_local(at):%H:%M}" for at, _place in axis.ticks]


def axis_of(*walls):
    return chart.axis_of([moment(wall) for wall in walls], around=(DOORS, STARTS))


def test_the_line_holds_the_doors_the_start_and_every_arrival_of_the_day():
    assert spans(axis_of("2018-11-22 08:35")) == "08:30–10:30"
    assert spans(axis_of("2018-11-22 08:10", "2018-11-22 11:55")) == "08:00–12:00"
    assert spans(axis_of("2018-11-22 08:10", "2018-11-22 12:00")) == "08:00–12:30"


def test_nobody_makes_no_line():
    assert axis_of() is None


def test_what_was_read_on_an_earlier_day_is_not_on_the_line():
    axis = axis_of("2018-11-20 14:00", "2018-11-22 08:35")

    bars = chart.draw({moment("2018-11-20 14:00"): 5, moment("2018-11-22 08:35"): 2}, axis)

    assert spans(axis) == "08:30–10:30"
    assert (bars.most, bars.busiest_at) == (2, moment("2018-11-22 08:35"))


def test_an_earlier_day_by_itself_has_a_line_without_the_doors():
    assert spans(axis_of("2018-11-20 14:00")) == "14:00–16:00"


def test_there_is_room_between_the_times_below_the_line():
    assert times(axis_of("2018-11-22 08:35")) == ["08:30", "09:00", "09:30", "10:00", "10:30"]
    assert times(axis_of("2018-11-22 08:35", "2018-11-22 16:10")) == [
        "08:30",
        "10:30",
        "12:30",
        "14:30",
        "16:30",
    ]
    assert len(times(axis_of("2018-11-22 00:01", "2018-11-22 23:57"))) == 5


def test_the_night_in_which_the_clocks_go_back_is_an_hour_longer():
    axis = chart.axis_of([moment("2018-10-28 00:00"), moment("2018-10-28 05:55")], around=())

    assert axis.ends_at - axis.begins_at == timedelta(hours=7)


def test_the_highest_bar_fills_the_picture_and_the_others_their_share():
    axis = axis_of("2018-11-22 08:30", "2018-11-22 08:40")
    came = {moment("2018-11-22 08:30"): 1, moment("2018-11-22 08:40"): 4}

    bars = chart.draw(came, axis)

    assert bars.path == "M1 100V75h8V100zM21 100V0h8V100z"
    assert axis.width == 240


def test_of_two_highest_bars_the_first_is_the_busiest():
    axis = axis_of("2018-11-22 08:30", "2018-11-22 08:40")
    came = {moment("2018-11-22 08:30"): 4, moment("2018-11-22 08:40"): 4}

    assert chart.draw(came, axis).busiest_at == moment("2018-11-22 08:30")


def test_a_list_to_which_nobody_came_on_the_day_has_no_bars():
    assert chart.draw({moment("2018-11-20 14:00"): 5}, axis_of("2018-11-22 08:35")) is None


@pytest.mark.parametrize(
    ("seconds", "words"), [(89, "89 seconds"), (-90, "2 minutes"), (5_300, "88 minutes"), (7_200, "2 hours")]
)
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_how_long_ago_is_said_in_one_unit(database, seconds, words):
    with force_locale("en"):
        assert overview.how_long(timedelta(seconds=seconds)) == words
