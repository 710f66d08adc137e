"""Everything that was read: looked through page by page, and as files."""

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from conference import spreadsheets
from conference.accounts.service import signed_in
from conference.audit import service as audit
from conference.checkin import lists
from conference.checkin.organise import exporting, journal
from conference.checkin.organise import words as organise_words
from conference.checkin.organise.journal import Filter
from conference.db import transaction
from conference.registration import service as registrations
from conference.registration.models import Conference
from conference.web import staff

bp = Blueprint("journal", __name__, url_prefix="/<slug>/door")

#: The last page that anybody turns to by hand; more is a file.
LAST_PAGE = 10_000


@bp.get("/scans")
@staff("organiser", "door")
def index(slug: str) -> ResponseReturnValue:
    number = min(max(request.args.get("page", 1, type=int), 1), LAST_PAGE)
    with transaction():
        conference = registrations.get_conference(slug)
        every = lists.list_all(conference)
        wanted = Filter.read(request.args, keys={each.key for each in every})
        detail = {"page": number, **wanted.words}
        audit.record("checkin.scans", by=signed_in().actor, subject=conference.uid, detail=detail)
    return render_template(
        "checkin/scans.html",
        conference=conference,
        wanted=wanted,
        lists=lists.list_all(conference),
        shown=organise_words.SHOWN,
        page=journal.search(conference, wanted, number),
    )


@bp.get("/arrivals.csv")
@staff("organiser", proved=True)
def arrivals(slug: str) -> ResponseReturnValue:
    conference = registrations.get_conference(slug)
    return _file(conference, "arrivals", exporting.arrivals(conference))


@bp.get("/scans.csv")
@staff("organiser", proved=True)
def scans(slug: str) -> ResponseReturnValue:
    conference = registrations.get_conference(slug)
    return _file(conference, "scans", exporting.scans(conference))


def _file(conference: Conference, name: str, records: list[list[str]]) -> Response:
    """The file, once it is written down who took it."""
    slug, detail = conference.slug, {"file": name, "rows": len(records) - 1}
    content, uid = spreadsheets.written(records), conference.uid
    with transaction():
        audit.record("checkin.export", by=signed_in().actor, subject=uid, detail=detail)
    response = Response(content, mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}-{name}.csv"'
    return response
