"""Letters to people who are invited (acceptance A32)."""

from datetime import date

import pytest

from conference import credentials
from conference.credentials import Purpose
from conference.db import transaction
from conference.mail import sending
from conference.mail.letters import content_of
from conference.mail.models import Letter
from conference.registration.invitations import letters, service
from conference.registration.invitations.rules import KINDS, Asked, Guest
from conference.registration.models import Kind
from tests.factories import make_conference, moment


@pytest.fixture
def ask(database, saved, at):
    """Somebody is invited, in a language; gives the invitation and its letter."""
    at("2018-10-01 10:00")
    conference = saved(make_conference(capacity=9, title_en="The kick-off"))

    def invite(language="da", kind=Kind.COUNCIL, *, holds_seat=True):
        guest = Guest("Clara www.evil.example", f"clara.{language}@skole.example", "", kind, language)
        with transaction():
            (invitation,) = service.invite(conference, [guest], Asked(date(2018, 11, 1), holds_seat))
            return invitation, letters.write(letters.REMINDER, invitation)

    return invite


def test_a32_it_says_how_long_the_seat_is_held_and_leads_to_the_link_in_its_language(ask):
    invitation, letter = ask("en")

    content = content_of(Letter(name=letters.INVITED, language="en", subject=invitation.uid, facts={}))

    code = credentials.live_code(Purpose.INVITATION, invitation.uid)
    assert content.subject == "Invitation: The kick-off"
    assert "A seat is held for you until Thursday 1 November 2018 is over." in content.paragraphs[1]
    assert content.button.url == f"http://localhost/en/i/{code}"
    message = sending.message_of(letter, content, now=moment("2018-10-01 10:00"))
    assert message["List-Unsubscribe"].startswith("<http://localhost/en/unsubscribe/")
    assert "www.evil.example" not in sending.text_of(letter, content)  # a name advertises nothing


def test_each_kind_is_told_why_they_are_asked(ask):
    invitation, _letter = ask(holds_seat=False)
    told = set()

    for kind in KINDS:
        with transaction():
            invitation.kind = kind
        content = content_of(Letter(name=letters.INVITED, language="da", subject=invitation.uid, facts={}))
        told.add(content.paragraphs[0])

    assert len(told) == len(KINDS)
    assert all("Kick-off" in paragraph for paragraph in told)
    assert "senest torsdag 1. november 2018" in content.paragraphs[1]


def test_a_reminder_says_how_long_is_left(ask, at):
    _invitation, letter = ask("en")
    subjects = []

    for day in ("2018-10-30", "2018-10-31", "2018-11-01"):
        at(f"{day} 10:00")
        subjects.append(content_of(letter).subject.removesuffix(" to answer: The kick-off"))

    assert subjects == ["2 days left", "Tomorrow is the last day", "Today is the last day"]


def test_who_has_answered_or_has_no_time_left_is_told_nothing(ask, at):
    invitation, letter = ask()

    at("2018-11-02 00:00")
    assert content_of(letter) is None

    at("2018-10-20 10:00")
    with transaction():
        service.withdraw(invitation)
    assert content_of(letter) is None


def test_organisers_see_beforehand_how_it_looks(ask):
    conference = ask()[0].conference
    facts = {"sample": conference.uid}

    for name in (letters.INVITED, letters.REMINDER):
        sample = Letter(
            uid="0" * 32, name=name, language="da", subject="", facts=facts, to="a@b.example", to_name="Anna"
        )
        content = content_of(sample)

        assert content.button.url == "http://localhost/i/" + "0" * 26
        assert "unsubscribe" not in sending.text_of(sample, content)
