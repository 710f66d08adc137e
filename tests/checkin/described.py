"""The phones' interface as docs/checkin-api.json describes it, and a program that speaks it."""

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from tests.checkin.door import envelope

DOCS = Path(__file__).parents[2] / "docs"
SPEC = json.loads((DOCS / "checkin-api.json").read_text("utf-8"))
SCHEMAS = SPEC["components"]["schemas"]
OPERATIONS = {
    (method.upper(), path): operation
    for path, methods in SPEC["paths"].items()
    for method, operation in methods.items()
}
TIMES = Draft202012Validator.FORMAT_CHECKER


@TIMES.checks("date-time", raises=ValueError)
def is_moment(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).utcoffset() is not None


def resolved(part: dict[str, Any]) -> dict[str, Any]:
    """A part of the description with what it refers to; what stands beside the reference goes first."""
    if "$ref" not in part:
        return part
    found: Any = SPEC
    for name in part["$ref"].removeprefix("#/").split("/"):
        found = found[name]
    return {**found, **{name: value for name, value in part.items() if name != "$ref"}}


def schema_of(answer: dict[str, Any]) -> dict[str, Any]:
    return resolved(answer)["content"]["application/json"]["schema"]


def check(schema: dict[str, Any], value: Any) -> None:
    Draft202012Validator({**schema, "components": SPEC["components"]}, format_checker=TIMES).validate(value)


def codes_in(answer: dict[str, Any]) -> set[str]:
    """The codes of errors that a response may have."""
    return set(schema_of(answer)["properties"]["error"]["properties"]["code"]["enum"])


#: Every operation with the codes of its errors.
DESCRIBED = {
    (operation["operationId"], code)
    for operation in OPERATIONS.values()
    for status, answer in operation["responses"].items()
    if status != "200"
    for code in codes_in(answer)
}


def untold(schema: dict[str, Any], answers: list[Any], path: str) -> Iterator[str]:
    """The members of a schema that none of these answers has."""
    schema = resolved(schema)
    answers = [answer for answer in answers if answer is not None]
    if "oneOf" in schema:
        yield from untold(schema["oneOf"][0], answers, path)
    for name, part in schema.get("properties", {}).items():
        found = [answer[name] for answer in answers if name in answer]
        if not found:
            yield f"{path}.{name}"
        yield from untold(part, found, f"{path}.{name}")
    if "items" in schema:
        yield from untold(schema["items"], [item for answer in answers for item in answer], f"{path}[]")
    if isinstance(schema.get("additionalProperties"), dict):
        parts = [part for answer in answers for part in answer.values()]
        yield from untold(schema["additionalProperties"], parts, f"{path}.*")


class Api:
    """A program that speaks with the door, and holds each call and answer against the description."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self.answers: defaultdict[tuple[str, str], list[Any]] = defaultdict(list)
        self.errors: set[tuple[str, str]] = set()
        #: The last call of each sort that was answered.
        self.calls: dict[tuple[str, str], Any] = {}

    def __call__(
        self,
        method: str,
        name: str,
        body: Any = None,
        *,
        by: str = "Anna",
        is_broken: bool = False,
        **more: Any,
    ) -> Any:
        path = f"/api/checkin/{name.partition('?')[0]}"
        operation = OPERATIONS[method, path]
        if body is not None and not is_broken:
            check(schema_of(operation["requestBody"]), body)
        sent = {"json": body, "headers": {"Authorization": f"Bearer {by}"}, **more}
        response = self._client.open(f"/api/checkin/{name}", method=method, **sent)
        described = operation["responses"][str(response.status_code)]
        check(schema_of(described), response.json)
        if response.status_code == 200:
            self.answers[method, path].append(response.json)
            self.calls[method, path] = body
        else:
            self.errors.add((operation["operationId"], response.json["error"]["code"]))
        return response.json

    def scan(self, *scans: Any, by: str = "Anna", **more: Any) -> list[str]:
        answer = self("POST", "scans", envelope(*scans, **more), by=by)
        return [result["verdict"] for result in answer["results"]]
