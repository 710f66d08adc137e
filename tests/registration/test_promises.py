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
from conference.registration.answers import Person
from conference.registration.models import TAKEN, Conference, Party, Pool, Registration, State
from tests.factories import make_answers, make_conference, moment
from tests.registration.test_waiting import settings_of

#: Registration is open from the first to the last of these; by then parties no longer gather their seats.
BEGINNING, LAST_EVENING = moment("2018-10-01 10:00"), moment("2018-11-15 20:00")
LIVE = (*TAKEN, State.WAITING)


class Autumn(RuleBasedStateMachine):
    """People come, go, say yes and no; time passes; an organiser moves the walls."""

    @initialize(capacity=st.integers(0, 3))
    def announce(self, capacity):
        self.now, self.came = BEGINNING, 0
        with transaction():
            for table in (Letter, AuditEntry, Credential, Registration, Party, Conference, Pool):
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

    @rule(others=st.integers(1, 2), stays_together=st.booleans())
    def register_a_party(self, others, stays_together):
        first = self.came + 1
        self.came += 1 + others
        with self._deed() as conference:
            left = service.seats(conference).left
            contact = service.register_party(
                conference,
                make_answers(f"Anna {first}"),
                [Person(f"Bo {first}", None)] * others,
                stays_together=stays_together,
                language="da",
            )
            seated = [each.state is State.CONFIRMED for each in service.list_party(contact)]
            assert [each.seq for each in service.list_party(contact)] == list(range(first, self.came + 1))
            assert sum(seated) == (0 if stays_together and left < 1 + others else min(left, 1 + others))

    @precondition(lambda self: self._in(State.CONFIRMED))
    @rule(data=st.data())
    def hand_over(self, data):
        chosen = data.draw(st.sampled_from(self._in(State.CONFIRMED)))
        self.came += 1
        with self._deed() as conference:
            taken = service.seats(conference).taken
            successor = Person(f"Ida {self.came}", f"ida{self.came}@skole.example")
            new = service.hand_over(service.get_registration(chosen), successor)
            assert (new.state, service.seats(conference).taken) == (State.CONFIRMED, taken)

    @precondition(lambda self: self._in(*LIVE))
    @rule(data=st.data())
    def cancel(self, data):
        chosen = data.draw(st.sampled_from(self._in(*LIVE)))
        with self._deed():
            service.cancel(service.get_registration(chosen))

    @precondition(lambda self: self._in(State.OFFERED, is_begun=True))
    @rule(data=st.data(), answer=st.sampled_from([service.accept, service.decline]))
    def answer(self, data, answer):
        chosen = data.draw(st.sampled_from(self._in(State.OFFERED, is_begun=True)))
        with self._deed():
            answer(service.get_registration(chosen))

    @rule(hours=st.sampled_from([1, 30, 60, 300]))
    def wait(self, hours):
        self.now = min(self.now + timedelta(hours=hours), LAST_EVENING)
        with self._deed():
            service.lapse_offers()

    @rule(capacity=st.integers(0, 4))
    def move_the_walls(self, capacity):
        with self._deed() as conference:
            service.change_conference(conference, settings_of(conference, capacity=capacity), by="staff:test")

    def _deed(self):
        return Deed(self.now)

    def _in(self, *states, is_begun=False):
        query = select(Registration.uid).where(Registration.state.in_(states)).order_by(Registration.seq)
        if is_begun:
            query = query.where(Registration.offer_until > self.now)
        return list(db.session.scalars(query))


class Deed:
    """A write block at a moment of the autumn, held against every promise when it ends."""

    def __init__(self, now):
        self._clock, self._block = time_machine.travel(now, tick=False), transaction()

    def __enter__(self):
        self._clock.start()
        self._block.__enter__()
        conference = service.get_conference("kickoff2018")
        self._before, self._queue = service.seats(conference), queue()
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
        assert offer_letters() == begun_offers()
        offered = [each for each in passed if state_of(each) is State.OFFERED]
        assert (
            offered == [each for each in self._queue if state_of(each) is not State.CANCELLED][: len(offered)]
        )


def queue():
    """Who waits, in the order of arrival."""
    query = select(Registration.uid).filter_by(state=State.WAITING).order_by(Registration.seq)
    return list(db.session.scalars(query))


def offer_letters():
    """Whose offer a letter has told of."""
    query = select(Letter.subject).filter_by(name="registration.offer").order_by(Letter.subject)
    return list(db.session.scalars(query))


def begun_offers():
    """Whose offer has ever run: not of a party that still gathers its seats."""
    query = select(Registration.uid).where(Registration.offer_until.is_not(None))
    return list(db.session.scalars(query.order_by(Registration.uid)))


def state_of(uid):
    return db.session.scalar(select(Registration.state).filter_by(uid=uid))


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_the_promises_hold_in_any_autumn(database):
    run_state_machine_as_test(
        Autumn, settings=settings(max_examples=10, stateful_step_count=20, deadline=None)
    )
