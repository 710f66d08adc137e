"""`flask registration`: a conference's attendees from a file and into one."""

from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import force_locale

from conference import spreadsheets
from conference.audit import service as audit
from conference.db import transaction
from conference.errors import Refused
from conference.language import said
from conference.registration import service
from conference.registration.attendees import exporting, importing
from conference.registration.attendees import service as attendees
from conference.registration.attendees.importing import Row
from conference.registration.attendees.listing import Filter
from conference.registration.attendees.rules import AddressTaken
from conference.registration.models import Conference

commands = AppGroup("registration", help="The attendees of a conference.")

#: People in one write block: the others' turn comes in between.
AT_ONCE = 20
_conference = click.option(
    "--conference", "slug", help="Its address, as kickoff2018; else the one that comes next."
)


@commands.command("export")
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@_conference
def export(file: Path, slug: str | None) -> None:
    """Write all attendees into FILE, which ends in .csv or .xlsx. It holds nothing of anybody's needs."""
    form = file.suffix.casefold()
    if form not in (".csv", ".xlsx"):
        raise click.BadParameter("The file's name must end in .csv or .xlsx.")
    conference = _get_conference(slug)
    with force_locale("da"):
        records, title = exporting.records_of(conference, Filter()), said(conference, "title")
    content = exporting.csv_of(records) if form == ".csv" else exporting.xlsx_of(records, title=title)
    detail = {"conference": conference.slug, "format": form[1:], "rows": len(records) - 1}
    try:
        with transaction():
            audit.record("registration.export", by="system", detail=detail)
            file.write_bytes(content)
    except OSError as problem:
        raise click.ClickException(f"{file} cannot be written: {problem.strerror}.") from None
    click.echo(f"{len(records) - 1} attendees written to {file}.")


@commands.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_conference
@click.option("--skip-bad", is_flag=True, help="Leave lines with problems out and take in the others.")
@click.option("--may-wait", is_flag=True, help="Put those on the waiting list for whom no seat is left.")
def import_(file: Path, slug: str | None, *, skip_bad: bool, may_wait: bool) -> None:
    """Register everybody in FILE, a CSV list with the columns name, e-mail, workplace, comes as, language.

    Each gets the letter with the ticket. Who has a place already is left alone, so the same file may be given
    again. Nobody is taken in while a line has a problem. If others take the last seats meanwhile, it ends
    there and tells how many were registered.
    """
    conference = _get_conference(slug)
    with force_locale("en"):
        try:
            new = _read(file, conference, skip_bad=skip_bad)
            _check_seats(conference, len(new), may_wait=may_wait)
            _take(conference.slug, new, may_wait=may_wait)
        except Refused as refusal:
            raise click.ClickException(str(refusal)) from None


def _get_conference(slug: str | None) -> Conference:
    conference = service.find_current_conference()
    try:
        conference = service.get_conference(slug) if slug else conference
    except Refused as refusal:
        raise click.BadParameter(str(refusal)) from None
    if conference is None:
        raise click.UsageError("No conference has been published: name one with --conference.")
    return conference


def _read(file: Path, conference: Conference, *, skip_bad: bool) -> list[Row]:
    """Those to take in, once every line is looked at and its problems are told."""
    known = attendees.list_known(conference)
    text = spreadsheets.decode(file.read_bytes())
    rows = importing.read(text, addresses=known.addresses, people=known.people)
    unused = spreadsheets.list_unused(text, importing.HEADINGS)
    if unused:
        click.echo(f"Columns that were not used: {', '.join(unused)}.", err=True)
    bad = [row for row in rows if row.problems and not row.is_left_out]
    for row in bad:
        click.echo(f"Line {row.number}, {row.answers.name or 'no name'}: {' '.join(row.problems)}", err=True)
    spreadsheets.check_skipping(len(bad), is_skipping=skip_bad)
    left_out = sum(row.is_left_out for row in rows)
    if left_out:
        click.echo(f"{left_out} left alone: they have a place already, or gave it up.")
    return [row for row in rows if not row.problems and not row.is_left_out]


def _check_seats(conference: Conference, needed: int, *, may_wait: bool) -> None:
    left = service.seats(conference).left
    if needed > left and not may_wait:
        raise click.ClickException(
            f"{needed} people, and {left} seats are left. Nobody was taken in: give the conference more "
            "seats, or put the others on the waiting list with --may-wait."
        )


def _take(slug: str, rows: list[Row], *, may_wait: bool) -> None:
    """Tells how many also when it ends half-way: those in the write blocks before have their places."""
    taken = 0
    try:
        for first in range(0, len(rows), AT_ONCE):
            with transaction():
                conference = service.get_conference(slug)
                new = [_add(conference, row, may_wait=may_wait) for row in rows[first : first + AT_ONCE]]
            taken += sum(new)
    finally:
        click.echo(f"{taken} registered.")


def _add(conference: Conference, row: Row, *, may_wait: bool) -> bool:
    """Register whom a line names; False for who has come on their own since the list was read."""
    try:
        registration = attendees.add(
            conference, row.answers, language=row.language, badge_name=row.badge_name, may_wait=may_wait
        )
    except AddressTaken:
        click.echo(f"Line {row.number}, {row.answers.name}: left alone, has a place by now.", err=True)
        return False
    audit.record("registration.import", by="system", subject=registration.uid)
    return True
