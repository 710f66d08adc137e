"""What a release has to tell, and whom: the preview shows it, and the release writes exactly that."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from conference.mail import service as mail
from conference.programme import rules, telling
from conference.programme.document import Document
from conference.programme.models import Presenter, Session, State
from conference.programme.releases.changes import ChangeKind, Stand, how_moved

MOVED, GIVEN_BACK = "presenter.moved", "presenter.given_back"
#: What a release tells; the rest is told when it happens.
_LETTERS = (MOVED, GIVEN_BACK, "presenter.confirmed", "presenter.cancelled")


@dataclass(frozen=True, kw_only=True)
class Tiding:
    """What is told of one session, against what its presenters were told last."""

    session: Session
    kinds: tuple[ChangeKind, ...]
    before: Stand | None
    after: Stand | None


@dataclass(frozen=True, kw_only=True)
class Due:
    """A letter to one presenter; who has no address has to be told by somebody."""

    letter: str
    presenter: Presenter
    tidings: tuple[Tiding, ...]


def list_due(sessions: Iterable[Session], rooms: dict[str, str], old: Document | None) -> list[Due]:
    """The letters of a release at this moment, by name: a person is told in one letter of all that moves.

    `rooms` names rooms by their uid, also those that are gone. One that has another name than in the latest
    release is another room to who looks for its sign.
    """
    names_before = rooms | ({room.uid: room.name for room in old.rooms} if old else {})
    moved: dict[Presenter, list[Tiding]] = {}
    others: list[Due] = []
    for session in sessions:
        name = _letter(session)
        tiding = _tiding(session, names_before)
        for presenter in session.presenters:
            has_others = _has_others(session, presenter, old)
            if name in (None, MOVED) and (name or has_others or ChangeKind.ROOM in tiding.kinds):
                moved.setdefault(presenter, []).append(_with_others(tiding) if has_others else tiding)
            elif name is not None:
                others.append(Due(letter=name, presenter=presenter, tidings=(tiding,)))
    due = [
        Due(letter=MOVED, presenter=presenter, tidings=tuple(tidings)) for presenter, tidings in moved.items()
    ]
    return sorted([*due, *others], key=lambda each: (each.presenter.name, each.presenter.code, each.letter))


def write(due: Iterable[Due], *, number: int) -> None:
    """Put the letters of version `number` into the outbox, and remember that they were told."""
    letters = list(due)
    tidings = {tiding.session: tiding for each in letters for tiding in each.tidings}
    told = {session: session.told_slot for session in tidings}
    for session, tiding in tidings.items():
        telling.remember(session)
        if _is_renamed(tiding, was=told[session]):
            telling.count_entry(session)
    for each in letters:
        if each.presenter.email is None:
            continue
        facts = [_facts(tiding, was=told[tiding.session]) for tiding in each.tidings]
        mail.write(
            each.letter,
            to=each.presenter.email,
            to_name=each.presenter.name,
            language=each.presenter.language,
            subject=each.presenter.uid,
            facts={"release": number, **({"sessions": facts} if each.letter == MOVED else facts[0])},
        )


def _letter(session: Session) -> str | None:
    name = telling.due(session)
    if name == MOVED and session.slot is None:
        return GIVEN_BACK
    return name if name in _LETTERS else None


def _tiding(session: Session, names_before: dict[str, str]) -> Tiding:
    slot = session.slot if session.state is State.CONFIRMED else None
    before = _stand(session.told_slot, names_before) if session.told_slot else None
    after = None if slot is None else Stand(slot.room.name, slot.starts_at, slot.ends_at)
    return Tiding(session=session, kinds=_kinds(before, after), before=before, after=after)


def _kinds(before: Stand | None, after: Stand | None) -> tuple[ChangeKind, ...]:
    if after is None:
        return (ChangeKind.CANCELLED,)
    return (ChangeKind.NEW,) if before is None else how_moved(before, after)


def _has_others(session: Session, presenter: Presenter, old: Document | None) -> bool:
    """Whether somebody who presented it before, and still does, does so with others now."""
    entry = None if old is None else old.by_code.get(session.code)
    if entry is None or entry.is_cancelled or session.state is not State.CONFIRMED or session.slot is None:
        return False
    before = {person.uid for person in entry.presenters}
    return presenter.uid in before and before != {each.uid for each in session.presenters}


def _with_others(tiding: Tiding) -> Tiding:
    return replace(tiding, kinds=(*tiding.kinds, ChangeKind.PRESENTER))


def _stand(place: str, rooms: dict[str, str]) -> Stand:
    room, starts_at, ends_at = rules.read_place(place)
    return Stand(rooms.get(room, ""), starts_at, ends_at)


def _facts(tiding: Tiding, *, was: str | None) -> dict[str, Any]:
    session = tiding.session
    return {
        "session": session.uid,
        "sequence": session.entry_sequence,
        "place": session.told_slot or was,
        "was": was,
        # A room may be gone when the letter is sent.
        "room": tiding.before.room if tiding.before else "",
        "renamed": _is_renamed(tiding, was=was),
        "others": ChangeKind.PRESENTER in tiding.kinds,
    }


def _is_renamed(tiding: Tiding, *, was: str | None) -> bool:
    """Whether it stays where it is while its room is called otherwise; asked when that is told."""
    return tiding.session.told_slot == was and ChangeKind.ROOM in tiding.kinds
