"""The organisers' pages of the pact: milestones, council and secretariat, goals."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict
from wtforms import Form

from conference import clock
from conference.accounts.service import signed_in
from conference.db import transaction
from conference.errors import Refused
from conference.pact import council as councils
from conference.pact import goals as barometer
from conference.pact import service
from conference.pact.forms import (
    IndicatorForm,
    MeasurementForm,
    MemberForm,
    MilestoneForm,
    TaskForm,
    TermForm,
)
from conference.web import staff

bp = Blueprint("organise", __name__, url_prefix="/organise")
BOTH = ("GET", "POST")


@bp.get("/milestones")
@staff("organiser")
def milestones() -> ResponseReturnValue:
    return render_template("pact/organise_milestones.html", milestones=service.list_milestones())


@bp.route("/milestones/<key>", methods=BOTH)
@staff("organiser")
def milestone(key: str) -> ResponseReturnValue:
    milestone = service.get_milestone(key)
    choices = {"areas": service.list_areas(), "partners": service.list_partners()}
    form = MilestoneForm.of(milestone, _typed(), **choices)
    template = "pact/organise_milestone.html"
    if "look" in request.form and form.validate():
        return render_template(template, form=form, refusal=None, milestone=milestone, span=form.when())

    def change() -> None:
        facts = form.facts(today=clock.today())
        service.change_milestone(key, facts, by=signed_in().actor, seen=form.sequence())

    back = url_for("pact.organise.milestones", _anchor=key)
    return _answer(template, form, change, back, milestone=milestone, span=None)


@bp.get("/council")
@staff("organiser")
def council() -> ResponseReturnValue:
    return render_template("pact/organise_council.html", overview=councils.overview())


@bp.route("/council/seats/<uid>", methods=BOTH)
@staff("organiser")
def seat(uid: str) -> ResponseReturnValue:
    seat = councils.get_seat(uid)
    form = TermForm(_typed(), obj=seat)

    def appoint() -> None:
        councils.appoint(uid, form.term(), by=signed_in().actor)

    return _answer("pact/organise_seat.html", form, appoint, _council_url(), seat=seat)


@bp.post("/council/seats/<uid>/vacate")
@staff("organiser")
def vacate(uid: str) -> ResponseReturnValue:
    with transaction():
        councils.vacate(uid, by=signed_in().actor)
    return redirect(_council_url(), code=303)


@bp.route("/council/members/new", methods=BOTH)
@staff("organiser")
def new_member() -> ResponseReturnValue:
    form = MemberForm(_typed())

    def add() -> None:
        councils.add_member(form.member(), by=signed_in().actor)

    return _answer("pact/organise_member.html", form, add, _council_url(), member=None)


@bp.route("/council/members/<uid>", methods=BOTH)
@staff("organiser")
def member(uid: str) -> ResponseReturnValue:
    member = councils.get_member(uid)
    form = MemberForm(_typed(), obj=member)

    def change() -> None:
        councils.change_member(uid, form.member(), by=signed_in().actor)

    return _answer("pact/organise_member.html", form, change, _council_url(), member=member)


@bp.post("/council/members/<uid>/remove")
@staff("organiser")
def remove_member(uid: str) -> ResponseReturnValue:
    with transaction():
        councils.remove_member(uid, by=signed_in().actor)
    return redirect(_council_url(), code=303)


@bp.route("/council/tasks/new", methods=BOTH)
@staff("organiser")
def new_task() -> ResponseReturnValue:
    form = TaskForm(_typed())

    def add() -> None:
        councils.add_task(form.task(), by=signed_in().actor)

    return _answer("pact/organise_task.html", form, add, _council_url(), task=None)


@bp.route("/council/tasks/<key>", methods=BOTH)
@staff("organiser")
def task(key: str) -> ResponseReturnValue:
    task = councils.get_task(key)
    form = TaskForm(_typed(), obj=task)

    def change() -> None:
        councils.change_task(key, form.task(), by=signed_in().actor)

    return _answer("pact/organise_task.html", form, change, _council_url(), task=task)


@bp.post("/council/tasks/<key>/remove")
@staff("organiser")
def remove_task(key: str) -> ResponseReturnValue:
    with transaction():
        councils.remove_task(key, by=signed_in().actor)
    return redirect(_council_url(), code=303)


@bp.get("/goals")
@staff("organiser")
def goals() -> ResponseReturnValue:
    return render_template("pact/organise_goals.html", goals=barometer.list_goals())


@bp.route("/goals/<key>/indicators/new", methods=BOTH)
@staff("organiser")
def new_indicator(key: str) -> ResponseReturnValue:
    goal = barometer.get_goal(key)
    form = IndicatorForm(_typed())

    def add() -> None:
        barometer.add_indicator(key, form.facts(), by=signed_in().actor)

    return _answer("pact/organise_indicator.html", form, add, _goals_url(), goal=goal, indicator=None)


@bp.route("/goals/indicators/<uid>", methods=BOTH)
@staff("organiser")
def indicator(uid: str) -> ResponseReturnValue:
    indicator = barometer.get_indicator(uid)
    form = IndicatorForm(_typed(), obj=indicator)

    def change() -> None:
        barometer.change_indicator(uid, form.facts(), by=signed_in().actor)

    page = {"goal": indicator.goal, "indicator": indicator}
    return _answer("pact/organise_indicator.html", form, change, _goals_url(), **page)


@bp.post("/goals/indicators/<uid>/remove")
@staff("organiser")
def remove_indicator(uid: str) -> ResponseReturnValue:
    with transaction():
        barometer.remove_indicator(uid, by=signed_in().actor)
    return redirect(_goals_url(), code=303)


@bp.route("/goals/indicators/<uid>/figures", methods=BOTH)
@staff("organiser")
def figures(uid: str) -> ResponseReturnValue:
    indicator = barometer.get_indicator(uid)
    form = MeasurementForm(_typed())

    def measure() -> None:
        barometer.measure(uid, year=form.year.data, value=form.value.data, by=signed_in().actor)

    return _answer("pact/organise_figures.html", form, measure, _figures_url(uid), indicator=indicator)


@bp.post("/goals/indicators/<uid>/figures/<int:year>/remove")
@staff("organiser")
def remove_figure(uid: str, year: int) -> ResponseReturnValue:
    with transaction():
        barometer.remove_measurement(uid, year=year, by=signed_in().actor)
    return redirect(_figures_url(uid), code=303)


def _typed() -> MultiDict[str, str] | None:
    """What was sent; None while the page is only asked for, so that it shows what is there."""
    return request.form if request.method == "POST" else None


def _answer(
    template: str, form: Form, deed: Callable[[], None], back: str, **page: Any
) -> ResponseReturnValue:
    """Show the form; sent, do the deed and go back, or show it again with what is wrong and nothing lost."""
    if request.method != "POST":
        return render_template(template, form=form, refusal=None, **page)
    if not form.validate():
        return render_template(template, form=form, refusal=None, **page), 422
    try:
        with transaction():
            deed()
    except Refused as refusal:
        return render_template(template, form=form, refusal=refusal, **page), refusal.status
    return redirect(back, code=303)


def _council_url() -> str:
    return url_for("pact.organise.council")


def _goals_url() -> str:
    return url_for("pact.organise.goals")


def _figures_url(uid: str) -> str:
    return url_for("pact.organise.figures", uid=uid)
