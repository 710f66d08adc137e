"""`flask backup FILE` and `flask restore FILE`."""

import sqlite3
from pathlib import Path
from time import monotonic

import click
from alembic.script import ScriptDirectory
from flask import current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade

from conference import credentials, open_database
from conference.backup import service
from conference.backup.service import Unpacked
from conference.db import BUSY, db, scrub, transaction
from conference.errors import Refused
from conference.privacy import erasures

#: A full or read-only disk, as the system tells it, and as SQLite does.
_NO_ROOM = (OSError, sqlite3.OperationalError)
_WHERE = click.Path(dir_okay=False, path_type=Path)


@click.command("backup")
@click.argument("file", type=_WHERE)
@with_appcontext
def backup(file: Path) -> None:
    """Write database, uploads and erasures into FILE, a tar, while people register. The key is not in it."""
    began = monotonic()
    try:
        size = service.make(file.resolve())
    except Refused as refusal:
        raise click.ClickException(str(refusal)) from None
    except _NO_ROOM as problem:
        raise click.ClickException(f"{file} cannot be written: {_why(problem)}.") from None
    try:
        with transaction():
            service.note_made(size)
    except BUSY:
        raise click.ClickException(
            f"The backup is in {file}, but the database takes no writes: `flask check` will not know of it."
        ) from None
    click.echo(f"{size / 1e6:.1f} MB in {file}, in {monotonic() - began:.1f} s.")


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
def restore(file: Path) -> None:
    """Put the backup in FILE into an empty place, bring its tables up to date, and shut what it had open."""
    began = monotonic()
    try:
        service.check_empty()
        db.session.remove()
        key_check = credentials.key_check(current_app.config["SECRET_KEY"])
        with service.unpacked(file, key_check=key_check, known_revisions=_list_revisions()) as parts:
            service.put_in_place(parts)
            upgrade()
            open_database(current_app)
            _begin_new_life(parts)
        scrub()
    except Refused as refusal:
        raise click.ClickException(str(refusal)) from None
    except _NO_ROOM as problem:
        raise click.ClickException(
            f"The backup could not be put in place: {_why(problem)}. Empty the place and begin again."
        ) from None
    click.echo(f"Restored what was there at {parts.label.made_at}, in {monotonic() - began:.1f} s.")
    click.echo(
        "Staff sign in anew, phones stay paired. What was stopped since the backup is alive again, phones"
    )
    click.echo("and accounts too: see docs/backup.md.")


def _begin_new_life(parts: Unpacked) -> None:
    with transaction():
        service.begin_new_life(parts)
        erasures.erase_again()


def _why(problem: Exception) -> object:
    return getattr(problem, "strerror", None) or problem


def _list_revisions() -> set[str]:
    folder = ScriptDirectory(current_app.extensions["migrate"].directory)
    return {script.revision for script in folder.walk_revisions()}
