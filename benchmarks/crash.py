"""kill -9 of web server and mail worker while people register: `python -m benchmarks.crash`."""

import http.client
import os
import random
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path
from socket import socket
from threading import Event, Thread
from typing import Any
from urllib.parse import urlencode

import click
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import func, select, update

from benchmarks import servers
from conference import clock, config, create_app
from conference.__main__ import GUNICORN
from conference.config import PACKAGE
from conference.db import db, transaction
from conference.mail.models import Letter
from conference.mail.worker import Worker
from conference.registration.models import Conference, Pool, Registration

SLUG = "crash"
#: Few get a seat, so that most letters are short.
SEATS = 10
#: People who register beside each other, and how many of them begin in a second.
DESKS, A_SECOND = 8, 20
#: One of so many kills takes all processes, and the app is loaded anew; the others take who does the work.
ALL_EVERY = 50
#: Registrations between two kills, at most; half of it lets A_SECOND come through where a kill takes 0.15 s.
BETWEEN = 6
#: Seconds after which what was killed must be there again.
AGAIN_WITHIN = 3.0


class Mailbox:
    """Takes every letter, and remembers under which Message-ID it came to whom."""

    def __init__(self) -> None:
        self.came: dict[str, Counter[str]] = defaultdict(Counter)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802, the library's name
        message = message_from_bytes(envelope.original_content or b"")
        self.came[envelope.rcpt_tos[0]][message["Message-ID"]] += 1
        return "250 OK"


@dataclass
class Outcome:
    """What came of it."""

    #: Seconds until web server and mail worker were there again: each forked anew, or all loaded anew.
    forked: list[float] = field(default_factory=list)
    loaded: list[float] = field(default_factory=list)
    #: How long people registered, and how many of their tries broke off.
    seconds: float = 0
    broken_off: int = 0
    #: The addresses of whom the app has acknowledged.
    acknowledged: list[str] = field(default_factory=list)
    registered: int = 0
    #: Acknowledged addresses that have not exactly one registration and one letter.
    wrong: list[str] = field(default_factory=list)
    #: Addresses that a letter reached under two numbers, and those it did not reach.
    doubled: list[str] = field(default_factory=list)
    unreached: list[str] = field(default_factory=list)
    #: Letters that came once more, under the same number.
    again: int = 0


class Process:
    """A program that loads the app and forks who does the work; ended with all its children."""

    def __init__(self, environ: dict[str, str], *command: str) -> None:
        self._environ, self._command = environ, command
        self.start()

    def start(self) -> None:
        self._program = subprocess.Popen(
            [sys.executable, "-m", *self._command],
            cwd=PACKAGE.parent,
            env=self._environ,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )

    def kill(self) -> None:
        os.killpg(self._program.pid, signal.SIGKILL)
        self._program.wait()

    def child(self, *, other_than: int | None = None) -> int:
        """The number of the child that does the work, once there is one. Raises RuntimeError."""
        children = Path(f"/proc/{self._program.pid}/task/{self._program.pid}/children")
        while self._program.poll() is None:
            for number in map(int, children.read_text().split()):
                if number != other_than:
                    return number
            time.sleep(0.005)
        raise RuntimeError("The program has ended by itself.")


def open_conference() -> Conference:
    """A conference that takes registrations now."""
    now = clock.now()
    return Conference(
        slug=SLUG,
        title_da="Nedbrud",
        title_en="Crash",
        venue="Salen",
        address="Gaden 1, 8000 Aarhus C",
        pool=Pool(capacity=SEATS),
        opens_at=now - timedelta(days=1),
        closes_at=now + timedelta(days=1),
        doors_at=now + timedelta(days=30),
        starts_at=now + timedelta(days=30, hours=1),
        ends_at=now + timedelta(days=30, hours=8),
        published_at=now,
        created_at=now,
        changed_at=now,
    )


@contextmanager
def mailbox() -> Iterator[tuple[Mailbox, str]]:
    """A mail server, and its address for MAIL_URL."""
    box, port = Mailbox(), _free_port()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    try:
        yield box, f"smtp://127.0.0.1:{port}"
    finally:
        server.stop()


def play(app: Flask, environ: dict[str, str], box: Mailbox, *, times: int, seed: int) -> Outcome:
    """Kill web server and mail worker that often at random moments, then see what is there.

    The environment must say the same as the app's settings.
    """
    outcome, stop, port = Outcome(), Event(), _free_port()
    quiet = {**environ, "LOG_LEVEL": "ERROR"}
    with ExitStack() as stack:
        serve = ("gunicorn", *GUNICORN, "--preload", "--log-level=critical", f"--bind=127.0.0.1:{port}")
        web = stack.enter_context(_running(Process(quiet, *serve, "wsgi:app")))
        mail = stack.enter_context(_running(Process(quiet, "benchmarks.respawn")))
        _ask_until_ready(port)
        began = time.monotonic()
        desks = [Thread(target=_desk, args=(port, desk, stop, outcome)) for desk in range(DESKS)]
        for desk in desks:
            desk.start()
        try:
            _kill_again_and_again((web, mail), port, outcome, times, random.Random(seed))
        finally:
            stop.set()
            for desk in desks:
                desk.join()
        outcome.seconds = time.monotonic() - began
    _look(app, box, outcome)
    return outcome


def _kill_again_and_again(
    processes: tuple[Process, Process], port: int, outcome: Outcome, times: int, chance: random.Random
) -> None:
    for number in range(1, times + 1):
        enough = len(outcome.acknowledged) + chance.randint(0, BETWEEN)
        while len(outcome.acknowledged) < enough:
            time.sleep(0.005)
        time.sleep(chance.uniform(0, 0.03))
        began = time.monotonic()
        if number % ALL_EVERY == 0:
            for process in processes:
                process.kill()
                process.start()
            processes[1].child()
            _ask_until_ready(port)
            outcome.loaded.append(time.monotonic() - began)
            continue
        process = chance.choice(processes)
        killed = process.child()
        os.kill(killed, signal.SIGKILL)
        process.child(other_than=killed)
        _ask_until_ready(port)
        outcome.forked.append(time.monotonic() - began)


def _desk(port: int, desk: int, stop: Event, outcome: Outcome) -> None:
    """Register one after the other; who was kept waiting makes up for it."""
    begins, number = time.monotonic() + desk / A_SECOND, 0
    while not stop.wait(max(0.0, begins - time.monotonic())):
        begins, number = begins + DESKS / A_SECOND, number + 1
        email = f"bo{number}@desk{desk}.example"
        form = {"name": f"Bo {number}", "email": email, "kind": "attendee", "form_key": email}
        while not _is_acknowledged(port, form, network=number):
            outcome.broken_off += 1
            time.sleep(0.05)
        outcome.acknowledged.append(email)


def _is_acknowledged(port: int, form: dict[str, str], *, network: int) -> bool:
    """Send a form, as a browser that does not know whether it went through sends it again."""
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Forwarded-For": f"10.0.{network // 250}.{network % 250}",
    }
    try:
        status = _call(port, "POST", f"/{SLUG}/register", urlencode(form), headers)
    except (OSError, http.client.HTTPException):
        return False
    if status not in (303, 503):
        raise RuntimeError(f"A registration was answered {status}")
    return status == 303


def _ask_until_ready(port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            if _call(port, "GET", "/healthz") == 200:
                return
        except (OSError, http.client.HTTPException):
            time.sleep(0.01)
    raise RuntimeError("The server did not come back.")


def _call(port: int, *request: Any) -> int:
    with closing(http.client.HTTPConnection("localhost", port, timeout=10)) as call:
        call.request(*request)
        answer = call.getresponse()
        answer.read()
        return answer.status


@contextmanager
def _running(process: Process) -> Iterator[Process]:
    try:
        yield process
    finally:
        process.kill()


def _free_port() -> int:
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _look(app: Flask, box: Mailbox, outcome: Outcome) -> None:
    """Send what is left, once the leases of the dead are over, and compare with what was acknowledged."""
    with app.app_context():
        with transaction():
            unsent = update(Letter).where(Letter.sent_at.is_(None), Letter.given_up_at.is_(None))
            db.session.execute(unsent.values(next_try_at=clock.real_now()))
        Worker(app).work_once()
        query = (
            select(Registration.email, func.count(func.distinct(Registration.id)), func.count(Letter.id))
            .outerjoin(Letter, Letter.subject == Registration.uid)
            .group_by(Registration.email)
        )
        there = {email: (places, letters) for email, places, letters in db.session.execute(query)}
        db.session.remove()
    outcome.registered = len(there)
    outcome.wrong = [email for email in outcome.acknowledged if there.get(email) != (1, 1)]
    outcome.unreached = [email for email in outcome.acknowledged if email not in box.came]
    outcome.doubled = [email for email, numbers in box.came.items() if len(numbers) > 1]
    outcome.again = sum(sum(numbers.values()) - len(numbers) for numbers in box.came.values())


@click.command()
@click.option("--on", "kinds", type=click.Choice(servers.KINDS), multiple=True, help="Only this database.")
@click.option("--times", default=1000, show_default=True, help="How many kills.")
@click.option("--seed", default=1, show_default=True)
def main(kinds: tuple[str, ...], times: int, seed: int) -> None:
    """Kill web server and mail worker again and again while twenty people a second register."""
    outcomes = [_report(kind, _played(kind, times, seed)) for kind in kinds or servers.KINDS]
    sys.exit(0 if all(outcomes) else 1)


def _played(kind: str, times: int, seed: int) -> Outcome:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="benchmark-")))
        url = stack.enter_context(servers.database(kind, folder))
        box, mail_url = stack.enter_context(mailbox())
        environ = {**os.environ, "BASE_URL": "http://localhost", "INSTANCE_PATH": str(folder)}
        environ |= {"SECRET_KEY": secrets.token_hex(), "DATABASE_URL": url, "MAIL_URL": mail_url}
        environ |= {"TRUSTED_PROXIES": "1", "LOG_LEVEL": "ERROR"}
        app = create_app(config.load(environ))
        with app.app_context():
            upgrade()
            with transaction():
                db.session.add(open_conference())
        try:
            return play(app, environ, box, times=times, seed=seed)
        finally:
            with app.app_context():
                db.engine.dispose()


def _report(kind: str, outcome: Outcome) -> bool:
    came, rate = len(outcome.acknowledged), len(outcome.acknowledged) / outcome.seconds
    times = sorted(outcome.forked) or [0.0], sorted(outcome.loaded) or [0.0]
    click.echo(f"{kind}: {len(outcome.forked)} kills of the forked, {len(outcome.loaded)} of all")
    click.echo(f"acknowledged: {came}, {rate:.1f} a second; broken off and sent again: {outcome.broken_off}")
    click.echo(f"lost or doubled: {len(outcome.wrong)}, without their letter: {len(outcome.unreached)}")
    click.echo(f"letters under two numbers: {len(outcome.doubled)}; again under the same: {outcome.again}")
    for name, seconds in zip(("forked", "loaded"), times, strict=True):
        median, slowest = seconds[len(seconds) // 2], seconds[-1]
        click.echo(f"there again, {name}: median {median:.2f} s, slowest {slowest:.2f} s (aim: 3 s)")
    is_whole = outcome.registered == came and not (outcome.wrong or outcome.unreached or outcome.doubled)
    return is_whole and max(*outcome.forked, *outcome.loaded) < AGAIN_WITHIN


if __name__ == "__main__":
    main()
