"""Which letter is due, decided in one place; none is written twice."""

import pytest

from conference.programme import telling
from conference.programme.models import State
from conference.programme.rules import place_of
from tests.factories import make_conference
from tests.programme.factories import make_room, make_session, make_slot


@pytest.mark.parametrize(
    ("told", "state", "letter"),
    [
        (None, State.RESERVE, "presenter.reserve"),
        (None, State.INVITED, "presenter.invited"),
        (None, State.CONFIRMED, "presenter.confirmed"),
        (None, State.CANCELLED, None),
        (State.RESERVE, State.RESERVE, None),
        (State.RESERVE, State.INVITED, "presenter.invited"),
        (State.RESERVE, State.CANCELLED, "presenter.cancelled"),
        (State.INVITED, State.INVITED, None),
        (State.INVITED, State.CONFIRMED, "presenter.confirmed"),
        (State.INVITED, State.DECLINED, None),
        (State.INVITED, State.EXPIRED, "presenter.expired"),
        (State.INVITED, State.CANCELLED, "presenter.cancelled"),
        (State.CONFIRMED, State.INVITED, "presenter.given_back"),
        (State.CONFIRMED, State.WITHDRAWN, "presenter.cancelled"),
        (State.CONFIRMED, State.CANCELLED, "presenter.cancelled"),
        (State.DECLINED, State.INVITED, "presenter.invited"),
        (State.EXPIRED, State.INVITED, "presenter.invited"),
        (State.WITHDRAWN, State.INVITED, "presenter.invited"),
        (State.CANCELLED, State.CANCELLED, None),
    ],
)
def test_a_letter_is_due_when_the_state_is_not_the_one_told(told, state, letter):
    assert telling.due(make_session(make_conference(), state=state, told_state=told)) == letter


def test_a_confirmed_session_is_told_again_only_when_it_stands_elsewhere():
    room = make_room(make_conference(), uid="a")
    first, second = make_slot(room, "10:00"), make_slot(room, "11:00")
    talk = make_session(make_conference(), state=State.CONFIRMED, told_slot=place_of(first))

    talk.slot = first
    stays = telling.due(talk)
    talk.slot = second

    assert (stays, telling.due(talk)) == (None, "presenter.moved")
