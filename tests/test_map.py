"""The arrows of the house: which room may know which (docs/architecture.md)."""

import ast
from functools import cache
from pathlib import Path

import pytest

from conference.config import PACKAGE

#: Rooms from the ground up; each may use those before it, and the house itself.
LAYERS = (
    {"audit"},
    {"accounts"},
    {"mail"},
    {"pact"},
    {"registration"},
    {"programme"},
    {"calendar", "badges", "checkin"},
    {"own", "presenting", "privacy", "team"},
    {"front", "backup"},
    {"demo"},
)
#: Pure crafts: values in, bytes or words out. Any room may use them.
CRAFTS = {
    "conference.calendar.ical",
    "conference.badges.qr",
    "conference.badges.pdf",
    "conference.badges.paper",
    "conference.pact.when",
    "conference.programme.document",
}
#: Arrows that go against the layers, each with its reason.
ALSO: dict[tuple[str, str], str] = {}
#: Files of a room from the ground up; others (a craft, a second subject) stand where the table says.
FILES = {"models": 0, "rules": 1, "forms": 2, "service": 3, "web": 4, "cli": 4}
#: What a file of each kind never imports.
NEVER = {
    "models": {"flask"},
    "rules": {"flask", "conference.db"},
    "service": {"flask", "wtforms"},
    "forms": {"conference.db", "flask"},
}
#: The house, from the ground up.
HOUSE = (
    "config",
    "errors",
    "names",
    "spreadsheets",
    "db",
    "installation",
    "clock",
    "credentials",
    "limits",
    "language",
    "feeds",
    "logs",
    "web",
    "spreadsheets_web",
    "cli",
)


@cache
def modules() -> list[Path]:
    return sorted(file for file in PACKAGE.rglob("*.py") if "migrations" not in file.parts)


def name_of(file: Path) -> str:
    parts = file.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


@cache
def imports_of(file: Path) -> set[str]:
    """Every module a file names, also inside functions and for type checking."""
    known = {name_of(other) for other in modules()}
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= (inner & known) or {node.module or ""}
            found |= {f"{node.module}" for alias in node.names if f"{node.module}.{alias.name}" not in known}
    return found


def room_of(module: str) -> str | None:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 and (PACKAGE / parts[1]).is_dir() else None


def kind_of(module: str) -> str:
    """What a file of a room holds: a second subject's pages are `<subject>_web`."""
    return module.rpartition(".")[2].rpartition("_")[2]


def layer_of(room: str) -> int:
    return next(height for height, rooms in enumerate(LAYERS) if room in rooms)


@cache
def arrows() -> list[tuple[str, str]]:
    return [
        (name_of(file), used)
        for file in modules()
        for used in sorted(imports_of(file))
        if used.startswith("conference.")
    ]


def test_a_room_knows_only_rooms_below_it():
    wrong = [
        f"{user} -> {used}"
        for user, used in arrows()
        if (mine := room_of(user)) and (theirs := room_of(used)) and mine != theirs
        if used not in CRAFTS and (user, used) not in ALSO and layer_of(theirs) >= layer_of(mine)
    ]

    assert wrong == []


def test_a_room_reaches_another_by_its_service_models_or_rules_and_never_by_its_pages():
    wrong = [
        f"{user} -> {used}"
        for user, used in arrows()
        if room_of(used) and room_of(user) != room_of(used)
        if used.rpartition(".")[2] in ("web", "forms")
    ]

    assert wrong == []


def test_the_house_knows_no_room():
    wrong = [f"{user} -> {used}" for user, used in arrows() if room_of(user) is None and room_of(used)]

    assert [arrow for arrow in wrong if not arrow.startswith("conference.__main__ -> ")] == []


def test_the_house_stands_on_its_ground():
    height = {f"conference.{name}": at for at, name in enumerate(HOUSE)}
    wrong = [
        f"{user} -> {used}"
        for user, used in arrows()
        if user in height and used in height and height[used] >= height[user]
    ]

    assert wrong == []


def test_files_of_a_room_import_downwards():
    wrong = [
        f"{user} -> {used}"
        for user, used in arrows()
        if room_of(user) and room_of(user) == room_of(used)
        if FILES.get(kind_of(used), -1) > FILES.get(kind_of(user), 4)
    ]

    assert wrong == []


@pytest.mark.parametrize("kind", sorted(NEVER))
def test_a_file_does_not_know_what_its_kind_must_not(kind):
    wrong = [
        f"{name_of(file)} -> {used}"
        for file in modules()
        if kind_of(file.stem) == kind and room_of(name_of(file))
        for used in imports_of(file)
        for banned in NEVER[kind]
        if used == banned or (banned.startswith("conference") and used.startswith(f"{banned}."))
    ]

    assert wrong == []


def test_rules_are_given_the_time():
    asking = [
        name_of(file) for file in modules() if file.stem == "rules" and "now()" in file.read_text("utf-8")
    ]

    assert asking == []


def test_only_the_edge_opens_a_write_block():
    edges = {"web", "cli", "worker", "organise", "health", "__main__", "db", "installation"}
    wrong = [
        name_of(file)
        for file in modules()
        if "transaction()" in file.read_text("utf-8")
        and not edges & {file.stem, kind_of(file.stem)}
        and name_of(file)
        != "conference.accounts.service"  # writes down that a session is in use, on any request
    ]

    assert wrong == []
