"""Needs and consents: kept only as agreed, counted without names, and gone in time (A48)."""

import pytest
from sqlalchemy import select

from conference import clock
from conference.db import db
from conference.registration import participants, service
from conference.registration.answers import NeedsSaid
from conference.registration.consents import VERSIONS
from conference.registration.models import About, Consent, Needs, State
from conference.registration.needs import service as needs
from conference.registration.needs.service import Told
from conference.registration.rules import Cancelled, TooLate
from tests.queries import queries
from tests.registration.conftest import do, register


def kept():
    return [tuple(row) for row in db.session.execute(select(Needs.diet, Needs.access_needs))]


def consents():
    query = select(Consent.about, Consent.given_at, Consent.withdrawn_at).order_by(Consent.id)
    return [tuple(row) for row in db.session.execute(query)]


def eat(conference, *diets, access=""):
    return [
        register(conference, f"Gæst {number}", needs=NeedsSaid(diet, access))
        for number, diet in enumerate(diets, start=1)
    ]


def test_a48_needs_are_kept_with_the_wording_and_the_time_of_the_consent(kickoff):
    anna = register(kickoff(), "Anna", needs=NeedsSaid("vegetar", "kørestol"))

    consent = db.session.scalars(select(Consent)).one()
    assert kept() == [("vegetar", "kørestol")]
    assert (consent.registration_id, consent.about, consent.given_at) == (anna.id, About.NEEDS, clock.now())
    assert (consent.version, consent.withdrawn_at) == ("2026-11-22", None)


def test_a_consent_with_nothing_told_is_none(kickoff):
    register(kickoff(), "Anna", needs=NeedsSaid())

    assert (kept(), consents()) == ([], [])


def test_needs_taken_back_are_gone_and_the_consent_stays_as_proof(kickoff, at):
    anna = register(kickoff(), "Anna", needs=NeedsSaid("vegetar"))
    given, later = clock.now(), at("2018-10-02 12:00")

    is_kept = do(needs.change_needs, anna, None)

    assert (is_kept, kept(), consents()) == (False, [], [(About.NEEDS, given, later)])


def test_needs_can_be_changed_emptied_and_told_again(kickoff):
    anna = register(kickoff(), "Anna", needs=NeedsSaid("vegetar"))

    steps = []
    for said in (NeedsSaid("veganer", "tolk"), NeedsSaid(), NeedsSaid("ingen nødder")):
        steps.append((do(needs.change_needs, anna, said), kept()))

    assert steps == [(True, [("veganer", "tolk")]), (False, []), (True, [("ingen nødder", "")])]
    assert [withdrawn is None for _about, _given, withdrawn in consents()] == [False, True]


def test_who_gives_up_the_place_leaves_no_needs_behind_and_can_tell_none(kickoff):
    anna = register(kickoff(), "Anna", needs=NeedsSaid("vegetar"))
    do(service.cancel, anna)

    with pytest.raises(Cancelled):
        do(needs.change_needs, anna, NeedsSaid("veganer"))
    assert kept() == []


def test_after_the_conference_needs_are_taken_back_but_no_longer_told(kickoff, at):
    anna, bo = eat(kickoff(), "vegetar", "veganer")
    at("2018-11-22 16:00")

    with pytest.raises(TooLate):
        do(needs.change_needs, anna, NeedsSaid("ingen nødder"))
    do(needs.change_needs, bo, None)
    assert kept() == [("vegetar", "")]


def test_photos_and_list_are_agreed_to_and_taken_back_each_by_itself(kickoff):
    anna = register(kickoff(), "Anna", list_consent=True)

    do(needs.choose, anna, photo=True, on_list=True)
    assert (anna.agrees_to(About.PHOTO), anna.agrees_to(About.LIST)) == (True, True)
    do(needs.choose, anna, photo=True, on_list=False)

    assert (anna.agrees_to(About.PHOTO), anna.agrees_to(About.LIST)) == (True, False)
    assert len(consents()) == 2


def test_the_kitchen_counts_things_and_plates_of_those_with_a_seat(kickoff):
    conference = kickoff(4)
    eat(conference, "Vegetar, ingen nødder", "vegetar.", "Ingen nødder", "VEGETAR", "veganer")

    overview = needs.overview(conference)

    assert overview.foods == [Told("Vegetar", 3), Told("ingen nødder", 2)]
    assert overview.diets == [Told("vegetar.", 2), Told("Ingen nødder", 1), Told("Vegetar, ingen nødder", 1)]
    assert (overview.eaters, overview.with_access, overview.waiting) == (4, 0, 1)


def test_who_needs_what_and_who_stands_on_the_list_are_read_at_once_however_many(kickoff):
    conference = kickoff(30)
    for number in range(12):
        register(conference, f"Gæst {number}", needs=NeedsSaid("vegetar"), list_consent=bool(number % 2))
    register(conference, "Bo", list_consent=True)

    with queries() as asked:
        people, listed = needs.list_people(conference), participants.list_participants(conference)

    assert (len(people), len(listed)) == (12, 7)
    assert len([each for each in asked if "FROM registration" in each]) == 2
    assert listed[0].name == "Bo"


def test_who_only_waits_stands_on_no_list(kickoff):
    conference = kickoff(1)
    anna, bo = (register(conference, name, list_consent=True) for name in ("Anna", "Bo"))

    assert (anna.state, bo.state) == (State.CONFIRMED, State.WAITING)
    assert [person.name for person in participants.list_participants(conference)] == ["Anna"]


def test_agreeing_to_another_wording_ends_the_old_consent_and_begins_a_new_one(kickoff, at, monkeypatch):
    anna = register(kickoff(), "Anna", needs=NeedsSaid("vegetar"), photo_consent=True)
    given, later = clock.now(), at("2018-10-02 12:00")
    for about in (About.NEEDS, About.PHOTO):
        monkeypatch.setitem(VERSIONS, about, "2027-01-01")

    do(needs.change_needs, anna, NeedsSaid("veganer"))
    do(needs.choose, anna, photo=True, on_list=False)

    query = select(Consent.about, Consent.version, Consent.given_at, Consent.withdrawn_at)
    assert {tuple(row) for row in db.session.execute(query)} == {
        (about, *row)
        for about in (About.NEEDS, About.PHOTO)
        for row in (("2026-11-22", given, later), ("2027-01-01", later, None))
    }
    assert kept() == [("veganer", "")]
