"""The organisers' side: the list, one attendee, the settings."""

import pytest
from sqlalchemy import select

from conference import clock
from conference.audit.models import AuditEntry
from conference.db import transaction
from conference.mail.models import Letter
from conference.registration import service
from conference.registration.models import Conference, Reason, Registration, State
from tests.factories import make_conference
from tests.queries import queries
from tests.registration.conftest import read

LIST = "/organise/kickoff2018/attendees"


@pytest.fixture
def kickoff(open_today):
    return open_today(capacity=1)


def filled(client):
    """The settings as the page shows them, ready to be sent back."""
    from html.parser import HTMLParser

    found = {}

    class Reader(HTMLParser):
        area = None

        def handle_starttag(self, tag, attrs):
            given = dict(attrs)
            self.area = given.get("name") if tag == "textarea" else None
            if tag == "input" and "name" in given:
                found[given["name"]] = given.get("value") or ""
            if tag == "textarea":
                found[given["name"]] = ""
            if tag == "select":
                found[given["name"]] = "yes"

        def handle_data(self, data):
            if self.area:
                found[self.area] = data.strip()

    Reader().feed(client.get("/organise/kickoff2018/settings").text)
    return found


@pytest.mark.parametrize(
    "path", [LIST, f"{LIST}/nobody", "/organise/kickoff2018/settings", "/organise/attendees"]
)
def test_only_organisers_come_here(client, staff_client, kickoff, path):
    assert client.get(path).location.startswith("/organise/sign-in?")
    assert staff_client("door").get(path).status_code == 403


def test_the_list_says_who_where_from_as_what_and_whether(staff_client, come):
    come("Anna Sørensen", organisation="Mercantec")
    come("Bo")

    page = staff_client().get(f"/en{LIST}").text

    for words in ("Anna Sørensen", "Mercantec", "Attendee", "Has a seat", "Waits"):
        assert words in page


def test_a_search_finds_soerensen(staff_client, come):
    come("Anna Sørensen")
    come("Bo Sand")

    page = staff_client().get(f"{LIST}?q=soerensen").text

    assert ("Anna Sørensen" in page, "Bo Sand" in page) == (True, False)


@pytest.mark.parametrize(
    "query", ["?q=nobody", "?page=7", "?page=-1", "?page=x", "?page=99999999999999999999"]
)
def test_an_empty_page_and_a_strange_one_are_pages_too(staff_client, come, query):
    come("Anna")

    assert staff_client().get(LIST + query).status_code == 200


def test_the_list_costs_four_queries_however_many_stand_on_it(staff_client, come):
    for name in ("Anna", "Bo", "Carl", "Dorte"):
        come(name)
    client = staff_client()
    client.get(LIST)

    with queries("SELECT") as asked:
        client.get(LIST)

    assert len(asked) <= 4


def test_looking_at_the_list_and_at_a_person_is_written_down(app, staff_client, come):
    anna, client = come("Anna"), staff_client()

    client.get(f"{LIST}?q=anna")
    client.get(f"{LIST}/{anna}")

    written = read(app, select(AuditEntry.act, AuditEntry.subject, AuditEntry.detail).order_by(AuditEntry.id))
    assert written[-2:] == [
        ("registration.list", None, {"conference": "kickoff2018", "page": 1}),
        ("registration.view", anna, {}),
    ]


def test_an_organiser_cancels_a_place_and_the_next_in_line_is_offered_it(app, staff_client, come):
    anna, _ = come("Anna"), come("Bo")
    client = staff_client()

    done, _again = (client.post(f"{LIST}/{anna}/cancel") for _twice in range(2))

    assert (done.status_code, done.location) == (303, f"{LIST}/{anna}?done=cancelled")
    assert read(app, select(Registration.state, Registration.reason).order_by(Registration.seq)) == [
        (State.CANCELLED, Reason.BY_ORGANISER),
        (State.OFFERED, None),
    ]
    written = select(AuditEntry.subject).where(AuditEntry.act == "registration.cancel")
    assert read(app, written) == [(anna,)]
    page = client.get(f"/en{done.location}").text
    assert ("by an organiser" in page, "is off the list, and gets a letter" in page) == (True, True)


def test_after_the_start_a_place_is_cancelled_no_more(app, staff_client, come, saved):
    anna = come("Anna")
    with app.app_context(), transaction():
        conference = service.get_conference("kickoff2018")
        conference.doors_at = conference.starts_at = clock.real_now()

    answer = staff_client().post(f"{LIST}/{anna}/cancel")

    assert answer.status_code == 409
    assert read(app, select(Registration.state)) == [(State.CONFIRMED,)]


def test_a_person_stands_on_the_list_of_their_own_conference_alone(staff_client, come, saved):
    anna = come("Anna")
    saved(make_conference(slug="kickoff2019"))

    client = staff_client()

    assert client.get(f"/organise/kickoff2019/attendees/{anna}").status_code == 404
    assert client.post(f"/organise/kickoff2019/attendees/{anna}/cancel").status_code == 404


def test_the_list_without_a_name_is_that_of_the_present_conference(staff_client, kickoff):
    assert staff_client().get("/organise/attendees").location == LIST


def test_without_a_conference_the_way_leads_to_all_conferences(staff_client):
    assert staff_client().get("/organise/attendees").location == "/organise/conferences"


def test_settings_sent_back_as_they_are_change_nothing(app, staff_client, come):
    come("Anna")
    client = staff_client()
    everything = select(*(column for column in Conference.__table__.c if column.name != "changed_at"))
    before = read(app, everything)

    done = client.post("/organise/kickoff2018/settings", data=filled(client))

    assert done.status_code == 303
    assert read(app, everything) == before
    assert read(app, select(Letter.name)) == [("registration.ticket",)]


def test_more_seats_and_a_new_room_are_told_to_those_concerned(app, staff_client, come):
    come("Anna")
    come("Bo")
    client = staff_client()

    client.post("/organise/kickoff2018/settings", data=filled(client) | {"capacity": "2", "venue": "Laden"})

    assert read(app, select(Conference.venue)) == [("Laden",)]
    assert read(app, select(Letter.name, Letter.to_name).order_by(Letter.id))[2:] == [
        ("registration.changed", "Anna"),
        ("registration.changed", "Bo"),
        ("registration.offer", "Bo"),
    ]


def test_settings_that_somebody_else_has_changed_meanwhile_are_not_overwritten(app, staff_client, come):
    come("Anna")
    client = staff_client()
    first, second = filled(client) | {"venue": "Laden"}, filled(client) | {"way_da": "Med toget"}
    client.post("/organise/kickoff2018/settings", data=first)

    answer = client.post("/en/organise/kickoff2018/settings", data=second)

    assert answer.status_code == 409
    assert "Somebody else has just changed these settings." in answer.text
    assert "<title>Error:" in answer.text
    assert "Med toget" in answer.text
    assert read(app, select(Conference.venue, Conference.way_da)) == [("Laden", "")]
    written = read(app, select(Letter.name).order_by(Letter.id))
    assert written == [("registration.ticket",), ("registration.changed",)]


def test_fewer_seats_than_are_taken_are_saved_and_told(staff_client, come):
    come("Anna")
    client = staff_client()

    answer = client.post(
        "/en/organise/kickoff2018/settings", data=filled(client) | {"capacity": "0"}, follow_redirects=True
    )

    assert "Saved. 1 seat more is taken than there are now. Nobody loses theirs" in answer.text


def test_settings_sent_without_having_been_seen_are_not_taken(app, staff_client, kickoff):
    client = staff_client()
    blind = {name: value for name, value in filled(client).items() if name != "seen"} | {"venue": "Laden"}

    answer = client.post("/organise/kickoff2018/settings", data=blind)

    assert answer.status_code == 409
    assert read(app, select(Conference.venue)) != [("Laden",)]


def test_a_text_keeps_its_lines_and_nothing_that_cannot_be_seen(app, staff_client, kickoff):
    client = staff_client()
    typed = {"way_da": "Med bus\0 1\r\n\r\ntil\u200b hallen\r\n"}

    done = client.post("/organise/kickoff2018/settings", data=filled(client) | typed)

    assert done.status_code == 303
    assert read(app, select(Conference.way_da)) == [("Med bus 1\n\ntil hallen",)]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title_da", ""),
        ("capacity", "-1"),
        ("capacity", "many"),
        ("starts_at", "soon"),
        ("starts_at", "2018-03-25T02:30"),
        ("opens_at", "0001-01-01T00:00"),
        ("ends_at", "9999-12-31T23:59"),
        ("ends_at", "2000-01-01T10:00"),
        ("doors_at", "2100-01-01T10:00"),
        ("closes_at", "2000-01-01T10:00"),
        ("is_published", "perhaps"),
        ("venue", "A" * 201),
    ],
)
def test_settings_that_cannot_be_are_shown_and_not_kept(app, staff_client, kickoff, field, value):
    client = staff_client()
    before = read(app, select(Conference.__table__))

    answer = client.post("/organise/kickoff2018/settings", data=filled(client) | {field: value})

    assert answer.status_code == 422
    assert 'class="alert alert-error"' in answer.text
    assert read(app, select(Conference.__table__)) == before
