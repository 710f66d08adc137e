"""`/r/<code>/hand-over`: a colleague comes instead."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from conference.audit import service as audit
from conference.db import transaction
from conference.errors import NotFound, Refused
from conference.own import colleagues, in_use
from conference.own.forms import SuccessorForm
from conference.registration import service as registrations
from conference.registration.models import Registration
from conference.web import by_link

bp = Blueprint("handing", __name__, url_prefix="/r/<code>/hand-over")


@bp.get("")
@by_link
def new(code: str) -> ResponseReturnValue:
    registration = registrations.get_own(code)
    told = in_use.page(registration, url_for("own.show", code=code))
    if told is None and not registrations.can_hand_over(registration):
        return redirect(url_for("own.show", code=code, done="late"))
    return told or _form_page(registration, code, SuccessorForm())


@bp.post("")
@by_link
def create(code: str) -> ResponseReturnValue:
    form = SuccessorForm(request.form)
    if not form.validate():
        return _form_page(registrations.get_own(code), code, form), 422
    try:
        with transaction():
            registration = registrations.get_own(code)
            successor = registrations.hand_over(registration, form.person())
            if successor is not None:
                audit.record("registration.hand_over", by="self", subject=registration.uid)
    except NotFound:
        successor = registrations.find_handed_over(code, form.person())
        if successor is None:
            raise
    except Refused as refusal:
        return _form_page(registrations.get_own(code), code, form, refusal), refusal.status
    if successor is None:
        form.refuse_address()
        return _form_page(registrations.get_own(code), code, form), 422
    return render_template("own/handed_over.html", conference=successor.conference, name=successor.name)


def _form_page(
    registration: Registration, code: str, form: SuccessorForm, refusal: Refused | None = None
) -> str:
    return render_template(
        "own/hand_over.html",
        registration=registration,
        conference=registration.conference,
        code=code,
        led=colleagues.count_led(registration),
        form=form,
        refusal=refusal,
    )
