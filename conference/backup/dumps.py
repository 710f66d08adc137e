"""One moment of the database as a file, and back: by SQLite itself, by pg_dump and pg_restore."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from psycopg.conninfo import make_conninfo
from sqlalchemy import inspect

from conference.db import db
from conference.errors import Refused


class NoTool(Refused):
    """A program of PostgreSQL is not there, or did not do it; the message says what to do."""

    status = 503
    code = "no_tool"


def kind() -> str:
    """Which database this is: "sqlite" or "postgresql"."""
    return db.engine.dialect.name


def list_tables() -> list[str]:
    """The tables that are there, whoever made them."""
    return inspect(db.session.connection()).get_table_names()


def dump(into: Path) -> None:
    """Copy the database as it is at this moment, while others write. Raises NoTool."""
    if kind() == "postgresql":
        _dump_postgres(into)
        return
    with closing(sqlite3.connect(_sqlite_file(), isolation_level=None)) as source:
        source.execute("PRAGMA busy_timeout=5000")
        source.execute("VACUUM INTO ?", (str(into),))


def load(dumped: Path) -> None:
    """Put a copy into this database, which is empty: all of it, or nothing. Raises Refused."""
    db.session.remove()
    db.engine.dispose()
    if kind() == "postgresql":
        _run("pg_restore", "--single-transaction", "--exit-on-error", "--no-owner", "--no-acl", str(dumped))
        return
    with closing(sqlite3.connect(dumped)) as source, closing(sqlite3.connect(_sqlite_file())) as target:
        source.backup(target)


def is_sound(dumped: Path) -> bool:
    """Whether a copy is whole, as far as can be told before it is loaded."""
    if kind() == "postgresql":
        return dumped.read_bytes()[:5] == b"PGDMP"  # pg_restore reads the rest, in one transaction
    try:
        with closing(sqlite3.connect(dumped)) as source:
            return source.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    except sqlite3.DatabaseError:
        return False


def _dump_postgres(into: Path) -> None:
    schema = inspect(db.session.connection()).default_schema_name
    tables = [f'--table="{schema}"."{table}"' for table in list_tables()]
    db.session.rollback()
    _run("pg_dump", "--format=custom", f"--file={into}", *tables)


def _sqlite_file() -> str:
    return str(db.engine.url.database)


def _run(program: str, *words: str) -> None:
    """Run one of PostgreSQL's own programs on our database; the password is in no list of processes."""
    where = shutil.which(program)
    if where is None:
        raise NoTool(
            f"{program} was not found: install PostgreSQL's own client programs (on Debian: "
            "apt-get install postgresql-client), of the server's version or a newer one."
        )
    facts = db.engine.dialect.create_connect_args(db.engine.url)[1]
    facts.pop("context", None)  # the driver's own, and nothing that a program could read
    password = {"PGPASSWORD": str(facts.pop("password"))} if "password" in facts else {}
    done = subprocess.run(
        [where, f"--dbname={make_conninfo(**facts)}", *words],
        env={**os.environ, **password, "LC_ALL": "C"},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        said = "; ".join(done.stderr.strip().splitlines()[:3])
        raise NoTool(f"{program} did not do it: {said}")
