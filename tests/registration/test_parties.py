"""One colleague registers several people, who get a place each and stay together if they ask for it."""

import pytest
from sqlalchemy import select

from conference.audit.models import AuditEntry
from conference.credentials import Purpose, find_live, live_code
from conference.db import db, transaction
from conference.errors import NotFound
from conference.registration import service
from conference.registration.answers import Correction, Person
from conference.registration.attendees import service as attendees
from conference.registration.attendees.answers import Change
from conference.registration.models import Kind, State
from conference.registration.rules import OfferGone, PartyTooLarge, RegistrationClosed
from tests.factories import make_answers, moment
from tests.registration.conftest import come, do, letters, register, states

CONFIRMED, WAITING, OFFERED, CANCELLED = State.CONFIRMED, State.WAITING, State.OFFERED, State.CANCELLED


def party(conference, *colleagues, stays_together=False, form_key=None):
    """Anna registers herself and colleagues, each given by name or as a person."""
    people = [Person(each, None) if isinstance(each, str) else each for each in colleagues]
    with transaction():
        return service.register_party(
            conference,
            make_answers("Anna"),
            people,
            stays_together=stays_together,
            language="da",
            form_key=form_key,
        )


def test_each_of_a_party_gets_a_seat_and_a_ticket_of_their_own(kickoff):
    conference = kickoff(capacity=10)

    anna = party(conference, "Bo", Person("Carl", "carl@skole.example", "Dania"))

    members = service.list_party(anna)
    assert [(each.name, each.email, each.organisation, each.is_contact) for each in members] == [
        ("Anna", "anna@skole.example", "Mercantec", True),
        ("Bo", None, "Mercantec", False),
        ("Carl", "carl@skole.example", "Dania", False),
    ]
    assert states(conference) == [CONFIRMED] * 3
    assert len({live_code(Purpose.TICKET, each.uid) for each in members}) == 3


def test_letters_to_who_has_no_address_go_to_the_contact(kickoff):
    party(kickoff(capacity=10), "Bo", Person("Carl", "carl@skole.example"))

    assert letters() == [("ticket", "Anna"), ("ticket", "Anna"), ("ticket", "Carl")]


def test_a_party_takes_the_seats_there_are_and_queues_for_the_others(kickoff):
    conference = kickoff(capacity=2)

    party(conference, "Bo", "Carl")

    assert states(conference) == [CONFIRMED, CONFIRMED, WAITING]


def test_a_party_that_stays_together_gathers_its_seats_before_it_is_offered_them(kickoff):
    conference = kickoff(capacity=2)
    ida, hans = come(conference, "Ida", "Hans")
    anna = party(conference, "Bo", stays_together=True)
    late = register(conference, "Late")

    do(service.cancel, ida)
    gathering = (states(conference)[2:], [each.offer_until for each in service.list_party(anna)])
    with pytest.raises(OfferGone, match="samler"):
        do(service.accept, anna)
    do(service.cancel, hans)

    assert gathering == ([OFFERED, WAITING, WAITING], [None, None])
    assert (states(conference)[2:], late.state) == ([OFFERED, OFFERED, WAITING], WAITING)
    assert {each.offer_until for each in service.list_party(anna)} == {moment("2018-10-03 10:00")}
    assert [told for told in letters() if told[0] == "offer"] == [("offer", "Anna"), ("offer", "Anna")]


def test_a_party_that_no_longer_waits_for_anybody_is_offered_what_it_has_gathered(kickoff):
    conference = kickoff(capacity=1)
    (ida,) = come(conference, "Ida")
    anna = party(conference, "Bo", stays_together=True)
    do(service.cancel, ida)
    bo = service.list_party(anna)[1]

    do(service.cancel, bo)

    assert (anna.state, anna.offer_until) == (OFFERED, moment("2018-10-03 10:00"))


def test_in_the_last_week_a_party_is_offered_what_there_is(kickoff, at):
    conference = kickoff(capacity=1)
    (ida,) = come(conference, "Ida")
    anna = party(conference, "Bo", stays_together=True)
    do(service.cancel, ida)
    at("2018-11-15 08:59")
    do(service.lapse_offers)
    before = anna.offer_until

    at("2018-11-15 09:00")
    do(service.lapse_offers)

    assert (before, anna.offer_until) == (None, moment("2018-11-16 10:00"))
    assert [told for told in letters() if told[0] == "offer"] == [("offer", "Anna")]


def test_a_large_party_takes_its_seats_at_once_where_there_are_enough(kickoff):
    conference = kickoff(capacity=3)

    party(conference, "Bo", "Carl", stays_together=True)

    assert states(conference) == [CONFIRMED] * 3


def test_ten_people_are_a_party_and_eleven_are_too_many(kickoff):
    conference = kickoff(capacity=20)
    with pytest.raises(PartyTooLarge):
        party(conference, *(f"Bo {number}" for number in range(10)))

    anna = party(conference, *(f"Bo {number}" for number in range(9)))

    assert len(service.list_party(anna)) == 10
    with pytest.raises(PartyTooLarge):
        do(service.add_member, anna, Person("Carl", None))


def test_who_has_a_place_already_keeps_it_and_is_written_to(kickoff):
    conference = kickoff(capacity=10)
    register(conference, "Carl")

    anna = party(conference, Person("Carl", "CARL@skole.example"), Person("Bo", "bo@skole.example"))

    assert [each.name for each in service.list_party(anna)] == ["Anna", "Bo"]
    assert ("known", "Carl") in letters()


def test_an_address_named_twice_is_one_person(kickoff):
    anna = party(kickoff(capacity=10), *(Person("Bo", "bo@skole.example") for _ in range(2)))

    assert [each.name for each in service.list_party(anna)] == ["Anna", "Bo"]


def test_the_same_form_sent_twice_is_one_party(kickoff):
    conference = kickoff(capacity=10)

    first, second = (party(conference, "Bo", form_key="K") for _ in range(2))

    assert first is second
    assert len(states(conference)) == 2


def test_what_people_fill_in_themselves_is_written_down_once_a_form(kickoff):
    conference = kickoff(capacity=10)
    ida = register(conference, "Ida", form_key="I")
    for _ in range(2):
        register(conference, "Ida", form_key="I")
        anna = party(conference, "Bo", form_key="K")
        carl = do(service.add_member, anna, Person("Carl", None), form_key="L")

    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id))
    assert [(entry.act, entry.by, entry.subject, entry.detail) for entry in entries] == [
        ("registration.register", "self", ida.uid, {}),
        ("registration.register", "self", anna.uid, {"people": 2}),
        ("registration.add_member", "self", anna.uid, {"member": carl.uid}),
    ]


def test_nobody_is_registered_when_the_contact_has_a_place_already(kickoff):
    conference = kickoff(capacity=10)
    register(conference, "Anna")

    assert party(conference, "Bo") is None

    assert len(states(conference)) == 1
    assert letters()[-1] == ("known", "Anna")


def test_the_contact_adds_a_colleague_until_registration_closes(kickoff, at):
    conference = kickoff(capacity=2)
    anna = register(conference, "Anna")
    bo = do(service.add_member, anna, Person("Bo", None))
    carl = do(service.add_member, anna, Person("Carl", "carl@skole.example"))
    assert [each.state for each in (anna, bo, carl)] == [CONFIRMED, CONFIRMED, WAITING]
    assert service.find_contact(bo) is anna

    at("2018-11-16 00:00")
    with pytest.raises(RegistrationClosed):
        do(service.add_member, anna, Person("Dan", None))


def test_only_the_contact_reaches_the_others(kickoff):
    conference = kickoff(capacity=10)
    anna = party(conference, "Bo")
    bo = service.list_party(anna)[1]
    stranger = register(conference, "Ida")

    assert service.get_member(anna, bo.uid) is bo
    for contact, uid in ((bo, anna.uid), (anna, stranger.uid), (stranger, bo.uid)):
        with pytest.raises(NotFound):
            service.get_member(contact, uid)


def test_a_party_closed_before_it_began_leaves_nothing(kickoff, at):
    conference = kickoff(capacity=10)
    at("2018-11-16 00:00")

    with pytest.raises(RegistrationClosed):
        party(conference, "Bo")

    assert states(conference) == []


def test_a_member_without_an_address_has_a_link_of_their_own(kickoff):
    anna = party(kickoff(capacity=10), "Bo")
    bo = service.list_party(anna)[1]

    found = find_live(service.own_code(bo), purpose=Purpose.OWN)

    assert found is not None
    assert found.subject == bo.uid


def test_who_reads_no_longer_for_a_colleague_opens_nothing_of_theirs(kickoff):
    anna = party(kickoff(capacity=10), "Bo")
    bo = service.list_party(anna)[1]
    links, written = [service.own_code(bo)], len(letters())

    right = Correction("Anna", "anna@gymnasium.example", "Mercantec", "da")
    for change_reader in (
        lambda: service.correct(anna, right),
        lambda: attendees.change(anna, Change("Anna", "a@skole.example", "", Kind.ATTENDEE, "da", None)),
        lambda: service.hand_over(anna, Person("Dora", "dora@skole.example")),
    ):
        do(change_reader)
        links.append(service.own_code(bo))

    assert len(set(links)) == 4
    assert [find_live(link, purpose=Purpose.OWN) is not None for link in links] == [False] * 3 + [True]
    told = [told for told in letters()[written:] if told[0] == "ticket"]
    assert told == [*[("ticket", "Anna")] * 4, ("ticket", "Dora")]


def test_a_contact_who_moves_while_seats_are_gathered_is_told_that_they_wait(kickoff):
    conference = kickoff(capacity=1)
    (ida,) = come(conference, "Ida")
    anna = party(conference, "Bo", stays_together=True)
    do(service.cancel, ida)
    written = len(letters())

    do(service.correct, anna, Correction("Anna", "anna@gymnasium.example", "Mercantec", "da"))

    assert (anna.state, letters()[written:]) == (OFFERED, [("waiting", "Anna")] * 2)


def test_the_contact_declines_for_all_while_the_offers_run_and_nobody_else_does(kickoff, at):
    conference = kickoff(capacity=2)
    ida, hans = come(conference, "Ida", "Hans")
    anna = party(conference, "Bo", stays_together=True)
    do(service.cancel, ida)
    do(service.cancel, hans)

    with pytest.raises(NotFound):
        do(service.decline_for_party, service.list_party(anna)[1])
    at("2018-10-04 10:00")
    with pytest.raises(OfferGone):
        do(service.decline_for_party, anna)
    at("2018-10-02 10:00")
    declined = do(service.decline_for_party, anna)

    assert [each.name for each in declined] == ["Anna", "Bo"]
    assert states(conference)[2:] == [State.CANCELLED, State.CANCELLED]


def test_a_party_with_all_its_seats_gathers_none_and_has_no_offer_to_answer(kickoff):
    anna = party(kickoff(capacity=2), "Bo", stays_together=True)

    assert service.find_gathered(anna) is None
    with pytest.raises(OfferGone):
        do(service.decline, anna)
