"""One's own calendar, as programs ask for it, and the pages on which its owner adds and stops addresses."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from conference import feeds
from conference.calendar import personal
from conference.calendar.forms import FeedForm
from conference.calendar.personal import Holder
from conference.calendar.ways import ways_of
from conference.db import transaction
from conference.errors import Refused
from conference.language import absolute_url, language
from conference.programme import service as programmes
from conference.registration import service as registrations
from conference.web import by_link

bp = Blueprint("calendars", __name__)


@bp.get("/calendar/my/<code>.ics")
@by_link
def my(code: str) -> Response:
    """The calendar; the first time on a day, and when it says something new, that is written down."""
    feed, holder = personal.get_feed(code)
    if not personal.is_noted(feed, holder):
        with transaction():
            personal.note(code)
        feed, holder = personal.get_feed(code)
    return feeds.send(personal.file_of(feed, holder, language=language()))


@bp.get("/r/<code>/calendars", defaults={"door": "own"})
@bp.get("/p/<code>/calendars", defaults={"door": "presenting"})
@by_link
def index(door: str, code: str) -> ResponseReturnValue:
    """One's addresses, each with a button for each calendar program."""
    return _page(door, code, FeedForm())


@bp.post("/r/<code>/calendars", defaults={"door": "own"})
@bp.post("/p/<code>/calendars", defaults={"door": "presenting"})
@by_link
def add(door: str, code: str) -> ResponseReturnValue:
    form = FeedForm(request.form)
    if not form.validate():
        return _page(door, code, form), 422
    try:
        with transaction():
            feed = personal.add_feed(_holder(door, code), form.name.data)
            uid = feed.uid
    except Refused as refusal:
        return _page(door, code, form, refusal), refusal.status
    return redirect(url_for(".index", door=door, code=code, _anchor=uid), code=303)


@bp.post("/r/<code>/calendars/<uid>/stop", defaults={"door": "own"})
@bp.post("/p/<code>/calendars/<uid>/stop", defaults={"door": "presenting"})
@by_link
def stop(door: str, code: str, uid: str) -> ResponseReturnValue:
    with transaction():
        personal.stop_feed(_holder(door, code), uid)
    return redirect(url_for(".index", door=door, code=code), code=303)


def _holder(door: str, code: str) -> Holder:
    """Whose link it is, by which of the two pages they come. Raises NotFound."""
    if door == "own":
        return personal.holder_of_registration(registrations.get_own(code))
    return personal.holder_of_presenter(programmes.get_presenter(code))


def _page(door: str, code: str, form: FeedForm, refusal: Refused | None = None) -> str:
    holder = _holder(door, code)
    return render_template(
        "calendar/my.html",
        addresses=[
            (address.feed, ways_of(absolute_url("calendars.my", code=address.code), name=address.feed.name))
            for address in personal.list_feeds(holder)
        ],
        holder=holder,
        conference=holder.conference,
        door=door,
        code=code,
        form=form,
        refusal=refusal,
    )
