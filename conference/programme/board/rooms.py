"""Rooms and the times in them: the organisers make, change and remove them."""

import re
from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select

from conference import clock, names
from conference.db import db
from conference.programme import plan, rules
from conference.programme.board.rules import (
    NameTaken,
    RoomFacts,
    RoomInUse,
    SeriesFacts,
    SlotFacts,
    SlotInUse,
    check_kind,
    check_may_move,
    check_room_free,
    check_time,
)
from conference.programme.models import Room, Slot
from conference.registration.models import Conference


def make_room(conference: Conference, facts: RoomFacts) -> Room:
    """A new room, after the others. Raises NameTaken."""
    plan.hold_now(conference)
    rooms = plan.list_rooms(conference)
    _check_name(facts.name, rooms)
    last = max((room.place for room in rooms), default=0)
    room = Room(conference_id=conference.id, key=_new_key(facts.name, rooms), place=last + 1)
    _take(room, facts)
    db.session.add(room)
    db.session.flush()
    return room


def change_room(room: Room, conference: Conference, facts: RoomFacts) -> None:
    """Its address stays as it is, since calendars keep it. Raises NameTaken."""
    plan.hold_now(conference)
    _check_name(facts.name, [other for other in plan.list_rooms(conference) if other is not room])
    _take(room, facts)
    db.session.flush()


def raise_room(room: Room, conference: Conference) -> None:
    """Put the room before the one it stands after; the first one stays."""
    plan.hold_now(conference)
    rooms = plan.list_rooms(conference)
    at = rooms.index(room)
    rooms.insert(max(at - 1, 0), rooms.pop(at))
    for place, each in enumerate(rooms, start=1):
        each.place = place
    db.session.flush()


def remove_room(room: Room, conference: Conference) -> None:
    """Forget a room in which there is no time. Raises RoomInUse."""
    plan.hold_now(conference)
    count = db.session.scalar(select(func.count()).select_from(Slot).filter_by(room_id=room.id))
    if count:
        raise RoomInUse(
            ngettext(
                "%(room)s has %(num)d time in it. Move or remove it first.",
                "%(room)s has %(num)d times in it. Move or remove them first.",
                count,
                room=room.name,
            )
        )
    db.session.delete(room)
    db.session.flush()


def make_slot(conference: Conference, facts: SlotFacts) -> Slot:
    """A free time. Raises WrongTime or RoomTaken."""
    plan.hold_now(conference)
    check_time(facts, conference)
    check_room_free(facts, _slots_in(facts.room))
    return _add(conference, facts)


def make_series(conference: Conference, facts: SeriesFacts) -> list[Slot]:
    """All of the series, or none of it. Raises WrongTime or RoomTaken."""
    plan.hold_now(conference)
    check_series(conference, facts)
    return [_add(conference, each) for each in facts.slots()]


def check_series(conference: Conference, facts: SeriesFacts) -> None:
    """Refuse a series of which one time cannot be; changes nothing. Raises WrongTime or RoomTaken."""
    taken = _slots_in(facts.room)
    for each in facts.slots():
        check_time(each, conference)
        check_room_free(each, taken)


def change_slot(slot: Slot, conference: Conference, facts: SlotFacts) -> None:
    """Move a time, or give it to others; what is in it moves along.

    Raises WrongTime, RoomTaken, SlotInUse, Pinned, PresenterBusy or WrongKind.
    """
    plan.hold_now(conference)
    check_time(facts, conference)
    check_room_free(facts, _slots_in(facts.room), but=slot)
    moves = (slot.room_id, slot.starts_at, slot.ends_at) != (facts.room.id, facts.starts_at, facts.ends_at)
    if moves or slot.kind is not facts.kind:
        _check_not_held(slot)
    if moves:
        check_may_move(slot.session)
    if slot.session is not None:
        check_kind(facts.kind, slot.session.kind)
    _put(slot, facts)
    if slot.session is not None:
        rules.check_not_busy(slot, plan.slots_of(slot.session.presenters, but=slot.session))
        slot.session.changed_at = clock.after(slot.session.changed_at)
    db.session.flush()


def remove_slot(slot: Slot, conference: Conference) -> None:
    """Forget a time that nobody has. Raises SlotInUse."""
    plan.hold_now(conference)
    if slot.session is not None:
        raise SlotInUse(_("There is a session at this time. Give it another time first, or cancel it."))
    _check_not_held(slot)
    db.session.delete(slot)
    db.session.flush()


def _check_not_held(slot: Slot) -> None:
    if rules.is_hold_good(slot, now=clock.now()):
        raise SlotInUse(_("A presenter is choosing this time right now. Try again in ten minutes."))


def _add(conference: Conference, facts: SlotFacts) -> Slot:
    slot = Slot(conference_id=conference.id)
    _put(slot, facts)
    db.session.add(slot)
    db.session.flush()
    return slot


def _take(room: Room, facts: RoomFacts) -> None:
    room.name, room.seats, room.features = facts.name, facts.seats, list(facts.features)


def _put(slot: Slot, facts: SlotFacts) -> None:
    slot.room, slot.kind = facts.room, facts.kind
    slot.starts_at, slot.ends_at = facts.starts_at, facts.ends_at


def _slots_in(room: Room) -> list[Slot]:
    return list(db.session.scalars(select(Slot).filter_by(room_id=room.id).order_by(Slot.starts_at)))


def _check_name(name: str, others: Sequence[Room]) -> None:
    if any(names.fold(name) == names.fold(other.name) for other in others):
        raise NameTaken(_("There is a room of this name already. Choose another name."))


def _new_key(name: str, others: Sequence[Room]) -> str:
    """The room's name in addresses, with a number where that is taken."""
    taken = {other.key for other in others}
    wish = re.sub(r"[^a-z0-9]+", "-", names.fold(name)).strip("-") or "room"
    numbered = (f"{wish}-{number}" for number in range(2, len(taken) + 3))
    return wish if wish not in taken else next(key for key in numbered if key not in taken)
