"""The organisers' list of technology ambassadors."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from conference import clock, names
from conference.audit import service as audit
from conference.db import db
from conference.pact import service as pacts
from conference.programme.models import Ambassador, Session, new_uid
from conference.programme.people import rules as rules
from conference.programme.people.rules import AmbassadorFacts, KnownAlready

#: Table ids of the focus areas by key; no key is none.
Areas = Mapping[str, int | None]


@dataclass
class Taken:
    """What an import did."""

    added: int = 0
    changed: int = 0


def list_ambassadors() -> list[Ambassador]:
    """All of them in the Danish order, each with the focus area."""
    query = (
        select(Ambassador).options(joinedload(Ambassador.area)).order_by(Ambassador.sort_key, Ambassador.id)
    )
    return list(db.session.scalars(query))


def get_ambassador(uid: str) -> Ambassador:
    """Raises NotFound."""
    return rules.found(db.session.scalar(select(Ambassador).filter_by(uid=uid)))


def find_ambassador(email: str) -> Ambassador | None:
    """The ambassador of an address."""
    return db.session.scalar(select(Ambassador).filter_by(email_folded=names.fold_email(email)))


def add_ambassador(facts: AmbassadorFacts, *, by: str) -> Ambassador:
    """A new ambassador. Raises KnownAlready."""
    _check_new_address(facts.email)
    with _one_address_each():
        return _begin_ambassador(facts, area_ids(), by=by)


def change_ambassador(uid: str, facts: AmbassadorFacts, *, by: str) -> bool:
    """Take what was said; False when nothing differs. Raises NotFound, KnownAlready."""
    ambassador = get_ambassador(uid)
    if names.fold_email(facts.email) != ambassador.email_folded:
        _check_new_address(facts.email)
    with _one_address_each():
        return _correct_ambassador(ambassador, facts, area_ids(), by=by)


def remove_ambassador(uid: str, *, by: str) -> None:
    """Take an ambassador off the list. Raises NotFound, OnProgramme."""
    ambassador = get_ambassador(uid)
    sessions = list(db.session.scalars(select(Session).filter_by(ambassador_id=ambassador.id)))
    rules.check_remove(sessions)
    for session in sessions:
        session.ambassador = None
    db.session.flush()
    db.session.delete(ambassador)
    audit.record("ambassador.remove", by=by, subject=uid)


def take_ambassadors(rows: Iterable[AmbassadorFacts], *, by: str) -> Taken:
    """Add who is new by address, and correct the others. Raises KnownAlready."""
    known = {each.email_folded: each for each in list_ambassadors()}
    areas, taken = area_ids(), Taken()
    with _one_address_each():
        for facts in rows:
            ambassador = known.get(names.fold_email(facts.email))
            if ambassador is None:
                added = _begin_ambassador(facts, areas, by=by)
                known[added.email_folded] = added
                taken.added += 1
            else:
                taken.changed += _correct_ambassador(ambassador, facts, areas, by=by)
    return taken


def _check_new_address(email: str) -> None:
    if find_ambassador(email) is not None:
        raise _known_address()


@contextmanager
def _one_address_each() -> Iterator[None]:
    try:
        with db.session.begin_nested():
            yield
    except IntegrityError:  # somebody else took an address at this very moment
        raise _known_address() from None


def _known_address() -> KnownAlready:
    return KnownAlready(_("There is an ambassador with this e-mail address already."))


def _begin_ambassador(facts: AmbassadorFacts, areas: Areas, *, by: str) -> Ambassador:
    now = clock.now()
    ambassador = Ambassador(uid=new_uid(), language="da", created_at=now, changed_at=now)
    _say(ambassador, facts, areas)
    db.session.add(ambassador)
    audit.record("ambassador.add", by=by, subject=ambassador.uid)
    return ambassador


def _correct_ambassador(ambassador: Ambassador, facts: AmbassadorFacts, areas: Areas, *, by: str) -> bool:
    before = _told(ambassador)
    _say(ambassador, facts, areas)
    if _told(ambassador) == before:
        return False
    ambassador.changed_at = clock.after(ambassador.changed_at)
    audit.record("ambassador.change", by=by, subject=ambassador.uid)
    return True


def _say(ambassador: Ambassador, facts: AmbassadorFacts, areas: Areas) -> None:
    ambassador.name, ambassador.sort_key = facts.name, names.sort_key(facts.name)
    ambassador.email, ambassador.email_folded = facts.email, names.fold_email(facts.email)
    ambassador.organisation = facts.organisation
    ambassador.language = facts.language or ambassador.language
    if facts.area is not None:
        ambassador.area_id = areas[facts.area]


def _told(ambassador: Ambassador) -> tuple[object, ...]:
    return (
        ambassador.name,
        ambassador.email,
        ambassador.organisation,
        ambassador.language,
        ambassador.area_id,
    )


def area_ids() -> Areas:
    """What a list that is taken in needs to know of the focus areas."""
    return {"": None} | {area.key: area.id for area in pacts.list_areas()}
