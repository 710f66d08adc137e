"""kill -9 of web and mail worker while people register: `python -m benchmarks.crash`, docs/benchmarks.md."""

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
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path
from threading import Event, Thread
from urllib.parse import urlencode

import click
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask
from sqlalchemy import func, select, update

from benchmarks import servers
from conference import clock, config, create_app
from conference.config import PACKAGE
from conference.db import db, transaction
from conference.mail.models import Letter
from conference.mail.worker import Worker
from conference.registration.models import Conference, Pool, Registration

SLUG = "crash"
#: Few get a seat, so that most letters are short.
SEATS = 10
#: People who register at once, and seconds between two of each: together twenty a second.
DESKS, EVERY = 6, 0.25
#: Seconds after which a killed process must be there again.
AGAIN_WITHIN = 3.0


class Mailbox:
    """Takes every letter, and remembers under which Message-ID it came to whom."""

    def __init__(self) -> None:
        self.came: dict[str, Counter[str]] = defaultdict(Counter)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        message = message_from_bytes(envelope.original_content or b"")
        self.came[envelope.rcpt_tos[0]][message["Message-ID"]] += 1
        return "250 OK"


@dataclass
class Outcome:
    """What came of it."""

    #: Seconds until web and worker were there again, for each time they were killed.
    web: list[float] = field(default_factory=list)
    worker: list[float] = field(default_factory=list)
    #: The addresses of whom the app has acknowledged.
    acknowledged: list[str] = field(default_factory=list)
    #: Acknowledged addresses that have not exactly one registration and one letter.
    wrong: list[str] = field(default_factory=list)
    registered: int = 0
    #: Addresses that a letter reached under two numbers, and those it did not reach.
    doubled: list[str] = field(default_factory=list)
    unreached: list[str] = field(default_factory=list)
    #: Letters that came once more, under the same number.
    again: int = 0


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
    box = Mailbox()
    with servers.socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    try:
        yield box, f"smtp://127.0.0.1:{port}"
    finally:
        server.stop()


def play(
    app: Flask, environ: dict[str, str], box: Mailbox, folder: Path, *, times: int, seed: int
) -> Outcome:
    """Kill web and mail worker that often at random moments, then see what is there."""
    outcome, stop, chance = Outcome(), Event(), random.Random(seed)
    with ExitStack() as stack:
        # One load of the app for all web workers and the preloading server, as production would.
        quiet = {**environ, "GUNICORN_CMD_ARGS": "--preload --log-level=critical", "LOG_LEVEL": "ERROR"}
        web = stack.enter_context(servers.serve("wsgi:app", quiet, path="/healthz", log=folder / "log"))
        worker = stack.enter_context(_respawning({**quiet, "BASE_URL": f"http://localhost:{web.port}"}))
        desks = [Thread(target=_desk, args=(web.port, desk, stop, outcome)) for desk in range(DESKS)]
        for desk in desks:
            desk.start()
        try:
            number = int(worker.readline())
            for _ in range(times):
                time.sleep(chance.uniform(0, 0.15))
                began = _kill(_child(web.process.pid))
                time.sleep(chance.uniform(0, 0.03))
                worker_began = _kill(number)
                number = int(worker.readline())
                outcome.worker.append(time.monotonic() - worker_began)
                _ask_until_ready(web.port)
                outcome.web.append(time.monotonic() - began)
        finally:
            stop.set()
            for desk in desks:
                desk.join()
    _look(app, box, outcome)
    return outcome


def _desk(port: int, desk: int, stop: Event, outcome: Outcome) -> None:
    number = 0
    while not stop.wait(EVERY):
        number += 1
        email = f"bo{number}@desk{desk}.example"
        form = {"name": f"Bo {number}", "email": email, "kind": "attendee", "form_key": email}
        while not _is_acknowledged(port, form, network=number):
            time.sleep(0.02)
        outcome.acknowledged.append(email)


def _is_acknowledged(port: int, form: dict[str, str], *, network: int) -> bool:
    """Send a form, as a browser that does not know whether it went through sends it again."""
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Forwarded-For": f"10.0.{network // 250}.{network % 250}",
    }
    call = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        call.request("POST", f"/{SLUG}/register", urlencode(form), headers)
        answer = call.getresponse()
        status = answer.status
        answer.read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        call.close()
    if status not in (303, 503):
        raise RuntimeError(f"A registration was answered {status}")
    return status == 303


@contextmanager
def _respawning(environ: dict[str, str]) -> Iterator["subprocess._FILE"]:
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.respawn"],
        cwd=PACKAGE.parent,
        env={**os.environ, **environ},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        assert process.stdout is not None
        yield process.stdout
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()


def _child(parent: int) -> int:
    children = Path(f"/proc/{parent}/task/{parent}/children")
    while not (found := children.read_text().split()):
        time.sleep(0.005)
    return int(found[0])


def _kill(number: int) -> float:
    os.kill(number, signal.SIGKILL)
    return time.monotonic()


def _ask_until_ready(port: int) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        call = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            call.request("GET", "/healthz")
            if call.getresponse().status == 200:
                return
        except (OSError, http.client.HTTPException):
            time.sleep(0.01)
        finally:
            call.close()
    raise RuntimeError("The server did not come back.")


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
@click.option(
    "--times", default=1000, show_default=True, help="Web and mail worker are killed so often each."
)
@click.option("--seed", default=1, show_default=True)
def main(kinds: tuple[str, ...], times: int, seed: int) -> None:
    """Kill web and mail worker again and again while twenty people a second register."""
    is_right = True
    for kind in kinds or servers.KINDS:
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="benchmark-")))
            url = stack.enter_context(servers.database(kind, folder))
            box, mail_url = stack.enter_context(mailbox())
            environ = {"INSTANCE_PATH": str(folder), "DATABASE_URL": url, "SECRET_KEY": secrets.token_hex()}
            environ |= {"MAIL_URL": mail_url, "TRUSTED_PROXIES": "1"}
            whole = {**os.environ, **environ, "BASE_URL": "http://127.0.0.1", "LOG_LEVEL": "ERROR"}
            subprocess.run(
                [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"], env=whole, check=True
            )
            app = create_app(config.load(whole))
            with app.app_context(), transaction():
                db.session.add(open_conference())
            outcome = play(app, environ, box, folder, times=times, seed=seed)
            with app.app_context():
                db.engine.dispose()
        is_right &= _report(kind, outcome)
    sys.exit(0 if is_right else 1)


def _report(kind: str, outcome: Outcome) -> bool:
    click.echo(f"{kind}: {len(outcome.web)} times, {len(outcome.acknowledged)} acknowledged registrations")
    click.echo(f"lost or doubled: {len(outcome.wrong)}, without their letter: {len(outcome.unreached)}")
    click.echo(
        f"letters under two numbers: {len(outcome.doubled)}; sent again under the same: {outcome.again}"
    )
    slowest = max(outcome.web), max(outcome.worker)
    click.echo(f"slowest to be there again: web {slowest[0]:.2f} s, worker {slowest[1]:.2f} s (aim: 3 s)")
    return not (outcome.wrong or outcome.unreached or outcome.doubled) and max(slowest) < AGAIN_WITHIN


if __name__ == "__main__":
    main()
