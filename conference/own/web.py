"""The pages below `/r/<code>`."""

from datetime import timedelta

from flask import Blueprint, Flask, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from conference import clock, credentials
from conference.audit import service as audit
from conference.badges import pdf, qr
from conference.badges import service as badges
from conference.calendar import service as calendars
from conference.db import transaction
from conference.errors import Conflict, Refused
from conference.mail import worker
from conference.own import (
    certificate_web,
    certificates,
    consents_web,
    hand_over_web,
    in_use,
    invited,
    occasions,
    party_web,
    workshops_web,
)
from conference.own.additions import web as additions_web
from conference.own.forms import CorrectionForm, MemberCorrectionForm
from conference.programme.releases import service as releases
from conference.registration import consents
from conference.registration import service as registrations
from conference.registration.models import Conference, Registration, State
from conference.registration.needs import service as needs
from conference.web import by_link

bp = Blueprint("own", __name__, url_prefix="/r/<code>")


def init_app(app: Flask) -> None:
    """What else lies below a person's own page, and the letters that a day brings."""
    for more in (hand_over_web, party_web, consents_web, certificate_web, workshops_web):
        app.register_blueprint(more.bp)
    app.register_blueprint(additions_web.bp)
    worker.job(occasions.remind, every=timedelta(seconds=30))
    worker.job(occasions.thank, every=timedelta(seconds=30))


@bp.get("")
@by_link
def show(code: str) -> ResponseReturnValue:
    return _page(registrations.get_own(code), code)


@bp.get("/correct")
@by_link
def correction(code: str) -> ResponseReturnValue:
    registration = registrations.get_own(code)
    if not registrations.can_change(registration):
        return redirect(url_for(".show", code=code, done="late"))
    return _correction_page(registration, code, _correction_form(registration)(obj=registration))


@bp.post("/correct")
@by_link
def correct(code: str) -> ResponseReturnValue:
    registration = registrations.get_own(code)
    form = _correction_form(registration)(request.form)
    if not form.validate():
        return _correction_page(registration, code, form), 422
    try:
        with transaction():
            registration = registrations.get_own(code)
            was_led = registration.email is None
            is_done = registrations.correct(registration, form.correction())
            if is_done:
                audit.record("registration.correct", by="self", subject=registration.uid)
                code = registrations.own_code(registration)
    except Refused as refusal:
        return _correction_page(registrations.get_own(code), code, form, refusal), refusal.status
    if not is_done:
        form.refuse_address()
        return _correction_page(registration, code, form), 422
    if was_led and registration.email:  # from now on the page is theirs alone, not their contact's too
        return redirect(url_for("registration.sent", slug=registration.conference.slug), code=303)
    return redirect(url_for(".show", code=code, done="corrected"), code=303)


@bp.get("/cancel")
@by_link
def cancellation(code: str) -> ResponseReturnValue:
    registration = registrations.get_own(code)
    if not registrations.can_change(registration):
        return redirect(url_for(".show", code=code, done="late"))
    return in_use.page(registration, url_for(".show", code=code)) or render_template(
        "own/cancel.html",
        registration=registration,
        conference=registration.conference,
        code=code,
        party=_party(registration),
        leads=registrations.leads(registration),
        can_hand_over=registrations.can_hand_over(registration),
    )


@bp.post("/cancel")
@by_link
def cancel(code: str) -> ResponseReturnValue:
    return _do(code, "cancel")


@bp.post("/accept")
@by_link
def accept(code: str) -> ResponseReturnValue:
    return _do(code, "accept")


@bp.post("/decline")
@by_link
def decline(code: str) -> ResponseReturnValue:
    return _do(code, "decline")


@bp.get("/ticket.pdf")
@by_link
def ticket_pdf(code: str) -> ResponseReturnValue:
    print_ = badges.ticket_of(_with_ticket(code))
    response = Response(pdf.ticket(print_), mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{_("ticket.pdf")}"'
    return response


@bp.get("/ticket.svg")
@by_link
def ticket_svg(code: str) -> ResponseReturnValue:
    return Response(qr.svg(badges.ticket_of(_with_ticket(code)).qr_url), mimetype="image/svg+xml")


@bp.get("/entry.ics")
@by_link
def entry(code: str) -> ResponseReturnValue:
    response = Response(calendars.entry_of(_with_ticket(code)), mimetype="text/calendar")
    response.headers["Content-Disposition"] = f'attachment; filename="{_("conference.ics")}"'
    return response


#: What a button of the page does.
_DEEDS = {"accept": registrations.accept, "decline": registrations.decline, "cancel": registrations.cancel}


def _do(code: str, deed: str) -> ResponseReturnValue:
    try:
        with transaction():
            registration = registrations.get_own(code)
            if _DEEDS[deed](registration):
                audit.record(f"registration.{deed}", by="self", subject=registration.uid)
    except Conflict as refusal:
        return _page(registrations.get_own(code), code, refusal), refusal.status
    return redirect(url_for(".show", code=code), code=303)


def _correction_form(registration: Registration) -> type[CorrectionForm]:
    """Who came without an address may stay without one."""
    return CorrectionForm if registration.email or registration.is_contact else MemberCorrectionForm


def _with_ticket(code: str) -> Registration:
    """Who has a seat has a ticket; to others it does not exist. Raises NotFound."""
    registration = registrations.get_own(code)
    registrations.check_seat(registration)
    return registration


def _page(registration: Registration, code: str, refusal: Refused | None = None) -> str:
    has_seat, is_waiting = registration.state is State.CONFIRMED, registration.state is State.WAITING
    party = _party(registration)
    return render_template(
        "own/show.html",
        registration=registration,
        conference=registration.conference,
        code=code,
        phase=registrations.phase(registration.conference),
        can_change=registrations.can_change(registration),
        can_hand_over=registrations.can_hand_over(registration),
        party=party,
        seats=sum(member.state is State.CONFIRMED for member in party),
        offers=sum(registrations.is_offer_good(member) for member in party),
        leads=registrations.leads(registration),
        leader=None if registration.is_contact else registrations.find_contact(registration),
        gathered=registrations.find_gathered(registration),
        is_offer_good=registrations.is_offer_good(registration),
        is_queue_open=registrations.is_queue_open(registration.conference),
        ticket_code=registrations.ticket_code(registration) if has_seat else None,
        grouped=credentials.grouped,
        queue_number=registrations.queue_number(registration) if is_waiting else None,
        needs_told=consents.find_needs(registration) is not None,
        can_tell_needs=needs.can_tell(registration),
        seats_left=registrations.seats(registration.conference).left if not registration.is_live else 0,
        way_back=None if registration.is_live else invited.find_way_back(registration),
        workshops=workshops_web.standing(registration),
        has_come=registrations.has_come(registration),
        has_certificate=certificates.is_due(registration),
        programme=_programme(registration.conference),
        done=request.args.get("done"),
        refusal=refusal,
    )


def _programme(conference: Conference) -> str | None:
    """The page of the programme that helps now: on the day, what is on; None until there is one."""
    if releases.latest(conference) is None:
        return None
    first, last = (clock.to_local(moment).date() for moment in (conference.starts_at, conference.ends_at))
    return "now" if first <= clock.today() <= last else "show"


def _party(registration: Registration) -> list[Registration]:
    """Who comes with them, they among them."""
    return [member for member in registrations.list_party(registration) if member.is_live]


def _reader(registration: Registration) -> Registration | None:
    """Who reads the letters to somebody without an address."""
    return None if registration.email else registrations.find_contact(registration)


def _correction_page(
    registration: Registration, code: str, form: CorrectionForm, refusal: Refused | None = None
) -> str:
    return render_template(
        "own/correct.html",
        registration=registration,
        conference=registration.conference,
        code=code,
        reader=_reader(registration),
        form=form,
        refusal=refusal,
    )
