"""Portraits and slides, kept in a folder beside the database: each a random name there and a row here.

The file is written before its row and removed after it, so a row never lacks its file; what a broken write
block leaves behind is removed by whoever wrote it.
"""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from secrets import token_hex

from flask_babel import gettext as _
from sqlalchemy import func, select

from conference import clock, config
from conference.db import afterwards, db, lock
from conference.errors import NotFound, Refused
from conference.programme import rules
from conference.programme.models import Presenter, Session, SessionFile
from conference.programme.uploads.uploads import Upload

#: Files of one presenter, all sessions together.
MOST_FILES = 5
#: How long a stored file may lie without a row.
STRAYS_STAY = timedelta(days=1)
#: Files without a row that are removed at once.
MOST_STRAYS = 500
#: What `stored` calls a file; nothing else in the folder is ours to remove.
_STORED = re.compile(r"[0-9a-f]{32}\.[a-z]{3,4}")


class TooMany(Refused):
    """Another file than the presenter may have."""

    status = 400
    code = "too_many_files"


class NotKept(Refused):
    """The folder takes nothing just now."""

    status = 503
    code = "busy"


@contextmanager
def stored(upload: Upload) -> Iterator[str]:
    """Write the file under a random name; it goes again if its row cannot be written. Raises NotKept."""
    name = f"{token_hex(16)}.{upload.extension}"
    try:
        _write(upload, config.current().files, name)
    except OSError as error:
        remove(name)
        raise NotKept(_("We cannot save anything just now. Try again in a moment.")) from error
    try:
        yield name
    except BaseException:
        remove(name)
        raise


def remove(name: str | None) -> None:
    """Remove a stored file, if there is one; what cannot be removed is in nobody's way."""
    if name is not None:
        with suppress(OSError):
            (config.current().files / name).unlink()


def path_of(name: str) -> Path:
    """Where a stored file lies. Raises NotFound."""
    path = config.current().files / name
    if not path.is_file():
        raise NotFound(_("There is no such file."))
    return path


def list_files(presenter: Presenter) -> list[SessionFile]:
    """What this person has given, oldest first."""
    query = select(SessionFile).filter_by(presenter_id=presenter.id).order_by(SessionFile.id)
    return list(db.session.scalars(query))


def get_file(presenter: Presenter, code: str) -> SessionFile:
    """One of a person's own files. Raises NotFound."""
    found = db.session.scalar(select(SessionFile).filter_by(presenter_id=presenter.id, code=code))
    if found is None:
        raise NotFound(_("There is no such file."))
    return found


def get_file_of(session: Session, code: str) -> SessionFile:
    """One of a session's files. Raises NotFound."""
    found = next((file for file in session.files if file.code == code), None)
    if found is None:
        raise NotFound(_("There is no such file."))
    return found


def get_photo(presenter: Presenter) -> str:
    """The name a person's portrait is stored by. Raises NotFound."""
    if presenter.photo is None:
        raise NotFound(_("There is no such file."))
    return presenter.photo


def check_count(presenter: Presenter) -> None:
    """Refuse one file more than a presenter may have. Raises TooMany."""
    count = select(func.count()).select_from(SessionFile).filter_by(presenter_id=presenter.id)
    if (db.session.scalar(count) or 0) >= MOST_FILES:
        raise TooMany(_("You have %(number)s files already. Delete one first.", number=MOST_FILES))


def add_file(session: Session, upload: Upload, name: str, *, by: Presenter) -> SessionFile:
    """Note a stored file as one of the session's. Raises NotFound, WrongState or TooMany."""
    rules.check_own(session, by)
    rules.check_live(session)
    lock(Presenter, by.id)
    check_count(by)
    file = SessionFile(
        session=session,
        presenter=by,
        filename=upload.filename,
        extension=upload.extension,
        size=path_of(name).stat().st_size,
        stored=name,
        created_at=clock.now(),
    )
    db.session.add(file)
    db.session.flush()
    return file


def drop_file(code: str, *, by: Presenter) -> str:
    """Forget one of a person's own files; the name it is stored by, to be removed. Raises NotFound."""
    file = get_file(by, code)
    db.session.delete(file)
    db.session.flush()
    return file.stored


def forget_files(session: Session, *, of: Presenter | None = None) -> None:
    """Drop what somebody gave to a session, or all of it: nobody could take it back any more."""
    for file in [each for each in session.files if of in (None, each.presenter)]:
        forget(file)


def forget(file: SessionFile) -> None:
    """Drop a file, from the disk as soon as that is certain."""
    file.session.files.remove(file)
    db.session.flush()
    afterwards(partial(remove, file.stored))


def remove_strays() -> None:
    """Remove stored files that no row names any more; younger ones may be about to get theirs."""
    folder, long_ago = config.current().files, (clock.now() - STRAYS_STAY).timestamp()
    if not folder.is_dir():
        return
    known = {*db.session.scalars(select(SessionFile.stored)), *db.session.scalars(select(Presenter.photo))}
    strays = (
        each.name for each in folder.iterdir() if _STORED.fullmatch(each.name) and each.name not in known
    )
    for name in islice((each for each in strays if (folder / each).lstat().st_mtime < long_ago), MOST_STRAYS):
        afterwards(partial(remove, name))


def set_photo(presenter: Presenter, name: str, *, alt_da: str, alt_en: str) -> str | None:
    """Take a stored picture for the person's portrait; gives the one before, to be removed."""
    lock(Presenter, presenter.id)
    before, presenter.photo = presenter.photo, name
    describe_photo(presenter, alt_da=alt_da, alt_en=alt_en)
    return before


def describe_photo(presenter: Presenter, *, alt_da: str, alt_en: str) -> None:
    """Say in words what the portrait shows."""
    presenter.photo_alt_da, presenter.photo_alt_en = alt_da, alt_en
    presenter.changed_at = clock.after(presenter.changed_at)
    db.session.flush()


def drop_photo(presenter: Presenter) -> str | None:
    """Forget the portrait and its words; the name it is stored by, to be removed."""
    lock(Presenter, presenter.id)
    before, presenter.photo = presenter.photo, None
    describe_photo(presenter, alt_da="", alt_en="")
    return before


def _write(upload: Upload, folder: Path, name: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / name).open("xb") as file:
        shutil.copyfileobj(upload.content, file)
        file.flush()
        os.fsync(file.fileno())
