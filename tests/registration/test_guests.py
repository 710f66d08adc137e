"""Who has said yes to an invitation is registered like others, without the public form."""

import pytest

from conference.db import transaction
from conference.registration import rules, service
from conference.registration.models import Kind, State
from tests.factories import make_answers, make_conference, make_registration


def invite(conference, **overrides):
    answers = make_answers(**{"kind": Kind.PRESENTER, **overrides})
    with transaction():
        return service.register_guest(conference, answers, language="da")


@pytest.fixture
def conference(database, saved):
    return saved(make_conference())


def test_a_presenter_gets_a_seat_also_after_registration_has_closed(conference, at):
    at("2018-11-20 12:00")

    guest = invite(conference)

    assert (guest.kind, guest.state) == (Kind.PRESENTER, State.CONFIRMED)
    assert service.ticket_code(guest)


def test_who_has_a_place_keeps_it_and_is_called_a_presenter(conference, saved, at):
    at("2018-11-05 12:00")
    anna = saved(make_registration(conference, email="anna@skole.example", email_folded="anna@skole.example"))

    guest = invite(conference, email="Anna@skole.example")

    assert (guest.uid, guest.kind) == (anna.uid, Kind.PRESENTER)


def test_no_guest_takes_a_seat_that_is_not_there(saved, database, at):
    at("2018-11-05 12:00")
    full = saved(make_conference(capacity=1))
    saved(make_registration(full))

    guest = invite(full)

    assert guest.state is State.WAITING


def test_after_the_start_nobody_is_registered(conference, at):
    at("2018-11-22 10:00")

    with pytest.raises(rules.TooLate):
        invite(conference)


def test_the_press_stays_the_press_when_it_presents(conference, saved, at):
    at("2018-11-05 12:00")
    saved(
        make_registration(
            conference, email="anna@avis.example", email_folded="anna@avis.example", kind=Kind.PRESS
        )
    )

    assert invite(conference, email="anna@avis.example").kind is Kind.PRESS
