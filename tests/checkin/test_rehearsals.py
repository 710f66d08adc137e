"""The rehearsal: test tickets that are nobody's."""

from collections import Counter

from sqlalchemy import select

from conference import credentials
from conference.checkin import rehearsals
from conference.checkin.models import CheckinList, ListKind, Verdict
from conference.credentials import Purpose
from conference.db import db, transaction
from conference.registration.models import Kind
from tests.factories import make_conference


def prepared(conference):
    with transaction():
        rehearsals.prepare(conference, by="system")
    return rehearsals.list_tickets(conference)


def test_a_rehearsal_has_a_ticket_for_every_kind_of_guest_and_every_refusal(database, saved):
    conference = saved(make_conference())

    tickets = prepared(conference)

    assert [ticket.number for ticket in tickets] == list(range(1, 13))
    admitted = {ticket.kind for ticket in tickets if ticket.verdict is Verdict.ADMITTED}
    assert admitted == set(Kind)
    refused = Counter(ticket.verdict for ticket in tickets if ticket.verdict is not Verdict.ADMITTED)
    assert refused == {Verdict.WAITING: 1, Verdict.CANCELLED: 1, Verdict.REPLACED: 1}


def test_each_test_ticket_has_a_code_of_its_own_that_is_a_ticket_s(database, saved):
    tickets = prepared(saved(make_conference()))

    assert len({ticket.code for ticket in tickets}) == 12
    assert all(credentials.find(ticket.code, purpose=Purpose.TICKET) for ticket in tickets)


def test_a_rehearsal_is_made_once_for_each_conference(database, saved):
    this_year, next_year = saved(make_conference()), saved(make_conference(slug="kickoff2019"))

    first, again, other = prepared(this_year), prepared(this_year), prepared(next_year)

    assert first == again
    assert not {ticket.code for ticket in first} & {ticket.code for ticket in other}
    lists = db.session.scalars(select(CheckinList.kind).order_by(CheckinList.id)).all()
    assert lists == [ListKind.REHEARSAL] * 2
