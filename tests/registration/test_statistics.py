"""A conference in numbers."""

from datetime import date

import pytest

from conference.checkin.models import Decided, Direction, Scan, Verdict
from conference.front import service as front
from conference.registration import service
from conference.registration.answers import Person
from conference.registration.conferences import statistics
from conference.registration.models import Kind, Reason
from tests.factories import make_checkin_list, make_device, make_registration, moment
from tests.registration.conftest import come, do, register


def test_every_day_is_counted_also_those_on_which_nothing_happened(kickoff, at):
    conference = kickoff(capacity=1)
    anna, _bo = come(conference, "Anna", "Bo")
    at("2018-10-03 00:30")  # a Danish day, while UTC has the one before
    come(conference, "Carl")
    do(service.cancel, anna)

    days = statistics.of(conference).days

    assert [(each.first_on.day, each.registered, each.cancelled, each.live) for each in days] == [
        (1, 2, 0, 2),
        (2, 0, 0, 2),
        (3, 1, 1, 2),
    ]


def test_a_long_time_is_told_by_the_week(kickoff, saved):
    conference = kickoff()
    for day in ("2018-05-01", "2018-05-06", "2018-10-01"):
        saved(make_registration(conference, created_at=moment(f"{day} 10:00")))

    numbers = statistics.of(conference)

    assert (numbers.days_each, len(numbers.days), numbers.busiest) == (7, 22, 2)
    assert (numbers.days[-1].first_on, numbers.days[-1].live) == (date(2018, 9, 25), 3)


def test_guests_are_counted_by_kind_and_by_where_they_stand(kickoff):
    conference = kickoff(capacity=2)
    register(conference, "Anna")
    bo = register(conference, "Bo", kind=Kind.PRESS)
    register(conference, "Carl")
    do(service.cancel, bo, reason=Reason.BY_PERSON)

    numbers = statistics.of(conference)

    told = {group.kind: (group.confirmed, group.waiting, group.cancelled) for group in numbers.kinds}
    assert told == {Kind.ATTENDEE: (1, 1, 0), Kind.PRESS: (0, 0, 1)}
    assert (numbers.all.confirmed, numbers.all.waiting, numbers.all.cancelled) == (1, 1, 1)


def test_a_seat_that_is_handed_over_is_neither_another_one_nor_given_up(kickoff, at):
    conference = kickoff()
    (anna,) = come(conference, "Anna")
    at("2018-10-02 10:00")
    do(service.hand_over, anna, Person("Bo", "bo@skole.example"))

    numbers, today = statistics.of(conference), front.day_of(conference)

    assert [(each.registered, each.cancelled, each.live) for each in numbers.days] == [(1, 0, 1)]
    assert (numbers.all.confirmed, numbers.all.cancelled) == (1, 0)
    assert (today.registered, today.cancelled) == (0, 0)


def test_after_the_end_it_tells_who_did_not_come(kickoff, saved, at):
    conference = kickoff()
    anna, _bo = come(conference, "Anna", "Bo")
    entry, phone = saved(make_checkin_list(conference)), saved(make_device(conference))
    nine = moment("2018-11-22 09:00")
    saved(
        Scan(
            id="1",
            device=phone,
            checkin_list=entry,
            registration=anna,
            lookup="anna",
            direction=Direction.ENTRY,
            scanned_at=nine,
            offset_ms=0,
            corrected_at=nine,
            received_at=nine,
            decided=Decided.ONLINE,
            override=False,
            verdict=Verdict.ADMITTED,
        )
    )
    before = statistics.of(conference).is_over

    at("2018-11-22 16:00")
    after = statistics.of(conference)

    assert (before, after.is_over) == (False, True)
    assert (after.all.arrived, after.all.absent) == (1, 1)


@pytest.mark.parametrize(("came", "percent"), [(0, 100), (1, 99), (100, 69), (322, 1), (323, 0)])
def test_a_share_of_all_or_of_nobody_is_told_only_when_it_is_so(came, percent):
    group = statistics.Group(None, None, confirmed=323, waiting=0, cancelled=0, arrived=came)

    assert group.absent_percent == percent


def test_without_anybody_there_are_no_numbers(kickoff):
    numbers = statistics.of(kickoff())

    assert (numbers.days, numbers.kinds, numbers.partners) == ([], [], [])
