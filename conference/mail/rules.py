"""How long a letter is tried, and when it may be sent again."""

from datetime import datetime, timedelta

from flask_babel import gettext as _

from conference.errors import Conflict
from conference.mail.models import Letter, LetterState

#: The pause after each try that failed; after the last one the letter is given up.
PAUSES = (
    timedelta(seconds=10),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(hours=12),
    timedelta(hours=24),
)
#: How long a worker may hold a letter; longer than any conversation with a server.
LEASE = timedelta(minutes=5)


class NotAgain(Conflict):
    """The letter is on its way, or there is nothing left to tell."""

    code = "not_again"


def next_try_at(attempts: int, *, now: datetime) -> datetime | None:
    """When a letter that failed so often is tried again; None when that was the last time."""
    return now + PAUSES[attempts - 1] if attempts <= len(PAUSES) else None


def can_again(letter: Letter, *, now: datetime, is_wanted: bool) -> bool:
    """Whether the letter may be sent again: not while a worker may have it in hand, nor what is over."""
    if not is_wanted:
        return False
    if letter.state is LetterState.DELAYED:
        return letter.next_try_at > now + LEASE
    return letter.state in (LetterState.SENT, LetterState.FAILED)


def check_again(letter: Letter, *, now: datetime, is_wanted: bool) -> None:
    """Refuse to send again what is on its way or over. Raises NotAgain."""
    if not can_again(letter, now=now, is_wanted=is_wanted):
        raise NotAgain(_("This letter cannot be sent again just now: it is on its way, or no longer needed."))
