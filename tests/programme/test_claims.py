"""A presenter takes a slot, changes it, gives it back; two never have the same."""

import pytest

from conference.db import db, transaction
from conference.programme import rules, service
from conference.programme.models import State
from tests.factories import make_conference
from tests.programme.factories import (
    make_invitation,
    make_person,
    make_presenter,
    make_programme,
    make_room,
    make_session,
    make_slot,
)


def do(verb, *given, **named):
    """One deed in its own write block."""
    with transaction():
        return verb(*given, **named)


@pytest.fixture
def kickoff(database, saved, at):
    """The kick-off on an October morning, with a programme."""
    at("2018-10-01 12:00")
    conference = saved(make_conference())
    saved(make_programme(conference))
    return conference


@pytest.fixture
def room(kickoff, saved):
    return saved(make_room(kickoff))


def test_a_presenter_who_claims_a_free_slot_has_it(kickoff, room, saved):
    slot, bodil = saved(make_slot(room)), saved(make_presenter(kickoff))
    talk = saved(make_session(kickoff, bodil))

    do(service.claim_slot, slot.code, talk.code, by=bodil)

    assert (talk.state, talk.slot) == (State.CONFIRMED, slot)


def test_an_invitation_makes_a_link(kickoff):
    talk = do(service.invite, kickoff, make_invitation())

    assert service.get_presenter(service.own_code(talk.presenters[0])) is talk.presenters[0]
