"""`flask registration`: attendees from a file, and into one."""

import pytest
from sqlalchemy import select

from conference.audit.models import AuditEntry
from conference.db import db
from conference.registration import cli, service
from conference.registration.attendees import importing
from conference.registration.attendees.exporting import csv_of, records_of
from conference.registration.attendees.listing import Filter
from conference.registration.attendees.rules import NoSeatLeft
from conference.registration.models import Registration
from tests.factories import make_conference
from tests.registration.conftest import come, do, letters

HEAD = "Navn;E-mail;Arbejdsplads;Kommer som;Sprog"
LIST = f"""{HEAD}
Åse Dam;aase@raad.example;Dania;Rådet;da
Zoë O'Brien;zoe@avis.example;'=Avisen;press;English
Bo Uden;;Firmaet;;
"""


@pytest.fixture
def run(app, tmp_path):
    """Give the command a list; gives back what it printed, and whether it went well."""

    def start(text, *options):
        file = tmp_path / "list.csv"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        done = app.test_cli_runner().invoke(args=["registration", "import", str(file), *options])
        return done.exit_code, done.output

    return start


def people():
    query = select(Registration.name, Registration.kind, Registration.organisation, Registration.language)
    return [tuple(row) for row in db.session.execute(query.order_by(Registration.seq))]


def test_a_list_is_taken_in_once_however_often_it_is_given(kickoff, run):
    kickoff(capacity=9)

    first, second = run(LIST), run(LIST)

    assert (first, second) == (
        (0, "3 registered.\n"),
        (0, "3 left alone: they have a place already, or gave it up.\n0 registered.\n"),
    )
    assert people() == [
        ("Åse Dam", "council", "Dania", "da"),
        ("Zoë O'Brien", "press", "=Avisen", "en"),
        ("Bo Uden", "attendee", "Firmaet", "da"),
    ]
    assert letters() == [("ticket", "Åse Dam"), ("ticket", "Zoë O'Brien")]


def test_nothing_is_taken_in_while_a_line_has_a_problem_unless_it_is_left_out_on_purpose(kickoff, run):
    kickoff(capacity=9)
    bad = f"{LIST}Ond;ond;Firmaet;Konge;tysk\nÅse Dam;AASE@raad.example;;;\n"

    code, told = run(bad)

    assert (code, people()) == (1, [])
    assert [line.partition(":")[0] for line in told.splitlines()] == [
        "Line 5, Ond",
        "Line 6, Åse Dam",
        "Error",
    ]
    assert run(bad, "--skip-bad")[0] == 0
    assert len(people()) == 3


def test_columns_that_say_nothing_to_us_are_told(kickoff, run):
    kickoff(capacity=9)

    code, told = run("Navn;Partner;Inviteret som\nÅse Dam;ja;Presse\n")

    assert (code, told) == (0, "Columns that were not used: Partner.\n1 registered.\n")
    assert people()[0][1] == "press"


def test_no_list_brings_more_people_than_there_are_seats_unless_they_may_wait(kickoff, run):
    conference = kickoff(capacity=2)

    code, told = run(LIST)

    assert (code, people()) == (1, [])
    assert "3 people, and 2 seats are left" in told
    assert run(LIST, "--may-wait")[0] == 0
    assert (service.seats(conference).confirmed, service.seats(conference).waiting) == (2, 1)


def test_an_export_is_taken_in_by_another_conference_but_for_who_gave_up(kickoff, saved, run, app, tmp_path):
    conference = kickoff(capacity=9)
    anna, _bo = come(conference, "Anna", "=Bo")
    do(service.cancel, anna)
    saved(make_conference(slug="kickoff2019"))
    out = tmp_path / "out.csv"

    told = app.test_cli_runner().invoke(
        args=["registration", "export", str(out), "--conference", "kickoff2018"]
    )

    assert told.output == f"2 attendees written to {out}.\n"
    assert out.read_bytes() == csv_of(records_of(conference, Filter()))
    assert run(out.read_bytes(), "--conference", "kickoff2019")[0] == 0
    assert [name for name, *_ in people()][2:] == ["=Bo"]
    acts = select(AuditEntry.act, AuditEntry.by).where(AuditEntry.act == "registration.export")
    assert [tuple(row) for row in db.session.execute(acts)] == [("registration.export", "system")]


def test_who_comes_meanwhile_stops_nobody_and_a_list_that_ends_half_way_says_how_far_it_came(
    kickoff, monkeypatch, capsys
):
    monkeypatch.setattr(cli, "AT_ONCE", 1)
    conference = kickoff(capacity=2)
    rows = importing.read("Navn;E-mail\nAnna;anna@skole.example\nBo;\nCarl;\n", addresses=(), people=())
    come(conference, "Anna")

    with pytest.raises(NoSeatLeft):
        cli._take("kickoff2018", rows, may_wait=False)

    told = capsys.readouterr()
    assert (told.err, told.out) == (
        "Line 2, Anna: left alone, has a place by now.\n",
        "1 registered.\n",
    )
    assert [name for name, *_ in people()] == ["Anna", "Bo"]


def test_a_file_of_another_sort_and_a_conference_that_is_not_there_are_refused(kickoff, run, app):
    kickoff()
    runner = app.test_cli_runner()

    assert runner.invoke(args=["registration", "export", "list.pdf"]).exit_code == 2
    told = runner.invoke(args=["registration", "export", "/nonexist/e.csv"]).output
    assert told == "Error: /nonexist/e.csv cannot be written: No such file or directory.\n"
    assert run(LIST, "--conference", "nowhere")[0] == 2
    assert run("Navn\n")[0] == 1


def test_without_a_conference_one_is_asked_for(database, run):
    code, output = run(LIST)

    assert (code, "No conference has been published" in output) == (2, True)
