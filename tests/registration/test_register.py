"""A seat for whoever comes in time, a number for who comes late."""

import pytest

from conference import credentials
from conference.credentials import Purpose
from conference.errors import NotFound
from conference.registration import rules, service
from conference.registration.models import Kind, State
from tests.factories import make_conference, moment
from tests.registration.conftest import come, do, letters, register, states

CONFIRMED, WAITING, CANCELLED = State.CONFIRMED, State.WAITING, State.CANCELLED


def test_who_comes_in_time_gets_a_seat_and_who_comes_late_a_number(kickoff):
    conference = kickoff(capacity=2)

    places = come(conference, "Anna", "Bo", "Carl", "Dorte")

    assert [(place.seq, place.state) for place in places] == [
        (1, CONFIRMED),
        (2, CONFIRMED),
        (3, WAITING),
        (4, WAITING),
    ]
    assert [service.queue_number(place) for place in places[2:]] == [1, 2]


def test_everybody_gets_a_letter_a_ticket_and_a_page_of_their_own(kickoff):
    anna, bo = come(kickoff(capacity=1), "Anna", "Bo")

    assert letters() == [("ticket", "Anna"), ("waiting", "Bo")]
    for place in (anna, bo):
        ticket = credentials.live_code(Purpose.TICKET, place.uid)
        assert credentials.find(ticket, purpose=Purpose.TICKET).subject == place.uid
        assert service.get_own(service.own_code(place)) is place
        assert ticket != service.own_code(place)


def test_the_words_are_kept_and_the_moment_with_them(kickoff):
    conference = kickoff()

    place = register(conference, "Åse Ærø", "Aase@Skole.Example", kind=Kind.PRESS, list_consent=True)

    assert (place.name, place.email, place.kind) == ("Åse Ærø", "Aase@Skole.Example", Kind.PRESS)
    assert (place.created_at, place.consents[0].given_at) == (moment("2018-10-01 10:00"),) * 2


def test_without_the_tick_nobody_stands_on_the_list_of_participants(kickoff):
    assert register(kickoff(), "Anna").consents == []


@pytest.mark.parametrize("again", ["anna@skole.example", " ANNA@Skole.example ", "ａnna@skole.example"])
def test_a_known_address_gets_a_letter_and_no_second_seat(kickoff, again):
    conference = kickoff()
    register(conference, "Anna", "Anna@skole.example")

    second = register(conference, "Somebody", again)

    assert (second, states(conference)) == (None, [CONFIRMED])
    assert letters() == [("ticket", "Anna"), ("known", "Anna")]


def test_a_stranger_cannot_fill_somebodys_mailbox(kickoff, at):
    conference = kickoff()
    come(conference, "Anna", "Anna", "Anna")

    at("2018-10-01 11:00")
    come(conference, "Anna")

    assert letters() == [("ticket", "Anna"), ("known", "Anna"), ("known", "Anna")]


def test_who_cancelled_may_register_again_at_the_end(kickoff):
    conference = kickoff(capacity=1)
    anna, _ = come(conference, "Anna", "Bo")
    do(service.cancel, anna)

    again = register(conference, "Anna")

    assert (again.seq, again.state) == (3, WAITING)


def test_the_same_form_sent_twice_is_one_registration(kickoff):
    conference = kickoff()

    first = register(conference, "Anna", form_key="K" * 26)
    second = register(conference, "Anna", form_key="K" * 26)

    assert (second, states(conference)) == (first, [CONFIRMED])
    assert letters() == [("ticket", "Anna")]


def test_the_same_form_is_answered_the_same_also_after_the_closing(kickoff, at):
    conference = kickoff()
    first = register(conference, "Anna", form_key="K" * 26)

    at("2018-11-16 00:00")

    assert register(conference, "Anna", form_key="K" * 26) is first


def test_a_form_key_opens_nobody_elses_page(kickoff):
    conference = kickoff()
    anna = register(conference, "Anna", form_key="K" * 26)

    bo = register(conference, "Bo", form_key="K" * 26)

    assert bo is not anna
    assert states(conference) == [CONFIRMED, CONFIRMED]


def test_the_same_form_at_two_conferences_is_two_registrations(kickoff, saved):
    conference, other = kickoff(), saved(make_conference(slug="kickoff2019"))

    places = [register(each, "Anna", form_key="K" * 26) for each in (conference, other)]

    assert [place.seq for place in places] == [1, 1]


@pytest.mark.parametrize("wall", ["2018-08-31 12:00", "2018-11-16 00:00", "2018-11-22 12:00"])
def test_outside_its_time_a_registration_leaves_nothing_behind(kickoff, at, wall):
    conference = kickoff()
    at(wall)

    with pytest.raises(rules.RegistrationClosed):
        register(conference, "Anna")

    assert (states(conference), letters()) == ([], [])


def test_nobody_registers_for_what_is_not_published(kickoff):
    with pytest.raises(NotFound):
        register(kickoff(published_at=None), "Anna")


def test_a_newcomer_never_passes_those_who_wait_even_when_seats_are_free(kickoff, at):
    conference = kickoff(capacity=1, closes_at=moment("2018-11-22 09:00"))
    anna, _ = come(conference, "Anna", "Bo")
    at("2018-11-22 08:15")  # too late for an offer, and the doors are closed yet
    do(service.cancel, anna)

    newcomer = register(conference, "Carl")

    assert (service.seats(conference).free, service.seats(conference).left) == (1, 0)
    assert (newcomer.state, states(conference)) == (WAITING, [CANCELLED, WAITING, WAITING])


def test_the_link_comes_again_for_each_place_that_lies_ahead(kickoff, saved):
    conference = kickoff()
    others = [
        saved(make_conference(slug="kickoff2019")),
        saved(make_conference(slug="hidden", published_at=None)),
    ]
    _, bo = come(conference, "Anna", "Bo")
    come(others[0], "Anna")
    do(service.cancel, bo)

    for address in ("ANNA@skole.example", "bo@skole.example", "nobody@skole.example"):
        do(service.send_links, address)

    assert [name for name, _ in letters()][-3:] == ["cancelled", "links", "links"]
