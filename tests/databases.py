"""What the tests' databases hold: emptied for each test, and copied where many tests begin with the same."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import cache
from typing import Any

from flask import Flask, has_app_context
from sqlalchemy import Table

from conference.db import Base, db
from conference.installation import Installation

#: How each database writes a value as a literal of its own.
LITERAL = {"sqlite": 'quote("{}")', "postgresql": 'quote_nullable("{}"::text)'}


def empty(app: Flask) -> None:
    """Only tables that hold rows are emptied, in one call: most tests take less time than fifty questions."""
    with _connected(app) as connection:
        script = "".join(f"DELETE FROM {table.name};" for table in reversed(_filled(connection)))
        clock = f"UPDATE {Installation.__tablename__} SET demo_offset_seconds = NULL"
        _run(connection, f"{script}{clock} WHERE demo_offset_seconds IS NOT NULL;")


def is_empty(app: Flask) -> bool:
    """Whether no table holds a row."""
    with _connected(app) as connection:
        return not _filled(connection)


def copied(app: Flask) -> str:
    """All rows, as a script that puts them into an empty database of the same kind."""
    with _connected(app) as connection:
        return "".join(_inserted(connection, table) for table in _filled(connection))


def run(app: Flask, script: str) -> None:
    """Run a script, in a write block of its own."""
    with _connected(app) as connection:
        _run(connection, script)


@contextmanager
def _connected(app: Flask) -> Iterator[Any]:
    """The driver's own connection."""
    with nullcontext() if has_app_context() else app.app_context():
        db.session.remove()
        connection = db.engine.raw_connection()
        try:
            yield connection
        finally:
            connection.close()


def _run(connection: Any, script: str) -> None:
    if db.engine.dialect.name == "sqlite":
        connection.executescript(f"BEGIN IMMEDIATE;{script}COMMIT;")
    else:
        connection.cursor().execute(script)
        connection.commit()


def _ask(connection: Any, query: str) -> list[Any]:
    cursor = connection.cursor()
    cursor.execute(query)
    rows: list[Any] = cursor.fetchall()
    connection.commit()
    return rows


@cache
def _tables() -> dict[str, Table]:
    """Each table after those that its rows point to."""
    tables = {table.name: table for table in Base.metadata.sorted_tables}
    del tables[Installation.__tablename__]
    return tables


def _filled(connection: Any) -> list[Table]:
    looks = (f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})" for name in _tables())
    filled = {name for (name,) in _ask(connection, " UNION ALL ".join(looks))}
    return [table for name, table in _tables().items() if name in filled]


def _inserted(connection: Any, table: Table) -> str:
    names = [column.name for column in table.columns]
    literals = ", ".join(LITERAL[db.engine.dialect.name].format(name) for name in names)
    rows = _ask(connection, f"SELECT {literals} FROM {table.name}")
    columns = ", ".join(f'"{name}"' for name in names)
    return (
        f"INSERT INTO {table.name} ({columns}) VALUES "
        + ", ".join(f"({', '.join(row)})" for row in rows)
        + ";"
    )
