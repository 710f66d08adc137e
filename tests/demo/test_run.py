"""`make run`, from `python -m conference` on: real processes in an instance folder of their own."""

import os
import re
import resource
import shutil
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from conference.demo import certificate
from tests.demo.running import flask, launch, start

#: Seconds of work, of all processors together, that a second start may cost: about two on a quiet machine,
#: which keeps the promised three by the clock; on a busy one the same work counts for more.
SECOND_START = 4.5

#: A signal that comes just before the process waits for its children wakes it as little as one to another
#: thread, which can be sent at will.
UNHEARD = """
import multiprocessing, signal, sys, threading
from conference.__main__ import _watch

signal.signal(signal.SIGTERM, signal.default_int_handler)
waiting = threading.main_thread().ident

def end():
    while sys._current_frames()[waiting].f_code.co_name != "select":
        pass
    signal.pthread_kill(threading.get_ident(), signal.SIGTERM)

child = multiprocessing.get_context("fork").Process(target=threading.Event().wait, daemon=True)
child.start()
threading.Thread(target=end).start()
_watch([child])
"""


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """A demo's first run, which has ended."""
    run = start(tmp_path_factory.mktemp("run") / "instance")
    run.stop()
    return run


@pytest.fixture
def folder(first, tmp_path):
    """The instance folder as the first run left it."""
    return shutil.copytree(first.folder, tmp_path / "instance")


@pytest.fixture(scope="module")
def running(first, tmp_path_factory):
    """The app, running a second time."""
    run = start(shutil.copytree(first.folder, tmp_path_factory.mktemp("running") / "instance"))
    yield run
    run.stop()


@pytest.fixture(scope="module")
def second(first, tmp_path_factory):
    """A second run from its start to its end: its children, what it said, and the seconds of work it took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run = start(shutil.copytree(first.folder, tmp_path_factory.mktemp("second") / "instance"))
    children, said = run.children(), run.stop()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)
    return run, children, said, spent


@pytest.fixture(scope="module")
def killed(first, tmp_path_factory):
    """A run for the local network, too late for its story, until its worker is killed; its pages by link."""
    folder = shutil.copytree(first.folder, tmp_path_factory.mktemp("killed") / "instance")
    flask(folder, "demo", "--at", "2018-11-22 09:00")
    run = start(folder, "--https")
    pages = {name: read(url, folder) for name, url in run.links.items()}
    os.kill(run.children()[1], signal.SIGKILL)
    said = run.process.communicate(timeout=20)[0]
    return run, pages, said


def refused(folder, **environ):
    """What an app says that does not start."""
    process, log = launch(folder, **environ)
    out = process.communicate(timeout=20)[0]
    return process.returncode, out, log.read_text()


def status(url, data=None):
    """The status of an address's own answer, redirects not followed."""
    opener = urllib.request.build_opener(NoRedirects)
    try:
        return opener.open(url, data, timeout=20).status
    except urllib.error.HTTPError as error:
        return error.code


def read(url, folder=None):
    """A page that is there; over https with the certificate made in this folder."""
    trusted = certificate.trusting(folder) if folder else None
    with urllib.request.urlopen(url, context=trusted, timeout=20) as answer:
        assert answer.status == 200
        return answer.read().decode()


class NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def test_it_prints_three_links_that_answer(running):
    assert list(running.links) == ["public", "organiser", "phone"]
    assert [status(url) for url in running.links.values()] == [200, 200, 200]


@pytest.mark.parametrize(("name", "data"), [("organiser", b""), ("phone", b"name=Telefon")])
def test_a_link_opens_once(running, name, data):
    opened = [status(running.links[name], data) for _ in range(2)]

    assert opened == [303, 410]


def test_the_first_run_loaded_300_attendees_and_who_presents(running):
    page = read(running.links["public"] + "kickoff2018/")

    assert re.search(r"\b74\b", page)  # of 400 seats are free


def test_the_first_run_loaded_a_programme(running):
    page = read(running.links["public"] + "kickoff2018/programme")

    assert "Rådet for fremtidens kompetencer" in page


def test_links_end_with_the_process_and_each_start_prints_new_ones(first, running):
    old = {running.links["public"] + first.links[name].split("/", 3)[3] for name in ("organiser", "phone")}

    assert [status(link) for link in old] == [410, 410]
    assert old & set(running.links.values()) == set()


def test_it_ends_its_children_and_says_nothing_more(second):
    run, children, said, _ = second

    assert (run.process.returncode, said) == (0, "")
    assert len(children) == 2
    assert [child for child in children if Path(f"/proc/{child}").exists()] == []


def test_a_second_start_is_quick(second):
    *_, spent = second

    assert spent < SECOND_START


def test_with_a_certificate_it_serves_the_local_network(killed):
    run, pages, _ = killed

    assert all(url.startswith(f"https://{certificate.lan_address()}:") for url in run.links.values())
    assert list(pages) == ["public", "organiser", "phone"]


def test_the_demos_clock_is_put_back_when_its_registration_has_closed(killed):
    _, pages, _ = killed

    assert re.search(r"\b5\. november 2018", pages["public"])


def test_when_a_child_ends_by_itself_everything_ends(killed):
    run, _, said = killed

    assert (run.process.returncode, said) == (1, "")
    assert "The worker has ended by itself" in run.log.read_text()


def test_it_ends_by_a_signal_that_does_not_wake_it():
    ended = subprocess.run([sys.executable, "-c", UNHEARD], timeout=20, capture_output=True, text=True)

    assert "KeyboardInterrupt" in ended.stderr


def test_a_taken_port_is_told_in_one_sentence(folder):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, out, said = refused(folder, PORT=str(port))

    assert (code, out, said.count("\n")) == (1, "", 1)
    assert said.startswith(f"Error: Port {port} on 127.0.0.1 cannot be used")


def test_a_weak_key_is_told_in_one_sentence(folder):
    code, out, said = refused(folder, SECRET_KEY="short", BASE_URL="http://localhost")

    assert (code, out, said.count("\n")) == (1, "", 1)
    assert said.startswith("Error: SECRET_KEY is too weak")
