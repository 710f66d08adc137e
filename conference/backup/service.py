"""The verbs: make a backup, restore one, and begin a new life with it."""

import tempfile
from collections.abc import Container, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from conference import clock, config, installation
from conference.accounts import service as accounts
from conference.audit import service as audit
from conference.backup import dumps, tape
from conference.backup.tape import Label
from conference.checkin import pairing
from conference.db import db
from conference.errors import Conflict


class NotEmpty(Conflict):
    """There is something already where the backup would go."""

    code = "not_empty"


class NotMigrated(Conflict):
    """The app was never started here."""

    code = "not_migrated"


class WrongPlace(Conflict):
    """The backup belongs to another key, database or version."""

    code = "wrong_place"


@dataclass(frozen=True)
class Unpacked:
    """A backup that has been looked at and may be put in place."""

    label: Label
    folder: Path


def make(file: Path) -> int:
    """Write everything but the key into a file; tells its bytes. Raises OSError, NotMigrated and NoTool."""
    settings = config.current()
    if not installation.is_migrated():
        raise NotMigrated("There are no tables to back up: run `flask db upgrade` first.")
    with tape.written(file) as out, tempfile.TemporaryDirectory(prefix=".backup-", dir=file.parent) as folder:
        tape.add_label(out, _label())
        db.session.remove()
        copy = Path(folder) / tape.DATABASE
        dumps.dump(copy)
        tape.add(out, copy, tape.DATABASE)
        for path in _list_files(settings.files):
            tape.add(out, path, f"{tape.FILES}{path.name}")
        tape.add(out, settings.erasures, tape.ERASURES)  # last: also who was erased meanwhile
    return file.stat().st_size


def note_made(size: int) -> None:
    """Write down that a backup was made: when the newest was stands nowhere else."""
    audit.record("backup.make", by="system", detail={"bytes": size})


def check_empty() -> None:
    """Refuse a place that holds anything. Raises NotEmpty."""
    settings = config.current()
    if dumps.list_tables():
        raise NotEmpty("The database is not empty: restore into an empty one. Nothing was changed.")
    if any(_list_files(settings.files)):
        raise NotEmpty(f"{settings.files} is not empty: restore into an empty one. Nothing was changed.")


@contextmanager
def unpacked(file: Path, *, key_check: str, known_revisions: Container[str]) -> Iterator[Unpacked]:
    """The parts of a backup that fits here. Raises NotABackup and WrongPlace."""
    parent = config.current().INSTANCE_PATH
    parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=parent) as folder:
        label = tape.unpack(file, Path(folder))
        if label.database != dumps.kind():
            raise WrongPlace(f"The backup is of {label.database}, and DATABASE_URL names {dumps.kind()}.")
        if label.key_check != key_check:
            raise WrongPlace(
                "SECRET_KEY is not the one this backup was made with: every link would be dead. "
                "Nothing was changed."
            )
        if label.revision not in known_revisions:
            raise WrongPlace("The backup was made by a newer version of the app: restore it with that one.")
        if not dumps.is_sound(Path(folder) / tape.DATABASE):
            raise tape.NotABackup(f"The database in {file} is damaged. Nothing was changed.")
        yield Unpacked(label, Path(folder))


def put_in_place(backup: Unpacked) -> None:
    """Erasures and uploads, then the database, so that what ends half-way looks like what it is."""
    settings = config.current()
    tape.merge_lines(settings.erasures, backup.folder / tape.ERASURES)
    settings.files.mkdir(parents=True, exist_ok=True)
    for path in _list_files(backup.folder / tape.FILES):
        tape.copy(path, settings.files / path.name)
    dumps.load(backup.folder / tape.DATABASE)


def begin_new_life(backup: Unpacked) -> None:
    """Phones send all again, and what was open on the day of the backup is shut."""
    installation.begin_new_life()
    accounts.end_all()
    pairing.end_all_pairings()
    audit.record("backup.restore", by="system", detail={"made_at": backup.label.made_at})


def _label() -> Label:
    row = installation.find()
    assert row is not None
    return Label(
        layout=tape.LAYOUT,
        made_at=clock.real_now().isoformat(),
        database=dumps.kind(),
        revision=db.session.connection().scalar(text("SELECT version_num FROM alembic_version")) or "",
        key_check=row.key_check,
    )


def _list_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []
