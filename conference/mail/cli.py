"""`flask worker`."""

import signal

import click
from flask import current_app

from conference.mail import sending
from conference.mail.worker import Worker


@click.command("worker")
@click.option("--once", is_flag=True, help="Do what is due now, then end.")
def commands(once: bool) -> None:
    """Send letters and do what is due, until told to stop."""
    worker = Worker(current_app._get_current_object())  # type: ignore[attr-defined]
    for ending in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ending, lambda *_: worker.stop())
    if not once:
        worker.work()
        return
    try:
        click.echo(f"{worker.work_once()} sent.")
    except sending.Unreachable as error:
        raise click.ClickException(f"The mail server cannot be reached: {error}") from error
