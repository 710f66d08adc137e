"""The board of a conference's invitations: how many of each kind have answered what, and who they are."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from conference.db import db
from conference.mail import service as mail
from conference.mail import unsubscribing
from conference.registration.invitations import rules
from conference.registration.models import Answer, Conference, Invitation, Kind, Registration, State
from conference.registration.places import double_key

#: Rows on a page of the list.
PAGE_SIZE = 50


@dataclass(frozen=True)
class Tally:
    """How those invited as one kind have answered."""

    counts: dict[Answer, int]

    @property
    def invited(self) -> int:
        """All but those whose invitation was taken back."""
        return sum(count for answer, count in self.counts.items() if answer is not Answer.WITHDRAWN)

    def __getitem__(self, answer: Answer) -> int:
        return self.counts.get(answer, 0)


@dataclass(frozen=True)
class Board:
    """The numbers of a conference's invitations."""

    #: Only kinds that anybody was invited as.
    kinds: dict[Kind, Tally]
    total: Tally


@dataclass(frozen=True)
class Page:
    """A stretch of the list, in the Danish order of names."""

    items: list[Invitation]
    #: Folded addresses on it that want no letters.
    suppressed: set[str]
    #: The uids of those on it whose latest letter came back.
    undelivered: set[str]
    kind: Kind | None
    answer: Answer | None
    number: int
    has_next: bool


def read(conference: Conference) -> Board:
    """Count the invitations by kind and answer."""
    query = (
        select(Invitation.kind, Invitation.answer, func.count())
        .filter_by(conference_id=conference.id)
        .group_by(Invitation.kind, Invitation.answer)
    )
    counts: dict[Kind, dict[Answer, int]] = {kind: {} for kind in rules.KINDS}
    total: dict[Answer, int] = {}
    for kind, answer, count in db.session.execute(query):
        counts[kind][answer] = count
        total[answer] = total.get(answer, 0) + count
    return Board({kind: Tally(found) for kind, found in counts.items() if found}, Tally(total))


def list_people(conference: Conference) -> set[str]:
    """Who is invited or registered, as `double_key` writes names and workplaces."""
    invited = select(Invitation.name, Invitation.organisation).where(
        Invitation.conference_id == conference.id, Invitation.answer != Answer.WITHDRAWN
    )
    registered = select(Registration.double_key).where(
        Registration.conference_id == conference.id, Registration.state != State.CANCELLED
    )
    found = {double_key(name, organisation) for name, organisation in db.session.execute(invited)}
    return found | {key for key in db.session.scalars(registered) if key}


def list_page(
    conference: Conference, number: int, *, kind: Kind | None = None, answer: Answer | None = None
) -> Page:
    """One page of who was invited, of one kind and with one answer if these are given."""
    query = select(Invitation).where(Invitation.conference_id == conference.id)
    query = query.options(joinedload(Invitation.registration))
    if kind is not None:
        query = query.filter_by(kind=kind)
    if answer is not None:
        query = query.filter_by(answer=answer)
    query = query.order_by(Invitation.sort_key, Invitation.id)
    found = list(db.session.scalars(query.offset((number - 1) * PAGE_SIZE).limit(PAGE_SIZE + 1)))
    items = found[:PAGE_SIZE]
    suppressed = unsubscribing.list_suppressed(each.email for each in items)
    undelivered = mail.list_undelivered(each.uid for each in items)
    return Page(items, suppressed, undelivered, kind, answer, number, has_next=len(found) > PAGE_SIZE)
