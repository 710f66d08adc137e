"""The organisers' board of invitations: who is asked, who has answered, and what can be done about it."""

from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from conference import clock
from conference.accounts.service import signed_in
from conference.audit import service as audit
from conference.db import transaction
from conference.errors import NotFound, Refused
from conference.mail import service as mail
from conference.mail.letters import title_of
from conference.registration import service as registrations
from conference.registration.attendees.words import LETTERS
from conference.registration.invitations import board, rules, service, silence
from conference.registration.invitations.forms import AskedForm, InviteForm
from conference.registration.models import Answer, Conference, Invitation, Kind
from conference.registration.seats import seats
from conference.web import staff

bp = Blueprint("invitations", __name__, url_prefix="/organise/<slug>/invitations")
BOTH = ("GET", "POST")

#: The last page of a list that anybody turns to by hand.
LAST_PAGE = 10_000
#: How long before the conference an answer is usually wanted, and for how long at most people think about it.
BEFORE, THINKING = timedelta(days=14), timedelta(days=21)

Word = TypeVar("Word", bound=StrEnum)


@bp.get("")
@staff("organiser")
def index(slug: str) -> ResponseReturnValue:
    conference = registrations.get_conference(slug)
    with transaction():
        audit.record("invitation.list", by=signed_in().actor, subject=conference.uid)
    return _board_page(conference)


@bp.route("/new", methods=BOTH)
@staff("organiser")
def new(slug: str) -> ResponseReturnValue:
    """Invite one person."""
    conference = registrations.get_conference(slug)
    form = InviteForm(typed(), **days_of(conference))
    if request.method != "POST":
        return _new_page(conference, form)
    if not form.validate():
        return _new_page(conference, form), 422
    try:
        with transaction():
            conference = registrations.get_conference(slug)
            (invitation,) = service.invite(conference, [form.guest()], form.asked())
            audit.record("invitation.invite", by=signed_in().actor, subject=invitation.uid)
    except Refused as refusal:
        return _new_page(registrations.get_conference(slug), form, refusal), refusal.status
    return redirect(url_for(".index", slug=slug, invited=1), code=303)


@bp.post("/remind")
@staff("organiser")
def remind_all(slug: str) -> ResponseReturnValue:
    try:
        with transaction():
            conference = registrations.get_conference(slug)
            count = silence.remind_all(conference)
            detail = {"conference": slug, "letters": count}
            audit.record("invitation.remind", by=signed_in().actor, subject=conference.uid, detail=detail)
    except Refused as refusal:
        return _board_page(registrations.get_conference(slug), refusal), refusal.status
    return redirect(url_for(".index", slug=slug, reminded=count), code=303)


@bp.route("/<uid>", methods=BOTH)
@staff("organiser")
def show(slug: str, uid: str) -> ResponseReturnValue:
    """One invitation; sent, its other day and whether a seat is held."""
    conference = registrations.get_conference(slug)
    invitation = service.get(conference, uid)
    form = AskedForm(typed(), obj=invitation, **days_of(conference))
    if request.method != "POST":
        with transaction():
            audit.record("invitation.view", by=signed_in().actor, subject=invitation.uid)
        return _invitation_page(slug, uid, form)
    if not form.validate():
        return _invitation_page(slug, uid, form), 422
    try:
        with transaction():
            service.change(service.get(registrations.get_conference(slug), uid), form.asked())
            audit.record("invitation.change", by=signed_in().actor, subject=uid)
    except Refused as refusal:
        return _invitation_page(slug, uid, form, refusal), refusal.status
    return redirect(url_for(".show", slug=slug, uid=uid, done="changed"), code=303)


@bp.post("/<uid>/remind")
@staff("organiser")
def remind(slug: str, uid: str) -> ResponseReturnValue:
    return _do(slug, uid, "remind", "reminded")


@bp.post("/<uid>/withdraw")
@staff("organiser")
def withdraw(slug: str, uid: str) -> ResponseReturnValue:
    return _do(slug, uid, "withdraw", "withdrawn")


def typed() -> MultiDict[str, str] | None:
    """What was sent; None while the page is only asked for, so that it shows what is there."""
    return request.form if request.method == "POST" else None


def days_of(conference: Conference) -> dict[str, date]:
    """The days that are good for an answer."""
    return {"today": clock.today(), "starts_on": clock.to_local(conference.starts_at).date()}


def usual_day(conference: Conference) -> date:
    """The last day for an answer where an organiser names no other."""
    today, starts_on = clock.today(), clock.to_local(conference.starts_at).date()
    return max(min(today + THINKING, starts_on - BEFORE), today + timedelta(days=1))


#: What a button of an invitation's page does.
_DEEDS = {"remind": silence.remind, "withdraw": service.withdraw}


def _do(slug: str, uid: str, deed: str, done: str) -> ResponseReturnValue:
    try:
        with transaction():
            _DEEDS[deed](service.get(registrations.get_conference(slug), uid))
            audit.record(f"invitation.{deed}", by=signed_in().actor, subject=uid)
    except NotFound:
        raise
    except Refused as refusal:
        conference = registrations.get_conference(slug)
        form = AskedForm(None, obj=service.get(conference, uid), **days_of(conference))
        return _invitation_page(slug, uid, form, refusal), refusal.status
    return redirect(url_for(".show", slug=slug, uid=uid, done=done), code=303)


def _board_page(conference: Conference, refusal: Refused | None = None) -> str:
    number = min(max(request.args.get("page", 1, type=int), 1), LAST_PAGE)
    kind, answer = _asked_word(Kind, "kind"), _asked_word(Answer, "answer")
    is_ahead = rules.is_ahead(conference, now=clock.now())
    return render_template(
        "registration/invitations.html",
        conference=conference,
        board=board.read(conference),
        page=board.list_page(conference, number, kind=kind, answer=answer),
        seats=seats(conference),
        is_ahead=is_ahead and conference.is_published,
        silent=silence.list_silent(conference) if is_ahead else None,
        refusal=refusal,
    )


def _new_page(conference: Conference, form: InviteForm, refusal: Refused | None = None) -> str:
    if request.method != "POST":
        form.reply_by.data, form.holds_seat.data = usual_day(conference), seats(conference).left > 0
    return render_template(
        "registration/invite.html", conference=conference, form=form, seats=seats(conference), refusal=refusal
    )


def _invitation_page(slug: str, uid: str, form: AskedForm, refusal: Refused | None = None) -> str:
    conference = registrations.get_conference(slug)
    invitation = service.get(conference, uid)
    return render_template(
        "registration/invitation_organise.html",
        conference=conference,
        invitation=invitation,
        letters=mail.list_about([invitation.uid]),
        title_of=title_of,
        state_names=LETTERS,
        silent=silence.sort_silent([invitation]),
        is_ahead=rules.is_ahead(conference, now=clock.now()),
        place=_place_of(invitation),
        form=form,
        refusal=refusal,
    )


def _place_of(invitation: Invitation) -> str | None:
    """Where their place is looked at."""
    return invitation.registration.uid if invitation.registration is not None else None


def _asked_word(words: type[Word], name: str) -> Word | None:
    try:
        return words(request.args.get(name, ""))
    except ValueError:
        return None
