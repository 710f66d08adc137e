"""The verbs of the outbox: write, take, settle, list."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, case, func, insert, select
from sqlalchemy.exc import IntegrityError

from conference import clock, names
from conference.db import db
from conference.errors import NotFound
from conference.mail import rules, unsubscribing
from conference.mail.letters import is_invitation
from conference.mail.models import Letter, LetterState
from conference.names import fold_email

#: Letters on a page of the list.
PAGE_SIZE = 50
#: Characters of a server's words that are kept.
LONGEST_ERROR = 500

_UNSENT = (Letter.sent_at.is_(None), Letter.given_up_at.is_(None))


@dataclass(frozen=True)
class Reader:
    """Who gets a letter, in which language, and the uid of the row that it speaks of."""

    to: str
    to_name: str
    language: str
    subject: str


def write(
    name: str,
    *,
    to: str,
    to_name: str,
    language: str,
    subject: str,
    facts: dict[str, Any] | None = None,
    dedup: str | None = None,
) -> Letter | None:
    """Put a letter into the outbox; None if one with the same `dedup` is there already.

    `subject` is the uid of the row it speaks of; `facts` is what that row will not remember. An invitation
    has a link that stops all others to this address, and is not written to one that was stopped so.
    """
    is_stoppable = _is_stoppable(name, facts)
    if is_stoppable and not _is_wanted(to):
        return None
    if dedup is not None and db.session.scalar(select(Letter.id).filter_by(dedup=dedup)) is not None:
        return None
    now = clock.real_now()
    letter = Letter(
        uid=uuid4().hex,
        name=name,
        to=to,
        to_name=names.clean(to_name),
        language=language,
        subject=subject,
        facts=facts or {},
        dedup=dedup,
        created_at=now,
        next_try_at=now,
    )
    if dedup is not None and not _add_once(letter):
        return None
    db.session.add(letter)
    if is_stoppable:
        unsubscribing.issue_links([letter.uid])
    db.session.flush()
    return letter


def write_to_all(name: str, readers: Iterable[Reader], *, facts: dict[str, Any] | None = None) -> None:
    """Put a letter for each into the outbox, in their order; for thousands in one go.

    Of invitations and their links holds what `write` says.
    """
    now, readers = clock.real_now(), list(readers)
    suppressed = unsubscribing.list_suppressed(each.to for each in readers) if is_invitation(name) else ()
    rows = [
        {
            "uid": uuid4().hex,
            "name": name,
            "to": reader.to,
            "to_name": names.clean(reader.to_name),
            "language": reader.language,
            "subject": reader.subject,
            "facts": facts or {},
            "created_at": now,
            "next_try_at": now,
        }
        for reader in readers
        if fold_email(reader.to) not in suppressed
    ]
    if rows:
        db.session.execute(insert(Letter), rows)
    if is_invitation(name):
        unsubscribing.issue_links(str(row["uid"]) for row in rows)


def is_wanted(letter: Letter) -> bool:
    """Whether its reader has not said meanwhile that they want no more of its sort."""
    return not _is_stoppable(letter.name, letter.facts) or _is_wanted(letter.to)


def list_written(dedups: Iterable[str]) -> set[str]:
    """Which of these `dedup` have their letter already, in one query."""
    query = select(Letter.dedup).where(Letter.dedup.in_(list(dedups)))
    return {dedup for dedup in db.session.scalars(query) if dedup is not None}


def list_subjects(names: Iterable[str], *, since: datetime) -> set[str]:
    """The uids of the rows that letters of these names have been written about since a moment."""
    query = select(Letter.subject).where(Letter.name.in_(list(names)), Letter.created_at >= since)
    return set(db.session.scalars(query))


def take() -> Letter | None:
    """The next letter that is due, held for as long as its lease; other workers pass it by."""
    now = clock.real_now()
    query = select(Letter).where(*_UNSENT, Letter.next_try_at <= now).order_by(Letter.next_try_at, Letter.id)
    letter = db.session.scalar(query.limit(1).with_for_update(skip_locked=True))
    if letter is not None:
        letter.attempts += 1
        letter.next_try_at = now + rules.LEASE
        db.session.flush()
    return letter


def is_anything_due() -> bool:
    """Whether it is worth calling the mail server."""
    due = select(Letter.id).where(*_UNSENT, Letter.next_try_at <= clock.real_now())
    return db.session.scalar(due.limit(1)) is not None


def settle_sent(uid: str, *, attempt: int) -> None:
    """The server has taken the letter."""
    letter = _held(uid, attempt)
    if letter is not None:
        letter.sent_at, letter.error = clock.real_now(), None
        db.session.flush()


def settle_failed(uid: str, *, attempt: int, error: str, is_final: bool) -> None:
    """The letter was not sent: try it later, or give up and keep the reason."""
    letter = _held(uid, attempt)
    if letter is None:
        return
    now = clock.real_now()
    letter.error = names.clean(error)[:LONGEST_ERROR]
    again = None if is_final else rules.next_try_at(attempt, now=now)
    if again is None:
        letter.given_up_at = now
    else:
        letter.next_try_at = again
    db.session.flush()


def resend(uid: str) -> Letter:
    """Send a letter again: one that failed is tried anew, one that was sent is written a second time.

    One that waits for its next try is tried at once, unless a worker may just have it in hand. Raises
    NotFound or NotAgain.
    """
    get(uid)
    letter = db.session.scalars(select(Letter).filter_by(uid=uid).with_for_update()).one()
    db.session.refresh(letter)
    now = clock.real_now()
    rules.check_again(letter, now=now, is_wanted=is_wanted(letter))
    if letter.state is LetterState.SENT:
        return _copy(letter)
    if letter.state is LetterState.FAILED:
        letter.given_up_at, letter.attempts = None, 0
    letter.next_try_at = now
    db.session.flush()
    return letter


def can_resend(letter: Letter) -> bool:
    """Whether it may be sent again."""
    return rules.can_again(letter, now=clock.real_now(), is_wanted=is_wanted(letter))


def drop(uid: str, *, attempt: int) -> None:
    """What the letter told of is no longer so: it is not sent."""
    letter = _held(uid, attempt)
    if letter is not None:
        letter.given_up_at, letter.error = clock.real_now(), None
        db.session.flush()


def list_readers(names: Iterable[str], *, about: str) -> set[str]:
    """The addresses, folded, to which a letter of one of these names may have gone about the row of a uid."""
    query = select(Letter.to).where(Letter.name.in_(list(names)), Letter.subject == about, _may_have_gone)
    return {fold_email(address) for address in db.session.scalars(query)}


def list_sent(names: Iterable[str], *, about: str) -> list[dict[str, Any]]:
    """The facts of the letters of these names that may have gone out about the row of this uid."""
    query = select(Letter.facts).where(Letter.name.in_(list(names)), Letter.subject == about, _may_have_gone)
    return list(db.session.scalars(query))


def get(uid: str) -> Letter:
    """The letter of a uid. Raises NotFound."""
    letter = db.session.scalar(select(Letter).filter_by(uid=uid))
    if letter is None:
        raise NotFound(_("There is no such letter."))
    return letter


@dataclass(frozen=True)
class LetterPage:
    """One page of the list, newest first."""

    letters: list[Letter]
    number: int
    has_next: bool


def list_page(number: int, *, state: LetterState | None = None) -> LetterPage:
    """A page of all letters, or of those in one state."""
    query = select(Letter).order_by(Letter.id.desc())
    if state is not None:
        query = query.where(_state == state)
    found = db.session.scalars(query.offset((number - 1) * PAGE_SIZE).limit(PAGE_SIZE + 1)).all()
    return LetterPage(list(found[:PAGE_SIZE]), number, has_next=len(found) > PAGE_SIZE)


def list_about(subjects: Iterable[str]) -> list[Letter]:
    """The latest letters about the rows of these uids, newest first."""
    query = select(Letter).where(Letter.subject.in_(list(subjects))).order_by(Letter.id.desc())
    return list(db.session.scalars(query.limit(PAGE_SIZE)))


def list_undelivered(subjects: Iterable[str]) -> set[str]:
    """The uids of the rows whose latest letter could not be delivered, in one query."""
    query = select(Letter).where(Letter.subject.in_(list(subjects))).order_by(Letter.id)
    latest = {letter.subject: letter for letter in db.session.scalars(query)}
    return {subject for subject, letter in latest.items() if letter.state is LetterState.FAILED}


def counts() -> dict[LetterState, int]:
    """How many letters stand in each state."""
    counted = db.session.execute(select(_state, func.count()).group_by(_state))
    return dict.fromkeys(LetterState, 0) | {LetterState(state): count for state, count in counted}


def settled(*, since: datetime) -> tuple[int, int]:
    """How many letters written since a moment were sent, and how many failed."""
    counted = select(
        func.count().filter(Letter.sent_at.is_not(None)),
        func.count().filter(Letter.given_up_at.is_not(None), Letter.error.is_not(None)),
    ).where(Letter.created_at >= since)
    sent, failed = db.session.execute(counted).one()
    return sent, failed


def due_since() -> datetime | None:
    """Since when the next letter has been due, or from when on it will be; None when there is none.

    A letter that its mailbox refuses for now is not late: one full mailbox tells nothing about the worker.
    """
    return db.session.scalar(select(func.min(Letter.next_try_at)).where(*_UNSENT))


def _is_stoppable(name: str, facts: dict[str, Any] | None) -> bool:
    """Whether its reader may want no more of its sort; a test is what somebody has just asked for."""
    return is_invitation(name) and not (facts or {}).get("is_test")


def _is_wanted(to: str) -> bool:
    return not unsubscribing.list_suppressed([to])


def _add_once(letter: Letter) -> bool:
    """Save the row; False if somebody else wrote the one with its `dedup` at this very moment."""
    try:
        with db.session.begin_nested():
            db.session.add(letter)
    except IntegrityError:
        return False
    return True


def _copy(letter: Letter) -> Letter:
    copied = write(
        letter.name,
        to=letter.to,
        to_name=letter.to_name,
        language=letter.language,
        subject=letter.subject,
        facts=letter.facts,
    )
    assert copied is not None
    return copied


def _held(uid: str, attempt: int) -> Letter | None:
    """The letter, if this try is still its latest: a lease that ran out is somebody else's."""
    return db.session.scalar(
        select(Letter).filter_by(uid=uid, attempts=attempt, sent_at=None).with_for_update()
    )


#: Not only what a server said it took: one may take a letter and hang up before it says so. Whoever takes
#: something back loses nothing by doing so in vain.
_may_have_gone: ColumnElement[bool] = (
    (Letter.attempts > 1)
    | Letter.error.is_not(None)
    # One that was dropped when its turn came never left the house.
    | (Letter.attempts == 1) & Letter.given_up_at.is_(None)
)
_state: ColumnElement[str] = case(
    (Letter.sent_at.is_not(None), LetterState.SENT.value),
    (Letter.given_up_at.is_not(None) & Letter.error.is_not(None), LetterState.FAILED.value),
    (Letter.given_up_at.is_not(None), LetterState.DROPPED.value),
    (Letter.error.is_not(None), LetterState.DELAYED.value),
    else_=LetterState.WAITING.value,
)
