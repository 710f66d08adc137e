"""Whose ticket, whose badges."""

import re

import pytest

from conference import credentials
from conference.badges import service
from conference.credentials import Purpose
from conference.db import db, transaction
from conference.errors import NotFound
from conference.registration import consents
from conference.registration.models import About, Kind, State
from tests.factories import make_conference, make_registration

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def conference(saved):
    return saved(make_conference())


@pytest.fixture
def come(conference):
    def register(**overrides):
        with transaction():
            registration = make_registration(conference, **overrides)
            db.session.add(registration)
            db.session.flush()
            credentials.issue(Purpose.TICKET, registration.uid)
        return registration

    return register


def test_a_42_a_ticket_s_qr_code_is_an_address_in_upper_case_that_tells_nothing_of_its_holder(come):
    anna = come()
    with transaction():
        own = credentials.issue(Purpose.OWN, anna.uid)

    ticket = service.ticket_of(anna)
    [badge] = service.list_badges(anna.conference)

    code = credentials.live_code(Purpose.TICKET, anna.uid)
    assert ticket.qr_url == badge.qr_url == f"HTTP://LOCALHOST/T/{code}"
    assert ticket.code.replace(" ", "") == code
    assert re.fullmatch("[0-9A-HJKMNP-TV-Z]{26}", code)  # of 128 bits: no name, mail or number fits in
    assert code not in (own, anna.uid.upper())


def test_the_address_in_the_code_is_the_same_in_both_languages(come, app):
    anna = come(language="en")

    with app.test_request_context("/en/", environ_overrides={"SCRIPT_NAME": "/en"}):
        ticket = service.ticket_of(anna)

    assert ticket.language == "en"
    assert ticket.qr_url.startswith("HTTP://LOCALHOST/T/")


def test_no_ticket_is_made_for_who_has_none(conference, saved):
    nobody = saved(make_registration(conference))

    with pytest.raises(NotFound):
        service.ticket_of(nobody)


def test_badges_are_for_those_with_a_seat_in_the_danish_order(conference, come):
    for name in ("Ørsted", "Aagaard", "Zander", "Ærø"):
        come(name=name)
    come(name="Venter", state=State.WAITING)

    badges = service.list_badges(conference)

    assert [badge.name for badge in badges] == ["Zander", "Ærø", "Ørsted", "Aagaard"]
    assert service.count_badges(conference) == 4


def test_a_badge_bears_the_name_that_was_given_for_it(conference, come):
    come(name="李小龍", badge_name="Li Xiaolong", kind=Kind.COUNCIL)

    [badge] = service.list_badges(conference)

    assert (badge.name, badge.kind, badge.kind_name) == ("Li Xiaolong", "council", "Rådet")


def test_who_has_not_agreed_to_photos_or_has_taken_it_back_bears_the_mark(conference, come):
    anna, bo, _carl = (come(name=name) for name in ("Anna", "Bo", "Carl"))
    with transaction():
        for registration in (anna, bo):
            consents.agree(registration, About.PHOTO)
        consents.take_back(bo, About.PHOTO)
        consents.agree(bo, About.LIST)

    badges = service.list_badges(conference)

    marks = [badge.photo_mark for badge in badges]
    assert marks == ["", "Ingen billeder, tak", "Ingen billeder, tak"]
    assert service.count_unphotographed(conference) == 2
