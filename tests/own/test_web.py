"""One's own page: the ticket, and all that one person can do about themselves."""

import re

import pytest
from icalendar import Calendar
from sqlalchemy import select

from conference.audit.models import AuditEntry
from conference.db import db, transaction
from conference.mail.models import Letter
from conference.registration import service
from conference.registration.models import Registration, State
from tests.factories import make_answers, make_conference

WRONG = "0" * 26


@pytest.fixture
def kickoff(saved, at):
    at("2018-10-01 10:00")
    return saved(make_conference(capacity=1))


@pytest.fixture
def come(app, kickoff):
    """Somebody registers; gives the path of their own page."""

    def register(name):
        with app.app_context(), transaction():
            conference = service.get_conference("kickoff2018")
            place = service.register(conference, make_answers(name), language="da")
            return f"/r/{service.own_code(place)}"

    return register


def states(app):
    with app.app_context():
        return list(db.session.scalars(select(Registration.state).order_by(Registration.seq)))


def acts(app):
    with app.app_context():
        return [
            tuple(row)
            for row in db.session.execute(select(AuditEntry.act, AuditEntry.by).order_by(AuditEntry.id))
            if row.act != "registration.register"
        ]


def test_the_page_is_the_ticket(client, come):
    anna = come("Anna Sørensen")

    page = client.get(f"/en{anna}")

    assert page.status_code == 200
    assert '<h1 class="ticket-name">Anna Sørensen</h1>' in page.text
    assert f'src="/en{anna}/ticket.svg"' in page.text
    assert "9:00" in page.text
    assert (page.headers["Cache-Control"], page.headers["X-Robots-Tag"]) == ("no-store", "noindex")
    assert "Set-Cookie" not in page.headers


def test_ticket_picture_and_calendar_entry_can_be_taken_along(client, come):
    anna = come("Anna Sørensen")

    pdf, svg, entry = (client.get(f"{anna}/{file}") for file in ("ticket.pdf", "ticket.svg", "entry.ics"))

    assert (pdf.status_code, pdf.mimetype, pdf.data[:5]) == (200, "application/pdf", b"%PDF-")
    assert (svg.status_code, svg.mimetype, svg.data[:4]) == (200, "image/svg+xml", b"<svg")
    assert (entry.status_code, entry.mimetype) == (200, "text/calendar")
    (event,) = Calendar.from_ical(entry.data).walk("VEVENT")
    assert event.decoded("dtstart").isoformat() == "2018-11-22T09:00:00+01:00"
    assert {each.headers["Cache-Control"] for each in (pdf, svg, entry)} == {"no-store"}


def test_the_code_is_read_as_people_type_it(client, come):
    anna = come("Anna")

    assert client.get(anna.lower()).status_code == 200


@pytest.mark.parametrize("file", ["", "/correct", "/cancel", "/ticket.pdf", "/ticket.svg", "/entry.ics"])
def test_wrong_and_replaced_links_look_alike(client, come, file):
    anna = come("Anna")
    corrected = client.post(
        f"{anna}/correct",
        data={"name": "Anna", "email": "new@skole.example", "organisation": "", "language": "da"},
    )

    wrong, replaced = client.get(f"/r/{WRONG}{file}"), client.get(f"{anna}{file}")

    assert corrected.status_code == 303
    assert (wrong.status_code, replaced.status_code) == (404, 404)
    assert wrong.data == replaced.data


@pytest.mark.parametrize("deed", ["correct", "cancel", "accept", "decline"])
def test_nothing_is_done_behind_a_wrong_link(client, kickoff, deed):
    assert client.post(f"/r/{WRONG}/{deed}").status_code == 404


def test_who_waits_sees_their_number_and_has_no_ticket(client, come):
    come("Anna")
    bo = come("Bo")

    assert "You are no. 1 on the waiting list" in client.get(f"/en{bo}").text
    assert {client.get(f"{bo}/{file}").status_code for file in ("ticket.pdf", "ticket.svg", "entry.ics")} == {
        404
    }


def test_a_place_is_cancelled_by_a_button_and_never_by_a_link(app, client, come):
    anna = come("Anna")

    asked = client.get(f"{anna}/cancel")
    assert (asked.status_code, states(app)) == (200, [State.CONFIRMED])
    done = client.post(f"{anna}/cancel")
    again = client.post(f"{anna}/cancel")

    assert (done.status_code, done.location, again.status_code) == (303, anna, 303)
    assert states(app) == [State.CANCELLED]
    assert "You have cancelled" in client.get(f"/en{anna}").text
    assert acts(app) == [("registration.cancel", "self")]


def test_an_offer_is_accepted_by_a_button(app, client, come):
    anna, bo = come("Anna"), come("Bo")
    client.post(f"{anna}/cancel")

    offer = client.get(f"/en{bo}").text
    for _twice in range(2):
        client.post(f"{bo}/accept")

    assert "Say yes before Wednesday 3 October 2018, 10:00" in offer
    assert states(app) == [State.CANCELLED, State.CONFIRMED]
    assert acts(app) == [("registration.cancel", "self"), ("registration.accept", "self")]
    assert 'class="ticket-name"' in client.get(bo).text


def test_an_offer_is_declined_by_a_button(app, client, come):
    anna, bo, _ = come("Anna"), come("Bo"), come("Carl")
    client.post(f"{anna}/cancel")

    for _twice in range(2):
        client.post(f"{bo}/decline")

    assert states(app) == [State.CANCELLED, State.CANCELLED, State.OFFERED]
    assert acts(app) == [("registration.cancel", "self"), ("registration.decline", "self")]
    assert "You said no to the seat" in client.get(f"/en{bo}").text


def test_an_offer_that_has_run_out_says_so(app, client, come, at):
    anna, bo = come("Anna"), come("Bo")
    client.post(f"{anna}/cancel")
    at("2018-10-03 10:00")

    page, answer = client.get(f"/en{bo}"), client.post(f"/en{bo}/accept")

    assert "The offer has run out" in page.text
    assert answer.status_code == 409
    assert "the seat has gone to the next in line" in answer.text
    assert states(app) == [State.CANCELLED, State.OFFERED]


def test_what_is_wrong_is_corrected(app, client, come):
    anna = come("Anna")
    form = {"name": "Anne", "email": "anna@skole.example", "organisation": "IDA", "language": "en"}

    done = client.post(f"{anna}/correct", data=form)

    assert (done.status_code, done.location) == (303, f"{anna}?done=corrected")
    page = client.get(done.location).text
    assert ">Anne</h1>" in page
    assert re.search("IDA", page)
    assert acts(app) == [("registration.correct", "self")]


def test_a_mistyped_address_leads_to_the_new_link(client, come):
    anna = come("Anna")
    form = {"name": "Anna", "email": "anna@gymnasium.example", "organisation": "", "language": "da"}

    done = client.post(f"{anna}/correct", data=form)

    assert not done.location.startswith(anna)
    assert client.get(done.location).status_code == 200
    assert client.get(anna).status_code == 404


@pytest.mark.parametrize(
    ("field", "value", "status"),
    [("name", " ", 422), ("email", "anna", 422), ("language", "de", 422), ("email", "bo@skole.example", 422)],
)
def test_a_wrong_correction_is_shown_and_changes_nothing(client, come, field, value, status):
    anna, _ = come("Anna"), come("Bo")
    form = {"name": "Anne", "email": "anna@skole.example", "organisation": "", "language": "da"}

    answer = client.post(f"{anna}/correct", data=form | {field: value})

    assert answer.status_code == status
    assert 'class="alert alert-error"' in answer.text
    assert ">Anna</h1>" in client.get(anna).text


def test_an_address_that_another_place_has_is_refused_and_its_owner_told(app, client, come):
    anna, _ = come("Anna"), come("Bo")
    form = {"name": "Anne", "email": "bo@skole.example", "organisation": "", "language": "da"}

    answer = client.post(f"/en{anna}/correct", data=form)

    assert answer.status_code == 422
    assert "This e-mail address already has another place at the conference." in answer.text
    assert 'value="bo@skole.example"' in answer.text
    assert acts(app) == []
    with app.app_context():
        told = select(Letter.name, Letter.to).order_by(Letter.id.desc()).limit(1)
        assert tuple(db.session.execute(told).one()) == ("registration.known", "bo@skole.example")


def test_after_the_start_the_page_stays_and_the_buttons_are_gone(app, client, come, at):
    anna = come("Anna")
    at("2018-11-22 09:00")

    page = client.get(f"/en{anna}")
    answers = [client.get(f"{anna}/cancel"), client.get(f"{anna}/correct"), client.post(f"/en{anna}/cancel")]

    assert 'class="ticket-name"' in page.text
    assert "Cancel my place" not in page.text
    assert [answer.status_code for answer in answers] == [302, 302, 409]
    assert "Please ask at the desk." in answers[2].text
    assert states(app) == [State.CONFIRMED]


def test_when_the_doors_open_the_queue_has_ended(client, come, at):
    come("Anna")
    bo = come("Bo")
    at("2018-11-22 08:30")

    assert "The waiting list has closed" in client.get(f"/en{bo}").text
