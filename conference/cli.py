"""The command line: what belongs to no single feature, and where the features' commands come in."""

from importlib import import_module

import click
from flask import Flask, current_app

from conference.web import SAFE_METHODS, access_of

#: Features with commands, each by its `cli.commands`.
WITH_COMMANDS = ("accounts", "pact", "registration", "checkin", "mail", "privacy", "front.readiness")


def init_app(app: Flask) -> None:
    """Register every command."""
    app.cli.add_command(roles)
    for name in WITH_COMMANDS:
        app.cli.add_command(import_module(f"conference.{name}.cli").commands)
    for command in ("backup", "restore"):
        app.cli.add_command(getattr(import_module("conference.backup.cli"), command))


@click.command("roles")
def roles() -> None:
    """Print every route: methods, who may, and whether it changes state."""
    for rule, methods, who, changes in role_table():
        click.echo(f"{rule:<55} {methods:<18} {who:<28} {'changes' if changes else 'reads'}")


def role_table() -> list[tuple[str, str, str, bool]]:
    """The routes in the order of their addresses; who may is `nobody` where nobody said."""
    rows = []
    for rule in current_app.url_map.iter_rules():
        methods = set(rule.methods or ()) - {"HEAD", "OPTIONS"}
        who = access_of(rule.endpoint)
        rows.append(
            (rule.rule, ",".join(sorted(methods)), str(who or "nobody"), bool(methods - SAFE_METHODS))
        )
    return sorted(rows)
