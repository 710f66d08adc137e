"""Where a session can be moved, as a list to choose from: times that nobody has, and those of others."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext as _

from conference import clock
from conference.language import day, language, time
from conference.programme.models import Session, Slot
from conference.programme.rules import is_long_enough, title_of


@dataclass(frozen=True)
class Choice:
    """One time to choose, and what is said of it."""

    #: Its code, and after a space that of the session which stands there.
    code: str
    words: str


@dataclass(frozen=True)
class Choices:
    """All of them."""

    free: tuple[Choice, ...]
    #: Where another session stands, which would come here instead.
    taken: tuple[Choice, ...]


def choices(session: Session, slots: Iterable[Slot]) -> Choices:
    """The times for its kind, in the order they are given; what is too short comes last."""
    here = [slot for slot in slots if slot.kind is session.kind]
    is_one_day = len({clock.to_local(slot.starts_at).date() for slot in here}) < 2
    here.sort(key=lambda slot: not is_long_enough(slot, session))
    free = [slot for slot in here if slot.session is None]
    taken = [slot for slot in here if slot.session not in (None, session)] if session.slot else []
    return Choices(
        *(
            tuple(Choice(_code(slot), _words(slot, session, is_one_day=is_one_day)) for slot in group)
            for group in (free, taken)
        )
    )


def chosen(sent: str) -> tuple[str, str]:
    """The code of the time, and of the session that stood there when it was chosen; empty for none."""
    slot, _space, session = sent.partition(" ")
    return slot, session


def _code(slot: Slot) -> str:
    return slot.code if slot.session is None else f"{slot.code} {slot.session.code}"


def _words(slot: Slot, session: Session, *, is_one_day: bool) -> str:
    """13.15–13.25, Sal C: Robotter (10 min, too short)"""
    words = f"{time(slot.starts_at)}–{time(slot.ends_at)}, {slot.room.name}"
    if not is_one_day:
        words = f"{day(slot.starts_at)}, {words}"
    if slot.session is not None:
        words = f"{words}: {title_of(slot.session, language()) or _('(no title)')}"
    if is_long_enough(slot, session):
        return words
    minutes = int((slot.ends_at - slot.starts_at).total_seconds() // 60)
    return str(_("%(time)s (%(minutes)d min, too short)", time=words, minutes=minutes))
