"""What one tells of needs and agrees to, on the form and on the own page (A48, A49)."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select

from conference.audit.models import AuditEntry
from conference.db import db, transaction
from conference.registration.models import Consent, Needs, Registration, State
from tests.factories import make_conference

FORM = {"name": "Anna Sørensen", "email": "anna@skole.example", "organisation": "Mercantec"}
NEEDS = {"needs_consent": "y", "diet": "vegetar", "access_needs": ""}


@pytest.fixture
def kickoff(saved, at):
    at("2018-10-01 10:00")
    return saved(make_conference(capacity=2))


@pytest.fixture
def come(client, kickoff):
    """Somebody registers by the form; gives the path of their own page."""

    def register(**said):
        answer = client.post("/en/kickoff2018/register", data=FORM | said)
        assert answer.status_code == 303
        return answer.location.partition("?")[0]

    return register


def kept(app):
    with app.app_context():
        query = select(Needs.diet, Needs.access_needs)
        return [tuple(row) for row in db.session.execute(query)]


def standing(app):
    with app.app_context():
        query = select(Consent.about).where(Consent.withdrawn_at.is_(None)).order_by(Consent.about)
        return [str(about) for about in db.session.scalars(query)]


def acts(app):
    with app.app_context():
        return list(db.session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)))


def test_the_form_asks_for_each_consent_by_itself_and_says_what_becomes_of_needs(client, kickoff):
    page = client.get("/en/kickoff2018/register").text

    ticks = re.findall(r'<input[^>]*type="checkbox"[^>]*>', page)
    assert [re.search('name="([a-z_]+)"', tick)[1] for tick in ticks] == [
        "photo_consent",
        "list_consent",
        "needs_consent",
    ]
    assert not any("checked" in tick for tick in ticks)
    for told in (
        "to plan food and access",
        "the kitchen and the venue get it without names",
        "22 December 2018",
    ):
        assert told in page


@pytest.mark.parametrize(
    ("said", "rows", "agreed"),
    [
        (NEEDS, [("vegetar", "")], ["needs"]),
        ({"needs_consent": "y"}, [], []),
        ({"photo_consent": "y"}, [], ["photo"]),
        ({"list_consent": "y", "photo_consent": "y"}, [], ["list", "photo"]),
    ],
)
def test_a48_only_what_is_ticked_is_kept(app, come, said, rows, agreed):
    come(**{name: value for name, value in said.items() if value})

    assert (kept(app), standing(app)) == (rows, agreed)


@pytest.mark.parametrize("way_in", ["register", "register/party"])
def test_a48_who_writes_without_the_tick_is_asked_for_it_with_the_words_kept(app, client, kickoff, way_in):
    answer = client.post(f"/en/kickoff2018/{way_in}", data=FORM | {"diet": "vegetar"})

    assert (answer.status_code, kept(app), standing(app)) == (422, [], [])
    assert 'href="#needs_consent">Tick this too' in answer.text
    assert ">vegetar</textarea>" in answer.text.replace("\r\n", "")


def test_too_long_a_text_is_shown_with_the_panel_open(app, client, kickoff):
    answer = client.post("/en/kickoff2018/register", data=FORM | NEEDS | {"diet": "v" * 501})

    assert (answer.status_code, kept(app)) == (422, [])
    assert 'href="#diet">Write at most 500 characters.' in answer.text
    assert re.search(r"<details[^>]* open>", answer.text)


def test_a48_needs_are_told_changed_and_taken_back_on_the_own_page(app, client, come):
    anna = come()

    told = client.post(f"{anna}/needs", data=NEEDS)
    page = client.get(f"{anna}/needs").text
    client.post(f"{anna}/needs", data=NEEDS | {"diet": "veganer"})
    changed = kept(app)
    taken_back = client.post(f"{anna}/needs/withdraw")

    assert told.location == f"{anna}?done=told"
    assert ">vegetar</textarea>" in page.replace("\r\n", "")
    assert (changed, kept(app), standing(app)) == ([("veganer", "")], [], [])
    assert "What you had told us is deleted." in client.get(taken_back.location).text
    assert acts(app)[1:] == ["needs.tell", "needs.tell", "needs.take_back"]


def test_without_the_tick_needs_are_asked_for_again_and_a_tick_taken_away_deletes_them(app, client, come):
    anna, untold = come(), {"diet": "vegetar"}

    refused = client.post(f"{anna}/needs", data=untold)
    client.post(f"{anna}/needs", data=NEEDS)
    deleted = client.post(f"{anna}/needs", data=untold)

    assert (refused.status_code, deleted.location) == (422, f"{anna}?done=forgotten")
    assert 'href="#needs_consent"' in refused.text
    assert (kept(app), standing(app)) == ([], [])


def test_photos_and_list_are_agreed_to_and_taken_back_on_the_own_page(app, client, come):
    anna = come(photo_consent="y")

    client.post(f"{anna}/consents", data={"list_consent": "y"})
    page = client.get(f"{anna}/consents").text

    ticked = [tick for tick in re.findall(r"<input[^>]*>", page) if "checked" in tick]
    assert (standing(app), len(ticked)) == (["list"], 1)
    assert 'name="list_consent"' in ticked[0]
    assert "You agreed to stand on the list on 1 October 2018." in page


def test_who_takes_part_reads_who_else_does_and_who_waits_does_not(client, come):
    come(email="bo@skole.example", name="Bo Holm", list_consent="y")
    anna, waits = come(), come(email="carl@skole.example", list_consent="y")

    page = client.get(f"{anna}/participants")

    assert "Bo Holm" in page.text
    assert "Anna" not in page.text
    assert "bo@skole.example" not in page.text
    assert client.get(f"{waits}/participants").status_code == 404


@pytest.mark.usefixtures("come")
def test_organisers_print_the_list_and_that_is_written_down(app, client, staff_client, come):
    come(list_consent="y")

    page = staff_client().get("/organise/kickoff2018/participants")

    assert "Anna Sørensen" in page.text
    assert acts(app)[-1] == "participants.list"
    assert staff_client("door").get("/organise/kickoff2018/participants").status_code == 403


def test_a_place_given_up_leads_back_and_refuses(app, client, come):
    anna = come(**NEEDS)
    with app.app_context(), transaction():
        db.session.scalars(select(Registration)).one().state = State.CANCELLED

    assert {client.get(f"{anna}/{page}").location for page in ("needs", "consents")} == {anna}
    assert client.post(f"{anna}/needs", data=NEEDS).status_code == 409
    assert client.post(f"{anna}/consents", data={"photo_consent": "y"}).status_code == 409
    assert client.post(f"{anna}/needs/withdraw").status_code == 303


@pytest.mark.parametrize("page", ["needs", "consents", "participants", "needs/withdraw", "certificate"])
def test_behind_a_wrong_link_there_is_nothing(client, kickoff, page):
    wrong = f"/r/{'0' * 26}/{page}"

    assert client.post(wrong).status_code in (404, 405)
    assert client.get(wrong).status_code in (404, 405)


def test_the_same_answer_pressed_several_times_at_once_is_one_consent(app, come):
    anna, gate = come(), Barrier(4)

    def press(path, **said):
        gate.wait()
        return app.test_client().post(f"{anna}/{path}", data=said).status_code

    with ThreadPoolExecutor(4) as presses:
        done = [presses.submit(press, "consents", photo_consent="y") for _ in range(2)]
        done += [presses.submit(press, "needs", **NEEDS) for _ in range(2)]
        answers = {each.result() for each in done}

    assert (answers, standing(app), kept(app)) == ({303}, ["needs", "photo"], [("vegetar", "")])
