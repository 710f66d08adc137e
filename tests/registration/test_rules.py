"""When one may register, and how long an offer lasts."""

import pytest

from conference.errors import NotFound
from conference.registration import rules
from conference.registration.models import State
from conference.registration.rules import Phase
from tests.factories import make_conference, make_registration, moment


@pytest.mark.parametrize(
    ("wall", "expected"),
    [
        ("2018-09-01 08:59", Phase.EARLY),
        ("2018-09-01 09:00", Phase.OPEN),
        ("2018-11-15 23:58", Phase.OPEN),
        ("2018-11-15 23:59", Phase.CLOSED),
        ("2018-11-22 15:59", Phase.CLOSED),
        ("2018-11-22 16:00", Phase.OVER),
    ],
)
def test_registration_is_open_from_its_opening_to_its_closing(wall, expected):
    assert rules.phase(make_conference(), now=moment(wall)) is expected


def test_registration_ends_when_the_doors_open_even_if_it_was_to_close_later():
    conference = make_conference(closes_at=moment("2018-11-22 12:00"))

    assert rules.phase(conference, now=moment("2018-11-22 08:30")) is Phase.CLOSED


@pytest.mark.parametrize(
    ("wall", "words"),
    [
        ("2018-08-31 12:00", "Registration has not opened yet."),
        ("2018-11-16 12:00", "Registration has closed."),
        ("2018-11-23 12:00", "Registration has closed."),
    ],
)
def test_too_early_and_too_late_are_refused(wall, words):
    with pytest.raises(rules.RegistrationClosed) as refusal:
        rules.check_open(make_conference(), now=moment(wall))

    assert (str(refusal.value), refusal.value.status, refusal.value.code) == (
        words,
        409,
        "registration_closed",
    )


def test_a_conference_that_is_not_published_does_not_exist():
    with pytest.raises(NotFound):
        rules.check_open(make_conference(published_at=None), now=moment("2018-10-01 12:00"))


@pytest.mark.parametrize(
    ("made", "good_until"),
    [
        ("2018-10-01 12:00", "2018-10-03 12:00"),  # 48 hours
        ("2018-10-01 20:00", "2018-10-03 20:00"),
        ("2018-10-01 20:01", "2018-10-04 10:00"),  # 20.01 is past bedtime
        ("2018-10-01 07:59", "2018-10-03 10:00"),
        ("2018-10-26 12:00", "2018-10-28 11:00"),  # the clocks go back that night
        ("2018-11-15 08:59", "2018-11-17 08:59"),
        ("2018-11-15 09:00", "2018-11-16 10:00"),  # 12 hours end at 21.00
        ("2018-11-16 08:00", "2018-11-16 20:00"),
        ("2018-11-21 08:59", "2018-11-22 08:00"),  # 12 hours, but never later than an hour before the start
        ("2018-11-21 09:00", "2018-11-21 11:00"),  # 2 hours
        ("2018-11-21 19:00", "2018-11-22 08:00"),
    ],
)
def test_an_offer_lasts_shorter_the_nearer_the_start_and_never_ends_at_night(made, good_until):
    assert rules.offer_until(moment(made), rules.hours_of(make_conference())) == moment(good_until)


@pytest.mark.parametrize(
    ("wall", "is_open"),
    [("2018-11-22 07:59", True), ("2018-11-22 08:00", False), ("2018-11-22 08:30", False)],
)
def test_the_queue_ends_when_no_offer_can_be_answered_any_more(wall, is_open):
    assert rules.is_queue_open(rules.hours_of(make_conference()), now=moment(wall)) is is_open


def test_the_queue_ends_when_the_doors_open():
    conference = make_conference(doors_at=moment("2018-11-22 07:00"))

    assert not rules.is_queue_open(rules.hours_of(conference), now=moment("2018-11-22 07:00"))


def test_an_offer_is_good_until_its_last_moment_and_not_in_it():
    conference = make_conference()
    offered = make_registration(conference, state=State.OFFERED, offer_until=moment("2018-10-03 12:00"))

    assert rules.is_offer_good(offered, now=moment("2018-10-03 11:59"))
    assert not rules.is_offer_good(offered, now=moment("2018-10-03 12:00"))


def test_nothing_is_changed_after_the_start():
    with pytest.raises(rules.TooLate):
        rules.check_change(make_conference(), now=moment("2018-11-22 09:00"))


@pytest.mark.parametrize("slug", ["kickoff2018", "abcd", "a" * 31])
def test_a_word_can_be_the_address_of_a_conference(slug):
    rules.check_slug(slug)


@pytest.mark.parametrize(
    "slug", ["partners", "abc", "a" * 32, "2018kickoff", "kick-off", "Kickoff", "kick\n"]
)
def test_another_word_cannot(slug):
    with pytest.raises(rules.SlugTaken):
        rules.check_slug(slug)
