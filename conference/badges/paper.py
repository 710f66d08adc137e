"""What the door has on paper, as PDF/UA-1: finished values in, bytes out."""

from dataclasses import asdict, dataclass
from typing import Any

from conference.badges import qr
from conference.badges.pdf import typeset
from conference.badges.printable import printable


@dataclass(frozen=True)
class ListedPerson:
    """One line of the check-in list."""

    #: The letter under which they stand, on the first line of each letter.
    initial: str
    name: str
    organisation: str
    kind: str
    kind_name: str
    #: When they came, if they have; their box is ticked.
    arrived: str


@dataclass(frozen=True)
class ListPrint:
    """What the check-in list says, in the words of its readers' language."""

    language: str
    #: The document's title, for screen readers and the window.
    title: str
    conference: str
    #: What people are checked in to.
    name: str
    when: str
    #: How many people stand on it.
    count: str
    #: As of when, and how many had come by then.
    state: str
    #: The heads of the four columns.
    columns: tuple[str, str, str, str]
    people: tuple[ListedPerson, ...]
    #: Above the lines for who is not on the list, and what to write there.
    extra: str
    extra_advice: str
    #: What becomes of the paper.
    care: str
    #: Which of how many, with {page} and {pages}.
    pages: str


@dataclass(frozen=True)
class PracticePrint:
    """One ticket of the rehearsal, and what the door should say to it."""

    name: str
    kind: str
    kind_name: str
    qr_url: str
    qr_alt: str
    #: The code in groups, to type.
    code: str
    verdict: "SignPrint"


@dataclass(frozen=True)
class SignPrint:
    """A verdict as the scanner shows it."""

    #: Green, amber or red.
    tone: str
    #: The drawing inside its square of 64, stroked.
    drawing: str
    word: str
    #: What to do about it.
    advice: str = ""


@dataclass(frozen=True)
class TonePrint:
    """What one colour means, and its verdicts."""

    tone: str
    name: str
    signs: tuple[SignPrint, ...]


@dataclass(frozen=True)
class GuidePrint:
    """The page that staff at the door have in their pocket."""

    language: str
    title: str
    conference: str
    when: str
    #: The heading above the colours, and one sentence on them.
    colours: str
    colours_advice: str
    tones: tuple[TonePrint, ...]
    #: The heading above everything else; then heading and text of each, in two columns.
    deeds: str
    parts: tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]
    #: Who to call, and how.
    call: str
    contact: tuple[str, ...]


def checkin_list(print_: ListPrint) -> bytes:
    """Everybody with a box to tick, on as many pages of A4 as it takes."""
    return typeset("checkin_list.typ", shown(asdict(print_)))


def rehearsal(tickets: list[PracticePrint], *, title: str, mark: str, says: str, language: str) -> bytes:
    """Test tickets of A7, eight on each page of A4."""
    values = {
        "title": title,
        "language": language,
        "mark": mark,
        "says": says,
        "tickets": [
            {**shown(asdict(ticket)), "qr": qr.svg(ticket.qr_url, quiet_zone=0)} for ticket in tickets
        ],
    }
    return typeset("rehearsal.typ", values)


def guide(print_: GuidePrint) -> bytes:
    """The guide on one page of A4."""
    return typeset("guide.typ", shown(asdict(print_)))


def shown(value: Any) -> Any:
    """The same with text that can be shown."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {key: shown(part) for key, part in value.items()}
    return [shown(part) for part in value]
