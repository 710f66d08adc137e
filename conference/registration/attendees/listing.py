"""The attendee list: filtered, searched, and read page by page."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Self, TypeVar

from sqlalchemy import ColumnElement, Select, exists, null, select
from sqlalchemy.orm import aliased

from conference import names
from conference.db import db
from conference.pact.models import Partner
from conference.registration.models import Conference, Kind, Registration, State

#: Rows on a page of the attendee list.
PAGE_SIZE = 50
#: Words of a search that count; more would only make the query long.
SEARCH_WORDS = 6
#: Whoever comes from any of the pact's partners.
ANY_PARTNER = "any"

#: What a partner's key looks like; anything else is no partner, and nothing to write down.
_KEY = re.compile(r"[a-z0-9-]{1,100}")

Word = TypeVar("Word", bound=StrEnum)


@dataclass(frozen=True)
class Filter:
    """Which of the attendees: all that it says must be so."""

    q: str = ""
    state: State | None = None
    kind: Kind | None = None
    #: The key of a partner, or ANY_PARTNER.
    partner: str | None = None
    has_come: bool | None = None
    #: Likely the same person as another one.
    is_double: bool = False

    @classmethod
    def read(cls, said: Mapping[str, str]) -> Self:
        """The filter of an address; a word that means nothing asks for nothing."""
        partner = said.get("partner", "")
        return cls(
            q=names.clean(said.get("q", "")),
            state=_word(State, said.get("state")),
            kind=_word(Kind, said.get("kind")),
            partner=partner if _KEY.fullmatch(partner) else None,
            has_come={"yes": True, "no": False}.get(said.get("come", "")),
            is_double=said.get("double") == "yes",
        )

    @property
    def words(self) -> dict[str, str]:
        """The same as an address says it, with nothing that asks for nothing."""
        come = {None: "", True: "yes", False: "no"}[self.has_come]
        said = {
            "q": self.q,
            "state": self.state or "",
            "kind": self.kind or "",
            "partner": self.partner or "",
            "come": come,
            "double": "yes" if self.is_double else "",
        }
        return {name: str(word) for name, word in said.items() if word}

    @property
    def without_search(self) -> dict[str, str]:
        """What of it may be written down for long: what somebody typed may be a person's name."""
        return {name: word for name, word in self.words.items() if name != "q"}


@dataclass(frozen=True)
class Attendee:
    """A line of the attendee list."""

    uid: str
    name: str
    organisation: str
    kind: Kind
    state: State
    #: Somebody else at the conference has the same name and organisation.
    is_double: bool
    #: When they first came through the entry.
    arrived_at: datetime | None


@dataclass(frozen=True)
class Page:
    """A stretch of the attendee list, in the Danish order of names."""

    items: list[Attendee]
    number: int
    has_next: bool


#: When somebody came, as a column beside each row; nothing until the door has told.
_arrivals: list[ColumnElement[Any]] = [null()]


def show_arrivals(arrived_at: ColumnElement[datetime]) -> None:
    """The door hands in how it knows who came: this room is below it and cannot ask."""
    _arrivals[:] = [arrived_at]


def search(conference: Conference, wanted: Filter, page: int = 1) -> Page:
    """One page of the attendee list: everybody whom the filter finds.

    No count of all: the page is read off the index of names, as fast at 100,000 as at 100.
    """
    query: Select[Any] = (
        select(
            Registration.uid,
            Registration.name,
            Registration.organisation,
            Registration.kind,
            Registration.state,
            is_double(),
            arrived_at(),
        )
        .where(*matching(conference, wanted))
        .order_by(Registration.sort_key, Registration.id)
    )
    query = query.offset((page - 1) * PAGE_SIZE).limit(PAGE_SIZE + 1)
    rows = [Attendee(*row) for row in db.session.execute(query)]
    return Page(items=rows[:PAGE_SIZE], number=page, has_next=len(rows) > PAGE_SIZE)


def matching(conference: Conference, wanted: Filter) -> list[ColumnElement[bool]]:
    """What holds of every row that the filter finds; a search holds all its words, in any of the columns."""
    found = [Registration.conference_id == conference.id]
    for word in names.fold(wanted.q).split()[:SEARCH_WORDS]:
        found.append(Registration.search_text.contains(word, autoescape=True))
    if wanted.state is not None:
        found.append(Registration.state == wanted.state)
    if wanted.kind is not None:
        found.append(Registration.kind == wanted.kind)
    if wanted.partner == ANY_PARTNER:
        found.append(Registration.partner_id.is_not(None))
    elif wanted.partner is not None:
        partner = select(Partner.id).where(Partner.key == wanted.partner)
        found.append(Registration.partner_id == partner.scalar_subquery())
    if wanted.has_come is not None:
        found.append(arrived_at().is_not(None) if wanted.has_come else arrived_at().is_(None))
    if wanted.is_double:
        found.append(is_double())
    return found


def list_doubles(registration: Registration) -> list[Registration]:
    """The others at the conference who are likely the same person."""
    if not registration.is_live or registration.double_key is None:
        return []
    query = select(Registration).where(
        Registration.conference_id == registration.conference_id,
        Registration.double_key == registration.double_key,
        Registration.id != registration.id,
        Registration.state != State.CANCELLED,
    )
    return list(db.session.scalars(query.order_by(Registration.seq)))


def arrived_at() -> ColumnElement[Any]:
    """When they first came through the entry, as a column."""
    return _arrivals[0]


def list_come(places: Sequence[Registration]) -> set[Registration]:
    """Those of the places whose people the door has let in."""
    ids = [place.id for place in places]
    query = select(Registration.id).where(Registration.id.in_(ids), arrived_at().is_not(None))
    come = set(db.session.scalars(query))
    return {place for place in places if place.id in come}


def has_come(registration: Registration) -> bool:
    """Whether the door has let them in."""
    return bool(list_come([registration]))


def is_double() -> ColumnElement[bool]:
    """Whether the row is likely the same person as another live one, as a column."""
    other = aliased(Registration)
    same = exists().where(
        other.conference_id == Registration.conference_id,
        other.double_key == Registration.double_key,
        other.id != Registration.id,
        other.state != State.CANCELLED,
    )
    return (Registration.state != State.CANCELLED) & same


def _word(words: type[Word], said: str | None) -> Word | None:
    return words(said) if said in set(words) else None
