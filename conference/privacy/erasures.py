"""Erasing a person so that it lasts: noted outside the database, and done again after a restore.

The file holds a line for each row that was erased: its random uid, a tab, the time. It tells nobody anything
without a backup that still has the row.
"""

import os

from flask_babel import gettext as _

from conference import clock, config
from conference.audit import service as audit
from conference.errors import Refused
from conference.privacy import erasing, people
from conference.privacy.people import Person

ERASE = "privacy.erase"


class NotNoted(Refused):
    """The file takes no line just now."""

    status = 503
    code = "busy"


def erase(person: Person, *, by: str) -> int:
    """Delete the person for good; tells how many rows they were. Raises NotNoted, and deletes nothing then.

    The note comes first: a wish that was noted and not fulfilled harms nobody, one fulfilled and not noted
    comes back with the next restore.
    """
    uids = person.uids
    try:
        for uid in uids:
            note(uid)
    except OSError as error:
        raise NotNoted(_("We cannot save anything just now. Try again in a moment.")) from error
    erasing.forget(person)
    for uid in uids:
        audit.record(ERASE, by=by, subject=uid)
    return len(uids)


def note(uid: str) -> None:
    """Add a line to the file, and wait until the disk has it."""
    path = config.current().erasures
    path.parent.mkdir(parents=True, exist_ok=True)
    line = f"{uid}\t{clock.real_now().isoformat(timespec='seconds')}\n"
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, line.encode())
        os.fsync(handle)
    finally:
        os.close(handle)


def list_erased() -> list[str]:
    """The uids in the file, in the order in which they were erased; a line cut short by a crash is none."""
    path = config.current().erasures
    lines = path.read_text("utf-8").splitlines() if path.is_file() else []
    return [uid for uid, tab, _at in (line.partition("\t") for line in lines) if uid and tab]


def erase_again() -> int:
    """Erase whom a restored backup has brought back; tells how many rows that were. Twice is once."""
    person = people.of_uids(list_erased())
    uids = person.uids
    erasing.forget(person)
    for uid in uids:
        audit.record(ERASE, by="system", subject=uid)
    return len(uids)
