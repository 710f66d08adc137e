"""The register of letters, and people's words in them."""

import pytest

from conference.mail.letters import letter, unlinked


@pytest.mark.parametrize(
    "name",
    [
        "http://evil.example",
        "www.evil.example",
        "evil.example/vind",
        "mail@evil.example",
        "//evil",
        "ftp:evil",
    ],
)
def test_no_address_in_a_name_is_left_in_one_piece(name):
    shown = unlinked(f"Åse {name}")

    assert name not in shown
    assert shown.replace("\u200b", "") == f"Åse {name}"


@pytest.mark.parametrize("name", ["Åse Øllgård", "Jens P. Hansen", "O’Brien-Ærø", "李小龍"])
def test_an_ordinary_name_is_left_as_it_is(name):
    assert unlinked(name) == name


def test_line_breaks_in_a_name_become_spaces():
    assert unlinked("Åse\r\nBcc: x\u2028y\x00") == "Åse Bcc: x y"


def test_a_name_has_one_writer():
    with pytest.raises(ValueError, match="two letters"):
        letter("test.note", "Another note")(lambda _letter: None)
