"""`/r/<code>/workshops`: choose workshops, see where one stands in them, answer an offer, leave again."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from conference import clock
from conference.audit import service as audit
from conference.db import transaction
from conference.errors import Conflict
from conference.language import long_day, said, time
from conference.programme.workshops import service as workshops
from conference.programme.workshops.service import Workshop
from conference.programme.workshops.words import seats_left
from conference.registration import service as registrations
from conference.registration.models import Registration, State
from conference.web import by_link

bp = Blueprint("own_workshops", __name__, url_prefix="/r/<code>/workshops")

#: What a button of the page does.
DEEDS: dict[str, Callable[[Registration, str], bool]] = {
    "choose": workshops.choose,
    "accept": workshops.accept,
    "decline": workshops.decline,
    "leave": workshops.leave,
}


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A workshop in words and hours, with the deeds that are open to this person."""

    code: str
    title: str
    title_language: str
    day: str
    hours: str
    room: str
    seats: str
    presenters: str
    workshop: Workshop
    #: Title of what stands against it.
    clash: str
    can_choose: bool


@bp.get("")
@by_link
def show(code: str) -> ResponseReturnValue:
    return _page(registrations.get_own(code), code)


@bp.get("/<session>/leave")
@by_link
def leaving(code: str, session: str) -> ResponseReturnValue:
    """Ask once more where somebody behind would get the seat at once; others can choose it again."""
    registration = registrations.get_own(code)
    shown = next((_shown(each) for each in _mine(registration) if each.entry.code == session), None)
    if shown is None or not shown.workshop.is_ahead:
        return redirect(url_for(".show", code=code))
    return render_template(
        "own/workshop_leave.html",
        registration=registration,
        conference=registration.conference,
        code=code,
        workshop=shown,
    )


@bp.post(f"/<session>/<any({', '.join(DEEDS)}):deed>")
@by_link
def do(code: str, session: str, deed: str) -> ResponseReturnValue:
    try:
        with transaction():
            registration = registrations.get_own(code)
            if DEEDS[deed](registration, session):
                detail = {"session": session}
                audit.record(f"workshop.{deed}", by="self", subject=registration.uid, detail=detail)
    except Conflict as refusal:
        return _page(registrations.get_own(code), code, refusal), refusal.status
    return redirect(url_for(".show", code=code, done=deed, _anchor=session), code=303)


def standing(registration: Registration) -> tuple[str, bool] | None:
    """How somebody stands in the workshops, and whether an offer waits; None: there are none to choose."""
    if registration.state is not State.CONFIRMED:
        return None
    found = workshops.list_workshops(registration)
    if any(each.is_offer_good for each in found):
        return _("There is a seat for you"), True
    places = [each.place.state for each in found if each.place is not None]
    if not places:
        return (_("Choose yours"), False) if any(each.is_ahead for each in found) else None
    seats, waits = places.count(State.CONFIRMED), places.count(State.WAITING)
    told = [
        ngettext("A seat in %(num)d", "Seats in %(num)d", seats) if seats else "",
        ngettext("Waiting for %(num)d", "Waiting for %(num)d", waits) if waits else "",
    ]
    return " · ".join(words for words in told if words), False


def _mine(registration: Registration) -> list[Workshop]:
    return [each for each in workshops.list_workshops(registration) if each.place is not None]


def _page(registration: Registration, code: str, refusal: Conflict | None = None) -> str:
    has_seat = registration.state is State.CONFIRMED
    is_on = registration.conference.called_off_at is None
    found = workshops.list_workshops(registration) if has_seat and is_on else []
    shown = [_shown(each) for each in found]
    return render_template(
        "own/workshops.html",
        registration=registration,
        conference=registration.conference,
        code=code,
        mine=[each for each in shown if each.workshop.place is not None],
        others=[each for each in shown if each.workshop.place is None and each.workshop.is_ahead],
        has_seat=has_seat,
        done="" if refusal else request.args.get("done", ""),
        refusal=refusal,
    )


def _shown(workshop: Workshop) -> Shown:
    entry, clash = workshop.entry, workshop.clash
    is_open = bool(workshop.seats.left) or workshop.is_queue_open
    return Shown(
        code=entry.code,
        title=said(entry, "title"),
        title_language=entry.titled_in,
        day=long_day(clock.to_local(entry.starts_at)),
        hours=f"{time(entry.starts_at)}–{time(entry.ends_at)}",
        room=workshop.room,
        seats=seats_left(workshop.seats),
        presenters=", ".join(person.name for person in entry.presenters),
        workshop=workshop,
        clash=said(clash, "title") if clash else "",
        can_choose=workshop.is_ahead and clash is None and is_open,
    )
