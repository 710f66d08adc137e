"""Apps of tests, and servers in processes of their own, as in production."""

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.client import HTTPConnection
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from signal import SIGQUIT
from time import monotonic
from typing import Any

from flask import Flask
from gunicorn.app.wsgiapp import run

from conference import FEATURES, create_app
from conference.config import PACKAGE, Settings
from conference.db import db

#: Each server is forked off a process that has read the app's code once, which is most of what a start costs.
_PROCESSES = get_context("forkserver")
_PROCESSES.set_forkserver_preload(
    [*(f"conference.{name}.web" for name in FEATURES), "gunicorn.workers.gthread", __name__]
)


SECRET_KEY = "0123456789abcdef0123456789abcdef"


def make_settings(
    folder: Path, database_url: str, base_url: str = "http://localhost", **more: Any
) -> Settings:
    """Settings of a test's own instance."""
    return Settings(
        SECRET_KEY=SECRET_KEY, BASE_URL=base_url, INSTANCE_PATH=folder, DATABASE_URL=database_url, **more
    )


def close(app: Flask) -> None:
    """Close an app's connections."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@dataclass
class Live:
    """A server in its own process, and an app here on the same database."""

    url: str
    app: Flask
    process: BaseProcess
    log: Path

    def stop(self) -> None:
        """Nobody answers at its port any more."""
        if self.process.is_alive():
            os.kill(self.process.pid or 0, SIGQUIT)  # a graceful end waits for browsers to hang up
        self.process.join(timeout=10)
        assert not self.process.is_alive(), "The server does not end."

    def start(self, **more: Any) -> None:
        """Answer at the same port again, as another process, with these settings changed."""
        settings = replace(self.app.config["SETTINGS"], **more)
        self.process = _launch(settings, self.log)

    def shell(self, *words: str) -> str:
        """What a command of ours prints."""
        done = subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", *words],
            env=environment(self.app.config["SETTINGS"]),
            cwd=PACKAGE.parent,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout


def environment(settings: Settings) -> dict[str, str]:
    """The environment variables that say the same as these settings."""
    given = {name: str(value) for name, value in vars(settings).items() if value not in ("", 0)}
    return {**os.environ, **given}


@contextmanager
def serving(folder: Path) -> Iterator[Callable[..., Live]]:
    """Servers with their settings in this folder, ended in the end."""
    started: list[Live] = []

    def start(database_url: str, *, workers: int = 1, threads: int = 8, **more: Any) -> Live:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        settings = make_settings(folder, database_url, f"http://localhost:{port}", **more)
        log = folder / f"server-{port}.log"
        app = create_app(settings)
        started.append(Live(settings.BASE_URL, app, _launch(settings, log, workers, threads), log))
        return started[-1]

    try:
        yield start
    finally:
        for one in started:
            one.stop()
            close(one.app)


def _launch(settings: Settings, log: Path, workers: int = 1, threads: int = 8) -> BaseProcess:
    """A server at the port of its address, once it answers."""
    port = int(settings.BASE_URL.rsplit(":", 1)[1])
    arguments = [
        *("gunicorn", "wsgi:app", "--no-control-socket", "--chdir", str(PACKAGE.parent)),
        *("--bind", f"127.0.0.1:{port}", "--backlog", "1024"),
        *("--worker-class", "gthread", "--workers", str(workers), "--threads", str(threads)),
    ]
    process = _PROCESSES.Process(target=_serve, args=(arguments, environment(settings), log), daemon=True)
    process.start()
    _wait_for(port, process, log)
    return process


def _serve(arguments: list[str], environ: dict[str, str], log: Path) -> None:
    """Be the command `gunicorn`, with these arguments and this environment."""
    os.environ.clear()
    os.environ.update(environ)
    out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(out, 1)
    os.dup2(out, 2)
    sys.argv = arguments
    run()


def _wait_for(port: int, process: BaseProcess, log: Path) -> None:
    """Ask until the server answers; a server that ended says why."""
    until = monotonic() + 60
    while monotonic() < until:
        assert process.is_alive(), log.read_text()
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            connection.getresponse().read()
        except (ConnectionError, TimeoutError):  # not listening yet, or still loading
            process.join(timeout=0.05)
        else:
            return
        finally:
            connection.close()
    raise AssertionError(log.read_text())
