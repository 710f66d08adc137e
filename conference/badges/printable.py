"""Text that a PDF can show: letters that our faces lack become □.

PDF/UA makes a letter without a glyph an error, so one name would stop a whole sheet. Which letters there are
depends on the faces at hand and on how Typst falls back between them, so Typst itself is asked (6 ms for an
unusual word, once a process); ordinary European names need no question.
"""

import re
import unicodedata
from functools import lru_cache
from pathlib import Path

import typst

MISSING = "□"
#: IBM Plex Sans, put there by `npm run build`; without it Typst's own Libertinus Serif does.
FONTS_PATH = Path(__file__).parents[2] / "static" / "vendor" / "fonts"

#: In every weight that the templates use: a bold face may lack what the regular one has.
_PROBE = b"""#set document(title: "x")
#set text(font: ("IBM Plex Sans", "Libertinus Serif"))
#for weight in (400, 600, 700) { text(weight: weight, sys.inputs.text) }"""
#: Latin letters with their accents and ordinary punctuation: in every face we ship.
_COMMON = re.compile(r"[ -~\u00A0-\u00AC\u00AE-\u017F‐–—‘’“”„•…€□]*")


def printable(text: str) -> str:
    """The text with □ for each letter that no face can show; marks that cannot be seen are left out."""
    text = unicodedata.normalize("NFC", "".join(_visible(letter) for letter in text))
    if _is_printable(text):
        return text
    shown = "".join(letter if _is_printable(letter) else MISSING for letter in _letters(text))
    if _is_printable(shown):
        return shown
    # Letters join: each may have a glyph while the word has none.
    return "".join(MISSING if _is_uncommon(letter) else letter for letter in shown)


@lru_cache(maxsize=1)
def faces() -> typst.Fonts:
    """The faces at hand; those of the machine are never used, so that a PDF is the same everywhere."""
    return typst.Fonts(include_system_fonts=False, font_paths=[FONTS_PATH] if FONTS_PATH.is_dir() else [])


def _visible(letter: str) -> str:
    if letter.isspace():
        return " "
    kind = unicodedata.category(letter)
    if kind in ("Co", "Cn", "Cs"):
        return MISSING
    is_variant = "\ufe00" <= letter <= "\ufe0f" or letter >= "\U000e0100"
    return "" if kind in ("Cc", "Cf") or is_variant else letter


def _letters(text: str) -> list[str]:
    """Each letter with the marks that combine with it."""
    letters: list[str] = []
    for letter in text:
        if letters and unicodedata.category(letter).startswith("M"):
            letters[-1] += letter
        else:
            letters.append(letter)
    return letters


def _is_uncommon(text: str) -> bool:
    return _COMMON.fullmatch(text) is None


@lru_cache(maxsize=4096)
def _is_printable(text: str) -> bool:
    if not _is_uncommon(text):
        return True
    try:
        typst.compile(
            _PROBE, format="pdf", pdf_standards=["ua-1"], font_paths=faces(), sys_inputs={"text": text}
        )
    except typst.TypstError:
        return False
    return True
