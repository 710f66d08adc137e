"""What belongs to somebody else stays theirs: their things (A20), and what the door need not know (A22)."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdf
import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from conference import clock, credentials
from conference.checkin.models import Hint
from conference.checkin.scans.record import Attendee
from conference.credentials import Purpose
from conference.db import db, transaction
from conference.demo import service as demo
from conference.programme.models import Presenter
from conference.registration.models import Needs, Registration
from tests import world
from tests.checkin.described import SCHEMAS
from tests.checkin.door import envelope, scan
from tests.factories import make_conference
from tests.serving import close
from tests.test_routes import NOBODYS, lines, path

MARK = "kanarie"


@pytest.fixture(scope="module")
def app(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    app = world.build(sqlite_template, tmp_path_factory.mktemp("strangers"))
    world.Links(app)["feed"]
    world.device(app)
    yield app
    close(app)


@pytest.fixture(autouse=True)
def _no_minute_passes() -> Iterator[None]:
    """Two pages of a demo are the same only within a minute: they tell its clock."""
    with time_machine.travel(datetime.now(UTC), tick=False):
        yield


@pytest.fixture(scope="module")
def words(app: Flask) -> dict[str, dict[str, list[str]]]:
    """For each route what may stand in it."""
    with app.app_context():
        return {rule.rule: world.words_of(rule) for rule in app.url_map.iter_rules()}


def filled(rule: str, **said: str) -> str:
    """An address of a route in which each parameter is what is said of it."""
    for name, value in said.items():
        rule = re.sub(rf"<(\w+:)?{name}>", value, rule)
    return path(rule)


def told(client: FlaskClient, method: str, address: str) -> tuple[int, bytes]:
    answer = client.open(address, method=method)
    answer.close()
    return answer.status_code, answer.data


def test_a20_a_link_of_another_kind_is_told_like_none(app):
    codes = world.Links(app)
    client, wrong = app.test_client(), []
    for method, rule in lines():
        if method == "GET" and rule.startswith(("/r/", "/p/", "/i/", "/calendar/my/", "/unsubscribe/")):
            other = codes["ticket" if rule.startswith(("/r/", "/i/")) else "own"]
            one, two = (told(client, method, path(rule, code)) for code in (other, NOBODYS))
            if one != two or one[0] != 404:
                wrong.append((rule, one[0], two[0]))

    assert wrong == []


#: What everybody with such a link may choose from.
OPEN_TO_CHOOSE = ("/workshops/", "/slots/")


def test_a20_with_a_link_of_ones_own_another_persons_thing_is_told_like_none(app, words):
    links = world.Links(app)
    with app.app_context():
        last = db.session.scalars(select(Registration).order_by(Registration.id.desc())).first()
        bystander = credentials.live_code(Purpose.OWN, last.uid)
        me = credentials.find(links["presenter"], purpose=Purpose.PRESENTER)
        assert me is not None
        presenter = db.session.scalars(select(Presenter).filter_by(uid=me.subject)).one()
        mine = [session.code for session in presenter.sessions]
    asked, wrong = 0, []
    for (method, rule), who in lines().items():
        if (
            rule.count("<") < 2
            or not who & {"own", "presenter"}
            or any(each in rule for each in OPEN_TO_CHOOSE)
        ):
            continue
        code = bystander if "own" in who else links["presenter"]
        names = [name for name in words[rule] if name not in ("code", "deed")]
        for theirs in sorted({*words[rule][names[0]]} - {*mine})[:3]:
            asked += 1
            one, two = (
                told(app.test_client(), method, filled(rule, code=code, **{names[0]: thing}))
                for thing in (theirs, "nothing")
            )
            if one != two or one[0] < 400:
                wrong.append((method, rule, theirs, one[0], two[0]))

    assert asked > 20
    assert wrong == []


def test_a20_a_thing_of_another_conference_is_told_like_none(app, words):
    with app.app_context(), transaction():
        db.session.add(make_conference(slug="other2019"))
    staff, wrong, there = world.staff(app, "admin", "care"), [], set()
    for method, rule in lines():
        names = [name for name in words[rule] if name not in ("slug", "deed", "year")]
        if "slug>" not in rule or not names or not words[rule][names[0]]:
            continue
        theirs = next(
            word for word in words[rule][names[0]] if word != "main"
        )  # a list that each of them has
        if (
            method == "GET"
            and told(staff, method, filled(rule, slug="kickoff2018", **{names[0]: theirs}))[0] == 200
        ):
            there.add(rule)
        one, two = (
            told(staff, method, filled(rule, slug="other2019", **{names[0]: thing}))
            for thing in (theirs, "nothing")
        )
        if one != two or one[0] < 400:
            wrong.append((method, rule, theirs, one[0], two[0]))

    assert len(there) > 15
    assert wrong == []


@pytest.fixture
def marked(app: Flask) -> Iterator[list[str]]:
    """The day of the conference, with a mark in all that the door need not know; gives everybody's codes."""
    with app.app_context(), transaction():
        demo.put_clock(datetime(2018, 11, 22, 9))
        for person in db.session.scalars(select(Registration)):
            person.email = person.email_folded = f"{MARK}{person.id}@bur.example"
            db.session.merge(_needs(person))
        for presenter in db.session.scalars(select(Presenter)):
            presenter.email = presenter.email_folded = f"{MARK}{presenter.id}@bur.example"
            presenter.availability_note = MARK
        uids = [row.uid for kind in (Registration, Presenter) for row in db.session.scalars(select(kind))]
        codes = [
            credentials.live_code(purpose, uid)
            for purpose in (Purpose.TICKET, Purpose.OWN, Purpose.PRESENTER)
            for uid in uids
        ]
    yield [code for code in codes if code]
    with app.app_context(), transaction():
        demo.put_clock(demo.START)


def _needs(person: Registration) -> Needs:
    now = clock.now()
    return Needs(
        id=person.id,
        registration_id=person.id,
        diet=f"{MARK}nødder",
        access_needs=f"{MARK}rampe",
        created_at=now,
        changed_at=now,
    )


def test_a22_a_phone_is_told_five_things_of_a_person_and_no_more(app, marked):
    client, bearer = app.test_client(), {"Authorization": f"Bearer {world.device(app)}"}
    now = "2018-11-22T09:00:00+01:00"

    def call(method: str, name: str, **body: Any) -> Any:
        answer = client.open(f"/api/checkin/{name}", method=method, headers=bearer, **body)
        assert answer.status_code == 200, (name, answer.text)
        return answer

    walk_in = {"list": "main", "name": "Gæst Gæstesen", "email": f"{MARK}@ny.example", "kind": "attendee"}
    read = [scan(code, scanned_at=now) for code in marked]
    answers = [
        call("POST", "scans", json=envelope(*read, sent_at=now)),
        call("POST", "scans", json=envelope(*(scan(code, scanned_at=now) for code in marked), sent_at=now)),
        call("POST", "search", json={"q": "sen"}),
        call("POST", "walk-ins", json={"id": scan()["id"], **walk_in}),
        call("POST", "undo", json={"id": read[0]["id"]}),
        *(call("GET", name) for name in ("status", "bundle", "bundle?list=main")),
    ]
    people = [each for answer in answers for each in _people(answer.json)]

    five = {"id", "name", "organisation", "kind", "state"}
    assert len(people) > 10
    assert {frozenset(person) for person in people} == {frozenset(five)}
    assert set(SCHEMAS["Person"]["properties"]) == set(vars(Attendee(*five))) == five
    assert [secret for answer in answers for secret in (MARK, *marked) if secret in answer.text] == []


def _people(value: Any) -> Iterator[dict[str, Any]]:
    """Whatever in an answer tells of a person."""
    if isinstance(value, dict) and "organisation" in value:
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _people(part)


def test_a22_the_role_door_reads_no_address_no_needs_and_no_code(app, words, marked):
    door, shown = world.staff(app, "door"), {}
    for method, rule in lines():
        if method == "GET" and "door" in lines()[method, rule] and all(words[rule].values()):
            first = {name: values[0] for name, values in words[rule].items()}
            answer = door.get(filled(rule, **first | {"slug": "kickoff2018"}))
            shown[rule] = _read(answer)

    assert len(shown) > 15
    assert [(rule, each) for rule, text in shown.items() for each in (MARK, *marked) if each in text] == []


def test_a22_a_hint_knows_a_kind_or_a_workshop_and_nobodys_needs():
    known = {key.column.table.name for key in Hint.__table__.foreign_keys}

    assert known == {"conference", "session"}


def _read(answer: Any) -> str:
    """The words of a page, or of a print."""
    if answer.mimetype != "application/pdf":
        return str(answer.text)
    return "".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(answer.data)).pages)
