"""`flask demo`, which must work before anything is set up."""

import re
import shutil
import stat

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from conference import clock, config, create_app
from conference.db import db
from conference.demo.cli import demo
from conference.registration import service as registrations
from conference.registration.models import Kind, Registration
from tests.demo.running import OWN


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An instance folder that nobody has made yet, and no settings in the environment."""
    for name in OWN:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("INSTANCE_PATH", str(tmp_path / "instance"))
    return tmp_path / "instance"


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """The instance folder of a demo with three attendees on two seats, and what was said of it."""
    parent = tmp_path_factory.mktemp("demo")
    with pytest.MonkeyPatch.context() as patch:
        for name in OWN:
            patch.delenv(name, raising=False)
        patch.setenv("INSTANCE_PATH", str(parent / "instance"))
        done = flask_demo("--attendees", "3", "--capacity", "2")
    return parent / "instance", done.output


@pytest.fixture
def demo_folder(loaded, folder):
    """The same to oneself."""
    return shutil.copytree(loaded[0], folder)


#: The link of somebody who has not answered yet.
#: A party of four, and three who said yes to an invitation.
COMPANY = 7
PRESENTER = r"presenter: http://\S+/p/[0-9A-Z]{26}"


def speaking():
    """Who has a place because they present."""
    return list(db.session.scalars(select(Registration.id).filter_by(kind=Kind.PRESENTER)))


def registered():
    return list(db.session.scalars(select(Registration.uid).order_by(Registration.id)))


def flask_demo(*words):
    return CliRunner().invoke(demo, words)


def told(question):
    """What the demo's own app answers."""
    app = create_app(config.load())
    with app.app_context():
        answer = question()
        db.session.remove()
        db.engine.dispose()
    return answer


def test_a_fresh_folder_gets_a_key_of_its_own_and_the_demo(loaded, demo_folder):
    said, presenter = loaded[1].splitlines()

    assert said == "Loaded the pact and its kick-off conference with 3 invented attendees."
    assert re.fullmatch(PRESENTER, presenter)
    assert stat.S_IMODE((loaded[0] / "config.py").stat().st_mode) == 0o600
    seats = told(lambda: registrations.seats(registrations.find_current_conference()))
    assert (seats.capacity, seats.taken) == (2, 2)
    assert seats.waiting == 1 + len(told(speaking)) + COMPANY


def test_a_second_time_changes_nothing(loaded, demo_folder):
    key, before = (demo_folder / "config.py").read_text(), told(registered)

    done = flask_demo("--attendees", "5")

    said, presenter = done.output.splitlines()
    assert said == "This database already holds a conference, so it is left as it is."
    assert presenter == loaded[1].splitlines()[1]
    assert (demo_folder / "config.py").read_text() == key
    assert told(registered) == before


@pytest.mark.parametrize("time", ["2018-11-22 09:00", "2018-11-22T08:00:00+00:00"])
def test_the_clock_is_moved_to_a_danish_time(demo_folder, time):
    done = flask_demo("--at", time)

    assert done.output.startswith("The demo's clock stands at 2018-11-22 09:00, Danish time.\n")
    assert told(lambda: f"{clock.to_local(clock.now()):%Y-%m-%d %H:%M}") == "2018-11-22 09:00"


@pytest.mark.parametrize("time", ["tomorrow", "2018-03-25 02:30"])
def test_a_time_that_does_not_exist_is_refused(folder, time):
    done = flask_demo("--at", time)

    assert done.exit_code == 2
    assert "give a Danish time that exists" in done.output
    assert not folder.exists()
