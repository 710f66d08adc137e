"""The organisers' projects: who applied, with whom, and their way to a grant and an invitation."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from conference import clock
from conference.accounts.service import signed_in
from conference.audit import service as audit
from conference.db import transaction
from conference.errors import Refused
from conference.language import said
from conference.mail import unsubscribing
from conference.pact import service as pacts
from conference.programme.people import inviting, projects
from conference.programme.people.forms import GrantForm, PersonForm, ProjectForm, RejectForm
from conference.programme.people.web import BOTH, answer, asked, invite_form, record_look, shown, typed
from conference.programme.rules import MOST_PRESENTERS
from conference.web import staff

bp = Blueprint("projects", __name__, url_prefix="/organise/projects")


@bp.get("")
@staff("organiser", "programme")
def index() -> ResponseReturnValue:
    with transaction():
        audit.record("project.list", by=signed_in().actor)
    return render_template(
        "programme/people_projects.html", projects=projects.list_projects(), standings=inviting.standings()
    )


@bp.route("/new", methods=BOTH)
@staff("organiser", "programme")
def new() -> ResponseReturnValue:
    form = ProjectForm(typed(), areas=pacts.list_areas(), data={"applied_on": clock.today()})
    added: list[str] = []

    def add() -> None:
        added.append(projects.add_project(form.facts(), by=signed_in().actor).uid)

    def back() -> str:
        return _project_url(added[0], done="project")

    return answer("project", form, add, back, project=None)


@bp.route("/<uid>", methods=BOTH)
@staff("organiser", "programme")
def show(uid: str) -> ResponseReturnValue:
    record_look("project.view", projects.get_project(uid).uid)
    return _project_page(uid)


@bp.post("/<uid>/remove")
@staff("organiser", "programme")
def remove(uid: str) -> ResponseReturnValue:
    try:
        with transaction():
            projects.remove_project(uid, by=signed_in().actor)
    except Refused as refusal:
        return _project_page(uid, refusal)
    return redirect(url_for(".index", done="project_removed"), code=303)


@bp.route("/<uid>/people/new", methods=BOTH)
@staff("organiser", "programme")
def new_person(uid: str) -> ResponseReturnValue:
    project, form = projects.get_project(uid), PersonForm(typed())

    def add() -> None:
        projects.add_person(uid, form.facts(), by=signed_in().actor)

    return answer("person", form, add, _project_url(uid, done="person"), project=project)


@bp.post("/<uid>/people/remove")
@staff("organiser", "programme")
def remove_person(uid: str) -> ResponseReturnValue:
    with transaction():
        projects.remove_person(uid, request.form.get("email", ""), by=signed_in().actor)
    return redirect(_project_url(uid, done="person_removed"), code=303)


@bp.route("/<uid>/grant", methods=BOTH)
@staff("organiser", "programme")
def grant(uid: str) -> ResponseReturnValue:
    project, form = projects.get_project(uid), invite_form(GrantForm)

    count = 0

    def decide() -> None:
        nonlocal count
        facts = {"sum_dkk": form.sum_dkk.data, "decided_on": form.decided_on.data}
        session = inviting.grant(uid, **facts, asked=asked(form), by=signed_in().actor)
        count = 0 if session is None else len(session.presenters)

    def back() -> str:
        return _project_url(uid, done="granted", count=count)

    people, conference = project.people[:MOST_PRESENTERS], inviting.find_coming()
    return answer("grant", form, decide, back, project=project, people=people, conference=conference)


@bp.route("/<uid>/reject", methods=BOTH)
@staff("organiser", "programme")
def reject(uid: str) -> ResponseReturnValue:
    project, form = projects.get_project(uid), RejectForm(typed(), data={"decided_on": clock.today()})

    def decide() -> None:
        projects.reject(uid, decided_on=form.decided_on.data, by=signed_in().actor)

    return answer("reject", form, decide, _project_url(uid, done="rejected"), project=project)


@bp.post("/<uid>/reopen")
@staff("organiser", "programme")
def reopen(uid: str) -> ResponseReturnValue:
    try:
        with transaction():
            projects.reopen(uid, by=signed_in().actor)
    except Refused as refusal:
        return _project_page(uid, refusal)
    return redirect(_project_url(uid, done="reopened"), code=303)


@bp.route("/<uid>/invite", methods=BOTH)
@staff("organiser", "programme")
def invite(uid: str) -> ResponseReturnValue:
    form, project = invite_form(), projects.get_project(uid)

    count = 0

    def invite() -> None:
        nonlocal count
        count = len(inviting.invite_project(uid, asked(form), by=signed_in().actor).presenters)

    def back() -> str:
        return _project_url(uid, done="invited", count=count)

    names = [person.name for person in project.people[:MOST_PRESENTERS]]
    steps = [(url_for(".index"), _("Projects")), (_project_url(uid), said(project, "title"))]
    return answer("invite", form, invite, back, invited=names, steps=steps)


def _project_page(uid: str, refusal: Refused | None = None) -> ResponseReturnValue:
    """One project to look at and to correct; with a refusal of something else that was asked."""
    found = projects.get_project(uid)
    now = shown(found, "title_da", "title_en", "organisation", "applied_on")
    standings = inviting.standings()
    page = {
        "project": found,
        "standings": standings,
        "session": standings.projects.get(found.id),
        "most": MOST_PRESENTERS,
        "suppressed": unsubscribing.list_suppressed(each.email for each in found.people),
    }
    form = ProjectForm(None if refusal else typed(), areas=pacts.list_areas(), data=now)
    if refusal is not None:
        return render_template(
            "programme/people_project.html", form=form, refusal=refusal, **page
        ), refusal.status

    def change() -> None:
        projects.change_project(uid, form.facts(), by=signed_in().actor)

    return answer("project", form, change, _project_url(uid, done="project"), **page)


def _project_url(uid: str, **told: Any) -> str:
    return url_for(".show", uid=uid, **told)
