"""Files that clients fetch again and again, as HTTP wants them (RFC 9110, 13 and 15.4.5).

A file's bytes and headers depend on its content alone and never on who asks. The process keeps a public one
as long as what it depends on stays the same, so that most answers cost one short query and nothing else.
"""

import gzip
import hashlib
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime

from flask import Response, current_app, request
from werkzeug.datastructures import Headers
from werkzeug.http import http_date

from conference import clock, config
from conference.db import db

#: Seconds a client, or a cache in between, may keep a file.
MAX_AGE = 900


@dataclass(frozen=True, kw_only=True)
class File:
    """What is fetched."""

    data: bytes
    #: The whole Content-Type.
    content_type: str
    filename: str
    #: When its content last changed, removals included; never goes back.
    changed_at: datetime
    #: A private one belongs to whoever holds its address.
    is_public: bool = True


@dataclass(frozen=True)
class Kept:
    """A file as this process keeps it: good as long as the revision is the same."""

    revision: object
    plain: "_Coded"
    zipped: "_Coded"


@dataclass(frozen=True)
class _Coded:
    """A file in one coding, with all that is said about it."""

    data: bytes
    #: The tag without its quotes.
    etag: str
    modified_at: datetime
    headers: Headers


def glance(statement: str, *values: str) -> object:
    """The one row of a query with `?` for its values, or None; only good for comparing.

    Clients ask for hardly anything else, so it goes past the session, at a tenth of its cost. What goes wrong
    there goes wrong again in the session, which tells it as everywhere else.
    """
    dialect = db.engine.dialect
    if dialect.paramstyle != "qmark":
        statement = statement.replace("?", "%s")
    try:
        connection = db.engine.raw_connection()
        try:
            return connection.cursor().execute(statement, values).fetchone()
        finally:
            connection.close()
    except dialect.loaded_dbapi.Error:
        return db.session.connection().exec_driver_sql(statement, values).fetchone()


def send_kept(key: Hashable, *, revision: object, make: Callable[[], File]) -> Response:
    """The public file of this name, made again when the revision is another. Raises what `make` raises."""
    files: dict[Hashable, Kept] = current_app.extensions.setdefault("kept_files", {})
    kept = files.get(key)
    if kept is None or kept.revision != revision:
        kept = files[key] = _coded(make(), revision)
    return _answer(kept)


def send(file: File) -> Response:
    """A file that is made for this answer."""
    return _answer(_coded(file, None))


def zipped(response: Response) -> Response:
    """An answer of some size, gzipped for who asks for it; quickly, since it is made for this one alone."""
    response.headers["Vary"] = "Accept-Encoding"
    if _takes_gzip():
        response.set_data(gzip.compress(response.get_data(), compresslevel=1, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    return response


def _answer(kept: Kept) -> Response:
    """The file, or 304 to who has it."""
    coded = kept.zipped if config.current().FEED_GZIP and _takes_gzip() else kept.plain
    if _has(coded):
        return Response(status=304, headers=coded.headers.copy())
    return Response(coded.data, headers=coded.headers.copy())


def _coded(file: File, revision: object) -> Kept:
    tag = hashlib.sha256(file.data).hexdigest()[:32]
    # A demo's clock may be ahead of the machine's, and a file of tomorrow is none.
    modified_at = min(file.changed_at, clock.real_now())
    headers = Headers(
        {
            "Content-Type": file.content_type,
            "Content-Disposition": f'inline; filename="{file.filename}"',
            "Cache-Control": f"{'public' if file.is_public else 'private'}, max-age={MAX_AGE}",
            "Last-Modified": http_date(modified_at),
            "Vary": "Accept-Encoding",
            "X-Robots-Tag": "noindex",
        }
    )
    if file.is_public:
        headers["Access-Control-Allow-Origin"] = "*"
    plain, zipped = Headers([*headers, ("ETag", f'"{tag}"')]), Headers([*headers, ("ETag", f'"{tag}-gz"')])
    zipped["Content-Encoding"] = "gzip"
    return Kept(
        revision,
        _Coded(file.data, tag, modified_at, plain),
        _Coded(gzip.compress(file.data, mtime=0), f"{tag}-gz", modified_at, zipped),
    )


def _takes_gzip() -> bool:
    """Was it asked for by name? Some clients unpack nothing they did not ask for."""
    if "gzip" not in request.headers.get("Accept-Encoding", "").lower():
        return False
    return any(coding.lower() == "gzip" and quality > 0 for coding, quality in request.accept_encodings)


def _has(coded: _Coded) -> bool:
    """Has the client this very file? Its date counts where it names no tag; an unreadable one is none."""
    if "If-None-Match" in request.headers:
        return request.if_none_match.contains_weak(coded.etag)
    since = request.if_modified_since
    return since is not None and coded.modified_at.replace(microsecond=0) <= since
