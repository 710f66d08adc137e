"""Which rows are one person's: by their address, by their own link, or by number."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, select

from conference import names
from conference.accounts.models import Account
from conference.audit.models import AuditEntry
from conference.db import Row, db
from conference.mail.models import Letter, Suppression
from conference.programme.models import Ambassador, Presenter, ProjectPerson
from conference.registration.models import Invitation, Registration


@dataclass(frozen=True)
class Person:
    """All rows that are about somebody; each has a uid."""

    registrations: list[Registration] = field(default_factory=list)
    invitations: list[Invitation] = field(default_factory=list)
    presenters: list[Presenter] = field(default_factory=list)
    ambassadors: list[Ambassador] = field(default_factory=list)
    project_people: list[ProjectPerson] = field(default_factory=list)
    suppressions: list[Suppression] = field(default_factory=list)
    #: Of staff: told, and not erased with the rest, since what they did must stay known for a while.
    accounts: list[Account] = field(default_factory=list)
    #: Folded; only where it is certain whose it is.
    address: str | None = None

    @property
    def uids(self) -> list[str]:
        """Those that an erasure deletes."""
        rows: tuple[Any, ...] = (
            *self.registrations,
            *self.invitations,
            *self.presenters,
            *self.ambassadors,
            *self.project_people,
            *self.suppressions,
        )
        return [row.uid for row in rows]


def of_address(email: str) -> Person:
    """All that is kept under an address, whatever the conference."""
    folded = names.fold_email(email)
    return Person(
        registrations=_list(Registration, Registration.email_folded == folded),
        invitations=_list(Invitation, Invitation.email_folded == folded),
        presenters=_list(Presenter, Presenter.email_folded == folded),
        ambassadors=_list(Ambassador, Ambassador.email_folded == folded),
        project_people=_list(ProjectPerson, ProjectPerson.email_folded == folded),
        suppressions=_list(Suppression, Suppression.email_folded == folded),
        accounts=_list(Account, Account.email_folded == folded),
        address=folded,
    )


def of_place(registration: Registration) -> Person:
    """What hangs on one place, for who holds its link.

    Of a place that came by the public form it is the place alone: nobody has proved that the address typed
    there is theirs, and whoever really has it may be invited by name, or be on stage.
    """
    if _came_by_form(registration):
        return Person(registrations=[registration])
    return Person(
        registrations=[registration],
        invitations=_list(Invitation, Invitation.registration_id == registration.id),
        presenters=_list(Presenter, Presenter.registration_id == registration.id),
    )


def of_uids(uids: Iterable[str]) -> Person:
    """The rows of these uids that are there."""
    wanted = list(uids)
    return Person(
        registrations=_list(Registration, Registration.uid.in_(wanted)),
        invitations=_list(Invitation, Invitation.uid.in_(wanted)),
        presenters=_list(Presenter, Presenter.uid.in_(wanted)),
        ambassadors=_list(Ambassador, Ambassador.uid.in_(wanted)),
        project_people=_list(ProjectPerson, ProjectPerson.uid.in_(wanted)),
        suppressions=_list(Suppression, Suppression.uid.in_(wanted)),
    )


def is_written_to(folded: str) -> ColumnElement[bool]:
    """Whether a letter went to the address, in whichever way it was typed."""
    addresses = db.session.scalars(select(Letter.to).distinct())
    return Letter.to.in_([address for address in addresses if names.fold_email(address) == folded])


def _came_by_form(registration: Registration) -> bool:
    query = select(AuditEntry.id).filter_by(act="registration.register", subject=registration.uid)
    return db.session.scalar(query.limit(1)) is not None


def _list(kind: type[Row], which: ColumnElement[bool]) -> list[Row]:
    return list(db.session.scalars(select(kind).where(which).order_by(kind.__table__.c.id)))
