"""Erased is erased: in every table, at the door, on the disk, and after a restore (A50, A52, A60)."""

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from conference import clock
from conference.accounts import service as accounts
from conference.accounts.rules import Role
from conference.audit.models import AuditEntry
from conference.checkin import service as doors
from conference.credentials import lookup_of
from conference.db import db, transaction
from conference.mail import service as mail
from conference.mail.models import Letter, Suppression
from conference.privacy import erasures, exporting, people
from conference.programme.models import Presenter, ProjectPerson, Session, SessionFile
from conference.registration.models import Conference, Invitation, Party, Registration, State
from tests.checkin.door import told
from tests.factories import make_conference, make_registration
from tests.privacy.conftest import EMAIL, MARK, NAME, places_of, release, ticket_rows
from tests.programme.factories import make_presenter

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
def note_file(app, tmp_path, monkeypatch):
    """The file of erasures, an own one for each test."""
    settings = app.config["SETTINGS"]
    monkeypatch.setitem(app.config, "SETTINGS", replace(settings, ERASURES=str(tmp_path / "erasures")))
    return tmp_path / "erasures"


def erase(person=None):
    with transaction():
        return erasures.erase(person or people.of_address(f" {EMAIL.upper()} "), by="system")


def test_a_50_nothing_of_the_person_is_left_but_numbers(app, come, canary):
    photo = app.config["SETTINGS"].files / ("ca" * 16 + ".webp")
    assert photo.exists()

    erased = erase()

    assert erased == 5
    assert places_of(MARK) == []
    assert places_of(canary.uid) == ["audit_entry.subject", "credential.subject"]
    assert not photo.exists()
    assert db.session.scalars(select(Registration.name).order_by(Registration.seq)).all() == [
        "Bo Uden",
        "Vera Venter",
    ]


def test_an_erased_seat_goes_to_the_next_in_line(canary):
    erase()

    vera = db.session.scalars(select(Registration).filter_by(name="Vera Venter")).one()
    assert vera.state is State.OFFERED


def test_phones_at_the_door_hear_that_the_ticket_is_gone(come, canary, at):
    before = told(to="Mettes telefon")
    assert lookup_of(canary.ticket) in before.records
    at("2018-11-22 09:10")

    erase()
    after = told(before, to="Mettes telefon")

    assert after.removed == [lookup_of(canary.ticket)]
    assert [(replaced, stopped) for replaced, stopped in ticket_rows(canary.uid)] == [(None, clock.now())]
    assert doors.counts(db.session.scalars(select(Conference.id)).one()).arrived == 0


def test_a_released_programme_stays_and_the_plan_goes_on_without_them(kickoff, canary, saved):
    release(kickoff, saved)

    erase()

    assert places_of(MARK) == ["release.document"]
    assert db.session.scalars(select(Session)).one().presenters == []
    assert db.session.scalars(select(Presenter)).all() == []


def test_a_person_s_own_link_erases_the_place_and_not_who_else_has_that_address(canary):
    """Nobody has proved that the address typed into a form is theirs."""
    place = db.session.scalars(select(Registration).filter_by(uid=canary.uid)).one()

    erased = erase(people.of_place(place))

    assert erased == 2
    assert {found.partition(".")[0] for found in places_of(MARK)} == {
        "ambassador",
        "project_person",
        "suppression",
    }


def test_a_60_who_was_erased_after_a_backup_is_erased_again(canary, saved, note_file):
    suppressed = db.session.scalars(select(Suppression.uid)).one()
    erase()
    lines = [line.split("\t") for line in note_file.read_text().splitlines()]
    with transaction():  # as a restore brings them back
        vera = db.session.scalars(select(Registration).filter_by(name="Vera Venter")).one()
        vera.uid = canary.uid
        db.session.add(Suppression(uid=suppressed, email_folded=EMAIL, created_at=clock.now()))
    with note_file.open("a") as file:
        file.write("half a li")

    with transaction():
        again = erasures.erase_again()
    with transaction():
        once_more = erasures.erase_again()

    assert (again, once_more) == (2, 0)
    assert places_of(MARK) == []
    assert canary.uid in [uid for uid, _at in lines]
    assert {at for _uid, at in lines} == {clock.real_now().isoformat(timespec="seconds")}
    assert MARK not in note_file.read_text()
    assert len(note_file.read_text().splitlines()) == len(lines) + 1
    assert db.session.scalars(select(Registration.name)).all() == ["Bo Uden"]
    assert db.session.scalars(select(ProjectPerson)).all() == []


def test_what_cannot_be_noted_is_not_erased(canary, note_file):
    note_file.mkdir()

    with pytest.raises(erasures.NotNoted):
        erase()

    assert "registration.email" in places_of(MARK)


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)  # PostgreSQL vacuums its files by itself
def test_a_52_the_file_of_the_database_holds_nothing_of_the_erased(app, canary, come, kickoff):
    db.session.remove()
    path = Path(db.engine.url.database)

    done = app.test_cli_runner().invoke(args=["privacy", "erase", EMAIL])

    # By another process: to close the file here would give away SQLite's own locks on it, and spoil it.
    files = [file for file in (path, f"{path}-wal") if Path(file).exists()]
    bytes_left = subprocess.run(["cat", *files], capture_output=True, check=True).stdout
    assert (done.exit_code, done.output) == (0, "5 erased.\n")
    assert MARK.encode() not in bytes_left.lower()
    assert b"vera venter" in bytes_left.lower()


def test_an_erasure_is_written_down_without_a_name(canary):
    erase()

    entries = db.session.scalars(select(AuditEntry).filter_by(act=erasures.ERASE)).all()
    assert canary.uid in [entry.subject for entry in entries]
    assert {entry.by for entry in entries} == {"system"}


def test_they_are_gone_from_every_conference_with_the_letters_that_name_them(kickoff, canary, saved):
    later = saved(make_conference(slug="kickoff2019"))
    alone = Party(stays_together=False)
    mine = dict.fromkeys(("email", "email_folded"), EMAIL)
    saved(make_registration(later, name=NAME, party=alone, **mine))
    saved(make_presenter(later, name=NAME, **mine))
    saved(
        Invitation(
            conference=later,
            name=NAME,
            kind="council",
            language="da",
            reply_by=later.starts_at.date(),
            holds_seat=False,
            sort_key="",
            answer="silent",
            created_at=later.created_at,
            changed_at=later.created_at,
            **mine,
        )
    )
    bo = db.session.scalars(select(Registration).filter_by(name="Bo Uden")).one()
    with transaction():
        mail.write(
            "registration.cancelled",
            to="bo@skole.example",
            to_name="Bo",
            language="da",
            subject=bo.uid,
            facts={"by": NAME, "why": "syg"},
        )

    erase()

    assert places_of(MARK) == []
    letter = db.session.scalars(select(Letter).filter_by(to="bo@skole.example")).one()
    assert letter.facts == {"why": "syg"}


def test_who_was_registered_by_a_colleague_is_erased_without_an_address(canary):
    bo = db.session.scalars(select(Registration).filter_by(name="Bo Uden")).one()

    erased = erase(people.of_place(bo))

    assert (erased, places_of("Bo Uden".casefold())) == (1, [])


def test_the_command_says_when_nothing_can_be_noted(app, canary, note_file):
    note_file.mkdir()

    done = app.test_cli_runner().invoke(args=["privacy", "erase", EMAIL])

    assert (done.exit_code, done.output[:7]) == (1, "Error: ")


def test_the_command_tells_of_an_account_that_it_leaves(app, canary):
    with transaction():
        accounts.add(EMAIL, Role.DOOR)

    done = app.test_cli_runner().invoke(args=["privacy", "erase", EMAIL])

    assert (done.exit_code, "An account of staff has this address" in done.output) == (0, True)


def test_slides_are_told_of_and_go_with_their_presenter(app, canary):
    presenter = db.session.scalars(select(Presenter)).one()
    with transaction():
        presenter.photo, presenter.availability_note = None, ""
        file = SessionFile(
            session=presenter.sessions[0],
            presenter=presenter,
            filename="Kanarie.pdf",
            extension="pdf",
            size=9,
            stored="f" * 32 + ".pdf",
            created_at=clock.now(),
        )
        db.session.add(file)
    stored = app.config["SETTINGS"].files / file.stored
    stored.write_bytes(b"kanarie")
    told = {section.key: section.records for section in exporting.export(people.of_address(EMAIL))}

    erase()

    assert [each["name"] for each in told["files"]] == ["Kanarie.pdf"]
    assert (stored.exists(), places_of("kanarie.pdf")) == (False, [])
