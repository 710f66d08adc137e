"""What may be said about a milestone and a seat, and what of it a subscriber sees."""

from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from flask_babel import lazy_gettext as _

from conference.errors import Conflict, Invalid, NotFound
from conference.names import fold
from conference.pact.models import Milestone
from conference.pact.when import When

Row = TypeVar("Row")


@dataclass(frozen=True)
class MilestoneFacts:
    """All that a subscriber sees of a milestone; two that are equal look the same in every feed.

    `done_on` and `is_cancelled` say its state; `areas` and `partners` are keys, none at all means everyone.
    """

    title_da: str
    title_en: str
    text_da: str
    text_en: str
    when: When
    is_deadline: bool = False
    done_on: date | None = None
    is_cancelled: bool = False
    areas: frozenset[str] = frozenset()
    partners: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Term:
    """A person on a seat of the council, and from which day to which, if that is settled."""

    person: str
    term_from: date | None = None
    term_until: date | None = None


@dataclass(frozen=True)
class Member:
    """A person of the secretariat and whom they come from."""

    person: str
    organisation: str


@dataclass(frozen=True)
class Task:
    """A task in both languages."""

    text_da: str
    text_en: str


@dataclass(frozen=True)
class IndicatorFacts:
    """What an indicator counts, in which unit, and what the council wants it to reach."""

    name_da: str
    name_en: str
    unit_da: str
    unit_en: str
    target: float | None = None


class ChangedMeanwhile(Conflict):
    """Somebody else was quicker."""

    code = "changed_meanwhile"


class NotYetDone(Invalid):
    """Nothing is done on a day that has not come."""

    code = "not_yet_done"


class TermBackwards(Invalid):
    """A term ends after it begins."""

    code = "term_backwards"


def facts_of(milestone: Milestone) -> MilestoneFacts:
    """What subscribers see of the milestone now."""
    return MilestoneFacts(
        title_da=milestone.title_da,
        title_en=milestone.title_en,
        text_da=milestone.text_da,
        text_en=milestone.text_en,
        when=milestone.when,
        is_deadline=milestone.is_deadline,
        done_on=milestone.done_on,
        is_cancelled=milestone.cancelled_at is not None,
        areas=frozenset(area.key for area in milestone.areas),
        partners=frozenset(partner.key for partner in milestone.partners),
    )


def found(row: Row | None) -> Row:
    """What a key leads to. Raises NotFound."""
    if row is None:
        raise NotFound(_("There is nothing at this address. Check that you got all of it."))
    return row


def check_change(milestone: Milestone, facts: MilestoneFacts, *, today: date, seen: int | None) -> None:
    """Refuse an edit of what somebody else has edited since it was `seen`, and a deed of the future.

    Raises ChangedMeanwhile, NotYetDone, in this order.
    """
    if seen is not None and seen != milestone.sequence:
        raise ChangedMeanwhile(
            _("Somebody else has just changed this milestone. Open it again to see how it stands now.")
        )
    if facts.done_on and facts.done_on > today:
        raise NotYetDone(_("A milestone cannot be done on a day that has not come yet."))


def check_term(term: Term) -> None:
    """Refuse a term that ends before it begins."""
    if term.term_from and term.term_until and term.term_until < term.term_from:
        raise TermBackwards(_("The term ends before it begins. Check the two dates."))


def spelling_key(name: str) -> str:
    """What tells two partners apart: the letters and digits of a name, however it is written."""
    return "".join(letter for letter in fold(name) if letter.isalnum())
