"""The pages on which people add and stop addresses of their own calendar."""

from html import unescape

import pytest
from sqlalchemy import select

from conference import credentials
from conference.audit.models import AuditEntry
from conference.calendar.models import PersonalFeed
from conference.credentials import Purpose
from conference.db import db, transaction
from tests.factories import make_conference, make_registration
from tests.programme.factories import make_presenter, make_session


@pytest.fixture
def doors(app, saved, at):
    """Anna's own page and Bodil's presenter's page, by the letter they begin with."""
    at("2018-11-06 09:00")
    with app.app_context():
        conference = saved(make_conference())
        anna = saved(make_registration(conference))
        bodil = saved(make_presenter(conference))
        saved(make_session(conference, bodil))
        with transaction():
            return {
                "r": f"/r/{credentials.issue(Purpose.OWN, anna.uid)}",
                "p": f"/p/{credentials.issue(Purpose.PRESENTER, bodil.uid)}",
            }


def feeds(app):
    with app.app_context():
        return db.session.scalars(select(PersonalFeed).order_by(PersonalFeed.id)).all()


def addresses(page):
    return [part.split('"')[0] for part in unescape(page).split('type="url" readonly value="')[1:]]


@pytest.mark.parametrize("door", ["r", "p"])
def test_a_person_adds_an_address_subscribes_and_stops_it(app, client, doors, door):
    page = f"{doors[door]}/calendars"
    assert page in client.get(doors[door]).text

    added = client.post(page, data={"name": " min telefon "})
    (feed,) = feeds(app)
    listed = client.get(page)
    (address,) = addresses(listed.text)
    path = address.removeprefix("http://localhost")
    asked = client.get(path)
    used = client.get(page).text
    stopped = client.post(f"{page}/{feed.uid}/stop")

    assert (added.status_code, added.headers["Location"]) == (303, f"{page}#{feed.uid}")
    assert feed.name == "min telefon"
    assert f'href="webcal://localhost{path}"' in unescape(listed.text)
    assert listed.headers["Cache-Control"] == "no-store"
    assert ("Ingen kalender har hentet den endnu." in listed.text, asked.status_code) == (True, 200)
    assert "6. november 2018" in used.partition("hentede den sidst")[2][:40]
    assert (stopped.status_code, client.get(path).status_code) == (303, 404)
    left = client.get(page)
    assert (left.status_code, addresses(left.text)) == (200, [])
    with app.app_context():
        ours = select(AuditEntry.act).where(AuditEntry.act.startswith("calendar."))
        acts = db.session.scalars(ours.order_by(AuditEntry.id)).all()
        assert acts == ["calendar.add", "calendar.stop"]


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_the_english_page_gives_the_address_of_the_english_calendar(client, doors):
    client.post(f"/en{doors['r']}/calendars", data={"name": "phone"})

    (address,) = addresses(client.get(f"/en{doors['r']}/calendars").text)

    assert address.startswith("http://localhost/en/calendar/my/")


def test_what_belongs_to_somebody_else_cannot_be_stopped(app, client, doors):
    client.post(f"{doors['r']}/calendars", data={"name": "Outlook"})
    (feed,) = feeds(app)

    assert client.post(f"{doors['p']}/calendars/{feed.uid}/stop").status_code == 404
    assert feeds(app)[0].stopped_at is None


@pytest.mark.parametrize("database_kind", ["sqlite"])
@pytest.mark.parametrize("name", ["", "  ", "x" * 41])
def test_an_address_needs_a_name_of_one_line(app, client, doors, name):
    answer = client.post(f"{doors['r']}/calendars", data={"name": name})

    assert (answer.status_code, feeds(app)) == (422, [])
    assert 'role="alert"' in answer.text


def test_one_person_has_at_most_ten(app, client, doors):
    for number in range(10):
        client.post(f"{doors['r']}/calendars", data={"name": f"Nr. {number}"})

    refused = client.post(f"{doors['r']}/calendars", data={"name": "Nr. 10"})

    assert (refused.status_code, len(feeds(app))) == (409, 10)
    assert "Stop en af dem først." in refused.text


def test_who_has_given_up_their_place_is_told_that_the_calendar_has_ended(client, doors):
    client.post(f"{doors['r']}/cancel")

    page = client.get(f"{doors['r']}/calendars")
    refused = client.post(f"{doors['r']}/calendars", data={"name": "Outlook"})

    assert "Din plads er afmeldt" in page.text
    assert "<form" not in page.text.partition("<main")[2]
    assert refused.status_code == 404


def test_a_wrong_link_has_no_calendars(client, doors):
    for door in ("r", "p"):
        assert client.get(f"/{door}/0123456789ABCDEFGHJKMNPQRS/calendars").status_code == 404
        assert client.post(f"/{door}/0123456789ABCDEFGHJKMNPQRS/calendars").status_code in (404, 422)
