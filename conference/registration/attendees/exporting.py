"""The attendees as a spreadsheet: text alone, in every cell, and nothing of anybody's needs."""

import io
from collections.abc import Iterator
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import exists, select
from xlsxwriter import Workbook

from conference import clock, spreadsheets
from conference.db import db
from conference.pact.models import Partner
from conference.registration.attendees.listing import Filter, arrived_at, matching
from conference.registration.attendees.words import STATES
from conference.registration.models import About, Conference, Consent, Registration
from conference.registration.words import KINDS

#: Characters, by column.
_WIDTHS = (32, 36, 32, 28, 14, 16, 9, 28, 18, 18, 22)


def records_of(conference: Conference, wanted: Filter) -> list[list[str]]:
    """The headings, and a line for everybody whom the filter finds, in the present language."""
    headings = [
        _("Name"),
        _("E-mail"),
        _("Workplace"),
        _("Partner"),
        _("Comes as"),
        _("State"),
        _("Language"),
        _("Name on the badge"),
        _("Registered"),
        _("Arrived"),
        _("List of participants"),
    ]
    return [headings, *_lines(conference, wanted)]


def csv_of(records: list[list[str]]) -> bytes:
    """As spreadsheets in Denmark read it."""
    return spreadsheets.written(records)


def xlsx_of(records: list[list[str]], *, title: str) -> bytes:
    """The same for who opens it right away: no cell is ever a formula, a link or a number."""
    out = io.BytesIO()
    workbook = Workbook(out, {"in_memory": True})
    workbook.set_properties({"title": title})
    sheet, bold = workbook.add_worksheet(), workbook.add_format({"bold": True})
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    for row, record in enumerate(records):
        for column, cell in enumerate(record):
            sheet.write_string(row, column, spreadsheets.safe(cell), None if row else bold)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(records) - 1, len(records[0]) - 1)
    workbook.close()
    return out.getvalue()


def _lines(conference: Conference, wanted: Filter) -> Iterator[list[str]]:
    on_list = exists().where(
        Consent.registration_id == Registration.id,
        Consent.about == About.LIST,
        Consent.withdrawn_at.is_(None),
    )
    query = (
        select(
            Registration.name,
            Registration.email,
            Registration.organisation,
            Partner.name.label("partner"),
            Registration.kind,
            Registration.state,
            Registration.language,
            Registration.badge_name,
            Registration.created_at,
            arrived_at().label("arrived_at"),
            on_list.label("is_on_list"),
        )
        .outerjoin(Partner, Registration.partner_id == Partner.id)
        .where(*matching(conference, wanted))
        .order_by(Registration.sort_key, Registration.id)
    )
    yes, no = _("yes"), _("no")
    for row in db.session.execute(query):
        yield [
            row.name,
            row.email or "",
            row.organisation,
            row.partner or "",
            str(KINDS[row.kind]),
            str(STATES[row.state]),
            row.language,
            row.badge_name or "",
            _wall(row.created_at),
            _wall(row.arrived_at),
            yes if row.is_on_list else no,
        ]


def _wall(moment: datetime | None) -> str:
    """On a Danish wall clock, in an order that sorts."""
    return f"{clock.to_local(moment):%Y-%m-%d %H:%M}" if moment else ""
