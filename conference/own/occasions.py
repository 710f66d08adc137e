"""Letters that a day brings: reminders before the conference, thanks after it. The worker's jobs."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import ColumnElement, exists, literal, or_, select

from conference import clock
from conference.checkin import service as checkin
from conference.db import db
from conference.mail.models import Letter
from conference.own import certificates, rules
from conference.registration.models import Conference, Registration, State
from conference.registration.seats import write_letter

#: Letters written in one write block; the others are written in the next.
AT_ONCE = 100


def remind() -> None:
    """Remind whoever has a seat, on the days of `rules.REMINDERS`.

    Whom anything has reached since that time knows the day: a ticket, a new date, something they put right.
    """
    now = clock.now()
    soon = Conference.starts_at <= now + timedelta(days=max(rules.REMINDERS) + 1)
    for conference in _taking_place(Conference.starts_at > now, soon):
        due = rules.reminder_due(conference, now=now)
        if due is None or (conference.moved_at is not None and conference.moved_at >= due[1]):
            continue
        days, due_at = due
        day = clock.to_local(conference.starts_at).date()
        _write(
            "registration.reminder",
            conference,
            Registration.changed_at < due_at,
            key=f"{day} {days}",
            facts={"days": str(days)},
        )


def thank() -> None:
    """Thank everybody who came, on the day after; with their certificate."""
    now = clock.now()
    just_over = Conference.ends_at > now - timedelta(days=rules.THANKS_UNTIL + 1)
    for conference in _taking_place(Conference.ends_at < now, just_over):
        if rules.is_thanks_due(conference, now=now):
            _write(
                "registration.thanks",
                conference,
                checkin.arrived_at().is_not(None),
                key=str(clock.to_local(conference.ends_at).date()),
                before=certificates.issue,
            )


def _taking_place(*when: ColumnElement[bool]) -> list[Conference]:
    query = select(Conference).where(Conference.called_off_at.is_(None), *when)
    return list(db.session.scalars(query.order_by(Conference.id)))


def _write(
    name: str,
    conference: Conference,
    whom: ColumnElement[bool],
    *,
    key: str,
    facts: dict[str, str] | None = None,
    before: Callable[[Registration], object] = lambda _registration: None,
) -> None:
    """The letter to those with a seat who have not got it; `key` tells one occasion from another."""
    dedup = literal(f"{name} ") + Registration.uid + literal(f" {key}")
    query = (
        select(Registration)
        .where(
            Registration.conference_id == conference.id,
            Registration.state == State.CONFIRMED,
            or_(Registration.email.is_not(None), Registration.party_id.is_not(None)),
            whom,
            ~exists().where(Letter.dedup == dedup),
        )
        .order_by(Registration.id)
        .limit(AT_ONCE)
    )
    for registration in db.session.scalars(query).all():
        before(registration)
        write_letter(name, registration, facts=facts, dedup=f"{name} {registration.uid} {key}")
