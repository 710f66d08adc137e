"""The file of a backup: what may lie in it, how it is written and read. Pure but for the disk.

Nothing is unpacked by the names in a file: each member must be one that we write, and goes where we say.
"""

import io
import json
import os
import re
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path
from typing import IO

from conference.errors import Invalid

#: The layout of the file; a later one may change it.
LAYOUT = 1
LABEL, DATABASE, ERASURES, FILES = "label.json", "database", "erasures", "files/"
#: What lies in a backup; an upload has no folder in its name.
_KNOWN = re.compile(rf"{LABEL}|{DATABASE}|{ERASURES}|{FILES}[0-9A-Za-z_][0-9A-Za-z._-]*")


class NotABackup(Invalid):
    """The file is not one of ours, or a part of it is missing."""

    code = "not_a_backup"


@dataclass(frozen=True, kw_only=True)
class Label:
    """What a backup says of itself."""

    layout: int
    #: When it was made, RFC 3339.
    made_at: str
    #: "sqlite" or "postgresql": one cannot be read by the other.
    database: str
    #: The version of the tables.
    revision: str
    #: The check value of the SECRET_KEY it belongs to.
    key_check: str


@contextmanager
def written(file: Path) -> Iterator[tarfile.TarFile]:
    """A tar that bears its name once it is whole and on the disk; only its owner may read it."""
    unfinished = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        unfinished.touch(0o600, exist_ok=False)
        with unfinished.open("wb") as out:
            with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tape:
                yield tape
            out.flush()
            os.fsync(out.fileno())
        unfinished.replace(file)
        _settle(file.parent)
    finally:
        unfinished.unlink(missing_ok=True)


def add_label(tape: tarfile.TarFile, label: Label) -> None:
    """The first member, so that `tar -xOf FILE label.json` answers at once."""
    content = json.dumps(asdict(label), indent=1).encode()
    member = tarfile.TarInfo(LABEL)
    member.size, member.mode = len(content), 0o600
    tape.addfile(member, io.BytesIO(content))


def add(tape: tarfile.TarFile, path: Path, name: str) -> None:
    """A file as it is now; one that has just gone is left out."""
    with suppress(FileNotFoundError), path.open("rb") as content:
        member = tarfile.TarInfo(name)
        facts = os.fstat(content.fileno())
        member.size, member.mtime, member.mode = facts.st_size, int(facts.st_mtime), 0o600
        tape.addfile(member, content)


def unpack(file: Path, into: Path) -> Label:
    """Put every part of a backup into a folder of ours. Raises NotABackup."""
    (into / FILES).mkdir()
    try:
        with tarfile.open(file, "r:") as tape:
            for member in tape:
                if not (member.isreg() and _KNOWN.fullmatch(member.name)):
                    raise NotABackup(
                        f"{file} is not a backup of this app: {member.name!r} does not belong in one."
                    )
                content = tape.extractfile(member)
                assert content is not None
                _write(content, into / member.name)
    except (tarfile.TarError, EOFError, FileExistsError) as error:
        raise NotABackup(f"{file} is not a backup of this app, or it is damaged: {error}") from error
    if not ((into / LABEL).is_file() and (into / DATABASE).is_file()):
        raise NotABackup(f"{file} is not a backup of this app, or its end is missing.")
    return _read_label(file, into / LABEL)


def copy(path: Path, to: Path) -> None:
    """Put a file where none is, and onto the disk."""
    with path.open("rb") as content:
        _write(content, to)


def merge_lines(ours: Path, theirs: Path) -> None:
    """Have our file hold the lines of both, each once; it is never shorter than before."""
    found = [each.read_text("utf-8").splitlines() for each in (ours, theirs) if each.is_file()]
    lines = dict.fromkeys(chain.from_iterable(found))
    if not lines:
        return
    ours.parent.mkdir(parents=True, exist_ok=True)
    merged = ours.with_name(f"{ours.name}.part")
    merged.touch(0o600)
    with merged.open("w", encoding="utf-8") as out:
        out.write("".join(f"{line}\n" for line in lines))
        out.flush()
        os.fsync(out.fileno())
    merged.replace(ours)
    _settle(ours.parent)


def _read_label(file: Path, label: Path) -> Label:
    try:
        read = Label(**json.loads(label.read_bytes()))
    except (ValueError, TypeError):
        raise NotABackup(f"{file} has a label that cannot be read: was it made by a newer version?") from None
    if read.layout != LAYOUT:
        raise NotABackup(f"{file} was made by a newer version of the app: restore it with that one.")
    return read


def _write(content: IO[bytes], path: Path) -> None:
    with path.open("xb") as out:
        shutil.copyfileobj(content, out, 1024 * 1024)
        out.flush()
        os.fsync(out.fileno())


def _settle(folder: Path) -> None:
    """Have the disk know of a new name, too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
