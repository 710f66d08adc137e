"""`make run` as a process: start it, read its links, end it."""

import os
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from conference.config import PACKAGE

#: Settings that a demo makes itself.
OWN = ("SECRET_KEY", "BASE_URL", "DATABASE_URL")


@dataclass
class Run:
    """One run of the app, and what it said first."""

    folder: Path
    process: subprocess.Popen[str]
    log: Path
    links: dict[str, str]

    def children(self) -> list[int]:
        pid = self.process.pid
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def stop(self) -> str:
        """End it, and give what it said on stdout after the links."""
        self.process.terminate()
        return self.process.communicate(timeout=20)[0]


def start(folder: Path, *words: str, **environ: str) -> Run:
    """The app in this instance folder, once it has printed its links."""
    process, log = launch(folder, *words, **environ)
    links = [process.stdout.readline().rstrip("\n").split(": ", 1) for _ in range(3)]
    assert all(len(link) == 2 for link in links), log.read_text()
    return Run(folder, process, log, dict(links))


def launch(folder: Path, *words: str, **environ: str) -> tuple[subprocess.Popen[str], Path]:
    """The app, just started, and the file of what it says besides."""
    log = folder.parent / "stderr"
    with log.open("w") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "conference", *words],
            cwd=PACKAGE.parent,
            env={
                **{name: value for name, value in os.environ.items() if name not in OWN},
                **{"INSTANCE_PATH": str(folder), "PORT": str(free_port())},
                **environ,
            },
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
        )
    return process, log


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def flask(folder: Path, *words: str) -> str:
    """What a command of ours prints in this instance folder."""
    done = subprocess.run(
        [sys.executable, "-m", "flask", *words],
        cwd=PACKAGE.parent,
        env={**os.environ, "INSTANCE_PATH": str(folder)},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout
