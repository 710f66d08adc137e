"""What a contact puts right, and what they are told of who did not come onto the list."""

import pytest
from sqlalchemy import select

from conference.db import db, transaction
from conference.registration import consents, service
from conference.registration.models import About, Registration
from tests.factories import make_conference

FORM = {"name": "Anna Holm", "email": "anna@skole.example", "kind": "attendee", "form_key": "K" * 26}


@pytest.fixture
def register(client, saved, at):
    """Anna comes with colleagues, on the form; gives the address of the page it leads to."""

    def come(*colleagues, capacity=9):
        at("2018-10-01 10:00")
        saved(make_conference(capacity=capacity))
        form = {
            f"colleague-{at}-{field}": said for at, row in enumerate(colleagues, 1) for field, said in row
        }
        return client.post("/en/kickoff2018/register/party", data=FORM | form).location

    return come


def colleague(name, email=""):
    return [("name", name), ("email", email)]


def get(app, name):
    with app.app_context():
        person = db.session.scalars(select(Registration).filter_by(name=name)).one()
        return person.uid, person.email, service.own_code(person), service.ticket_code(person)


def test_a_contact_puts_a_slip_of_the_keyboard_right_and_the_place_stays(app, client, register):
    party = register(colleague("Bo Lnd", "bo@skol.example"), colleague("Cleo Dam")).partition("?")[0]
    uid, _email, old_link, ticket = get(app, "Bo Lnd")

    page = client.get(party).text
    empty = client.post(f"{party}/{uid}/correct", data={"name": "Bo Lund", "email": ""})
    taken = client.post(f"{party}/{uid}/correct", data={"name": "Bo Lund", "email": FORM["email"]})
    done = client.post(f"{party}/{uid}/correct", data={"name": "Bo Lund", "email": "bo@skole.example"})

    assert f"{party}/{uid}/correct" in page
    assert [answer.status_code for answer in (empty, taken, done)] == [422, 422, 303]
    assert done.location == f"{party}?done=corrected"
    assert get(app, "Bo Lund")[1::2] == ("bo@skole.example", ticket)
    assert client.get(f"/r/{old_link}").status_code == 404


def test_the_address_of_who_has_told_us_something_is_their_own_affair(app, client, register):
    party = register(colleague("Bo Lnd", "bo@skole.example")).partition("?")[0]
    uid = get(app, "Bo Lnd")[0]
    with app.app_context(), transaction():
        consents.agree(service.get_registration(uid), About.PHOTO)

    refused = client.post(f"{party}/{uid}/correct", data={"name": "Bo", "email": "anna@home.example"})
    named = client.post(f"{party}/{uid}/correct", data={"name": "Bo Lund", "email": "bo@skole.example"})

    assert (refused.status_code, named.status_code) == (409, 303)
    assert "They alone can change it." in refused.text
    assert get(app, "Bo Lund")[1] == "bo@skole.example"


def test_who_had_a_place_already_is_counted_and_named_in_no_address(client, register):
    first = register(colleague("Dup", "bo@skole.example"))
    assert first.endswith("/party?done=registered")
    form = {"colleague-1-name": "Dup", "colleague-1-email": "bo@skole.example", "form_key": "L" * 26}

    second = client.post(
        "/en/kickoff2018/register/party", data=FORM | form | {"email": "eva@skole.example"}
    ).location

    assert second.endswith("/party?done=registered&known=1")
    assert "1 of those you wrote has a place with that e-mail address already" in client.get(second).text


def test_a_group_that_only_waits_is_told_so_and_the_contact_hands_it_over_knowingly(app, client, register):
    waits = client.get(register(colleague("Bo Lund"), capacity=0)).text
    assert "You are on the waiting list." in waits
    uid, _email, code, _ticket = get(app, "Anna Holm")
    with app.app_context(), transaction():
        service.get_conference("kickoff2018").pool.capacity = 1
        service.offer_free_seats(service.get_conference("kickoff2018"))
        service.accept(service.get_registration(uid))

    page = client.get(f"/en/r/{code}/hand-over").text

    assert "Your group goes along: your colleague then looks after 1 other." in page
