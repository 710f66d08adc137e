"""No more invitations: one press, in the mail program or on the page (acceptance A32, A24)."""

from dataclasses import replace
from email import message_from_bytes
from email.policy import default

import pytest
from sqlalchemy import select

from conference import credentials
from conference.credentials import Purpose
from conference.db import db, transaction
from conference.mail import sending, service, unsubscribing
from conference.mail.letters import Content, content_of, letter
from conference.mail.models import Letter, Suppression
from conference.mail.worker import Worker
from tests.mail.test_sending import NOW

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@letter("test.invitation", "Invitation", is_invitation=True)
def invitation(_letter: Letter) -> Content | None:
    return Content(subject="Kom til kick-off", paragraphs=("Vil du komme?",))


def write(to: str = "aase@skole.example", name: str = "test.invitation") -> Letter | None:
    with transaction():
        return service.write(name, to=to, to_name="Åse", language="en", subject="0" * 32)


def received(found: Letter) -> tuple[bytes, dict[str, str]]:
    """The bytes on the wire, and the headers as a mail program reads them."""
    content = content_of(found)
    assert content is not None
    raw = sending.message_of(found, content, now=NOW).as_bytes()
    return raw, dict(message_from_bytes(raw, policy=default).items())


def suppressed() -> list[str]:
    return list(db.session.scalars(select(Suppression.email_folded)))


@pytest.mark.usefixtures("database")
def test_a_test_comes_also_to_who_wants_no_invitations_and_has_no_link_that_stops_them(mailing, post_office):
    asked = write()
    Worker(mailing).work_once()
    post_office.envelopes.clear()
    with transaction():
        unsubscribing.stop(credentials.live_code(Purpose.UNSUBSCRIBE, asked.uid))
        found = service.write(
            "test.invitation",
            to="aase@skole.example",
            to_name="",
            language="da",
            subject="",
            facts={"is_test": True},
        )

    Worker(mailing).work_once()

    [message] = post_office.messages
    assert message["Message-ID"] == f"<{found.uid}@localhost>"
    assert message["List-Unsubscribe"] is None


@pytest.fixture
def path(app, client) -> str:
    """Where the link of an invitation leads."""
    with app.app_context():
        _raw, headers = received(write())
    return headers["List-Unsubscribe"].removeprefix("<http://localhost").removesuffix(">")


@pytest.mark.usefixtures("database")
def test_a32_an_invitation_tells_the_mail_program_how_to_stop_them_and_no_other_letter_does(mailing):
    host = "https://konference.teknologipagt.region-midtjylland.example"
    mailing.config["SETTINGS"] = replace(mailing.config["SETTINGS"], BASE_URL=host)

    raw, headers = received(write())
    _raw, others = received(write(name="test.note"))

    link = headers["List-Unsubscribe"]
    assert link.startswith(f"<{host}/en/unsubscribe/")
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"List-Unsubscribe: {link}\r\n".encode() in raw  # no program decodes an address
    assert {"List-Unsubscribe", "List-Unsubscribe-Post"} & set(others) == set()


def test_a32_one_press_in_the_mail_program_without_cookie_and_from_anywhere_stops_them(app, client, path):
    headers = {"Sec-Fetch-Site": "cross-site", "Origin": "https://mail.example"}

    answers = [client.post(path, data=ONE_CLICK, headers=headers) for _ in range(2)]

    assert [(answer.status_code, "Set-Cookie" in answer.headers) for answer in answers] == [(200, False)] * 2
    with app.app_context():
        assert suppressed() == ["aase@skole.example"]
        assert write("AASE@skole.example") is None
        assert write("bo@skole.example") is not None
        assert write(name="test.note") is not None


def test_a24_to_look_at_the_page_stops_nothing(app, client, path):
    page = client.get(path)
    client.head(path)

    assert (page.status_code, "No more invitations" in page.text) == (200, True)
    with app.app_context():
        assert suppressed() == []


def test_a_link_that_is_wrong_stops_nothing(client, path):
    wrong = "/en/unsubscribe/" + "0" * 26

    assert client.get(wrong).status_code == 404
    assert client.post(wrong).status_code == 404


@pytest.mark.usefixtures("database")
def test_what_waited_while_its_reader_said_stop_is_not_sent(mailing, post_office):
    found = write()
    with transaction():
        unsubscribing.stop(credentials.live_code(Purpose.UNSUBSCRIBE, found.uid))

    Worker(mailing).work_once()

    db.session.rollback()
    assert (service.get(found.uid).state, post_office.messages) == ("dropped", [])
