"""The board of conflicts: both phones, both times, and one press that settles it."""

import re

from sqlalchemy import select

from conference.audit.models import AuditEntry
from conference.checkin.models import Scan, Verdict
from conference.checkin.organise import conflicts_web
from conference.db import db


def readings_on(page):
    """The phones and times of each conflict that is open, in their order."""
    open_ones = re.findall(r'<section class="door-conflict".*?</section>', page, re.DOTALL)
    one = r'<span class="door-time">(.*?)</span> <strong>(.*?)</strong>'
    return [re.findall(one, conflict) for conflict in open_ones]


def conflict_of(app):
    with app.app_context():
        query = select(Scan.id).filter_by(verdict=Verdict.CONFLICT).order_by(Scan.corrected_at.desc())
        return db.session.scalar(query.limit(1))


def test_two_phones_without_network_that_let_in_one_ticket_stand_on_the_board(app, morning, staff_client, at):
    morning.read("Anna", decided="offline")
    at("2018-11-22 09:20")
    morning.read("Anna", phone="Bo", decided="offline")
    at("2018-11-22 09:25")
    morning.read("Anna", phone="Bo", decided="offline")
    browser, board = staff_client("door"), f"{morning.page}/conflicts"

    desk, page = browser.get(morning.page).text, browser.get(board).text
    settled = browser.post(f"{board}/{conflict_of(app)}", data={"as": "two_people"})
    after = browser.get(board).text

    assert "1 sammenfald skal afklares" in desk
    assert readings_on(page) == [[("09.00", "Anna"), ("09.20", "Bo"), ("09.25", "Bo")]]
    assert "Billetten har lukket nogen ind to gange." in page
    assert (settled.status_code, settled.location) == (303, board)
    assert "Der er intet at afklare." in after
    assert "Anna Sørensen</strong>: To personer med én billet" in after
    assert "skal afklares" not in browser.get(morning.page).text
    with app.app_context():
        acts = db.session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)).all()
    assert [act for act in acts if "checkin" in act][1:5] == [
        "checkin.conflicts",
        "checkin.settle",
        "checkin.settle",
        "checkin.conflicts",
    ]


def test_a_ticket_that_was_dead_is_asked_about_otherwise(app, morning, staff_client):
    morning.read("Dan", decided="offline", said=None)
    browser, board = staff_client("door"), f"{morning.page}/conflicts"

    page = browser.get(board).text
    with_link = staff_client().get(board).text
    browser.post(f"{board}/{conflict_of(app)}", data={"as": "one_person"})
    settled = browser.get(board).text

    assert "Lukket ind af en telefon uden net, men tilmeldingen var afmeldt." in page
    assert "Det var en anden" in page
    assert re.search(r'<a href="/organise/kickoff2018/attendees/\w+">Dan Lund</a>', with_link)
    assert ">Dan Lund</a>" not in page
    assert "Dan Lund</strong>: Det var gæsten selv" in settled
    assert "09.00, door@staff.example" in settled
    assert "tilmeldingen var afmeldt." in settled


def test_of_very_many_conflicts_some_are_shown_at_a_time_and_the_settled_ones_are_folded(
    app, morning, staff_client, at, monkeypatch
):
    monkeypatch.setattr(conflicts_web, "MOST", 1)
    for who in ("Anna", "Bo", "Clara"):
        morning.read(who, decided="offline")
    at("2018-11-22 09:20")
    for who in ("Anna", "Bo", "Clara"):
        morning.read(who, phone="Bo", decided="offline")
    browser, board = staff_client("door"), f"{morning.page}/conflicts"

    many = browser.get(board).text
    for minute in (30, 31):
        at(f"2018-11-22 09:{minute}")
        browser.post(
            re.search(rf'action="({board}/[^"]+)"', browser.get(board).text)[1], data={"as": "one_person"}
        )
    few = browser.get(board).text

    assert "3 sammenfald skal afklares" in many
    assert len(readings_on(many)) == 1
    assert "De seneste 1 står her; de andre følger, når disse er afklaret." in many
    assert "1 sammenfald skal afklares" in few
    assert "de andre følger" not in few
    [folded] = re.findall(r"<details.*?</details>", few, re.DOTALL)
    assert "2 afklarede sammenfald" in folded
    assert "De seneste 1 står her; de andre er i filen med alle skanninger." in folded
    assert re.findall(r'<span class="quiet">(09\.\d\d)', folded) == ["09.31"]


def test_what_somebody_else_has_settled_otherwise_is_told_on_the_board(app, morning, staff_client, at):
    morning.read("Anna", decided="offline")
    at("2018-11-22 09:20")
    morning.read("Anna", phone="Bo", decided="offline")
    browser = staff_client("door")
    here = f"{morning.page}/conflicts/{conflict_of(app)}"
    browser.post(here, data={"as": "two_people"})

    same, other = (browser.post(here, data={"as": word}) for word in ("two_people", "one_person"))
    nothing = browser.post(here, data={})

    assert (same.status_code, other.status_code, nothing.status_code) == (303, 409, 422)
    assert 'class="alert alert-error"' in other.text
    assert browser.post(f"{morning.page}/conflicts/nobody", data={"as": "one_person"}).status_code == 404
