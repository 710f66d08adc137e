"""The page that helps to subscribe, and the feeds of milestones."""

from base64 import b64encode
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import quote, urlencode

from flask import Blueprint, Flask, Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from conference import feeds
from conference.badges import qr
from conference.calendar import ical, programme_web, service
from conference.calendar.service import FeedKey
from conference.errors import NotFound
from conference.feeds import File
from conference.language import absolute_url, language
from conference.mail import worker
from conference.pact import service as pact
from conference.web import anyone

bp = Blueprint("calendar", __name__, url_prefix="/calendar")


def init_app(app: Flask) -> None:
    """The feeds of programmes, and the worker's part: soon after midnight those leave whose time is over."""
    app.register_blueprint(programme_web.bp)
    worker.job(service.retire_cancelled, every=timedelta(hours=1))


@bp.get("/")
@anyone
def index() -> ResponseReturnValue:
    """Which milestones, and for them one button for each calendar program."""
    chosen = request.args.get("feed", "milestones")
    key = _key(chosen)
    return render_template(
        "calendar/index.html",
        chosen=chosen,
        title=service.feed_title(key),
        ways=_ways(key, chosen),
        areas=pact.list_areas(),
        partners=pact.list_partners(),
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


@dataclass(frozen=True)
class Ways:
    """The addresses by which each calendar program subscribes to one feed."""

    https: str
    webcal: str
    google: str
    outlook_work: str
    outlook_home: str
    #: A picture with the address of this page: a phone finds its own button there.
    qr: str


def _key(chosen: str) -> FeedKey:
    """The feed named by the path of its file. Raises NotFound."""
    match chosen.split("/"):
        case ["milestones"]:
            return FeedKey(language())
        case ["areas", name]:
            return FeedKey(language(), area=name)
        case ["partners", name]:
            return FeedKey(language(), partner=name)
    raise NotFound(_("There is no such calendar."))


def _ways(key: FeedKey, chosen: str) -> Ways:
    url = service.feed_url(key)
    webcal = f"webcal://{url.partition('://')[2]}"
    named = urlencode({"url": url, "name": service.feed_title(key)}, quote_via=quote)
    picture = qr.svg(f"{absolute_url('calendar.index')}?{urlencode({'feed': chosen}, safe='/')}")
    return Ways(
        https=url,
        webcal=webcal,
        google=f"https://calendar.google.com/calendar/r?cid={quote(webcal, safe='')}",
        outlook_work=f"https://outlook.office.com/calendar/0/addfromweb?{named}",
        outlook_home=f"https://outlook.live.com/calendar/0/addfromweb?{named}",
        qr=f"data:image/svg+xml;base64,{b64encode(picture.encode()).decode()}",
    )


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
