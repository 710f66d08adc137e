"""What is written to the invited when the conference that they are asked to is moved, or called off."""

from datetime import date, time

import pytest
from sqlalchemy import select

from conference.credentials import Purpose, issue
from conference.db import db
from conference.mail.letters import content_of
from conference.mail.models import Letter, Suppression
from conference.registration.conferences import moving
from conference.registration.conferences.rules import NewDay, Notice
from conference.registration.models import Answer, Invitation, Kind
from tests.factories import make_conference, moment
from tests.registration.conftest import do


@pytest.fixture
def asked(database, saved, at):
    """The kick-off, to which Rut is invited and has not answered."""
    now = at("2018-10-01 10:00")
    conference = saved(make_conference())
    rut = Invitation(
        conference=conference,
        name="Rut",
        email="rut@raad.example",
        email_folded="rut@raad.example",
        kind=Kind.COUNCIL,
        language="en",
        sort_key="rut",
        reply_by=date(2018, 11, 1),
        holds_seat=True,
        answer=Answer.SILENT,
        created_at=now,
        changed_at=now,
    )
    do(issue, Purpose.INVITATION, saved(rut).uid)
    return conference


def move(conference, day=date(2018, 12, 13)):
    hours = {"doors": time(8, 30), "starts": time(9), "ends": time(16)}
    new = NewDay(day=day, **hours, venue="Salen", address="Gaden 1", notice_en="The hall is wet.")
    do(moving.move, conference, new, by="staff:test", seen=conference.version)


def call_off(conference):
    notice = Notice(notice_en="Too few could come.")
    do(moving.call_off, conference, notice, by="staff:test", seen=conference.version)


def written():
    return [
        (letter.name, content_of(letter)) for letter in db.session.scalars(select(Letter).order_by(Letter.id))
    ]


def test_who_is_invited_is_told_of_the_new_day_and_answers_as_before(asked):
    move(asked)

    ((name, letter),) = written()

    assert (name, letter.subject) == ("invitation.moved", "New date: Kick-off")
    assert letter.paragraphs[0].endswith(
        "is moved from Thursday 22 November 2018 to Thursday 13 December 2018."
    )
    assert letter.paragraphs[1] == "The hall is wet."
    assert letter.button.label == "Answer the invitation"


def test_who_is_invited_to_an_earlier_day_answers_before_it(asked):
    move(asked, date(2018, 10, 25))

    ((_name, letter),) = written()

    assert letter.paragraphs[-1].startswith("A seat is held for you until Thursday 25 October 2018 is over.")


def test_who_is_invited_is_told_that_there_is_nothing_to_answer(asked):
    move(asked)
    call_off(asked)

    (_moved, before), (name, letter) = written()

    assert before is None  # it would ask for an answer that nobody needs
    assert (name, letter.subject) == ("invitation.called_off", "Called off: Kick-off")
    assert letter.paragraphs[1:] == ("Too few could come.", "You need not answer the invitation.")


def test_who_wants_no_invitations_is_neither_written_to_nor_counted(asked, saved):
    saved(Suppression(email_folded="rut@raad.example", created_at=moment("2018-10-01 09:00")))
    foreseen = moving.preview_call_off(asked).total

    call_off(asked)

    assert (foreseen, written()) == (0, [])
