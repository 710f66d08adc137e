"""The verbs of needs and consents: say, change, take back; count and list."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, func, select

from conference import clock, names
from conference.db import db
from conference.registration import consents, rules
from conference.registration.answers import NeedsSaid
from conference.registration.models import About, Conference, Needs, Registration, State
from conference.registration.seats import lock_seats

#: What stands between two things in one text.
_BETWEEN = re.compile(r"[,;/\n]|\.(?:\s|$)")


@dataclass(frozen=True)
class Told:
    """Something that was told, as most wrote it, and by how many."""

    text: str
    count: int


@dataclass(frozen=True)
class Overview:
    """What all with a seat need, without their names."""

    #: Each thing by itself: who wrote two counts twice.
    foods: list[Told]
    #: What one person wrote, whole: one plate each.
    diets: list[Told]
    access: list[Told]
    #: Those who have told anything, but have no seat.
    waiting: int

    @property
    def eaters(self) -> int:
        """How many have told something of food."""
        return sum(told.count for told in self.diets)

    @property
    def with_access(self) -> int:
        """How many have told something of access."""
        return sum(told.count for told in self.access)


def choose(registration: Registration, *, photo: bool, on_list: bool) -> None:
    """Give or take back each of the two consents, as it is ticked. Raises Cancelled."""
    _hold(registration)
    rules.check_live(registration)
    for about, is_ticked in ((About.PHOTO, photo), (About.LIST, on_list)):
        deed = consents.agree if is_ticked else consents.take_back
        deed(registration, about)


def change_needs(registration: Registration, said: NeedsSaid | None) -> bool:
    """Keep what is told now; without the consent, or with nothing told, all of it is deleted at once.

    Tells whether anything is kept. Raises Cancelled, or TooLate for telling after the conference.
    """
    _hold(registration)
    rules.check_live(registration)
    if said is None:
        consents.take_back(registration, About.NEEDS)
    else:
        rules.check_needs(registration.conference, now=clock.now())
        consents.tell_needs(registration, said)
    return consents.find_needs(registration) is not None


def can_tell(registration: Registration) -> bool:
    """Whether there is still time to tell what one needs."""
    return registration.is_live and rules.can_tell_needs(registration.conference, now=clock.now())


def overview(conference: Conference) -> Overview:
    """What those with a seat need, counted."""
    query = select(Needs.diet, Needs.access_needs).join(Registration).where(*_have_seats(conference))
    rows = db.session.execute(query.order_by(Registration.seq)).all()
    return Overview(
        foods=_counted(part for diet, _ in rows for part in _parts(diet)),
        diets=_counted(diet for diet, _ in rows),
        access=_counted(access for _, access in rows),
        waiting=_count_waiting(conference),
    )


def list_people(conference: Conference) -> list[Row[Any]]:
    """Who with a seat needs what, in the Danish order of names."""
    query = (
        select(
            Registration.name,
            Registration.organisation,
            Registration.email,
            Needs.diet,
            Needs.access_needs,
        )
        .join(Needs, Needs.registration_id == Registration.id)
        .where(*_have_seats(conference))
        .order_by(Registration.sort_key, Registration.id)
    )
    return list(db.session.execute(query))


def _hold(registration: Registration) -> None:
    """Lock the seats of its conference: a place that is given up just now must not be told needs any more."""
    lock_seats(registration.conference)
    db.session.refresh(registration)


def _have_seats(conference: Conference) -> tuple[Any, ...]:
    return (Registration.conference_id == conference.id, Registration.state == State.CONFIRMED)


def _count_waiting(conference: Conference) -> int:
    query = select(func.count()).select_from(Needs).join(Registration)
    query = query.where(
        Registration.conference_id == conference.id,
        Registration.state.in_((State.WAITING, State.OFFERED)),
    )
    return db.session.scalars(query).one()


def _parts(text: str) -> list[str]:
    """The things one person wrote; the same one twice is one."""
    parts = [names.clean(part) for part in _BETWEEN.split(text)]
    return list({_folded(part): part for part in parts if _folded(part)}.values())


def _counted(texts: Iterable[str]) -> list[Told]:
    """What is the same but for case, accents and punctuation, counted; the most frequent first."""
    spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        if folded := _folded(text):
            spellings[folded][text] += 1
    counts = [Told(each.most_common(1)[0][0], each.total()) for each in spellings.values()]
    return sorted(counts, key=lambda told: (-told.count, names.sort_key(told.text)))


def _folded(text: str) -> str:
    return " ".join(re.findall(r"\w+", names.fold(text)))
