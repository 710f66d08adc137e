"""The plan as the organisers' page shows it: read in a fixed number of queries, at any size."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from conference import clock
from conference.db import db
from conference.programme import plan, rules
from conference.programme.board import warnings
from conference.programme.board.warnings import Rule
from conference.programme.models import Kind, Presenter, Programme, Room, Session, Slot, State, Waiver, Wish
from conference.registration.models import Conference

#: States in which nothing is to come of a session any more.
ENDED = (State.DECLINED, State.EXPIRED, State.WITHDRAWN, State.CANCELLED)


@dataclass(frozen=True)
class Row:
    """What begins at one moment: its slots room by room, in the order of the rooms."""

    starts_at: datetime
    cells: tuple[tuple[Slot, ...], ...]


@dataclass(frozen=True)
class Day:
    """One Danish day of the plan."""

    day: date
    rows: tuple[Row, ...]


@dataclass(frozen=True, kw_only=True)
class Overview:
    """The plan of a conference, with all that is to be done about it."""

    programme: Programme
    rooms: tuple[Room, ...]
    days: tuple[Day, ...]
    #: Invited or confirmed, and at no time yet.
    unplaced: tuple[Session, ...]
    #: In the order in which they are asked.
    reserve: tuple[Session, ...]
    ended: tuple[Session, ...]
    #: How many sessions stand in each state.
    counts: dict[State, int]
    #: How many times nobody has.
    free: int
    #: Codes of those that a presenter is choosing right now.
    held: frozenset[str]
    #: What is not right, what stops a release first.
    found: tuple[warnings.Warning, ...]
    #: The same rule by rule.
    found_by: dict[Rule, tuple[warnings.Warning, ...]]
    #: The same of each slot, by its code.
    found_of: dict[str, tuple[warnings.Warning, ...]]
    #: Open ones, the oldest first.
    wishes: tuple[Wish, ...]
    is_locked: bool


def read_plan(conference: Conference) -> Overview:
    """All of it, as it stands."""
    now = clock.now()
    sessions, slots = _read(conference)
    programme, rooms = plan.read_programme(conference), plan.list_rooms(conference)
    found = _warnings(slots, programme, conference)
    counts = Counter(session.state for session in sessions if session.kind is not Kind.BREAK)
    placed = {slot.session_id for slot in slots}
    return Overview(
        programme=programme,
        rooms=tuple(rooms),
        days=_days(slots, rooms),
        unplaced=tuple(
            each
            for each in sessions
            if each.state in (State.INVITED, State.CONFIRMED) and each.id not in placed
        ),
        reserve=tuple(sorted(_in(sessions, [State.RESERVE]), key=lambda each: each.reserve_rank or 0)),
        ended=tuple(_in(sessions, ENDED)),
        counts={state: counts[state] for state in State},
        free=sum(slot.session_id is None for slot in slots),
        held=frozenset(slot.code for slot in slots if rules.is_hold_good(slot, now=now)),
        found=tuple(found),
        found_by={
            rule: tuple(each for each in found if each.rule is rule)
            for rule in dict.fromkeys(each.rule for each in found)
        },
        found_of={slot.code: tuple(warning for warning in found if slot in warning.slots) for slot in slots},
        wishes=tuple(_open_wishes(conference)),
        is_locked=rules.is_locked(programme, now=now),
    )


def list_warnings(conference: Conference) -> list[warnings.Warning]:
    """What is not right with the plan as it stands, what stops a release first."""
    _sessions, slots = _read(conference)
    return _warnings(slots, plan.read_programme(conference), conference)


def _warnings(slots: Sequence[Slot], programme: Programme, conference: Conference) -> list[warnings.Warning]:
    waivers = db.session.scalars(select(Waiver).filter_by(conference_id=conference.id))
    return warnings.find(slots, programme, waivers, now=clock.now())


def _read(conference: Conference) -> tuple[Sequence[Session], Sequence[Slot]]:
    """Every session and every slot; what a slot holds is found among the sessions, without asking again."""
    sessions = (
        select(Session)
        .filter_by(conference_id=conference.id)
        .order_by(Session.id)
        .options(
            selectinload(Session.presenters).joinedload(Presenter.registration),
            joinedload(Session.area),
            joinedload(Session.pool),
        )
    )
    slots = (
        select(Slot)
        .join(Slot.room)
        .where(Slot.conference_id == conference.id)
        .order_by(Slot.starts_at, Room.place, Slot.id)
        .options(joinedload(Slot.hold))
    )
    return db.session.scalars(sessions).all(), db.session.scalars(slots).all()


def _days(slots: Iterable[Slot], rooms: Sequence[Room]) -> tuple[Day, ...]:
    by_day = groupby(slots, key=lambda slot: clock.to_local(slot.starts_at).date())
    return tuple(Day(day, _rows(list(on_it), rooms)) for day, on_it in by_day)


def _rows(slots: Iterable[Slot], rooms: Sequence[Room]) -> tuple[Row, ...]:
    return tuple(
        Row(starts_at, _cells(list(together), rooms))
        for starts_at, together in groupby(slots, key=lambda slot: slot.starts_at)
    )


def _cells(slots: Sequence[Slot], rooms: Sequence[Room]) -> tuple[tuple[Slot, ...], ...]:
    return tuple(tuple(slot for slot in slots if slot.room_id == room.id) for room in rooms)


def _in(sessions: Iterable[Session], states: Sequence[State]) -> list[Session]:
    return [session for session in sessions if session.state in states]


def _open_wishes(conference: Conference) -> Sequence[Wish]:
    query = (
        select(Wish)
        .join(Wish.session)
        .where(Session.conference_id == conference.id, Wish.settled_at.is_(None))
        .order_by(Wish.created_at, Wish.id)
        .options(joinedload(Wish.presenter))
    )
    return db.session.scalars(query).all()
