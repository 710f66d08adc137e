"""The command and the page say the same of this very database."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from flask_babel import force_locale
from sqlalchemy import text

from conference import clock, installation
from conference.accounts import service as accounts
from conference.accounts.rules import Role
from conference.audit import service as audit
from conference.db import db, transaction
from conference.demo import service as demo
from conference.front.readiness import machine, service
from conference.front.readiness.rules import Answer
from conference.mail.worker import Worker
from tests.factories import make_conference, make_device
from tests.front.readiness.test_rules import COMPLETE


def answers(app, *, can_write=True):
    """What each check answers, by its name."""
    with app.app_context(), force_locale("en"):
        return {finding.name: finding.answer for finding in service.run(can_write=can_write)}


@pytest.fixture
def complete(app, monkeypatch):
    """Settings with which a region could start, but for its mail."""
    own = app.config["SETTINGS"]
    settings = replace(COMPLETE, INSTANCE_PATH=own.INSTANCE_PATH, DATABASE_URL=own.DATABASE_URL)
    monkeypatch.setitem(app.config, "SETTINGS", settings)


def test_what_runs_every_night_and_every_minute_is_looked_for(app, complete):
    with app.app_context(), transaction():
        db.session.execute(text("UPDATE installation SET worker_seen_at = NULL"))
    before = answers(app)
    with app.app_context(), transaction():
        installation.see_worker(clock.real_now() - timedelta(minutes=2))
        audit.record("backup.make", by="system")
        audit.record("privacy.purge", by="system")
    after = answers(app)

    names = ("Worker", "Backup", "Forgetting in time")
    assert [before[name] for name in names] == [Answer.NO_GO] * 3
    assert [after[name] for name in names] == [Answer.GO] * 3


def test_a_worker_says_that_it_runs(app):
    with app.app_context(), transaction():
        db.session.execute(text("UPDATE installation SET worker_seen_at = NULL"))
    Worker(app).work_once()

    assert answers(app)["Worker"] is Answer.GO


def test_a_database_of_another_version_is_a_no_go(app):
    with app.app_context():
        assert machine.is_at_head()
        with transaction():
            db.session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
        behind = machine.is_at_head()
        with transaction():
            head = machine.ScriptDirectory(str(machine.PACKAGE / "migrations")).get_current_head()
            db.session.execute(text("UPDATE alembic_version SET version_num = :head"), {"head": head})

    assert not behind


def test_what_the_database_does_not_answer_is_not_guessed(app, monkeypatch):
    def ask():
        return db.session.scalar(text("SELECT nothing FROM nowhere"))

    monkeypatch.setattr(service, "LIST", (ask,))
    found = answers(app, can_write=False)

    assert found == {"Database takes writes": Answer.NO_GO, "Database": Answer.UNKNOWN}


def test_a_phone_that_holds_scans_and_is_silent_is_found(app, saved, at):
    at("2018-11-22 09:00")
    conference = saved(make_conference())
    saved(make_device(conference, name="Indgang", queue_length=12))

    found = answers(app)

    assert found["Phones at the door"] is Answer.NO_GO


def test_somebody_must_be_able_to_let_others_in(app):
    with app.app_context(), transaction():
        ada = accounts.add("ada@staff.example", Role.ADMIN)
    by_link_alone = answers(app)["Staff"]
    with app.app_context(), transaction():
        ada = db.session.merge(ada)
        accounts.choose_password(ada, "fire glade heste om natten", totp=b"x" * 20)

    assert (by_link_alone, answers(app)["Staff"]) == (Answer.NO_GO, Answer.GO)


def test_a_demo_is_no_go_and_the_command_ends_with_one(app):
    with app.app_context(), transaction():
        demo.put_clock(demo.START)
    with app.app_context():
        done = app.test_cli_runner().invoke(args=["check"])

    assert done.exit_code == 1
    assert re.search(r"^NO GO +Real data: This is a demo", done.output, re.MULTILINE)
    assert re.search(r"^go +Tables: ", done.output, re.MULTILINE)


def test_organisers_read_the_same_on_a_page(app, staff_client):
    page = staff_client("organiser").get("/en/organise/check")

    told = re.findall(r"<h3>([^<]+) <span", page.text)
    found = answers(app)
    assert told == [
        name for answer in ("no_go", "cannot_tell", "go") for name in found if found[name] == answer
    ]
    assert "No go: first see to what is marked so." in page.text
