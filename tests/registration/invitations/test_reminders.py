"""The silent are reminded in time, or when an organiser asks for it; nobody twice a day."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier

import pytest

from conference.db import db, transaction
from conference.mail.models import Suppression
from conference.registration import service as registrations
from conference.registration.invitations import rules, service, silence
from conference.registration.invitations.rules import Guest
from conference.registration.models import Kind
from tests.registration.conftest import do, letters
from tests.registration.invitations.test_answering import CLARA, invite, no


def reminders():
    return [to for name, to in letters() if name == "invitation.reminder"]


def test_the_silent_alone_are_reminded_seven_and_two_days_before_and_once_each(kickoff, at):
    conference = kickoff(capacity=5)
    bo = Guest("Bo Lund", "bo@skole.example", "", Kind.PARTNER, "da")
    _clara, other = invite(conference, CLARA, bo)
    no(other)

    told = []
    for day in ("2018-10-24", "2018-10-25", "2018-10-26", "2018-10-30", "2018-10-31", "2018-11-02"):
        at(f"{day} 09:00")
        do(silence.remind_in_time)
        do(silence.remind_in_time)
        told.append(len(reminders()))

    assert told == [0, 1, 1, 2, 2, 2]
    assert set(reminders()) == {"Clara Dam"}


def test_an_organiser_reminds_the_silent_now_but_nobody_twice_a_day(kickoff, at):
    conference = kickoff(capacity=5)
    (invitation,) = invite(conference)
    assert do(silence.remind_all, conference) == 0  # the invitation itself is of today

    at("2018-10-03 09:00")
    assert [do(silence.remind_all, conference) for _ in range(2)] == [1, 0]
    with pytest.raises(rules.Conflict):
        do(silence.remind, invitation)

    at("2018-10-25 09:00")
    do(silence.remind, invitation)
    do(silence.remind_in_time)  # due, but not on a day with a letter
    assert len(reminders()) == 2


def test_six_presses_at_once_remind_once(app, kickoff, at):
    conference = kickoff(capacity=5)
    (invitation,) = invite(conference)
    at("2018-10-03 09:00")
    uid = invitation.uid
    together = Barrier(6)

    def press(number):
        together.wait()
        with app.app_context(), suppress(rules.Conflict), transaction():
            conference = registrations.get_conference("kickoff2018")
            if number % 2:
                silence.remind_all(conference)
            else:
                silence.remind(service.get(conference, uid))

    db.session.remove()
    with ThreadPoolExecutor(6) as people:
        list(people.map(press, range(6)))

    assert len(reminders()) == 1


def test_who_wants_no_letters_is_not_reminded_and_the_organiser_is_told(kickoff, at, saved):
    (invitation,) = invite(kickoff(capacity=5))
    at("2018-10-03 09:00")
    saved(Suppression(email_folded=invitation.email_folded, created_at=invitation.created_at))

    with pytest.raises(rules.Conflict, match="ønsker ikke breve"):
        do(silence.remind, invitation)
