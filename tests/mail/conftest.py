"""A real mail server in the next thread, and letters to send to it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from socket import socket
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask

from conference.db import transaction
from conference.mail import service
from conference.mail.letters import Attachment, Button, CalendarEntry, Code, Content, letter
from conference.mail.models import Letter


class PostOffice:
    """Takes letters over SMTP, and can be told to be difficult."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []
        #: The answer to an address, where it is not "yes".
        self.answers: dict[str, str] = {}
        #: How many of the next letters are taken, with the conversation broken off instead of an answer.
        self.hang_ups = 0

    async def handle_RCPT(  # noqa: N802, the library's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802, the library's name
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        self.envelopes.append(envelope)
        if self.hang_ups:
            self.hang_ups -= 1
            server.transport.abort()
        return "250 OK"

    @property
    def messages(self) -> list[EmailMessage]:
        """What came in, read by the standard library's parser."""
        return [message_from_bytes(envelope.original_content, policy=default) for envelope in self.envelopes]


class MailServer:
    """A post office at an address that it keeps, also when it was closed for a while."""

    def __init__(self, office: PostOffice) -> None:
        self._office = office
        self._open: Controller | None = None
        with socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]

    def start(self, **how: Any) -> None:
        self._open = Controller(self._office, hostname="127.0.0.1", port=self.port, **how)
        self._open.start()

    def stop(self) -> None:
        if self._open is not None:
            self._open.stop()
        self._open = None


@pytest.fixture
def post_office() -> PostOffice:
    return PostOffice()


@pytest.fixture
def mail_server(post_office: PostOffice) -> Iterator[MailServer]:
    server = MailServer(post_office)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def mailing(app: Flask, mail_server: MailServer) -> Iterator[Flask]:
    """The app with this mail server in its settings."""
    before = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(
        before,
        MAIL_URL=f"smtp://127.0.0.1:{mail_server.port}",
        MAIL_FROM="Midtjysk teknologipagt <pagt@region.example>",
        MAIL_REPLY_TO="svar@region.example",
    )
    yield app
    app.config["SETTINGS"] = before


@letter("test.note", "Note")
def note(letter: Letter) -> Content | None:
    """A letter whose facts say what stands in it."""
    if letter.facts.get("gone"):
        return None
    if letter.facts.get("broken"):
        raise ZeroDivisionError
    return Content(
        subject=letter.facts.get("subject", "Din plads på kick-off-konferencen"),
        paragraphs=("Du har en plads.", letter.facts.get("paragraph", "Vis koden i døren.")),
        button=Button("Se din side", "http://localhost/r/0123456789ABCDEFGHJKMNPQRS"),
        code=Code(
            "HTTP://LOCALHOST/T/0123456789ABCDEFGHJKMNPQRS",
            "QR-kode med billettens kode",
            "0123 4567 89AB CDEF GHJK MNPQ RS",
        ),
        facts=(("Hvor", "Salen, Aarhus"),),
        closing=("Kan du ikke komme, så meld fra.",),
        attachments=(Attachment("billet.pdf", "application/pdf", b"%PDF-1.7 not really"),),
        entries=(CalendarEntry("konference.ics", "REQUEST", b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\n"),),
    )


def written(to: str = "aase@skole.example", **overrides: Any) -> Letter:
    """A letter in the outbox, written in a block of its own."""
    values: dict[str, Any] = {
        "to": to,
        "to_name": "Åse Øllgård",
        "language": "da",
        "subject": "0" * 32,
        "facts": {},
    }
    with transaction():
        letter = service.write("test.note", **{**values, **overrides})
    assert letter is not None
    return letter


Write = Callable[..., Letter]


@pytest.fixture
def write(app: Flask) -> Write:
    return written
