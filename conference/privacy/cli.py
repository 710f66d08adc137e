"""`flask privacy`: do away with what is over; what is kept of a person, and its end."""

import json
from contextlib import suppress
from datetime import datetime

import click
from flask.cli import AppGroup
from flask_babel import force_locale

from conference.audit import service as audit
from conference.db import scrub, transaction
from conference.errors import Refused
from conference.privacy import erasures, exporting, people, service

commands = AppGroup("privacy", help="What is kept of people, and for how long.")


class _NotMeant(Exception):
    """Undoes what a dry run did."""


@commands.command("purge")
@click.option(
    "--as-of",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    required=True,
    help="Do away with all whose time is over when this day is.",
)
@click.option("--dry-run", is_flag=True, help="Only tell what would go.")
def purge(day: datetime, *, dry_run: bool) -> None:
    """Delete or anonymise what has been kept long enough, as the worker does every night. Twice is once."""
    with suppress(_NotMeant), transaction():
        counts = service.purge(service.as_of_day(day.date()))
        if dry_run:
            raise _NotMeant
    width = max(map(len, counts))
    for key, count in counts.items():
        click.echo(f"{key:<{width}}  {count:>7}")
    click.echo(f"{sum(counts.values())} {'would go' if dry_run else 'gone'} as of {day:%Y-%m-%d}.")


@commands.command("erase")
@click.argument("email")
def erase(email: str) -> None:
    """Delete all that is kept under EMAIL, for good.

    A seat goes to the next in line. What a released programme says stays until the next release.
    """
    try:
        with transaction():
            person = people.of_address(email)
            rows, has_account = erasures.erase(person, by="system"), bool(person.accounts)
    except Refused as refusal:
        raise click.ClickException(str(refusal)) from None
    scrub()
    click.echo(f"{rows} erased." if rows else "Nothing is kept under this address.")
    if has_account:
        click.echo("An account of staff has this address: an administrator closes it; a year later it goes.")


@commands.command("export")
@click.argument("email")
def export(email: str) -> None:
    """Print all that is kept under EMAIL, as JSON. Give it to nobody but the person."""
    with force_locale("da"), transaction():
        person = people.of_address(email)
        content = exporting.to_json(exporting.export(person))
        for uid in person.uids:
            audit.record("privacy.export", by="system", subject=uid)
    click.echo(json.dumps(content, ensure_ascii=False, indent=2))
