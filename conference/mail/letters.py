"""What a letter says: the register of letters, and the shape their words come in."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from flask_babel import LazyString, force_locale
from flask_babel import gettext as _

from conference import names
from conference.mail import additions
from conference.mail.linking import OwnWords
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
    #: The same in letters, for who reads plain text and for a door whose camera fails.
    letters: str


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
    #: What else they may want to do; told more quietly.
    second: Button | None = None
    code: Code | None = None
    #: Label and value: when, where.
    facts: tuple[tuple[str, str], ...] = ()
    #: What the organisers say in every letter of this name; put in here, not by the writer.
    added: tuple[str, ...] = ()
    #: What else is good to know.
    closing: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    #: Each is of one event: a calendar reads no two from one file.
    entries: tuple[CalendarEntry, ...] = ()
    #: The uid of the conference it is about, whose organisers may have something to add.
    about: str = ""
    #: Whom to ask about it; the organiser's own address when there is none.
    contact: str = ""


#: Makes a letter's content; None when there is nothing left to tell.
Writer = Callable[[Letter], Content | None]

_writers: dict[str, Writer] = {}
_titles: dict[str, LazyString] = {}
_invitations: set[str] = set()
_with_addition: list[str] = []


def letter(
    name: str, title: LazyString, *, is_invitation: bool = False, with_addition: bool = False
) -> Callable[[Writer], Writer]:
    """Register how a letter is written, and what organisers call it. A name has one writer.

    An invitation goes to people who did not ask for it, and tells them how to get no more. With an addition
    means that organisers may add a paragraph of their own, and see beforehand how the letter looks: its
    writer must also cope with a sample, whose facts name nobody but the conference.
    """

    def register(writer: Writer) -> Writer:
        if _writers.setdefault(name, writer) is not writer:
            raise ValueError(f"There are two letters by the name {name}.")
        _titles[name] = title
        if is_invitation:
            _invitations.add(name)
        if with_addition:
            _with_addition.append(name)
        return writer

    return register


def content_of(letter: Letter) -> Content | None:
    """The letter's words as things stand now, in its language; None when there is nothing left to tell.

    Raises KeyError for a name that nobody registered.
    """
    with force_locale(letter.language):
        content = _writers[letter.name](letter)
        if content is None:
            return None
        if content.about:
            added = letter.facts.get("added")  # what is tried before it is saved
            if added is None:
                added = additions.text_of(content.about, letter.name, letter.language)
            content = replace(content, added=paragraphs_of(added))
        return _as_test(content) if letter.facts.get("is_test") else content


def list_with_addition() -> list[str]:
    """The names of the letters to which organisers may add something."""
    return list(_with_addition)


def paragraphs_of(text: str) -> tuple[OwnWords, ...]:
    """What organisers typed, parted where they left a line empty."""
    parts = re.split(r"\n\s*\n", text.replace("\r\n", "\n"))
    return tuple(OwnWords(part.strip()) for part in parts if part.strip())


def is_invitation(name: str) -> bool:
    """Whether who gets it did not ask for it, and may want no more."""
    return name in _invitations


def title_of(letter: Letter) -> str:
    """What organisers call the letter, with the title they have given it themselves."""
    title, own = title_of_name(letter.name), letter.facts.get("title")
    return f"{title}: {own}" if own else title


def title_of_name(name: str) -> str:
    """What organisers call the letters of a name."""
    return str(_titles.get(name, name))


def unlinked(text: str) -> str:
    """A person's words that no mail program turns into a link: a name must not advertise.

    An invisible character stands after each dot, slash, colon and @ that joins two others.
    """
    return _JOINTS.sub("\\1\u200b", names.clean(text))


def _as_test(content: Content) -> Content:
    """Said at once to be a test; and an organiser's own calendar is left alone."""
    note = _("This is a test. The code and the links in it open nothing.")
    return replace(
        content,
        subject=_("Test: %(subject)s", subject=content.subject),
        paragraphs=(note, *content.paragraphs),
        entries=(),
    )


_JOINTS = re.compile(r"(?<=\S)([.:/@])(?=\S)")
