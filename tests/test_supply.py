"""What we are made of, and what may stand in a page unescaped (acceptance A63)."""

import json
import re
from pathlib import Path

import pytest

from conference import sbom
from conference.config import PACKAGE

ROOT = PACKAGE.parent
#: Who may say that text is HTML already: it escapes every piece of it.
MAY_MARK_UP = {"conference/mail/linking.py"}


def pinned(path: str) -> set[tuple[str, str]]:
    """What a list of requirements locks."""
    return set(re.findall(r"^([^\s=]+)==([^\s;]+)", (ROOT / path).read_text("utf-8"), re.MULTILINE))


def test_a63_the_bill_of_materials_holds_what_is_locked_and_nothing_else():
    told = {
        (each["purl"].split(":")[1].split("/")[0], each["name"], each["version"])
        for each in sbom.bill()["components"]
    }

    packages = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    node = {(path.rpartition("node_modules/")[2], each["version"]) for path, each in packages.items() if path}
    locked = {("pypi", *each) for each in pinned("requirements.txt")} | {("npm", *each) for each in node}
    assert told == locked
    assert all(each["hashes"] for each in sbom.bill()["components"])


@pytest.mark.parametrize("path", ["requirements.txt", "requirements-test.txt", "requirements-node.txt"])
def test_a63_every_package_is_locked_by_its_hashes(path):
    text = (ROOT / path).read_text("utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]

    assert [line for line in lines if "--hash=sha256:" not in line] == []


def test_a63_nothing_but_an_allow_list_says_that_text_is_html_already():
    files = [*(ROOT / "templates").rglob("*.*"), *PACKAGE.rglob("*.py")]
    found = {
        file.relative_to(ROOT).as_posix()
        for file in files
        if re.search(r"\|\s*safe\b|\bMarkup\(|autoescape\s+false", file.read_text("utf-8"))
    }

    assert found == MAY_MARK_UP


def test_a63_every_page_is_escaped_by_itself(app):
    with app.app_context():
        for file in Path(ROOT / "templates").rglob("*.html"):
            assert app.jinja_env.autoescape(file.name)  # type: ignore[operator]
        shown = app.jinja_env.from_string("{{ name }}").render(name="<b>Åse</b>")

    assert shown == "&lt;b&gt;Åse&lt;/b&gt;"
