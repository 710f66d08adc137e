"""The released programme as files for apps and spreadsheets."""

from collections.abc import Callable

from flask import Blueprint, Response

from conference import feeds
from conference.feeds import File
from conference.language import language
from conference.programme.exports import service as exports
from conference.web import anyone

bp = Blueprint("exports", __name__, url_prefix="/<slug:slug>")


@bp.get("/programme.xml")
@anyone
def xml(slug: str) -> Response:
    return _send(slug, exports.xml_file)


@bp.get("/programme.json")
@anyone
def json(slug: str) -> Response:
    return _send(slug, exports.json_file)


@bp.get("/programme.csv")
@anyone
def csv(slug: str) -> Response:
    return _send(slug, exports.csv_file)


def _send(slug: str, make: Callable[[str], File]) -> Response:
    """Most answers cost one short query and nothing else."""
    key = (make.__name__, slug, language())
    return feeds.send_kept(key, revision=exports.revision(slug), make=lambda: make(slug))
