"""The organisers' page of one session: its texts, its time, its presenters and where it stands."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from conference import credentials
from conference.credentials import Purpose
from conference.db import transaction
from conference.errors import NotFound, Refused
from conference.language import absolute_url
from conference.mail import service as mail
from conference.mail.letters import title_of
from conference.mail.models import Letter
from conference.pact import service as pacts
from conference.programme import claims, plan, presenters, rules, telling
from conference.programme.board import moving, overview
from conference.programme.board import people as board_people
from conference.programme.board import service as board
from conference.programme.board.forms import InviteAgainForm, PresenterForm, SessionForm
from conference.programme.board.rooms_forms import NewSessionForm
from conference.programme.board.web import BOTH, answer, plan_url, record, typed
from conference.programme.models import Presenter, Session
from conference.registration import service as registrations
from conference.registration.models import Conference
from conference.web import staff

bp = Blueprint("sessions", __name__, url_prefix="/organise")

#: What a button of the page does: each is a verb on the session alone.
DEEDS: dict[str, Callable[[Session], None]] = {
    "unassign": board.unassign,
    "pin": board.pin,
    "unpin": board.unpin,
    "confirm": claims.confirm,
    "rank": board.raise_rank,
}

#: What ends a session, asked once more before it is done.
ENDINGS = {"withdraw": rules.Act.WITHDRAW, "remove": rules.Act.CANCEL}


@bp.route("/<slug>/sessions/new", methods=BOTH)
@staff("organiser", "programme")
def new(slug: str) -> ResponseReturnValue:
    """A break, or another point that nobody is invited for, with its time in one step."""
    conference = registrations.get_conference(slug)
    found = plan.list_rooms(conference)
    form = NewSessionForm(typed(), rooms=found, data={"starts_at": conference.starts_at})

    made: list[Session] = []

    def make() -> None:
        made.append(board.make_session(conference, form.facts(), at=form.slot()))
        record("make_session", made[0].uid)

    def back() -> str:
        slot = made[0].slot
        return plan_url(slug, None if slot is None else slot.code, done="session")

    facts = {"conference": conference, "rooms": found}
    return answer("new_session", form, make, back, **facts)


@bp.get("/<slug>/sessions/<code>")
@staff("organiser", "programme")
def show(slug: str, code: str) -> ResponseReturnValue:
    with transaction():
        conference, session = _get(slug, code)
        record("view_session", session.uid)
    return _page(conference, session)


@bp.route("/<slug>/sessions/<code>/change", methods=BOTH)
@staff("organiser", "programme")
def change(slug: str, code: str) -> ResponseReturnValue:
    conference, session = _get(slug, code)
    others = [
        each for each in plan.list_sessions(conference) if each is not session and each.state in rules.LIVE
    ]
    form = SessionForm.of(session, typed(), areas=pacts.list_areas(), others=others)

    def write() -> None:
        board.change_session(session, form.facts(), reply_by=form.reply_by.data, seen=form.seen.data)
        record("change_session", session.uid)

    back = _url(slug, code, done="change")
    return answer("change", form, write, back, conference=conference, session=session)


@bp.post("/<slug>/sessions/<code>/place")
@staff("organiser", "programme")
def place(slug: str, code: str) -> ResponseReturnValue:
    """Give it a free time, or let it change places with what stands at a taken one."""

    def deed(session: Session) -> str:
        code, other = moving.chosen(request.form.get("slot", ""))
        slot = plan.get_slot(session.conference, code)
        if not other:
            board.assign(session, slot)
            return "place"
        board.swap(session, plan.get_session(session.conference, other), at=slot)
        return "swap"

    return _do(slug, code, "place", deed)


@bp.post(f"/<slug>/sessions/<code>/<any({', '.join(DEEDS)}):deed>")
@staff("organiser", "programme")
def do(slug: str, code: str, deed: str) -> ResponseReturnValue:
    return _do(slug, code, deed, DEEDS[deed])


@bp.post("/<slug>/sessions/<code>/invite")
@staff("organiser", "programme")
def invite_again(slug: str, code: str) -> ResponseReturnValue:
    form = InviteAgainForm(request.form)
    if not form.validate():
        return _page(*_get(slug, code), invitation=form), 422

    def deed(session: Session) -> None:
        claims.invite_again(session, reply_by=form.reply_by.data)

    return _do(slug, code, "invite", deed)


@bp.get("/<slug>/sessions/<code>/<any(withdraw, remove):deed>")
@staff("organiser", "programme")
def ending(slug: str, code: str, deed: str) -> ResponseReturnValue:
    """Ask once more, with how many get a letter, before a session is withdrawn or cancelled."""
    conference, session = _get(slug, code)
    act = ENDINGS[deed]
    if not rules.can(act, session):
        return redirect(_url(slug, code))
    letters = telling.count_letters(session, act)
    return render_template(
        "programme/board_end.html", conference=conference, session=session, deed=deed, letters=letters
    )


@bp.post("/<slug>/sessions/<code>/withdraw")
@staff("organiser", "programme")
def withdraw(slug: str, code: str) -> ResponseReturnValue:
    letters = 0
    try:
        with transaction():
            _conference, session = _get(slug, code)
            letters = telling.count_letters(session, rules.Act.WITHDRAW)
            claims.withdraw(session)
            record("withdraw", session.uid)
    except NotFound:
        raise
    except Refused as refusal:
        return _page(*_get(slug, code), refusal), refusal.status
    return redirect(_url(slug, code, done="withdrawn", count=letters), code=303)


@bp.post("/<slug>/sessions/<code>/remove")
@staff("organiser", "programme")
def remove(slug: str, code: str) -> ResponseReturnValue:
    try:
        with transaction():
            _conference, session = _get(slug, code)
            is_presented = bool(session.presenters)
            letters = telling.count_letters(session, rules.Act.CANCEL)
            record("remove_session", session.uid)
            board.remove_session(session)
    except NotFound:
        raise
    except Refused as refusal:
        return _page(*_get(slug, code), refusal), refusal.status
    if not is_presented:
        return redirect(plan_url(slug, done="taken_off"), code=303)
    return redirect(plan_url(slug, done="cancelled", count=letters), code=303)


@bp.route("/<slug>/sessions/<code>/presenters/new", methods=BOTH)
@staff("organiser", "programme")
def new_presenter(slug: str, code: str) -> ResponseReturnValue:
    conference, session = _get(slug, code)
    form = PresenterForm(typed())

    def add() -> None:
        record("add_presenter", session.uid, presenter=presenters.add_presenter(session, form.person()).uid)

    facts = {"conference": conference, "session": session, "presenter": None}
    return answer("presenter", form, add, _url(slug, code, done="presenter"), **facts)


@bp.route("/<slug>/sessions/<code>/presenters/<presenter_code>", methods=BOTH)
@staff("organiser", "programme")
def change_presenter(slug: str, code: str, presenter_code: str) -> ResponseReturnValue:
    with transaction():
        conference, session = _get(slug, code)
        presenter = board_people.find_presenter(session, presenter_code)
        if request.method == "GET":
            record("view_presenter", presenter.uid)
    form = PresenterForm(typed(), obj=presenter)

    def change() -> None:
        board_people.correct(presenter, form.person())
        record("change_presenter", presenter.uid)

    facts = {"conference": conference, "session": session, "presenter": presenter}
    return answer("presenter", form, change, _url(slug, code, done="presenter"), **facts)


@bp.post("/<slug>/sessions/<code>/presenters/<presenter_code>/<any(remove, link):deed>")
@staff("organiser", "programme")
def to_presenter(slug: str, code: str, presenter_code: str, deed: str) -> ResponseReturnValue:
    """Take somebody off the session, or write to them where their own page is."""

    def act(session: Session) -> None:
        presenter = board_people.find_presenter(session, presenter_code)
        if deed == "remove":
            presenters.remove_presenter(session, presenter)
        else:
            board_people.send_links(presenter)

    return _do(slug, code, f"presenter_{deed}", act)


def _do(slug: str, code: str, act: str, deed: Callable[[Session], str | None]) -> ResponseReturnValue:
    """One deed on a session, and back to its page; refused, the page says why.

    A deed that ends in more than one way gives the word for how it ended.
    """
    try:
        with transaction():
            _conference, session = _get(slug, code)
            done = deed(session) or act
            record(act, session.uid)
    except NotFound:
        raise
    except Refused as refusal:
        return _page(*_get(slug, code), refusal), refusal.status
    return redirect(_url(slug, code, done=done), code=303)


def _get(slug: str, code: str) -> tuple[Conference, Session]:
    conference = registrations.get_conference(slug)
    return conference, plan.get_session(conference, code)


def _page(
    conference: Conference,
    session: Session,
    refusal: Refused | None = None,
    *,
    invitation: InviteAgainForm | None = None,
) -> str:
    found = overview.list_warnings(conference)
    return render_template(
        "programme/board_session.html",
        conference=conference,
        session=session,
        choices=moving.choices(session, plan.list_slots(conference)),
        found=[warning for warning in found if session.slot in warning.slots],
        links=_links(session.presenters),
        wishes=claims.list_wishes(session),
        letters=_letters(session),
        letter_title=title_of,
        can=rules.can,
        acts=rules.Act,
        invitation=invitation or InviteAgainForm(),
        refusal=refusal,
    )


def _letters(session: Session) -> list[Letter]:
    """What its presenters were written, also about their other sessions, newest first."""
    return mail.list_about(each.uid for each in session.presenters)


def _links(people: list[Presenter]) -> dict[str, str]:
    """The address of each one's own page, by uid; in a demo alone, which has no real somebody."""
    if not current_app.config["IS_DEMO"]:
        return {}
    codes = credentials.live_codes(Purpose.PRESENTER, [each.uid for each in people])
    languages = {each.uid: each.language for each in people}
    return {
        uid: absolute_url("presenting.show", language=languages[uid], code=code)
        for uid, code in codes.items()
    }


def _url(slug: str, code: str, **told: Any) -> str:
    return url_for(".show", slug=slug, code=code, **told)
