"""The contact of a party looks after everybody from one page."""

import re

import pytest
from sqlalchemy import select

from conference.audit.models import AuditEntry
from conference.db import db, transaction
from conference.registration import service
from conference.registration.answers import Person
from conference.registration.models import Kind, Reason, Registration, State
from tests.factories import make_answers, make_conference
from tests.queries import queries

CONFIRMED, WAITING, OFFERED, CANCELLED = State.CONFIRMED, State.WAITING, State.OFFERED, State.CANCELLED


@pytest.fixture
def party(app, saved, at):
    """Anna brings colleagues: Bo, who has an address, and others without; gives the path of her own page."""

    def register(*others, capacity=9, before=(), stays_together=False):
        at("2018-10-01 10:00")
        saved(make_conference(capacity=capacity))
        people = [Person("Bo Lund", "bo@skole.example"), *(Person(name, None) for name in others)]
        with app.app_context(), transaction():
            conference = service.get_conference("kickoff2018")
            for name in before:
                service.register(conference, make_answers(name), language="en")
            answers = make_answers("Anna Holm")
            anna = service.register_party(
                conference, answers, people, language="en", stays_together=stays_together
            )
            return f"/en/r/{service.own_code(anna)}"

    return register


@pytest.fixture
def people(app):
    """Everybody in the order of arrival, as the database has them now."""

    def read():
        with app.app_context():
            return list(db.session.scalars(select(Registration).order_by(Registration.seq)))

    return read


def standing(people):
    return [(each.name.split()[0], each.state) for each in people()]


def acts(app):
    with app.app_context():
        query = select(AuditEntry).where(AuditEntry.act != "registration.register").order_by("id")
        return [(entry.act, entry.by) for entry in db.session.scalars(query)]


def give_up(app, *names):
    """Others do not come after all."""
    with app.app_context(), transaction():
        those = select(Registration).where(Registration.name.in_(names)).order_by(Registration.seq)
        for registration in db.session.scalars(those):
            service.cancel(registration)


def words(page):
    """What a page says, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))


def test_a_party_registers_on_one_page_and_sees_itself(app, client, saved, at, people):
    at("2018-10-01 10:00")
    saved(make_conference(capacity=2))
    form = {
        **{"name": "Anna Holm", "email": "anna@skole.example", "kind": "press", "form_key": "K" * 26},
        **{"colleague-2-name": "Bo Lund", "colleague-2-email": "bo@skole.example"},
        "colleague-7-name": "Cleo Dam",
    }

    done = client.post("/en/kickoff2018/register/party", data=form)
    again = client.post("/en/kickoff2018/register/party", data=form)

    assert (done.status_code, done.location, again.location) == (303, done.location, done.location)
    assert re.fullmatch("/en/r/[0-9A-Z]{26}/party.done=registered", done.location)
    assert standing(people) == [("Anna", CONFIRMED), ("Bo", CONFIRMED), ("Cleo", WAITING)]
    assert {each.kind for each in people()} == {Kind.PRESS}
    page = words(client.get(done.location))
    assert "You are registered." in page
    assert "Cleo Dam No. 1 on the waiting list Letters and ticket come to you" in page
    assert "Bo Lund Has a seat Letters and ticket go to bo@skole.example" in page


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"colleague-1-email": "bo@skole.example"}, "Colleague 1: Write your colleague's name."),
        ({"colleague-9-name": "Bo", "colleague-9-email": "bo@"}, "Colleague 9: Write a whole e-mail address"),
        ({"colleague-1-name": "Bo", "colleague-1-email": " ANNA@skole.example"}, "This address stands here"),
        ({"name": ""}, "Write your name."),
    ],
)
def test_a_party_with_a_mistake_stays_on_its_page(client, saved, at, people, wrong, told):
    at("2018-10-01 10:00")
    saved(make_conference())
    form = {"name": "Anna", "email": "anna@skole.example", "kind": "attendee", "colleague-3-name": "Cleo Dam"}

    answer = client.post("/en/kickoff2018/register/party", data=form | wrong)

    assert answer.status_code == 422
    assert told in answer.text
    assert 'value="Cleo Dam"' in answer.text
    assert people() == []


def test_a_party_that_comes_too_late_or_is_known_is_told_like_anybody(client, party, at, people):
    party()
    form = {"name": "Anna", "email": "anna.holm@skole.example", "colleague-1-name": "Cleo"}

    known = client.post("/kickoff2018/register/party", data=form)
    at("2018-11-16 00:00")
    late = client.post("/kickoff2018/register/party", data=form)

    assert (known.status_code, known.location) == (303, "/kickoff2018/register/sent")
    assert (late.status_code, len(people())) == (409, 2)


def test_a_colleague_is_added_once_and_nobody_else_may_add(app, client, party, people):
    anna = party()
    with app.app_context():
        bo = service.own_code(people()[1])
    form = {"name": "Cleo Dam", "organisation": "IDA", "form_key": "K" * 26}

    for _twice in range(2):
        added = client.post(f"{anna}/party", data=form)
    known = client.post(f"{anna}/party", data={"name": "Bo Lund", "email": "BO@skole.example"})
    empty = client.post(f"{anna}/party", data={"name": " "})
    stranger = client.post(f"/r/{bo}/party", data={"name": "Dan"})
    client.post(f"{anna}/party", data=form | {"name": "Dan Krog"})
    client.post(f"{anna}/party/{people()[2].uid}/cancel")
    client.post(f"{anna}/party", data=form)

    assert (added.status_code, added.location) == (303, f"{anna}/party?done=added")
    assert [answer.status_code for answer in (known, empty, stranger)] == [422, 422, 404]
    assert "This e-mail address already has another place at the conference." in known.text
    assert [(each.name, each.organisation, each.is_live) for each in people()][2:] == [
        ("Cleo Dam", "IDA", False),
        ("Dan Krog", "IDA", True),
        ("Cleo Dam", "IDA", True),
    ]
    assert client.get(f"/r/{bo}/party").location == f"/r/{bo}"
    assert "Contact of your group Anna Holm" in words(client.get(f"/en/r/{bo}"))


def test_who_came_alone_may_bring_colleagues_too(app, client, saved, at, people):
    at("2018-10-01 10:00")
    saved(make_conference())
    with app.app_context(), transaction():
        conference = service.get_conference("kickoff2018")
        anna = service.own_code(service.register(conference, make_answers("Anna"), language="da"))
    assert "Register colleagues" in client.get(f"/en/r/{anna}").text

    client.post(f"/r/{anna}/party", data={"name": "Bo"})

    assert standing(people) == [("Anna", CONFIRMED), ("Bo", CONFIRMED)]
    assert "2 of 2 have a seat" in client.get(f"/en/r/{anna}").text


def test_the_contact_replaces_and_cancels_by_buttons(app, client, party, people):
    anna = party("Cleo Dam")
    _, bo, cleo = people()
    contact = f"contact:{people()[0].uid}"

    asked = [
        client.get(f"{anna}/party/{each.uid}/{deed}") for each, deed in ((bo, "replace"), (cleo, "cancel"))
    ]
    assert [(answer.status_code, answer.headers["Cache-Control"]) for answer in asked] == [
        (200, "no-store")
    ] * 2
    assert [each.state for each in people()] == [CONFIRMED] * 3
    for _twice in range(2):
        replaced = client.post(f"{anna}/party/{bo.uid}/replace", data={"name": "Dan Krog"})
        cancelled = client.post(f"{anna}/party/{cleo.uid}/cancel")
    other = client.post(f"{anna}/party/{bo.uid}/replace", data={"name": "Dora Lind"})

    assert (other.status_code, "Somebody else has been given this seat already." in other.text) == (409, True)
    assert (replaced.location, cancelled.location) == (
        f"{anna}/party?done=replaced",
        f"{anna}/party?done=cancelled",
    )
    assert [(each.name, each.state, each.reason) for each in people()[1:]] == [
        ("Bo Lund", CANCELLED, Reason.HANDED_OVER),
        ("Cleo Dam", CANCELLED, Reason.BY_PERSON),
        ("Dan Krog", CONFIRMED, None),
    ]
    assert acts(app) == [("registration.hand_over", contact), ("registration.cancel", contact)]
    assert "Not coming: Cleo Dam Add a colleague" in words(client.get(f"{anna}/party"))


def test_a_long_party_is_read_in_as_many_queries_as_a_short_one(client, party):
    anna = party("Cleo Dam", capacity=1)
    with queries() as short:
        client.get(f"{anna}/party")
    for number in range(7):
        client.post(f"{anna}/party", data={"name": f"Dan {number}"})

    with queries() as long:
        client.get(f"{anna}/party")

    assert len(long) == len(short)


def test_what_cannot_be_done_to_a_member_leads_back_or_is_refused(client, party, people, at):
    anna = party("Cleo Dam", capacity=2)
    contact, bo, cleo = people()

    waiting = client.get(f"{anna}/party/{cleo.uid}/replace")
    refused = client.post(f"{anna}/party/{cleo.uid}/replace", data={"name": "Dan"})
    known = client.post(
        f"{anna}/party/{bo.uid}/replace", data={"name": "Bo", "email": "anna.holm@skole.example"}
    )
    nobody = [client.post(f"{anna}/party/{uid}/cancel") for uid in (contact.uid, "0" * 32)]
    at("2018-11-22 09:00")
    late = client.post(f"{anna}/party/{bo.uid}/cancel")

    assert (waiting.status_code, waiting.location) == (303, f"{anna}/party")
    assert (refused.status_code, known.status_code, late.status_code) == (409, 422, 409)
    assert "Only a seat can be handed over." in refused.text
    assert [answer.status_code for answer in nobody] == [404, 404]
    assert standing(people) == [("Anna", CONFIRMED), ("Bo", CONFIRMED), ("Cleo", WAITING)]


def test_a_member_without_an_address_is_opened_from_the_list_and_may_get_one(app, client, party, people):
    anna = party("Cleo Dam")
    with app.app_context():
        bo, cleo = (service.own_code(each) for each in people()[1:])
    form = {"name": "Cleo Damm", "email": "", "organisation": "IDA", "language": "en"}

    page = client.get(f"{anna}/party").text
    renamed = client.get(client.post(f"/en/r/{cleo}/correct", data=form).location)
    given = client.post(f"/en/r/{cleo}/correct", data=form | {"email": "cleo@skole.example"})

    assert (f"/r/{cleo}" in page, f"/r/{bo}" in page) == (True, False)
    assert "Letters go to Anna Holm." in words(renamed)
    assert (given.location, people()[2].email) == ("/en/kickoff2018/register/sent", "cleo@skole.example")
    assert client.get(f"/r/{cleo}").status_code == 404
    with app.app_context():
        cleo = service.own_code(people()[2])
    assert cleo not in client.get(f"{anna}/party").text


def test_a_party_that_stays_together_sees_its_seats_gather_and_answers_at_once(app, client, party, people):
    anna = party("Cleo Dam", capacity=3, before=("Ida", "Hans", "Per"), stays_together=True)
    give_up(app, "Ida", "Hans")
    gathering = [words(client.get(page)) for page in (anna, f"{anna}/party")]
    early = client.post(f"{anna}/party/accept")
    give_up(app, "Per")
    offered = [words(client.get(page)) for page in (anna, f"{anna}/party")]

    answers = [client.post(f"{anna}/party/{deed}").location for deed in ("accept", "accept", "decline")]
    late = client.post(f"{anna}/decline")

    assert all("We gather seats for you all: 2 of 3" in page for page in gathering)
    assert early.status_code == 409
    assert "There are 3 seats for you all" in offered[0]
    assert "There are 3 seats for you: Anna Holm, Bo Lund, Cleo Dam Say yes before Wednesday" in offered[1]
    assert answers == [f"{anna}/party?done=accepted", f"{anna}/party", f"{anna}/party"]
    assert (late.status_code, "You have the seat already." in late.text) == (409, True)
    assert {state for _name, state in standing(people)[3:]} == {CONFIRMED}


def test_offers_to_a_party_are_declined_at_once_and_go_to_the_next(app, client, party, people):
    anna = party("Cleo Dam", capacity=2, before=("Ida", "Hans"))
    client.post("/kickoff2018/register", data={"name": "Next", "email": "next@skole.example"})
    give_up(app, "Ida", "Hans")

    declined = client.post(f"{anna}/party/decline")

    assert declined.location == f"{anna}/party?done=declined"
    assert "Those of you who still wait keep their turn" in words(client.get(declined.location))
    assert standing(people)[2:] == [
        ("Anna", CANCELLED),
        ("Bo", CANCELLED),
        ("Cleo", OFFERED),
        ("Next", OFFERED),
    ]
    assert acts(app) == [
        ("registration.decline", "self"),
        ("registration.decline", f"contact:{people()[2].uid}"),
    ]


def test_who_does_not_come_still_looks_after_the_others(client, party, people):
    anna = party()

    client.post(f"{anna}/cancel")

    assert "You still look after those you have registered." in client.get(anna).text
    client.post(f"{anna}/party/{people()[1].uid}/cancel")
    assert standing(people) == [("Anna", CANCELLED), ("Bo", CANCELLED)]
