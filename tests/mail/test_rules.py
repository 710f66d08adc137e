"""How long a letter is tried."""

from datetime import UTC, datetime, timedelta

from conference.mail.rules import PAUSES, next_try_at

NOW = datetime(2018, 11, 5, 9, tzinfo=UTC)


def test_the_first_pause_is_short():
    assert next_try_at(1, now=NOW) == NOW + timedelta(seconds=10)


def test_each_pause_is_longer_than_the_one_before():
    assert list(PAUSES) == sorted(set(PAUSES))


def test_a_letter_is_given_up_after_nearly_two_days():
    assert sum(PAUSES, timedelta()) > timedelta(hours=40)
    assert next_try_at(len(PAUSES) + 1, now=NOW) is None
