"""What the law and good manners ask of every page and every form, over the whole story."""

import re
import tokenize
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from conference.config import PACKAGE
from conference.db import Base, db
from tests import world
from tests.serving import close
from tests.test_routes import NOBODYS, lines, path

#: Fields that no form has, and that a thief of places would send.
EXTRA = {
    **{"role": "admin", "status": "confirmed", "state": "confirmed", "seq": "1", "checked_in": "1"},
    **{"event_id": "1", "id": "1", "created_at": "2000-01-01T00:00", "conference_id": "1", "uid": "stolen"},
}
#: Buttons: to press one is to change something, whatever else is sent.
DEEDS = (
    "/erase",
    "cancel",
    "decline",
    "own-link",
    "come",
    "choose",
    "accept",
    "certificate",
    "withdraw",
    "delete",
)


@pytest.fixture(scope="module")
def app(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    app = world.build(sqlite_template, tmp_path_factory.mktemp("law"))
    yield app
    close(app)


@pytest.fixture(scope="module")
def pages(app) -> dict[str, tuple[int, str, dict[str, str]]]:
    """Every page that links lead to, for visitors, holders of links and an admin: status, text, headers."""
    links = world.Links(app)
    found: dict[str, tuple[int, str, dict[str, str]]] = {}
    for client, start in (
        (app.test_client(), "/"),
        (app.test_client(), f"/r/{links['own']}"),
        (app.test_client(), f"/p/{links['presenter']}"),
        (app.test_client(), f"/i/{links['invitation']}"),
        (app.test_client(), "/no/thing"),
        (world.staff(app, "admin", "care"), "/organise/"),
    ):
        _walk(client, start, found)
    return found


def _walk(client: FlaskClient, start: str, found: dict[str, tuple[int, str, dict[str, str]]]) -> None:
    """Follow links; of pages that are alike but for a code or a key, three."""
    todo, kinds = [start], {}
    while todo:
        here = todo.pop()
        kind = re.sub(r"(?<=/)(?:[0-9A-Za-z]{6}|[0-9A-HJKMNP-TV-Z]{26}|[0-9a-f]{32})(?=/|$)", "*", here)
        kind = re.sub(r"(/(?:partners|milestones|rooms|lists))/[^/]+", r"\1/*", kind.partition("?")[0])
        kinds[kind] = kinds.get(kind, 0) + 1
        if here in found or kinds[kind] > 3:
            continue
        answer = client.get(here)
        found[here] = (answer.status_code, "", dict(answer.headers))
        if answer.mimetype == "text/html":
            found[here] = (answer.status_code, answer.text, dict(answer.headers))
            todo += [
                link
                for link in re.findall(r'href="(/[^"#]*)', answer.text)
                if not link.startswith(("/static", "/en", "//"))
                and not re.search(r"\.(pdf|ics|csv|xlsx|svg|xml)", link)
            ]
        answer.close()


def test_a57_every_page_leads_to_the_accessibility_statement_and_to_how_data_is_used(pages):
    html = {here: told for here, (status, told, _) in pages.items() if told and status != 302}
    lacking = [
        here
        for here, told in html.items()
        if 'href="/accessibility"' not in told or 'href="/privacy"' not in told
    ]

    assert len(html) > 60
    assert [here for here in lacking if here != "/checkin/"] == []


#: Where staff sign in, who are nobody before.
OPEN = ("/organise/sign-in", "/organise/forgotten")


def test_a54_pages_of_ones_own_and_of_staff_are_found_by_no_search_engine_and_kept_by_nobody(pages):
    wrong = [
        here
        for here, (_, _, headers) in pages.items()
        if here.startswith(("/r/", "/p/", "/i/", "/organise/")) and here.partition("?")[0] not in OPEN
        if headers.get("X-Robots-Tag") != "noindex" or headers.get("Cache-Control") != "no-store"
    ]

    assert wrong == []


def test_a4_no_page_holds_script_or_style_of_its_own_or_asks_another_origin(pages):
    own = r"<[^>]+\son\w+=|<style|<[^>]+\sstyle=|javascript:|<script>|(?:src|action)=\"https?:"
    wrong = {here: re.findall(own, told) for here, (_, told, _) in pages.items() if re.search(own, told)}

    assert wrong == {}


def test_a2_every_page_says_what_a_browser_may(pages):
    wanted = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"}
    wrong = [
        here
        for here, (_, told, headers) in pages.items()
        if any(headers.get(name) != value for name, value in wanted.items())
        or (told and headers.get("Cross-Origin-Opener-Policy") != "same-origin")
        or (headers["Permissions-Policy"] != "camera=()") != (here == "/checkin/")
    ]

    assert wrong == []


def test_a20_another_persons_thing_is_told_like_none(app):
    codes = world.Links(app)
    client, told = app.test_client(), {}
    for method, rule in lines():
        if method == "GET" and rule.startswith(("/r/", "/p/", "/i/", "/calendar/my/", "/unsubscribe/")):
            other = codes["ticket" if rule.startswith(("/r/", "/i/")) else "own"]
            asked = [client.get(path(rule, code)) for code in (other, NOBODYS)]
            told[rule] = [(answer.status_code, answer.data) for answer in asked]

    assert [rule for rule, (one, two) in told.items() if one != two or one[0] != 404] == []


def test_a21_no_address_counts_and_nothing_secret_is_thrown_by_dice(app):
    counting = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if "<int:" in rule.rule and "<int:year>" not in rule.rule
    ]
    dice = []
    for file in PACKAGE.rglob("*.py"):
        with file.open("rb") as source:
            words = [token.string for token in tokenize.tokenize(source.readline)]
        if any(pair in (("import", "random"), ("from", "random")) for pair in pairwise(words)):
            dice.append(file.relative_to(PACKAGE).as_posix())

    assert counting == []
    assert [file for file in dice if not file.startswith("demo/")] == []


def test_a25_nobody_is_sent_on_to_another_site(app):
    client, away = app.test_client(), []
    onward = dict.fromkeys(("next", "url", "return", "to", "continue"), "//evil.example")
    for method, rule in lines():
        answer = client.open(path(rule), method=method, query_string=onward)
        if "evil" in answer.headers.get("Location", "").partition("?")[0]:
            away.append((method, rule))
        answer.close()

    assert away == []


def test_a23_a_field_that_no_form_has_changes_nothing(app):
    links, client = world.Links(app), app.test_client()
    own, presenter = links["own"], links["presenter"]
    before = _standing(app)
    for method, rule in lines():
        is_own = rule.startswith(("/r/", "/p/")) and rule.count("<") == 1
        if method == "POST" and is_own and not rule.endswith(DEEDS):
            client.post(path(rule, own if rule.startswith("/r/") else presenter), data=EXTRA)
    client.post("/kickoff2018/register", data=EXTRA)

    assert _standing(app) == before


def _standing(app: Flask) -> list[tuple[object, ...]]:
    """What such fields would change, in every table that has them."""
    rows: list[tuple[object, ...]] = []
    with app.app_context():
        for table in Base.metadata.sorted_tables:
            names = [name for name in EXTRA if name in table.columns]
            if len(names) > 1 and table.name not in ("audit_entry", "letter", "credential"):
                columns = ", ".join(f'"{name}"' for name in names)
                rows += [
                    (table.name, *row)
                    for row in db.session.execute(text(f'SELECT {columns} FROM "{table.name}" ORDER BY id'))
                ]
        db.session.remove()
    return rows
