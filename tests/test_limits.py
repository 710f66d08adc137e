"""How often something may be tried, also by many at once and in several processes."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from conference import limits
from conference.db import db, transaction
from conference.limits import Limit, TooMany

FIVE = Limit("five", most=5, within=timedelta(minutes=5), rest=timedelta(minutes=30))


def tries(number, who="kai"):
    """How many of so many tries are let through."""
    through = 0
    for _try in range(number):
        try:
            with transaction():
                limits.take(FIVE, who)
            through += 1
        except TooMany:
            pass
    return through


def test_so_many_are_let_through_and_then_rest(database, at):
    at("2018-11-05 09:00")
    first = tries(7)
    at("2018-11-05 09:29")
    resting = tries(1)
    at("2018-11-05 09:30")

    assert (first, resting, tries(7)) == (5, 0, 5)


def test_slow_tries_are_never_too_many_and_others_are_counted_apart(database, at):
    through = 0
    for minute in range(0, 60, 5):
        at(f"2018-11-05 09:{minute:02}")
        through += tries(4)

    assert (through, tries(5, "bo")) == (48, 5)


def test_what_went_well_and_what_is_old_counts_no_more(database, at):
    at("2018-11-05 09:00")
    tries(4)
    with transaction():
        limits.forget(FIVE, "kai")
    again = tries(5)
    at("2018-11-07 09:00")

    with transaction():
        limits.forget_old()

    assert again == 5
    assert db.session.query(limits.Tries).count() == 0


def test_a_16_many_at_once_are_no_way_around(app):
    def one(_number):
        with app.app_context():
            return tries(1)

    with ThreadPoolExecutor(20) as pool:
        assert sum(pool.map(one, range(40))) == 5
