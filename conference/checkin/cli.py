"""The door's command."""

import click
from flask.cli import AppGroup

from conference.checkin import service
from conference.db import transaction
from conference.errors import Refused
from conference.language import absolute_url
from conference.registration import service as registrations

commands = AppGroup("checkin", help="The door: pair phones.")


@commands.command("pair")
@click.option("--conference", "slug", required=True, metavar="SLUG", help="Which conference.")
@click.option("--list", "list_key", metavar="KEY", help="The one list it may read for; all when absent.")
@click.option("--desk", is_flag=True, help="The phone may also search by name.")
def pair(slug: str, list_key: str | None, desk: bool) -> None:
    """Print a pairing link and its code, good once within ten minutes."""
    try:
        with transaction():
            conference = registrations.get_conference(slug)
            code = service.pair_link(conference, list_key=list_key, desk=desk)
    except Refused as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo(f"link: {absolute_url('checkin.pairing', code=code)}")
    click.echo(f"code: {code}")
