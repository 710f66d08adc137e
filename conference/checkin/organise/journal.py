"""What phones have read, for organisers to look through and to keep."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Self

from sqlalchemy import ColumnElement, Select, select

from conference.checkin import arrivals, rehearsals, words
from conference.checkin.models import (
    CheckinList,
    Decided,
    Device,
    Direction,
    ListKind,
    RehearsalTicket,
    Scan,
    Settlement,
    Verdict,
)
from conference.db import db
from conference.language import said
from conference.registration.models import Conference, Kind, Registration, State

#: Readings on the desk's page, and on a page of them all.
LATEST, PAGE_SIZE = 12, 50
#: For so long a phone that reads the same ticket once more says so in green: static/js/checkin/judge.js.
JUST_NOW = timedelta(minutes=1)
#: Who was not let in, and had not been before.
REFUSED = (Verdict.WAITING, Verdict.CANCELLED, Verdict.REPLACED, Verdict.WRONG_LIST, Verdict.UNKNOWN)


class Shown(StrEnum):
    """Which readings are looked at."""

    ALL = "all"
    REFUSED = "refused"
    AGAIN = "again"
    CONFLICT = "conflict"
    OFFLINE = "offline"
    UNDONE = "undone"


@dataclass(frozen=True)
class Filter:
    """Which readings: of one sort, on one list."""

    shown: Shown = Shown.ALL
    list_key: str | None = None

    @classmethod
    def read(cls, said: Mapping[str, str], *, keys: Collection[str]) -> Self:
        """The filter of an address; a word that means nothing, or no list's key, asks for nothing."""
        shown, key = said.get("show", ""), said.get("list", "")
        known = {each.value for each in Shown}
        return cls(Shown(shown) if shown in known else Shown.ALL, key if key in keys else None)

    @property
    def words(self) -> dict[str, str]:
        """The same as an address says it."""
        said = {"show": "" if self.shown is Shown.ALL else self.shown.value, "list": self.list_key or ""}
        return {name: word for name, word in said.items() if word}


@dataclass(frozen=True)
class Line:
    """One reading, as organisers see it in the journal."""

    id: str
    scanned_at: datetime
    corrected_at: datetime
    received_at: datetime
    direction: Direction
    decided: Decided
    override: bool
    verdict: Verdict
    undone_at: datetime | None
    settled_as: Settlement | None
    #: None for a code that nobody was given here, a test ticket, and who has been erased.
    registration_id: int | None
    #: It was not taken back, and its list not emptied since.
    counts: bool
    #: It is one by which somebody came in.
    lets_in: bool
    guest: str | None
    organisation: str | None
    kind: Kind | None
    #: Of a test ticket.
    number: int | None
    list_key: str
    name_da: str
    name_en: str
    list_kind: ListKind
    device: str
    #: Where they stood on the list, as far as it was known then.
    state: State | None
    #: Who had been let in with the ticket before: when, on which list, by which phone.
    first: dict[str, str] | None

    @property
    def name(self) -> str:
        """Who was read; nothing where nobody is known."""
        return self.guest or "" if self.number is None else rehearsals.name_of(self.number)

    @property
    def list_name(self) -> str:
        return said(self, "name")

    @property
    def is_again(self) -> bool:
        """The phone that had let them in read it once more a moment later: one guest, as it said."""
        if self.verdict is not Verdict.DUPLICATE or not self.first or self.first["device"] != self.device:
            return False
        return abs(self.corrected_at - datetime.fromisoformat(self.first["at"])) <= JUST_NOW

    @property
    def word(self) -> str:
        if self.is_again:
            return str(words.OWN["again"][1])
        return words.told(self.verdict, self.because)

    @property
    def because(self) -> Verdict:
        """Why, if it is a conflict."""
        return words.because(self.state, self.list_kind, is_first=self.first is None)

    @property
    def tone(self) -> str:
        return "green" if self.is_again else words.TONES[self.verdict]


@dataclass(frozen=True)
class Page:
    """A stretch of the readings, the latest first."""

    items: list[Line]
    number: int
    has_next: bool


def latest(conference: Conference) -> list[Line]:
    """The last readings on every list, the latest first."""
    return _read(_newest_first(_readings(conference)).limit(LATEST))


def search(conference: Conference, wanted: Filter, page: int) -> Page:
    """One page of the readings that the filter finds."""
    query = _newest_first(_readings(conference).where(*_matching(wanted)))
    found = _read(query.limit(PAGE_SIZE + 1).offset((page - 1) * PAGE_SIZE))
    return Page(found[:PAGE_SIZE], page, has_next=len(found) > PAGE_SIZE)


def list_all(conference: Conference) -> list[Line]:
    """Every reading, in the order in which they were made."""
    return _read(_readings(conference).order_by(Scan.corrected_at, Scan.id))


def _read(query: Select[*tuple[Any, ...]]) -> list[Line]:
    return [Line(*row) for row in db.session.execute(query)]


def _readings(conference: Conference) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Scan.id,
            Scan.scanned_at,
            Scan.corrected_at,
            Scan.received_at,
            Scan.direction,
            Scan.decided,
            Scan.override,
            Scan.verdict,
            Scan.undone_at,
            Scan.settled_as,
            Scan.registration_id,
            arrivals.counts(),
            arrivals.lets_in(),
            Registration.name,
            Registration.organisation,
            Registration.kind,
            RehearsalTicket.number,
            CheckinList.key,
            CheckinList.name_da,
            CheckinList.name_en,
            CheckinList.kind,
            Device.name,
            Scan.state,
            Scan.first,
        )
        .join(CheckinList, Scan.list_id == CheckinList.id)
        .join(Device, Scan.device_id == Device.id)
        .outerjoin(Registration, Scan.registration_id == Registration.id)
        .outerjoin(RehearsalTicket, Scan.rehearsal_ticket_id == RehearsalTicket.id)
        .where(CheckinList.conference_id == conference.id)
    )


def _newest_first(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return query.order_by(Scan.received_at.desc(), Scan.corrected_at.desc(), Scan.id)


def _matching(wanted: Filter) -> list[ColumnElement[bool]]:
    sorts: dict[Shown, list[ColumnElement[bool]]] = {
        Shown.ALL: [],
        Shown.REFUSED: [Scan.verdict.in_(REFUSED)],
        Shown.AGAIN: [Scan.verdict == Verdict.DUPLICATE],
        Shown.CONFLICT: [Scan.verdict == Verdict.CONFLICT],
        Shown.OFFLINE: [Scan.decided == Decided.OFFLINE],
        Shown.UNDONE: [Scan.undone_at.is_not(None)],
    }
    on_list = [] if wanted.list_key is None else [CheckinList.key == wanted.list_key]
    return [*sorts[wanted.shown], *on_list]
