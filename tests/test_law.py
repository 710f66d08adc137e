"""What the law and good manners ask of every page and every form, over the whole story."""

import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from conference.config import PACKAGE
from conference.db import Base, db, transaction
from conference.demo import service as demo
from tests import world
from tests.checkin.door import envelope, scan
from tests.serving import close
from tests.test_routes import lines, path

#: Fields that a thief of places would send beside those of a form; what is kept of them is seen.
WORD, NUMBER, DAY = "stolen", "31337", "1999-12-31T23:59"
EXTRA = {
    **dict.fromkeys(("role", "roles", "state", "status", "kind", "uid", "code", "reason", "by"), WORD),
    **dict.fromkeys(("id", "seq", "capacity", "conference_id", "event_id", "pool_id", "account_id"), NUMBER),
    **dict.fromkeys(("created_at", "changed_at", "cancelled_at", "checked_in", "used_at", "at"), DAY),
}
#: Where somebody stops being who they are, or is nobody afterwards.
LAST = ("/organise/sign-out", "/organise/account/", "/erase")


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


def test_a23_a_field_that_a_form_does_not_have_changes_nothing(app, pages):
    links, staff = world.Links(app), world.staff(app, "admin", "care")
    forms = {
        (form.address, *form.fields): form
        for here, (_, told, _) in pages.items()
        for form in _Forms(here, told).found
    }
    done, broken = 0, []
    for form in sorted(
        forms.values(), key=lambda form: (any(part in form.address for part in LAST), form.address)
    ):
        answer = staff.post(form.address, data=EXTRA | form.fields)
        done += answer.status_code in (302, 303)
        if answer.status_code >= 500:
            broken.append(form.address)
    with app.app_context(), transaction():
        demo.put_clock(datetime(2018, 11, 22, 9))
    phone = {"Authorization": f"Bearer {world.device(app)}"}
    read = [EXTRA | scan(links["ticket"]) for _ in range(2)]
    called = [
        app.test_client().post(f"/api/checkin/{name}", json=EXTRA | body, headers=phone).status_code
        for name, body in (
            ("scans", envelope(*read)),
            ("walk-ins", {"id": scan()["id"], "list": "main", "name": "Ny Gæst", "kind": "attendee"}),
            ("search", {"q": "anna"}),
            ("undo", {"id": read[0]["id"]}),
        )
    ]

    assert (len(forms) > 40, done > 15, broken) == (True, True, [])
    assert called == [200, 200, 200, 200]
    assert _kept(app, WORD, NUMBER, DAY[:10]) == []


def _kept(app: Flask, *marks: str) -> list[str]:
    """Where one of these stands in the database, as a word of its own: a hash may hold any five digits."""
    mark = re.compile(rf"\b({'|'.join(marks)})\b")
    with app.app_context():
        found = {
            f"{table.name}.{name}"
            for table in Base.metadata.sorted_tables
            for row in db.session.execute(select(table)).mappings()
            for name, value in row.items()
            if mark.search(str(value))
        }
        db.session.remove()
    return sorted(found)


@dataclass
class Form:
    """What a page lets somebody send, filled out."""

    address: str
    fields: dict[str, str]


#: What is written into an empty field, by its type.
FILLED = {
    **{"email": "ny@skole.example", "number": "3", "date": "2018-11-20", "time": "10:00", "url": ""},
    **{"datetime-local": "2018-11-20T10:00", "password": "en lang og ny adgangssætning"},
}


class _Forms(HTMLParser):
    """The forms of a page that change something; of a choice, what is chosen, or the first."""

    def __init__(self, here: str, told: str) -> None:
        super().__init__()
        self.here, self.select = here, ""
        self.found: list[Form] = []
        self.feed(told)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form" and said.get("method", "").lower() == "post":
            self.found.append(Form(said.get("action", self.here), {}))
        elif self.found and tag in ("input", "button", "textarea", "select", "option"):
            self._field(tag, said, self.found[-1].fields)

    def _field(self, tag: str, said: dict[str, str], fields: dict[str, str]) -> None:
        name, kind, value = said.get("name", ""), said.get("type", "text"), said.get("value", "")
        if tag == "select":
            self.select = name
        elif tag == "option":
            if "selected" in said or self.select not in fields:
                fields[self.select] = value
        elif kind == "radio" or tag == "button":
            if name and ("checked" in said or name not in fields):
                fields[name] = value
        elif kind == "checkbox":
            fields[name] = value or "y"  # what is told of needs is taken with its tick alone
        elif name and kind != "file":
            fields[name] = value or FILLED.get(kind, "Ny")
