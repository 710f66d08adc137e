"""The public programme: by time and room, what is on now, session by session, presenter by presenter."""

from datetime import timedelta
from typing import NoReturn

from flask import Blueprint, Flask, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from conference import clock
from conference.errors import NotFound
from conference.mail import worker
from conference.programme import following, moment, presenters, published, shown, silence, table
from conference.programme.board import files_web, rooms_web, sessions_web
from conference.programme.board import web as board_web
from conference.programme.document import Document
from conference.programme.exports import web as exports_web
from conference.programme.people import projects_web
from conference.programme.people import web as people_web
from conference.programme.releases import service as releases
from conference.programme.releases import web as releases_web
from conference.programme.table import Choice
from conference.programme.uploads import downloads
from conference.programme.uploads import service as files
from conference.programme.workshops import service as workshops
from conference.programme.workshops import web as workshops_web
from conference.programme.workshops.words import seats_left
from conference.registration import service as registrations
from conference.registration.conferences import followers as conferences
from conference.registration.models import Conference
from conference.web import anyone

bp = Blueprint("programme", __name__)

#: Seconds after which the page of what is on asks again by itself.
REFRESH = 60


def init_app(app: Flask) -> None:
    """The organisers' side of the same feature, its words for pages, and what the worker does for it."""
    app.jinja_env.filters.update(size_words=shown.size_words)
    people_web.init_app(app)
    app.register_blueprint(projects_web.bp)
    app.register_blueprint(exports_web.bp)
    board_web.init_app(app)
    app.register_blueprint(rooms_web.bp)
    app.register_blueprint(sessions_web.bp)
    app.register_blueprint(files_web.bp)
    app.register_blueprint(releases_web.bp)
    app.register_blueprint(workshops_web.bp)
    conferences.follow(following)
    worker.job(silence.expire_silent, every=timedelta(minutes=10))
    worker.job(silence.promote_reserves, every=timedelta(minutes=1))
    worker.job(silence.remind_silent, every=timedelta(minutes=10))
    worker.job(files.remove_strays, every=timedelta(hours=1))
    worker.job(presenters.register_confirmed, every=timedelta(minutes=10))
    worker.job(workshops.lapse_offers, every=timedelta(minutes=1))
    registrations.ask_presenting(presenters.presenting)
    registrations.with_end(workshops.end_places)
    registrations.with_hand_over(workshops.hand_places_over)


@bp.get("/<slug:slug>/programme")
@anyone
def show(slug: str) -> ResponseReturnValue:
    conference = registrations.get_public_conference(slug)
    document = releases.latest(conference)
    choice = Choice(area=request.args.get("area", ""), kind=request.args.get("kind", ""))
    return render_template(
        "programme/programme.html",
        conference=conference,
        document=document,
        choice=choice,
        seats=_seats(conference, document),
        table=table.lay_out(document, choice) if document else None,
        is_of_old_day=document is not None and following.is_of_old_day(document, conference),
    )


@bp.get("/<slug:slug>/now")
@anyone
def now(slug: str) -> ResponseReturnValue:
    """For a phone and for a screen in the hall; it asks again by itself unless one says no (WCAG 2.2.1)."""
    conference = registrations.get_public_conference(slug)
    document = releases.latest(conference)
    is_still = request.args.get("update") == "off"
    at = clock.now()
    page = render_template(
        "programme/now.html",
        conference=conference,
        moment=moment.look(document, now=at) if document else None,
        is_of_old_day=document is not None and following.is_of_old_day(document, conference),
        at=at,
        is_still=is_still,
    )
    response = make_response(page)
    if not is_still:
        response.headers["Refresh"] = str(REFRESH)
    return response


@bp.get("/<slug:slug>/sessions/<code>")
@anyone
def session(slug: str, code: str) -> ResponseReturnValue:
    conference, document = _released(slug)
    entry = document.by_code.get(code) or _no_session()
    return render_template(
        "programme/session.html",
        conference=conference,
        detail=shown.detail(document, entry, now=clock.now()),
        seats=_seats(conference, document).get(code),
        pictures=published.list_pictures(entry.presenters),
        files=published.list_files(entry),
    )


@bp.get("/<slug:slug>/sessions/<code>/files/<file_code>")
@anyone
def file(slug: str, code: str, file_code: str) -> Response:
    _conference, document = _released(slug)
    return downloads.attachment(published.get_file(document, code, file_code))


@bp.get("/<slug:slug>/presenters/<code>")
@anyone
def presenter(slug: str, code: str) -> ResponseReturnValue:
    conference, document = _released(slug)
    person = document.people.get(code)
    if person is None:
        raise NotFound(_("There is no such presenter."))
    return render_template(
        "programme/presenter.html",
        conference=conference,
        person=person,
        picture=published.list_pictures([person]).get(code),
        sessions=shown.sessions_of(document, code),
    )


@bp.get("/<slug:slug>/presenters/<code>/photo")
@anyone
def photo(slug: str, code: str) -> Response:
    _conference, document = _released(slug)
    picture = published.get_picture(document, code)
    response = downloads.picture(picture.stored)
    response.set_etag(picture.stored)
    response.make_conditional(request)
    return response


def _released(slug: str) -> tuple[Conference, Document]:
    """A public conference and what was released last. Raises NotFound for either."""
    conference = registrations.get_public_conference(slug)
    document = releases.latest(conference)
    if document is None:
        raise NotFound(_("The programme is not out yet."))
    return conference, document


def _seats(conference: Conference, document: Document | None) -> dict[str, str]:
    """What is said of the seats of workshops that attendees choose, by code."""
    found = workshops.list_seats(conference, document) if document else {}
    return {code: seats_left(seats) for code, seats in found.items()}


def _no_session() -> NoReturn:
    raise NotFound(_("There is no such session."))
