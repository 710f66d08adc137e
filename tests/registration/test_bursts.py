"""Three conferences on a very bad morning: real servers, real sockets, everything at once.

People give up seats while others register, an organiser moves the walls from another process, and one form
is sent fifty times. Seen red in November 2026 with the pool's lock out: PostgreSQL answered some with 500 by
the unique `seq`.
"""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from http.client import HTTPConnection
from threading import Barrier
from urllib.parse import urlencode, urlsplit

import pytest
from sqlalchemy import func, select

from conference import clock
from conference.db import db, transaction
from conference.mail.models import Letter
from conference.registration import service
from conference.registration.models import Conference, Registration, State
from tests.factories import make_answers, make_conference
from tests.registration.test_waiting import settings_of

LEAVING, COMING, SAME = 50, 100, 50
WALLS = (50, 40, 70)


@pytest.fixture
def leaving(app):
    """The three conferences; the codes of those who are about to give up their seats at the first."""
    with app.app_context():
        now = clock.now()
        hours = {
            "opens_at": now - timedelta(days=1),
            "closes_at": now + timedelta(days=1),
            "doors_at": now + timedelta(days=30),
            "starts_at": now + timedelta(days=30, hours=1),
            "ends_at": now + timedelta(days=30, hours=8),
        }
        capacities = {"leaving": LEAVING, "walls": WALLS[0], "same": SAME}
        with transaction():
            for slug, seats in capacities.items():
                db.session.add(make_conference(slug=slug, capacity=seats, **hours))
            db.session.flush()
            first = service.get_conference("leaving")
            answers = [make_answers(f"Ida {number}") for number in range(LEAVING)]
            places = [service.register(first, each, language="da") for each in answers]
            codes = [service.own_code(place) for place in places]
        db.session.remove()
    return codes


def test_nothing_is_lost_or_passed_on_a_very_bad_morning(app, leaving, in_production):
    deeds = [lambda code=code: post(in_production, f"/r/{code}/cancel", {}) for code in leaving]
    for number in range(COMING):
        form = {"name": f"Bo {number}", "email": f"bo{number}@skole.example", "form_key": f"key{number}"}
        deeds += [lambda form=form: post(in_production, "/leaving/register", form)]
        deeds += [lambda form=form: post(in_production, "/walls/register", form)]
    same = {"name": "Carl", "email": "carl@skole.example", "form_key": "the one"}
    deeds += [lambda: post(in_production, "/same/register", same)] * SAME
    deeds += [lambda: move_the_walls(app)]
    together = Barrier(len(deeds))

    def at_once(deed):
        together.wait()
        return deed()

    with ThreadPoolExecutor(len(deeds)) as people:
        answers = Counter(people.map(at_once, deeds))

    with app.app_context():
        conferences = {each.slug: each for each in db.session.scalars(select(Conference))}
        assert [status for status, _where in answers if status != 303] == []
        assert max(answers.values()) == SAME  # one form, one page to go to
        assert stands(conferences["leaving"], since=LEAVING) == ([True] * LEAVING + [False] * LEAVING)
        assert stands(conferences["walls"]) == [True] * WALLS[-1] + [False] * (COMING - WALLS[-1])
        assert len(stands(conferences["same"])) == 1
        assert count(Letter, name="registration.offer") == count(Registration, state=State.OFFERED)
        db.session.remove()


def stands(conference, *, since=0):
    """Whether each has a seat, in the order of arrival."""
    query = select(Registration.state).where(
        Registration.conference_id == conference.id, Registration.seq > since
    )
    states = db.session.scalars(query.order_by(Registration.seq))
    return [state in (State.CONFIRMED, State.OFFERED) for state in states]


def count(kind, **which):
    return db.session.scalar(select(func.count()).select_from(kind).filter_by(**which))


def move_the_walls(app):
    """An organiser changes the capacity again and again, in a process of their own."""
    with app.app_context():
        for capacity in WALLS[1:]:
            with transaction():
                conference = service.get_conference("walls")
                settings = settings_of(conference, capacity=capacity)
                service.change_conference(conference, settings, by="staff:test")
        db.session.remove()
    return 303, "settings"


def post(server, path, form):
    """What the server answers, and where it leads."""
    address = urlsplit(server.url)
    headers = {"Host": address.netloc, "Content-Type": "application/x-www-form-urlencoded"}
    with closing(HTTPConnection("127.0.0.1", address.port, timeout=90)) as connection:
        connection.request("POST", path, urlencode(form), headers)
        answer = connection.getresponse()
        answer.read()
    return answer.status, answer.headers.get("Location")
