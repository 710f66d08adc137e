"""Marked values, played through the whole scenario, turn up where they belong and nowhere else (A52)."""

import json
import logging

import pytest
from sqlalchemy import select

from conference import credentials
from conference.credentials import Purpose
from conference.db import db
from conference.logs import JsonLines
from conference.mail.letters import content_of
from conference.mail.models import Letter
from conference.privacy import organise
from tests.privacy.conftest import ACCESS, DIET, EMAIL, MARK, NAME

FORM = {
    "name": "Kanarie\r\nEftermand",
    "email": "kanarie2@bur.example",
    "kind": "attendee",
    "needs_consent": "y",
    "diet": DIET,
    "access_needs": ACCESS,
    "form_key": "KANARIE",
}


@pytest.fixture
def logged():
    """Every line that is logged meanwhile, as it would be printed."""
    lines: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record):
            lines.append(self.format(record))

    handler = Keep()
    handler.setFormatter(JsonLines())
    logger = logging.getLogger("conference")
    logger.addHandler(handler)
    yield lines
    logger.removeHandler(handler)


def test_a_52_no_log_line_holds_a_value_of_a_person_and_each_is_json(
    app, canary, come, client, staff_client, logged, monkeypatch
):
    staff = staff_client()
    visits = [
        client.post("/kickoff2018/register", data=FORM),
        client.post("/kickoff2018/register", data={**FORM, "email": "kanarie"}),
        client.post("/find-my-link", data={"email": EMAIL}),
        client.get(f"/r/{canary.own}/data"),
        client.get(f"/p/{canary.presenter}"),
        client.get(f"/T/{canary.ticket}?who={NAME}"),
        client.get(f"/{MARK}?{MARK}={MARK}"),
        staff.get(f"/organise/kickoff2018/attendees?q={NAME}"),
    ]
    monkeypatch.setattr(organise.service, "list_ends", lambda: (_ for _ in ()).throw(ValueError(NAME)))
    broken = staff.get(f"/organise/privacy?{MARK}")

    assert max(visit.status_code for visit in visits) < 500
    assert broken.status_code == 500
    assert len(logged) >= len(visits) + 2
    assert all(isinstance(json.loads(line), dict) and "\n" not in line for line in logged)
    secrets = (MARK, canary.own, canary.ticket, canary.presenter, DIET)
    assert [line for line in logged if any(each.casefold() in line.casefold() for each in secrets)] == []


def test_a_52_others_pages_and_feeds_tell_nothing_of_who_did_not_agree(app, canary, client, staff_client):
    client.post("/kickoff2018/register", data=FORM)
    with app.app_context():
        everybody = db.session.scalars(select(Letter.subject).filter_by(to_name="Vera Venter")).all()
        vera = credentials.live_code(Purpose.OWN, everybody[0])
    public = ("/", "/kickoff2018/", "/kickoff2018/practical", "/privacy", "/calendar/milestones.ics")
    programme = ("/kickoff2018/programme", "/kickoff2018/programme.ics", "/kickoff2018/programme.json")

    read = {
        path: client.get(path).text for path in (*public, *programme, f"/r/{vera}", f"/r/{vera}/data.json")
    }
    read["/organise"] = staff_client("door").get("/organise/").text

    assert vera is not None
    assert {path for path, text in read.items() if MARK in text.casefold()} == set()


def test_a_52_no_letter_tells_of_food_or_access_and_none_of_another_person(app, canary, client):
    client.post("/kickoff2018/register", data=FORM)

    with app.app_context(), app.test_request_context():
        letters = db.session.scalars(select(Letter).order_by(Letter.id)).all()
        told = [(letter.to, str(content_of(letter)), str(letter.facts)) for letter in letters]

    assert len(told) >= 4
    assert [to for to, *texts in told if any(DIET in text or ACCESS in text for text in texts)] == []
    others = [(to, texts) for to, *texts in told if MARK not in to]
    assert others
    assert [to for to, texts in others if any(MARK in text.casefold() for text in texts)] == []


def test_a_52_organisers_without_the_role_care_see_no_needs(canary, staff_client):
    organiser = staff_client()
    paths = ("", f"/{canary.uid}", f"/{canary.uid}/change")

    pages = [organiser.get(f"/organise/kickoff2018/attendees{path}").text for path in paths]
    admin = staff_client("admin").get(f"/organise/privacy/people/{canary.uid}").text

    assert [page for page in (*pages, admin) if DIET in page or ACCESS in page] == []
    assert all(NAME in page for page in pages)
