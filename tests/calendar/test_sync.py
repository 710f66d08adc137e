"""A subscriber's calendar: vdirsyncer fetches a feed from a running server, khal shows it."""

import os
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from conference.db import db, transaction
from tests.calendar.milestones import add, change
from tests.factories import make_conference, moment
from tests.programme.factories import make_document, make_entry
from tests.programme.released import publish

TOOLS = Path(sys.executable).parent


@dataclass
class Calendar:
    """A folder that is kept in step with a feed."""

    home: Path

    @property
    def entries(self) -> dict[str, bytes]:
        return {file.name: file.read_bytes() for file in (self.home / "feed").glob("*.ics")}

    def sync(self) -> list[str]:
        """Fetch the feed; what vdirsyncer says that it moved."""
        told = self._run("vdirsyncer", "-c", "vdirsyncer.conf", "sync")
        return [
            line for line in told.splitlines() if line.startswith(("Copying", "Deleting", "warning", "error"))
        ]

    def show(self, day: str) -> list[str]:
        """The titles that khal shows on a day, below its date."""
        told = self._run("khal", "-c", "khal.conf", "list", "--format", "{title}", day, "1d")
        return told.splitlines()[1:]

    def _run(self, tool: str, *words: str) -> str:
        environment = {**os.environ, "HOME": str(self.home), "XDG_CACHE_HOME": str(self.home / "cache")}
        run = subprocess.run(
            [TOOLS / tool, *words],
            cwd=self.home,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 0, run.stdout + run.stderr
        return run.stdout + run.stderr


@pytest.fixture
def subscribe(live, tmp_path):
    """Subscribe to a feed of the running server."""

    def subscribe(path: str) -> Calendar:
        calendar = Calendar(tmp_path / "home")
        (calendar.home / "feed").mkdir(parents=True)
        (calendar.home / "vdirsyncer.conf").write_text(VDIRSYNCER.format(url=live.url + path))
        (calendar.home / "khal.conf").write_text(KHAL)
        calendar._run("vdirsyncer", "-c", "vdirsyncer.conf", "discover")
        return calendar

    return subscribe


VDIRSYNCER = """
[general]
status_path = "./status"

[pair feed]
a = "pact"
b = "mine"
collections = null

[storage pact]
type = "http"
url = "{url}"

[storage mine]
type = "filesystem"
path = "./feed"
fileext = ".ics"
"""

KHAL = """
[calendars]
[[feed]]
path = ./feed
readonly = True
[sqlite]
path = ./khal.db
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
local_timezone = Europe/Copenhagen
default_timezone = Europe/Copenhagen
"""


def test_a_partners_calendar_follows_the_timeline_and_moves_nothing_twice(live, subscribe):
    with live.app.app_context():
        add("letters", "medio juni 2018", title_da="Udpegningsbreve")
        add("grants", "31. oktober 2018", title_da="Første bevilling")
        add("kick-off", "efteråret 2018", title_da="Kick-off konference")
    calendar = subscribe("/calendar/milestones.ics")

    first, entries = calendar.sync(), calendar.entries
    second = calendar.sync()
    with live.app.app_context():
        change("kick-off", "22. november 2018", title_da="Kick-off konference")
    third = calendar.sync()

    assert [line.split()[0] for line in first] == ["Copying"] * 3
    assert second == []
    assert sorted(line.split()[0] for line in third) == ["Copying", "Deleting"]  # it knows entries by content
    assert len(entries.items() & calendar.entries.items()) == 2
    assert calendar.show("2018-11-22") == ["Kick-off konference"]
    assert calendar.show("2018-06-20") == ["Udpegningsbreve (medio juni 2018)"]


def test_a_visitors_calendar_follows_the_programme(live, subscribe):
    talk = make_entry("10:20", title_da="Robotter")
    other = make_entry("11:00", title_da="Sensorer")
    with live.app.app_context():
        conference = save(make_conference())
        publish(save, conference, make_document(talk, other))
    calendar = subscribe("/kickoff2018/programme.ics")

    first, second = calendar.sync(), calendar.sync()
    longer = replace(talk, ends_at=moment("2018-11-22 10:40"), sequence=1)
    with live.app.app_context():
        publish(save, conference, make_document(longer, other, number=2))
    third = calendar.sync()

    assert [line.split()[0] for line in first] == ["Copying"] * 3
    assert second == []
    assert sorted(line.split()[0] for line in third) == ["Copying", "Deleting"]
    assert calendar.show("2018-11-22") == ["Kick-off", "Robotter", "Sensorer"]


def save(row):
    with transaction():
        db.session.add(row)
    db.session.refresh(row)
    db.session.expunge(row)
    return row
