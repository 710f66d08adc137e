"""The seat of who is checked in is in use: nobody is asked to pass it on, and then refused."""

import pytest
from sqlalchemy import select

from conference import credentials
from conference.credentials import Purpose
from conference.db import db, transaction
from conference.registration import service
from conference.registration.answers import Person
from conference.registration.models import Registration
from tests.checkin.door import scan, send
from tests.factories import make_answers, make_checkin_list, make_conference, make_device

IN_USE = "{} is checked in, so the seat is in use. Please ask at the desk."


@pytest.fixture
def inside(app, saved, at):
    """Anna brings Bo and Cleo, and comes in with Bo; gives her page, and the uids of all three."""
    at("2018-10-01 10:00")
    kickoff = saved(make_conference())
    saved(make_checkin_list(kickoff))
    saved(make_device(kickoff, token="phone"))
    with app.app_context():
        with transaction():
            conference = service.get_conference("kickoff2018")
            others = [Person("Bo Lund", None), Person("Cleo Dam", None)]
            answers = make_answers("Anna Holm")
            anna = service.register_party(conference, answers, others, language="en", stays_together=False)
        people = list(db.session.scalars(select(Registration).order_by(Registration.seq)))
        path, uids = f"/en/r/{service.own_code(anna)}", [each.uid for each in people]
        tickets = [credentials.live_code(Purpose.TICKET, uid) for uid in uids[:2]]
        at("2018-11-22 08:40")
        send("phone", *(scan(ticket) for ticket in tickets))
    return path, uids


def test_who_is_checked_in_is_told_so_instead_of_asked(client, inside):
    anna, (_, bo, _) = inside
    own = [f"{anna}/hand-over", f"{anna}/cancel"]
    members = [f"{anna}/party/{bo}/replace", f"{anna}/party/{bo}/cancel"]

    pages = [client.get(path).text for path in own + members]
    pressed = [
        client.post(path, data={"name": "Dan Krog", "email": "dan@skole.example"}) for path in own + members
    ]

    told = [IN_USE.format(name) for name in ("Anna Holm", "Anna Holm", "Bo Lund", "Bo Lund")]
    assert [words in page for words, page in zip(told, pages, strict=True)] == [True] * 4
    assert ["<form" in page.partition("<main")[2].partition("</main")[0] for page in pages] == [False] * 4
    assert [
        (answer.status_code, words in answer.text) for words, answer in zip(told, pressed, strict=True)
    ] == [(409, True)] * 4


def test_a_group_offers_to_pass_on_only_seats_that_are_not_in_use(client, inside):
    anna, (_, bo, cleo) = inside

    page = client.get(f"{anna}/party").text

    ways = [(uid, way) for uid in (bo, cleo) for way in ("correct", "replace", "cancel")]
    assert [(uid, way) for uid, way in ways if f"{uid}/{way}" in page] == [(bo, "correct"), *ways[3:]]
    assert page.count("Has come") == 2
    assert "/replace" not in client.get(f"{anna}/party/{bo}/correct").text
