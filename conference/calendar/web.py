"""The page that helps to subscribe to public feeds, and those of milestones."""

from base64 import b64encode
from datetime import timedelta
from urllib.parse import urlencode

from flask import Blueprint, Flask, Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from conference import feeds
from conference.badges import qr
from conference.calendar import ical, personal, personal_web, programme, programme_web, service
from conference.calendar.programme import ProgrammeKey
from conference.calendar.service import FeedKey
from conference.calendar.ways import ways_of
from conference.errors import NotFound
from conference.feeds import File
from conference.language import absolute_url, language
from conference.mail import worker
from conference.pact import service as pact
from conference.programme import service as programmes
from conference.registration import service as registrations
from conference.web import anyone

bp = Blueprint("calendar", __name__, url_prefix="/calendar")


def init_app(app: Flask) -> None:
    """The other feeds, what stops with a link, and the worker's part: what is over leaves."""
    app.register_blueprint(programme_web.bp)
    app.register_blueprint(personal_web.bp)
    registrations.with_new_link(personal.stop_feeds)
    worker.job(service.retire_cancelled, every=timedelta(hours=1))


@bp.get("/")
@anyone
def index() -> ResponseReturnValue:
    """Which calendar, and for it one button for each calendar program."""
    chosen = request.args.get("feed", "milestones")
    title, url = _offer(chosen)
    conference = registrations.find_current_conference()
    return render_template(
        "calendar/index.html",
        chosen=chosen,
        title=title,
        ways=ways_of(url, name=title),
        qr=_qr(chosen),
        areas=pact.list_areas(),
        partners=pact.list_partners(),
        conference=conference,
        document=programmes.latest(conference) if conference else None,
    )


@bp.get("/milestones.ics")
@anyone
def milestones() -> ResponseReturnValue:
    """All milestones."""
    return _send(FeedKey(language()))


@bp.get("/areas/<key>.ics")
@anyone
def area(key: str) -> ResponseReturnValue:
    """The milestones of one focus area."""
    return _send(FeedKey(language(), area=key))


@bp.get("/partners/<key>.ics")
@anyone
def partner(key: str) -> ResponseReturnValue:
    """The milestones of one partner."""
    return _send(FeedKey(language(), partner=key))


def _offer(chosen: str) -> tuple[str, str]:
    """Title and address of the feed that is named by the path of its file. Raises NotFound."""
    match chosen.split("/"):
        case ["milestones"]:
            return _offer_milestones(FeedKey(language()))
        case ["areas", name]:
            return _offer_milestones(FeedKey(language(), area=name))
        case ["partners", name]:
            return _offer_milestones(FeedKey(language(), partner=name))
        case [slug, "programme"]:
            return _offer_programme(ProgrammeKey(language(), slug))
        case [slug, "rooms", name]:
            return _offer_programme(ProgrammeKey(language(), slug, room=name))
    raise NotFound(_("There is no such calendar."))


def _offer_milestones(key: FeedKey) -> tuple[str, str]:
    return service.feed_title(key), service.feed_url(key)


def _offer_programme(key: ProgrammeKey) -> tuple[str, str]:
    return programme.feed_title(programmes.get_released(key.slug), key), programme.feed_url(key)


def _qr(chosen: str) -> str:
    """A picture with the address of this page: a phone finds its own button there."""
    picture = qr.svg(f"{absolute_url('calendar.index')}?{urlencode({'feed': chosen}, safe='/')}")
    return f"data:image/svg+xml;base64,{b64encode(picture.encode()).decode()}"


def _send(key: FeedKey) -> Response:
    """The feed, or 304 to who has it: most answers cost one short query and nothing else."""

    def make() -> File:
        changed_at = pact.timeline_changed_at()
        return File(
            data=service.milestone_feed(key, changed_at=changed_at),
            content_type=ical.CONTENT_TYPE,
            filename=f"{key.area or key.partner or 'milestones'}.ics",
            changed_at=changed_at,
        )

    return feeds.send_kept(key, revision=service.revision(), make=make)
