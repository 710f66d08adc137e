"""The scanner's signs, for what is printed: they are drawn once, in its page."""

from xml.etree import ElementTree

from flask import render_template

from conference.badges.paper import SignPrint
from conference.checkin import words
from conference.checkin.models import Verdict


def sign(key: str, *, advice: str = "") -> SignPrint:
    """What the scanner shows for a verdict, or for a word of its own, in the present language."""
    if key in words.OWN:
        tone, word = words.OWN[key]
    else:
        tone, word = words.TONES[Verdict(key)], words.VERDICTS[Verdict(key)]
    return SignPrint(tone, _drawings()[key], str(word), advice)


def _drawings() -> dict[str, str]:
    """By key, what is inside each square of 64."""
    page = ElementTree.fromstring(render_template("checkin/_signs.html"))
    return {
        symbol.attrib["id"].removeprefix("sign-"): "".join(
            ElementTree.tostring(shape, encoding="unicode") for shape in symbol
        )
        for symbol in page.iter("symbol")
    }
