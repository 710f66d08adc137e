"""Below `/p/<code>`: what a session is about, and who presents it."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from conference.db import transaction
from conference.errors import Refused
from conference.presenting import pages
from conference.presenting.forms import DetailsForm, PersonForm
from conference.presenting.shown import Shown, details_of
from conference.programme import service as programmes
from conference.programme.models import Presenter
from conference.web import by_link

Typed = MultiDict[str, str] | None

bp = Blueprint("presented", __name__, url_prefix="/p/<code>/sessions/<session>")


@bp.get("/describe")
@by_link
def description(code: str, session: str) -> ResponseReturnValue:
    presenter, shown = pages.get(code, session)
    if not shown.may_describe:
        return pages.home(code)
    return _describe_page(presenter, shown, code, DetailsForm(obj=details_of(shown.session)))


@bp.post("/describe")
@by_link
def describe(code: str, session: str) -> ResponseReturnValue:
    form = DetailsForm(request.form)
    if not form.validate():
        return _describe_page(*pages.get(code, session), code, form), 422
    try:
        with transaction():
            presenter, own = pages.get_both(code, session)
            programmes.describe(own, form.details(), presenter)
    except Refused as refusal:
        return _describe_page(*pages.get(code, session), code, form, refusal), refusal.status
    return pages.home(code, session=session, done="saved")


@bp.get("/presenters")
@by_link
def presenters(code: str, session: str) -> ResponseReturnValue:
    presenter, shown = pages.get(code, session)
    return _people_page(presenter, shown, code, _joining(presenter, shown))


@bp.post("/presenters")
@by_link
def add_presenter(code: str, session: str) -> ResponseReturnValue:
    form = _joining(*pages.get(code, session), request.form)
    if not form.validate():
        return _people_page(*pages.get(code, session), code, form), 422
    try:
        with transaction():
            presenter, own = pages.get_both(code, session)
            programmes.add_presenter(own, form.person(), presenter)
    except Refused as refusal:
        return _people_page(*pages.get(code, session), code, form, refusal), refusal.status
    return pages.back(".presenters", code=code, session=session, done="added")


@bp.post("/presenters/<other>/remove")
@by_link
def remove_presenter(code: str, session: str, other: str) -> ResponseReturnValue:
    try:
        with transaction():
            presenter, own = pages.get_both(code, session)
            colleague = next((each for each in own.presenters if each.code == other), None)
            if colleague is not None and colleague is not presenter:  # gone already, if they pressed twice
                programmes.remove_presenter(own, colleague, presenter)
    except Refused as refusal:
        found = pages.get(code, session)
        return _people_page(*found, code, _joining(*found), refusal), refusal.status
    return pages.back(".presenters", code=code, session=session, done="removed")


@bp.get("/hand-over")
@by_link
def handing_over(code: str, session: str) -> ResponseReturnValue:
    presenter, shown = pages.get(code, session)
    if not shown.may_hand_over:
        return pages.home(code)
    return _hand_over_page(presenter, shown, code, _taking_over(presenter))


@bp.post("/hand-over")
@by_link
def hand_over(code: str, session: str) -> ResponseReturnValue:
    form = _taking_over(pages.get(code, session)[0], request.form)
    if not form.validate():
        return _hand_over_page(*pages.get(code, session), code, form), 422
    try:
        with transaction():
            presenter, own = pages.get_both(code, session)
            colleague = programmes.hand_over(own, presenter, form.person())
            is_over = programmes.own_code(presenter) is None
            name = colleague.name
    except Refused as refusal:
        return _hand_over_page(*pages.get(code, session), code, form, refusal), refusal.status
    if is_over:  # this link has just died: the page cannot be asked for again
        return pages.render("handed_over", presenter, code, name=name)
    return pages.home(code, done="handed-over")


def _joining(presenter: Presenter, shown: Shown, typed: Typed = None) -> PersonForm:
    """Somebody new on the session."""
    there = {other.email_folded: other.name for other in shown.others if other.email_folded}
    return PersonForm(typed, own=presenter.email_folded, there=there)


def _taking_over(presenter: Presenter, typed: Typed = None) -> PersonForm:
    """Anybody else, also who presents it already."""
    return PersonForm(typed, own=presenter.email_folded, there={})


def _describe_page(
    presenter: Presenter, shown: Shown, code: str, form: DetailsForm, refusal: Refused | None = None
) -> str:
    return pages.render("describe", presenter, code, shown=shown, form=form, refusal=refusal)


def _people_page(
    presenter: Presenter, shown: Shown, code: str, form: PersonForm, refusal: Refused | None = None
) -> str:
    return pages.render("presenters", presenter, code, shown=shown, form=form, refusal=refusal)


def _hand_over_page(
    presenter: Presenter, shown: Shown, code: str, form: PersonForm, refusal: Refused | None = None
) -> str:
    return pages.render("hand_over", presenter, code, shown=shown, form=form, refusal=refusal)
