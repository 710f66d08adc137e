"""A file of the pact's facts, read and checked: TOML in, plain values out, or one sentence on what is wrong.

Pure. The values of an entry are those of its row as JSON holds them, so that they can be kept and compared.
"""

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from conference.errors import Invalid
from conference.pact import when

KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
T = TypeVar("T")


class WrongFile(Invalid):
    """The file cannot be loaded; nothing of it was."""

    code = "wrong_file"


@dataclass(frozen=True)
class Entry:
    """One row as the file tells it."""

    key: str
    values: dict[str, Any]


@dataclass(frozen=True)
class Plan:
    """All that a file tells, section by section, in its order."""

    partners: list[Entry]
    areas: list[Entry]
    milestones: list[Entry]
    goals: list[Entry]
    pre_project: list[Entry]
    council: list[Entry]
    tasks: list[Entry]
    facts: list[Entry]


def read(content: bytes) -> Plan:
    """The plan in a file. Raises WrongFile."""
    try:
        file = Table("", tomllib.loads(content.decode()))
    except UnicodeDecodeError:
        raise WrongFile("The file is not UTF-8 text.") from None
    except tomllib.TOMLDecodeError as error:
        raise WrongFile(f"The file is not TOML: {error}.") from None
    plan = Plan(
        partners=file.entries("partners", _partner),
        areas=file.entries("areas", _area),
        milestones=file.entries("milestones", _milestone),
        goals=file.entries("goals", _goal),
        pre_project=file.people("pre-project"),
        council=file.entries("council", _seats),
        tasks=file.entries("tasks", _text),
        facts=file.entries("facts", _fact),
    )
    file.check_all_read()
    _check_references(plan)
    _check_chair(plan.council)
    return plan


class Table:
    """A table of the file that knows where it stands and which of its keys were read."""

    def __init__(self, path: str, content: dict[str, Any], place: int = 0) -> None:
        self.path, self.content, self.place = path, content, place
        self.inner: list[Table] = []
        self.read: set[str] = set()

    def text(self, name: str) -> str:
        """Words that must be there."""
        text = self._must(name, str, "words in quotes").strip()
        if not text:
            raise self.wrong(name, "is empty")
        return text

    def optional_text(self, name: str) -> str | None:
        """Words that may be left out."""
        return self.text(name) if name in self.content else None

    def whole(self, name: str) -> int:
        """A whole number above zero."""
        number = self._must(name, int, "a whole number")
        if isinstance(number, bool) or number < 1:
            raise self.wrong(name, "must be a whole number above zero")
        return number

    def flag(self, name: str) -> bool:
        """True or false; false when left out."""
        return name in self.content and self._must(name, bool, "true or false")

    def texts(self, name: str) -> list[str]:
        """Several words, none twice; none when left out."""
        texts = self._must(name, list, "a list") if name in self.content else []
        for text in texts:
            if not isinstance(text, str) or not text.strip():
                raise self.wrong(name, "must hold words in quotes")
            if texts.count(text) > 1:
                raise self.wrong(name, f"holds “{text}” twice")
        return texts

    def words_of_date(self, name: str) -> str:
        """A date in Danish words, written as it will be read."""
        words = self.text(name)
        try:
            return when.parse(words).words("da")
        except ValueError:
            raise self.wrong(name, f"“{words}” is no date; write it like “medio juni 2018”") from None

    def table(self, name: str) -> "Table":
        """A table inside this one."""
        inner = Table(self._at(name), self._must(name, dict, "a table"))
        self.inner.append(inner)
        return inner

    def entries(self, name: str, read: Callable[["Table"], dict[str, Any]]) -> list[Entry]:
        """The tables inside a section, each read as a row; no section, no rows."""
        if name not in self.content:
            return []
        section = self.table(name)
        rows = []
        for place, key in enumerate(section.content, start=1):
            section.check_key(key)
            row = section.table(key)
            row.place = place
            rows.append(Entry(key, read(row)))
        return rows

    def people(self, name: str) -> list[Entry]:
        """A section of `organisation = "Person"` lines."""
        if name not in self.content:
            return []
        section = self.table(name)
        keys = enumerate(section.content, start=1)
        return [Entry(key, {"person": section.text(key), "place": place}) for place, key in keys]

    def check_key(self, key: str) -> None:
        """Refuse a key that could not be part of an address."""
        if not KEY.fullmatch(key):
            raise self.wrong(key, "must be small letters a to z, digits and single hyphens")

    def check_all_read(self) -> None:
        """Refuse what nobody asked for: most likely it is misspelt."""
        for name in self.content:
            if name not in self.read:
                raise self.wrong(name, "is not known here")
        for table in self.inner:
            table.check_all_read()

    def wrong(self, name: str, what: str) -> WrongFile:
        """What is wrong, led by where."""
        return WrongFile(f"{self._at(name)}: {what}.")

    def _at(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name

    def _must(self, name: str, kind: type[T], said: str) -> T:
        self.read.add(name)
        if name not in self.content:
            raise self.wrong(name, "is missing")
        if not isinstance(self.content[name], kind):
            raise self.wrong(name, f"must be {said}")
        return cast(T, self.content[name])


def _partner(row: Table) -> dict[str, Any]:
    name, aliases = row.text("name"), row.texts("aliases")
    return {"name": name, "aliases": sorted(alias for alias in aliases if alias != name)}


def _area(row: Table) -> dict[str, Any]:
    return {**_name(row), "place": row.place, "partners": sorted(row.texts("partners"))}


def _milestone(row: Table) -> dict[str, Any]:
    title, text = row.table("title"), row.table("text")
    return {
        "when": row.words_of_date("when"),
        "title_da": title.text("da"),
        "title_en": title.text("en"),
        "text_da": text.text("da"),
        "text_en": text.text("en"),
        "is_deadline": row.flag("deadline"),
        "areas": sorted(row.texts("areas")),
        "partners": sorted(row.texts("partners")),
    }


def _goal(row: Table) -> dict[str, Any]:
    return {
        "title_da": row.text("da"),
        "title_en": row.text("en"),
        "year": row.whole("year"),
        "place": row.place,
    }


def _seats(row: Table) -> dict[str, Any]:
    return {**_name(row), "place": row.place, "seats": row.whole("seats"), "chair": row.flag("chair")}


def _text(row: Table) -> dict[str, Any]:
    return {"text_da": row.text("da"), "text_en": row.text("en"), "place": row.place}


def _fact(row: Table) -> dict[str, Any]:
    url = row.optional_text("url")
    if url and not url.startswith("https://"):
        raise row.wrong("url", "must begin with https://")
    topic = row.optional_text("topic") or row.path.rpartition(".")[2]
    return {**_text(row), "topic": topic, "url": url}


def _name(row: Table) -> dict[str, Any]:
    return {"name_da": row.text("da"), "name_en": row.text("en")}


def _check_references(plan: Plan) -> None:
    partners, areas = {entry.key for entry in plan.partners}, {entry.key for entry in plan.areas}
    for entry in plan.areas:
        _check_known(f"areas.{entry.key}.partners", entry.values["partners"], partners, "partner")
    for entry in plan.milestones:
        _check_known(f"milestones.{entry.key}.partners", entry.values["partners"], partners, "partner")
        _check_known(f"milestones.{entry.key}.areas", entry.values["areas"], areas, "focus area")
    for entry in plan.pre_project:
        _check_known(f"pre-project.{entry.key}", [entry.key], partners, "partner")


def _check_known(path: str, keys: list[str], known: set[str], kind: str) -> None:
    for key in keys:
        if key not in known:
            raise WrongFile(f"{path}: “{key}” is no {kind} of this file.")


def _check_chair(council: list[Entry]) -> None:
    chairs = [entry.key for entry in council if entry.values["chair"]]
    if council and len(chairs) != 1:
        raise WrongFile(f"council: exactly one kind of seat has the chair, not {len(chairs)}.")
