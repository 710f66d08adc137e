"""Whom one may invite, and what can still be changed about an invitation."""

from datetime import date

import pytest
from flask import Flask
from flask_babel import Babel

from conference.errors import Conflict
from conference.registration.invitations import rules
from conference.registration.models import Answer, Invitation
from conference.registration.rules import CalledOff
from tests.factories import make_conference, moment

NOW = moment("2018-10-01 10:00")


@pytest.fixture(autouse=True)
def words():
    """The words of a refusal are asked of the catalogue."""
    app = Flask("rules")
    Babel(app, default_locale="en")
    with app.test_request_context():
        yield


@pytest.mark.parametrize(
    ("standing", "now", "refusal"),
    [
        ({}, NOW, None),
        ({"published_at": None}, NOW, Conflict),
        ({"called_off_at": NOW}, NOW, CalledOff),
        ({}, moment("2018-11-22 08:30"), Conflict),
    ],
)
def test_one_invites_to_what_people_can_come_to(standing, now, refusal):
    conference = make_conference(**standing)

    if refusal is None:
        rules.check_invite(conference, now=now)
    else:
        with pytest.raises(refusal):
            rules.check_invite(conference, now=now)


@pytest.mark.parametrize(
    ("check", "refused"),
    [
        (rules.check_silent, {Answer.YES, Answer.NO, Answer.LAPSED, Answer.WITHDRAWN}),
        (rules.check_change, {Answer.YES, Answer.NO, Answer.WITHDRAWN}),
        (rules.check_withdraw, {Answer.YES}),
    ],
)
def test_what_has_been_answered_is_left_alone(check, refused):
    found = set()
    for answer in Answer:
        try:
            check(Invitation(answer=answer))
        except rules.Answered:
            found.add(answer)

    assert found == refused


@pytest.mark.parametrize(
    ("today", "due"), [("2018-10-24", None), ("2018-10-25", 7), ("2018-10-30", 2), ("2018-11-02", None)]
)
def test_the_silent_are_reminded_on_two_days_and_in_the_days_after_if_nobody_could(today, due):
    invitation = Invitation(conference=make_conference(), reply_by=date(2018, 11, 1), created_at=NOW)

    assert rules.reminder_due(invitation, today=date.fromisoformat(today)) == due


@pytest.mark.parametrize("left", [0, 1])
def test_a_refusal_to_hold_says_how_many_seats_there_are(left):
    with pytest.raises(rules.TooFewSeats) as refusal:
        rules.check_held(2, left=left)

    assert str(refusal.value).startswith("No seat is free." if left == 0 else "1 seat is free.")
