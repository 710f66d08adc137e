"""One attendee, as organisers see and help them."""

from collections.abc import Callable
from functools import partial

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from conference.accounts.service import signed_in
from conference.audit import service as audit
from conference.db import transaction
from conference.errors import Conflict, NotFound
from conference.registration import service
from conference.registration.attendees import history, listing, rules, words
from conference.registration.attendees import service as attendees
from conference.registration.attendees.forms import ChangeForm, HandOverForm
from conference.registration.models import Reason, Registration, State
from conference.registration.rules import no_such_page
from conference.web import staff

bp = Blueprint("attendee", __name__, url_prefix="/organise/<slug>/attendees/<uid>")


@bp.get("")
@staff("organiser")
def show(slug: str, uid: str) -> ResponseReturnValue:
    return _seen(_page(_get(slug, uid)), uid)


@bp.get("/change")
@staff("organiser")
def changes(slug: str, uid: str) -> ResponseReturnValue:
    registration = _get(slug, uid)
    if not registration.is_live:
        return redirect(url_for(".show", slug=slug, uid=uid))
    form = ChangeForm(obj=registration, seen=rules.version_of(registration))
    return _seen(_change_page(registration, form), uid)


@bp.post("/change")
@staff("organiser")
def change(slug: str, uid: str) -> ResponseReturnValue:
    form = ChangeForm(request.form)
    if not form.validate():
        return _seen(_change_page(_get(slug, uid), form), uid), 422
    try:
        with transaction():
            registration = _get(slug, uid)
            changed = attendees.change(registration, form.change(), seen=form.seen.data)
            if changed:
                audit.record(
                    "registration.change", by=signed_in().actor, subject=uid, detail={"fields": changed}
                )
    except Conflict as refusal:
        return _seen(_change_page(_get(slug, uid), form, refusal), uid), refusal.status
    return _done(slug, uid, "changed")


@bp.get("/hand-over")
@staff("organiser")
def handing(slug: str, uid: str) -> ResponseReturnValue:
    registration = _get(slug, uid)
    if registration.state is not State.CONFIRMED:
        return redirect(url_for(".show", slug=slug, uid=uid))
    return _seen(_handing_page(registration, HandOverForm()), uid)


@bp.post("/hand-over")
@staff("organiser")
def hand_over(slug: str, uid: str) -> ResponseReturnValue:
    form = HandOverForm(request.form)
    if not form.validate():
        return _seen(_handing_page(_get(slug, uid), form), uid), 422
    try:
        with transaction():
            taken_over = attendees.hand_over(_get(slug, uid), form.person())
            by, successor = signed_in().actor, taken_over.uid
            audit.record("registration.hand_over", by=by, subject=uid, detail={"to": successor})
            audit.record("registration.take_over", by=by, subject=successor, detail={"from": uid})
    except Conflict as refusal:
        return _seen(_handing_page(_get(slug, uid), form, refusal), uid), refusal.status
    return _done(slug, successor, "handed")


@bp.post("/link")
@staff("organiser")
def send_link(slug: str, uid: str) -> ResponseReturnValue:
    """Send the link to the person's own page again."""
    return _do(slug, uid, service.send_link, act="registration.link", done="sent")


@bp.post("/ticket")
@staff("organiser")
def renew_ticket(slug: str, uid: str) -> ResponseReturnValue:
    """A new ticket where the old one is in wrong hands."""
    return _do(slug, uid, service.renew_ticket, act="registration.new_ticket", done="ticket")


@bp.post("/cancel")
@staff("organiser")
def cancel(slug: str, uid: str) -> ResponseReturnValue:
    by_organiser = partial(service.cancel, reason=Reason.BY_ORGANISER)
    return _do(slug, uid, by_organiser, act="registration.cancel", done="cancelled")


def _do(
    slug: str, uid: str, deed: Callable[[Registration], object], *, act: str, done: str
) -> ResponseReturnValue:
    """Do something about a person, and write it down unless it was so already."""
    try:
        with transaction():
            if deed(_get(slug, uid)) is not False:
                audit.record(act, by=signed_in().actor, subject=uid)
    except Conflict as refusal:
        return _seen(_page(_get(slug, uid), refusal), uid), refusal.status
    return _done(slug, uid, done)


def _get(slug: str, uid: str) -> Registration:
    registration = service.get_registration(uid)
    if registration.conference.slug != slug:
        raise NotFound(no_such_page())
    return registration


def _seen(page: str, uid: str) -> str:
    """The page, once it is written down that somebody has looked at the person."""
    with transaction():
        audit.record("registration.view", by=signed_in().actor, subject=uid)
    return page


def _done(slug: str, uid: str, deed: str) -> ResponseReturnValue:
    return redirect(url_for(".show", slug=slug, uid=uid, done=deed), code=303)


def _page(registration: Registration, refusal: Conflict | None = None) -> str:
    is_waiting = registration.state is State.WAITING
    return render_template(
        "registration/attendee.html",
        registration=registration,
        conference=registration.conference,
        party=service.list_party(registration) if registration.party_id else [],
        handed_from=attendees.find_predecessor(registration),
        handed_to=attendees.find_successor(registration),
        reader=service.addressee(registration),
        doubles=listing.list_doubles(registration),
        queue_number=service.queue_number(registration) if is_waiting else None,
        history=history.history_of(registration),
        words=words,
        done=request.args.get("done", ""),
        refusal=refusal,
    )


def _change_page(registration: Registration, form: ChangeForm, refusal: Conflict | None = None) -> str:
    return render_template(
        "registration/attendee_change.html",
        registration=registration,
        conference=registration.conference,
        form=form,
        refusal=refusal,
    )


def _handing_page(registration: Registration, form: HandOverForm, refusal: Conflict | None = None) -> str:
    return render_template(
        "registration/attendee_hand_over.html",
        registration=registration,
        conference=registration.conference,
        form=form,
        refusal=refusal,
    )
