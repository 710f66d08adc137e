"""The certificate of attendance: for who has come, once it is over."""

import io

import pypdf
import pytest

from conference import credentials
from conference.checkin.models import ListKind
from conference.credentials import Purpose
from conference.db import db, transaction
from conference.own import certificates
from conference.registration.models import Registration
from tests.checkin.door import scan, send
from tests.factories import make_checkin_list, make_conference, make_device, make_registration


@pytest.fixture
def door(app, saved, at):
    """The morning of the day, at an entry and at a workshop; gives how somebody comes to a list."""
    at("2018-11-22 09:00")
    kickoff = saved(make_conference())
    for key, kind in (("main", ListKind.ENTRY), ("workshop", ListKind.WORKSHOP)):
        saved(make_checkin_list(kickoff, key=key, kind=kind))
    saved(make_device(kickoff, token="phone"))

    def come(name, to=None):
        with app.app_context():
            with transaction():
                registration = make_registration(db.session.merge(kickoff), name=name, language="en")
                db.session.add(registration)
                db.session.flush()
                own, ticket = (
                    credentials.issue(what, registration.uid) for what in (Purpose.OWN, Purpose.TICKET)
                )
            if to is not None:
                send("phone", scan(ticket, list=to))
            return f"/r/{own}"

    return come


def test_the_page_of_who_has_come_offers_only_what_still_makes_sense(client, door, at):
    at("2018-11-22 08:40")
    path = door("Anna Sørensen", to="main")
    inside = client.get(f"/en{path}").text
    at("2018-11-22 09:30")
    late = client.get(f"/en{path}/cancel", follow_redirects=True).text
    at("2018-11-23 09:00")
    after = client.get(f"/en{path}").text
    too_late = client.get(f"/en{path}/hand-over", follow_redirects=True).text

    assert "You are checked in" in inside
    assert "ticket.svg" in inside
    assert not [way for way in (f"{path}/hand-over", f"{path}/cancel") if way in inside]
    assert "The conference has begun, so this can no longer be changed here." in late
    assert not [
        shown
        for shown in ("ticket.svg", "entry.ics", "/calendar")
        if shown in after.partition("<main")[2].partition("</main")[0]
    ]
    assert 'button-primary" type="submit">Certificate of attendance' in after
    assert "The conference is over, so this can no longer be changed here." in too_late


def test_who_came_takes_the_certificate_from_the_own_page(app, client, door, at):
    anna = door("Anna Sørensen", to="main")
    at("2018-11-22 16:00")

    page = client.get(f"/en{anna}").text
    issued = client.post(f"/en{anna}/certificate")
    again = client.post(f"/en{anna}/certificate")
    answer = client.get(issued.location)

    document = pypdf.PdfReader(io.BytesIO(answer.data))
    assert f'action="/en{anna}/certificate"' in page
    assert (issued.status_code, again.location) == (303, issued.location)
    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("application/pdf", "no-store")
    assert document.trailer["/Root"]["/Lang"] == "en"
    assert "Anna Sørensen" in document.pages[0].extract_text()
    with app.app_context():
        registration = db.session.scalars(db.select(Registration)).one()
        assert certificates.url_of(registration) == f"http://localhost{issued.location}"


def test_nobody_else_has_one_and_what_is_not_there_looks_alike(app, client, door, at):
    anna, bo, carl = door("Anna", to="main"), door("Bo"), door("Carl", to="workshop")
    before_the_end = client.post(f"{anna}/certificate")
    at("2018-11-22 16:00")
    issued = client.post(f"{anna}/certificate").location
    code = issued.rpartition("/")[2]

    refused = [before_the_end, client.post(f"{bo}/certificate"), client.post(f"{carl}/certificate")]
    missing = [client.get(issued.replace("kickoff2018", "kickoff2019"))]
    missing += [client.get(f"/kickoff2018/certificate/{wrong}") for wrong in (code[::-1], anna[3:])]

    assert {answer.status_code for answer in (*refused, *missing)} == {404}
    assert len({answer.data for answer in missing}) == 1
    assert "certificate" not in client.get(bo).text
