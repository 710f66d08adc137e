"""The people of a session: handed over, joined, removed; each registered when they say yes."""

import pytest
from sqlalchemy import select

from conference.db import db
from conference.errors import NotFound
from conference.mail.models import Letter
from conference.programme import presenters, rules, service
from conference.programme.answers import Availability
from conference.programme.models import State
from conference.registration import service as registrations
from conference.registration.answers import Person as Colleague
from conference.registration.models import Kind, Registration
from conference.registration.models import State as Seat
from conference.registration.rules import OnStage
from tests.factories import make_registration, moment
from tests.programme.conftest import claim, do, letters
from tests.programme.factories import (
    make_invitation,
    make_person,
    make_presenter,
    make_room,
    make_session,
    make_slot,
)


@pytest.fixture
def talk(kickoff):
    """Bodil's ten minutes, asked for by the ordinary verb: she has a link."""
    return do(service.invite, kickoff, make_invitation(make_person("Bodil Åkjær")))


def places():
    """Who is registered, and as what."""
    query = select(Registration.name, Registration.kind).order_by(Registration.seq)
    return [tuple(row) for row in db.session.execute(query)]


# handing over


def test_handing_over_kills_the_old_link_at_once_and_makes_a_new_one(talk):
    bodil = talk.presenters[0]
    old = service.own_code(bodil)

    carla = do(service.hand_over, talk, bodil, make_person("Carla"))

    with pytest.raises(NotFound):
        service.get_presenter(old)
    assert service.get_presenter(service.own_code(carla)) is carla
    assert (talk.presenters, talk.state) == ([carla], State.INVITED)
    assert letters() == [("invited", "Bodil Åkjær"), ("joined", "Carla"), ("left", "Bodil Åkjær")]


def test_who_hands_one_of_two_sessions_over_keeps_the_link_to_the_other(kickoff, talk, saved):
    bodil = talk.presenters[0]
    other = saved(make_session(kickoff, bodil))

    do(service.hand_over, talk, bodil, make_person("Carla"))

    assert service.get_presenter(service.own_code(bodil)).sessions == [other]


def test_a_confirmed_session_is_handed_over_with_its_time_and_registers_who_says_so(room, talk, saved):
    bodil = talk.presenters[0]
    claim(talk, saved(make_slot(room)))

    carla = do(service.hand_over, talk, bodil, make_person("Carla"))
    do(presenters.register_confirmed)
    before, may_come = places(), service.may_come(carla)
    do(service.come, carla)

    assert (talk.state, talk.slot is not None) == (State.CONFIRMED, True)
    assert (before, may_come) == ([("Bodil Åkjær", Kind.GUEST)], True)
    assert places() == [("Bodil Åkjær", Kind.GUEST), ("Carla", Kind.PRESENTER)]
    assert not service.may_come(carla)


def test_eight_hand_over_to_a_ninth_but_do_not_become_nine(talk):
    bodil = talk.presenters[0]
    for number in range(rules.MOST_PRESENTERS - 1):
        do(service.add_presenter, talk, make_person(f"X{number}"), bodil)

    with pytest.raises(rules.WrongPeople):
        do(service.add_presenter, talk, make_person("Nina"), bodil)
    nina = do(service.hand_over, talk, bodil, make_person("Nina"))

    assert (nina in talk.presenters, bodil in talk.presenters) == (True, False)


def test_a_session_does_not_become_a_way_to_write_to_everybody(talk):
    bodil = talk.presenters[0]
    for number in range(rules.MOST_ADDITIONS):
        do(service.remove_presenter, talk, do(service.add_presenter, talk, make_person(f"X{number}"), bodil))

    with pytest.raises(rules.WrongPeople):
        do(service.add_presenter, talk, make_person("Nina"), bodil)

    assert do(service.add_presenter, talk, make_person("Nina")) in talk.presenters


def test_calendars_of_who_comes_and_who_goes_get_versions_of_their_own(room, talk, saved):
    claim(talk, saved(make_slot(room)))
    do(service.hand_over, talk, talk.presenters[0], make_person("Carla"))

    query = select(Letter.name, Letter.facts).where(Letter.name.startswith("presenter.")).order_by(Letter.id)
    told = [(name, facts["sequence"], facts.get("place")) for name, facts in db.session.execute(query)]

    assert told == [
        ("presenter.invited", 0, None),
        ("presenter.confirmed", 0, talk.told_slot),
        ("presenter.joined", 1, talk.told_slot),
        ("presenter.left", 2, talk.told_slot),
    ]


def test_nobody_takes_over_what_is_held_while_they_are_on_stage_elsewhere(kickoff, room, talk, saved):
    carla = saved(make_presenter(kickoff))
    claim(saved(make_session(kickoff, carla)), saved(make_slot(saved(make_room(kickoff)), "10:05")))
    claim(talk, saved(make_slot(room)))

    with pytest.raises(rules.PresenterBusy):
        do(service.hand_over, talk, talk.presenters[0], make_person("Carla", carla.email))

    assert [each.name for each in talk.presenters] == ["Bodil Åkjær"]


# together


def test_a_colleague_presents_too_and_takes_leave_again(talk):
    bodil = talk.presenters[0]
    carla = do(service.add_presenter, talk, make_person("Carla"), bodil)
    link = service.own_code(carla)

    again = do(service.add_presenter, talk, make_person("Carla", carla.email), bodil)
    do(service.remove_presenter, talk, carla, bodil)

    assert (again, talk.presenters) == (carla, [bodil])
    with pytest.raises(NotFound):
        service.get_presenter(link)
    assert letters() == [("invited", "Bodil Åkjær"), ("joined", "Carla"), ("left", "Carla")]


def test_somebody_has_to_present_it_and_not_a_crowd(talk):
    bodil = talk.presenters[0]
    with pytest.raises(rules.WrongPeople):
        do(service.remove_presenter, talk, bodil, bodil)
    for _ in range(rules.MOST_PRESENTERS - 1):
        do(service.add_presenter, talk, make_person(), bodil)

    with pytest.raises(rules.WrongPeople):
        do(service.add_presenter, talk, make_person(), bodil)

    assert len(talk.presenters) == rules.MOST_PRESENTERS


def test_organisers_change_who_presents_also_after_the_lock(kickoff, talk):
    bodil = talk.presenters[0]
    do(lambda: setattr(service.hold_programme(kickoff), "locked_at", moment("2018-10-01 11:00")))

    carla = do(service.add_presenter, talk, make_person("Carla"))
    do(service.remove_presenter, talk, bodil)

    assert talk.presenters == [carla]


# a place at the conference


def test_who_says_yes_is_registered_as_a_presenter_and_stays_as_a_guest(room, talk, saved):
    claim(talk, saved(make_slot(room)))
    yes = places()

    do(service.withdraw, talk, talk.presenters[0])

    assert (yes, places()) == ([("Bodil Åkjær", Kind.PRESENTER)], [("Bodil Åkjær", Kind.GUEST)])


def test_who_presents_something_else_stays_a_presenter(kickoff, room, talk, saved):
    bodil = talk.presenters[0]
    claim(talk, saved(make_slot(room)))
    claim(saved(make_session(kickoff, bodil)), saved(make_slot(room, "11:00")))

    do(service.give_back, talk, bodil)

    assert places() == [("Bodil Åkjær", Kind.PRESENTER)]


def test_who_says_yes_again_keeps_the_place_also_under_another_address(room, talk, saved):
    slot, bodil = saved(make_slot(room)), talk.presenters[0]
    claim(talk, slot)
    do(service.give_back, talk, bodil)
    between = places()
    do(
        registrations.correct,
        bodil.registration,
        registrations.Correction("Bodil Åkjær", "ny@via.example", "VIA", "da"),
    )

    claim(talk, slot)

    assert (between, places()) == ([("Bodil Åkjær", Kind.GUEST)], [("Bodil Åkjær", Kind.PRESENTER)])


def test_a_presenter_without_a_seat_is_seen(kickoff, room, talk, saved):
    do(lambda: setattr(kickoff.pool, "capacity", 1))
    saved(make_registration(kickoff))
    claim(talk, saved(make_slot(room)))

    [unseated] = service.list_unseated(kickoff)

    assert (unseated.name, unseated.registration.state) == ("Bodil Åkjær", Seat.WAITING)


def test_a_conference_that_is_not_public_registers_its_presenters_later(kickoff, room, talk, saved):
    do(lambda: setattr(kickoff, "published_at", None))
    claim(talk, saved(make_slot(room)))
    do(presenters.register_confirmed)
    before = places(), [each.name for each in service.list_unseated(kickoff)]

    do(lambda: setattr(kickoff, "published_at", moment("2018-10-01 12:00")))
    do(presenters.register_confirmed)

    assert before == ([], ["Bodil Åkjær"])
    assert (places(), service.list_unseated(kickoff)) == ([("Bodil Åkjær", Kind.PRESENTER)], [])


# what they say of themselves


def test_a_consent_holds_from_when_it_was_given_until_it_is_taken_back(talk, at):
    bodil = talk.presenters[0]
    do(service.set_consents, bodil, recording=True, publication=True)
    at("2018-10-02 12:00")

    do(service.set_consents, bodil, recording=True, publication=False)

    assert (bodil.recording_consent_at, bodil.publication_consent_at) == (moment("2018-10-01 12:00"), None)


def test_when_somebody_can_be_on_stage_is_noted(talk):
    bodil = talk.presenters[0]

    do(service.set_availability, bodil, Availability(False, ("2018-11-22-am",), (), "Toget er fremme 11.40"))

    assert (bodil.is_always_free, bodil.cannot, bodil.rather_not, bodil.availability_note) == (
        False,
        ["2018-11-22-am"],
        [],
        "Toget er fremme 11.40",
    )


def test_who_presents_keeps_the_seat_whatever_they_come_as_and_who_was_only_invited_to_may_give_it_up(
    kickoff, saved
):
    press, invited = (
        saved(make_registration(kickoff, name=name, kind=kind))
        for name, kind in (("Bodil", Kind.PRESS), ("Carla", Kind.PRESENTER))
    )
    bodil = saved(make_presenter(kickoff, registration=press))
    talk = saved(make_session(kickoff, bodil, state=State.CONFIRMED))
    bo = Colleague("Bo Lund", "bo@skole.example")

    assert registrations.list_replaceable([press, invited]) == {invited}
    with pytest.raises(OnStage):
        do(registrations.hand_over, press, bo)
    assert do(registrations.hand_over, invited, bo).name == "Bo Lund"

    do(setattr, talk, "state", State.WITHDRAWN)
    assert registrations.can_hand_over(press)
