"""Whatever people do, in whatever order: no seat is given twice, and nobody is passed (A26, A30)."""

from datetime import timedelta

import pytest
import time_machine
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import delete, select

from conference.audit.models import AuditEntry
from conference.credentials import Credential
from conference.db import db, transaction
from conference.mail.models import Letter
from conference.registration import service
from conference.registration.models import TAKEN, Conference, Pool, Registration, State
from tests.factories import make_answers, make_conference, moment
from tests.registration.test_waiting import settings_of

BEGINNING = moment("2018-10-01 10:00")
LIVE = (*TAKEN, State.WAITING)


class Autumn(RuleBasedStateMachine):
    """People come, go, say yes and no; time passes; an organiser moves the walls."""

    @initialize(capacity=st.integers(0, 3))
    def announce(self, capacity):
        self.now, self.came = BEGINNING, 0
        with transaction():
            for table in (Letter, AuditEntry, Credential, Registration, Conference, Pool):
                db.session.execute(delete(table))
            db.session.add(make_conference(capacity=capacity))

    @rule(people=st.integers(1, 3))
    def register(self, people):
        for _ in range(people):
            self.came += 1
            with self._deed() as conference:
                had_queue = bool(service.seats(conference).waiting)
                place = service.register(conference, make_answers(f"Anna {self.came}"), language="da")
                assert place.seq == self.came
                assert place.state is State.WAITING or not had_queue

    @precondition(lambda self: self._in(*LIVE))
    @rule(data=st.data())
    def cancel(self, data):
        chosen = data.draw(st.sampled_from(self._in(*LIVE)))
        with self._deed():
            service.cancel(service.get_registration(chosen))

    @precondition(lambda self: self._in(State.OFFERED))
    @rule(data=st.data(), answer=st.sampled_from([service.accept, service.decline]))
    def answer(self, data, answer):
        chosen = data.draw(st.sampled_from(self._in(State.OFFERED)))
        with self._deed():
            answer(service.get_registration(chosen))

    @rule(hours=st.sampled_from([1, 30, 60]))
    def wait(self, hours):
        self.now += timedelta(hours=hours)
        with self._deed():
            service.lapse_offers()

    @rule(capacity=st.integers(0, 4))
    def move_the_walls(self, capacity):
        with self._deed() as conference:
            service.change_conference(conference, settings_of(conference, capacity=capacity), by="staff:test")

    def _deed(self):
        return Deed(self.now)

    def _in(self, *states):
        query = select(Registration.uid).where(Registration.state.in_(states)).order_by(Registration.seq)
        return list(db.session.scalars(query))


class Deed:
    """A write block at a moment of the autumn, held against every promise when it ends."""

    def __init__(self, now):
        self._clock, self._block = time_machine.travel(now, tick=False), transaction()

    def __enter__(self):
        self._clock.start()
        self._block.__enter__()
        conference = service.get_conference("kickoff2018")
        self._before, self._queue, self._offers = service.seats(conference), queue(), count_offers()
        return conference

    def __exit__(self, *failure):
        try:
            self._block.__exit__(*failure)
            if failure == (None, None, None):
                self._check()
        finally:
            db.session.rollback()
            self._clock.stop()

    def _check(self):
        conference = service.get_conference("kickoff2018")
        after, waiting = service.seats(conference), queue()
        passed = [each for each in self._queue if each not in waiting]
        assert after.taken <= max(self._before.taken, after.capacity)
        assert not (after.free and waiting and service.is_queue_open(conference))
        assert waiting[: len(self._queue) - len(passed)] == [each for each in self._queue if each in waiting]
        newly = count_offers() - self._offers
        offered = [each for each in passed if state_of(each) is State.OFFERED]
        assert newly == len(offered)
        assert (
            offered == [each for each in self._queue if state_of(each) is not State.CANCELLED][: len(offered)]
        )


def queue():
    """Who waits, in the order of arrival."""
    query = select(Registration.uid).filter_by(state=State.WAITING).order_by(Registration.seq)
    return list(db.session.scalars(query))


def count_offers():
    return len(list(db.session.scalars(select(Letter.id).filter_by(name="registration.offer"))))


def state_of(uid):
    return db.session.scalar(select(Registration.state).filter_by(uid=uid))


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_the_promises_hold_in_any_autumn(database):
    run_state_machine_as_test(
        Autumn, settings=settings(max_examples=10, stateful_step_count=20, deadline=None)
    )
