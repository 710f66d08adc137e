"""PostgreSQL's own programs: where they are missing, or say no."""

import pytest

from tests.backup.test_drill import run

pytestmark = pytest.mark.parametrize("database_kind", ["postgres"], indirect=True)


def test_a_program_that_is_not_there_is_named(app, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))

    done = run(app, "backup", tmp_path / "one.tar")

    assert done.exit_code == 1
    assert "pg_dump was not found: install PostgreSQL's own client programs" in done.output
    assert list(tmp_path.iterdir()) == []


def test_a_dump_that_cannot_be_read_is_refused_in_its_own_words(app, place, tmp_path):
    run(app, "backup", tmp_path / "one.tar")
    content = (tmp_path / "one.tar").read_bytes()
    at = content.index(b"PGDMP")
    (tmp_path / "one.tar").write_bytes(content[: at + 5] + b"\xff" * 20 + content[at + 25 :])

    done = run(place(), "restore", tmp_path / "one.tar")

    assert (done.exit_code, "pg_restore did not do it:" in done.output) == (1, True)
