"""The organisers' pages of rooms, and of the times in them."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from conference.db import transaction
from conference.errors import NotFound, Refused
from conference.programme import plan
from conference.programme.board import rooms
from conference.programme.board import service as board
from conference.programme.board.rooms_forms import RoomForm, SeriesForm, SlotForm
from conference.programme.board.rules import SlotFacts
from conference.programme.board.web import BOTH, answer, plan_url, record, typed
from conference.programme.models import Room, Slot, State
from conference.registration import service as registrations
from conference.registration.models import Conference
from conference.web import staff

bp = Blueprint("rooms", __name__, url_prefix="/organise")


@bp.get("/<slug>/rooms")
@staff("organiser", "programme")
def index(slug: str) -> ResponseReturnValue:
    return _rooms_page(registrations.get_conference(slug))


@bp.route("/<slug>/rooms/new", methods=BOTH)
@staff("organiser", "programme")
def new_room(slug: str) -> ResponseReturnValue:
    conference = registrations.get_conference(slug)
    form = RoomForm(typed())

    def make() -> None:
        record("make_room", rooms.make_room(conference, form.facts()).uid)

    return answer("room", form, make, _rooms_url(slug, done="room"), conference=conference, room=None)


@bp.route("/<slug>/rooms/<key>", methods=BOTH)
@staff("organiser", "programme")
def room(slug: str, key: str) -> ResponseReturnValue:
    conference = registrations.get_conference(slug)
    room = plan.get_room(conference, key)
    form = RoomForm(typed(), obj=room)

    def change() -> None:
        rooms.change_room(room, conference, form.facts())
        record("change_room", room.uid)

    return answer("room", form, change, _rooms_url(slug, done="room"), conference=conference, room=room)


@bp.post("/<slug>/rooms/<key>/up")
@staff("organiser", "programme")
def raise_room(slug: str, key: str) -> ResponseReturnValue:
    with transaction():
        conference = registrations.get_conference(slug)
        room = plan.get_room(conference, key)
        rooms.raise_room(room, conference)
        record("raise_room", room.uid)
    return redirect(_rooms_url(slug, done="room_moved"), code=303)


@bp.post("/<slug>/rooms/<key>/remove")
@staff("organiser", "programme")
def remove_room(slug: str, key: str) -> ResponseReturnValue:
    try:
        with transaction():
            conference = registrations.get_conference(slug)
            room = plan.get_room(conference, key)
            rooms.remove_room(room, conference)
            record("remove_room", room.uid)
    except NotFound:
        raise
    except Refused as refusal:
        return _rooms_page(registrations.get_conference(slug), refusal), refusal.status
    return redirect(_rooms_url(slug, done="room_removed"), code=303)


@bp.route("/<slug>/slots", methods=BOTH)
@staff("organiser", "programme")
def slots(slug: str) -> ResponseReturnValue:
    """Make several times at once; first one sees what would be made."""
    conference = registrations.get_conference(slug)
    found = plan.list_rooms(conference)
    form = SeriesForm(typed(), rooms=found, data=_asked_room(found, first_at=conference.starts_at))
    if "look" in request.form and form.validate():
        return _preview(conference, form)

    made: list[Slot] = []

    def make() -> None:
        made.extend(rooms.make_series(conference, form.facts()))
        record("make_slots", conference.uid, count=str(len(made)))

    def back() -> str:
        return plan_url(slug, made[0].code, done="series", count=len(made), room=made[0].room.key)

    facts = {"conference": conference, "rooms": found, "series": None}
    return answer("slots", form, make, back, **facts)


@bp.route("/<slug>/slots/new", methods=BOTH)
@staff("organiser", "programme")
def new_slot(slug: str) -> ResponseReturnValue:
    conference = registrations.get_conference(slug)
    found = plan.list_rooms(conference)
    form = SlotForm(typed(), rooms=found, data=_asked_room(found, starts_at=conference.starts_at))

    made: list[Slot] = []

    def make() -> None:
        made.append(rooms.make_slot(conference, form.facts()))
        record("make_slot", made[0].uid)

    def back() -> str:
        return plan_url(slug, made[0].code, done="slot")

    facts = {"conference": conference, "rooms": found, "slot": None}
    return answer("slot", form, make, back, **facts)


@bp.route("/<slug>/slots/<code>", methods=BOTH)
@staff("organiser", "programme")
def slot(slug: str, code: str) -> ResponseReturnValue:
    conference = registrations.get_conference(slug)
    slot = plan.get_slot(conference, code)
    form = _slot_form(conference, slot)

    def change() -> None:
        rooms.change_slot(slot, conference, form.facts())
        record("change_slot", slot.uid)

    back = plan_url(slug, code, done="slot_changed")
    return answer("slot", form, change, back, **_slot_facts(conference, slot))


@bp.post("/<slug>/slots/<code>/fill")
@staff("organiser", "programme")
def fill(slug: str, code: str) -> ResponseReturnValue:
    """Put one of the sessions that have no time here."""
    try:
        with transaction():
            conference = registrations.get_conference(slug)
            session = plan.get_session(conference, request.form.get("session", ""))
            board.assign(session, plan.get_slot(conference, code))
            record("assign", session.uid)
    except NotFound:
        raise
    except Refused as refusal:
        return _slot_page(slug, code, refusal), refusal.status
    return redirect(plan_url(slug, code, done="filled"), code=303)


@bp.post("/<slug>/slots/<code>/remove")
@staff("organiser", "programme")
def remove_slot(slug: str, code: str) -> ResponseReturnValue:
    try:
        with transaction():
            conference = registrations.get_conference(slug)
            slot = plan.get_slot(conference, code)
            rooms.remove_slot(slot, conference)
            record("remove_slot", slot.uid)
    except NotFound:
        raise
    except Refused as refusal:
        return _slot_page(slug, code, refusal), refusal.status
    return redirect(plan_url(slug, done="slot_removed"), code=303)


def _preview(conference: Conference, form: SeriesForm) -> ResponseReturnValue:
    """What the series would make, or why it cannot be made; changes nothing."""
    facts, refusal = form.facts(), None
    try:
        rooms.check_series(conference, facts)
    except Refused as found:
        refusal = found
    series: list[SlotFacts] | None = None if refusal else list(facts.slots())
    page = render_template(
        "programme/board_slots.html",
        form=form,
        conference=conference,
        rooms=plan.list_rooms(conference),
        series=series,
        refusal=refusal,
    )
    return page, refusal.status if refusal else 200


def _slot_page(slug: str, code: str, refusal: Refused) -> str:
    conference = registrations.get_conference(slug)
    slot = plan.get_slot(conference, code)
    facts = {"form": _slot_form(conference, slot, is_fresh=True), "refusal": refusal}
    return render_template("programme/board_slot.html", **facts, **_slot_facts(conference, slot))


def _slot_form(conference: Conference, slot: Slot, *, is_fresh: bool = False) -> SlotForm:
    minutes = int((slot.ends_at - slot.starts_at).total_seconds() // 60)
    data = {
        "room": slot.room.key,
        "starts_at": slot.starts_at,
        "minutes": minutes,
        "kind": slot.kind.value,
    }
    return SlotForm(None if is_fresh else typed(), rooms=plan.list_rooms(conference), data=data)


def _slot_facts(conference: Conference, slot: Slot) -> dict[str, object]:
    """The slot with the sessions that could stand there: of its kind, and at no time yet."""
    waiting = [
        session
        for session in plan.list_sessions(conference)
        if session.kind is slot.kind and session.slot is None
        if session.state in (State.INVITED, State.CONFIRMED)
    ]
    return {"conference": conference, "slot": slot, "waiting": waiting, "rooms": [slot.room]}


def _asked_room(found: list[Room], **more: object) -> dict[str, object]:
    """The room that the address names, or the first one."""
    asked = request.args.get("room")
    keys = [room.key for room in found]
    return {"room": asked if asked in keys else next(iter(keys), None), **more}


def _rooms_page(conference: Conference, refusal: Refused | None = None) -> str:
    found = plan.list_rooms(conference)
    return render_template("programme/board_rooms.html", conference=conference, rooms=found, refusal=refusal)


def _rooms_url(slug: str, **told: Any) -> str:
    return url_for(".index", slug=slug, **told)
