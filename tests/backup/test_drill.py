"""The drill: a backup while people register, and back from it into an empty place (acceptance A59, A60)."""

import shutil
import stat
from contextlib import contextmanager
from threading import Event, Thread

import pytest
from sqlalchemy import func, select

from conference import clock, installation
from conference.accounts import service as accounts
from conference.accounts.rules import Role
from conference.audit.models import AuditEntry
from conference.checkin import pairing
from conference.db import db, transaction
from conference.mail.models import Letter
from conference.registration import service
from conference.registration.models import Registration
from tests.backup.conftest import counts
from tests.factories import make_answers, make_conference

#: A line of the file of erasures.
LINE = "{}\t2018-11-01T09:00:00+00:00\n"


def run(app, *words):
    return app.test_cli_runner().invoke(args=[str(word) for word in words])


@pytest.fixture
def kickoff(app, saved, at):
    at("2018-10-01 10:00")
    return saved(make_conference())


@contextmanager
def people_registering(app):
    """One after the other, until the end; the uids of whom the app has acknowledged."""
    acknowledged, stop, some = [], Event(), Event()

    def register():
        with app.app_context():
            while not stop.is_set():
                with transaction():
                    conference = service.get_conference("kickoff2018")
                    answers = make_answers(f"Bo {len(acknowledged)}")
                    uid = service.register(conference, answers, language="da").uid
                acknowledged.append(uid)
                if len(acknowledged) >= 20:
                    some.set()
            db.session.remove()

    thread = Thread(target=register)
    thread.start()
    assert some.wait(20)
    try:
        yield acknowledged
    finally:
        stop.set()
        thread.join()


def test_a_59_a_backup_holds_whoever_was_registered_when_it_began_and_no_half_of_anybody(
    app, kickoff, place, tmp_path
):
    with people_registering(app) as acknowledged:
        before = set(acknowledged)
        made = run(app, "backup", tmp_path / "one.tar")
        meanwhile = len(acknowledged) - len(before)
    restored = run(place(), "restore", tmp_path / "one.tar")

    assert (made.exit_code, restored.exit_code) == (0, 0), f"{made.output}{restored.output}"
    with place().app_context():
        kept = list(db.session.scalars(select(Registration.uid).order_by(Registration.seq)))
        letters = db.session.scalar(select(func.count(func.distinct(Letter.subject))))
        db.session.remove()
    assert meanwhile > 0
    assert kept[: len(before)] == acknowledged[: len(before)]
    assert kept == acknowledged[: len(kept)]
    assert letters == len(kept)


def test_a_59_a_restored_app_is_the_one_that_was_backed_up(app, kickoff, place, tmp_path, monkeypatch):
    files = app.config["SETTINGS"].files
    files.mkdir(exist_ok=True)
    (files / "ab12.pdf").write_bytes(b"%PDF slides")
    with app.app_context(), transaction():
        conference = service.get_conference("kickoff2018")
        code = service.own_code(service.register(conference, make_answers("Inger"), language="da"))
    before = counts(app)
    made = run(app, "backup", tmp_path / "one.tar")
    (files / "ab12.pdf").unlink()
    restored = run(place(), "restore", tmp_path / "one.tar")
    visitor = place().test_client()

    assert (made.exit_code, restored.exit_code) == (0, 0), f"{made.output}{restored.output}"
    assert counts(place()) == before
    assert (tmp_path / "restored" / "files" / "ab12.pdf").read_bytes() == b"%PDF slides"
    assert "Inger" in visitor.get(f"/r/{code}").text
    assert visitor.get("/readyz").status_code == 200
    assert stat.S_IMODE((tmp_path / "one.tar").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir() if "part" in path.name or ".backup" in path.name] == []


def test_a_backup_is_written_down(app, kickoff, tmp_path):
    run(app, "backup", tmp_path / "one.tar")

    with app.app_context():
        entry = db.session.scalars(select(AuditEntry).filter_by(act="backup.make")).one()
        assert (entry.at, entry.by) == (clock.real_now(), "system")
        assert entry.detail == {"bytes": (tmp_path / "one.tar").stat().st_size}


def test_what_was_open_on_the_day_of_a_backup_is_shut_and_phones_send_again(
    app, kickoff, place, staff_client, tmp_path
):
    cookie = staff_client().get_cookie("session")
    with app.app_context(), transaction():
        link = accounts.sign_in_link(accounts.add("a@staff.example", Role.ADMIN))
        code = pairing.pair_link(service.get_conference("kickoff2018"))
        password = accounts.open_password_link(accounts.add("b@staff.example", Role.DOOR))
        epoch = installation.epoch()
    run(app, "backup", tmp_path / "one.tar")

    done = run(place(), "restore", tmp_path / "one.tar")

    client = place().test_client()
    client.set_cookie("session", cookie.value)
    assert done.exit_code == 0, done.output
    assert client.get("/organise/").status_code in (302, 303, 401)
    assert client.post(f"/organise/sign-in/{link}").status_code == 410
    assert client.get(f"/organise/password/{password}").status_code == 410
    assert client.post(f"/checkin/pair/{code}", data={"name": "Dør"}).status_code == 410
    with place().app_context():
        assert installation.epoch() != epoch
        assert db.session.scalars(select(AuditEntry.act).order_by(AuditEntry.id.desc())).first() == (
            "backup.restore"
        )
        db.session.remove()


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)  # of files alone
def test_a_60_who_was_erased_before_or_after_the_backup_stays_in_the_list(app, kickoff, place, tmp_path):
    erasures = app.config["SETTINGS"].erasures
    erasures.write_text(LINE.format("before"))
    run(app, "backup", tmp_path / "one.tar")
    erasures.unlink()
    (tmp_path / "restored").mkdir()
    (tmp_path / "restored" / "erasures").write_text(LINE.format("after") + LINE.format("before"))

    done = run(place(), "restore", tmp_path / "one.tar")

    kept = (tmp_path / "restored" / "erasures").read_text()
    assert (done.exit_code, kept) == (0, LINE.format("after") + LINE.format("before"))


def test_a_60_who_was_erased_after_the_backup_is_erased_again_by_the_restore(app, kickoff, place, tmp_path):
    with app.app_context(), transaction():
        conference = service.get_conference("kickoff2018")
        inger = service.register(conference, make_answers("Inger"), language="da")
        service.register(conference, make_answers("Bo"), language="da")
        email = inger.email
    run(app, "backup", tmp_path / "one.tar")
    erased = run(app, "privacy", "erase", email)
    (tmp_path / "restored").mkdir()
    shutil.copy(app.config["SETTINGS"].erasures, tmp_path / "restored" / "erasures")

    restored = run(place(), "restore", tmp_path / "one.tar")

    assert (erased.exit_code, restored.exit_code) == (0, 0), f"{erased.output}{restored.output}"
    with place().app_context():
        assert db.session.scalars(select(Registration.name).order_by(Registration.id)).all() == ["Bo"]
        assert db.session.scalars(select(Letter.to).where(Letter.to == email)).all() == []
        db.session.remove()
