"""What organisers see of the waiting list: who has an offer, who is next, and until when."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from conference import clock
from conference.db import db, transaction
from conference.registration import service
from conference.registration.answers import Person
from conference.registration.models import Registration
from tests.factories import make_answers, make_conference
from tests.queries import queries

PAGE = "/en/organise/kickoff2018/queue"


@pytest.fixture
def kickoff(app, saved):
    """One seat, Anna's, who gave it up: Bo and Carl queue for it with their party, and Ida behind them."""
    now = clock.real_now().replace(second=0, microsecond=0)
    saved(
        make_conference(
            capacity=1,
            opens_at=now - timedelta(days=9),
            closes_at=now + timedelta(days=9),
            doors_at=now + timedelta(days=30),
            starts_at=now + timedelta(days=30, hours=1),
            ends_at=now + timedelta(days=30, hours=8),
        )
    )
    with app.app_context(), transaction():
        conference = service.get_conference("kickoff2018")
        anna = service.register(conference, make_answers("Anna"), language="da")
        carl = [Person("Carl", None)]
        service.register_party(conference, make_answers("Bo"), carl, stays_together=True, language="da")
        service.register(conference, make_answers("Ida"), language="da")
        service.cancel(anna)


def test_an_organiser_sees_who_gathers_who_is_next_and_until_when(app, kickoff, staff_client):
    client = staff_client()

    gathering = client.get(PAGE).get_data(as_text=True)
    with app.app_context(), transaction():
        service.cancel(db.session.scalar(select(Registration).filter_by(name="Carl")))
    offered = client.get(PAGE).get_data(as_text=True)

    assert "gathering seats for the party" in gathering
    assert "The next free seat is offered to Carl, until" in gathering
    assert "gathering seats for the party" not in offered
    assert "The next free seat is offered to Ida, until" in offered
    assert offered.index(">Bo</a>") < offered.index("In line, the next one first") < offered.index(">Ida</a>")


def test_of_a_conference_called_off_the_page_promises_nobody_a_seat(app, kickoff, staff_client):
    with app.app_context(), transaction():
        service.get_conference("kickoff2018").called_off_at = clock.now()

    page = staff_client().get(PAGE).get_data(as_text=True)

    assert "The conference has been called off" in page
    assert "nobody is offered a seat" in page
    assert "The next free seat" not in page


def test_with_more_seats_taken_than_there_are_the_page_promises_no_free_one(app, kickoff, staff_client):
    with app.app_context(), transaction():
        service.get_conference("kickoff2018").pool.capacity = 0

    page = staff_client().get(PAGE).get_data(as_text=True)

    assert "nothing is offered until it fits again" in page
    assert "The next free seat" not in page


def test_the_page_asks_as_often_however_long_the_list_is(app, kickoff, staff_client):
    client = staff_client()
    client.get(PAGE)
    with queries("SELECT") as before:
        client.get(PAGE)
    with app.app_context(), transaction():
        conference = service.get_conference("kickoff2018")
        for number in range(20):
            service.register(conference, make_answers(f"Late {number}"), language="da")

    with queries("SELECT") as after:
        client.get(PAGE)

    assert len(after) == len(before) == 5
