"""Who does not come after all finds the way back that there is."""

from datetime import date

import pytest
from sqlalchemy import select

from conference import credentials
from conference.credentials import Purpose
from conference.db import db, transaction
from conference.mail.letters import content_of
from conference.mail.models import Letter
from conference.registration import service
from conference.registration.invitations import answering
from conference.registration.invitations import service as invitations
from conference.registration.invitations.rules import Asked, Guest
from conference.registration.models import Kind, Registration
from tests.factories import make_answers, make_conference


@pytest.fixture
def kickoff(app, saved, at):
    """One seat, in October; gives the name of the conference."""
    at("2018-10-01 10:00")
    saved(make_conference(capacity=1))


def own_page(app, name):
    with app.app_context():
        person = db.session.scalars(select(Registration).filter_by(name=name)).one()
        return f"/en/r/{service.own_code(person)}"


def button(app, letter):
    """Where the last letter of this name leads."""
    with app.app_context():
        query = select(Letter).filter_by(name=f"registration.{letter}").order_by(Letter.id.desc())
        return content_of(db.session.scalars(query.limit(1)).one()).button.url


@pytest.mark.usefixtures("kickoff")
def test_who_takes_a_yes_to_an_invitation_back_is_led_to_the_invitation(app, client):
    with app.app_context(), transaction():
        guest = Guest("Clara Dam", "clara@skole.example", "", Kind.GUEST, "en")
        asked = Asked(date(2018, 11, 1), holds_seat=True)
        (invitation,) = invitations.invite(service.get_conference("kickoff2018"), [guest], asked)
        answering.say_yes(invitation, make_answers("Clara Dam", "clara@skole.example"), language="en")
        link = f"/i/{credentials.live_code(Purpose.INVITATION, invitation.uid)}"
    own = own_page(app, "Clara Dam")

    client.post(f"{own}/cancel")

    assert f'href="/en{link}">Open your invitation' in client.get(own).text
    assert button(app, "cancelled") == f"http://localhost/en{link}"


@pytest.mark.usefixtures("kickoff")
def test_whose_offer_ran_out_is_led_to_the_seat_that_nobody_else_wanted(app, client, at):
    with app.app_context(), transaction():
        conference = service.get_conference("kickoff2018")
        first, _second = (service.register(conference, make_answers(n), language="en") for n in ("A", "Bo"))
        service.cancel(first)
    at("2018-10-03 10:01")
    with app.app_context(), transaction():
        service.lapse_offers()
    own = own_page(app, "Bo")

    assert 'href="/en/kickoff2018/register">Register again' in client.get(own).text
    client.post("/kickoff2018/register", data={"name": "Next", "email": "next@skole.example"})
    assert "Register again" not in client.get(own).text
