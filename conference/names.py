"""Names as people write them: cleaned to keep, folded to find, keyed to sort in the Danish order."""

import re
import unicodedata

#: Letters that Unicode does not take apart, as people type them on another keyboard.
_SPELLED = str.maketrans(
    {"æ": "ae", "ø": "oe", "å": "aa", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ı": "i"}
)
#: The last three letters of the Danish alphabet, put behind z.
_LAST = str.maketrans({"æ": "{", "ø": "|", "å": "}"})
_LETTERS = {"{": "Æ", "|": "Ø", "}": "Å"}
_STRUCK = re.compile(r"LATIN SMALL LETTER ([A-Z]) WITH ")
#: More of a line is cut off unread: putting accents in order takes time by the square of their number.
#: Longer than anything we keep, so that what is too long still is.
LONGEST = 3000
#: Control, format (zero width, direction), surrogate, line and paragraph separator.
_UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def clean(text: str) -> str:
    """The text on one line, without what cannot be seen; every letter stays as it was written."""
    spaced = "".join(" " if letter.isspace() else letter for letter in text[:LONGEST])
    seen = "".join(letter for letter in spaced if unicodedata.category(letter) not in _UNSEEN)
    return unicodedata.normalize("NFC", " ".join(seen.split()))


def clean_lines(text: str) -> str:
    """The same for a text of several lines, which keeps them."""
    return "\n".join(clean(line) for line in text.splitlines()).strip()


def fold(text: str) -> str:
    """What is compared in a search: "Sørensen", "SØRENSEN" and "soerensen" are one."""
    spelled = unicodedata.normalize("NFKC", clean(text)).casefold().translate(_SPELLED)
    return _without_accents(spelled)


def fold_email(address: str) -> str:
    """What is compared of an address: case, spaces and the form of its letters do not tell two apart."""
    return "".join(unicodedata.normalize("NFKC", clean(address)).casefold().split())


def sort_key(text: str) -> str:
    """The place in the Danish order, by plain comparison of code points; aa counts as å."""
    lowered = unicodedata.normalize("NFC", clean(text).casefold()).replace("aa", "å")
    return "".join(_base(letter) for letter in _without_accents(lowered.translate(_LAST)).translate(_LAST))


def initial(text: str) -> str:
    """The letter under which a name stands in that order; empty where it begins with none."""
    first = sort_key(text)[:1]
    letter = _LETTERS.get(first, first.upper())
    return letter if letter.isalpha() else ""


def _base(letter: str) -> str:
    """The letter below a stroke or a hook, which Unicode does not take off: Đ stands with D, Ł with L."""
    if letter.isascii():
        return letter
    struck = _STRUCK.match(unicodedata.name(letter, ""))
    return struck[1].lower() if struck else letter.translate(_SPELLED)


def _without_accents(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text)
    return unicodedata.normalize("NFC", "".join(part for part in parts if not unicodedata.combining(part)))
