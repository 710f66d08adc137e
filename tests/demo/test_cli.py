"""`flask demo`, which must work before anything is set up."""

import stat

import pytest
from click.testing import CliRunner

from conference import clock, config, create_app
from conference.db import db
from conference.demo.cli import demo
from conference.registration import service as registrations


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An instance folder that nobody has made yet, and no settings in the environment."""
    for name in ("SECRET_KEY", "BASE_URL", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("INSTANCE_PATH", str(tmp_path / "instance"))
    return tmp_path / "instance"


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


def test_a_fresh_folder_gets_a_key_of_its_own_and_the_demo(folder):
    done = flask_demo("--attendees", "3", "--capacity", "2")

    assert done.output == "Loaded the pact and its kick-off conference with 3 invented attendees.\n"
    assert stat.S_IMODE((folder / "config.py").stat().st_mode) == 0o600
    seats = told(lambda: registrations.seats(registrations.find_current_conference()))
    assert (seats.capacity, seats.taken, seats.waiting) == (2, 2, 1)


def test_a_second_time_changes_nothing(folder):
    flask_demo("--attendees", "3")
    key = (folder / "config.py").read_text()

    done = flask_demo("--attendees", "5")

    assert done.output == "This database already holds a conference, so it is left as it is.\n"
    assert (folder / "config.py").read_text() == key
    assert told(lambda: registrations.seats(registrations.find_current_conference()).taken) == 3


@pytest.mark.parametrize("time", ["2018-11-22 09:00", "2018-11-22T08:00:00+00:00"])
def test_the_clock_is_moved_to_a_danish_time(folder, time):
    flask_demo("--attendees", "0")

    done = flask_demo("--at", time)

    assert done.output == "The demo's clock stands at 2018-11-22 09:00, Danish time.\n"
    assert told(lambda: f"{clock.to_local(clock.now()):%Y-%m-%d %H:%M}") == "2018-11-22 09:00"


@pytest.mark.parametrize("time", ["tomorrow", "2018-03-25 02:30"])
def test_a_time_that_does_not_exist_is_refused(folder, time):
    done = flask_demo("--at", time)

    assert done.exit_code == 2
    assert "give a Danish time that exists" in done.output
    assert not folder.exists()
