"""The database: tables' common base, time in columns, and the write block.

Everything runs on SQLite (WAL) and on PostgreSQL. `transaction()` is the only way to write: on SQLite it
takes the write lock before the first read, on PostgreSQL a verb that counts locks the row it counts for
(`lock`).
"""

import logging
import re
import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, Connection, DateTime, Engine, Enum, MetaData, event, orm, select
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.exc import InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionLeft
from sqlalchemy.orm import DeclarativeBase, Session, UOWTransaction, declared_attr
from sqlalchemy.types import TypeDecorator

log = logging.getLogger("conference.database")

PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000")


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware in Python, UTC in the database; a naive value is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("An instant needs a zone.")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """What all tables share: a singular name, named constraints, time in UTC."""

    # The map goes into the registry: Flask-SQLAlchemy copies the class, and a copy may not bring its own.
    registry = orm.registry(
        metadata=MetaData(
            naming_convention={
                "ix": "ix_%(table_name)s_%(column_0_N_name)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_N_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={datetime: UtcDateTime, dict[str, Any]: JSON, list[str]: JSON},
    )

    @declared_attr.directive
    def __tablename__(cls) -> str:  # noqa: N805  the directive makes it a class method
        return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", cls.__name__).lower()


db = SQLAlchemy(model_class=Base)

#: The database is locked, full or away; or takes no write, which PostgreSQL calls an internal error.
BUSY = (OperationalError, InternalError, NoConnectionLeft)

Row = TypeVar("Row", bound=Base)


def words(kind: type[StrEnum]) -> Enum:
    """A column of one of these words, stored as text: a new word needs no change of a type."""
    return Enum(
        kind, native_enum=False, length=20, values_callable=lambda words: [word.value for word in words]
    )


@contextmanager
def transaction() -> Iterator[None]:
    """Everything inside happens, or nothing does. Raises RuntimeError inside another one."""
    if db.session.info.get("writing"):
        raise RuntimeError("A write block stands inside another one.")
    db.session.rollback()  # ends the read that loaded the page; what it read may be stale by now
    with _turn(db.session.get_bind()):
        db.session.info["writing"] = True
        try:
            db.session.connection(execution_options={"write": True})  # SQLite: BEGIN IMMEDIATE, see _begin
            yield
            db.session.commit()
            deeds = db.session.info.pop("afterwards", [])
        except BaseException:
            db.session.rollback()
            raise
        finally:
            db.session.info.pop("writing", None)
            db.session.info.pop("afterwards", None)
    for deed in deeds:
        deed()


def afterwards(deed: Callable[[], object]) -> None:
    """Do it once the write block is saved, and not at all if it is not: what no rollback brings back."""
    db.session.info.setdefault("afterwards", []).append(deed)


def scrub() -> None:
    """Write the SQLite file anew, so that its bytes and its log hold nothing that was deleted.

    Outside a write block. Where the disk has no room, or readers stand in the way, the next time does it.
    """
    if db.engine.dialect.name != "sqlite":
        return
    db.session.rollback()
    connection = db.engine.raw_connection()
    try:
        with _sqlite_turn:
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    except sqlite3.OperationalError as error:
        log.warning("not written anew", exc_info=error)
    finally:
        connection.close()


def lock(kind: type[Row], key: int) -> Row:
    """The row that is counted for, held until the write block ends. Raises NoResultFound."""
    # Of this one row: what is joined to it (a programme's conference and pool) has an order of its own.
    query = select(kind).where(kind.__table__.c.id == key).with_for_update(of=kind, key_share=True)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


class FairLock:
    """A lock that is handed over in the order of asking, which SQLite's own waiting is not."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._held = False

    def __enter__(self) -> None:
        with self._guard:
            if not self._held:
                self._held = True
                return
            turn = threading.Lock()
            turn.acquire()
            self._waiting.append(turn)
        turn.acquire()

    def __exit__(self, *_: object) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._held = False


_sqlite_turn = FairLock()


@contextmanager
def _turn(bind: Engine | Connection) -> Iterator[None]:
    if bind.dialect.name != "sqlite":
        yield
        return
    with _sqlite_turn:
        yield


@event.listens_for(Engine, "connect")
def _prepare(connection: Any, _record: object) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.isolation_level = None  # the driver must not begin by itself
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        writing = connection.get_execution_options().get("write")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@event.listens_for(Session, "before_flush")
def _refuse_stray_flush(session: Session, _context: UOWTransaction, _instances: object) -> None:
    if not session.info.get("writing"):
        raise RuntimeError("A row was changed outside a write block.")
