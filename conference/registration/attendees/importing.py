"""A list of people to register, understood line by line, before anybody is.

Nothing here knows the database: lines go in with who is known already, and come out as people or problems.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cache

from flask_babel import force_locale
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from conference.names import fold, fold_email
from conference.registration.answers import Answers
from conference.registration.attendees.forms import AdditionForm
from conference.registration.attendees.words import STATES
from conference.registration.models import Kind, State
from conference.registration.places import double_key
from conference.registration.words import KINDS
from conference.spreadsheets import Headings, Line, language_of, lines_of, meant, problems_of

#: As our own export calls them, and as people do.
HEADINGS: Headings = {
    "name": ("navn", "name"),
    "email": ("e-mail", "email", "mail", "e-mailadresse", "mailadresse", "e-post", "e-mail address"),
    "organisation": ("arbejdsplads", "workplace", "organisation", "organization"),
    "kind": (
        *("kommer som", "comes as", "inviteret som", "invited as"),
        *("som", "as", "type", "kind", "deltagertype"),
    ),
    "state": ("tilstand", "status", "state"),
    "language": ("sprog", "language"),
    "badge_name": ("navn på navneskiltet", "navn på badge", "name on the badge"),
}


@dataclass
class Row:
    """A line as it was understood: whom it names, and what is wrong with it."""

    number: int
    answers: Answers
    language: str
    badge_name: str | None
    problems: list[str] = field(default_factory=list)
    #: They have a place already, or had given it up where the list comes from.
    is_left_out: bool = False


def read(text: str, *, addresses: Collection[str], people: Collection[str]) -> list[Row]:
    """Each line as somebody to register. Raises Unreadable.

    `addresses` are the folded ones that have a place, `people` the names and workplaces, by which who has no
    address is known again.
    """
    rows, seen = [], dict[str, int]()
    for line in lines_of(text, HEADINGS, ("name",)):
        row = _row(line)
        address = row.answers.email
        folded = fold_email(address) if address else double_key(row.answers.name, row.answers.organisation)
        row.is_left_out |= folded in (addresses if address else people)
        if folded in seen and not row.is_left_out:
            row.problems.append(_("The same person stands on line %(line)s.", line=seen[folded]))
        seen.setdefault(folded, line.number)
        rows.append(row)
    return rows


def _row(line: Line) -> Row:
    cells, problems = {name: meant(cell) for name, cell in line.cells.items()}, problems_of(line)
    kind = _kinds().get(fold(cells.get("kind", ""))) if cells.get("kind") else Kind.ATTENDEE
    language = language_of(cells.get("language", ""))
    if kind is None:
        problems.append(_("Nobody comes as “%(kind)s”.", kind=cells["kind"][:100]))
    if language is None:
        problems.append(_("Write da or en as the language."))
    typed = {**cells, "kind": (kind or Kind.ATTENDEE).value, "language": language or "da"}
    form = AdditionForm(MultiDict(typed))
    if not form.validate():
        problems += [str(errors[0]) for errors in form.errors.values()]
    is_cancelled = fold(cells.get("state", "")) in _cancelled()
    badge_name = form.badge_name.data or None
    return Row(
        line.number, form.answers(), form.language.data, badge_name, problems, is_left_out=is_cancelled
    )


@cache
def _kinds() -> dict[str, Kind]:
    """What each kind is called in a list, whatever language it was written in."""
    found = {kind.value: kind for kind in Kind}
    for language in ("da", "en"):
        with force_locale(language):
            found |= {fold(str(word)): kind for kind, word in KINDS.items()}
    return found


@cache
def _cancelled() -> set[str]:
    found = {State.CANCELLED.value}
    for language in ("da", "en"):
        with force_locale(language):
            found.add(fold(str(STATES[State.CANCELLED])))
    return found
