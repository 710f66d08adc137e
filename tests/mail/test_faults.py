"""A mail server at its worst: it stalls, refuses and hangs up in the middle (acceptance A35)."""

import asyncio
from contextlib import suppress
from datetime import timedelta
from threading import Event, Thread

import pytest

from conference.db import db
from conference.mail import sending, service
from conference.mail.models import LetterState
from conference.mail.sending import Unreachable
from conference.mail.worker import Worker
from tests.factories import make_conference
from tests.mail.conftest import PostOffice
from tests.mail.test_worker import later, states


class Troublemaker(PostOffice):
    """A post office that does as it is told to at one step of every conversation, until told otherwise."""

    def __init__(self):
        super().__init__()
        #: What it does, and when: `("stalls", "DATA")`.
        self.trouble = (None, None)
        #: The step has been reached.
        self.reached = Event()

    async def handle_EHLO(self, server, session, _envelope, hostname, responses):  # noqa: N802
        answer = await self._trouble(server, "EHLO")
        session.host_name = hostname
        return [answer] if answer else responses

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        answer = await self._trouble(server, "RCPT")
        return answer or await super().handle_RCPT(server, session, envelope, address, options)

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        answer = await self._trouble(server, "DATA")
        return answer or await super().handle_DATA(server, session, envelope)

    async def _trouble(self, server, step):
        deed, when = self.trouble
        if step != when:
            return None
        self.reached.set()
        if deed == "hangs up":
            server.transport.abort()
        while self.trouble == ("stalls", step):
            await asyncio.sleep(0.01)
        return "451 Not now" if deed in ("refuses", "hangs up") else None


@pytest.fixture
def post_office():
    return Troublemaker()


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)  # the trouble is elsewhere
@pytest.mark.parametrize(
    ("deed", "step"),
    [
        ("stalls", "EHLO"),
        ("stalls", "RCPT"),
        ("stalls", "DATA"),
        ("refuses", "RCPT"),
        ("refuses", "DATA"),
        ("hangs up", "EHLO"),
        ("hangs up", "RCPT"),
        ("hangs up", "DATA"),
    ],
)
def test_each_letter_arrives_once_when_the_trouble_is_over(
    deed, step, mailing, post_office, write, monkeypatch, database
):
    monkeypatch.setattr(sending, "TIMEOUT", 0.2)
    letters = [write(to=f"{number}@skole.example") for number in range(2)]
    post_office.trouble = (deed, step)
    with suppress(Unreachable):
        Worker(mailing).work_once()
    before = states()
    post_office.trouble = (None, None)

    later(timedelta(minutes=2), Worker(mailing).work_once)

    assert set(before) <= {LetterState.WAITING, LetterState.DELAYED}
    assert states() == [LetterState.SENT] * 2
    assert sorted(message["Message-ID"] for message in post_office.messages) == sorted(
        f"<{letter.uid}@localhost>" for letter in letters
    )


@pytest.mark.parametrize("step", ["EHLO", "DATA"])
def test_visitors_register_while_the_mail_server_keeps_the_worker_waiting(
    step, mailing, client, post_office, saved, at
):
    at("2018-10-01 10:00")
    saved(make_conference())
    client.post("/kickoff2018/register", data={"name": "Anna", "email": "anna@skole.example"})
    post_office.trouble = ("stalls", step)
    worker = Thread(target=Worker(mailing).work_once)
    worker.start()
    assert post_office.reached.wait(10)

    answer = client.post("/kickoff2018/register", data={"name": "Bo", "email": "bo@skole.example"})
    is_still_waiting = worker.is_alive() and not post_office.messages
    post_office.trouble = (None, None)
    worker.join()
    Worker(mailing).work_once()

    assert (answer.status_code, is_still_waiting) == (303, True)
    assert [message["To"].addresses[0].username for message in post_office.messages] == ["anna", "bo"]
    with mailing.app_context():
        assert service.counts()[LetterState.SENT] == 2
        db.session.rollback()
