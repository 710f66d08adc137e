"""`flask demo`: found without the app, since a demo's settings may have to be written first."""

from datetime import datetime

import click

from conference import clock
from conference.config import Misconfigured
from conference.db import transaction
from conference.demo import home, programme, service
from conference.errors import Refused
from conference.language import absolute_url
from conference.programme import service as programmes


class DanishTime(click.ParamType[datetime]):
    """A Danish wall clock, `2018-11-22 09:00`; a time with an offset is turned into one."""

    name = "time"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        try:
            moment = datetime.fromisoformat(str(value))
            wall = clock.to_local(moment).replace(tzinfo=None) if moment.tzinfo else moment
            clock.from_local(wall)
        except ValueError:
            self.fail('give a Danish time that exists, as "2018-11-22 09:00".', param, ctx)
        return wall


@click.command("demo")
@click.option(
    "--at", type=DanishTime(), help='Put the demo\'s clock to this Danish time, "2018-11-22 09:00".'
)
@click.option("--attendees", type=click.IntRange(0), default=service.ATTENDEES, show_default=True)
@click.option("--capacity", type=click.IntRange(0), help="Seats of the conference.  [default: 400]")
def demo(at: datetime | None, attendees: int, capacity: int | None) -> None:
    """Load the pact and its kick-off conference as on Monday 5 November 2018, into an empty database."""
    try:
        _play(at, attendees, capacity)
    except (Misconfigured, Refused) as refusal:
        raise click.ClickException(str(refusal)) from None


def _play(at: datetime | None, attendees: int, capacity: int | None) -> None:
    home.write_settings()
    with home.migrated_app().app_context():
        if service.holds_conference():
            if at is None:
                click.echo("This database already holds a conference, so it is left as it is.")
        else:
            with transaction():
                service.load(attendees=attendees, capacity=capacity)
            click.echo(f"Loaded the pact and its kick-off conference with {attendees} invented attendees.")
        if at is not None:
            with transaction():
                service.move_clock(at)
            click.echo(f"The demo's clock stands at {at:%Y-%m-%d %H:%M}, Danish time.")
        waiting = programme.find_waiting()
        code = waiting and programmes.own_code(waiting)
        if code:
            click.echo(f"presenter: {absolute_url('presenting.show', code=code)}")
