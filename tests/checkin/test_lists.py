"""The lists of the door: people read out, a list emptied before the day, and the rehearsal."""

import re

from sqlalchemy import select

from conference.audit.models import AuditEntry
from conference.checkin import rehearsals
from conference.db import db
from conference.registration import service as registrations
from tests.factories import make_conference


def acts(app):
    with app.app_context():
        query = select(AuditEntry.act, AuditEntry.detail).where(AuditEntry.act.like("checkin.%"))
        return [tuple(row) for row in db.session.execute(query.order_by(AuditEntry.id))]


def test_an_entrance_reads_people_out_where_that_is_wanted(app, morning, staff_client):
    browser, button = staff_client("door"), f"{morning.page}/lists/main/exits"
    morning.read("Anna")

    on = browser.post(button, data={"exits": "yes"})
    again = browser.post(button, data={"exits": "yes"})
    page = browser.get(f"{morning.page}/lists").text
    browser.post(button)

    assert (on.status_code, on.location) == (303, f"{morning.page}/lists#main")
    assert again.status_code == 303
    assert "1 af 3 er kommet, 1 er inde nu." in page
    assert acts(app) == [
        ("checkin.exits", {"list": "main", "exits": True}),
        ("checkin.exits", {"list": "main", "exits": False}),
    ]


def test_a_list_is_emptied_before_the_day_on_a_page_that_asks_first(app, morning, staff_client, at):
    at("2018-11-21 15:00")
    morning.read("Anna")
    browser, page = staff_client("door"), f"{morning.page}/lists/main/empty"
    at("2018-11-21 15:01")

    asked = browser.get(page)
    emptied = browser.post(page)

    assert "1 skanning tæller ikke mere fra da af." in asked.text
    assert (emptied.status_code, emptied.location) == (303, f"{morning.page}/lists#main")
    assert "0 af 3 er kommet" in browser.get(morning.page).text
    assert "Tømt 21. november 2018 kl. 15.01" in browser.get(f"{morning.page}/lists").text
    assert acts(app)[0] == ("checkin.empty", {"list": "main"})


def test_on_the_day_a_list_keeps_what_was_read(app, morning, staff_client):
    morning.read("Anna")
    browser, page = staff_client("door"), f"{morning.page}/lists/main/empty"

    asked, pressed = browser.get(page), browser.post(page)

    assert "Tøm listen" not in asked.text
    assert (pressed.status_code, "En liste tømmes før dagen" in pressed.text) == (409, True)
    assert page not in browser.get(f"{morning.page}/lists").text
    assert "1 af 3 er kommet" in browser.get(morning.page).text
    assert acts(app)[-1][0] == "checkin.door"


def test_a_rehearsal_is_prepared_held_and_emptied_also_on_the_day(app, morning, staff_client, at):
    browser, lists = staff_client("door"), f"{morning.page}/lists"

    prepared = browser.post(f"{lists}/rehearsal")
    page = browser.get(lists).text
    with app.app_context():
        tickets = rehearsals.list_tickets(registrations.get_conference(morning.slug))
    for ticket in tickets:
        morning.read(ticket.code, list="rehearsal")
    held, desk = browser.get(lists).text, browser.get(morning.page).text
    at("2018-11-22 09:01")
    emptied = browser.post(f"{lists}/rehearsal/empty")

    assert (prepared.status_code, prepared.location) == (303, f"{lists}#rehearsal")
    said = re.findall(r'data-tone="(\w+)">', page)
    assert said == ["green"] * 9 + ["amber", "red", "red"]
    assert "9 af 9 er kommet" in held
    assert "0 af 3 er kommet" in desk
    assert "Prøvegæst 12" in desk
    assert emptied.status_code == 303
    assert "0 af 9 er kommet" in browser.get(lists).text
    assert acts(app)[0] == ("checkin.rehearsal", {})


def test_without_a_list_the_page_says_when_the_first_one_comes(app, saved, staff_client):
    saved(make_conference())

    page = staff_client("door").get("/organise/kickoff2018/door/lists")

    assert "Hovedindgangens liste kommer, når den første telefon bliver parret." in page.text
