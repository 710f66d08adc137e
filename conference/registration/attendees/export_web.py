"""The list of attendees as a file, as far as a filter reaches."""

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from conference.accounts.service import signed_in
from conference.audit import service as audit
from conference.db import transaction
from conference.language import said
from conference.registration import service
from conference.registration.attendees import exporting
from conference.registration.attendees.listing import Filter
from conference.web import staff

bp = Blueprint("attendee_export", __name__, url_prefix="/organise/<slug>/attendees")

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/export.csv")
@staff("organiser", proved=True)
def csv(slug: str) -> ResponseReturnValue:
    records = _records(slug)
    return _file(slug, "csv", "text/csv", exporting.csv_of(records), records)


@bp.get("/export.xlsx")
@staff("organiser", proved=True)
def xlsx(slug: str) -> ResponseReturnValue:
    records, title = _records(slug), said(service.get_conference(slug), "title")
    return _file(slug, "xlsx", _XLSX, exporting.xlsx_of(records, title=title), records)


def _records(slug: str) -> list[list[str]]:
    return exporting.records_of(service.get_conference(slug), Filter.read(request.args))


def _file(slug: str, form: str, mimetype: str, content: bytes, records: list[list[str]]) -> Response:
    """The file, once it is written down who took it."""
    wanted = Filter.read(request.args)
    detail = {"conference": slug, "format": form, "rows": len(records) - 1, **wanted.without_search}
    with transaction():
        audit.record("registration.export", by=signed_in().actor, detail=detail)
    response = Response(content, mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}-attendees.{form}"'
    return response
