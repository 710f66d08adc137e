"""`flask pact`: the pact's facts from a file."""

from pathlib import Path

import click
from flask.cli import AppGroup

from conference.db import transaction
from conference.pact import loading
from conference.pact.plan import WrongFile

commands = AppGroup("pact", help="The pact's facts.")


@commands.command("load")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--overwrite", is_flag=True, help="Take the file's word also where people have edited since.")
def load(file: Path, overwrite: bool) -> None:
    """Add what FILE has and the pact lacks, correct what nobody edited since, and leave the rest."""
    try:
        with transaction():
            report = loading.load(file, overwrite=overwrite)
    except WrongFile as error:
        raise click.ClickException(f"{file.name}: {error} Nothing was changed.") from None
    click.echo(
        f"{len(report.added)} added, {len(report.updated)} updated, {len(report.left)} left as they are."
    )
    for name in report.left:
        click.echo(f"  left: {name}")
