"""One's own calendar: the conference, one's sessions and workshops as released, a presenter's deadlines.

Calendars cannot sign in, so the address is the key; a person has several, and stops each alone. An address
belongs to the registration, or to the presenter who has none yet; either shows what belongs to both.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select

from conference import clock, credentials
from conference.audit import service as audit
from conference.calendar import entries, ical
from conference.calendar.models import PersonalFeed
from conference.calendar.programme import event_of, is_shown
from conference.credentials import Purpose
from conference.db import db
from conference.errors import Conflict, NotFound
from conference.feeds import File
from conference.language import absolute_url, said
from conference.programme import service as programmes
from conference.programme.document import Document, Entry
from conference.programme.models import Presenter, State
from conference.programme.service import Released
from conference.programme.workshops import service as workshops
from conference.registration.models import Conference, Registration

#: Addresses one person has at a time.
MOST = 10
LANGUAGES = ("da", "en")


class TooMany(Conflict):
    """One person has enough addresses."""

    code = "too_many"


@dataclass(frozen=True)
class Holder:
    """Whose calendar it is: somebody with a place, with something to present, or both."""

    conference: Conference
    registration: Registration | None
    presenters: tuple[Presenter, ...]

    @property
    def owner(self) -> str:
        """To whom a new address belongs."""
        return self.registration.uid if self.registration else self.presenters[0].uid

    @property
    def owners(self) -> list[str]:
        return [row.uid for row in (self.registration, *self.presenters) if row is not None]

    @property
    def is_live(self) -> bool:
        """Does a link of theirs still open anything?"""
        if self.registration is not None:
            return self.registration.is_live
        return any(programmes.own_code(presenter) for presenter in self.presenters)


@dataclass(frozen=True)
class Address:
    """One of somebody's addresses, with the code that opens it."""

    feed: PersonalFeed
    code: str


def holder_of_registration(registration: Registration) -> Holder:
    """Who has this place, and what they present."""
    query = select(Presenter).filter_by(registration_id=registration.id).order_by(Presenter.id)
    return Holder(registration.conference, registration, tuple(db.session.scalars(query)))


def holder_of_presenter(presenter: Presenter) -> Holder:
    """Who presents, and their place if they have one; without it they still have their sessions."""
    if presenter.registration is not None and presenter.registration.is_live:
        return holder_of_registration(presenter.registration)
    return Holder(presenter.conference, None, (presenter,))


def list_feeds(holder: Holder) -> list[Address]:
    """Their addresses that are in use, the oldest first."""
    query = (
        select(PersonalFeed)
        .where(PersonalFeed.owner.in_(holder.owners), PersonalFeed.stopped_at.is_(None))
        .order_by(PersonalFeed.id)
    )
    feeds = list(db.session.scalars(query))
    codes = credentials.live_codes(Purpose.FEED, [feed.uid for feed in feeds])
    return [Address(feed, codes[feed.uid]) for feed in feeds]


def add_feed(holder: Holder, name: str) -> PersonalFeed:
    """A new address of this name. Raises NotFound or TooMany."""
    if not holder.is_live:
        raise _no_such_calendar()
    if len(list_feeds(holder)) >= MOST:
        raise TooMany(_("You have %(number)s addresses. Stop one of them first.", number=MOST))
    now = clock.now()
    feed = PersonalFeed(owner=holder.owner, name=name, digest="", created_at=now, changed_at=now)
    db.session.add(feed)
    db.session.flush()
    credentials.issue(Purpose.FEED, feed.uid)
    audit.record("calendar.add", by="self", subject=holder.owner)
    return feed


def stop_feed(holder: Holder, uid: str) -> None:
    """The address opens nothing from now on. Raises NotFound for what is not theirs."""
    feed = _find_feed(uid)
    if feed is None or feed.owner not in holder.owners:
        raise _no_such_calendar()
    if feed.stopped_at is None:
        _stop(feed, by="self")


def stop_feeds(registration: Registration) -> None:
    """All their addresses open nothing from now on: they may lie with the stranger who had the old link."""
    for address in list_feeds(holder_of_registration(registration)):
        _stop(address.feed, by="system")
    db.session.flush()


def get_feed(code: str) -> tuple[PersonalFeed, Holder]:
    """The calendar behind an address. Raises NotFound, alike for unknown, stopped and dead ones."""
    credential = credentials.find_live(code, purpose=Purpose.FEED)
    feed = credential and _find_feed(credential.subject)
    holder = feed and _find_holder(feed.owner)
    if not feed or not holder or not holder.is_live:
        raise _no_such_calendar()
    return feed, holder


def is_noted(feed: PersonalFeed, holder: Holder) -> bool:
    """Whether `note` has nothing to write."""
    return feed.used_on == clock.today() and feed.digest == _digest(holder)


def note(code: str) -> None:
    """Write down the day a calendar asked, and since when it is told what it is told. Raises NotFound.

    A date worked out from the rows in it would go back when the newest leaves it, and a calendar that asks by
    date would be told for ever that nothing is new.
    """
    feed, holder = get_feed(code)
    digest = _digest(holder)
    if feed.digest != digest:
        feed.digest, feed.changed_at = digest, clock.after(feed.changed_at)
    feed.used_on = clock.today()
    db.session.flush()


def file_of(feed: PersonalFeed, holder: Holder, *, language: str) -> File:
    """The calendar as its owner's program fetches it, when everything is noted."""
    with force_locale(language):
        about = ical.Feed(
            name=_("My calendar: %(title)s", title=said(holder.conference, "title")),
            description=_("Your own sessions, the conference, and what you have promised to answer by when."),
            language=language,
            url=_page(holder),
            source=None,
            changed_at=feed.changed_at,
        )
        data = ical.render(about, _events(holder))
    return File(
        data=data,
        content_type=ical.CONTENT_TYPE,
        filename="my-calendar.ics",
        changed_at=feed.changed_at,
        is_public=False,
    )


def _stop(feed: PersonalFeed, *, by: str) -> None:
    feed.stopped_at = clock.now()
    credentials.stop(Purpose.FEED, feed.uid)
    audit.record("calendar.stop", by=by, subject=feed.owner)


def _digest(holder: Holder) -> str:
    """What is another whenever the calendar says something else, in either language."""
    told = []
    for language in LANGUAGES:
        with force_locale(language):
            told.append(repr(sorted(_events(holder), key=lambda event: event.uid)))
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def _events(holder: Holder) -> Iterator[ical.Event]:
    page = _page(holder)
    if holder.registration is not None:
        yield entries.of_registration(holder.registration, url=page)
    yield from _sessions(holder)
    yield from _deadlines(holder, page)


def _sessions(holder: Holder) -> Iterator[ical.Event]:
    """What they present as it is released, for a while what they presented, and the workshops they chose."""
    chosen = workshops.list_chosen(holder.registration) if holder.registration else {}
    documents = programmes.list_documents(holder.conference) if holder.presenters or chosen else []
    if documents:
        released = Released(holder.conference, documents[-1])
        presented = [*_own(holder, documents[-1]), *_former(holder, documents)]
        for entry in [*presented, *_chosen(chosen, presented, documents[-1])]:
            if is_shown(entry, on=clock.today()):
                yield event_of(entry, released)


def _own(holder: Holder, document: Document) -> list[Entry]:
    uids = {presenter.uid for presenter in holder.presenters}
    return [entry for entry in document.entries if any(person.uid in uids for person in entry.presenters)]


def _chosen(has_seat: dict[str, bool], presented: list[Entry], document: Document) -> list[Entry]:
    """Workshops in which they have a seat; one that was called off stays for a while."""
    others = [entry for entry in document.entries if entry not in presented]
    return [each for each in others if each.code in has_seat and (has_seat[each.code] or each.is_cancelled)]


def _former(holder: Holder, documents: list[Document]) -> list[Entry]:
    """Sessions that somebody else presents by now, as cancelled ones without their text.

    Their version is that of the session: it rose when the presenters changed, and rises with it.
    """
    latest = documents[-1]
    present = {entry.code for entry in _own(holder, latest)}
    former = {entry.code: entry for document in documents for entry in _own(holder, document)}
    return [
        replace(
            entry,
            is_cancelled=True,
            sequence=latest.by_code[code].sequence,
            released_at=latest.by_code[code].released_at,
            room_key=latest.by_code[code].room_key,
            abstract_da="",
            abstract_en="",
            presenters=(),
        )
        for code, entry in former.items()
        if code not in present and code in latest.by_code
    ]


def _deadlines(holder: Holder, page: str) -> Iterator[ical.Event]:
    sessions = {session.id: session for each in holder.presenters for session in each.sessions}
    for session in sessions.values():
        if session.state is State.INVITED and session.reply_by is not None:
            yield entries.of_answer(session, url=page)
    if any(session.state in (State.INVITED, State.CONFIRMED) for session in sessions.values()):
        programme = programmes.read_programme(holder.conference)
        if programme.texts_by is not None:
            yield entries.of_texts(programme, url=page)


def _page(holder: Holder) -> str:
    return absolute_url("registration.show", slug=holder.conference.slug)


def _find_feed(uid: str) -> PersonalFeed | None:
    return db.session.scalar(select(PersonalFeed).filter_by(uid=uid))


def _find_holder(owner: str) -> Holder | None:
    registration = db.session.scalar(select(Registration).filter_by(uid=owner))
    if registration is not None:
        return holder_of_registration(registration)
    presenter = db.session.scalar(select(Presenter).filter_by(uid=owner))
    return None if presenter is None else holder_of_presenter(presenter)


def _no_such_calendar() -> NotFound:
    return NotFound(_("There is no such calendar."))
