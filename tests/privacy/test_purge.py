"""What has been kept long enough goes by itself, by one list of rules (A51, A53)."""

import re
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from conference import clock
from conference.accounts import service as accounts
from conference.accounts.models import Account, RecoveryCode
from conference.accounts.rules import Role
from conference.audit import service as audit
from conference.audit.models import AuditEntry
from conference.checkin.models import Device, Scan
from conference.config import PACKAGE
from conference.credentials import Credential
from conference.db import Base, db, transaction
from conference.privacy import rules, service
from conference.registration.conferences import statistics
from conference.registration.models import Conference, Needs, Registration
from tests.factories import make_conference
from tests.privacy.conftest import MARK, places_of, release
from tests.registration.invitations.test_answering import invite

CONFERENCE_OVER = "2018-11-23 10:00"

pytestmark = pytest.mark.usefixtures("database")


def purge(day):
    with transaction():
        return service.purge(service.as_of_day(date.fromisoformat(day)))


def rows():
    db.session.rollback()
    counts = {
        table.name: db.session.scalar(select(func.count()).select_from(table))
        for table in Base.metadata.tables.values()
    }
    return {name: count for name, count in counts.items() if count and name != "audit_entry"}


def test_a_51_thirty_days_after_the_conference_no_needs_are_left(canary):
    assert places_of("kanarienødder") == ["needs.diet"]

    before = purge("2018-12-21")["needs"]
    counts = purge("2018-12-22")

    assert (before, counts["needs"]) == (0, 1)
    assert {key for key, count in counts.items() if count} == {"needs"}
    assert db.session.scalar(select(func.count()).select_from(Needs)) == 0
    assert places_of("kanarierampe") == []


def test_a_51_needs_for_what_was_called_off_go_thirty_days_later(kickoff, canary, at):
    with transaction():
        conference = db.session.merge(kickoff)
        conference.called_off_at = at("2018-10-02 12:00")

    assert [purge(day)["needs"] for day in ("2018-10-31", "2018-11-01")] == [0, 1]
    assert rules.needs_kept_until(conference) == clock.from_local(datetime(2018, 11, 1, 11))


def test_a_51_six_months_after_people_are_numbers_and_the_statistics_are_the_same(kickoff, come, at, saved):
    release(kickoff, saved)
    at(CONFERENCE_OVER)
    kickoff = db.session.scalars(select(Conference)).one()
    before = statistics.of(kickoff)

    early = purge("2019-05-21")["registration"]
    counts = purge("2019-05-22")

    assert (early, counts["registration"]) == (0, 3)
    assert places_of(MARK) == [
        "ambassador.email",
        "ambassador.email_folded",
        "ambassador.name",
        "ambassador.sort_key",
        "presenter.name",
        "project_person.email",
        "project_person.email_folded",
        "project_person.name",
        "release.document",
        "suppression.email_folded",
    ]
    assert statistics.of(db.session.scalars(select(Conference)).one()) == before
    assert before.all.arrived == 1


def test_a_51_a_second_run_finds_nothing_and_changes_nothing(come, at):
    at(CONFERENCE_OVER)
    purge("2026-11-23")
    once = rows()

    again = purge("2026-11-23")

    assert {key: count for key, count in again.items() if count} == {}
    assert rows() == once
    assert places_of(MARK) == ["suppression.email_folded"]


def test_scans_keep_no_trace_of_the_ticket_or_of_whose_phone_it_was(canary, come):
    purge("2019-05-22")

    read = db.session.execute(select(Scan.lookup, Scan.registration_id).order_by(Scan.received_at)).all()
    assert [lookup for lookup, _ in read] == ["", ""]
    assert len({place for _, place in read}) == 1
    assert places_of("mette") == []
    assert db.session.scalars(select(Device.name)).one().startswith("– ")
    assert db.session.scalars(select(Credential.uid).filter_by(subject=canary.uid)).all() == []


def test_nothing_points_to_an_anonymous_place(canary):
    place = db.session.scalar(select(Registration.id).filter_by(uid=canary.uid))
    [clara] = invite(db.session.scalars(select(Conference)).one(), holds_seat=False)
    with transaction():
        clara.registration_id, invited = place, clara.uid

    purge("2019-05-22")

    uids = set(db.session.scalars(select(Registration.uid)))
    assert canary.uid not in uids
    assert places_of(canary.uid) == ["audit_entry.subject"]
    assert places_of(invited) == []


def test_a_dry_run_tells_what_would_go_and_leaves_it(app, canary):
    before = rows()

    def run(*options):
        done = app.test_cli_runner().invoke(args=["privacy", "purge", "--as-of", "2019-05-22", *options])
        assert done.exit_code == 0, done.output
        return done.output.splitlines()

    dry = run("--dry-run")
    kept = rows()
    wet = run()

    assert kept == before
    assert [line.split() for line in dry[:-1]] == [line.split() for line in wet[:-1]]
    assert ["needs", "1"] in [line.split() for line in dry]
    assert [dry[-1].split()[1:3], wet[-1].split()[1]] == [["would", "go"], "gone"]
    assert places_of("kanarienødder") == []


def test_the_worker_does_it_once_a_night_and_remembers(kickoff, at):
    def night(wall):
        at(wall)
        with transaction():
            service.purge_tonight()
        return db.session.scalar(select(func.count()).select_from(AuditEntry).filter_by(act=rules.PURGE))

    runs = [night("2018-10-01 12:00"), night("2018-10-02 02:59"), night("2018-10-02 03:00")]

    assert runs == [1, 1, 2]
    assert service.last_run().at == clock.now()
    assert service.next_run() == clock.now() + timedelta(days=1)


def test_a_53_the_audit_goes_after_twelve_months_and_closed_accounts_with_it(database, at):
    at("2018-10-01 12:00")
    with transaction():
        gone = accounts.add("gone@staff.example", Role.DOOR)
        accounts.add("here@staff.example", Role.DOOR)
        accounts.choose_password(gone, "fire glade heste om natten", totp=b"x" * 20)
        accounts.sign_in_link(gone)
        accounts.open_password_link(gone)
        gone.disabled_at = clock.now()
        audit.record("registration.view", by="staff:1", subject="somebody")

    early = purge("2019-09-29")
    counts = purge("2019-10-01")

    assert (early["audit"], early["accounts"]) == (0, 0)
    assert (counts["audit"], counts["accounts"]) == (6, 1)
    assert list(db.session.scalars(select(Account.email))) == ["here@staff.example"]
    assert set(db.session.scalars(select(AuditEntry.act))) == {rules.PURGE}
    assert [*db.session.scalars(select(RecoveryCode)), *db.session.scalars(select(Credential))] == []


def test_a_53_nothing_but_the_purge_takes_a_line_of_the_audit_away_or_changes_one():
    deed = re.compile(
        r"(delete|update|merge)\(\s*(\w*[Ee]ntry\b|AuditEntry)|AuditEntry\.__table__|audit_entry"
    )
    guilty = {
        str(file.relative_to(PACKAGE)): [match[0] for match in deed.finditer(file.read_text("utf-8"))]
        for file in sorted(PACKAGE.rglob("*.py"))
        if "migrations" not in file.parts and deed.search(file.read_text("utf-8"))
    }

    assert guilty == {str(Path("privacy/purging.py")): ["delete(AuditEntry"]}


@pytest.mark.parametrize(
    ("ends", "until"),
    [
        ("2018-11-22 16:00", "2019-05-22 16:00"),
        ("2018-08-31 16:00", "2019-02-28 16:00"),
        ("2018-09-30 02:30", "2019-03-30 02:30"),
        ("2017-09-25 02:30", "2018-03-25 03:30"),
    ],
)
def test_half_a_year_is_six_months_of_the_calendar(ends, until):
    ended = clock.from_local(clock.datetime.fromisoformat(ends))

    kept_until = rules.places_kept_until(make_conference(ends_at=ended))

    assert f"{clock.to_local(kept_until):%Y-%m-%d %H:%M}" == until
