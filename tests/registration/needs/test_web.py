"""What the role care sees of needs, and that nobody else sees any of it (A22, A48)."""

import io

import pypdf
import pytest
from sqlalchemy import select

from conference import credentials
from conference.audit.models import AuditEntry
from conference.credentials import Purpose
from conference.db import Base, db
from conference.mail.letters import content_of
from conference.mail.models import Letter
from conference.registration.models import Registration
from tests.checkin.door import envelope, scan
from tests.factories import make_checkin_list, make_conference, make_device

FORM = {"name": "Anna Sørensen", "email": "anna@skole.example", "organisation": "Mercantec"}
NEEDS = {"needs_consent": "y", "diet": "Jordnødder, nej tak", "access_needs": "Kørestolsplads"}
PAGES = ("needs", "needs/people", "needs/kitchen.csv")


@pytest.fixture
def kickoff(saved, at):
    at("2018-10-01 10:00")
    return saved(make_conference())


@pytest.fixture
def anna(client, kickoff):
    """Anna registers and tells what she needs; gives the path of her own page."""
    return client.post("/kickoff2018/register", data=FORM | NEEDS).location


def acts(app):
    with app.app_context():
        query = select(AuditEntry.act, AuditEntry.detail).where(AuditEntry.act.startswith("needs."))
        return [tuple(row) for row in db.session.execute(query.order_by(AuditEntry.id))]


@pytest.mark.usefixtures("anna")
def test_care_counts_without_names_and_each_look_is_written_down(app, staff_client):
    care = staff_client("care")

    counts, kitchen, people = (
        care.get(f"/en/organise/kickoff2018/{page}")
        for page in ("needs", "needs/kitchen.csv", "needs/people")
    )

    assert "Jordnødder" in counts.text
    assert "Kørestolsplads" in counts.text
    assert "Anna" not in counts.text
    assert kitchen.data.decode("utf-8-sig").splitlines() == [
        "Counted;Number;Food and allergies",
        "by word;1;Jordnødder",
        "by word;1;nej tak",
        "as written;1;Jordnødder, nej tak",
    ]
    assert "Anna Sørensen" in people.text
    assert "Kørestolsplads" in people.text
    assert {page.headers["Cache-Control"] for page in (counts, kitchen, people)} == {"no-store"}
    assert acts(app) == [
        ("needs.counts", {"conference": "kickoff2018", "count": 2}),
        ("needs.export", {"conference": "kickoff2018", "count": 1}),
        ("needs.names", {"conference": "kickoff2018", "count": 1}),
    ]


def test_without_a_conference_there_is_nobody_to_need_anything(staff_client):
    assert staff_client("care").get("/organise/needs").location == "/organise/"


@pytest.mark.usefixtures("kickoff")
def test_with_nothing_told_the_pages_say_so(staff_client):
    care = staff_client("care")

    assert care.get("/organise/needs").location == "/organise/kickoff2018/needs"
    assert "nobody with a seat has told anything" in care.get("/en/organise/kickoff2018/needs").text.lower()
    assert "Nobody with a seat has told anything." in care.get("/en/organise/kickoff2018/needs/people").text


def test_nobody_but_care_reads_needs_an_admin_neither(client, staff_client, kickoff):
    assert {client.get(f"/organise/kickoff2018/{page}").status_code for page in PAGES} == {302}
    for role in ("admin", "organiser", "programme", "door"):
        browser = staff_client(role)
        assert {browser.get(f"/organise/kickoff2018/{page}").status_code for page in PAGES} == {403}
        assert "/organise/needs" not in browser.get("/organise/").text
    refused = browser.get("/organise/kickoff2018/needs").text
    assert "Kun den, der har rollen for behov, kan se det." in refused
    assert 'href="/organise/"' in refused
    assert "/organise/needs" in staff_client("care").get("/organise/").text


def test_what_looks_like_a_formula_is_none_in_the_kitchens_list(client, kickoff, staff_client):
    client.post("/kickoff2018/register", data=FORM | NEEDS | {"diet": "=cmd|' /C calc'!A0"})

    written = staff_client("care").get("/organise/kickoff2018/needs/kitchen.csv").data.decode("utf-8-sig")

    assert ";'=cmd" in written
    assert ";=cmd" not in written


def test_needs_are_in_no_letter_no_print_no_page_of_others_and_no_other_table(
    app, client, staff_client, saved, anna, kickoff
):
    """A22, A32: what is told for the kitchen goes nowhere else."""
    organiser, told = staff_client(), (NEEDS["diet"], NEEDS["access_needs"])
    saved(make_checkin_list(kickoff))
    phone = {"Authorization": "Bearer T" + "0" * 25}
    saved(make_device(kickoff, token="T" + "0" * 25, desk=True))
    with app.app_context():
        uid = db.session.scalars(select(Registration.uid)).one()
        ticket = credentials.live_code(Purpose.TICKET, uid)
        for letter in db.session.scalars(select(Letter)):
            assert not any(each in repr(content_of(letter)) for each in told)
        for table in Base.metadata.sorted_tables:
            rows = [] if table.name == "needs" else db.session.execute(table.select()).all()
            assert not any(each in repr(row) for row in rows for each in told)

    pages = [
        organiser.get(f"/organise/kickoff2018/{page}") for page in ("attendees", f"attendees/{uid}", "door")
    ]
    pages += [client.get(anna), client.get("/kickoff2018/")]
    scanned = client.post("/api/checkin/scans", json=envelope(scan(ticket)), headers=phone)
    badges = pypdf.PdfReader(io.BytesIO(organiser.get("/organise/kickoff2018/badges.pdf").data))

    assert {page.status_code for page in (*pages, scanned)} == {200}
    shown = [page.text for page in (*pages, scanned)] + [badges.pages[0].extract_text()]
    assert not any(each in text for text in shown for each in told)
    attendee = scanned.json["results"][0]["attendee"]
    assert set(attendee) == {"id", "name", "organisation", "kind", "state"}
