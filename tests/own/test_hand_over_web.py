"""A person hands the own seat over, on the own page."""

import pytest
from sqlalchemy import select

from conference.audit.models import AuditEntry
from conference.db import db, transaction
from conference.registration import service
from conference.registration.models import Registration
from tests.factories import make_answers, make_conference

FORM = {"name": "Bo Lund", "email": "bo@skole.example", "organisation": ""}


@pytest.fixture
def come(app, saved, at):
    """Somebody registers; gives the path of their own page."""
    at("2018-10-01 10:00")
    saved(make_conference(capacity=2))

    def register(name):
        with app.app_context(), transaction():
            conference = service.get_conference("kickoff2018")
            return f"/r/{service.own_code(service.register(conference, make_answers(name), language='da'))}"

    return register


def holders(app):
    """Who has which state, in the order of arrival."""
    with app.app_context():
        query = select(Registration.name, Registration.state).order_by(Registration.seq)
        return [(name, str(state)) for name, state in db.session.execute(query)]


def test_a_seat_goes_to_a_colleague_and_the_old_page_is_gone(app, client, come):
    anna = come("Anna")

    asked = client.get(f"{anna}/hand-over")
    assert (asked.status_code, holders(app)) == (200, [("Anna", "confirmed")])
    done = client.post(f"/en{anna}/hand-over", data=FORM)
    again = client.post(f"/en{anna}/hand-over", data=FORM)
    others = [
        client.post(f"{anna}/hand-over", data=FORM | another).status_code
        for another in ({"email": "carl@skole.example"}, {"name": "Carl"})
    ]

    assert (done.status_code, again.text, others) == (200, done.text, [404, 404])
    assert "Bo Lund comes in your place" in done.text
    assert holders(app) == [("Anna", "cancelled"), ("Bo Lund", "confirmed")]
    assert [client.get(f"{anna}{page}").status_code for page in ("", "/ticket.pdf", "/hand-over")] == [
        404
    ] * 3
    with app.app_context():
        acts = db.session.execute(select(AuditEntry.act, AuditEntry.by).order_by(AuditEntry.id)).all()
        assert [tuple(act) for act in acts[1:]] == [("registration.hand_over", "self")]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"name": ""}, "Write your colleague's name."),
        ({"email": ""}, "Write your colleague's e-mail address."),
        ({"email": "carl@skole.example"}, "This e-mail address already has another place"),
    ],
)
def test_a_wrong_form_keeps_its_words_and_the_seat(app, client, come, wrong, told):
    anna, _carl = come("Anna"), come("Carl")

    answer = client.post(f"/en{anna}/hand-over", data=FORM | {"organisation": "IDA"} | wrong)

    assert answer.status_code == 422
    assert told in answer.text
    assert 'value="IDA"' in answer.text
    assert holders(app) == [("Anna", "confirmed"), ("Carl", "confirmed")]


def test_only_a_seat_is_handed_over_and_only_until_the_start(app, client, come, at):
    anna, _bo, waiting = come("Anna"), come("Berit"), come("Carl")
    asked, refused = client.get(f"{waiting}/hand-over"), client.post(f"/en{waiting}/hand-over", data=FORM)
    at("2018-11-22 09:00")
    late = client.post(f"/en{anna}/hand-over", data=FORM)

    assert (asked.status_code, asked.location) == (302, f"{waiting}?done=late")
    assert (refused.status_code, late.status_code) == (409, 409)
    assert "Only a seat can be handed over." in refused.text
    assert len(holders(app)) == 3
