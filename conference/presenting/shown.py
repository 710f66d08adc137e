"""What a presenter's page shows: finished values, in the language of the page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from flask_babel import gettext as _

from conference import clock
from conference.language import language, long_day, time
from conference.programme import rules
from conference.programme.answers import Details
from conference.programme.board import warnings
from conference.programme.document import Document
from conference.programme.models import Hold, Presenter, Session, Slot, State, Wish
from conference.programme.releases.changes import Stand
from conference.programme.rules import Act
from conference.programme.words import FEATURES
from conference.registration.models import Conference


@dataclass(frozen=True)
class Choice:
    """A free time."""

    code: str
    starts_at: datetime
    ends_at: datetime
    #: "cannot" or "rather_not", where the presenter has said so of this half day.
    mark: str


@dataclass(frozen=True)
class Hour:
    """The free times that begin within one hour: its first moment, as a clock shows it."""

    clock: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class RoomTimes:
    """The free times in one room on one day."""

    room: str
    day: str
    seats: int
    #: What the room offers, in words.
    features: tuple[str, ...]
    hours: tuple[Hour, ...]


@dataclass(frozen=True)
class Todo:
    """Something left to do: words, and which part of the page or which page does it."""

    text: str
    #: "time", "texts" or "come".
    where: str
    #: Its code; empty for what concerns the person.
    session: str


@dataclass(frozen=True)
class Shown:
    """One session of the presenter, as it stands."""

    session: Session
    title: str
    #: Where its presenters are to be: as told last, whatever the organisers are drafting.
    place: Stand | None
    #: What waits for a yes: the time kept for it, or else the one that the organisers propose.
    offered: Stand | None
    #: It stands in the public programme, and where it was told.
    is_public: bool
    is_as_told: bool
    #: The day by which its texts are in.
    texts_by: date | None
    hold: Hold | None
    wishes: tuple[Wish, ...]
    rooms: tuple[RoomTimes, ...]
    others: tuple[Presenter, ...]
    todos: tuple[Todo, ...]
    #: On the reserve list, from 1.
    place_in_line: int | None
    #: The organisers have closed the programme, or settled this very time.
    is_locked: bool
    #: Nothing is changed once the conference has begun.
    is_begun: bool
    #: The presenter has said that they cannot then.
    has_clash: bool

    @property
    def clash(self) -> str:
        """What is wrong with the time that is held, where it lies in a half day that does not do."""
        if self.place is None or not self.has_clash or self.is_begun:
            return ""
        return str(
            _(
                "You have a time at %(time)s when you cannot. Choose another time, or write to the "
                "organisers.",
                time=time(self.place.starts_at),
            )
        )

    @property
    def is_live(self) -> bool:
        return self.session.state in rules.LIVE

    @property
    def may_describe(self) -> bool:
        return self.is_live and not self.is_begun

    @property
    def may_choose(self) -> bool:
        """Whether another time could be taken."""
        return not (self.is_locked or self.is_begun) and self.session.state in (
            State.INVITED,
            State.CONFIRMED,
        )

    @property
    def may_say_yes(self) -> bool:
        """Whether the organisers have proposed a time that waits for a yes."""
        return self.session.state is State.INVITED and self.session.slot is not None and not self.is_begun

    @property
    def may_decline(self) -> bool:
        return rules.can(Act.DECLINE, self.session) and not self.is_begun

    @property
    def may_withdraw(self) -> bool:
        return rules.can(Act.WITHDRAW, self.session) and not (self.is_locked or self.is_begun)

    @property
    def may_give_back(self) -> bool:
        return rules.can(Act.GIVE_BACK, self.session) and not (self.is_locked or self.is_begun)

    @property
    def may_hand_over(self) -> bool:
        return self.is_live and not (self.is_locked or self.is_begun)

    @property
    def may_ask(self) -> bool:
        """Whether a change has become a wish."""
        return self.is_live and self.is_locked and not self.is_begun


def show(
    session: Session,
    presenter: Presenter,
    *,
    told: Stand | None,
    released: Document | None,
    hold: Hold | None,
    wishes: Sequence[Wish],
    free: Iterable[Slot],
    place_in_line: int | None,
    texts_by: date | None,
    is_locked: bool,
    now: datetime,
) -> Shown:
    """A session for its presenter's eyes; `told` is the place that a confirmed one was told last."""
    settled = session.slot is not None and session.pinned_at is not None
    entry = released.by_code.get(session.code) if released else None
    is_public = entry is not None and not entry.is_cancelled
    return Shown(
        session=session,
        title=title_of(session),
        place=told,
        offered=_offered(session, hold),
        is_public=is_public,
        is_as_told=entry is not None
        and told is not None
        and (entry.starts_at, entry.ends_at) == (told.starts_at, told.ends_at),
        texts_by=texts_by,
        has_clash=told is not None and mark_of(told, presenter) == "cannot",
        hold=hold,
        wishes=tuple(wishes),
        rooms=rooms_of(free, presenter),
        others=tuple(other for other in session.presenters if other is not presenter),
        todos=tuple(_todos(session, hold, is_open=now < session.conference.starts_at)),
        place_in_line=place_in_line,
        is_locked=is_locked or settled,
        is_begun=session.conference.starts_at <= now,
    )


def availability_of(presenter: Presenter) -> str:
    """When the presenter can be on stage, in words."""
    if presenter.is_always_free:
        return str(_("At any time"))
    names = dict(half_days(presenter.conference))
    cannot, rather_not = (
        ", ".join(names[key] for key in keys if key in names)
        for keys in (presenter.cannot, presenter.rather_not)
    )
    return " · ".join(
        part
        for part in (
            _("Cannot: %(when)s", when=cannot) if cannot else "",
            _("Would rather not: %(when)s", when=rather_not) if rather_not else "",
            presenter.availability_note if not (cannot or rather_not) else "",
        )
        if part
    )


def details_of(session: Session) -> Details:
    """What has been told of a session so far."""
    return Details(
        title_da=session.title_da,
        title_en=session.title_en,
        abstract_da=session.abstract_da,
        abstract_en=session.abstract_en,
        language=session.language,
        equipment=tuple(session.equipment),
        equipment_note=session.equipment_note,
    )


def title_of(session: Session) -> str:
    """Its title, or that it has none."""
    if session.title_da or session.title_en:
        return rules.title_of(session, language())
    return str(_("Session without a title"))


def rooms_of(free: Iterable[Slot], presenter: Presenter) -> tuple[RoomTimes, ...]:
    """Free times by day and room, in a room by hour."""
    ordered = sorted(free, key=lambda slot: (_day(slot), slot.room.place, slot.room.id, slot.starts_at))
    return tuple(
        _room(list(slots), presenter)
        for _, slots in groupby(ordered, key=lambda slot: (_day(slot), slot.room.id))
    )


def half_days(conference: Conference) -> list[tuple[str, str]]:
    """The half days of a conference: what they are kept as, and what they are called."""
    found = []
    for key in warnings.half_days(conference.starts_at, conference.ends_at):
        day, _dash, half = key.rpartition("-")
        name = long_day(datetime.fromisoformat(day).date())
        found.append(
            (key, _("%(day)s, morning", day=name) if half == "am" else _("%(day)s, afternoon", day=name))
        )
    return found


def _day(slot: Slot) -> str:
    return clock.to_local(slot.starts_at).date().isoformat()


def _room(slots: list[Slot], presenter: Presenter) -> RoomTimes:
    room = slots[0].room
    by_hour = groupby(slots, key=lambda slot: clock.to_local(slot.starts_at).hour)
    return RoomTimes(
        room=room.name,
        day=long_day(slots[0].starts_at),
        seats=room.seats,
        features=tuple(str(word) for feature, word in FEATURES.items() if feature in room.features),
        hours=tuple(_hour(list(within), presenter) for _key, within in by_hour),
    )


def _hour(slots: list[Slot], presenter: Presenter) -> Hour:
    full = clock.to_local(slots[0].starts_at).replace(minute=0)
    return Hour(time(full), tuple(_choice(slot, presenter) for slot in slots))


def _choice(slot: Slot, presenter: Presenter) -> Choice:
    return Choice(slot.code, slot.starts_at, slot.ends_at, mark_of(slot, presenter))


def mark_of(slot: Slot | Stand, presenter: Presenter) -> str:
    """What the presenter has said of the half day in which a time lies."""
    if presenter.is_always_free:
        return ""
    touched = set(warnings.half_days(slot.starts_at, slot.ends_at))
    if touched & set(presenter.cannot):
        return "cannot"
    return "rather_not" if touched & set(presenter.rather_not) else ""


def _offered(session: Session, hold: Hold | None) -> Stand | None:
    slot = hold.slot if hold else session.slot if session.state is State.INVITED else None
    return Stand(slot.room.name, slot.starts_at, slot.ends_at) if slot else None


def _todos(session: Session, hold: Hold | None, *, is_open: bool) -> Iterable[Todo]:
    if session.state not in (State.INVITED, State.CONFIRMED) or not is_open:
        return
    if session.state is State.INVITED:
        yield Todo(_answer(session, hold), "time", session.code)
    if not (session.title_da or session.title_en):
        yield Todo(_("write a title"), "texts", session.code)
    if not (session.abstract_da or session.abstract_en):
        yield Todo(_("write an abstract"), "texts", session.code)


def _answer(session: Session, hold: Hold | None) -> str:
    if hold is not None:
        return str(_("take the time %(time)s", time=time(hold.slot.starts_at)))
    return str(_("choose a time") if session.slot is None else _("say yes to the time"))
