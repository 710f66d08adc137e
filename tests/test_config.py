"""Settings: what stops the start says so in one sentence."""

import os
import subprocess
import sys

import pytest

from conference import config, create_app, installation
from conference.config import Misconfigured
from conference.db import db

GOOD = {"SECRET_KEY": "0123456789abcdef0123456789abcdef", "BASE_URL": "https://pagt.example"}


def test_the_environment_comes_before_the_file(tmp_path):
    (tmp_path / "config.py").write_text("PORT = 9000\nCONTROLLER = 'Regionen'\n")

    settings = config.load({**GOOD, "INSTANCE_PATH": str(tmp_path), "PORT": "9001"})

    assert (settings.PORT, settings.CONTROLLER) == (9001, "Regionen")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is missing"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is too weak"),
        ({"SECRET_KEY": "a" * 40}, "SECRET_KEY is too weak"),
        ({"BASE_URL": ""}, "BASE_URL is missing"),
        ({"BASE_URL": "https://pagt.example/app"}, "BASE_URL should be"),
        ({"PORT": "many"}, "PORT is 'many'"),
        ({"LOG_LEVEL": "loud"}, "LOG_LEVEL should be"),
        ({"MAIL_URL": "http://mail.example"}, "MAIL_URL should begin"),
    ],
)
def test_a18_a_setting_that_cannot_be_used_stops_the_start(tmp_path, change, told):
    with pytest.raises(Misconfigured, match=told):
        config.load({**GOOD, "INSTANCE_PATH": str(tmp_path), **change})


def test_another_key_than_the_databases_stops_the_start(app):
    settings = app.config["SETTINGS"]
    other = config.Settings(**{**vars(settings), "SECRET_KEY": "fedcba9876543210fedcba9876543210"})

    with pytest.raises(Misconfigured, match="not the one this database was made with"):
        create_app(other)


def test_a_secret_does_not_show_in_a_traceback():
    assert GOOD["SECRET_KEY"] not in repr(config.load(GOOD))


def test_a_database_is_bound_to_its_key_once(database):
    assert installation.bind_key("another") is False
    assert db.session.scalar(db.select(db.func.count(installation.Installation.id))) == 1


def test_the_page_on_settings_names_each_one():
    page = (config.PACKAGE.parent / "docs" / "settings.md").read_text("utf-8")

    assert [name for name in vars(config.load(GOOD)) if f"`{name}`" not in page] == []


def test_a_database_that_cannot_be_reached_stops_the_start(tmp_path):
    settings = config.load({**GOOD, "INSTANCE_PATH": str(tmp_path / "nowhere")})

    with pytest.raises(Misconfigured, match="cannot be reached: unable to open database file"):
        create_app(settings)


def test_a_command_says_what_stops_the_start_and_no_more(tmp_path):
    environ = {**os.environ, **GOOD, "SECRET_KEY": "short", "INSTANCE_PATH": str(tmp_path)}

    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "check"], env=environ, capture_output=True, text=True
    )

    assert (done.returncode, done.stderr.splitlines()) == (
        1,
        ["Error: SECRET_KEY is too weak: give at least 32 random characters."],
    )
