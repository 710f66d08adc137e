"""Ticket, badge sheet and certificate as PDF/UA-1: finished values in, bytes out.

What people typed goes to Typst as data and never as template source; the templates read no other file than
the house style beside them.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import typst

from conference.badges import qr
from conference.badges.printable import faces, printable

TEMPLATES = Path(__file__).parent


@dataclass(frozen=True)
class TicketPrint:
    """What one ticket says, in the words of its reader's language."""

    language: str
    #: The document's title, for screen readers and the window.
    title: str
    conference: str
    name: str
    organisation: str
    kind: str
    #: The kind in words.
    kind_name: str
    #: Label and value: when, where, the way there.
    facts: tuple[tuple[str, str], ...]
    #: One sentence on what to do with the ticket.
    advice: str
    qr_url: str
    qr_alt: str
    #: The code in groups, for a door whose camera fails.
    code: str


@dataclass(frozen=True)
class BadgePrint:
    """What one badge shows."""

    name: str
    organisation: str
    kind: str
    kind_name: str
    qr_url: str
    qr_alt: str
    #: Says of the mark of who must not be in photos what it means; empty: they may, and bear no mark.
    photo_mark: str = ""


@dataclass(frozen=True)
class CertificatePrint:
    """What a certificate of attendance says, in the words of its reader's language."""

    language: str
    #: The document's title, and its heading.
    title: str
    pact: str
    name: str
    organisation: str
    #: What they have done, as it goes on after the name.
    has: str
    conference: str
    #: Label and value: when, where.
    facts: tuple[tuple[str, str], ...]
    #: Who says so, and where it can be seen that it is true.
    issued: str
    url: str


def ticket(print_: TicketPrint) -> bytes:
    """One ticket on a page of A5: large enough on a phone, and on paper."""
    return typeset("ticket.typ", values_of(print_))


def badge_sheet(badges: list[BadgePrint], *, title: str, language: str) -> bytes:
    """Badges of A7, eight on each page of A4, in the given order."""
    data = {"title": title, "language": language, "badges": [values_of(badge) for badge in badges]}
    return typeset("badges.typ", data)


def certificate(print_: CertificatePrint) -> bytes:
    """One certificate of attendance on a page of A4."""
    return typeset("certificate.typ", values_of(print_))


def typeset(template: str, data: dict[str, Any]) -> bytes:
    """A template of this folder with these values in it."""
    document = typst.compile(
        TEMPLATES / template,
        root=TEMPLATES,
        format="pdf",
        pdf_standards=["ua-1"],
        font_paths=faces(),
        sys_inputs={"data": json.dumps(data)},
    )
    assert isinstance(document, bytes)
    return document


def values_of(print_: TicketPrint | BadgePrint | CertificatePrint) -> dict[str, Any]:
    """What Typst gets to set: text it can show, and the code as a picture."""
    values: dict[str, Any] = {
        key: printable(value) for key, value in asdict(print_).items() if isinstance(value, str)
    }
    if not isinstance(print_, BadgePrint):
        values["facts"] = [(printable(label), printable(value)) for label, value in print_.facts]
    if not isinstance(print_, CertificatePrint):
        values["qr"] = qr.svg(print_.qr_url, quiet_zone=0)
    return values
