"""What a version changed, in words and hours, ready for a page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from flask_babel import gettext as _
from flask_babel import pgettext

from conference import clock
from conference.language import language, long_day, said, time
from conference.programme.releases.changes import Change, ChangeKind, Stand
from conference.programme.releases.tidings import Due, Tiding
from conference.programme.rules import title_of


@dataclass(frozen=True, kw_only=True)
class Line:
    """What happened to one session."""

    code: str
    title: str
    #: Each thing that happened to it, in a word.
    words: tuple[str, ...]
    #: Hours and room; empty where it was not, or is not any more.
    before: str
    after: str
    #: Names, where others present it.
    people_before: str
    people_after: str


@dataclass(frozen=True, kw_only=True)
class Group:
    """What happened to several sessions alike."""

    word: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """Whom a release writes to, and of what."""

    name: str
    #: Empty for who has to be told by somebody.
    email: str
    lines: tuple[Line, ...]


def group(changes: Iterable[Change], *, on: date) -> list[Group]:
    """The changes by what weighs most in each; a time on another day than `on` is said with its day."""
    words = kind_words()
    return [
        Group(word=words[kind], lines=tuple(line(change, on=on) for change in alike))
        for kind, alike in groupby(changes, key=lambda change: change.kinds[0])
    ]


def line(change: Change, *, on: date) -> Line:
    """One change."""
    has_others = ChangeKind.PRESENTER in change.kinds
    before, after = _place(change.before, on=on), _place(change.after, on=on)
    return Line(
        code=change.code,
        title=said(change, "title"),
        words=_words(change.kinds),
        before="" if before == after else before,
        after=after,
        people_before=_names(change.before) if has_others else "",
        people_after=_names(change.after) if has_others else "",
    )


def recipients(letters: Iterable[Due], *, on: date) -> list[Recipient]:
    """Each person who is told, by name, with every session they are told of."""
    return [
        Recipient(
            name=due.presenter.name,
            email=due.presenter.email or "",
            lines=tuple(_told(tiding, on=on) for tiding in due.tidings),
        )
        for due in letters
    ]


def kind_words() -> dict[ChangeKind, str]:
    """What each kind of change is called."""
    return {
        ChangeKind.CANCELLED: pgettext("session", "Cancelled"),
        ChangeKind.NEW: pgettext("session", "New"),
        ChangeKind.MOVED: _("Moved"),
        ChangeKind.SHORTENED: _("Shortened"),
        ChangeKind.LENGTHENED: _("Lengthened"),
        ChangeKind.ROOM: _("Other room"),
        ChangeKind.VENUE: _("Other venue"),
        ChangeKind.PRESENTER: _("Other presenters"),
        ChangeKind.TEXT: _("Other text"),
        ChangeKind.DETAILS: _("Other details"),
    }


def _told(tiding: Tiding, *, on: date) -> Line:
    session, has_others = tiding.session, ChangeKind.PRESENTER in tiding.kinds
    before, after = _place(tiding.before, on=on), _place(tiding.after, on=on)
    return Line(
        code=session.code,
        title=title_of(session, language()),
        words=_words(tiding.kinds),
        before="" if before == after else before,
        after=after,
        people_before="",
        people_after=", ".join(each.name for each in session.presenters) if has_others else "",
    )


def _words(kinds: Iterable[ChangeKind]) -> tuple[str, ...]:
    words = kind_words()
    return tuple(words[kind] for kind in kinds)


def _place(stand: Stand | None, *, on: date) -> str:
    """10.00–10.10, Sal A"""
    if stand is None:
        return ""
    day = clock.to_local(stand.starts_at).date()
    hours = f"{time(stand.starts_at)}–{time(stand.ends_at)}"
    parts = (long_day(day) if day != on else "", hours, stand.room)
    return ", ".join(part for part in parts if part)


def _names(stand: Stand | None) -> str:
    return ", ".join(stand.presenters) if stand else ""
