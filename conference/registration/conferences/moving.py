"""A conference that is moved to another day, or called off: who is told, and what becomes of what."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from conference import clock
from conference.audit import service as audit
from conference.db import db
from conference.mail import unsubscribing
from conference.pact import service as pacts
from conference.registration import rules as registration
from conference.registration.conferences import followers, rules, service
from conference.registration.conferences.followers import Foreseen
from conference.registration.conferences.rules import NewDay, Notice
from conference.registration.invitations import letters as invitations
from conference.registration.invitations.service import settle
from conference.registration.models import Answer, Conference, Invitation, Registration, State
from conference.registration.seats import lock_seats, offer_free_seats, seats, write_to_everybody

#: States of those who are told.
LIVE = (State.CONFIRMED, State.OFFERED, State.WAITING)


@dataclass(frozen=True)
class Letters:
    """How many letters go out, by where their readers stand."""

    to: dict[State, int]
    #: People who were invited, have not answered, and want such letters.
    invited: int
    #: Live places whose person has no address, nor anybody who looks after them.
    unreachable: int
    #: All those that go, by the language they are written in.
    languages: Counter[str]


@dataclass(frozen=True)
class Preview:
    """All that one press would do."""

    letters: Letters
    foreseen: tuple[Foreseen, ...]

    @property
    def total(self) -> int:
        others = sum(count for each in self.foreseen for _who, count, _what in each.letters)
        return sum(self.letters.to.values()) + self.letters.invited + others


@dataclass(frozen=True)
class Move(Preview):
    """The conference as it would stand."""

    starts_at: datetime
    ends_at: datetime
    doors_at: datetime
    closes_at: datetime
    #: When the offers that run now would run out; None when there is none.
    offers_until: datetime | None
    #: Free seats that the queue, which had ended, is offered again.
    offers: int
    #: Invitations that were to be answered later than that.
    late_answers: int


def preview_move(conference: Conference, new: NewDay) -> Move:
    """What a move would do. Raises what `rules.check_move` does."""
    now = clock.now()
    settings = rules.moved(rules.settings_of(conference), new, now=now)
    rules.check_move(conference, settings, is_known=service.is_known(conference), now=now)
    letters = count_letters(conference)
    hours, pool = registration.Hours(settings.doors_at, settings.starts_at), seats(conference)
    return Move(
        letters=letters,
        foreseen=tuple(each.foresee_move(conference, day=new.day) for each in followers.every()),
        starts_at=settings.starts_at,
        ends_at=settings.ends_at,
        doors_at=settings.doors_at,
        closes_at=settings.closes_at,
        offers_until=registration.offer_until(now, hours) if letters.to[State.OFFERED] else None,
        late_answers=sum(each.reply_by > new.day for each in _list_invited(conference)),
        offers=min(pool.free, pool.waiting) if registration.is_queue_open(hours, now=now) else 0,
    )


def move(conference: Conference, new: NewDay, *, by: str, seen: str) -> None:
    """Put the conference on another day, and tell everybody who has a place or is asked to come.

    Seats, tickets and numbers in the queue stay. `seen` is the version that the organiser had before them.
    Raises ChangedMeanwhile, or what `rules.check_move` does.
    """
    _hold(conference, seen)
    now, before = clock.now(), conference.starts_at
    settings = rules.moved(rules.settings_of(conference), new, now=now)
    rules.check_move(conference, settings, is_known=service.is_known(conference), now=now)
    service.take(conference, settings)
    conference.moved_from_at, conference.moved_at = before, now
    _say(conference, Notice(new.notice_da, new.notice_en))
    service.settle_milestone(conference, by=by)
    service.count_entries(conference)
    _prolong_offers(conference, now)
    was = {"was": rules.day_of(before).isoformat()}
    write_to_everybody("registration.moved", conference, facts=was)
    invitations.write_to_all(invitations.MOVED, _list_invited(conference), facts=was)
    days = (rules.day_of(settings.starts_at) - rules.day_of(before)).days
    for follower in followers.every():
        follower.move(conference, days=days)
    offer_free_seats(conference)
    audit.record("conference.move", by=by, subject=conference.uid, detail={"days": days})


def preview_call_off(conference: Conference) -> Preview:
    """What calling off would do. Raises what `rules.check_may_call_off` does."""
    rules.check_may_call_off(conference, is_known=service.is_known(conference), now=clock.now())
    foreseen = tuple(each.foresee_call_off(conference) for each in followers.every())
    return Preview(letters=count_letters(conference), foreseen=foreseen)


def call_off(conference: Conference, notice: Notice, *, by: str, seen: str) -> None:
    """Say that the conference will not take place, to everybody who has a place or is asked to come.

    Raises ChangedMeanwhile, or what `rules.check_may_call_off` does.
    """
    _hold(conference, seen)
    now = clock.now()
    rules.check_may_call_off(conference, is_known=service.is_known(conference), now=now)
    conference.called_off_at = now
    _say(conference, notice)
    if conference.milestone_key is not None:
        pacts.cancel_milestone(conference.milestone_key, by=by)
    service.count_entries(conference)
    _end_offers(conference)
    write_to_everybody("registration.called_off", conference)
    for invitation in _list_invited(conference):
        invitations.write(invitations.CALLED_OFF, invitation)
        settle(invitation, Answer.WITHDRAWN)
    for follower in followers.every():
        follower.call_off(conference, notice, by=by)
    audit.record("conference.call_off", by=by, subject=conference.uid)


def count_letters(conference: Conference) -> Letters:
    """In three queries, however many there are."""
    contact = aliased(Registration)
    has_contact = (
        select(contact.id)
        .where(contact.party_id == Registration.party_id, contact.is_contact, contact.email.is_not(None))
        .exists()
    )
    can_read = Registration.email.is_not(None) | has_contact
    sorts = (Registration.state, Registration.language)
    query = (
        select(*sorts, func.count().filter(can_read), func.count().filter(~can_read))
        .where(Registration.conference_id == conference.id, Registration.state.in_(LIVE))
        .group_by(*sorts)
    )
    to, unreachable, languages = dict.fromkeys(LIVE, 0), 0, Counter[str]()
    for state, language, readers, others in db.session.execute(query):
        to[state] += readers
        languages[language] += readers
        unreachable += others
    invited = {invitation.email_folded: invitation.language for invitation in _list_invited(conference)}
    asked = invited.keys() - unsubscribing.list_suppressed(invited)
    languages.update(invited[email] for email in asked)
    return Letters(to=to, invited=len(asked), unreachable=unreachable, languages=languages)


def _hold(conference: Conference, seen: str) -> None:
    for follower in followers.every():
        follower.hold(conference)
    lock_seats(conference)
    db.session.refresh(conference)
    registration.check_seen(conference, seen)


def _say(conference: Conference, notice: Notice) -> None:
    conference.notice_da, conference.notice_en = notice.notice_da, notice.notice_en
    conference.changed_at = clock.after(conference.changed_at)
    db.session.flush()


def _prolong_offers(conference: Conference, now: datetime) -> None:
    """Offers run on by the table of the new day, and never shorter than promised while there is time."""
    hours = registration.hours_of(conference)
    by_table, last = registration.offer_until(now, hours), hours.starts_at - registration.LAST_OFFER
    query = select(Registration).filter_by(conference_id=conference.id, state=State.OFFERED)
    for place in db.session.scalars(query.where(Registration.offer_until.is_not(None))):
        assert place.offer_until is not None
        place.offer_until = min(max(place.offer_until, by_table), last)
        place.changed_at = clock.after(place.changed_at)
    db.session.flush()


def _end_offers(conference: Conference) -> None:
    """Who was offered a seat waits again: there is nothing to answer."""
    query = select(Registration).filter_by(conference_id=conference.id, state=State.OFFERED)
    for place in db.session.scalars(query):
        place.state, place.offered_at, place.offer_until = State.WAITING, None, None
        place.changed_at = clock.after(place.changed_at)
    db.session.flush()


def _list_invited(conference: Conference) -> list[Invitation]:
    """Who is invited and has not answered."""
    query = select(Invitation).filter_by(conference_id=conference.id, answer=Answer.SILENT)
    return list(db.session.scalars(query.order_by(Invitation.id)))
