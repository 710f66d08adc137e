"""What two write blocks make of each other on PostgreSQL; on SQLite there is one at a time.

Seen red in November 2026: a ticket for a conference that had just been called off, and a deadlock of a phone
that was paired while somebody registered.
"""

import pytest
from sqlalchemy import text

from conference.checkin import pairing
from conference.db import db, transaction
from conference.programme import plan
from conference.registration import service
from conference.registration.conferences import moving
from conference.registration.conferences.moving import Notice
from conference.registration.rules import CalledOff
from conference.registration.seats import lock_seats
from tests.factories import make_answers

pytestmark = pytest.mark.parametrize("database_kind", ["postgres"], indirect=True)


def test_nobody_registers_for_what_was_called_off_at_this_moment(app, kickoff):
    kickoff()
    with transaction():
        seen = service.get_conference("kickoff2018")
        with app.app_context(), transaction():
            conference = service.get_conference("kickoff2018")
            moving.call_off(conference, Notice(), by="staff:test", seen=conference.version)

        with pytest.raises(CalledOff):
            service.register(seen, make_answers("Anna"), language="da")


@pytest.mark.parametrize("deed", [plan.hold_now, pairing.pair_link])
def test_who_plans_or_pairs_does_not_wait_for_who_registers(app, kickoff, deed):
    kickoff()
    with transaction():
        lock_seats(service.get_conference("kickoff2018"))
        with app.app_context(), transaction():
            db.session.execute(text("SET LOCAL lock_timeout = '2s'"))

            deed(service.get_conference("kickoff2018"))
