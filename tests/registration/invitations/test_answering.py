"""Yes and no to an invitation, and the seat that is held meanwhile (acceptance A26)."""

from datetime import date

import pytest
from sqlalchemy import select

from conference import credentials
from conference.audit.models import AuditEntry
from conference.credentials import Purpose
from conference.db import db
from conference.mail import unsubscribing
from conference.mail.models import Letter
from conference.registration import service as registrations
from conference.registration.answers import Answers, Correction, NeedsSaid, Person
from conference.registration.consents import find_needs
from conference.registration.invitations import answering, rules, service, silence
from conference.registration.invitations.rules import Asked, Guest
from conference.registration.models import Answer, Invitation, Kind, State
from conference.registration.rules import CalledOff, TooLate
from tests.queries import queries
from tests.registration.conftest import come, do, letters, register, states

CLARA = Guest("Clara Dam", "clara@skole.example", "Dania", Kind.COUNCIL, "da")
NOVEMBER = date(2018, 11, 1)


def invite(conference, *guests, holds_seat=True, reply_by=NOVEMBER):
    return do(service.invite, conference, guests or [CLARA], Asked(reply_by, holds_seat))


def yes(invitation, **more):
    answers = Answers(invitation.name, invitation.email, invitation.organisation, invitation.kind, **more)
    return do(answering.say_yes, invitation, answers, language="da")


def no(invitation):
    return do(answering.say_no, invitation)


def answer(invitation):
    db.session.refresh(invitation)
    return invitation.answer


def test_a_seat_that_is_held_is_taken_for_everybody_else(kickoff):
    conference = kickoff(capacity=2)

    invite(conference)

    come(conference, "Anna", "Bo")
    assert states(conference) == [State.CONFIRMED, State.WAITING]
    assert registrations.seats(conference).taken == 2


def test_a_yes_gets_the_seat_that_was_held_though_others_wait(kickoff):
    conference = kickoff(capacity=1)
    (invitation,) = invite(conference)
    come(conference, "Anna")

    place = yes(invitation)

    assert (place.state, place.kind, place.organisation) == (State.CONFIRMED, Kind.COUNCIL, "Dania")
    assert states(conference) == [State.WAITING, State.CONFIRMED]
    assert registrations.seats(conference).taken == 1
    assert letters()[-1] == ("ticket", "Clara Dam")


def test_a_no_after_the_seat_was_handed_over_takes_it_from_nobody(kickoff):
    conference = kickoff()
    (invitation,) = invite(conference)
    handed = do(registrations.hand_over, yes(invitation), Person("Bo", "bo@skole.example"))

    assert no(invitation) is True

    db.session.refresh(handed)
    assert (handed.state, answer(invitation)) == (State.CONFIRMED, Answer.NO)
    acts = set(db.session.scalars(select(AuditEntry.act)))
    assert "registration.cancel" not in acts


def test_a_yes_without_a_seat_held_waits_like_everybody(kickoff):
    conference = kickoff(capacity=1)
    (invitation,) = invite(conference, holds_seat=False)
    come(conference, "Anna")

    assert yes(invitation).state is State.WAITING


def test_said_twice_it_is_one_place(kickoff):
    (invitation,) = invite(kickoff())

    assert yes(invitation) is yes(invitation)


def test_a_no_passes_the_seat_to_the_first_in_line_and_a_yes_afterwards_to_the_end_of_it(kickoff):
    conference = kickoff(capacity=1)
    (invitation,) = invite(conference)
    come(conference, "Anna")

    assert [no(invitation), no(invitation)] == [True, False]

    assert states(conference) == [State.OFFERED]
    assert yes(invitation).state is State.WAITING


def test_a_yes_that_becomes_a_no_is_a_place_given_up_and_the_other_way_round(kickoff):
    conference = kickoff(capacity=1)
    (invitation,) = invite(conference)
    first = yes(invitation)

    no(invitation)
    assert (answer(invitation), first.state, letters()[-1][0]) == (Answer.NO, State.CANCELLED, "cancelled")

    second = yes(invitation)
    do(registrations.cancel, second)
    assert (answer(invitation), second.state) == (Answer.NO, State.CANCELLED)


def test_who_has_a_place_keeps_it_and_is_called_as_invited(kickoff):
    conference = kickoff(capacity=3)
    (invitation,) = invite(conference)
    anna = register(conference, "Clara Dam", " CLARA@skole.example")

    place = yes(invitation, needs=NeedsSaid("vegetar"))

    assert (place is anna, place.kind, find_needs(place).diet) == (True, Kind.COUNCIL, "vegetar")
    assert registrations.seats(conference).taken == 1


def test_who_registers_like_everybody_has_said_yes_and_leaves_the_queue_for_the_seat_held(kickoff):
    conference = kickoff(capacity=1)
    (invitation,) = invite(conference)
    clara = register(conference, "Clara Dam", "clara@skole.example")
    assert clara.state is State.WAITING

    do(answering.notice_registered)

    assert (answer(invitation), clara.state) == (Answer.YES, State.CONFIRMED)
    assert (registrations.seats(conference).taken, letters()[-1][0]) == (1, "ticket")


def test_the_seat_falls_back_when_the_last_day_is_over_and_not_before(kickoff, at):
    conference = kickoff(capacity=2)
    (invitation,) = invite(conference)
    invite(conference, Guest("Dea Ek", "dea@skole.example", "", Kind.PRESS, "da"), reply_by=date(2018, 11, 9))
    come(conference, "Anna")

    at("2018-11-01 23:59")
    do(silence.lapse_silent)
    assert (answer(invitation), states(conference)) == (Answer.SILENT, [State.WAITING])

    at("2018-11-02 00:00")
    do(silence.lapse_silent)
    assert (answer(invitation), states(conference)) == (Answer.LAPSED, [State.OFFERED])


def test_after_the_last_day_a_yes_is_like_anybodys_even_before_the_worker_comes_by(kickoff, at):
    conference = kickoff(capacity=1)
    (invitation,) = invite(conference)
    come(conference, "Anna")
    at("2018-11-02 00:00")

    assert yes(invitation).state is State.WAITING
    assert states(conference) == [State.OFFERED, State.WAITING]


def test_a_seat_held_is_let_go_when_the_doors_open(kickoff, at):
    conference = kickoff(capacity=1)
    (invitation,) = invite(conference, reply_by=date(2018, 11, 22))
    at("2018-11-22 08:30")

    do(silence.lapse_silent)

    assert (answer(invitation), registrations.seats(conference).free) == (Answer.LAPSED, 1)


def test_nobody_answers_when_it_has_begun_or_is_called_off(kickoff, at):
    conference = kickoff()
    (invitation,) = invite(conference)
    at("2018-11-22 09:00")
    with pytest.raises(TooLate):
        yes(invitation)

    now = at("2018-10-02 10:00")
    do(setattr, conference, "called_off_at", now)
    with pytest.raises(CalledOff):
        no(invitation)


def test_a_withdrawn_invitation_takes_no_answer_and_its_seat_falls_back(kickoff):
    conference = kickoff(capacity=1)
    (invitation,) = invite(conference)
    come(conference, "Anna")

    assert [do(service.withdraw, invitation), do(service.withdraw, invitation)] == [True, False]

    assert states(conference) == [State.OFFERED]
    with pytest.raises(rules.Withdrawn):
        yes(invitation)
    assert invite(conference, holds_seat=False)


def test_handed_over_it_is_still_a_yes_and_the_link_opens_nothing_any_more(kickoff):
    (invitation,) = invite(kickoff())
    place = yes(invitation)

    do(registrations.hand_over, place, Person("Bo Lund", "bo@skole.example"))

    assert answer(invitation) is Answer.YES
    assert credentials.live_code(Purpose.INVITATION, invitation.uid) is None


def test_who_can_answer_no_more_and_has_no_place_can_be_invited_again(kickoff):
    conference = kickoff(capacity=5)
    bo = Guest("Bo Lund", "bo@skole.example", "", Kind.PARTNER, "da")
    handed, corrected = (yes(invitation) for invitation in invite(conference, CLARA, bo))
    do(registrations.correct, corrected, Correction("Bo Lund", "bo.lund@skole.example", "", "da"))
    assert set(service.find_hindrances(conference, [CLARA.email, bo.email])) == {CLARA.email, bo.email}

    do(registrations.hand_over, handed, Person("Dea Ek", "dea@skole.example"))
    do(registrations.cancel, corrected)

    assert len(invite(conference, CLARA, bo)) == 2
    assert set(service.find_hindrances(conference, [CLARA.email, bo.email])) == {CLARA.email, bo.email}


def test_no_more_seats_are_held_than_anybody_new_could_have(kickoff):
    conference = kickoff(capacity=2)
    others = [Guest(name, f"{name}@skole.example", "", Kind.GUEST, "da") for name in ("bo", "dea", "eva")]

    with pytest.raises(rules.TooFewSeats):
        invite(conference, *others)
    assert db.session.scalars(select(Invitation)).all() == []

    assert len(invite(conference, *others, holds_seat=False)) == 3


def test_many_are_invited_in_few_statements_each_with_links_of_their_own(kickoff):
    conference = kickoff(capacity=100)
    guests = [Guest(f"Gæst {n}", f"gaest{n}@skole.example", "", Kind.GUEST, "da") for n in range(50)]

    with queries() as asked:
        invited = invite(conference, *guests)

    uids = list(db.session.scalars(select(Letter.uid)))
    assert len([each for each in asked if "INSERT INTO invitation" not in each]) < 20
    assert len(credentials.live_codes(Purpose.INVITATION, [each.uid for each in invited])) == 50
    assert len(credentials.live_codes(Purpose.UNSUBSCRIBE, uids)) == 50


def test_who_is_known_already_is_not_invited_again(kickoff):
    conference = kickoff(capacity=5)
    (invitation,) = invite(conference)
    register(conference, "Anna", "anna@skole.example")
    letter = db.session.scalars(select(Letter).filter_by(name="invitation.invited")).one()
    do(unsubscribing.stop, credentials.live_code(Purpose.UNSUBSCRIBE, letter.uid))

    addresses = ["CLARA@skole.example", "anna@skole.example", "new@skole.example"]
    found = service.find_hindrances(conference, addresses)
    assert set(found) == {"clara@skole.example", "anna@skole.example"}
    with pytest.raises(rules.KnownAlready):
        invite(conference)
    no(invitation)
    with pytest.raises(rules.KnownAlready):
        invite(conference)


def test_another_day_asks_who_was_passed_over_anew(kickoff, at):
    conference = kickoff(capacity=1)
    (invitation,) = invite(conference)
    at("2018-11-02 09:00")
    do(silence.lapse_silent)

    do(service.change, invitation, Asked(date(2018, 11, 8), holds_seat=True))

    assert (answer(invitation), registrations.seats(conference).held) == (Answer.SILENT, 1)
    assert [name for name, _to in letters()] == ["invitation.invited"] * 2


@pytest.mark.parametrize(
    ("said", "kept"),
    [(NeedsSaid(), ("vegetar", "rampe")), (NeedsSaid(diet="vegansk"), ("vegansk", "rampe"))],
)
def test_a_yes_takes_back_nothing_that_who_has_a_place_has_told_of_needs(kickoff, said, kept):
    conference = kickoff()
    (invitation,) = invite(conference)
    clara = register(conference, "Clara Dam", CLARA.email, needs=NeedsSaid("vegetar", "rampe"))

    yes(invitation, needs=said)

    told = find_needs(clara)
    assert (told.diet, told.access_needs) == kept


def test_a_late_yes_does_not_queue_for_the_seat_that_was_held_for_oneself(kickoff, at):
    (invitation,) = invite(kickoff(capacity=1))
    at("2018-11-02 00:00")

    assert yes(invitation).state is State.CONFIRMED
