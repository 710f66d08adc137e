"""The door's list of 10,000 tickets, and what phones ask again and again: `python -m benchmarks.lists`."""

import os
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import click
from flask.testing import FlaskClient
from sqlalchemy import text, update
from werkzeug.test import TestResponse

from benchmarks import guests, servers
from conference import clock, config, create_app
from conference.checkin.models import Scan
from conference.db import db, transaction

#: Megabytes that the whole list may have on its way to a phone.
MOST = 2.5
WHOLE, HEARTBEAT = "/api/checkin/bundle?list=main", "/api/checkin/status"
OWN = {"BASE_URL": "http://localhost", "SECRET_KEY": secrets.token_hex()}
ROUNDS = 5
#: Scans in one call, and those that came since the list was read.
BATCH, RECENT = 500, 100


@click.command()
@click.option("--on", "kinds", type=click.Choice(servers.KINDS), multiple=True, help="Only this database.")
@click.option("--tickets", default=10_000, show_default=True, help="Half of them have arrived.")
def main(kinds: tuple[str, ...], tickets: int) -> None:
    """Time and size of the list, asked for by one phone after the other."""
    is_small = True
    for kind in kinds or servers.KINDS:
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="benchmark-")))
            url = stack.enter_context(servers.database(kind, folder))
            settings = {"INSTANCE_PATH": str(folder), "DATABASE_URL": url, "LOG_LEVEL": "WARNING"}
            click.echo(f"{kind}: {tickets} tickets")
            is_small &= _measure({**os.environ, **OWN, **settings}, tickets)
    sys.exit(0 if is_small else 1)


def _measure(environ: dict[str, str], tickets: int) -> bool:
    """Print the figures; tells whether the list is small enough."""
    subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"],
        env=environ,
        check=True,
        capture_output=True,
    )
    app = create_app(config.load(environ))
    with app.app_context():
        codes, token = guests.invite(tickets)
        phone = app.test_client()
        phone.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
        _arrive(phone, codes[: tickets // 2])
        with transaction():
            before = clock.now() - timedelta(minutes=10)
            db.session.execute(update(Scan).values(received_at=before, corrected_at=before))
            db.session.execute(text("ANALYZE"))
        known = phone.get(WHOLE).json
        since = f"{WHOLE}&since={known['revision']}&epoch={known['epoch']}"
        _tell("whole list, gzipped", phone, WHOLE, {"Accept-Encoding": "gzip"})
        whole = phone.get(WHOLE, headers={"Accept-Encoding": "gzip"})
        _arrive(phone, codes[tickets // 2 : tickets // 2 + RECENT])
        _tell("changes of the last minute", phone, since)
        _tell("heartbeat", phone, HEARTBEAT)
        db.session.remove()
        db.engine.dispose()
    megabytes = len(whole.data) / 1e6
    click.echo(f"{'size, gzipped':<30}{megabytes:>8.2f} MB (aim: under {MOST} MB)")
    return megabytes < MOST


def _arrive(phone: FlaskClient, codes: list[str]) -> None:
    for start in range(0, len(codes), BATCH):
        now = clock.now().isoformat()
        scans = [
            {
                "id": str(uuid4()),
                "list": "main",
                "code": code,
                "scanned_at": now,
                "type": "entry",
                "decided": "online",
            }
            for code in codes[start : start + BATCH]
        ]
        _checked(phone.post("/api/checkin/scans", json={"sent_at": now, "scans": scans}))


def _tell(name: str, phone: FlaskClient, path: str, headers: dict[str, str] | None = None) -> None:
    """Print the median of some calls."""
    took = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        _checked(phone.get(path, headers=headers))
        took.append(time.perf_counter() - began)
    click.echo(f"{name:<30}{statistics.median(took) * 1000:>8.1f} ms")


def _checked(answer: TestResponse) -> None:
    if answer.status_code != 200:
        raise RuntimeError(f"Answered {answer.status}: {answer.text}")


if __name__ == "__main__":
    main()
