"""`flask check`: go or no go for whoever sets up the machine, and for a monitor."""

import click
from flask_babel import force_locale

from conference.front import health
from conference.front.readiness import rules, service
from conference.front.readiness.rules import Answer

_SAID = {Answer.GO: "go", Answer.NO_GO: "NO GO", Answer.UNKNOWN: "cannot tell"}


@click.command("check")
def commands() -> None:
    """Say of each part of this installation whether it is fit for real people; end with 1 when one is not."""
    with force_locale("en"):
        findings = service.run(can_write=health.can_write())
    for finding in findings:
        click.echo(f"{_SAID[finding.answer]:<12} {finding.name}: {finding.told}")
        if finding.todo:
            click.echo(f"{'':<12} {finding.todo}")
    if not rules.is_go(findings):
        raise SystemExit(1)
