"""Alembic's way in: the tables of the app, on the app's own connection."""

from importlib import import_module
from typing import Literal

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from conference.config import PACKAGE
from conference.db import Base, UtcDateTime

# A room whose tables nothing has asked for yet has tables all the same.
for room in sorted(PACKAGE.glob("*/models.py")):
    import_module(f"conference.{room.parent.name}.models")


def run() -> None:
    """Bring the schema to a version. SQLite alters tables by copying them, so foreign keys rest meanwhile."""
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection:
        _hold_keys(connection, "OFF")
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            compare_type=True,
            render_item=_render,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
        _hold_keys(connection, "ON")


def _hold_keys(connection: Connection, state: Literal["ON", "OFF"]) -> None:
    """Tell the driver: SQLite listens outside a transaction alone, and SQLAlchemy begins one at once."""
    if connection.dialect.name == "sqlite":
        connection.connection.cursor().execute(f"PRAGMA foreign_keys={state}")


def _render(kind: str, item: object, _context: object) -> str | Literal[False]:
    """A migration names the database's own types: ours may change later, what it did may not."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


run()
