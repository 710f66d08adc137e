"""A letter that an organiser sends again."""

from datetime import timedelta

import pytest

from conference import clock
from conference.audit.models import AuditEntry
from conference.db import db, transaction
from conference.mail import rules, service
from conference.mail.models import Letter, LetterState
from conference.mail.worker import Worker
from tests.mail.test_worker import states

NOW = clock.real_now()


@pytest.mark.parametrize(
    ("letter", "can"),
    [
        (Letter(sent_at=NOW), True),
        (Letter(given_up_at=NOW, error="550 No"), True),
        (Letter(given_up_at=NOW), False),
        (Letter(next_try_at=NOW), False),
        (Letter(error="451 Later", next_try_at=NOW + timedelta(hours=1)), True),
        # A worker may have it in hand.
        (Letter(error="451 Later", next_try_at=NOW + timedelta(minutes=4)), False),
    ],
)
def test_what_is_on_its_way_or_over_is_not_sent_again(letter, can):
    assert rules.can_again(letter, now=NOW, is_wanted=True) is can
    assert not rules.can_again(letter, now=NOW, is_wanted=False)


@pytest.mark.usefixtures("database")
def test_a_letter_that_was_refused_is_tried_anew(mailing, post_office, write):
    post_office.answers["aase@skole.example"] = "550 5.1.1 No such user"
    letter = write()
    Worker(mailing).work_once()
    post_office.answers.clear()
    with transaction():
        again = service.resend(letter.uid)
    tries = again.attempts

    Worker(mailing).work_once()

    assert (again.uid, tries) == (letter.uid, 0)
    assert states() == [LetterState.SENT]
    assert [message["Message-ID"] for message in post_office.messages] == [f"<{letter.uid}@localhost>"]


@pytest.mark.usefixtures("database")
def test_a_letter_that_waits_hours_for_its_next_try_is_tried_at_once(mailing, post_office, write):
    post_office.answers["aase@skole.example"] = "451 Later"
    letter = write()
    Worker(mailing).work_once()
    post_office.answers.clear()
    with transaction():
        service.get(letter.uid).next_try_at = clock.real_now() + timedelta(hours=12)
        db.session.flush()
    with transaction():
        service.resend(letter.uid)

    Worker(mailing).work_once()

    assert states() == [LetterState.SENT]


def test_a_letter_that_was_sent_is_written_a_second_time(mailing, post_office, staff_client, write):
    with mailing.app_context():
        uid = write().uid
    Worker(mailing).work_once()
    organiser = staff_client()

    offered = organiser.get(f"/organise/letters/{uid}").text
    answer = organiser.post(f"/organise/letters/{uid}/resend")
    told = organiser.get(answer.location).text
    Worker(mailing).work_once()

    assert "Send det igen" in offered
    assert answer.status_code == 303
    assert "Brevet er skrevet igen og er på vej." in told
    [first, second] = [message["Message-ID"] for message in post_office.messages]
    assert first != second
    with mailing.app_context():
        assert db.session.scalars(db.select(AuditEntry.detail).filter_by(act="mail.resend")).one() == {
            "letter": uid,
            "name": "test.note",
        }


def test_a_letter_on_its_way_is_not_sent_again(app, staff_client, write):
    with app.app_context():
        uid = write().uid

    page = staff_client().get(f"/organise/letters/{uid}").text
    answer = staff_client().post(f"/organise/letters/{uid}/resend")

    assert "Send det igen" not in page
    assert answer.status_code == 409
    assert "Brevet kan ikke sendes igen lige nu" in answer.text
    with app.app_context():
        assert len(db.session.scalars(db.select(AuditEntry).filter_by(act="mail.read")).all()) == 2
