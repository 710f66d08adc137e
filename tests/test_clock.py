"""Danish time at the edge, UTC within, and a demo's own clock."""

from datetime import UTC, datetime, timedelta

import pytest

from conference import clock, installation
from conference.db import transaction


def test_a_danish_wall_clock_says_its_instant():
    assert clock.from_local(datetime(2018, 11, 22, 9)) == datetime(2018, 11, 22, 8, tzinfo=UTC)


def test_an_hour_that_the_clocks_skip_is_refused():
    with pytest.raises(ValueError, match="does not exist"):
        clock.from_local(datetime(2018, 3, 25, 2, 30))


def test_the_danish_day_begins_before_the_utc_one(at):
    at("2018-11-23 00:30")

    assert clock.today().isoformat() == "2018-11-23"


def test_what_changes_twice_in_a_second_is_later_the_second_time(at):
    nine = at("2018-11-22 09:00")

    assert clock.after(nine) == nine + timedelta(seconds=1)


def test_a_demo_has_its_own_clock_for_the_trade_and_the_machines_for_sessions(database, at):
    at("2026-11-22 09:00")
    before = clock.now()

    with transaction():
        installation.set_demo_offset(timedelta(days=-10))

    assert before - clock.now() == timedelta(days=10)
    assert clock.real_now() == before
