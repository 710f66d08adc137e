"""The organisers' pages of workshops: how many seats each has, and who comes."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from conference import spreadsheets
from conference.accounts.service import signed_in
from conference.audit import service as audit
from conference.db import transaction
from conference.errors import Refused
from conference.language import day_time
from conference.programme import plan
from conference.programme.models import Session, WorkshopPlace
from conference.programme.workshops import giving, service, words
from conference.programme.workshops.forms import SeatsForm
from conference.registration import service as registrations
from conference.registration.models import Conference
from conference.web import staff

bp = Blueprint("workshops", __name__, url_prefix="/organise/<slug>/workshops")


@bp.get("")
@staff("organiser", "programme")
def index(slug: str) -> ResponseReturnValue:
    conference = registrations.get_conference(slug)
    return render_template(
        "programme/workshops_index.html",
        conference=conference,
        workshops=giving.list_sessions(conference),
        seats=service.read_seats(conference),
        is_saved="done" in request.args,
    )


@bp.get("/<code>")
@staff("organiser", "programme")
def show(slug: str, code: str) -> ResponseReturnValue:
    with transaction():
        conference, session = _get(slug, code)
        audit.record("workshop.view", by=signed_in().actor, subject=session.uid)
    return _page(conference, session, SeatsForm(seats=session.pool and session.pool.capacity))


@bp.post("/<code>/seats")
@staff("organiser", "programme")
def give_seats(slug: str, code: str) -> ResponseReturnValue:
    form = SeatsForm(request.form)
    if not form.validate():
        return _page(*_get(slug, code), form), 422
    try:
        with transaction():
            _conference, session = _get(slug, code)
            giving.give_seats(session, form.seats.data)
            detail = {"seats": form.seats.data}
            audit.record("workshop.seats", by=signed_in().actor, subject=session.uid, detail=detail)
    except Refused as refusal:
        return _page(*_get(slug, code), form, refusal), refusal.status
    return redirect(url_for(".show", slug=slug, code=code, done="seats"), code=303)


@bp.get("/<code>.csv")
@staff("organiser", "programme", proved=True)
def export(slug: str, code: str) -> ResponseReturnValue:
    """Who comes, for who gives the workshop: names and workplaces, no addresses."""
    with transaction():
        _conference, session = _get(slug, code)
        audit.record("workshop.export", by=signed_in().actor, subject=session.uid)
    records = [_headings(), *(_record(place) for place in giving.list_places(session))]
    response = Response(spreadsheets.written(records), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}-workshop-{code.lower()}.csv"'
    return response


def _get(slug: str, code: str) -> tuple[Conference, Session]:
    conference = registrations.get_conference(slug)
    return conference, plan.get_session(conference, code)


def _headings() -> list[str]:
    return [_("Name"), _("Workplace"), _("State"), _("Chosen")]


def _record(place: WorkshopPlace) -> list[str]:
    who = place.registration
    return [who.name, who.organisation, str(words.STATES[place.state]), day_time(place.created_at)]


def _page(conference: Conference, session: Session, form: SeatsForm, refusal: Refused | None = None) -> str:
    seats = service.read_seats(conference).get(session.code)
    return render_template(
        "programme/workshops_show.html",
        conference=conference,
        session=session,
        form=form,
        refusal=refusal,
        seats=seats,
        places=giving.list_places(session) if seats else [],
        states=words.STATES,
        is_released=service.find_entry(session) is not None,
        is_saved=request.args.get("done") == "seats",
    )
