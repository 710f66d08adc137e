"""What a letter says: the register of letters, and the shape their words come in."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import LazyString, force_locale

from conference import names
from conference.mail.models import Letter


@dataclass(frozen=True)
class Button:
    """The one thing to do; its address stands in the text part in full."""

    label: str
    url: str


@dataclass(frozen=True)
class Code:
    """A QR code in the letter, with what a screen reader says of it."""

    text: str
    alt: str


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a letter."""

    filename: str
    #: Type and subtype: `application/pdf`.
    mimetype: str
    content: bytes


@dataclass(frozen=True)
class CalendarEntry:
    """An iCalendar file that changes the reader's own calendar."""

    filename: str
    #: The METHOD that stands in the file; the part must say the same.
    method: str
    content: bytes


@dataclass(frozen=True)
class Content:
    """The words of one letter, in its language, with what goes with it."""

    subject: str
    #: What is so, the next step first.
    paragraphs: tuple[str, ...]
    button: Button | None = None
    code: Code | None = None
    #: Label and value: when, where.
    facts: tuple[tuple[str, str], ...] = ()
    #: What else is good to know.
    closing: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    #: Each is of one event: a calendar reads no two from one file.
    entries: tuple[CalendarEntry, ...] = ()


#: Makes a letter's content; None when there is nothing left to tell.
Writer = Callable[[Letter], Content | None]

_writers: dict[str, Writer] = {}
_titles: dict[str, LazyString] = {}
_invitations: set[str] = set()


def letter(name: str, title: LazyString, *, is_invitation: bool = False) -> Callable[[Writer], Writer]:
    """Register how a letter is written, and what organisers call it. A name has one writer.

    An invitation goes to people who did not ask for it, and tells them how to get no more.
    """

    def register(writer: Writer) -> Writer:
        if _writers.setdefault(name, writer) is not writer:
            raise ValueError(f"There are two letters by the name {name}.")
        _titles[name] = title
        if is_invitation:
            _invitations.add(name)
        return writer

    return register


def content_of(letter: Letter) -> Content | None:
    """The letter's words as things stand now, in its language; None when there is nothing left to tell.

    Raises KeyError for a name that nobody registered.
    """
    with force_locale(letter.language):
        return _writers[letter.name](letter)


def is_invitation(name: str) -> bool:
    """Whether who gets it did not ask for it, and may want no more."""
    return name in _invitations


def title_of(letter: Letter) -> str:
    """What organisers call the letter."""
    return str(_titles.get(letter.name, letter.name))


def unlinked(text: str) -> str:
    """A person's words that no mail program turns into a link: a name must not advertise.

    An invisible character stands after each dot, slash, colon and @ that joins two others.
    """
    return _JOINTS.sub("\\1\u200b", names.clean(text))


_JOINTS = re.compile(r"(?<=\S)([.:/@])(?=\S)")
