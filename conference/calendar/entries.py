"""What a calendar says about a milestone, a place at a conference, and a session; in the present language."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import gettext as _

from conference import clock
from conference.calendar.ical import Event, Status
from conference.language import day, language, said, time
from conference.pact.models import Milestone
from conference.pact.models import State as MilestoneState
from conference.pact.when import When
from conference.programme.document import Entry
from conference.programme.models import Kind, Programme, Session
from conference.registration.models import Conference, Registration
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
    is_over = conference.called_off_at is not None
    return Event(
        uid=registration.entry_uid,
        sequence=registration.entry_sequence,
        created_at=registration.created_at,
        changed_at=max(registration.changed_at, conference.changed_at),
        summary=_conference_title(conference),
        starts=conference.starts_at,
        ends=conference.ends_at,
        status=Status.CANCELLED if is_over else _PLACE[registration.state],
        busy=registration.state is RegistrationState.CONFIRMED and not is_over,
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


def of_conference(conference: Conference, *, url: str) -> Event:
    """The days of the conference, which take nobody's time: its sessions do."""
    last_moment = conference.ends_at - timedelta(microseconds=1)
    return Event(
        uid=conference.uid,
        # Nobody counts its versions, so the seconds from the first to the last are the number.
        sequence=int((conference.changed_at - conference.created_at).total_seconds()),
        created_at=conference.created_at,
        changed_at=conference.changed_at,
        summary=_conference_title(conference),
        starts=clock.to_local(conference.starts_at).date(),
        ends=clock.to_local(last_moment).date() + timedelta(days=1),
        status=Status.CANCELLED if conference.called_off_at else Status.CONFIRMED,
        busy=False,
        description=said(conference, "summary"),
        location=", ".join(part for part in (conference.venue, conference.address) if part),
        url=url,
    )


def of_session(entry: Entry, *, place: tuple[str, str], conference: Conference, url: str) -> Event:
    """A released session at its place, room and venue; a break and what is cancelled take nobody's time."""
    return Event(
        uid=entry.uid,
        sequence=entry.sequence,
        created_at=entry.created_at,
        changed_at=entry.released_at,
        summary=_title(entry),
        starts=entry.starts_at,
        ends=entry.ends_at,
        status=Status.CANCELLED if entry.is_cancelled else Status.CONFIRMED,
        busy=not entry.is_cancelled and entry.kind is not Kind.BREAK,
        description="\n".join(_about(entry)),
        location=", ".join(part for part in place if part),
        url=url,
        categories=(said(entry, "area"),) if said(entry, "area") else (),
        part_of=conference.uid,
    )


def of_answer(session: Session, *, url: str) -> Event:
    """The last day for a presenter's answer; without its title, which nobody counts the versions of."""
    return _deadline(
        uid=session.reply_entry_uid,
        sequence=session.reply_sequence,
        created_at=session.created_at,
        changed_at=session.changed_at,
        summary=_("Last day to answer the invitation"),
        on=session.reply_by,
        description=_("Choose a time or say no. The link is in our letter to you."),
        url=url,
    )


def of_texts(programme: Programme, *, url: str) -> Event:
    """The last day for presenters' titles, abstracts and slides."""
    return _deadline(
        uid=programme.texts_entry_uid,
        sequence=programme.texts_sequence,
        created_at=programme.created_at,
        changed_at=programme.changed_at,
        summary=_("Last day for title, abstract and slides"),
        on=programme.texts_by,
        description=_("You write them on your presenter's page. The link is in our letter to you."),
        url=url,
    )


def _deadline(*, on: date | None, **said_of_it: Any) -> Event:
    assert on is not None
    return Event(
        **said_of_it,
        starts=on,
        ends=on + timedelta(days=1),
        status=Status.CONFIRMED,
        busy=False,
        categories=(_("Deadline"),),
    )


def _conference_title(conference: Conference) -> str:
    title = said(conference, "title")
    return str(_("CANCELLED: %(title)s", title=title)) if conference.called_off_at else title


def _title(entry: Entry) -> str:
    title = said(entry, "title") or entry.code
    return str(_("CANCELLED: %(title)s", title=title)) if entry.is_cancelled else title


def _about(entry: Entry) -> Iterator[str]:
    """Only what raises the entry's SEQUENCE when it changes: calendars do not look otherwise."""
    if entry.presenters:
        yield _("Presented by %(names)s", names=", ".join(person.name for person in entry.presenters))
    if text := said(entry, "abstract") or entry.abstract_da or entry.abstract_en:
        yield text


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
