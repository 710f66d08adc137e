"""Acceptance's figures: `python -m benchmarks.run`. See docs/benchmarks.md.

The app and the bare yardstick run under the same server settings, on 127.0.0.1, on the same database, and are
measured in turns within one run: what counts is the ratio, since the machine's own speed cancels out.
"""

import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count, repeat
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

import click

from benchmarks import guests, programmes, servers
from benchmarks.client import Measured, drive, request
from conference import config, create_app
from conference.db import db, transaction

SLUG = "kickoff2018"
FEED = "/calendar/milestones.ics"
PROGRAMME = f"/{SLUG}/programme.ics"
#: Released programmes: sessions, and the rooms they are in.
PROGRAMMES = {20: 3, 200: 8}
#: Scans in one call of a phone that was without network.
BATCH = 200
CONNECTIONS = 8


@dataclass(frozen=True)
class Figure:
    """One measure: what is sent, on how many connections, and the answer it must get."""

    name: str
    requests: Iterable[bytes]
    port: int
    status: int
    connections: int = CONNECTIONS


@dataclass(frozen=True)
class Aim:
    """A line of acceptance's table: a figure as a share of a yardstick."""

    figure: str
    of: str
    at_least: float


AIMS = (
    Aim("feed, 304", "hello", 0.60),
    Aim("feed, 200", "hello", 0.50),
    Aim("programme feed, 304", "hello", 0.60),
    Aim("programme feed, 200", "hello", 0.50),
    Aim("registration", "insert", 0.25),
    Aim("one scan", "insert", 0.50),
)


@click.command()
@click.option("--on", "kinds", type=click.Choice(servers.KINDS), multiple=True, help="Only this database.")
@click.option("--attendees", default=2000, show_default=True, help="Of the demo, which pages tell of.")
@click.option("--tickets", default=50_000, show_default=True, help="To be scanned, each once.")
@click.option("--seconds", default=2.0, show_default=True, help="For each measure in each round.")
@click.option("--rounds", default=3, show_default=True, help="The median of these counts.")
def main(kinds: tuple[str, ...], attendees: int, tickets: int, seconds: float, rounds: int) -> None:
    """Measure the app against a bare Flask app on SQLite and PostgreSQL."""
    missed = 0
    for kind in kinds or servers.KINDS:
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="benchmark-")))
            url = stack.enter_context(servers.database(kind, folder))
            missed += _measure(kind, url, folder, attendees, tickets, seconds, rounds, stack)
    sys.exit(1 if missed else 0)


def _measure(
    kind: str,
    url: str,
    folder: Path,
    attendees: int,
    tickets: int,
    seconds: float,
    rounds: int,
    stack: ExitStack,
) -> int:
    """Set everything up, measure in turns, print; tells how many aims were missed."""
    environ = {"INSTANCE_PATH": str(folder), "DATABASE_URL": url, "LOG_LEVEL": "INFO"}
    filled_in = _load_demo(environ, attendees)
    plain = url.removeprefix("sqlite:///").replace("postgresql+psycopg:", "postgresql:", 1)
    bare_database = str(folder / "bare.sqlite3") if kind == "sqlite" else plain
    bare = stack.enter_context(
        servers.serve(
            "benchmarks.bare:app", {"BARE_DATABASE": bare_database}, path="/hello", log=folder / "log"
        )
    )
    ours = stack.enter_context(servers.serve("wsgi:app", environ, path="/healthz", log=folder / "log"))
    figures = _figures(
        bare.port,
        ours.port,
        {**os.environ, **environ, "BASE_URL": f"http://127.0.0.1:{ours.port}"},
        tickets=tickets,
    )
    measured = {figure.name: [] for figure in figures}
    for _ in range(rounds):
        for figure in figures:
            measured[figure.name].append(_run(figure, seconds))
    click.echo(f"\n{kind}: {attendees} attendees loaded in {filled_in:.1f} s")
    return _report(measured, ours)


def _load_demo(environ: dict[str, str], attendees: int) -> float:
    began = time.perf_counter()
    words = ["demo", f"--attendees={attendees}", "--capacity=1000000"]
    subprocess.run(
        [sys.executable, "-m", "flask", *words],
        env={**os.environ, **environ},
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return time.perf_counter() - began


def _figures(bare: int, ours: int, environ: dict[str, str], *, tickets: int) -> list[Figure]:
    host = f"127.0.0.1:{ours}"
    hello = request("GET", "/hello", host=f"127.0.0.1:{bare}")
    insert = request("POST", "/insert", host=f"127.0.0.1:{bare}", body=b"")
    feed, front = request("GET", FEED, host=host), request("GET", "/", host=host)
    programme = request("GET", PROGRAMME, host=host)
    known, known_programme = (
        request("GET", path, host=host, headers={"If-None-Match": _etag(ours, path)})
        for path in (FEED, PROGRAMME)
    )
    codes, token = _fill(environ, tickets)
    scans = _scans(codes)
    return [
        Figure("hello", repeat(hello), bare, 200),
        Figure("feed, 200", repeat(feed), ours, 200),
        Figure("feed, 304", repeat(known), ours, 304),
        Figure("programme feed, 200", repeat(programme), ours, 200),
        Figure("programme feed, 304", repeat(known_programme), ours, 304),
        Figure("front page", repeat(front), ours, 200),
        Figure("front page, one at a time", repeat(front), ours, 200, connections=1),
        *(_programme(ours, sessions) for sessions in PROGRAMMES),
        Figure("insert", repeat(insert), bare, 204),
        Figure("registration", _registrations(host), ours, 303),
        Figure("one scan", (_call(host, token, [scan]) for scan in scans), ours, 200),
        Figure(
            "200 scans", (_call(host, token, [next(scans) for _ in range(BATCH)]) for _ in count()), ours, 200
        ),
    ]


def _programme(port: int, sessions: int) -> Figure:
    """The public page of a programme this long, asked for by one visitor after the other."""
    page = request("GET", f"/programme{sessions}/programme", host=f"127.0.0.1:{port}")
    return Figure(f"programme of {sessions}, one at a time", repeat(page), port, 200, connections=1)


def _fill(environ: dict[str, str], tickets: int) -> tuple[list[str], str]:
    """Release programmes; ticket codes that nobody has read yet, and the token of a paired phone."""
    app = create_app(config.load(environ))
    with app.app_context():
        with transaction():
            for sessions, rooms in PROGRAMMES.items():
                programmes.release(f"programme{sessions}", sessions=sessions, rooms=rooms)
        filled = guests.invite(tickets)
        db.engine.dispose()
    return filled


def _scans(tickets: list[str]) -> Iterator[dict[str, str]]:
    """Ticket after ticket, each once: a door is slower the more often one ticket was read."""
    for ticket in tickets:
        yield {
            "id": str(uuid4()),
            "list": "main",
            "code": ticket,
            "scanned_at": datetime.now(UTC).isoformat(),
            "type": "entry",
            "decided": "online",
        }
    raise RuntimeError("All tickets have been read: measure with more --tickets.")


def _call(host: str, token: str, scans: list[dict[str, str]]) -> bytes:
    body = json.dumps({"sent_at": datetime.now(UTC).isoformat(), "scans": scans}).encode()
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    return request("POST", "/api/checkin/scans", host=host, body=body, headers=headers)


def _registrations(host: str) -> Iterator[bytes]:
    for number in count():
        form = {
            "name": f"Åse Sørensen {number}",
            "email": f"aase.{uuid4().hex}@demo.example",
            "organisation": "IT-Vest",
            "kind": "attendee",
            "form_key": uuid4().hex,
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        yield request("POST", f"/{SLUG}/register", host=host, body=urlencode(form).encode(), headers=headers)


def _etag(port: int, path: str) -> str:
    call = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    call.request("GET", path)
    etag = call.getresponse().getheader("ETag")
    call.close()
    assert etag is not None, f"{path} has no ETag"
    return etag


def _run(figure: Figure, seconds: float) -> Measured:
    measured = drive(
        figure.port,
        figure.requests,
        connections=figure.connections,
        seconds=seconds,
        warm_up=2 * figure.connections,
    )
    wrong = {status: times for status, times in measured.statuses.items() if status != figure.status}
    if wrong:
        raise RuntimeError(f"{figure.name} was answered {wrong} instead of {figure.status}")
    return measured


def _report(measured: dict[str, list[Measured]], server: servers.Server) -> int:
    """Print the medians of the rounds and each aim; tells how many aims were missed."""
    rate = {name: statistics.median(each.rate for each in rounds) for name, rounds in measured.items()}
    click.echo(f"{'':<34}{'a second':>10}{'median ms':>11}{'p95 ms':>9}")
    for name, rounds in measured.items():
        middle, late = (_milliseconds(rounds, share) for share in (0.5, 0.95))
        click.echo(f"{name:<34}{rate[name]:>10.0f}{middle:>11.1f}{late:>9.1f}")
    missed = 0
    for aim in AIMS:
        share = rate[aim.figure] / rate[aim.of]
        missed += _tell(
            f"{aim.figure} / {aim.of}", f"{share:.0%}", f"at least {aim.at_least:.0%}", share >= aim.at_least
        )
    scans = rate["200 scans"] * BATCH
    missed += _tell("scans a second in batches", f"{scans:.0f}", "at least 3000", scans >= 3000)
    for name, value, most, unit in (
        ("one scan, p95", _milliseconds(measured["one scan"], 0.95), 50, "ms"),
        ("front page, one at a time", _milliseconds(measured["front page, one at a time"], 0.5), 15, "ms"),
        *(
            (name, _milliseconds(measured[name], 0.5), most, "ms")
            for name, most in (
                ("programme of 20, one at a time", 15),
                ("programme of 200, one at a time", 50),
            )
        ),
        ("start to the first answer", server.started_in * 1000, 1500, "ms"),
        ("memory of the worker", server.worker_megabytes(), 90, "MB"),
    ):
        missed += _tell(name, f"{value:.0f} {unit}", f"under {most} {unit}", value < most)
    return missed


def _tell(name: str, value: str, aim: str, is_kept: bool) -> bool:
    """Print one aim; tells whether it was missed."""
    click.echo(f"{name:<34}{value:>10}   {aim:<16}{'' if is_kept else '  MISSED'}".rstrip())
    return not is_kept


def _milliseconds(rounds: list[Measured], share: float) -> float:
    return statistics.median(each.percentile(share) for each in rounds) * 1000


if __name__ == "__main__":
    main()
