"""The organisers' plan of the programme: what stands where, what is not right, what is decided about it."""

from collections.abc import Callable, Iterable
from typing import Any

from flask import Blueprint, Flask, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict
from wtforms import Form

from conference.accounts import service as accounts
from conference.accounts.service import signed_in
from conference.audit import service as audit
from conference.db import transaction
from conference.errors import NotFound, Refused
from conference.programme import done, words
from conference.programme.board import overview, warnings
from conference.programme.board import service as board
from conference.programme.board.forms import RULES, AnswerForm, DaysForm, RulesForm, WaiveForm
from conference.programme.models import Room
from conference.programme.plan import read_programme
from conference.programme.rules import title_of
from conference.registration import service as registrations
from conference.web import staff

bp = Blueprint("board", __name__, url_prefix="/organise")
BOTH = ("GET", "POST")


def init_app(app: Flask) -> None:
    """The page of the plan, and words that all pages of organisers use."""
    app.register_blueprint(bp)
    app.jinja_env.globals.update(
        session_kinds=words.KINDS,
        session_shapes=words.SHAPES,
        session_title=title_of,
        room_features=words.FEATURES,
        warning_rules=RULES,
        deed_told=told,
    )


@bp.get("/programme")
@staff("organiser", "programme", anywhere=True)
def current() -> ResponseReturnValue:
    """The plan of the conference that comes next."""
    places = signed_in().places("organiser", "programme", "viewer")
    conference = registrations.find_current_conference(places)
    if conference is None:
        is_organiser = signed_in().has_role("organiser")
        return redirect(url_for("conferences.index" if is_organiser else "front.organise"))
    return redirect(url_for(".plan", slug=conference.slug))


@bp.get("/<slug>/programme", endpoint="plan")
@staff("organiser", "programme")
def show(slug: str) -> ResponseReturnValue:
    with transaction():
        conference = registrations.get_conference(slug)
        record("view_plan", conference.uid)
    plan = overview.read_plan(conference)
    return render_template("programme/board_plan.html", conference=conference, plan=plan)


@bp.post("/<slug>/programme/lock")
@staff("organiser", "programme")
def lock(slug: str) -> ResponseReturnValue:
    is_on = request.form.get("lock") == "on"
    with transaction():
        conference = registrations.get_conference(slug)
        board.set_lock(conference, on=is_on)
        record("lock" if is_on else "unlock", conference.uid)
    return redirect(plan_url(slug, done="locked" if is_on else "unlocked"), code=303)


@bp.route("/<slug>/programme/days", methods=BOTH)
@staff("organiser", "programme")
def days(slug: str) -> ResponseReturnValue:
    conference = registrations.get_conference(slug)
    form = DaysForm(typed(), obj=read_programme(conference))

    def change() -> None:
        board.set_days(
            conference,
            reply_by=form.reply_by.data,
            texts_by=form.texts_by.data,
            change_over_minutes=form.change_over_minutes.data,
        )
        record("days", conference.uid)

    return answer("days", form, change, plan_url(slug, done="days"), conference=conference)


@bp.route("/<slug>/programme/rules", methods=BOTH)
@staff("organiser", "programme")
def rules(slug: str) -> ResponseReturnValue:
    conference = registrations.get_conference(slug)
    now = warnings.severities_of(read_programme(conference))
    form = RulesForm(typed(), data={rule.value: severity.value for rule, severity in now.items()})

    def change() -> None:
        board.set_severities(conference, form.severities())
        record("rules", conference.uid)

    return answer("rules", form, change, plan_url(slug, done="rules"), conference=conference)


@bp.route("/<slug>/programme/wishes/<uid>", methods=BOTH)
@staff("organiser", "programme")
def wish(slug: str, uid: str) -> ResponseReturnValue:
    """What a presenter asks for, and the answer that closes it."""
    conference = registrations.get_conference(slug)
    found, form = board.get_wish(conference, uid), AnswerForm(typed())

    def send() -> None:
        board.answer_wish(conference, uid, form.text.data)
        record("answer_wish", found.session.uid, wish=uid)

    back = plan_url(slug, done="answered")
    return answer("wish", form, send, back, conference=conference, wish=found)


@bp.route("/<slug>/programme/waivers", methods=BOTH)
@staff("organiser", "programme")
def waive(slug: str) -> ResponseReturnValue:
    """Accept a warning, or take that back."""
    conference, key, by = registrations.get_conference(slug), request.args.get("key", ""), signed_in().actor
    warning = board.get_warning(conference, key)
    if "take_back" in request.form:
        return _take_back(slug, key)
    form = WaiveForm(typed())

    def accept() -> None:
        board.waive(conference, key, why=form.why.data, by=by)
        record("waive", conference.uid, key=key)

    waiver = warning.waiver
    who = None if waiver is None else accounts.emails_of([waiver.by]).get(waiver.by, "–")
    back = plan_url(slug, "warnings", done="waived", rule=warning.rule)
    return answer("waive", form, accept, back, conference=conference, warning=warning, who=who)


def _take_back(slug: str, key: str) -> ResponseReturnValue:
    with transaction():
        conference = registrations.get_conference(slug)
        rule = board.get_warning(conference, key).rule
        board.take_back_waiver(conference, key)
        record("take_back_waiver", conference.uid, key=key)
    return redirect(plan_url(slug, "warnings", done="taken_back", rule=rule), code=303)


def plan_url(slug: str, part: str | None = None, **told: Any) -> str:
    """The plan, or a part of its page; with a word for what has just been done."""
    return url_for("board.plan", slug=slug, _anchor=part, **told)


def told(rooms: Iterable[Room] = ()) -> str:
    """What has just been done, in a sentence; empty where nothing was."""
    asked = request.args.get("room")
    name = next((room.name for room in rooms if room.key == asked), "")
    return done.said(request.args.get("done", ""), request.args.get("count", 0, type=int), name)


def record(act: str, subject: str, **detail: str) -> None:
    """Write down what somebody of the staff has done to the plan."""
    audit.record(f"board.{act}", by=signed_in().actor, subject=subject, detail=detail)


def typed() -> MultiDict[str, str] | None:
    """What was sent; None while the page is only asked for, so that it shows what is there."""
    return request.form if request.method == "POST" else None


def answer(
    page: str, form: Form, deed: Callable[[], None], back: str | Callable[[], str], **facts: Any
) -> ResponseReturnValue:
    """Show the form; sent, do the deed and go back, or show it again with what is wrong and nothing lost."""
    template = f"programme/board_{page}.html"
    if request.method != "POST":
        return render_template(template, form=form, refusal=None, **facts)
    if not form.validate():
        return render_template(template, form=form, refusal=None, **facts), 422
    try:
        with transaction():
            deed()
    except NotFound:
        raise
    except Refused as refusal:
        return render_template(template, form=form, refusal=refusal, **facts), refusal.status
    return redirect(back if isinstance(back, str) else back(), code=303)
