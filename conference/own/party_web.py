"""`/r/<code>/party`: who looks after colleagues sees them, adds, replaces, cancels, and answers for all."""

from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from conference import credentials
from conference.audit import service as audit
from conference.credentials import Purpose
from conference.db import transaction
from conference.errors import Conflict, Refused
from conference.own import correcting, in_use
from conference.own.forms import MemberAddressForm, MemberForm, MemberNameForm
from conference.registration import service as registrations
from conference.registration.models import Reason, Registration, State
from conference.registration.rules import LARGEST_PARTY, Phase
from conference.web import by_link

bp = Blueprint("party", __name__, url_prefix="/r/<code>/party")


@dataclass(frozen=True)
class Shown:
    """One of a party as the list shows them."""

    registration: Registration
    is_self: bool
    queue_number: int | None
    is_offer_good: bool
    #: What opens their own page, for those whose letters come to the contact.
    own_code: str | None
    can_change: bool
    can_replace: bool
    has_come: bool


@bp.get("")
@by_link
def show(code: str) -> ResponseReturnValue:
    contact = registrations.get_own(code)
    if not registrations.leads(contact):
        return redirect(url_for("own.show", code=code))
    return _page(contact, code, _new_form())


@bp.post("")
@by_link
def add(code: str) -> ResponseReturnValue:
    contact = registrations.get_own(code)
    form = MemberForm(request.form)
    if not form.validate():
        return _page(contact, code, form), 422
    try:
        with transaction():
            contact = registrations.get_own(code)
            member = registrations.add_member(contact, form.person(), form_key=form.form_key.data)
    except Refused as refusal:
        return _page(registrations.get_own(code), code, form, refusal), refusal.status
    if member is None:
        form.refuse_address()
        return _page(contact, code, form), 422
    return _back(code, "added")


@bp.get("/<uid>/correct")
@by_link
def correction(code: str, uid: str) -> ResponseReturnValue:
    member = registrations.get_member(registrations.get_own(code), uid)
    if not registrations.can_change(member):
        return _back(code)
    return _correction_page(member, code, _correction_form(member)(obj=member))


@bp.post("/<uid>/correct")
@by_link
def correct(code: str, uid: str) -> ResponseReturnValue:
    member = registrations.get_member(registrations.get_own(code), uid)
    form = _correction_form(member)(request.form)
    if not form.validate():
        return _correction_page(member, code, form), 422
    try:
        with transaction():
            contact = registrations.get_own(code)
            member = registrations.get_member(contact, uid)
            correction = form.correction(member)
            correcting.check(member, correction)
            is_done = registrations.correct(member, correction)
            if is_done:
                _record("registration.correct", member, contact)
    except Refused as refusal:
        member = registrations.get_member(registrations.get_own(code), uid)
        return _correction_page(member, code, form, refusal), refusal.status
    if not is_done:
        form.refuse_address()
        return _correction_page(member, code, form), 422
    return _back(code, "corrected")


@bp.get("/<uid>/replace")
@by_link
def replacement(code: str, uid: str) -> ResponseReturnValue:
    member = registrations.get_member(registrations.get_own(code), uid)
    told = in_use.page(member, url_for("party.show", code=code))
    if told is None and not registrations.can_hand_over(member):
        return _back(code)
    return told or _replace_page(member, code, MemberForm())


@bp.post("/<uid>/replace")
@by_link
def replace(code: str, uid: str) -> ResponseReturnValue:
    form = MemberForm(request.form)
    member = registrations.get_member(registrations.get_own(code), uid)
    if not form.validate():
        return _replace_page(member, code, form), 422
    try:
        with transaction():
            contact = registrations.get_own(code)
            member = registrations.get_member(contact, uid)
            successor = registrations.hand_over(member, form.person(), by=contact)
            if successor is not None:
                _record("registration.hand_over", member, contact)
    except Conflict as refusal:
        member = registrations.get_member(registrations.get_own(code), uid)
        if registrations.find_taker(member, form.person()) is not None:  # the same form sent twice
            return _back(code, "replaced")
        return _replace_page(member, code, form, refusal), refusal.status
    if successor is None:
        form.refuse_address()
        return _replace_page(member, code, form), 422
    return _back(code, "replaced")


@bp.get("/<uid>/cancel")
@by_link
def cancellation(code: str, uid: str) -> ResponseReturnValue:
    member = registrations.get_member(registrations.get_own(code), uid)
    if not registrations.can_change(member):
        return _back(code)
    return in_use.page(member, url_for("party.show", code=code)) or render_template(
        "own/party_cancel.html",
        member=member,
        conference=member.conference,
        code=code,
        can_replace=registrations.can_hand_over(member),
    )


@bp.post("/<uid>/cancel")
@by_link
def cancel(code: str, uid: str) -> ResponseReturnValue:
    try:
        with transaction():
            contact = registrations.get_own(code)
            member = registrations.get_member(contact, uid)
            if registrations.cancel(member, by=contact):
                _record("registration.cancel", member, contact)
    except Conflict as refusal:
        return _page(registrations.get_own(code), code, _new_form(), refusal), refusal.status
    return _back(code, "cancelled")


@bp.post("/accept")
@by_link
def accept(code: str) -> ResponseReturnValue:
    return _answer(code, "accept")


@bp.post("/decline")
@by_link
def decline(code: str) -> ResponseReturnValue:
    return _answer(code, "decline")


#: What a button does for everybody who has an offer, and what is told afterwards.
_ANSWERS = {
    "accept": (registrations.accept_for_party, "accepted"),
    "decline": (registrations.decline_for_party, "declined"),
}


def _answer(code: str, deed: str) -> ResponseReturnValue:
    verb, done = _ANSWERS[deed]
    try:
        with transaction():
            contact = registrations.get_own(code)
            answered = verb(contact)
            for member in answered:
                _record(f"registration.{deed}", member, contact)
    except Conflict as refusal:
        return _page(registrations.get_own(code), code, _new_form(), refusal), refusal.status
    return _back(code, done if answered else None)


def _new_form() -> MemberForm:
    return MemberForm(form_key=credentials.new_secret())


def _is_gone(member: Registration) -> bool:
    """Whether they do not come, and nobody in their place."""
    return not member.is_live and member.reason is not Reason.HANDED_OVER


def _correction_form(member: Registration) -> type[MemberNameForm]:
    return MemberAddressForm if member.email else MemberNameForm


def _record(act: str, member: Registration, contact: Registration) -> None:
    by = "self" if member is contact else f"contact:{contact.uid}"
    audit.record(act, by=by, subject=member.uid)


def _back(code: str, done: str | None = None) -> ResponseReturnValue:
    return redirect(url_for("party.show", code=code, done=done), code=303)


def _page(contact: Registration, code: str, form: MemberForm, refusal: Refused | None = None) -> str:
    party = registrations.list_party(contact)
    live = [member for member in party if member.is_live]
    offered = [member for member in live if registrations.is_offer_good(member)]
    phase = registrations.phase(contact.conference)
    return render_template(
        "own/party.html",
        registration=contact,
        conference=contact.conference,
        code=code,
        live=_shown(live, contact),
        gone=[member for member in party if _is_gone(member) and member is not contact],
        seats=sum(member.state is State.CONFIRMED for member in live),
        offered=offered,
        offer_until=min((member.offer_until for member in offered if member.offer_until), default=None),
        gathered=registrations.find_gathered(contact),
        seats_left=registrations.seats(contact.conference).left,
        can_add=phase is Phase.OPEN and len(live) < LARGEST_PARTY,
        phase=phase,
        most=LARGEST_PARTY,
        form=form,
        refusal=refusal,
        done=request.args.get("done"),
        known=request.args.get("known", 0, type=int),
    )


def _shown(live: list[Registration], contact: Registration) -> list[Shown]:
    led = [member.uid for member in live if not member.email]
    codes = credentials.live_codes(Purpose.OWN, led)
    numbers = registrations.queue_numbers(contact.conference, live)
    replaceable, come = registrations.list_replaceable(live), registrations.list_come(live)
    return [
        Shown(
            registration=member,
            is_self=member is contact,
            queue_number=numbers.get(member.id),
            is_offer_good=registrations.is_offer_good(member),
            own_code=codes.get(member.uid),
            can_change=registrations.can_change(member),
            can_replace=member in replaceable,
            has_come=member in come,
        )
        for member in live
    ]


def _correction_page(
    member: Registration, code: str, form: MemberNameForm, refusal: Refused | None = None
) -> str:
    return render_template(
        "own/party_correct.html",
        can_replace=registrations.can_hand_over(member),
        member=member,
        conference=member.conference,
        code=code,
        form=form,
        refusal=refusal,
    )


def _replace_page(member: Registration, code: str, form: MemberForm, refusal: Refused | None = None) -> str:
    return render_template(
        "own/party_replace.html",
        member=member,
        conference=member.conference,
        code=code,
        form=form,
        refusal=refusal,
    )
