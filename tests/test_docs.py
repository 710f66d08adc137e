"""What an operator types from the pages of docs/ is there."""

import re
from dataclasses import fields
from importlib.metadata import entry_points
from pathlib import Path

import click
from flask import Flask
from gunicorn.config import Config

from conference.config import Settings

DOCS = Path(__file__).parent.parent / "docs"
PRODUCTION = (DOCS / "production.md").read_text()


def test_every_command_on_the_pages_is_there(app):
    words = {
        found
        for page in DOCS.glob("*.md")
        for found in re.findall(r"(?:`|bin/)flask (?:--app wsgi )?([a-z]+)(?: ([a-z]+))?", page.read_text())
    }

    unknown = [pair for pair in sorted(words) if not _is_known(app, *pair)]

    assert unknown == []
    assert ("accounts", "add") in words


def test_every_setting_of_the_production_page_is_read():
    named = set(re.findall(r"^    ([A-Z_]+)=", PRODUCTION, re.MULTILINE))

    assert "BASE_URL" in named
    assert named <= {known.name for known in fields(Settings)}


def test_gunicorn_takes_the_arguments_of_its_unit():
    (line,) = re.findall(r"bin/gunicorn (wsgi:app .*?[^\\])\n", PRODUCTION, re.DOTALL)

    known, other = Config().parser().parse_known_args(line.replace("\\\n", " ").split())

    assert (known.args, other) == (["wsgi:app"], [])


def _is_known(app: Flask, command: str, verb: str) -> bool:
    found = app.cli.commands.get(command)
    if found is None:  # one that needs no app, as `flask demo`
        return command in {entry.name for entry in entry_points(group="flask.commands")}
    return not verb or not isinstance(found, click.Group) or verb in found.commands
