"""What a visitor sees of a conference, and how one registers."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from conference.db import db
from conference.mail.models import Letter
from conference.registration.models import Kind, Registration, State
from conference.registration.rules import RESERVED, SLUG
from tests.factories import make_conference

FORM = {
    "name": "Anna Sørensen",
    "email": "anna@skole.example",
    "organisation": "Mercantec",
    "kind": "partner",
}


@pytest.fixture
def kickoff(saved, at):
    """The kick-off on an October morning."""

    def make(capacity=2, **overrides):
        at("2018-10-01 10:00")
        return saved(make_conference(capacity=capacity, **overrides))

    return make


def rows(app):
    with app.app_context():
        return list(db.session.scalars(select(Registration).order_by(Registration.seq)))


def count_letters(app, name):
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Letter).where(Letter.name == name))


def fill(client, number):
    for each in range(number):
        client.post("/kickoff2018/register", data={"name": "Bo", "email": f"bo{each}@skole.example"})


def test_a_visitor_registers_and_lands_on_their_own_page(app, client, kickoff):
    kickoff()

    answer = client.post("/kickoff2018/register", data=FORM | {"form_key": "K" * 26})

    (anna,) = rows(app)
    assert answer.status_code == 303
    assert re.fullmatch("/r/[0-9A-Z]{26}", answer.location)
    assert (anna.name, anna.email, anna.organisation) == (FORM["name"], FORM["email"], FORM["organisation"])
    assert (anna.state, anna.kind, anna.language) == (State.CONFIRMED, Kind.PARTNER, "da")
    page = client.get(answer.location)
    assert (page.status_code, page.headers["Cache-Control"]) == (200, "no-store")
    assert '<h1 class="ticket-name">Anna Sørensen</h1>' in page.text


def test_english_pages_register_in_english(app, client, kickoff):
    kickoff()

    answer = client.post("/en/kickoff2018/register", data=FORM)

    assert answer.location.startswith("/en/r/")
    assert rows(app)[0].language == "en"


def test_a_new_form_has_a_key_of_its_own_and_is_kept_nowhere(client, kickoff):
    kickoff()

    pages = [client.get("/kickoff2018/register") for _ in range(2)]

    keys = {re.search('name="form_key"[^>]* value="([0-9A-Z]{26})"', page.text)[1] for page in pages}
    assert len(keys) == 2
    assert pages[0].headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in pages[0].headers


def test_the_form_says_what_it_asks_for_and_ticks_nothing(client, kickoff):
    kickoff()

    page = client.get("/kickoff2018/register").text

    for word in ("name", "email", "organization"):
        assert f'autocomplete="{word}"' in page
    assert page.index('href="/privacy"') < page.index('type="submit"')
    assert not re.search(r'<input checked[^>]*type="checkbox"', page)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "\u200b"),
        ("name", "A" * 201),
        ("email", ""),
        ("email", "anna"),
        ("email", "anna@skole.example\r\nBcc: bo@skole.example"),
        ("email", f"{'a' * 300}@skole.example"),
        ("organisation", "A" * 201),
        ("kind", "organiser"),
    ],
)
def test_a_gap_is_shown_with_ones_own_words_kept(app, client, kickoff, field, value):
    kickoff()

    answer = client.post("/kickoff2018/register", data=FORM | {field: value})

    assert (answer.status_code, rows(app)) == (422, [])
    assert 'class="alert alert-error"' in answer.text
    assert f'href="#{field}"' in answer.text
    assert field == "organisation" or 'value="Mercantec"' in answer.text


def test_a48_name_and_address_are_all_that_is_asked_for(app, client, kickoff):
    kickoff()

    answer = client.post("/kickoff2018/register", data={"name": "Anna", "email": "anna@skole.example"})

    assert (answer.status_code, [row.organisation for row in rows(app)]) == (303, [""])


def test_a_name_of_any_letters_is_kept_and_breaks_nothing(app, client, kickoff):
    kickoff(capacity=99)
    names = ["Łukasz Åsø", "محمد", "O'Brien <b>", "🎉", "{{7*7}}", "A" * 200, "A\x00\u2028\r\nB"]

    answers = [
        client.post("/kickoff2018/register", data=FORM | {"name": name, "email": f"a{at}@skole.example"})
        for at, name in enumerate(names)
    ]
    pages = [client.get(answer.location) for answer in answers if answer.status_code == 303]

    assert {answer.status_code for answer in answers} <= {303, 422}
    assert {page.status_code for page in pages} == {200}
    assert [row.name for row in rows(app)][:6] == names[:6]
    assert rows(app)[-1].name == "A B"


def test_a_known_address_leads_to_a_page_that_says_nothing_about_it(app, client, kickoff):
    kickoff()
    client.post("/kickoff2018/register", data=FORM)

    answer = client.post("/kickoff2018/register", data=FORM | {"email": " ANNA@skole.example "})

    assert (answer.status_code, answer.location) == (303, "/kickoff2018/register/sent")
    assert (len(rows(app)), count_letters(app, "registration.known")) == (1, 1)
    page = client.get(answer.location)
    assert page.status_code == 200
    assert "anna" not in page.text.lower()


def test_the_same_form_twice_leads_to_the_same_page(app, client, kickoff):
    kickoff()

    answers = [client.post("/kickoff2018/register", data=FORM | {"form_key": "K" * 26}) for _ in range(2)]

    assert answers[0].location == answers[1].location
    assert len(rows(app)) == 1


def test_the_same_form_pressed_eight_times_at_once_is_one_registration(app, kickoff):
    kickoff()
    together = Barrier(8)

    def press(_):
        together.wait()
        return app.test_client().post("/kickoff2018/register", data=FORM | {"form_key": "K" * 26}).location

    with ThreadPoolExecutor(8) as fingers:
        pages = list(fingers.map(press, range(8)))

    assert (len(set(pages)), len(rows(app))) == (1, 1)
    assert count_letters(app, "registration.ticket") == 1


@pytest.mark.parametrize(
    "wall", ["2018-08-31 12:00", "2018-11-15 23:59", "2018-11-22 12:00", "2018-12-01 12:00"]
)
def test_outside_its_time_there_is_no_form_and_no_registration(app, client, kickoff, at, wall):
    kickoff()
    at(wall)

    page, answer = client.get("/kickoff2018/register"), client.post("/kickoff2018/register", data=FORM)

    assert (page.status_code, answer.status_code, rows(app)) == (200, 409, [])
    assert "<form" not in page.text
    assert "<form" not in answer.text


def test_a_full_conference_says_which_number_one_gets(app, client, kickoff):
    kickoff(capacity=1)
    fill(client, 3)

    page = client.get("/en/kickoff2018/register").text
    own = client.get(client.post("/en/kickoff2018/register", data=FORM).location).text

    assert "you stand as no. 3 on the waiting list" in page
    assert "You are no. 3 on the waiting list" in own
    assert rows(app)[-1].state == State.WAITING


@pytest.mark.parametrize("path", ["", "register", "practical", "register/sent"])
@pytest.mark.parametrize(
    "wall", ["2018-08-31 12:00", "2018-10-01 12:00", "2018-11-16 12:00", "2018-12-01 12:00"]
)
def test_every_page_of_a_conference_stands_at_all_times_in_both_languages(client, kickoff, at, path, wall):
    kickoff(capacity=0)
    at(wall)

    for language in ("", "/en"):
        assert client.get(f"{language}/kickoff2018/{path}").status_code == 200


@pytest.mark.parametrize("path", ["", "register", "practical", "register/sent"])
def test_what_is_not_published_is_not_there(client, kickoff, path):
    kickoff(published_at=None)

    assert client.get(f"/kickoff2018/{path}").status_code == 404
    assert client.get(f"/nowhere2018/{path}").status_code == 404


def test_seats_left_are_counted_down(client, kickoff):
    kickoff(capacity=3)
    fill(client, 1)

    assert "2 of 3 seats left" in client.get("/en/kickoff2018/").text


def test_a_lost_link_is_sent_and_the_page_does_not_tell_who_is_known(app, client, kickoff):
    kickoff()
    client.post("/kickoff2018/register", data=FORM)

    known = client.post("/find-my-link", data={"email": "Anna@skole.example"})
    unknown = client.post("/find-my-link", data={"email": "nobody@skole.example"})

    assert (known.status_code, known.data) == (200, unknown.data)
    assert count_letters(app, "registration.links") == 1


def test_a_wrong_address_is_asked_for_again(client, kickoff):
    kickoff()

    assert client.get("/find-my-link").status_code == 200
    assert client.post("/find-my-link", data={"email": "anna"}).status_code == 422


def test_no_conference_can_stand_where_another_page_is(app):
    rules = [rule.rule.split("/") for rule in app.url_map.iter_rules()]
    firsts = {rule[1] for rule in rules} | {rule[2] for rule in rules if rule[1] == "organise"}

    assert {first for first in firsts if SLUG.fullmatch(first)} <= RESERVED
