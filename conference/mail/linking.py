"""Addresses in organisers' own words become links in a letter; in nobody else's words (A34)."""

import re

from markupsafe import Markup, escape

_ADDRESS = re.compile(r"https?://[^\s<>\"“”«»]+", re.IGNORECASE)
#: What stands behind an address and not in it.
_BEHIND = ".,;:!?)]}'’…"


class OwnWords(str):
    """A paragraph that organisers wrote."""

    __slots__ = ()


def as_html(paragraph: str) -> Markup:
    """A paragraph for an HTML letter, its lines kept apart."""
    shown = _linked if isinstance(paragraph, OwnWords) else escape
    return Markup("<br>").join(shown(line) for line in paragraph.splitlines())


def _linked(line: str) -> Markup:
    parts, end = list[Markup](), 0
    for match in _ADDRESS.finditer(line):
        address = match[0].rstrip(_BEHIND)
        parts += [
            escape(line[end : match.start()]),
            Markup('<a href="{0}">{0}</a>').format(address),
        ]
        end = match.start() + len(address)
    return Markup().join([*parts, escape(line[end:])])
