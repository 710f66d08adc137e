"""What the machine and the database say about themselves."""

import ctypes
import shutil
from pathlib import Path

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from conference import clock
from conference.config import PACKAGE, Settings
from conference.db import db

#: What must be so for an acknowledged write to survive a power cut.
SAFE_SQLITE = {"journal_mode": "wal", "synchronous": 2}
SAFE_POSTGRES = {
    "fsync": {"on"},
    "full_page_writes": {"on"},
    "synchronous_commit": {"on", "remote_apply"},
}
#: What adjtimex answers when nothing keeps the clock right (TIME_ERROR), and more room than its record needs.
CLOCK_ERROR = 5
CLOCK_RECORD = 1024


def is_at_head() -> bool:
    """Whether the database has had every migration of this version."""
    script = ScriptDirectory(str(PACKAGE / "migrations"))
    context = MigrationContext.configure(db.session.connection())
    return set(context.get_current_heads()) == set(script.get_heads())


def unsafe_settings() -> list[str]:
    """Settings of the database, as they are, that make it forget at a power cut."""
    if db.engine.dialect.name == "sqlite":
        found = {name: db.session.scalar(text(f"PRAGMA {name}")) for name in SAFE_SQLITE}
        return [f"{name}={found[name]}" for name, safe in SAFE_SQLITE.items() if found[name] != safe]
    found = {name: db.session.scalar(text(f"SHOW {name}")) for name in SAFE_POSTGRES}
    return [f"{name}={found[name]}" for name, safe in SAFE_POSTGRES.items() if found[name] not in safe]


def free_bytes(settings: Settings) -> int:
    """What is left where the database's file and uploads lie; of PostgreSQL's disk nobody tells us."""
    folders = (settings.INSTANCE_PATH, settings.files)
    return min(shutil.disk_usage(_existing(folder)).free for folder in folders)


def database_drift() -> float | None:
    """Seconds that the database's clock is ahead of ours; None where it is ours."""
    if db.engine.dialect.name == "sqlite":
        return None
    theirs = db.session.scalars(text("SELECT clock_timestamp()")).one()
    return float((theirs - clock.real_now()).total_seconds())


def is_clock_kept() -> bool | None:
    """Whether the kernel says that something keeps its clock right; None where it does not say."""
    try:
        answer = ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(CLOCK_RECORD))
    except (AttributeError, OSError):
        return None
    return None if answer < 0 else bool(answer != CLOCK_ERROR)


def _existing(folder: Path) -> Path:
    """The folder, or the nearest one above it that is there."""
    return next(place for place in (folder.resolve(), *folder.resolve().parents) if place.exists())
