"""What a calendar says about a milestone, and about a place at a conference; in the present language."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from flask_babel import gettext as _

from conference.calendar.ical import Event, Status
from conference.language import day, language, said, time
from conference.pact.models import Milestone
from conference.pact.models import State as MilestoneState
from conference.pact.when import When
from conference.registration.models import Registration
from conference.registration.models import State as RegistrationState


def of_milestone(milestone: Milestone, *, url: str) -> Event:
    """The days its words allow, with the words beside its title while they are no settled day."""
    return Event(
        uid=milestone.uid,
        sequence=milestone.sequence,
        created_at=milestone.created_at,
        changed_at=milestone.changed_at,
        summary=_summary(milestone),
        starts=milestone.when.first_on,
        ends=milestone.when.last_on + timedelta(days=1),
        status=_status(milestone),
        busy=False,
        description="\n".join(_lines(milestone)),
        url=url,
        categories=tuple(_categories(milestone)),
    )


def of_registration(registration: Registration, *, url: str) -> Event:
    """The hours of the conference, as an entry of whoever has the place."""
    conference = registration.conference
    return Event(
        uid=registration.entry_uid,
        sequence=registration.entry_sequence,
        created_at=registration.created_at,
        changed_at=max(registration.changed_at, conference.changed_at),
        summary=said(conference, "title"),
        starts=conference.starts_at,
        ends=conference.ends_at,
        status=_PLACE[registration.state],
        busy=registration.state is RegistrationState.CONFIRMED,
        description="\n".join(
            line
            for line in (
                said(conference, "summary"),
                _("The doors open at %(time)s.", time=time(conference.doors_at)),
                said(conference, "way"),
            )
            if line
        ),
        location=", ".join(part for part in (conference.venue, conference.address) if part),
        url=url,
    )


_PLACE = {
    RegistrationState.CONFIRMED: Status.CONFIRMED,
    RegistrationState.OFFERED: Status.TENTATIVE,
    RegistrationState.WAITING: Status.TENTATIVE,
    RegistrationState.CANCELLED: Status.CANCELLED,
}


def _summary(milestone: Milestone) -> str:
    title = said(milestone, "title")
    if not milestone.when.is_exact:
        title = f"{title} ({_words(milestone.when)})"
    if milestone.state is MilestoneState.CANCELLED:
        return str(_("CANCELLED: %(title)s", title=title))
    return title


def _status(milestone: Milestone) -> Status:
    """How exact the date is; being done does not make it more exact."""
    if milestone.state is MilestoneState.CANCELLED:
        return Status.CANCELLED
    return Status.CONFIRMED if milestone.when.is_exact else Status.TENTATIVE


def _lines(milestone: Milestone) -> Iterator[str]:
    when = milestone.when
    if not when.is_exact and milestone.done_on:
        yield _("Time: %(when)s", when=_words(when))  # what is behind us will not be settled any more
    elif not when.is_exact:
        yield _("Time: %(when)s (not settled)", when=_words(when))
    # What came after each earlier date: the next one, and at last the present one.
    afters = [*(date.when for date in milestone.earlier), milestone.when][1:]
    for before, after in reversed(list(zip(milestone.earlier, afters, strict=True))):
        yield _replaced(before.when, after, before.replaced_at)
    if milestone.cancelled_at:
        yield _("Cancelled %(day)s", day=day(milestone.cancelled_at))
    elif milestone.done_on and when.is_exact:
        yield _("Reached on %(day)s.", day=day(milestone.done_on))
    elif milestone.done_on:
        yield _("Reached by %(day)s.", day=day(milestone.done_on))
    if text := said(milestone, "text"):
        yield text


def _replaced(before: When, after: When, replaced_at: datetime) -> str:
    """One step in the life of a date: settled, moved to another day, or put into other words."""
    told = {"day": day(replaced_at), "when": _words(before)}
    if not after.is_exact:
        return str(_("Changed %(day)s; before: %(when)s", **told))
    if not before.is_exact:
        return str(_("Settled %(day)s; before: %(when)s", **told))
    return str(_("Moved %(day)s; before: %(when)s", **told))


def _categories(milestone: Milestone) -> Iterator[str]:
    if milestone.is_deadline:
        yield _("Deadline")
    for area in milestone.areas:
        yield said(area, "name")


def _words(when: When) -> str:
    return when.words(language())
