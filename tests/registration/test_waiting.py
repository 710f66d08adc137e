"""A freed seat goes to the first in line, and exactly one seat at a time."""

import pytest

from conference.registration import rules, service
from conference.registration.models import Reason, State
from tests.factories import moment
from tests.registration.conftest import come, do, letters, states

CONFIRMED, WAITING, OFFERED, CANCELLED = State.CONFIRMED, State.WAITING, State.OFFERED, State.CANCELLED


def settings_of(conference, **changes):
    """The conference as it is, but for some."""
    from dataclasses import fields

    from conference.registration.answers import Settings

    kept = {
        field.name: getattr(conference, field.name, None)
        for field in fields(Settings)
        if field.name != "capacity"
    }
    return Settings(**{**kept, "capacity": conference.pool.capacity, **changes})


def test_a_cancelled_seat_is_offered_to_the_first_in_line_alone(kickoff):
    conference = kickoff(capacity=1)
    anna, bo, _ = come(conference, "Anna", "Bo", "Carl")

    do(service.cancel, anna)

    assert states(conference) == [CANCELLED, OFFERED, WAITING]
    assert letters()[3:] == [("cancelled", "Anna"), ("offer", "Bo")]
    assert (bo.offered_at, bo.offer_until) == (moment("2018-10-01 10:00"), moment("2018-10-03 10:00"))
    assert (anna.reason, anna.entry_sequence) == (Reason.BY_PERSON, 1)


def test_cancelling_twice_changes_nothing(kickoff):
    conference = kickoff(capacity=1)
    anna, *_ = come(conference, "Anna", "Bo", "Carl")
    do(service.cancel, anna)
    before = (states(conference), letters(), anna.changed_at)

    do(service.cancel, anna)

    assert (states(conference), letters(), anna.changed_at) == before


def test_who_leaves_the_queue_frees_no_seat(kickoff):
    conference = kickoff(capacity=1)
    _, bo, carl = come(conference, "Anna", "Bo", "Carl")

    do(service.cancel, bo)

    assert states(conference) == [CONFIRMED, CANCELLED, WAITING]
    assert service.queue_number(carl) == 1


def test_an_accepted_offer_is_a_seat_with_a_ticket(kickoff):
    conference = kickoff(capacity=1)
    anna, bo = come(conference, "Anna", "Bo")
    do(service.cancel, anna)

    do(service.accept, bo)
    do(service.accept, bo)

    assert states(conference) == [CANCELLED, CONFIRMED]
    assert bo.entry_sequence == 1  # from tentative to confirmed
    assert letters()[-1] == ("ticket", "Bo")
    assert letters().count(("ticket", "Bo")) == 1


def test_a_declined_offer_moves_on(kickoff):
    conference = kickoff(capacity=1)
    anna, bo, _ = come(conference, "Anna", "Bo", "Carl")
    do(service.cancel, anna)

    do(service.decline, bo)
    do(service.decline, bo)

    assert states(conference) == [CANCELLED, CANCELLED, OFFERED]
    assert (bo.reason, letters()[-1]) == (Reason.DECLINED, ("offer", "Carl"))


def test_an_offer_that_nobody_answers_lapses_and_moves_on(kickoff, at):
    conference = kickoff(capacity=1)
    anna, bo, _ = come(conference, "Anna", "Bo", "Carl")
    do(service.cancel, anna)
    at("2018-10-03 09:59")
    do(service.lapse_offers)
    assert states(conference) == [CANCELLED, OFFERED, WAITING]

    at("2018-10-03 10:00")
    do(service.lapse_offers)

    assert states(conference) == [CANCELLED, CANCELLED, OFFERED]
    assert (bo.reason, letters()[-2:]) == (Reason.LAPSED, [("offer_lapsed", "Bo"), ("offer", "Carl")])


def test_an_offer_is_not_accepted_after_its_time_even_before_it_lapsed(kickoff, at):
    conference = kickoff(capacity=1)
    anna, bo = come(conference, "Anna", "Bo")
    do(service.cancel, anna)
    at("2018-10-03 10:00")

    for answer in (service.accept, service.decline):
        with pytest.raises(rules.OfferGone):
            do(answer, bo)

    assert states(conference) == [CANCELLED, OFFERED]


def test_who_was_offered_nothing_cannot_accept(kickoff):
    conference = kickoff(capacity=1)
    _, bo = come(conference, "Anna", "Bo")

    with pytest.raises(rules.OfferGone):
        do(service.accept, bo)


def test_more_seats_are_offered_in_exactly_their_number(kickoff):
    conference = kickoff(capacity=1)
    come(conference, "Anna", "Bo", "Carl", "Dorte")

    do(service.change_conference, conference, settings_of(conference, capacity=3), by="staff:test")

    assert states(conference) == [CONFIRMED, OFFERED, OFFERED, WAITING]


def test_fewer_seats_take_nobodys_away_and_give_none_until_it_fits(kickoff):
    conference = kickoff(capacity=3)
    anna, bo, *_ = come(conference, "Anna", "Bo", "Carl", "Dorte")

    do(service.change_conference, conference, settings_of(conference, capacity=1), by="staff:test")
    do(service.cancel, anna)
    assert states(conference) == [CANCELLED, CONFIRMED, CONFIRMED, WAITING]
    do(service.cancel, bo)

    assert states(conference) == [CANCELLED, CANCELLED, CONFIRMED, WAITING]


def test_an_offer_stays_good_when_the_seats_become_fewer(kickoff):
    conference = kickoff(capacity=1)
    anna, bo = come(conference, "Anna", "Bo")
    do(service.cancel, anna)
    do(service.change_conference, conference, settings_of(conference, capacity=0), by="staff:test")

    do(service.accept, bo)

    assert states(conference) == [CANCELLED, CONFIRMED]


def test_the_queue_ends_when_the_doors_open(kickoff, at):
    conference = kickoff(capacity=1)
    anna, _ = come(conference, "Anna", "Bo")
    at("2018-11-22 08:30")

    do(service.cancel, anna)

    assert states(conference) == [CANCELLED, WAITING]


def test_after_the_closing_a_freed_seat_is_still_offered(kickoff, at):
    conference = kickoff(capacity=1)
    anna, bo = come(conference, "Anna", "Bo")
    at("2018-11-20 12:00")

    do(service.cancel, anna)
    do(service.accept, bo)

    assert states(conference) == [CANCELLED, CONFIRMED]


def test_nobody_cancels_after_the_start(kickoff, at):
    conference = kickoff(capacity=1)
    (anna,) = come(conference, "Anna")
    at("2018-11-22 09:00")

    with pytest.raises(rules.TooLate):
        do(service.cancel, anna)


def test_a_new_time_is_told_once_to_everybody_with_a_place(kickoff):
    conference = kickoff(capacity=1)
    anna, bo = come(conference, "Anna", "Bo")

    later = settings_of(conference, ends_at=moment("2018-11-22 17:00"))
    do(service.change_conference, conference, later, by="staff:test")
    do(service.change_conference, conference, settings_of(conference, summary_da="Ny"), by="staff:test")

    assert letters()[2:] == [("changed", "Anna"), ("changed", "Bo")]
    assert (anna.entry_sequence, bo.entry_sequence) == (2, 2)  # their calendars show both
