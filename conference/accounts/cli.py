"""`flask accounts`: staff from the command line."""

import click
from email_validator import EmailNotValidError, validate_email
from flask.cli import AppGroup

from conference.accounts import service
from conference.accounts.rules import Role
from conference.db import transaction
from conference.language import absolute_url

commands = AppGroup("accounts", help="Staff accounts.")


@commands.command("add")
@click.argument("email")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option(
    "--conference", default="", metavar="SLUG", help="For one conference; for all of them without it."
)
def add(email: str, role: str, conference: str) -> None:
    """Give EMAIL a role and print a one-time sign-in link."""
    try:
        address = validate_email(email, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError as error:
        raise click.BadParameter(str(error)) from None
    with transaction():
        code = service.sign_in_link(service.add(address, Role(role), conference=conference))
    click.echo(absolute_url("accounts.link", code=code))
