"""Badges for the organisers to print."""

import io

import pypdf
import pytest

from conference import credentials
from conference.audit.models import AuditEntry
from conference.credentials import Purpose
from conference.db import db, transaction
from tests.factories import make_conference, make_registration


@pytest.fixture
def conference(saved):
    return saved(make_conference())


@pytest.fixture
def nine_guests(app, conference):
    with app.app_context(), transaction():
        for number in range(9):
            registration = make_registration(db.session.merge(conference), name=f"Gæst {number}")
            db.session.add(registration)
            db.session.flush()
            credentials.issue(Purpose.TICKET, registration.uid)


def test_the_page_says_how_many_and_how_to_print_them(staff_client, nine_guests):
    page = staff_client().get("/organise/kickoff2018/badges")

    assert page.status_code == 200
    assert "9 har en plads." in page.text
    assert 'href="/organise/kickoff2018/badges.pdf"' in page.text


def test_with_nobody_there_is_nothing_to_print(staff_client, conference):
    page = staff_client().get("/organise/kickoff2018/badges")

    assert "badges.pdf" not in page.text


def test_the_sheets_hold_everybody_and_the_audit_says_who_printed_them(app, staff_client, nine_guests):
    response = staff_client().get("/organise/kickoff2018/badges.pdf")

    sheets = pypdf.PdfReader(io.BytesIO(response.data))
    assert (response.mimetype, len(sheets.pages)) == ("application/pdf", 2)
    assert sheets.pages[1].extract_text().split("\n")[:2] == ["Gæst", "8"]
    with app.app_context():
        [entry] = db.session.scalars(db.select(AuditEntry).filter_by(act="badges.print"))
        assert entry.detail == {"conference": "kickoff2018", "count": 9}


@pytest.mark.parametrize("page", ["badges", "badges.pdf"])
def test_only_organisers_come_here(page, client, staff_client, conference):
    assert client.get(f"/organise/kickoff2018/{page}").status_code == 302
    assert staff_client("door").get(f"/organise/kickoff2018/{page}").status_code == 403
    assert staff_client().get(f"/organise/nowhere/{page}").status_code == 404
