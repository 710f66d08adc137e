"""Text that a PDF can show."""

import pytest

from conference.badges.printable import printable


@pytest.mark.parametrize(
    "name",
    [
        "Søren Kierkegård",
        "Łukasz Żółć",
        "Åse O’Brien-Ærø",
        "Ольга Петрова",
        "Nguyễn Văn",
        "Γιώργος",
        "<b>Åse</b>",
        "{{7*7}}",
        "<img src=file:///etc/passwd>",
        '#read("/etc/passwd")',
    ],
)
def test_what_the_faces_have_stays_as_it_is(name):
    assert printable(name) == name


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("李 Søren", "□ Søren"),
        ("李小龍", "□□□"),
        ("Ann 😀", "Ann □"),
        ("ไทย", "□□□"),
        ("\ue000 privat", "□ privat"),
        ("halv \ud800", "halv □"),
    ],
)
def test_a_letter_that_no_face_has_becomes_a_box(name, printed):
    assert printable(name) == printed


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("Åse\r\nBcc: x", "Åse  Bcc: x"),
        ("Bo\x00\x07", "Bo"),
        ("\u202eovre\u200bgaard", "ovregaard"),
        ("e\u0301", "é"),
        ("❤\ufe0f", "❤"),
    ],
)
def test_what_cannot_be_seen_is_left_out(name, printed):
    assert printable(name) == printed
