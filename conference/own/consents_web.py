"""Below `/r/<code>`: what one agrees to, what one needs, and who else takes part."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from conference.audit import service as audit
from conference.db import transaction
from conference.errors import Conflict, Refused
from conference.own.consents_forms import ConsentsForm, NeedsForm
from conference.registration import consents, participants
from conference.registration import service as registrations
from conference.registration.models import About, Registration
from conference.registration.needs import service as needs
from conference.web import by_link

bp = Blueprint("consents", __name__, url_prefix="/r/<code>")


@bp.get("/consents")
@by_link
def show(code: str) -> ResponseReturnValue:
    registration = registrations.get_own(code)
    if not registration.is_live:
        return redirect(url_for("own.show", code=code))
    return _page("consents", registration, code, form=_consents_form(registration))


@bp.post("/consents")
@by_link
def choose(code: str) -> ResponseReturnValue:
    form = ConsentsForm(request.form)
    photo, on_list = form.photo_consent.data, form.list_consent.data
    try:
        with transaction():
            registration = registrations.get_own(code)
            needs.choose(registration, photo=photo, on_list=on_list)
            detail = {"photo": photo, "list": on_list}
            audit.record("registration.consents", by="self", subject=registration.uid, detail=detail)
    except Conflict as refusal:
        return _page("consents", registrations.get_own(code), code, refusal, form=form), refusal.status
    return redirect(url_for("own.show", code=code, done="consents"), code=303)


@bp.get("/needs")
@by_link
def tell(code: str) -> ResponseReturnValue:
    registration = registrations.get_own(code)
    if not registration.is_live:
        return redirect(url_for("own.show", code=code))
    told = consents.find_needs(registration)
    form = NeedsForm(obj=told, needs_consent=told is not None, is_standing=told is not None)
    return _needs_page(registration, code, form)


@bp.post("/needs")
@by_link
def change_needs(code: str) -> ResponseReturnValue:
    """Keep what is told; without the tick, all of it is deleted in this request."""
    registration = registrations.get_own(code)
    is_standing = consents.find_needs(registration) is not None
    form = NeedsForm(request.form, is_standing=is_standing)
    if not form.validate():
        return _needs_page(registration, code, form), 422
    try:
        with transaction():
            registration = registrations.get_own(code)
            is_kept = needs.change_needs(registration, form.needs())
            act = "needs.tell" if is_kept else "needs.take_back"
            audit.record(act, by="self", subject=registration.uid)
    except Conflict as refusal:
        return _needs_page(registrations.get_own(code), code, form, refusal), refusal.status
    return redirect(url_for("own.show", code=code, done="told" if is_kept else "forgotten"), code=303)


@bp.post("/needs/withdraw")
@by_link
def withdraw(code: str) -> ResponseReturnValue:
    """Take the consent back: what was told is deleted in this request."""
    with transaction():
        registration = registrations.get_own(code)
        if registration.is_live:
            needs.change_needs(registration, None)
            audit.record("needs.take_back", by="self", subject=registration.uid)
    return redirect(url_for("own.show", code=code, done="forgotten"), code=303)


@bp.get("/participants")
@by_link
def list_participants(code: str) -> ResponseReturnValue:
    """For those who take part themselves."""
    registration = registrations.get_own(code)
    registrations.check_seat(registration)
    people = participants.list_participants(registration.conference)
    return _page("participants", registration, code, people=people)


def _consents_form(registration: Registration) -> ConsentsForm:
    return ConsentsForm(
        photo_consent=registration.agrees_to(About.PHOTO), list_consent=registration.agrees_to(About.LIST)
    )


def _needs_page(
    registration: Registration, code: str, form: NeedsForm, refusal: Refused | None = None
) -> str:
    return _page(
        "needs",
        registration,
        code,
        refusal,
        form=form,
        can_tell=needs.can_tell(registration),
        told=consents.find_needs(registration),
    )


def _page(
    page: str, registration: Registration, code: str, refusal: Refused | None = None, **shown: object
) -> str:
    given_at = {about.value: registration.agreed_at(about) for about in About}
    return render_template(
        f"own/{page}.html",
        registration=registration,
        conference=registration.conference,
        given_at=given_at,
        code=code,
        refusal=refusal,
        **shown,
    )
