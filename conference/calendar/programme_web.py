"""The programme of a conference as calendars ask for it."""

from flask import Blueprint, Response

from conference import feeds
from conference.calendar import programme as programmes
from conference.calendar.programme import ProgrammeKey
from conference.language import language
from conference.web import anyone

bp = Blueprint("programme_calendar", __name__, url_prefix="/<slug:slug>")


@bp.get("/programme.ics")
@anyone
def programme(slug: str) -> Response:
    """All of it, and the conference itself."""
    return _send(ProgrammeKey(language(), slug))


@bp.get("/rooms/<key>.ics")
@anyone
def room(slug: str, key: str) -> Response:
    """What is held in one room."""
    return _send(ProgrammeKey(language(), slug, room=key))


@bp.get("/sessions/<code>.ics")
@anyone
def session(slug: str, code: str) -> Response:
    """One session."""
    return _send(ProgrammeKey(language(), slug, session=code))


def _send(key: ProgrammeKey) -> Response:
    return feeds.send_kept(
        key, revision=programmes.revision(key.slug), make=lambda: programmes.programme_file(key)
    )
