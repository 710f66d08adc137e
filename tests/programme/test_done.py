"""What organisers are told after a deed."""

import re
from pathlib import Path

import pytest

from conference.config import PACKAGE
from conference.programme import done

#: Where pages send somebody on with a word for what was done.
WORD = re.compile(r'done="(\w+)"')


@pytest.mark.parametrize(
    ("deed", "number", "told"),
    [
        ("series", 6, "6 times have been made in Sal C."),
        ("series", 1, "1 time has been made in Sal C."),
        ("invited", 2, "2 invitations are on their way."),
        ("granted", 0, "The grant has been saved."),
        ("granted", 1, "The grant has been saved. 1 invitation is on its way."),
        ("cancelled", 2, "The session is cancelled. 2 letters are on their way."),
        ("cancelled", 0, "The session is cancelled."),
        ("locked", 0, "The plan is locked."),
        ("<b>anything</b>", 0, ""),
        ("", 0, ""),
    ],
)
def test_a_deed_is_told_in_a_sentence(deed, number, told):
    assert done.said(deed, number, "Sal C") == told


@pytest.mark.parametrize("part", ["board", "people"])
def test_every_word_that_a_page_sends_has_its_sentence(part):
    pages = (PACKAGE / "programme" / part).glob("*web.py")
    words = {word for page in pages for word in WORD.findall(Path(page).read_text("utf-8"))}

    assert words
    assert {word for word in words if not done.said(word, 1, "Sal C")} == set()
