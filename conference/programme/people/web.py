"""The organisers' lists of ambassadors and projects, and the projects that everybody may see."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Flask, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal, gettext, lazy_gettext
from werkzeug.datastructures import MultiDict
from wtforms import Form

from conference import clock
from conference.accounts.service import signed_in
from conference.audit import service as audit
from conference.db import transaction
from conference.errors import Refused
from conference.mail import unsubscribing
from conference.pact import service as pacts
from conference.programme.models import Ambassador, Project
from conference.programme.people import importing_web, inviting, projects
from conference.programme.people import service as people
from conference.programme.people.forms import (
    AmbassadorForm,
    InviteForm,
)
from conference.programme.people.inviting import Asked
from conference.web import anyone, staff

bp = Blueprint("people", __name__)
BOTH = ("GET", "POST")

#: Where milestones of the pact lead to, for everybody and for organisers: the two of the education fund.
_FUND = {
    "everybody": ("people.projects", lazy_gettext("See the projects that have been granted money")),
    "organisers": ("projects.index", lazy_gettext("See the projects and decide on them")),
}
MILESTONE_LINKS = {"education-fund-deadline": _FUND, "education-fund-first-grants": _FUND}


def init_app(app: Flask) -> None:
    """The lists, their files, and where the pact's milestones lead to."""
    app.register_blueprint(bp)
    app.register_blueprint(importing_web.bp)
    app.jinja_env.globals.update(milestone_links=MILESTONE_LINKS)
    app.jinja_env.filters.update(kroner=_kroner)


@bp.get("/projects", endpoint="projects")
@anyone
def granted_projects() -> ResponseReturnValue:
    area = request.args.get("area") or None
    granted = projects.list_granted()
    named = {project.area_id for project in granted}
    chosen = granted if area is None else projects.list_granted(area)
    return render_template(
        "programme/projects.html",
        projects=chosen,
        areas=[each for each in pacts.list_areas() if each.id in named],
        area=area,
        total=sum(project.sum_dkk or 0 for project in chosen),
    )


@bp.get("/organise/ambassadors")
@staff("organiser", "programme")
def ambassadors() -> ResponseReturnValue:
    with transaction():
        audit.record("ambassador.list", by=signed_in().actor)
    ambassadors = people.list_ambassadors()
    return render_template(
        "programme/people_ambassadors.html",
        ambassadors=ambassadors,
        standings=inviting.standings(),
        suppressed=unsubscribing.list_suppressed(each.email for each in ambassadors),
    )


@bp.route("/organise/ambassadors/new", methods=BOTH)
@staff("organiser", "programme")
def new_ambassador() -> ResponseReturnValue:
    form = AmbassadorForm(typed(), areas=pacts.list_areas())

    def add() -> None:
        people.add_ambassador(form.facts(), by=signed_in().actor)

    back = url_for(".ambassadors", done="ambassador")
    return answer("ambassador", form, add, back, ambassador=None, session=None, suppressed=set())


@bp.route("/organise/ambassadors/<uid>", methods=BOTH)
@staff("organiser", "programme")
def ambassador(uid: str) -> ResponseReturnValue:
    record_look("ambassador.view", people.get_ambassador(uid).uid)
    return _ambassador_page(uid)


@bp.post("/organise/ambassadors/<uid>/remove")
@staff("organiser", "programme")
def remove_ambassador(uid: str) -> ResponseReturnValue:
    try:
        with transaction():
            people.remove_ambassador(uid, by=signed_in().actor)
    except Refused as refusal:
        return _ambassador_page(uid, refusal)
    return redirect(url_for(".ambassadors", done="ambassador_removed"), code=303)


@bp.route("/organise/ambassadors/invite", methods=BOTH)
@staff("organiser", "programme")
def invite_ambassadors() -> ResponseReturnValue:
    record_look("ambassador.list")
    form, known = invite_form(), inviting.standings().ambassadors
    waiting = [each for each in people.list_ambassadors() if each.id not in known]

    count = 0

    def invite() -> None:
        nonlocal count
        count = inviting.invite_all_ambassadors(asked(form), by=signed_in().actor)

    def back() -> str:
        return url_for(".ambassadors", done="invited", count=count)

    steps = [(url_for(".ambassadors"), gettext("Technology ambassadors"))]
    return answer("invite", form, invite, back, invited=[each.name for each in waiting], steps=steps)


@bp.route("/organise/ambassadors/<uid>/invite", methods=BOTH)
@staff("organiser", "programme")
def invite_ambassador(uid: str) -> ResponseReturnValue:
    form, name = invite_form(), people.get_ambassador(uid).name

    def invite() -> None:
        inviting.invite_ambassador(uid, asked(form), by=signed_in().actor)

    page = url_for(".ambassador", uid=uid)
    steps = [(url_for(".ambassadors"), gettext("Technology ambassadors")), (page, name)]
    back = url_for(".ambassador", uid=uid, done="invited", count=1)
    return answer("invite", form, invite, back, invited=[name], steps=steps)


def record_look(act: str, uid: str | None = None) -> None:
    """Write down who has looked at whom; what is done there is written down by itself."""
    if request.method == "GET":
        with transaction():
            audit.record(act, by=signed_in().actor, subject=uid)


def typed() -> MultiDict[str, str] | None:
    """What was sent; None while the page is only asked for, so that it shows what is there."""
    return request.form if request.method == "POST" else None


def answer(
    name: str,
    form: Form,
    deed: Callable[[], None],
    back: str | Callable[[], str],
    **page: Any,
) -> ResponseReturnValue:
    """Show the form; sent, do the deed and go back, or show it again with what is wrong and nothing lost."""
    template = f"programme/people_{name}.html"
    if request.method != "POST":
        return render_template(template, form=form, refusal=None, **page)
    if not form.validate():
        return render_template(template, form=form, refusal=None, **page), 422
    try:
        with transaction():
            deed()
    except Refused as refusal:
        return render_template(template, form=form, refusal=refusal, **page), refusal.status
    return redirect(back if isinstance(back, str) else back(), code=303)


def _ambassador_page(uid: str, refusal: Refused | None = None) -> ResponseReturnValue:
    """One ambassador to look at and to correct; with a refusal of something else that was asked."""
    found = people.get_ambassador(uid)
    now = shown(found, "name", "email", "organisation", "language")
    standings = inviting.standings()
    page = {
        "ambassador": found,
        "standings": standings,
        "session": standings.ambassadors.get(found.id),
        "suppressed": unsubscribing.list_suppressed([found.email]),
    }
    form = AmbassadorForm(None if refusal else typed(), areas=pacts.list_areas(), data=now)
    if refusal is not None:
        template = "programme/people_ambassador.html"
        return render_template(template, form=form, refusal=refusal, **page), refusal.status

    def change() -> None:
        people.change_ambassador(uid, form.facts(), by=signed_in().actor)

    return answer("ambassador", form, change, url_for(".ambassadors", done="ambassador"), **page)


def shown(row: Ambassador | Project, *fields: str) -> dict[str, Any]:
    """What a form shows of a row before anything is typed."""
    return {name: getattr(row, name) for name in fields} | {"area": row.area.key if row.area else ""}


def invite_form(kind: type[InviteForm] = InviteForm) -> InviteForm:
    """A form that knows which days are good for an answer."""
    conference = inviting.find_coming()
    starts_on = None if conference is None else clock.to_local(conference.starts_at).date()
    return kind(typed(), today=clock.today(), starts_on=starts_on, data={"decided_on": clock.today()})


def asked(form: InviteForm) -> Asked:
    """What its invitation says."""
    return Asked(minutes=form.minutes.data, reply_by=form.reply_by.data)


def _kroner(number: int) -> str:
    return str(gettext("DKK %(number)s", number=format_decimal(number)))
