"""What organisers do for one attendee: add by hand, put right, hand over."""

from dataclasses import replace

import pytest

from conference.credentials import Purpose, live_code
from conference.registration import consents, service
from conference.registration.answers import Answers, NeedsSaid, Person
from conference.registration.attendees import rules
from conference.registration.attendees import service as attendees
from conference.registration.attendees.answers import Change
from conference.registration.models import Kind, State
from conference.registration.rules import CalledOff, Cancelled, TooLate
from tests.registration.conftest import come, do, letters, register, states

ANNA = Change("Anna Sørensen", "anna.soerensen@skole.example", "Mercantec", Kind.ATTENDEE, "da", None)
COUNCIL = Answers("Åse Dam", "aase@raad.example", "Dania", Kind.COUNCIL)


def add(conference, answers=COUNCIL, **more):
    return do(attendees.add, conference, answers, language="da", **more)


def test_who_is_added_by_hand_has_a_seat_also_when_registration_is_closed(kickoff, at):
    conference = kickoff()
    at("2018-11-20 10:00")

    added = add(conference, badge_name="Aase Dam")

    assert (added.state, added.kind, added.badge_name) == (State.CONFIRMED, Kind.COUNCIL, "Aase Dam")
    assert letters() == [("ticket", "Åse Dam")]


def test_nobody_is_added_above_the_capacity_but_to_the_end_of_the_queue(kickoff):
    conference = kickoff(capacity=1)
    come(conference, "Anna", "Bo")

    with pytest.raises(rules.NoSeatLeft):
        add(conference)
    added = add(conference, may_wait=True)

    assert states(conference) == [State.CONFIRMED, State.WAITING, State.WAITING]
    assert service.queue_number(added) == 2


def test_on_the_day_a_free_seat_goes_to_who_stands_at_the_desk_and_nobody_joins_the_queue(kickoff, at):
    conference = kickoff(capacity=1)
    anna, _bo = come(conference, "Anna", "Bo")
    at("2018-11-22 08:40")
    do(service.cancel, anna)

    added = add(conference)

    assert added.state is State.CONFIRMED
    with pytest.raises(rules.NoSeatLeft):
        add(conference, replace(COUNCIL, email="bo.dam@raad.example"), may_wait=True)


def test_nobody_is_added_to_what_is_over_or_called_off(kickoff, at):
    conference = kickoff()
    now = at("2018-11-22 16:00")

    with pytest.raises(TooLate):
        add(conference)
    do(setattr, conference, "called_off_at", now)
    with pytest.raises(CalledOff):
        add(conference)


@pytest.mark.parametrize("email", ["aase@raad.example", None])
def test_the_same_form_sent_twice_adds_one_person(kickoff, email):
    conference, answers = kickoff(), replace(COUNCIL, email=email)

    first, second = (add(conference, answers, form_key="key") for _twice in range(2))

    assert first is second
    assert states(conference) == [State.CONFIRMED]


def test_an_address_that_has_a_place_is_told_with_whose_it_is(kickoff):
    conference = kickoff()
    (anna,) = come(conference, "Anna Sørensen")

    with pytest.raises(rules.AddressTaken) as refused:
        add(conference, replace(COUNCIL, email=" ANNA.soerensen@skole.example"))

    assert refused.value.other == anna.uid


def test_only_what_is_another_than_before_is_changed_and_told(kickoff):
    (anna,) = come(kickoff(), "Anna Sørensen")
    before = anna.changed_at

    assert do(attendees.change, anna, ANNA) == []
    assert anna.changed_at == before
    said = replace(ANNA, kind=Kind.PRESS, organisation="Avisen", badge_name="Anna S")
    assert do(attendees.change, anna, said) == ["organisation", "kind", "badge_name"]
    assert (anna.kind, anna.badge_name, letters()) == (Kind.PRESS, "Anna S", [("ticket", "Anna Sørensen")])


def test_a_new_address_gets_a_new_link_and_the_letter_while_the_ticket_stays(kickoff):
    (anna,) = come(kickoff(), "Anna Sørensen")
    own, ticket = (live_code(purpose, anna.uid) for purpose in (Purpose.OWN, Purpose.TICKET))

    do(attendees.change, anna, replace(ANNA, email="anna@ny.example"))

    assert live_code(Purpose.OWN, anna.uid) != own
    assert live_code(Purpose.TICKET, anna.uid) == ticket
    assert [name for name, _to in letters()] == ["ticket", "readdressed", "ticket"]


def test_a_name_is_put_right_at_the_desk_but_not_over_what_nobody_saw_nor_when_given_up(kickoff, at):
    (anna,) = come(kickoff(), "Anna Sørensen")
    seen = rules.version_of(anna)
    at("2018-11-22 10:00")

    assert do(attendees.change, anna, replace(ANNA, name="Anna Sand"), seen=seen) == ["name"]
    with pytest.raises(rules.Outdated):
        do(attendees.change, anna, ANNA, seen=seen)
    at("2018-11-21 10:00")
    do(service.cancel, anna)
    with pytest.raises(Cancelled):
        do(attendees.change, anna, ANNA)


def test_what_a_person_told_of_needs_is_gone_when_their_letters_go_to_the_contact(kickoff):
    anna = register(kickoff(), "Anna Sørensen", needs=NeedsSaid("vegetar"))
    own = live_code(Purpose.OWN, anna.uid)

    do(attendees.change, anna, replace(ANNA, name="Anna Sand"))
    kept = consents.find_needs(anna)
    do(attendees.change, anna, replace(ANNA, email=None))

    assert (kept.diet, consents.find_needs(anna)) == ("vegetar", None)
    assert live_code(Purpose.OWN, anna.uid) != own


def test_a_seat_is_not_handed_to_who_has_one(kickoff):
    conference = kickoff()
    anna, bo = come(conference, "Anna", "Bo")

    with pytest.raises(rules.AddressTaken) as refused:
        do(attendees.hand_over, anna, Person("Bo", "bo@skole.example"))

    assert refused.value.other == bo.uid
    assert letters() == [("ticket", "Anna"), ("ticket", "Bo")]


def test_the_link_is_sent_again_once_for_a_button_pressed_twice(kickoff):
    conference = kickoff()
    (anna,) = come(conference, "Anna")
    nobody = add(conference, replace(COUNCIL, email=None))

    for each in (anna, anna, nobody):
        do(service.send_link, each)

    assert letters() == [("ticket", "Anna"), ("links", "Anna")]


def test_an_address_that_is_somebody_elses_is_not_given_to_a_second(kickoff):
    anna, _bo = come(kickoff(), "Anna Sørensen", "Bo")

    with pytest.raises(rules.AddressTaken):
        do(attendees.change, anna, replace(ANNA, email="BO@skole.example"))
