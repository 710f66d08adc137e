"""The page that helps to subscribe, and the feeds as calendars ask for them (RFC 9110, 13 and 15.4.5)."""

import gzip
import hashlib
from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote, urlencode

from flask import Blueprint, Flask, Response, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import Headers
from werkzeug.http import http_date

from conference import clock, config
from conference.badges import qr
from conference.calendar import service
from conference.calendar.service import FeedKey
from conference.errors import NotFound
from conference.language import absolute_url, language
from conference.mail import worker
from conference.pact import service as pact
from conference.web import anyone

bp = Blueprint("calendar", __name__, url_prefix="/calendar")

#: Seconds a calendar, or a cache in between, may keep a feed.
FEED_MAX_AGE = 900


def init_app(_app: Flask) -> None:
    """What the worker does for the feeds: soon after midnight those leave whose time is over."""
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


@dataclass(frozen=True)
class FeedFile:
    """A feed in one coding, with all that is said about it."""

    data: bytes
    #: The tag without its quotes.
    etag: str
    modified_at: datetime
    headers: Headers


@dataclass(frozen=True)
class Kept:
    """A feed as this process keeps it: good as long as the timeline's revision is the same."""

    revision: object
    plain: FeedFile
    zipped: FeedFile


def _send(key: FeedKey) -> Response:
    """The feed, or 304 to who has it: bytes and headers that do not depend on who asks."""
    kept = _kept(key)
    feed = kept.zipped if config.current().FEED_GZIP and _takes_gzip() else kept.plain
    if _has(feed):
        return Response(status=304, headers=feed.headers.copy())
    return Response(feed.data, headers=feed.headers.copy())


def _kept(key: FeedKey) -> Kept:
    """The feed by what it depends on: most answers cost one short query and nothing else."""
    revision = service.revision()
    feeds: dict[FeedKey, Kept] = current_app.extensions.setdefault("milestone_feeds", {})
    kept = feeds.get(key)
    if kept is None or kept.revision != revision:
        kept = feeds[key] = _render(key, revision)
    return kept


def _render(key: FeedKey, revision: object) -> Kept:
    changed_at = pact.timeline_changed_at()
    body = service.milestone_feed(key, changed_at=changed_at)
    tag = hashlib.sha256(body).hexdigest()[:32]
    # A demo's clock may be ahead of the machine's, and a file of tomorrow is none.
    modified_at = min(changed_at, clock.real_now())
    headers = Headers(
        {
            "Content-Type": "text/calendar; charset=utf-8",
            "Content-Disposition": f'inline; filename="{key.area or key.partner or "milestones"}.ics"',
            "Cache-Control": f"public, max-age={FEED_MAX_AGE}",
            "Last-Modified": http_date(modified_at),
            "Vary": "Accept-Encoding",
            "Access-Control-Allow-Origin": "*",
            "X-Robots-Tag": "noindex",
        }
    )
    plain, zipped = Headers([*headers, ("ETag", f'"{tag}"')]), Headers([*headers, ("ETag", f'"{tag}-gz"')])
    zipped["Content-Encoding"] = "gzip"
    return Kept(
        revision,
        FeedFile(body, tag, modified_at, plain),
        FeedFile(gzip.compress(body, mtime=0), f"{tag}-gz", modified_at, zipped),
    )


def _takes_gzip() -> bool:
    """Was it asked for by name? Some clients unpack nothing they did not ask for."""
    if "gzip" not in request.headers.get("Accept-Encoding", "").lower():
        return False
    return any(coding.lower() == "gzip" and quality > 0 for coding, quality in request.accept_encodings)


def _has(feed: FeedFile) -> bool:
    """Has the client this very file? Its date counts where it names no tag; an unreadable one is none."""
    if "If-None-Match" in request.headers:
        return request.if_none_match.contains_weak(feed.etag)
    since = request.if_modified_since
    return since is not None and feed.modified_at.replace(microsecond=0) <= since
