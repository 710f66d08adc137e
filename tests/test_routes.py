"""Every route, asked by everybody (acceptance A19)."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from conference.accounts.rules import Role
from tests import world
from tests.serving import close

TABLE = Path(__file__).with_name("routes.txt")
LINKS = (
    "own",
    "presenter",
    "invitation",
    "feed",
    "certificate",
    "unsubscribe",
    "pairing",
    "sign-in",
    "password",
)
#: A code that nobody was given.
NOBODYS = "0123456789ABCDEFGHJKMNPQRS"
#: Here somebody stops being who they are, or becomes somebody else.
LAST = (
    "/api/checkin/end",
    "/organise/sign-out",
    "/organise/sign-in/<code>",
    "/organise/password/<code>",
    "/r/<code>/erase",
)
#: One's own, and not there yet.
EMPTY = {("GET", "/p/<code>/photo/picture"), ("POST", "/r/<code>/certificate")}
#: What a guard, or a link that is not one's own, answers.
KEPT_OUT = (401, 403, 404, 410)


@cache
def lines() -> dict[tuple[str, str], set[str]]:
    """Who may, by method and route."""
    rows = [line for line in TABLE.read_text("utf-8").splitlines() if line[:1] != "#"]
    parted = [re.split(" {2,}", row) for row in rows]  # a route's own list of words has single spaces
    return {(method, rule): set(who.split()) for method, rule, who in parted}


@pytest.fixture(scope="module")
def app(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    app = world.build(sqlite_template, tmp_path_factory.mktemp("routes"))
    yield app
    close(app)


def routes(app: Flask) -> set[tuple[str, str]]:
    """What the app answers to, each method by itself."""
    return {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def path(rule: str, code: str = NOBODYS, slug: str = "nothing") -> str:
    """An address of a route: the code where a link has its code, and else what does not exist."""
    rule = re.sub(r"<any\('?([^,')]+)[^)]*\):[^<>]+>", r"\1", rule)
    rule = rule.replace("<code>", code).replace("<int:year>", "2024").replace("<slug>", slug)
    return re.sub(r"<(?:[^:<>]+:)?[^<>]+>", "nothing", rule)


def answers(
    client: Any, code: str | None = None, slug: str = "nothing", **headers: str
) -> dict[tuple[str, str], int]:
    """The status of every route; with a link in hand, of every route that is not anybody's:
    there its holder sends what anybody sends.
    """
    routes = [route for route, who in lines().items() if code is None or "anyone" not in who]
    asked = sorted(routes, key=lambda route: (LAST.index(route[1]) if route[1] in LAST else -1, *route))
    found = {}
    for method, rule in asked:
        body = {"json": {}} if rule.startswith("/api/") and method != "GET" else {}
        answer = client.open(path(rule, code or NOBODYS, slug), method=method, headers=headers, **body)
        is_sent_away = answer.status_code == 302 and "/organise/sign-in?" in answer.location
        found[method, rule] = 401 if is_sent_away else answer.status_code
        answer.close()
    return found


def wrongly(found: dict[tuple[str, str], int], *mine: str) -> list[tuple[str, str, int]]:
    """Where somebody was let in who may not, or kept out who may."""
    wrong = []
    for (method, rule), status in found.items():
        who = lines()[method, rule]
        if who <= set(Role):
            expected = (status not in (401, 403)) if who & set(mine) else status in (401, 403)
        elif "device" in who:
            expected = (status != 401) if "device" in mine else status in (400, 401)
        elif "anyone" in who:
            expected = status not in (401, 403)
        elif who & set(mine):
            expected = status not in KEPT_OUT or "nothing" in path(rule) or (method, rule) in EMPTY
        else:
            expected = status in (404, 410)
        if not expected:
            wrong.append((method, rule, status))
    return wrong


def test_a19_every_route_stands_in_the_table(app):
    assert routes(app) == set(lines())


def test_a19_who_is_nobody_is_kept_out_of_what_is_not_public(app):
    assert wrongly(answers(app.test_client())) == []


@pytest.mark.parametrize("kind", [*LINKS, "ticket"])
def test_a19_a_link_opens_its_own_door_and_no_other(app, kind):
    code = world.Links(app)[kind]
    bearer = {"Authorization": f"Bearer {code}"}

    assert wrongly(answers(app.test_client(), code, **bearer), kind) == []


def test_a19_a_phone_of_the_door_reads_tickets_and_nothing_else(app):
    bearer = {"Authorization": f"Bearer {world.device(app)}"}

    assert wrongly(answers(app.test_client(), **bearer), "device") == []


@pytest.mark.parametrize("role", [role.value for role in Role])
def test_a19_staff_come_where_their_role_may(app, role):
    slug = "kickoff2018" if role == "viewer" else "nothing"  # who sees most and changes nothing, sees it

    assert wrongly(answers(world.staff(app, role), slug=slug), role) == []
