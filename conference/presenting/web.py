"""`/p/<code>`: what is left to do, the free times, and every answer a presenter can give."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from flask import Blueprint, Flask, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from conference.db import transaction
from conference.errors import Conflict, NotFound, Refused
from conference.presenting import files_web, pages, person_web, service, session_web
from conference.presenting.forms import TitleForm, WishForm
from conference.presenting.shown import Shown, Todo, availability_of, details_of
from conference.programme import service as programmes
from conference.programme.models import Presenter, Session, Slot
from conference.programme.uploads import service as files
from conference.web import by_link

bp = Blueprint("presenting", __name__, url_prefix="/p/<code>")

#: The answers that leave a time or the programme: each asks once more before it is done.
_LEAVING: dict[str, Callable[[Session, Presenter], None]] = {
    "give-back": programmes.give_back,
    "decline": programmes.decline,
    "withdraw": programmes.withdraw,
}
_LEAVE = "/sessions/<session>/<any('give-back', decline, withdraw):deed>"


def init_app(app: Flask) -> None:
    """The other pages below the same address."""
    for page in (session_web, person_web, files_web):
        app.register_blueprint(page.bp)


@bp.get("")
@by_link
def show(code: str) -> ResponseReturnValue:
    return _page(code)


@bp.post("/choose")
@by_link
def choose(code: str) -> ResponseReturnValue:
    """The same as `hold`, from radio buttons, which cannot be part of an address without script."""
    if not request.form.get("slot"):
        missing = Refused(_("Choose one of the times first."))
        return _page(code, about=request.form.get("session"), refusal=missing), 422
    return _hold(code, request.form["slot"])


@bp.post("/slots/<slot>/hold")
@by_link
def hold(code: str, slot: str) -> ResponseReturnValue:
    return _hold(code, slot)


@bp.post("/slots/<slot>/claim")
@by_link
def claim(code: str, slot: str) -> ResponseReturnValue:
    session = request.form.get("session", "")
    form = TitleForm(request.form, prefix=session)
    if not form.validate():
        return _page(code, about=session, form=form), 422
    try:
        with transaction():
            presenter = programmes.get_presenter(code)
            programmes.claim_slot(slot, session, by=presenter)
            _entitle(programmes.get_session(presenter.conference, session), form, presenter)
    except (Conflict, NotFound) as refusal:
        return _too_late(code, slot, session, refusal, form)
    return pages.home(code, session=session, done="claimed")


@bp.get("/sessions/<session>/times")
@by_link
def times(code: str, session: str) -> ResponseReturnValue:
    """Other times, for who has one already."""
    presenter, shown = pages.get(code, session)
    if not shown.may_choose:
        return pages.home(code)
    return pages.render("times", presenter, code, shown=shown)


@bp.get(_LEAVE)
@by_link
def leaving(code: str, session: str, deed: str) -> ResponseReturnValue:
    presenter, shown = pages.get(code, session)
    may = {"give-back": shown.may_give_back, "decline": shown.may_decline, "withdraw": shown.may_withdraw}
    if not may[deed]:
        return pages.home(code)
    return pages.render("leave", presenter, code, shown=shown, deed=deed)


@bp.post(_LEAVE)
@by_link
def leave(code: str, session: str, deed: str) -> ResponseReturnValue:
    try:
        with transaction():
            presenter, own = pages.get_both(code, session)
            _LEAVING[deed](own, presenter)
    except Conflict as refusal:
        return _page(code, about=session, refusal=refusal), refusal.status
    return pages.home(code, session=session, done=deed)


@bp.get("/sessions/<session>/wish")
@by_link
def wishes(code: str, session: str) -> ResponseReturnValue:
    return _wish_page(code, session, WishForm())


@bp.post("/sessions/<session>/wish")
@by_link
def wish(code: str, session: str) -> ResponseReturnValue:
    form = WishForm(request.form)
    if not form.validate():
        return _wish_page(code, session, form), 422
    try:
        with transaction():
            presenter, own = pages.get_both(code, session)
            programmes.ask(own, form.text.data, presenter)
    except Conflict as refusal:
        return _wish_page(code, session, form, refusal), refusal.status
    return pages.back(".wishes", code=code, session=session, done="asked")


def _hold(code: str, slot: str) -> ResponseReturnValue:
    session = request.form.get("session", "")
    try:
        with transaction():
            programmes.hold_slot(slot, session, by=programmes.get_presenter(code))
    except (Conflict, NotFound) as refusal:
        return _too_late(code, slot, session, refusal)
    return pages.home(code, session=session)


def _entitle(session: Session, form: TitleForm, presenter: Presenter) -> None:
    """Take the titles that were typed beside the time, if they say anything new."""
    details = replace(details_of(session), **form.data)
    if form.is_sent and details != details_of(session):
        programmes.describe(session, details, presenter)


def _too_late(
    code: str, slot: str, session: str, refusal: Refused, form: TitleForm | None = None
) -> ResponseReturnValue:
    """The page as it stands by now, with the nearest free times and what was typed. Raises NotFound."""
    presenter, shown = pages.get(code, session)
    nearest: Sequence[Slot] = ()
    if shown.may_choose and not isinstance(refusal, NotFound):
        wanted = programmes.get_slot(presenter.conference, slot)
        nearest = programmes.nearest_free_slots(shown.session, wanted)
    return _page(code, about=session, refusal=refusal, nearest=nearest, form=form), refusal.status


def _page(
    code: str,
    *,
    about: str | None = None,
    refusal: Refused | None = None,
    nearest: Sequence[Slot] = (),
    form: TitleForm | None = None,
) -> str:
    """The page; a refusal, the nearest times and a form are about one of the sessions."""
    presenter = programmes.get_presenter(code)
    sessions = service.look(presenter)
    own, may_come = presenter.registration, programmes.may_come(presenter)
    todos = [(shown, todo) for shown in sessions for todo in shown.todos]
    if may_come:
        todos.append((sessions[0], Todo(_("register for the conference"), "come", "")))
    return pages.render(
        "show",
        presenter,
        code,
        sessions=sessions,
        todos=todos,
        may_come=may_come,
        forms={shown.session.code: _title_form(shown, about, form) for shown in sessions},
        availability=availability_of(presenter),
        about=about,
        refusal=refusal,
        nearest=nearest,
        files=files.list_files(presenter),
        is_registered=own is not None and own.is_live,
    )


def _title_form(shown: Shown, about: str | None, form: TitleForm | None) -> TitleForm:
    if form is not None and shown.session.code == about:
        return form
    return TitleForm(obj=shown.session, prefix=shown.session.code)


def _wish_page(code: str, session: str, form: WishForm, refusal: Refused | None = None) -> str:
    presenter, shown = pages.get(code, session)
    return pages.render("wish", presenter, code, shown=shown, form=form, refusal=refusal)
