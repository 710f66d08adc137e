"""A seat goes to a colleague, and all that was the first person's dies at once."""

import pytest

from conference.credentials import Purpose, find, live_code
from conference.errors import Conflict, NotFound
from conference.registration import consents, followers, service
from conference.registration.answers import NeedsSaid, Person
from conference.registration.models import About, Kind, Reason, State
from conference.registration.places import kind_of_colleague
from conference.registration.rules import Cancelled, CheckedIn, OnStage, TooLate
from tests.checkin.door import scan, send
from tests.factories import make_checkin_list, make_conference, make_device, make_registration
from tests.registration.conftest import come, do, letters, register, states
from tests.registration.test_parties import party

BO = Person("Bo", "bo@skole.example")


def test_a_colleague_gets_the_seat_with_everything_new(kickoff):
    conference = kickoff(capacity=1)
    anna, waiting = come(conference, "Anna", "Ida")

    bo = do(service.hand_over, anna, BO)

    assert (anna.state, anna.reason) == (State.CANCELLED, Reason.HANDED_OVER)
    assert (bo.state, bo.name, bo.organisation, bo.kind) == (
        State.CONFIRMED,
        "Bo",
        "Mercantec",
        Kind.ATTENDEE,
    )
    assert (bo.handed_from_id, bo.entry_uid != anna.entry_uid) == (anna.id, True)
    assert (waiting.state, service.seats(conference).taken) == (State.WAITING, 1)
    assert letters()[2:] == [("received", "Bo"), ("handed_over", "Anna")]


def test_the_old_ticket_is_known_as_replaced_and_the_old_link_opens_nothing(kickoff):
    anna = register(kickoff(), "Anna")
    ticket, own = (live_code(purpose, anna.uid) for purpose in (Purpose.TICKET, Purpose.OWN))

    bo = do(service.hand_over, anna, BO)

    old = find(ticket, purpose=Purpose.TICKET)
    assert (old.replaced_at is not None, old.stopped_at) == (True, None)
    with pytest.raises(NotFound):
        service.get_own(own)
    assert service.get_own(service.own_code(bo)) is bo


def test_what_was_told_about_needs_and_consents_does_not_go_along(kickoff):
    needs = NeedsSaid(diet="Vegansk")
    anna = register(kickoff(), "Anna", needs=needs, photo_consent=True, list_consent=True)

    bo = do(service.hand_over, anna, BO)

    assert (consents.find_needs(anna), consents.find_needs(bo)) == (None, None)
    assert [bo.agrees_to(about) for about in About] == [False] * 3


def test_a_seat_handed_to_who_has_a_place_stays_where_it_is(kickoff):
    conference = kickoff()
    anna, _bo = come(conference, "Anna", "Bo")

    assert do(service.hand_over, anna, BO) is None

    assert states(conference) == [State.CONFIRMED] * 2
    assert letters()[-1] == ("known", "Bo")


def test_the_contact_of_a_party_hands_the_task_over_with_the_seat(kickoff):
    anna = party(kickoff(capacity=5), "Carl")

    bo = do(service.hand_over, anna, BO)

    carl = service.list_party(bo)[1]
    assert (service.find_contact(carl), anna.is_contact) == (bo, False)


def test_only_a_seat_is_handed_over_and_not_by_who_presents(kickoff, at, monkeypatch):
    conference = kickoff(capacity=1)
    anna, waiting = come(conference, "Anna", "Ida")
    with pytest.raises(Conflict):
        do(service.hand_over, waiting, BO)
    with monkeypatch.context() as on_stage, pytest.raises(OnStage):
        on_stage.setattr(followers, "_presenting", [set])
        do(service.hand_over, anna, BO)
    at("2018-11-22 09:00")
    with pytest.raises(TooLate):
        do(service.hand_over, anna, BO)
    at("2018-11-22 08:59")
    do(service.hand_over, anna, BO)

    with pytest.raises(Cancelled):
        do(service.hand_over, anna, Person("Carl", "carl@skole.example"))


def test_a_colleague_comes_for_the_same_partner_or_paper_but_is_nothing_in_person():
    kinds = {kind: kind_of_colleague(make_registration(make_conference(), kind=kind)) for kind in Kind}

    assert {kind for kind, become in kinds.items() if kind is become} == {
        Kind.ATTENDEE,
        Kind.PARTNER,
        Kind.PRESS,
    }
    assert set(kinds.values()) == {Kind.ATTENDEE, Kind.PARTNER, Kind.PRESS}


def test_who_is_let_in_neither_hands_the_seat_over_nor_gives_it_up(kickoff, saved, at):
    conference = kickoff()
    anna = register(conference, "Anna")
    at("2018-11-22 08:40")
    saved(make_checkin_list(conference))
    saved(make_device(conference, name="Phone"))
    send("Phone", scan(live_code(Purpose.TICKET, anna.uid)))

    with pytest.raises(CheckedIn):
        do(service.hand_over, anna, BO)
    with pytest.raises(CheckedIn):
        do(service.cancel, anna)

    assert states(conference) == [State.CONFIRMED]


def test_what_hangs_on_a_place_goes_along_before_the_old_one_ends(kickoff, monkeypatch):
    told = []
    monkeypatch.setattr(followers, "_hand_over", [lambda old, new: told.append((old.name, new.name))])
    monkeypatch.setattr(followers, "_end", [lambda place: told.append(place.name)])
    anna = register(kickoff(), "Anna")

    do(service.hand_over, anna, BO)

    assert told == [("Anna", "Bo"), "Anna"]


def test_a_link_that_is_none_handed_nothing_over(kickoff):
    kickoff()

    assert service.find_handed_over("0" * 26, Person("Bo", "bo@skole.example")) is None
