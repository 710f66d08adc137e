"""Whatever is sent to any route, by whoever may, is answered and never breaks us.

`FUZZ=50000 python -m pytest tests/test_fuzz.py` sends more.
"""

import inspect
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from wtforms import Form

from conference.db import transaction
from conference.demo import service as demo
from tests import databases, world
from tests.checkin.described import SPEC, resolved
from tests.serving import close
from tests.test_routes import LINKS, NOBODYS, lines

REQUESTS = int(os.environ.get("FUZZ", "5000"))
#: After so many the conference is as it was: else everything is cancelled after the first few.
AS_BEFORE = 500
#: What breaks programs: empty, long, not of this world, of another type.
NASTY = st.sampled_from(
    [
        *("", " ", "0", "-1", "1" * 30, "1e999", "nan", "NULL", "x" * 3000, "\0", "\r\nBcc: a@b.example"),
        *("\ud7ff\ufffe", "\u202eæøå", "🎉" * 40, "'; DROP TABLE x", "{{7*7}}", "%s%n", "../../etc/passwd"),
        *("2018-11-31", "9999-12-31T23:59", "0001-01-01", "2018-11-22", "2018-11-22T09:00", "24:00", "09:00"),
        *("on", "yes", "true", "a@skole.example"),
    ]
)
#: Everything but lone surrogates; said so, and not as "UTF-8", hypothesis knows it at once.
ANY = NASTY | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY, inner, max_size=3),
    max_leaves=5,
)


class Sender:
    """Whoever may come by a route, each with what opens it; and the fields that its forms have."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        with app.app_context():
            self.words = {rule.rule: world.words_of(rule) for rule in app.url_map.iter_rules()}
        self.views = {rule.rule: app.view_functions[rule.endpoint] for rule in app.url_map.iter_rules()}
        self.before = databases.copied(app)
        self.count = 0
        #: Every route, and those that change something four times: there is more to break.
        self.ways = [way for way in sorted(lines()) for _ in range(1 if way[0] == "GET" else 4)]
        self.begin()

    def begin(self) -> None:
        """The conference as it was, and everybody's way in."""
        databases.empty(self.app)
        databases.run(self.app, self.before)
        with self.app.app_context(), transaction():
            demo.put_clock(demo.START)
        links = world.Links(self.app)
        self.codes = {kind: links[kind] for kind in (*LINKS, "ticket")}
        self.phone = world.device(self.app)
        self.staff = world.staff(self.app, "admin", "care")

    def send(self, method: str, rule: str, draw: Any) -> int:
        """One request, drawn; its status."""
        self.count += 1
        if self.count % AS_BEFORE == 0:
            self.begin()
        who = lines()[method, rule]
        client: FlaskClient = self.app.test_client() if who & {"anyone", "device", *LINKS} else self.staff
        headers = {"Authorization": f"Bearer {self.phone}"} if "device" in who else {}
        body = self._json(rule, draw) if rule.startswith("/api/") else self._form(method, rule, draw)
        answer = client.open(self._path(rule, who, draw), method=method, headers=headers, **body)
        answer.close()
        if client is self.staff and "/organise/sign-in" in (
            answer.location or ""
        ):  # signed out, by this or before
            self.staff = world.staff(self.app, "admin", "care")
        return answer.status_code

    def _path(self, rule: str, who: set[str], draw: Any) -> str:
        """An address: rows that exist, mostly."""

        def fill(match: re.Match[str]) -> str:
            kind, name = match.groups()
            if kind and kind.startswith("any"):
                return str(draw(st.sampled_from(re.findall(r"[\w-]+", kind)[1:])))
            if kind == "int:":
                return str(draw(st.integers(0, 10**12)))
            own = [self.codes[each] for each in who if each in self.codes] if name == "code" else []
            if kind == "path:":
                return "css/app.css"
            known = own or self.words[rule].get(name) or ["nothing"]
            is_known = draw(st.integers(0, 9))
            return str(draw(st.sampled_from(known if is_known else [NOBODYS, "x"])))

        return re.sub(r"<((?:any\([^)]*\)|\w+):)?(\w+)>", fill, rule)

    def _form(self, method: str, rule: str, draw: Any) -> dict[str, Any]:
        names = fields_of(self.views[rule])
        if not names:
            return {"query_string": {"page": draw(ANY), "q": draw(ANY)}} if method == "GET" else {}
        chosen = draw(st.lists(st.sampled_from(sorted(names)), max_size=12, unique=True))
        values = {name: draw(st.sampled_from(names[name]) | ANY if names[name] else ANY) for name in chosen}
        return {"query_string": values} if method == "GET" else {"data": values}

    def _json(self, rule: str, draw: Any) -> dict[str, Any]:
        described = SPEC["paths"].get(rule, {}).get("post")
        if described is None:
            return {
                "query_string": {name: draw(ANY) for name in ("list", "since", "epoch", "waiting", "sent_at")}
            }
        schema = (
            described.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
        )
        return {"json": drawn(schema, draw)}


def drawn(schema: dict[str, Any], draw: Any) -> Any:
    """Something like what is described; now and then something else."""
    schema = resolved(schema)
    if draw(st.integers(0, 9)) == 0:
        return draw(JSON)
    if "enum" in schema:
        return draw(st.sampled_from(schema["enum"]))
    if "properties" in schema:
        return {
            name: drawn(part, draw) for name, part in schema["properties"].items() if draw(st.integers(0, 5))
        }
    if schema.get("type") == "array":
        return [drawn(schema["items"], draw) for _ in range(draw(st.integers(0, 3)))]
    if schema.get("type") == "integer":
        return draw(st.integers())
    return draw(ANY | st.sampled_from(schema.get("examples", ["x"])))


_fields: dict[Any, dict[str, list[str]]] = {}


def fields_of(view: Any) -> dict[str, list[str]]:
    """The fields of a view's forms, each with its choices, and those that the view asks for by name."""
    module = sys.modules[inspect.unwrap(view).__module__]
    if module not in _fields:
        rooms = [module, *(known for known in vars(module).values() if inspect.ismodule(known))]
        forms = {
            kind
            for room in rooms
            for kind in vars(room).values()
            if inspect.isclass(kind) and issubclass(kind, Form) and kind is not Form
        }
        found: dict[str, list[str]] = {}
        for form in forms:
            for name in dir(form):
                field = getattr(form, name, None)
                if type(field).__name__ == "UnboundField":
                    choices = field.kwargs.get("choices") or ()
                    found[name] = [str(each[0]) for each in choices if isinstance(each, tuple)]
        source = inspect.getsource(module)
        for name in re.findall(r"request\.(?:form|args|values)(?:\.get(?:list)?\(|\[)\"([\w-]+)\"", source):
            found.setdefault(name, [])
        _fields[module] = found
    return _fields[module]


@pytest.fixture(scope="module")
def sender(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sender]:
    app = world.build(sqlite_template, tmp_path_factory.mktemp("fuzz"))
    app.testing = False  # a fault is answered with 500, as to anybody
    yield Sender(app)
    close(app)


def test_whatever_is_sent_to_any_route_is_answered(sender):
    broken: list[tuple[str, str, int]] = []

    @settings(
        max_examples=REQUESTS,
        phases=[Phase.generate],
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def go_through(data: st.DataObject) -> None:
        method, rule = data.draw(st.sampled_from(sender.ways))
        status = sender.send(method, rule, data.draw)
        if status >= 500:
            broken.append((method, rule, status))

    go_through()

    assert broken == []
    assert sender.count >= REQUESTS
