"""The Council for Future Skills and its STEM secretariat: who sits, who serves, and with what to do."""

from dataclasses import dataclass
from uuid import uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from conference.audit import service as audit
from conference.db import db
from conference.pact import rules
from conference.pact.models import CouncilSeat, SeatKind, SecretariatMember, SecretariatTask
from conference.pact.rules import Member, Task, Term


@dataclass(frozen=True)
class Overview:
    """Council and secretariat at one glance."""

    #: Who sends members, each with its seats.
    bodies: list[tuple[SeatKind, list[CouncilSeat]]]
    held: int
    vacant: int
    secretariat: list[SecretariatMember]
    tasks: list[SecretariatTask]


def overview() -> Overview:
    """All seats in the deck's order, how many are held, who serves and with what to do."""
    bodies = [(kind, kind.seats) for kind in list_seat_kinds()]
    seats = [seat for _kind, seats in bodies for seat in seats]
    held = sum(seat.person is not None for seat in seats)
    return Overview(bodies, held, len(seats) - held, list_members(), list_tasks())


def list_seat_kinds() -> list[SeatKind]:
    """Who sends members, in the deck's order, each with its seats."""
    query = select(SeatKind).options(selectinload(SeatKind.seats)).order_by(SeatKind.place)
    return list(db.session.scalars(query))


def get_seat(uid: str) -> CouncilSeat:
    """A seat with its kind. Raises NotFound."""
    query = select(CouncilSeat).filter_by(uid=uid).options(joinedload(CouncilSeat.kind))
    return rules.found(db.session.scalar(query))


def appoint(uid: str, term: Term, *, by: str) -> None:
    """Put a person on a seat of the council, or correct who sits there. Raises NotFound, TermBackwards."""
    seat = get_seat(uid)
    rules.check_term(term)
    seat.person, seat.term_from, seat.term_until = term.person, term.term_from, term.term_until
    audit.record("pact.appoint", by=by, subject=seat.uid)


def vacate(uid: str, *, by: str) -> None:
    """Free a seat. Raises NotFound."""
    seat = get_seat(uid)
    seat.person = seat.term_from = seat.term_until = None
    audit.record("pact.vacate", by=by, subject=seat.uid)


def list_members() -> list[SecretariatMember]:
    """The secretariat, in the order its people came."""
    return list(db.session.scalars(select(SecretariatMember).order_by(SecretariatMember.id)))


def get_member(uid: str) -> SecretariatMember:
    """A person of the secretariat. Raises NotFound."""
    return rules.found(db.session.scalar(select(SecretariatMember).filter_by(uid=uid)))


def add_member(said: Member, *, by: str) -> SecretariatMember:
    """Take a person into the secretariat."""
    member = SecretariatMember(uid=str(uuid4()), person=said.person, organisation=said.organisation)
    db.session.add(member)
    audit.record("pact.add_member", by=by, subject=member.uid)
    return member


def change_member(uid: str, said: Member, *, by: str) -> None:
    """Correct a person's name or organisation. Raises NotFound."""
    member = get_member(uid)
    member.person, member.organisation = said.person, said.organisation
    audit.record("pact.change_member", by=by, subject=uid)


def remove_member(uid: str, *, by: str) -> None:
    """Take a person out of the secretariat. Raises NotFound."""
    db.session.delete(get_member(uid))
    audit.record("pact.remove_member", by=by, subject=uid)


def list_tasks() -> list[SecretariatTask]:
    """What the secretariat has to do, in order."""
    return list(
        db.session.scalars(select(SecretariatTask).order_by(SecretariatTask.place, SecretariatTask.id))
    )


def get_task(key: str) -> SecretariatTask:
    """A task of the secretariat. Raises NotFound."""
    return rules.found(db.session.scalar(select(SecretariatTask).filter_by(key=key)))


def add_task(said: Task, *, by: str) -> SecretariatTask:
    """Give the secretariat one more task, after the others."""
    last = db.session.scalar(select(func.max(SecretariatTask.place))) or 0
    task = SecretariatTask(key=str(uuid4()), place=last + 1, text_da=said.text_da, text_en=said.text_en)
    db.session.add(task)
    audit.record("pact.add_task", by=by, subject=task.key)
    return task


def change_task(key: str, said: Task, *, by: str) -> None:
    """Word a task anew. Raises NotFound."""
    task = get_task(key)
    task.text_da, task.text_en = said.text_da, said.text_en
    audit.record("pact.change_task", by=by, subject=key)


def remove_task(key: str, *, by: str) -> None:
    """Take a task off the list. Raises NotFound."""
    db.session.delete(get_task(key))
    audit.record("pact.remove_task", by=by, subject=key)
