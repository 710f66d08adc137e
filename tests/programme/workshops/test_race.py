"""Many press at once: for the last seats of a workshop, while others give up theirs at the conference.

Seen red in November 2026: without the pools' locks PostgreSQL broke on the unique `seq`.
"""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import select

from conference.db import db, transaction
from conference.programme.models import WorkshopPlace
from conference.programme.workshops import service
from conference.registration import service as registrations
from conference.registration.models import State

SEATS, PEOPLE = 4, 12


def test_no_seat_is_given_twice_however_many_press_at_once(app, kickoff):
    robots = kickoff.open(seats=SEATS)
    code, uids = robots.code, [each.uid for each in kickoff.people(*(f"Bo {at}" for at in range(PEOPLE)))]
    leaving = uids[:4]
    with transaction():
        for uid in leaving:
            service.choose(registrations.get_registration(uid), code)
    together = Barrier(PEOPLE)

    def press(uid):
        with app.app_context():
            together.wait()
            with transaction():
                registration = registrations.get_registration(uid)
                if uid in leaving:
                    registrations.cancel(registration)
                else:
                    service.choose(registration, code)
            db.session.remove()

    with ThreadPoolExecutor(PEOPLE) as people:
        list(people.map(press, uids))

    db.session.expire_all()
    found = list(db.session.scalars(select(WorkshopPlace).order_by(WorkshopPlace.seq)))
    assert [place.seq for place in found] == list(range(1, PEOPLE + 1))
    assert [str(place.state) for place in found[:4]] == ["cancelled"] * 4
    taken = [place.state for place in found[4:]]
    assert sum(state is not State.WAITING for state in taken) == SEATS
    assert taken == sorted(taken, key=lambda state: state is State.WAITING)
