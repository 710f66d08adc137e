"""A list of people to invite, understood line by line, before any is invited.

Nothing here knows the database: lines go in with what is known already, and come out as guests or problems.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from conference.names import fold, fold_email
from conference.registration.invitations.forms import GuestForm
from conference.registration.invitations.rules import KINDS, Guest
from conference.registration.models import Kind
from conference.registration.places import double_key
from conference.registration.words import KINDS as KIND_WORDS
from conference.spreadsheets import Headings, Line, language_of, lines_of, problems_of

HEADINGS: Headings = {
    "name": ("navn", "name"),
    "email": ("e-mail", "email", "mail", "e-mailadresse", "mailadresse", "e-post", "e-mail address"),
    "organisation": ("arbejdsplads", "workplace", "organisation", "organization"),
    "kind": (
        *("inviteret som", "invited as", "kommer som", "comes as"),
        *("som", "as", "type", "kind", "deltagertype"),
    ),
    "language": ("sprog", "language"),
}
#: What a file may look like, to be downloaded; the people are invented.
EXAMPLE = [
    ["Navn", "E-mail", "Arbejdsplads", "Inviteret som", "Sprog"],
    ["Åse Østergaard", "aase@skole.example", "Dania", "Rådet", "da"],
    ["Zoë O’Brien", "zoe@avis.example", "Avisen", "Presse", "en"],
]
#: What a kind may be called in a list, whatever language the page speaks.
_CALLED = {
    "raad": Kind.COUNCIL,
    "raadet": Kind.COUNCIL,
    "raadsmedlem": Kind.COUNCIL,
    "the council": Kind.COUNCIL,
    "oplaegsholder": Kind.PRESENTER,
    "presse": Kind.PRESS,
    "gaest": Kind.GUEST,
} | {kind.value: kind for kind in KINDS}


@dataclass
class Row:
    """A line as it was understood: whom it names, and what is wrong with it."""

    number: int
    label: str
    organisation: str
    person: str
    guest: Guest
    problems: list[str] = field(default_factory=list)
    #: Somebody else has the same name and workplace.
    is_double: bool = False

    @property
    def is_good(self) -> bool:
        return not self.problems


def read(text: str, *, usual: Kind) -> list[Row]:
    """Each line as somebody to invite, as `usual` where it does not say what as. Raises Unreadable."""
    rows, seen = [], dict[str, int]()
    for line in lines_of(text, HEADINGS, ("name", "email")):
        row = _row(line, usual)
        folded = fold_email(line.cells["email"])
        if folded and folded in seen:
            row.problems.append(_("The same e-mail address stands on line %(line)s.", line=seen[folded]))
        seen.setdefault(folded, line.number)
        rows.append(row)
    return rows


def compare(rows: list[Row], hindrances: Mapping[str, str], people: Collection[str]) -> None:
    """Say of each who cannot be invited why, and who is likely somebody that is known already.

    `hindrances` are told by folded address; `people` are the names and workplaces of all who are known.
    """
    seen = set(people)
    for row in rows:
        person = double_key(row.guest.name, row.guest.organisation)
        row.is_double = person in seen
        seen.add(person)
        hindrance = hindrances.get(fold_email(row.person))
        if hindrance is not None:
            row.problems.append(hindrance)


def _row(line: Line, usual: Kind) -> Row:
    cells, problems = line.cells, problems_of(line)
    kind, language = _kind(cells.get("kind", ""), usual), language_of(cells.get("language", ""))
    if kind is None:
        words = ", ".join(str(KIND_WORDS[known]) for known in KINDS)
        problems.append(
            _(
                "Nobody is invited as “%(kind)s”. Choose one of these: %(words)s.",
                kind=cells["kind"][:100],
                words=words,
            )
        )
    if language is None:
        problems.append(_("Write da or en as the language."))
    form = GuestForm(MultiDict({**cells, "kind": (kind or usual).value, "language": language or "da"}))
    if not form.validate():
        problems += [str(errors[0]) for errors in form.errors.values()]
    return Row(
        line.number, cells["name"], cells.get("organisation", ""), cells["email"], form.guest(), problems
    )


def _kind(written: str, usual: Kind) -> Kind | None:
    if not written:
        return usual
    words = {fold(str(KIND_WORDS[kind])): kind for kind in KINDS}
    return (_CALLED | words).get(fold(written))
