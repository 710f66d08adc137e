"""What a backup and a restore refuse, and that a refused restore leaves everything as it was."""

import io
import json
import resource
import tarfile
from contextlib import contextmanager

import pytest
from flask import Flask

from tests.backup.conftest import counts
from tests.backup.test_drill import run
from tests.factories import make_conference

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)  # the same words on both


@pytest.fixture
def tape(app, saved, tmp_path):
    saved(make_conference())
    assert run(app, "backup", tmp_path / "one.tar").exit_code == 0
    return tmp_path / "one.tar"


def rewritten(tape, **changed):
    """The tape with some of its members changed, or new ones beside them."""
    with tarfile.open(tape) as old:
        members = {each.name: old.extractfile(each).read() for each in old}
    with tarfile.open(tape, "w") as new:
        for name, content in {**members, **changed}.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            new.addfile(member, io.BytesIO(content))
    return tape


def relabelled(tape, **changed):
    with tarfile.open(tape) as old:
        label = json.load(old.extractfile("label.json"))
    return rewritten(tape, **{"label.json": json.dumps({**label, **changed}).encode()})


def told(place: Flask, tape):
    done = run(place, "restore", tape)
    assert done.exit_code == 1
    return done.output


def test_a_place_that_is_in_use_is_left_alone(app, tape):
    before = counts(app)

    assert "The database is not empty" in told(app, tape)
    assert counts(app) == before


def test_a_folder_with_uploads_is_left_alone(place, tape, tmp_path):
    (tmp_path / "restored" / "files").mkdir(parents=True)
    (tmp_path / "restored" / "files" / "ab12.pdf").write_bytes(b"ours")

    assert "files is not empty" in told(place(), tape)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"key_check": "another"}, "SECRET_KEY is not the one this backup was made with"),
        ({"database": "postgresql"}, "The backup is of postgresql, and DATABASE_URL names sqlite"),
        ({"revision": "9999"}, "made by a newer version"),
        ({"layout": 2}, "made by a newer version"),
        ({"word": "?"}, "a label that cannot be read"),
    ],
)
def test_a_backup_that_does_not_belong_here_is_refused(place, tape, change, words):
    assert words in told(place(), relabelled(tape, **change))
    assert run(place(), "restore", relabelled(tape)).output.startswith("Error")


@pytest.mark.parametrize(
    "name", ["../evil", "/etc/evil", "files/../../evil", "files/.evil", "files/a/b", "evil"]
)
def test_a_tar_with_anything_else_in_it_writes_nothing(place, tape, tmp_path, name):
    before = {path for path in tmp_path.parent.rglob("*") if "evil" in path.name}

    words = told(place(), rewritten(tape, **{name: b"evil"}))

    assert "is not a backup of this app" in words
    assert {path for path in tmp_path.parent.rglob("*") if "evil" in path.name} == before


def test_a_link_in_a_tar_is_refused(place, tape):
    with tarfile.open(tape, "a") as more:
        member = tarfile.TarInfo("files/link")
        member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
        more.addfile(member)

    assert "is not a backup of this app" in told(place(), tape)


@pytest.mark.parametrize("bytes_left", [0, 100, 20_000, 300_000])
def test_a_tar_that_was_cut_off_is_refused(place, tape, bytes_left):
    tape.write_bytes(tape.read_bytes()[:bytes_left])

    assert "is not a backup of this app" in told(place(), tape)


def test_a_damaged_database_is_refused(place, tape):
    assert "is damaged" in told(place(), rewritten(tape, database=b"SQLite format 3\0" + bytes(5000)))


@contextmanager
def room_for(size):
    """No file of this process may grow beyond so many bytes, as on a disk that is full by then."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("missing", ["all", "a little"])
def test_a_backup_that_cannot_be_written_leaves_the_last_one(app, tape, missing):
    before = tape.read_bytes()

    with room_for(8192 if missing == "all" else len(before) - 1024):  # SQLite meets it, or only the tar
        done = run(app, "backup", tape)

    assert (done.exit_code, "cannot be written: " in done.output) == (1, True)
    assert tape.read_bytes() == before
    assert [path.name for path in tape.parent.glob(".*")] == []


def test_a_restore_without_room_says_so(place, tape):
    empty = place()

    with room_for(100_000):
        said = told(empty, tape)

    assert "could not be put in place: File too large. Empty the place and begin again." in said


def test_a_backup_that_cannot_be_noted_says_so(app, tape, let_write):
    let_write(False)

    done = run(app, "backup", tape)

    assert (done.exit_code, "the database takes no writes" in done.output) == (1, True)


def test_there_is_nothing_to_back_up_before_the_first_start(place, tmp_path):
    done = run(place(), "backup", tmp_path / "none.tar")

    assert (done.exit_code, "There are no tables" in done.output) == (1, True)
    assert not (tmp_path / "none.tar").exists()
