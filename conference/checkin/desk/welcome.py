"""What is told beside a verdict: who of the party is still to come, and what the guest is given.

Only to whoever still stands there: a scan that a phone decided by itself is told without. A scan of somebody
without a party, where no workshop has a hint, costs no question more.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, exists, or_, select

from conference.checkin import arrivals, hints
from conference.checkin.models import CheckinList, Decided, ListKind, Scan, Verdict
from conference.checkin.rules import DoorList, Item, Phone
from conference.checkin.scans.record import Attendee, Result
from conference.db import db
from conference.programme.models import WorkshopPlace
from conference.registration.models import Registration, State


@dataclass(frozen=True)
class Welcome:
    """What comes with one verdict."""

    party: Sequence[Attendee] = ()
    hints: Sequence[str] = ()


@dataclass(frozen=True)
class _Meeting:
    """Somebody who stands at a list just now."""

    who: Attendee
    party_id: int | None
    at: DoorList
    verdict: Verdict

    @property
    def is_welcome(self) -> bool:
        """Let in to the conference itself."""
        return self.verdict is Verdict.ADMITTED and self.at.kind is ListKind.ENTRY


def beside(phone: Phone, items: Iterable[Item | None], results: Iterable[Result]) -> list[Welcome]:
    """For each scan of a call, in its order."""
    lists = {door_list.key: door_list for door_list in phone.lists}
    met = [_meeting(item, result, lists) for item, result in zip(items, results, strict=True)]
    there = [meeting for meeting in met if meeting is not None]
    parties = _still_to_come({(each.party_id, each.at.id) for each in there if each.party_id is not None})
    welcome = {each.who.id for each in there if each.is_welcome} if phone.has_hints else set()
    told = hints.of_workshops(welcome) if welcome else {}
    return [Welcome() if each is None else _welcome(each, parties, told) for each in met]


def _meeting(item: Item | None, result: Result, lists: dict[str, DoorList]) -> _Meeting | None:
    at = lists.get(item.list_key) if item else None
    if item is None or at is None or result.attendee is None or item.decided is Decided.OFFLINE:
        return None
    if result.verdict not in (Verdict.ADMITTED, Verdict.DUPLICATE):
        return None
    return _Meeting(result.attendee, result.party_id, at, result.verdict)


def _welcome(
    meeting: _Meeting, parties: dict[tuple[int, int], list[Attendee]], told: dict[str, list[str]]
) -> Welcome:
    party = [] if meeting.party_id is None else parties.get((meeting.party_id, meeting.at.id), [])
    return Welcome(party, told.get(meeting.who.id, []))


def _still_to_come(wanted: Collection[tuple[int, int]]) -> dict[tuple[int, int], list[Attendee]]:
    """By party and list: who has a seat there and has not come, in the order they registered."""
    if not wanted:
        return {}
    parties, lists = zip(*wanted, strict=True)
    has_come = exists().where(
        Scan.registration_id == Registration.id, Scan.list_id == CheckinList.id, arrivals.lets_in()
    )
    has_seat = exists().where(
        WorkshopPlace.registration_id == Registration.id,
        WorkshopPlace.session_id == CheckinList.session_id,
        WorkshopPlace.state == State.CONFIRMED,
    )
    query: Select[*tuple[Any, ...]] = (
        select(
            Registration.party_id,
            CheckinList.id,
            Registration.uid,
            Registration.name,
            Registration.organisation,
            Registration.kind,
            Registration.state,
        )
        .join(CheckinList, CheckinList.conference_id == Registration.conference_id)
        .where(
            Registration.party_id.in_(set(parties)),
            CheckinList.id.in_(set(lists)),
            Registration.state == State.CONFIRMED,
            or_(CheckinList.session_id.is_(None), has_seat),
            ~has_come,
        )
        .order_by(Registration.seq)
    )
    found: defaultdict[tuple[int, int], list[Attendee]] = defaultdict(list)
    for party, at, *person in db.session.execute(query):
        found[party, at].append(Attendee(*person))
    return found
