"""The front page, what the law asks a site to say, and the staff's home page."""

from datetime import timedelta

from flask import Blueprint, Flask, Response, current_app, make_response, redirect, render_template
from flask.typing import ResponseReturnValue

from conference import clock, config
from conference.accounts import service as accounts
from conference.accounts.rules import Role
from conference.front import health, service
from conference.front.readiness import web as readiness
from conference.language import absolute_url, language, path_for
from conference.pact import service as pacts
from conference.pact import timeline
from conference.registration import service as registrations
from conference.web import anyone, staff

bp = Blueprint("front", __name__)

#: How long security.txt may be believed; RFC 9116, 2.5.5 asks for less than a year.
SECURITY_LIFE = timedelta(days=180)
#: Crawlers have no business where nobody is named in public. Feeds stay open: some calendars obey this file.
ROBOTS = """User-agent: *
Disallow: /organise/
Disallow: /en/organise/
Disallow: /checkin/
Disallow: /api/
"""


def init_app(app: Flask) -> None:
    """The two addresses of the watchers, and who is signed in for the frame of staff pages."""
    app.register_blueprint(health.bp)
    app.register_blueprint(readiness.bp)
    app.jinja_env.globals.update(signed_in=accounts.signed_in)


@bp.get("/")
@anyone
def home() -> ResponseReturnValue:
    milestones = pacts.list_milestones()
    conference = registrations.find_current_conference()
    return render_template(
        "front/home.html",
        milestones=milestones,
        pictures=timeline.draw(milestones, today=clock.today(), language=language()),
        progress=service.progress(milestones),
        partners=pacts.list_partners(),
        conference=conference,
        seats=registrations.seats(conference) if conference else None,
        phase=registrations.phase(conference) if conference else None,
    )


@bp.get("/accessibility")
@anyone
def accessibility() -> ResponseReturnValue:
    return render_template("front/accessibility.html")


@bp.get("/was")
@anyone
def was() -> ResponseReturnValue:
    """The short address that the authorities' form asks for."""
    return redirect(config.current().ACCESSIBILITY_STATEMENT_URL or path_for("front.accessibility"))


@bp.get("/organise/")
@staff(*Role, anywhere=True)
def organise() -> ResponseReturnValue:
    person = accounts.signed_in()
    places = person.places(*Role)
    conference = registrations.find_current_conference(places)
    found = [] if "" in places else registrations.list_conferences()
    return render_template(
        "organise/home.html",
        conference=conference,
        person=person.at(conference.slug) if conference else person,
        theirs=[each for each in found if each.slug in places],
        has_archived=conference is None and _has_archived(),
        day=service.day_of(conference) if conference else None,
        failed_letters=service.failed_letters(),
        progress=service.progress(pacts.list_milestones()),
    )


@bp.get("/robots.txt")
@anyone
def robots() -> Response:
    return _plain(ROBOTS)


@bp.get("/.well-known/security.txt")
@anyone
def security() -> Response:
    """Where to report a weakness (RFC 9116)."""
    settings = config.current()
    page = absolute_url("front.accessibility")
    contact = settings.SECURITY_CONTACT or (
        f"mailto:{settings.CONTACT_EMAIL}" if settings.CONTACT_EMAIL else page
    )
    until = (clock.real_now() + SECURITY_LIFE).replace(hour=0, minute=0, second=0, microsecond=0)
    return _plain(
        f"Contact: {contact}\n"
        f"Expires: {until:%Y-%m-%dT%H:%M:%SZ}\n"
        "Preferred-Languages: da, en\n"
        f"Canonical: {settings.BASE_URL}/.well-known/security.txt\n"
    )


@bp.get("/favicon.ico")
@anyone
def favicon() -> Response:
    response = current_app.send_static_file("img/favicon.ico")
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


def _has_archived() -> bool:
    return any(conference.is_published for conference in registrations.list_conferences())


def _plain(text: str) -> Response:
    response = make_response(text)
    response.mimetype = "text/plain"
    return response
