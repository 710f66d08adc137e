"""The lists of the door: whether people are read out, emptying one before the day, and the rehearsal."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from conference.accounts.service import signed_in
from conference.checkin import figures, lists, rehearsals, words
from conference.db import transaction
from conference.errors import Refused
from conference.registration import service as registrations
from conference.registration.models import Conference
from conference.web import staff

bp = Blueprint("lists", __name__, url_prefix="/<slug>/door/lists")


@bp.get("")
@staff("organiser", "door")
def index(slug: str) -> ResponseReturnValue:
    conference = registrations.get_conference(slug)
    every = figures.of(conference)
    return render_template(
        "checkin/lists.html",
        conference=conference,
        lists=every,
        entry=lists.ENTRY,
        has_entry=any(each.door_list.key == lists.ENTRY for each in every),
        can_empty={each.door_list.key: lists.can_empty(each.door_list, conference) for each in every},
        tickets=rehearsals.list_tickets(conference),
        tones=words.TONES,
        verdicts=words.VERDICTS,
    )


@bp.post("/<key>/exits")
@staff("organiser", "door")
def set_exits(slug: str, key: str) -> ResponseReturnValue:
    with transaction():
        conference = registrations.get_conference(slug)
        lists.set_exits(conference, key, exits="exits" in request.form, by=signed_in().actor)
    return redirect(url_for(".index", slug=slug, _anchor=key), code=303)


@bp.get("/<key>/empty")
@staff("organiser", "door")
def ask_empty(slug: str, key: str) -> ResponseReturnValue:
    return _empty_page(registrations.get_conference(slug), key)


@bp.post("/<key>/empty")
@staff("organiser", "door")
def empty(slug: str, key: str) -> ResponseReturnValue:
    try:
        with transaction():
            lists.empty(registrations.get_conference(slug), key, by=signed_in().actor)
    except lists.TooLateToEmpty as refusal:
        return _empty_page(registrations.get_conference(slug), key, refusal), refusal.status
    return redirect(url_for(".index", slug=slug, _anchor=key), code=303)


@bp.post("/rehearsal")
@staff("organiser", "door")
def rehearse(slug: str) -> ResponseReturnValue:
    with transaction():
        rehearsals.prepare(registrations.get_conference(slug), by=signed_in().actor)
    return redirect(url_for(".index", slug=slug, _anchor=rehearsals.KEY), code=303)


def _empty_page(conference: Conference, key: str, refusal: Refused | None = None) -> str:
    door_list = lists.get_list(conference, key)
    return render_template(
        "checkin/list_empty.html",
        conference=conference,
        door_list=door_list,
        readings=lists.count_readings(door_list),
        can_empty=lists.can_empty(door_list, conference),
        refusal=refusal,
    )
