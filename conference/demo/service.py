"""The verbs of the demo: live its story, put its clock, put it back."""

import tomllib
from collections.abc import Iterator
from dataclasses import fields
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import delete, exists, select

from conference import clock, installation
from conference.accounts.models import Account
from conference.config import PACKAGE
from conference.db import db
from conference.demo import guests, people, programme
from conference.demo.programme import Step
from conference.errors import Conflict
from conference.mail.models import Letter
from conference.pact import service as pacts
from conference.registration import service as registrations
from conference.registration.answers import Answers, NeedsSaid, Settings
from conference.registration.models import Conference, Kind

PACT = PACKAGE / "pact" / "teknologipagt.toml"
KICKOFF = Path(__file__).with_name("kickoff2018.toml")

#: The deck was shown on this day; Danish wall clocks, like all times here.
PRESENTED = datetime(2018, 5, 29, 9)
#: Where the demo stands: six milestones lie behind, the kick-off is ahead, registration is open.
START = datetime(2018, 11, 5, 9)
#: When on its last day a milestone is marked done.
DONE_AT = time(15)
#: People register in these hours of a day.
AWAKE = (time(8), timedelta(hours=15))
ATTENDEES = 300


class NoDemo(Conflict):
    """What only a demo allows was asked of something else."""

    code = "no_demo"


def holds_conference() -> bool:
    """Whether there is a conference that a demo must leave as it is."""
    return bool(db.session.scalar(select(exists().select_from(Conference))))


def load(*, attendees: int = ATTENDEES, capacity: int | None = None) -> None:
    """Live the story from the deck to the start of the demo, by the ordinary verbs, each at its time.

    No letter is kept: nobody in it exists, and a mail server that is set up later would be given them all.
    Raises NoDemo where a demo would spoil something.
    """
    _check_empty()
    facts = tomllib.loads(KICKOFF.read_text("utf-8"))
    put_clock(PRESENTED)
    pacts.load(PACT)
    settings = _settings(facts, capacity)
    create = partial(
        registrations.create_conference, facts["slug"], settings, milestone_key=facts["milestone_key"]
    )
    steps: list[Step] = [
        (facts["set_at"], create),
        *_milestones_behind(),
        *programme.steps(facts["slug"]),
        *guests.steps(facts["slug"]),
        *_registrations(facts, attendees),
    ]
    for moment, deed in sorted(steps, key=lambda step: step[0]):
        put_clock(moment)
        deed()
    db.session.execute(delete(Letter))
    put_clock(START)


def put_clock(wall: datetime) -> None:
    """Put the demo's clock to a Danish time, also back."""
    clock.put(clock.from_local(wall))


def move_clock(wall: datetime) -> None:
    """The same on a demo's database alone. Raises NoDemo."""
    if installation.demo_offset() is None:
        raise NoDemo("This database is not a demo's, so its clock is the machine's and stays so.")
    put_clock(wall)


def put_back() -> bool:
    """Put the clock back to the start once the demo's registration has closed; tells whether it was so."""
    slug = tomllib.loads(KICKOFF.read_text("utf-8"))["slug"]
    closes_at = db.session.scalar(select(Conference.closes_at).filter_by(slug=slug))
    if installation.demo_offset() is None or closes_at is None or clock.now() < closes_at:
        return False
    put_clock(START)
    return True


def _check_empty() -> None:
    if holds_conference():
        raise NoDemo("This database already holds a conference, so it is left as it is.")
    if installation.demo_offset() is None and db.session.scalar(select(exists().select_from(Account))):
        raise NoDemo("This database has staff already: give the demo a database of its own.")


def _milestones_behind() -> Iterator[Step]:
    """The deeds that mark milestones done, each on the last day that its words allow."""
    for milestone in pacts.list_milestones():
        if milestone.last_on < START.date():
            done = partial(pacts.mark_done, milestone.key, on=milestone.last_on, by="system")
            yield datetime.combine(milestone.last_on, DONE_AT), done


def _settings(facts: dict[str, Any], capacity: int | None) -> Settings:
    said = {f"{name}_{language}": text for name, texts in _texts(facts) for language, text in texts.items()}
    plain = {field.name: facts[field.name] for field in fields(Settings) if field.name in facts}
    times = {name: clock.from_local(value) for name, value in plain.items() if isinstance(value, datetime)}
    return Settings(**plain | times | said | ({} if capacity is None else {"capacity": capacity}))


def _texts(facts: dict[str, Any]) -> Iterator[tuple[str, dict[str, str]]]:
    for name, value in facts.items():
        if isinstance(value, dict):
            yield name, value


def _registrations(facts: dict[str, Any], count: int) -> Iterator[Step]:
    """That many people register, spread over the weeks."""
    organisations = [partner.name for partner in pacts.list_partners()]
    moments = _spread(count, begin=facts["opens_at"].date())
    for person, moment in zip(people.invented(count, organisations=organisations), moments, strict=True):
        yield moment, partial(_register, facts["slug"], person)


def _register(slug: str, person: people.Person) -> None:
    answers = Answers(
        name=person.name,
        email=person.email,
        organisation=person.organisation,
        kind=Kind(person.kind),
        list_consent=person.lists_name,
        photo_consent=person.may_be_photographed,
        needs=NeedsSaid(person.diet, person.access_needs) if person.diet or person.access_needs else None,
    )
    registrations.register(registrations.get_conference(slug), answers, language=person.language)


def _spread(count: int, *, begin: date) -> Iterator[datetime]:
    """Ascending moments from the first day of registration to the demo's start, when people are awake."""
    wake, hours = AWAKE
    whole_days = (START.date() - begin).days
    awake = whole_days * hours + (START - datetime.combine(START.date(), wake))
    for number in range(count):
        day, since = divmod(awake * number / count, hours)
        yield datetime.combine(begin + timedelta(days=day), wake) + since
