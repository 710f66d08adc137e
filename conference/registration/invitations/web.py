"""`/i/<code>`: an invitation, and yes or no to it with one button each."""

from datetime import timedelta

from flask import Blueprint, Flask, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from conference import clock
from conference.audit import service as audit
from conference.db import transaction
from conference.errors import Conflict
from conference.language import language
from conference.mail import worker
from conference.registration import followers
from conference.registration import service as registrations
from conference.registration.invitations import answering, importing_web, organise, rules, service, silence
from conference.registration.invitations.forms import YesForm
from conference.registration.models import Answer, Invitation, State
from conference.web import by_link

bp = Blueprint("invitation", __name__, url_prefix="/i/<code>")


def init_app(app: Flask) -> None:
    """The organisers' side, what follows from a place, and what the worker does for it."""
    app.register_blueprint(bp)
    app.register_blueprint(importing_web.bp)
    app.register_blueprint(organise.bp)
    followers.with_end(answering.follow_end)
    followers.with_new_link(answering.stop_link)
    worker.job(answering.notice_registered, every=timedelta(minutes=1))
    worker.job(silence.lapse_silent, every=timedelta(minutes=1))
    worker.job(silence.remind_in_time, every=timedelta(minutes=10))


@bp.get("")
@by_link
def show(code: str) -> ResponseReturnValue:
    invitation = service.get_by_link(code)
    return _page(invitation, code, YesForm(obj=invitation))


@bp.post("/yes")
@by_link
def yes(code: str) -> ResponseReturnValue:
    invitation = service.get_by_link(code)
    form = YesForm(request.form)
    if not form.validate():
        return _page(invitation, code, form), 422
    try:
        with transaction():
            invitation = service.get_by_link(code)
            registration = answering.say_yes(invitation, form.answers(invitation), language=language())
            audit.record("invitation.yes", by="self", subject=invitation.uid)
            own = registrations.own_code(registration)
    except Conflict as refusal:
        return _page(service.get_by_link(code), code, form, refusal), refusal.status
    return redirect(url_for("own.show", code=own), code=303)


@bp.post("/no")
@by_link
def no(code: str) -> ResponseReturnValue:
    try:
        with transaction():
            invitation = service.get_by_link(code)
            if answering.say_no(invitation):
                audit.record("invitation.no", by="self", subject=invitation.uid)
    except Conflict as refusal:
        invitation = service.get_by_link(code)
        return _page(invitation, code, YesForm(obj=invitation), refusal), refusal.status
    return redirect(url_for(".show", code=code), code=303)


def _page(invitation: Invitation, code: str, form: YesForm, refusal: Conflict | None = None) -> str:
    conference, now = invitation.conference, clock.now()
    place = invitation.registration if invitation.answer is Answer.YES else None
    return render_template(
        "registration/invitation.html",
        invitation=invitation,
        conference=conference,
        code=code,
        form=form,
        refusal=refusal,
        phase=registrations.phase(conference),
        can_answer=rules.can_answer(invitation, now=now),
        has_seat=rules.has_seat(invitation, now=now),
        last_day=rules.last_day(invitation),
        is_over=rules.is_over(invitation, now=now),
        seats=registrations.seats(conference),
        own_code=registrations.own_code(place) if place is not None else None,
        has_ticket=place is not None and place.state is State.CONFIRMED,
    )
