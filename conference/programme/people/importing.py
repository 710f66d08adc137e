"""Lists of ambassadors and projects that organisers bring, understood line by line, before any is taken in.

Nothing here knows the database: lines go in with what is known already, and come out as facts or problems.
"""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import Form

from conference.language import said
from conference.names import fold, fold_email
from conference.pact.models import FocusArea
from conference.programme.people.forms import AmbassadorForm, PersonForm, ProjectForm
from conference.programme.people.rules import PersonFacts, ProjectFacts, project_key
from conference.spreadsheets import Headings, iso_day, language_of, lines_of, problems_of

AMBASSADOR_HEADINGS: Headings = {
    "name": ("navn", "name"),
    "email": ("e-mail", "email", "mail", "e-mailadresse", "mailadresse", "e-post", "e-mail address"),
    "organisation": ("organisation", "organization", "arbejdsplads", "workplace"),
    "area": ("fokusområde", "focus area", "område", "area"),
    "language": ("sprog", "language"),
}
PROJECT_HEADINGS: Headings = {
    "title_da": ("titel", "title", "projekt", "project", "titel på dansk", "dansk titel", "title in danish"),
    "title_en": ("titel på engelsk", "engelsk titel", "title in english", "english title"),
    "organisation": ("organisation", "organization", "ledende organisation", "lead organisation"),
    "area": AMBASSADOR_HEADINGS["area"],
    "applied_on": ("ansøgt", "ansøgt den", "applied", "applied on"),
    "name": (*AMBASSADOR_HEADINGS["name"], "person"),
    "email": AMBASSADOR_HEADINGS["email"],
    "language": AMBASSADOR_HEADINGS["language"],
}
#: What a file may look like, to be downloaded; the people are invented.
AMBASSADOR_EXAMPLE = [
    ["Navn", "E-mail", "Organisation", "Fokusområde", "Sprog"],
    ["Åse Østergaard", "aase@skole.example", "Dania", "Piger og STEM", "da"],
    ["Zoë O’Brien", "zoe@firma.example", "Firmaet; Aarhus", "Informatik", "en"],
]
PROJECT_EXAMPLE = [
    ["Titel", "Titel på engelsk", "Organisation", "Fokusområde", "Ansøgt", "Navn", "E-mail", "Sprog"],
    [
        "Kode i klassen",
        "Code in class",
        "Dania",
        "Informatik",
        "14-09-2018",
        "Bo Ærø",
        "bo@skole.example",
        "da",
    ],
    ["Kode i klassen", "", "Dania", "", "", "Ida Bæk", "ida@skole.example", "da"],
]


class Effect(StrEnum):
    """What taking a line in would do."""

    NEW = "new"
    KNOWN = "known"
    NONE = "none"


@dataclass
class Row:
    """A line as it was understood: what it is called, what it would do, and what is wrong with it."""

    number: int
    label: str
    organisation: str
    person: str = ""
    problems: list[str] = field(default_factory=list)
    effect: Effect = Effect.NONE
    facts: Any = None
    person_facts: PersonFacts | None = None

    @property
    def is_good(self) -> bool:
        return not self.problems


def read_ambassadors(text: str, *, areas: list[FocusArea], known: Collection[str]) -> list[Row]:
    """Each line as an ambassador; `known` are the folded addresses on the list. Raises Unreadable."""
    rows, seen = [], dict[str, int]()
    for line in lines_of(text, AMBASSADOR_HEADINGS, ("name", "email", "organisation")):
        cells = line.cells
        row = Row(line.number, cells["name"], cells["organisation"], cells["email"])
        row.problems = problems_of(line)
        form = AmbassadorForm(_typed(cells, areas, row.problems), areas=areas)
        row.problems += _problems_of(form)
        folded = fold_email(cells["email"])
        if folded and folded in seen:
            row.problems.append(_("The same e-mail address stands on line %(line)s.", line=seen[folded]))
        seen.setdefault(folded, line.number)
        row.effect = Effect.KNOWN if folded in known else Effect.NEW
        row.facts = replace(form.facts(), **_unsaid(cells, "area", "language"))
        rows.append(row)
    return rows


def read_projects(
    text: str, *, areas: list[FocusArea], known: Collection[tuple[str, str]], today: date
) -> list[Row]:
    """Each line as a project with one of its people; a line more for each further person. Raises Unreadable.

    `known` are the `people_rules.project_key` of those on the list.
    """
    rows: list[Row] = []
    first = dict[tuple[str, str], Row]()
    people = dict[tuple[tuple[str, str], str], int]()
    for line in lines_of(text, PROJECT_HEADINGS, ("title_da", "organisation")):
        cells = line.cells
        row = Row(line.number, cells["title_da"], cells["organisation"])
        row.problems = problems_of(line)
        form = ProjectForm(_typed(cells, areas, row.problems), areas=areas)
        row.problems += _problems_of(form)
        row.facts = replace(form.facts(), **_unsaid(cells, "area"))
        if row.facts.applied_on and row.facts.applied_on > today:
            row.problems.append(_("The project cannot have applied on a day that has not come."))
        key = project_key(cells["title_da"], cells["organisation"])
        row.effect = Effect.KNOWN if key in known else Effect.NEW
        _compare(row, first.setdefault(key, row))
        _read_person(row, cells, areas, people, key)
        rows.append(row)
    return rows


def projects_of(rows: list[Row]) -> list[tuple[ProjectFacts, list[PersonFacts]]]:
    """The projects of good lines, each once, with all its people."""
    found: dict[tuple[str, str], tuple[ProjectFacts, list[PersonFacts]]] = {}
    for row in rows:
        key = project_key(row.facts.title_da, row.facts.organisation)
        facts, people = found.get(key, (row.facts, []))
        said = {name: value for name, value in vars(row.facts).items() if value is not None}
        if row.person_facts is not None:
            people = [*people, row.person_facts]
        found[key] = (replace(facts, **said) if key in found else facts, people)
    return list(found.values())


def _typed(cells: dict[str, str], areas: list[FocusArea], problems: list[str]) -> MultiDict[str, str]:
    """The cells as a page's form would send them; what is no answer of a list becomes a problem."""
    typed = dict(cells)
    typed["area"] = _area(cells.get("area", ""), areas, problems)
    typed["language"] = _language(cells.get("language", ""), problems)
    typed["applied_on"] = iso_day(cells.get("applied_on", ""))
    return MultiDict(typed)


def _area(written: str, areas: list[FocusArea], problems: list[str]) -> str:
    if not written:
        return ""
    for area in areas:
        if fold(written) in (fold(area.key), fold(area.name_da), fold(area.name_en)):
            return area.key
    if areas:
        names = ", ".join(said(area, "name") for area in areas)
        told = _(
            "There is no focus area called “%(area)s”. Choose one of these: %(names)s.",
            area=written[:100],
            names=names,
        )
    else:
        told = _("There is no focus area called “%(area)s”, since none has been set up.", area=written[:100])
    problems.append(told)
    return ""


def _language(written: str, problems: list[str]) -> str:
    found = language_of(written)
    if found is None:
        problems.append(_("Write da or en as the language."))
    return found or "da"


def _problems_of(form: Form) -> list[str]:
    return [] if form.validate() else [str(errors[0]) for errors in form.errors.values()]


def _unsaid(cells: dict[str, str], *names: str) -> dict[str, Any]:
    """An empty cell says nothing, which leaves what is known already as it is."""
    return {name: None for name in names if not cells.get(name)}


def _compare(row: Row, first: Row) -> None:
    """A further line of a project may leave cells empty, but not say something else."""
    if row is first:
        return
    said = (
        (getattr(row.facts, name), getattr(first.facts, name)) for name in ("title_en", "area", "applied_on")
    )
    if any(here is not None and there is not None and here != there for here, there in said):
        row.problems.append(
            _("This line tells something else of the project than line %(line)s.", line=first.number)
        )


def _read_person(
    row: Row,
    cells: dict[str, str],
    areas: list[FocusArea],
    people: dict[tuple[tuple[str, str], str], int],
    key: tuple[str, str],
) -> None:
    if not (cells.get("name") or cells.get("email")):
        return
    row.person = cells.get("name", "")
    form = PersonForm(_typed(cells, areas, []))
    row.problems += _problems_of(form)
    row.person_facts = replace(form.facts(), **_unsaid(cells, "language"))
    folded = fold_email(form.email.data)
    if (key, folded) in people:
        row.problems.append(_("The same e-mail address stands on line %(line)s.", line=people[key, folded]))
    people.setdefault((key, folded), row.number)
