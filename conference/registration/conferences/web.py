"""The organisers' conferences: the list of all, a new one, a copy, and the settings of each."""

from flask import Blueprint, Flask, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from conference import clock
from conference.accounts.service import signed_in
from conference.audit import service as audit
from conference.db import transaction
from conference.errors import Conflict, Forbidden, Invalid, Refused
from conference.registration.conferences import moving_web, preview_web, rules, service, statistics_web
from conference.registration.conferences.forms import CopyForm, NewForm
from conference.registration.conferences.rules import copied, day_of, of_next_year, settings_of, year_after
from conference.registration.forms import SettingsForm
from conference.registration.models import Conference
from conference.registration.seats import seats
from conference.web import staff

bp = Blueprint("conferences", __name__, url_prefix="/organise")


def init_app(app: Flask) -> None:
    """All that organisers do with a conference as a whole."""
    for part in (bp, preview_web.bp, moving_web.bp, statistics_web.bp):
        app.register_blueprint(part)
    app.jinja_env.filters.update(news=service.news_of)


@bp.get("/conferences")
@staff("organiser", anywhere=True)
def index() -> ResponseReturnValue:
    """All of them, or those that one's role is for."""
    return _list_page()


@bp.get("/conferences/new")
@staff("organiser")
def new() -> ResponseReturnValue:
    return _new_page(NewForm(capacity=100))


@bp.post("/conferences/new")
@staff("organiser")
def create() -> ResponseReturnValue:
    form = NewForm(request.form)
    form.offer(service.list_milestones())
    if not form.validate():
        return _new_page(form), 422
    by, key = signed_in().actor, form.milestone_key.data or None
    try:
        with transaction():
            made = service.create_conference(form.slug.data, form.settings(), milestone_key=key, by=by)
            audit.record("conference.create", by=by, subject=made.uid)
    except Invalid as refusal:
        return _new_page(form, refusal), refusal.status
    return redirect(url_for(".settings", slug=form.slug.data, made=""), code=303)


@bp.get("/<slug>/copy")
@staff("organiser")
def copying(slug: str) -> ResponseReturnValue:
    _check_everywhere()
    model = service.get_conference(slug)
    suggested = {
        "slug": of_next_year(model.slug),
        "title_da": of_next_year(model.title_da),
        "title_en": of_next_year(model.title_en),
        "day": year_after(day_of(model.starts_at)),
    }
    return _copy_page(model, CopyForm(data=suggested))


@bp.post("/<slug>/copy")
@staff("organiser")
def copy(slug: str) -> ResponseReturnValue:
    _check_everywhere()
    model, form = service.get_conference(slug), CopyForm(request.form)
    form.offer(service.list_milestones())
    if not form.validate():
        return _copy_page(model, form), 422
    by, titles = signed_in().actor, {"title_da": form.title_da.data, "title_en": form.title_en.data}
    try:
        with transaction():
            model = service.get_conference(slug)
            settings = copied(settings_of(model), day=form.day.data, **titles)
            key = form.milestone_key.data or None
            made = service.create_conference(form.slug.data, settings, milestone_key=key, by=by)
            audit.record("conference.copy", by=by, subject=made.uid, detail={"from": model.uid})
    except Invalid as refusal:
        return _copy_page(service.get_conference(slug), form, refusal), refusal.status
    return redirect(url_for(".settings", slug=form.slug.data, made=""), code=303)


@bp.post("/<slug>/publish")
@staff("organiser")
def publish(slug: str) -> ResponseReturnValue:
    with transaction():
        conference = service.get_conference(slug)
        if service.publish(conference, by=signed_in().actor):
            audit.record("conference.publish", by=signed_in().actor, subject=conference.uid)
    return redirect(url_for(".index", done="published"), code=303)


@bp.post("/<slug>/archive")
@staff("organiser")
def archive(slug: str) -> ResponseReturnValue:
    try:
        with transaction():
            conference = service.get_conference(slug)
            if service.archive(conference):
                audit.record("conference.archive", by=signed_in().actor, subject=conference.uid)
    except Conflict as refusal:
        return _list_page(refusal), refusal.status
    return redirect(url_for(".index", done="archived"), code=303)


@bp.post("/<slug>/take-out")
@staff("organiser")
def take_out(slug: str) -> ResponseReturnValue:
    with transaction():
        conference = service.get_conference(slug)
        if service.take_out(conference):
            audit.record("conference.take_out", by=signed_in().actor, subject=conference.uid)
    return redirect(url_for(".index", done="taken_out"), code=303)


@bp.get("/<slug>/settings")
@staff("organiser")
def settings(slug: str) -> ResponseReturnValue:
    conference = service.get_conference(slug)
    form = SettingsForm(obj=conference, capacity=conference.pool.capacity, seen=conference.version)
    form.is_published.data = "yes" if conference.is_published else "no"
    return _settings_page(slug, form)


@bp.post("/<slug>/settings")
@staff("organiser")
def change(slug: str) -> ResponseReturnValue:
    service.get_conference(slug)
    form = SettingsForm(request.form)
    if not form.validate():
        return _settings_page(slug, form), 422
    by, seen = signed_in().actor, form.seen.data
    try:
        with transaction():
            conference = service.get_conference(slug)
            rules.check_day_stays(conference, form.settings(), is_known=service.is_known(conference))
            service.change_conference(conference, form.settings(), by=by, seen=seen)
            audit.record("conference.change", by=by, subject=conference.uid)
    except (Conflict, Invalid) as refusal:
        return _settings_page(slug, form, refusal), refusal.status
    return redirect(url_for(".settings", slug=slug, saved=""), code=303)


def _list_page(refusal: Refused | None = None) -> str:
    places, known, now = signed_in().places("organiser", "viewer"), service.list_known(), clock.now()
    found = [each for each in service.list_conferences() if not places.isdisjoint(("", each.slug))]
    return render_template(
        "conferences/index.html",
        conferences=[conference for conference in found if conference.archived_at is None],
        archived=[conference for conference in found if conference.archived_at is not None],
        seats=service.count_places(),
        archivable={each.id for each in found if rules.can_archive(each, now=now)},
        movable={each.id for each in found if rules.can_move(each, is_known=each.id in known, now=now)},
        endable={each.id for each in found if rules.can_call_off(each, is_known=each.id in known, now=now)},
        now=now,
        may_make="" in places,
        done=request.args.get("done", ""),
        refusal=refusal,
    )


def _new_page(form: NewForm, refusal: Refused | None = None) -> str:
    form.offer(service.list_milestones())
    return render_template("conferences/new.html", form=form, refusal=refusal)


def _check_everywhere() -> None:
    """A copy is one conference more, which is nothing for a role at one of them. Raises Forbidden."""
    if not signed_in().has_role_everywhere("organiser", "viewer"):
        raise Forbidden(_("This page belongs to a role that you do not have."))


def _copy_page(model: Conference, form: CopyForm, refusal: Refused | None = None) -> str:
    form.offer(service.list_milestones())
    return render_template("conferences/copy.html", model=model, form=form, refusal=refusal)


def _settings_page(slug: str, form: SettingsForm, refusal: Refused | None = None) -> str:
    conference = service.get_conference(slug)
    known, now = service.is_known(conference), clock.now()
    return render_template(
        "registration/settings.html",
        conference=conference,
        form=form,
        refusal=refusal,
        seats=seats(conference),
        can_move=rules.can_move(conference, is_known=known, now=now),
        can_call_off=rules.can_call_off(conference, is_known=known, now=now),
        is_saved="saved" in request.args,
        is_new="made" in request.args,
    )
