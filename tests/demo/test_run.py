"""`make run`, from `python -m conference` on: real processes in an instance folder of their own."""

import os
import re
import resource
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest

from conference.config import PACKAGE

#: Seconds of work (of all processors together) that a second start may cost.
SECOND_START = 3.0


@dataclass
class Run:
    """One run of the app, and what it said first."""

    process: subprocess.Popen[str]
    links: dict[str, str]

    def children(self) -> list[int]:
        pid = self.process.pid
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def stop(self) -> str:
        """End it as Ctrl-C in another process's terminal would; gives what it said besides."""
        self.process.terminate()
        return self.process.communicate(timeout=20)[0]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The instance folder of a demo that has been started once before."""
    folder = tmp_path_factory.mktemp("run") / "instance"
    start(folder).stop()
    return folder


@pytest.fixture
def run(folder):
    """The app, running."""
    run = start(folder)
    yield run
    if run.process.poll() is None:
        run.stop()


def start(folder, **environ):
    process = launch(folder, **environ)
    lines = [process.stdout.readline() for _ in range(3)]
    assert process.poll() is None, process.communicate()[1]
    return Run(process, dict(line.rstrip("\n").split(": ", 1) for line in lines))


def launch(folder, **environ):
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in ("SECRET_KEY", "BASE_URL", "DATABASE_URL")
    }
    return subprocess.Popen(
        [sys.executable, "-m", "conference"],
        cwd=PACKAGE.parent,
        env={**kept, "INSTANCE_PATH": str(folder), "PORT": str(free_port()), **environ},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def status(url, data=None):
    """The status of an address's own answer, redirects not followed."""
    opener = urllib.request.build_opener(NoRedirects)
    try:
        return opener.open(url, data, timeout=20).status
    except urllib.error.HTTPError as error:
        return error.code


class NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def flask(folder, *words):
    done = subprocess.run(
        [sys.executable, "-m", "flask", *words],
        cwd=PACKAGE.parent,
        env={**os.environ, "INSTANCE_PATH": str(folder)},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_it_prints_three_links_that_answer(run):
    assert list(run.links) == ["public", "organiser", "phone"]
    assert [status(url) for url in run.links.values()] == [200, 200, 200]


def test_stdout_holds_the_three_lines_and_nothing_else(run):
    assert run.stop() == ""


@pytest.mark.parametrize(("name", "data"), [("organiser", b""), ("phone", b"name=Telefon")])
def test_a_link_opens_once(run, name, data):
    opened = [status(run.links[name], data) for _ in range(2)]

    assert opened == [303, 410]


def test_links_end_with_the_process_and_each_start_prints_new_ones(run, folder):
    run.stop()

    again = start(folder)

    try:
        host = again.links["public"]
        old = [host + link.split("/", 3)[3] for link in (run.links["organiser"], run.links["phone"])]
        assert [status(link) for link in old] == [410, 410]
        assert [status(again.links[name]) for name in ("organiser", "phone")] == [200, 200]
    finally:
        again.stop()


def test_a_second_start_is_quick(folder):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)

    start(folder).stop()

    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)
    assert spent < SECOND_START


def test_it_ends_its_children_and_frees_its_port(run):
    children = run.children()

    run.stop()

    assert len(children) == 2
    assert run.process.returncode == 0
    assert [child for child in children if Path(f"/proc/{child}").exists()] == []
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(run.links["public"], timeout=5)


def test_when_a_child_ends_by_itself_everything_ends(run):
    worker = run.children()[1]

    os.kill(worker, 9)

    assert run.process.wait(20) == 1
    assert "The worker has ended by itself" in run.process.stderr.read()


def test_300_attendees_are_there_and_stay_as_they_are(run, folder):
    page = urllib.request.urlopen(run.links["public"] + "kickoff2018/", timeout=20).read().decode()

    assert re.search(r"\b100\b", page)  # of 400 seats
    assert flask(folder, "demo") == "This database already holds a conference, so it is left as it is.\n"


def test_the_demos_clock_is_put_back_when_its_registration_has_closed(folder):
    flask(folder, "demo", "--at", "2018-11-22 09:00")

    run = start(folder)

    try:
        assert status(run.links["public"] + "kickoff2018/register") == 200
        page = urllib.request.urlopen(run.links["public"], timeout=20).read().decode()
        assert "5. november 2018" in page
    finally:
        run.stop()


def test_a_taken_port_is_told_in_one_sentence(folder):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        process = launch(folder, PORT=str(port))
        out, said = process.communicate(timeout=20)

    assert (process.returncode, out) == (1, "")
    assert said.startswith(f"Error: Port {port} on 127.0.0.1 cannot be used")
    assert said.count("\n") == 1


def test_a_weak_key_is_told_in_one_sentence(folder):
    process = launch(folder, SECRET_KEY="short", BASE_URL="http://localhost")
    out, said = process.communicate(timeout=20)

    assert (process.returncode, out) == (1, "")
    assert said.startswith("Error: SECRET_KEY is too weak")
    assert said.count("\n") == 1
