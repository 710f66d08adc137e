"""docs/security.md names tests that are there."""

import re

from conference.config import PACKAGE

ROOT = PACKAGE.parent
PAGE = (ROOT / "docs" / "security.md").read_text("utf-8")


def test_every_check_has_its_line():
    assert re.findall(r"^\| A(\d+) \|", PAGE, re.MULTILINE) == [str(number) for number in range(1, 65)]


def test_every_test_that_the_page_names_exists():
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)
    gone = [
        f"{path}::{name}"
        for path, name in named
        if not (ROOT / path).is_file() or f"def {name}(" not in (ROOT / path).read_text("utf-8")
    ]

    assert named
    assert gone == []
