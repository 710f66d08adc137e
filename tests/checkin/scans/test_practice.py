"""Test tickets at the door: judged like any other, on the rehearsal's list and nowhere else."""

import pytest

from conference.checkin import rehearsals, service
from conference.checkin.models import Verdict
from conference.db import transaction
from tests.checkin.door import scan, send, ticket_of
from tests.factories import make_checkin_list, make_conference, make_device, make_registration
from tests.queries import queries


@pytest.fixture
def conference(database, saved, at):
    """A rehearsal has been made ready, and two phones are paired."""
    at("2018-11-21 15:00")
    conference = saved(make_conference())
    saved(make_checkin_list(conference))
    for name in ("Anna", "Bo"):
        saved(make_device(conference, name=name))
    with transaction():
        rehearsals.prepare(conference, by="staff:1")
    at("2018-11-22 09:00")
    return conference


@pytest.fixture
def tickets(conference):
    return rehearsals.list_tickets(conference)


def practise(token, *codes, **more):
    return send(token, *(scan(code, list=rehearsals.KEY, **more) for code in codes)).results


def test_each_test_ticket_is_told_what_it_is_made_for_and_called_a_test_guest(tickets):
    results = practise("Anna", *(ticket.code for ticket in tickets))

    assert [result.verdict for result in results] == [ticket.verdict for ticket in tickets]
    assert [result.attendee.name for result in results] == [ticket.name for ticket in tickets]
    assert results[0].attendee.organisation == ""


def test_a_test_ticket_is_read_twice_and_goes_on_in_another_call(tickets):
    code = tickets[0].code
    practise("Anna", code, scanned_at="2018-11-22T08:50:00+01:00")

    [online] = practise("Bo", code)
    [offline] = practise("Bo", code, decided="offline")

    assert (online.verdict, online.first["device"]) == (Verdict.DUPLICATE, "Anna")
    assert offline.verdict == Verdict.CONFLICT


def test_a_test_ticket_is_unknown_at_the_entrance_and_a_real_one_is_not_let_in_by_practice(
    conference, tickets, saved
):
    real = ticket_of(saved(make_registration(conference)))

    mixed = send("Anna", scan(tickets[0].code), scan(tickets[0].code, list=rehearsals.KEY), scan(real))
    [practised] = practise("Anna", real)

    verdicts = [result.verdict for result in mixed.results]
    assert verdicts == [Verdict.UNKNOWN, Verdict.ADMITTED, Verdict.ADMITTED]
    assert practised.verdict == Verdict.WRONG_LIST
    assert service.counts(conference.id) == service.Counts(arrived=1, expected=1)


def test_a_test_ticket_of_another_conference_tells_nothing(conference, tickets, saved):
    other = saved(make_conference(slug="kickoff2019"))
    saved(make_device(other, name="Dorte"))
    with transaction():
        rehearsals.prepare(other, by="staff:1")

    assert practise("Dorte", tickets[0].code) == [service.Result(Verdict.UNKNOWN)]


def test_a_plain_scan_costs_nothing_more_where_there_is_a_rehearsal(conference, tickets, saved):
    code = ticket_of(saved(make_registration(conference)))

    with queries() as asked:
        send("Anna", scan(code))

    assert len(asked) == 6
