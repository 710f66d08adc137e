"""What the first pages tell: the pact in a sentence, the conference, and the organisers' day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import func, select

from conference import clock
from conference.checkin import service as doors
from conference.db import db
from conference.mail import service as mail
from conference.mail.models import LetterState
from conference.pact.models import Milestone, State
from conference.registration import service as registrations
from conference.registration.conferences.statistics import was_given_up
from conference.registration.models import Conference, Registration


@dataclass(frozen=True)
class Progress:
    """How far the pact has come: milestones reached, those still meant to be, and the first to come."""

    done: int
    meant: int
    next: Milestone | None


@dataclass(frozen=True)
class Day:
    """An organiser's first look in the morning."""

    registered: int
    cancelled: int
    days_to_go: int
    seats: registrations.Seats
    arrivals: doors.Counts


def progress(milestones: Sequence[Milestone]) -> Progress:
    """What the milestones add up to; a cancelled one is not counted."""
    meant = [milestone for milestone in milestones if milestone.state is not State.CANCELLED]
    planned = [milestone for milestone in meant if milestone.state is State.PLANNED]
    return Progress(len(meant) - len(planned), len(meant), planned[0] if planned else None)


def day_of(conference: Conference) -> Day:
    """Today's figures of a conference."""
    midnight = clock.from_local(datetime.combine(clock.today(), time()))
    counted = select(
        func.count().filter(Registration.created_at >= midnight, Registration.handed_from_id.is_(None)),
        func.count().filter(Registration.cancelled_at >= midnight, was_given_up()),
    ).where(Registration.conference_id == conference.id)
    registered, cancelled = db.session.execute(counted).one()
    return Day(
        registered=registered,
        cancelled=cancelled,
        days_to_go=(clock.to_local(conference.starts_at).date() - clock.today()).days,
        seats=registrations.seats(conference),
        arrivals=doors.counts(conference.id),
    )


def failed_letters() -> int:
    """Letters that have been given up: a person must look at them."""
    return mail.counts()[LetterState.FAILED]
