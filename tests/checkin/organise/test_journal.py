"""Every reading, looked through and as files."""

import csv
import io
import re

from sqlalchemy import select, update

from conference import clock
from conference.audit.models import AuditEntry
from conference.checkin import rehearsals
from conference.checkin.models import CheckinList, Scan
from conference.checkin.organise import journal
from conference.db import db, transaction
from conference.registration import service as registrations
from conference.registration.models import Registration
from tests.checkin.door import scan, send
from tests.queries import queries


def rows_of(page):
    """Who was read and what was said, line by line."""
    body = re.findall(r"<tbody>(.*?)</tbody>", page.text, re.DOTALL)
    rows = re.findall(r"<tr>(.*?)</tr>", body[0], re.DOTALL) if body else []
    found = r'<span class="door-word" data-tone="\w+">(.*?)</span>.*?<th scope="row">([^<]*)'
    matches = [re.search(found, row, re.DOTALL) for row in rows]
    return [(match[2].strip(), match[1]) for match in matches]


def records_of(response):
    """The cells of a file, line by line."""
    return list(csv.reader(io.StringIO(response.data.decode("utf-8-sig")), delimiter=";"))


def acts(app):
    with app.app_context():
        query = select(AuditEntry.act, AuditEntry.detail).where(AuditEntry.act.like("checkin.%"))
        return [tuple(row) for row in db.session.execute(query.order_by(AuditEntry.id))]


def test_all_readings_are_listed_and_filtered(app, morning, staff_client, at):
    for who in ("Anna", "Dan", "0" * 26):
        morning.read(who)
    at("2018-11-22 09:05")
    morning.read("Anna", phone="Bo")
    browser = staff_client("door")

    every = browser.get(f"{morning.page}/scans")
    refused = browser.get(f"{morning.page}/scans?show=refused&list=main")
    again = browser.get(f"{morning.page}/scans?show=again")
    nothing = browser.get(f"{morning.page}/scans?show=undone&list=nowhere&page=no")

    assert rows_of(every)[0] == ("Anna Sørensen", "Allerede inde")
    assert sorted(rows_of(every)[1:]) == [
        ("Anna Sørensen", "Velkommen"),
        ("Dan Lund", "Afmeldt"),
        ("–", "Ukendt billet"),
    ]
    assert sorted(rows_of(refused)) == [("Dan Lund", "Afmeldt"), ("–", "Ukendt billet")]
    assert rows_of(again) == [("Anna Sørensen", "Allerede inde")]
    assert "Ingen sådanne skanninger." in nothing.text
    assert [detail for act, detail in acts(app) if act == "checkin.scans"] == [
        {"page": 1},
        {"page": 1, "show": "refused", "list": "main"},
        {"page": 1, "show": "again"},
        {"page": 1, "show": "undone"},
    ]


def test_what_a_phone_read_once_more_at_once_is_told_as_the_phone_told_it(morning, staff_client, at):
    morning.read("Anna")
    morning.read("Anna")
    at("2018-11-22 09:05")
    morning.read("Anna")
    browser = staff_client("door")

    every = browser.get(f"{morning.page}/scans")
    offline = browser.get(f"{morning.page}/scans?show=offline")
    conflicts = browser.get(f"{morning.page}/scans?show=conflict")

    assert sorted(word for _who, word in rows_of(every)) == [
        "Allerede inde",
        "Allerede skannet, lige nu",
        "Velkommen",
    ]
    assert ("Ingen sådanne skanninger." in offline.text, "Ingen sådanne skanninger." in conflicts.text) == (
        True,
        True,
    )


def test_a_long_journal_is_turned_page_by_page_at_the_same_cost(app, morning, staff_client):
    browser = staff_client("door")
    with app.app_context():
        send("Anna", *(scan("0" * 26) for _ in range(journal.PAGE_SIZE + 1)))

    with queries() as first:
        one = browser.get(f"{morning.page}/scans")
    with queries() as second:
        two = browser.get(f"{morning.page}/scans?page=2")

    assert (len(rows_of(one)), len(rows_of(two))) == (50, 1)
    assert "page=2" in one.text
    assert "page=1" in two.text
    assert len(first) == len(second)


def test_a_reading_that_came_late_tells_when_and_a_page_beyond_the_last_is_no_empty_journal(
    morning, staff_client, at
):
    morning.read("Bo")
    at("2018-11-22 09:40")
    morning.read("Anna", decided="offline", offset_ms=0)
    browser = staff_client("door")

    late = browser.get(f"{morning.page}/scans").text
    beyond = browser.get(f"{morning.page}/scans?page=9").text

    assert late.count("modtaget ") == 1
    assert "modtaget 09.40" in late
    assert "Ingen er skannet endnu." not in beyond


def test_who_has_come_is_a_file_without_addresses(app, morning, staff_client, at):
    with app.app_context(), transaction():
        rehearsals.prepare(registrations.get_conference(morning.slug), by="system")
        [ticket, *_others] = rehearsals.list_tickets(registrations.get_conference(morning.slug))
        bo = db.session.scalar(select(Registration).filter_by(name="Bo Ågård"))
        bo.organisation = "=2+2"
    morning.read("Anna")
    morning.read("Dan")
    morning.read(ticket.code, list="rehearsal")
    morning.read("Clara")
    with app.app_context(), transaction():
        clara = db.session.scalar(select(Registration.id).filter_by(name="Clara Holm"))
        db.session.execute(update(Scan).filter_by(registration_id=clara).values(undone_at=clock.now()))
    at("2018-11-22 09:30")
    morning.read("Bo", phone="Bo")
    at("2018-11-22 09:45")
    morning.read("Bo", phone="Bo", type="exit")
    morning.read("Anna", type="exit")
    at("2018-11-22 09:50")
    morning.read("Anna")

    file = staff_client().get(f"{morning.page}/arrivals.csv")

    came_and_went = ["2018-11-22 09:30:00", "2018-11-22 09:45:00"]
    assert file.headers["Content-Disposition"] == 'attachment; filename="kickoff2018-arrivals.csv"'
    assert records_of(file) == [
        ["Navn", "Arbejdsplads", "Kommer som", "Liste", "Ankommet", "Gået", "Telefon"],
        ["Anna Sørensen", "Mercantec", "Deltager", "Hovedindgang", "2018-11-22 09:00:00", "", "Anna"],
        ["Bo Ågård", "'=2+2", "Deltager", "Hovedindgang", *came_and_went, "Bo"],
    ]
    assert acts(app)[-1] == ("checkin.export", {"file": "arrivals", "rows": 2})


def test_every_reading_is_a_line_of_the_file_of_scans(app, morning, staff_client):
    morning.read("Anna")
    morning.read("Dan", decided="offline", override=True)
    morning.read("0" * 26)

    file = staff_client().get(f"/en{morning.page}/scans.csv")

    [headings, *records] = records_of(file)
    assert headings[:4] == ["Time", "Result", "Name", "Workplace"]
    told = sorted((record[1], record[2], record[8], record[9]) for record in records)
    assert told == [
        ("Unknown ticket", "", "by the server", ""),
        ("Welcome", "Anna Sørensen", "by the server", ""),
        ("Welcome", "Dan Lund", "by the phone alone", "yes"),
    ]
    assert acts(app)[-1] == ("checkin.export", {"file": "scans", "rows": 3})


def test_readings_of_an_emptied_list_are_marked_in_the_file(app, morning, staff_client, at):
    morning.read("Anna")
    with app.app_context(), transaction():
        db.session.execute(update(CheckinList).values(emptied_at=clock.now()))
    at("2018-11-22 09:10")
    morning.read("Bo")

    headings, *rows = records_of(staff_client().get(f"{morning.page}/scans.csv"))

    column = headings.index("Tæller ikke længere")
    assert [row[column] for row in rows] == ["ja", ""]


def test_files_are_for_organisers(morning, staff_client):
    browser = staff_client("door")

    answers = [browser.get(f"{morning.page}/{name}.csv").status_code for name in ("arrivals", "scans")]

    assert answers == [403, 403]
    assert "arrivals.csv" not in browser.get(f"{morning.page}/scans").text
