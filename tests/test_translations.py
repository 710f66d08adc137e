"""Danish first: every text has its Danish, and says the same things."""

import re
from functools import cache
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from conference.config import PACKAGE
from conference.language import TRANSLATIONS

ROOT = PACKAGE.parent
with (TRANSLATIONS / "babel.cfg").open() as mapping:
    METHODS, OPTIONS = parse_mapping_cfg(mapping)
KEYWORDS = {
    "_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}


@cache
def texts():
    """Every text of the app, as (file, context, text)."""

    def is_ours(folder: str) -> bool:
        return Path(folder).name not in (".venv", "node_modules", "static", "tests")

    found = extract_from_dir(str(ROOT), METHODS, OPTIONS, keywords=KEYWORDS, directory_filter=is_ours)
    return [
        (file, context, text if isinstance(text, str) else text[0]) for file, _line, text, _, context in found
    ]


def danish():
    with (TRANSLATIONS / "da" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale="da")


def test_every_text_has_its_danish():
    catalogue = danish()
    missing = []
    for file, context, text in texts():
        message = catalogue.get(text, context)
        said = message and (message.string if isinstance(message.string, str) else all(message.string))
        if not said or message.fuzzy:
            missing.append(f"{file}: {text}")

    assert missing == []


def test_the_catalogue_keeps_no_text_that_nobody_says():
    said = {(context, text) for _, context, text in texts()}
    kept = {(m.context, m.id if isinstance(m.id, str) else m.id[0]) for m in danish() if m.id}

    assert kept - said == set()


def test_a_translation_fills_in_the_same_names():
    names = re.compile(r"%\((\w+)\)")
    wrong = []
    for message in danish():
        if not message.id:
            continue
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        strings = [message.string] if isinstance(message.string, str) else list(message.string)
        asked = set().union(*(names.findall(text) for text in ids))
        if any(set(names.findall(text)) - asked for text in strings):
            wrong.append(ids[0])

    assert wrong == []
