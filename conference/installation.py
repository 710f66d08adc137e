"""The one row about this installation: whose key it is, which life of the data, the demo's clock."""

from datetime import datetime, timedelta
from uuid import uuid4

from flask import current_app, g
from sqlalchemy import inspect, select, update
from sqlalchemy.orm import Mapped, mapped_column

from conference.db import Base, db, transaction


class Installation(Base):
    """What is true of the whole database."""

    id: Mapped[int] = mapped_column(primary_key=True)
    #: A value worked out from SECRET_KEY; another key cannot make the same.
    key_check: Mapped[str]
    #: New at every restore, so that phones know to send everything again.
    epoch: Mapped[str] = mapped_column(default=lambda: str(uuid4()))
    #: Seconds between the machine's clock and a demo's; None outside a demo.
    demo_offset_seconds: Mapped[int | None]
    #: When a worker last said that it runs.
    worker_seen_at: Mapped[datetime | None]


_DEMO_OFFSET = select(Installation.demo_offset_seconds)
_EPOCH = select(Installation.epoch)


def is_migrated() -> bool:
    """Whether the tables are there."""
    return inspect(db.session.connection()).has_table(Installation.__tablename__)


def find() -> Installation | None:
    """The row; None before the app was first started on these tables."""
    return db.session.scalar(select(Installation))


def epoch() -> str:
    """Which life of the data this is."""
    return db.session.connection().execute(_EPOCH).scalar_one()


def bind_key(key_check: str) -> bool:
    """Bind a new database to its key, and tell whether this one was made with it.

    Asks for one column: the tables may be those of an older version, which this start is to migrate.
    """
    known: str | None = db.session.scalar(select(Installation.key_check))
    if known is None:
        with transaction():
            db.session.add(Installation(key_check=key_check))
        return True
    return known == key_check


def hold() -> None:
    """Have every other write block that holds it wait, where no row of its own can be locked."""
    db.session.execute(select(Installation.id).with_for_update())


def probe() -> None:
    """A write that changes nothing: it needs the same lock and the same disk as one that does."""
    db.session.execute(update(Installation).values(epoch=Installation.epoch))


def see_worker(now: datetime) -> None:
    """Write down that a worker runs."""
    db.session.execute(update(Installation).values(worker_seen_at=now))


def worker_seen_at() -> datetime | None:
    """When a worker last said that it runs."""
    return db.session.scalar(select(Installation.worker_seen_at))


def begin_new_life() -> None:
    """Have phones send everything again: what they delivered may be missing here."""
    row = db.session.scalars(select(Installation).with_for_update()).one()
    row.epoch = str(uuid4())
    db.session.flush()


def demo_offset() -> timedelta | None:
    """How far a demo's clock stands from the machine's."""
    seconds = db.session.connection().scalar(_DEMO_OFFSET)
    return None if seconds is None else timedelta(seconds=seconds)


def set_demo_offset(offset: timedelta) -> None:
    """Put the demo's clock; what was never a demo becomes one."""
    row = db.session.scalars(select(Installation).with_for_update()).one()
    row.demo_offset_seconds = round(offset.total_seconds())
    db.session.flush()
    current_app.config["IS_DEMO"] = True
    g.pop("demo_offset", None)
