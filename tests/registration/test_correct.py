"""What a person may put right about themselves."""

from dataclasses import replace

import pytest

from conference import credentials
from conference.credentials import Purpose
from conference.errors import NotFound
from conference.registration import rules, service
from conference.registration.answers import Correction
from conference.registration.attendees.listing import Filter
from tests.registration.conftest import come, do, letters

AS_IT_IS = Correction(name="Anna", email="anna@skole.example", organisation="Mercantec", language="da")


def test_name_workplace_and_language_are_put_right_without_a_letter(kickoff):
    (anna,) = come(kickoff(), "Anna")
    code, before = service.own_code(anna), anna.changed_at

    do(service.correct, anna, replace(AS_IT_IS, name="Änne", organisation="Skive Kommune", language="en"))

    assert (anna.name, anna.organisation, anna.language) == ("Änne", "Skive Kommune", "en")
    assert service.search(anna.conference, Filter(q="anne skive")).items[0].uid == anna.uid
    assert (service.own_code(anna), letters()) == (code, [("ticket", "Anna")])
    assert anna.changed_at > before


def test_a_mistyped_address_gets_a_new_link_and_the_old_link_opens_nothing(kickoff):
    (anna,) = come(kickoff(), "Anna")
    old, ticket = service.own_code(anna), credentials.live_code(Purpose.TICKET, anna.uid)

    do(service.correct, anna, replace(AS_IT_IS, email="anna@gymnasium.example"))

    assert letters() == [("ticket", "Anna"), ("readdressed", "Anna"), ("ticket", "Anna")]
    assert service.get_own(service.own_code(anna)) is anna
    assert credentials.live_code(Purpose.TICKET, anna.uid) == ticket
    with pytest.raises(NotFound):
        service.get_own(old)


def test_the_same_address_in_other_letters_is_no_new_address(kickoff):
    (anna,) = come(kickoff(), "Anna")
    code = service.own_code(anna)

    do(service.correct, anna, replace(AS_IT_IS, email="Anna@Skole.example"))

    assert (anna.email, service.own_code(anna)) == ("Anna@Skole.example", code)


def test_nobody_takes_the_address_of_another_and_its_owner_hears_of_the_try(kickoff):
    anna, _ = come(kickoff(), "Anna", "Bo")

    done = do(service.correct, anna, replace(AS_IT_IS, name="Anne", email="BO@skole.example"))

    assert (done, anna.name, anna.email) == (False, "Anna", "anna@skole.example")
    assert letters()[2:] == [("known", "Bo")]


def test_whoever_tries_addresses_cannot_fill_a_mailbox(kickoff, at):
    anna, _ = come(kickoff(), "Anna", "Bo")
    for _again in range(3):
        do(service.correct, anna, replace(AS_IT_IS, email="bo@skole.example"))

    at("2018-10-01 11:00")
    do(service.correct, anna, replace(AS_IT_IS, email="bo@skole.example"))

    assert letters()[2:] == [("known", "Bo"), ("known", "Bo")]


def test_a_cancelled_place_is_not_corrected(kickoff):
    (anna,) = come(kickoff(), "Anna")
    do(service.cancel, anna)

    with pytest.raises(rules.Cancelled):
        do(service.correct, anna, AS_IT_IS)


def test_nothing_is_corrected_after_the_start(kickoff, at):
    (anna,) = come(kickoff(), "Anna")
    at("2018-11-22 09:00")

    with pytest.raises(rules.TooLate):
        do(service.correct, anna, AS_IT_IS)


def test_who_is_called_the_same_again_is_not_changed(kickoff):
    (anna,) = come(kickoff(), "Anna")
    before = anna.changed_at

    do(service.set_kind, anna, anna.kind)

    assert anna.changed_at == before
