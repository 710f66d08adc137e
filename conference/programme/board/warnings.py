"""What is not right with a plan yet: rules on the slots they are given, with severities that organisers set.

Stretches of time are half open: one session may begin as another ends.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from enum import StrEnum
from itertools import groupby
from typing import Any

from flask_babel import gettext as _

from conference import clock
from conference.language import day, language, said
from conference.language import time as hour
from conference.programme.models import Kind, Presenter, Programme, Session, Slot, State, Waiver
from conference.programme.rules import place_of, should_be_filled, title_of
from conference.programme.words import FEATURES
from conference.registration.models import State as Place

NOON = time(12)


class Severity(StrEnum):
    """What a warning does: it stops a release, is shown, or is not even that."""

    BLOCK = "block"
    WARN = "warn"
    IGNORE = "ignore"


class Rule(StrEnum):
    """What is looked for."""

    ROOM_TAKEN = "room_taken"
    CHANGE_OVER = "change_over"
    PRESENTER_TWICE = "presenter_twice"
    PRESENTER_CANNOT = "presenter_cannot"
    PRESENTER_RATHER_NOT = "presenter_rather_not"
    PRESENTER_SEATLESS = "presenter_seatless"
    AUDIENCE = "audience"
    WORKSHOP_SEATS = "workshop_seats"
    FEATURE_MISSING = "feature_missing"
    LONGER = "longer"
    SHORTER = "shorter"
    ORDER = "order"
    UNCONFIRMED = "unconfirmed"
    NOBODY = "nobody"
    NO_AREA = "no_area"
    SAME_AREA = "same_area"
    NO_TEXT = "no_text"


#: What each rule does where the organisers said nothing else.
DEFAULTS: dict[Rule, Severity] = dict.fromkeys(Rule, Severity.WARN) | {
    Rule.ROOM_TAKEN: Severity.BLOCK,
    Rule.PRESENTER_TWICE: Severity.BLOCK,
    Rule.PRESENTER_CANNOT: Severity.BLOCK,
    Rule.LONGER: Severity.BLOCK,
    Rule.ORDER: Severity.BLOCK,
}
#: Kinds that somebody presents, and that belong to a focus area.
PRESENTED = (Kind.AMBASSADOR, Kind.PROJECT, Kind.WORKSHOP)


@dataclass(frozen=True, kw_only=True)
class Warning:  # noqa: A001  the trade's word; Python's own is never raised here
    """One thing that is not right, where, and who has accepted it."""

    rule: Rule
    severity: Severity
    #: The slots it speaks of, the first by time first.
    slots: tuple[Slot, ...]
    #: In the reader's language, with the numbers.
    message: str
    #: Which warning it is, and where everything it speaks of stands: a waiver ends when a slot moves.
    key: str
    waiver: Waiver | None = None

    @property
    def is_blocking(self) -> bool:
        return self.severity == Severity.BLOCK and self.waiver is None


def find(
    slots: Iterable[Slot], programme: Programme, waivers: Iterable[Waiver] = (), *, now: datetime
) -> list[Warning]:
    """What is not right with these slots, by severity, then by time; ignored rules are left out."""
    looks = (*_LOOKS, _empty) if should_be_filled(programme, now=now) else _LOOKS
    plan = sorted(slots, key=lambda slot: (slot.starts_at, slot.room.place, slot.code))
    waived = {waiver.key: waiver for waiver in waivers}
    severities = severities_of(programme)
    found = [
        replace(warning, severity=severities[warning.rule], waiver=waived.get(warning.key))
        for look in looks
        for warning in look(plan, programme)
        if severities[warning.rule] != Severity.IGNORE
    ]
    order = list(Severity)
    return sorted(found, key=lambda each: (order.index(each.severity), each.slots[0].starts_at))


def blocking(warnings: Iterable[Warning]) -> list[Warning]:
    """Those that stop a release."""
    return [warning for warning in warnings if warning.is_blocking]


def severities_of(programme: Programme) -> dict[Rule, Severity]:
    """What each rule does at this conference."""
    return {
        rule: Severity(programme.severities.get(rule.value, default)) for rule, default in DEFAULTS.items()
    }


def half_days(starts_at: datetime, ends_at: datetime) -> list[str]:
    """The half days that a stretch of time touches, as presenters name them: `2018-11-22-am` or `-pm`."""
    first, last = (clock.to_local(moment).replace(tzinfo=None) for moment in (starts_at, ends_at))
    days = [first.date() + timedelta(days=ahead) for ahead in range((last.date() - first.date()).days + 1)]
    halves = [
        (f"{each}-{half}", datetime.combine(each, begin))
        for each in days
        for half, begin in (("am", time()), ("pm", NOON))
    ]
    return [name for name, begin in halves if first < begin + timedelta(hours=12) and begin < last]


def _rooms(plan: Sequence[Slot], programme: Programme) -> Iterator[Warning]:
    """Two sessions at once in one room, or too close upon each other."""
    change_over = timedelta(minutes=programme.change_over_minutes)
    by_room = sorted(_held(plan), key=lambda slot: (slot.room.place, slot.room.key))
    for _room, in_room in groupby(by_room, key=lambda slot: slot.room):
        for before, after in _near(list(in_room), change_over):
            facts = {"room": before.room.name, "first": _title(before), "second": _title(after)}
            gap = after.starts_at - before.ends_at
            if gap < timedelta(0):
                times = {"start": hour(after.starts_at), "end": hour(min(before.ends_at, after.ends_at))}
                said_so = _(
                    "%(room)s is taken twice from %(start)s to %(end)s: “%(first)s” and “%(second)s”."
                )
                yield _warning(Rule.ROOM_TAKEN, said_so % (facts | times), before, after)
            elif Kind.BREAK not in (_kind(before), _kind(after)):
                numbers = {"gap": _minutes(gap), "needed": programme.change_over_minutes}
                said_so = _(
                    "%(gap)d minutes between “%(first)s” and “%(second)s”: "
                    "to change over, %(room)s needs %(needed)d."
                )
                yield _warning(Rule.CHANGE_OVER, said_so % (facts | numbers), before, after)


def _presenters(plan: Sequence[Slot], programme: Programme) -> Iterator[Warning]:
    """Who is in two places, who cannot or would rather not, who has no seat."""
    for one, other in _near(_held(plan), timedelta(0)):
        for presenter in [each for each in _session(one).presenters if each in _session(other).presenters]:
            message = _(
                "%(name)s is in two places from %(start)s to %(end)s: %(first)s and %(second)s.",
                name=presenter.name,
                start=hour(other.starts_at),
                end=hour(min(one.ends_at, other.ends_at)),
                first=one.room.name,
                second=other.room.name,
            )
            yield _warning(Rule.PRESENTER_TWICE, message, one, other, about=presenter)
    for slot in _held(plan):
        for presenter in _session(slot).presenters:
            yield from _absence(slot, presenter)
            if not _is_seated(slot, presenter):
                message = _("%(name)s has no seat at the conference yet.", name=presenter.name)
                yield _warning(Rule.PRESENTER_SEATLESS, message, slot, about=presenter)


def _absence(slot: Slot, presenter: Presenter) -> Iterator[Warning]:
    if presenter.is_always_free:
        return
    touched = half_days(slot.starts_at, slot.ends_at)
    when = {"name": presenter.name, "day": day(slot.starts_at), "time": hour(slot.starts_at)}
    if set(touched) & set(presenter.cannot):
        message = _("%(name)s cannot present on %(day)s at %(time)s.", **when)
        yield _warning(Rule.PRESENTER_CANNOT, message, slot, about=presenter)
    elif set(touched) & set(presenter.rather_not):
        message = _("%(name)s would rather not present on %(day)s at %(time)s.", **when)
        yield _warning(Rule.PRESENTER_RATHER_NOT, message, slot, about=presenter)


def _is_seated(slot: Slot, presenter: Presenter) -> bool:
    """Whether who has said yes has a seat; before the conference is public nobody is registered."""
    if presenter.registration is not None:
        return presenter.registration.state == Place.CONFIRMED
    return _session(slot).state != State.CONFIRMED or not presenter.conference.is_published


def _fit(plan: Sequence[Slot], programme: Programme) -> Iterator[Warning]:
    """Whether the room is large enough and has what is needed, and the time is as long as the session."""
    for slot in _held(plan):
        session, room = _session(slot), slot.room
        if session.expected is not None and session.expected > room.seats:
            facts = {"expected": session.expected, "room": room.name, "seats": room.seats}
            message = _("%(expected)d are expected, and %(room)s seats %(seats)d.", **facts)
            yield _warning(Rule.AUDIENCE, message, slot)
        if session.pool is not None and session.pool.capacity > room.seats:
            facts = {"given": session.pool.capacity, "room": room.name, "seats": room.seats}
            message = _("Attendees are given %(given)d seats, and %(room)s has %(seats)d.", **facts)
            yield _warning(Rule.WORKSHOP_SEATS, message, slot)
        missing = [FEATURES[feature] for feature in FEATURES if _lacks(slot, feature)]
        if missing:
            message = _("%(room)s lacks: %(what)s.", room=room.name, what=", ".join(map(str, missing)))
            yield _warning(Rule.FEATURE_MISSING, message, slot)
        yield from _length(slot, session)


def _length(slot: Slot, session: Session) -> Iterator[Warning]:
    given = _minutes(slot.ends_at - slot.starts_at)
    if session.minutes != given:
        message = _(
            "The session takes %(needed)d minutes, the time is %(given)d.",
            needed=session.minutes,
            given=given,
        )
        yield _warning(Rule.LONGER if session.minutes > given else Rule.SHORTER, message, slot)


def _order(plan: Sequence[Slot], programme: Programme) -> Iterator[Warning]:
    """What must come after something that is not over by then."""
    by_session: dict[int | None, Slot] = {_session(slot).id: slot for slot in _held(plan)}
    for slot in _held(plan):
        first = by_session.get(_session(slot).after_id)
        if first is not None and first.ends_at > slot.starts_at:
            facts = {"title": _title(slot), "first": _title(first), "end": hour(first.ends_at)}
            message = _("“%(title)s” must come after “%(first)s”, which ends at %(end)s.", **facts)
            yield _warning(Rule.ORDER, message, *sorted((first, slot), key=lambda each: each.starts_at))


def _completeness(plan: Sequence[Slot], programme: Programme) -> Iterator[Warning]:
    """What is missing: somebody, a yes, a focus area, a title, an abstract."""
    for slot in _held(plan):
        session = _session(slot)
        if session.state != State.CONFIRMED:
            yield _warning(Rule.UNCONFIRMED, _unanswered(session), slot)
        if session.kind in PRESENTED and not session.presenters:
            yield _warning(Rule.NOBODY, _("Nobody presents this session yet."), slot)
        if session.kind in PRESENTED and session.area is None:
            yield _warning(Rule.NO_AREA, _("The session has no focus area."), slot)
        lacking = _missing_text(session)
        if lacking:
            yield _warning(Rule.NO_TEXT, lacking, slot)


def _empty(plan: Sequence[Slot], programme: Programme) -> Iterator[Warning]:
    """Times that nobody has."""
    for slot in plan:
        if slot.session is None:
            yield _warning(Rule.NOBODY, _("Nobody has this time yet."), slot)


def _unanswered(session: Session) -> str:
    if session.reply_by is None:
        return str(_("The presenter has not said yes yet."))
    return str(
        _("The presenter has not said yes yet; the answer is due by %(day)s.", day=day(session.reply_by))
    )


def _missing_text(session: Session) -> str:
    has_title = bool(session.title_da or session.title_en)
    has_abstract = bool(session.abstract_da or session.abstract_en) or session.kind not in PRESENTED
    said_so = {
        (True, True): "",
        (True, False): _("There is no abstract yet."),
        (False, True): _("There is no title yet."),
        (False, False): _("There is no title and no abstract yet."),
    }
    return str(said_so[has_title, has_abstract])


def _areas(plan: Sequence[Slot], programme: Programme) -> Iterator[Warning]:
    """The same focus area in two rooms at once."""
    for one, other in _near(_held(plan), timedelta(0)):
        area = _session(one).area
        if area is not None and area is _session(other).area and one.room is not other.room:
            facts = {"area": said(area, "name"), "start": hour(other.starts_at)}
            rooms = {"first": one.room.name, "second": other.room.name}
            message = _("%(area)s is on in %(first)s and %(second)s at once, at %(start)s.", **facts, **rooms)
            yield _warning(Rule.SAME_AREA, message, one, other)


_LOOKS: tuple[Callable[[Sequence[Slot], Programme], Iterator[Warning]], ...] = (
    _rooms,
    _presenters,
    _fit,
    _order,
    _completeness,
    _areas,
)


def _warning(rule: Rule, message: str, *slots: Slot, about: Presenter | None = None) -> Warning:
    where = [f"{slot.session.uid if slot.session else slot.uid} {place_of(slot)}" for slot in slots]
    spoken_of = "\n".join([*where, about.uid if about else ""])
    key = f"{rule} {hashlib.sha256(spoken_of.encode()).hexdigest()[:32]}"
    return Warning(rule=rule, severity=DEFAULTS[rule], slots=slots, message=message, key=key)


def _near(slots: Sequence[Slot], apart: timedelta) -> Iterator[tuple[Slot, Slot]]:
    """Pairs of slots, given by time, of which the second begins before the first is over for so long."""
    for at, one in enumerate(slots):
        for other in slots[at + 1 :]:
            if other.starts_at >= one.ends_at + apart:
                break
            yield one, other


def _held(plan: Iterable[Slot]) -> list[Slot]:
    return [slot for slot in plan if slot.session is not None]


def _session(slot: Slot) -> Session:
    assert slot.session is not None
    return slot.session


def _kind(slot: Slot) -> Kind:
    return _session(slot).kind


def _title(slot: Slot) -> str:
    return title_of(_session(slot), language())


def _lacks(slot: Slot, feature: Any) -> bool:
    return feature in _session(slot).equipment and feature not in slot.room.features


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)
