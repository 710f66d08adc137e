"""Taking in lists from a spreadsheet: a file, a look at every line, and only then the deed."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from conference import clock, spreadsheets, spreadsheets_web
from conference.accounts.service import signed_in
from conference.audit import service as audit
from conference.db import transaction
from conference.errors import Refused
from conference.pact import service as pacts
from conference.programme.people import importing, projects
from conference.programme.people import service as people
from conference.programme.people.importing import Row
from conference.programme.people.rules import project_key
from conference.programme.people.service import Taken
from conference.spreadsheets import Headings
from conference.web import staff

bp = Blueprint("importing", __name__, url_prefix="/organise")
BOTH = ("GET", "POST")


@dataclass(frozen=True)
class List:
    """One of the two lists: how a file of it is read and taken in."""

    name: str
    example: list[list[str]]
    headings: Headings
    read: Callable[[str], list[Row]]
    take: Callable[[list[Row], str], Taken]


def _read_ambassadors(text: str) -> list[Row]:
    known = {each.email_folded for each in people.list_ambassadors()}
    return importing.read_ambassadors(text, areas=pacts.list_areas(), known=known)


def _read_projects(text: str) -> list[Row]:
    known = {project_key(each.title_da, each.organisation) for each in projects.list_projects()}
    return importing.read_projects(text, areas=pacts.list_areas(), known=known, today=clock.today())


AMBASSADORS = List(
    "ambassadors",
    importing.AMBASSADOR_EXAMPLE,
    importing.AMBASSADOR_HEADINGS,
    _read_ambassadors,
    lambda rows, by: people.take_ambassadors([row.facts for row in rows], by=by),
)
PROJECTS = List(
    "projects",
    importing.PROJECT_EXAMPLE,
    importing.PROJECT_HEADINGS,
    _read_projects,
    lambda rows, by: projects.take_projects(importing.projects_of(rows), by=by),
)


@bp.route("/ambassadors/import", methods=BOTH)
@staff("organiser", "programme")
def ambassadors() -> ResponseReturnValue:
    return _import(AMBASSADORS)


@bp.route("/projects/import", methods=BOTH, endpoint="projects")
@staff("organiser", "programme")
def take_projects() -> ResponseReturnValue:
    return _import(PROJECTS)


@bp.get("/ambassadors/example.csv")
@staff("organiser", "programme")
def ambassadors_example() -> ResponseReturnValue:
    return spreadsheets_web.example(AMBASSADORS.name, AMBASSADORS.example)


@bp.get("/projects/example.csv")
@staff("organiser", "programme")
def projects_example() -> ResponseReturnValue:
    return spreadsheets_web.example(PROJECTS.name, PROJECTS.example)


def _import(kind: List) -> ResponseReturnValue:
    """Ask for a file; show its lines; take in those that were shown."""
    if request.method != "POST":
        return _page(kind)
    spreadsheets_web.allow_list()
    rows: list[Row] = []
    text = ""
    try:
        text = spreadsheets_web.sent_text()
        rows = kind.read(text)
        if "take" not in request.form:
            return _page(kind, text, rows)
        taken = _take(kind, rows, is_skipping=request.form["take"] == "good")
    except Refused as refusal:
        return _page(kind, text, rows, refusal), refusal.status
    back = {"ambassadors": "people.ambassadors", "projects": "projects.index"}[kind.name]
    return redirect(url_for(back, added=taken.added, changed=taken.changed), code=303)


def _take(kind: List, rows: list[Row], *, is_skipping: bool) -> Taken:
    good = [row for row in rows if row.is_good]
    spreadsheets.check_skipping(len(rows) - len(good), is_skipping=is_skipping)
    by = signed_in().actor
    with transaction():
        taken = kind.take(good, by)
        detail = {"added": taken.added, "changed": taken.changed, "skipped": len(rows) - len(good)}
        audit.record(f"{kind.name}.import", by=by, detail=detail)
    return taken


def _page(kind: List, text: str = "", rows: list[Row] | None = None, refusal: Refused | None = None) -> str:
    rows = rows or []
    return render_template(
        "programme/people_import.html",
        kind=kind,
        text=text,
        good=[row for row in rows if row.is_good],
        bad=[row for row in rows if not row.is_good],
        unused=spreadsheets.list_unused(text, kind.headings) if rows else [],
        refusal=refusal,
    )
