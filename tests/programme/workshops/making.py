"""Workshops as organisers make them: on the plan, with seats, released."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from conference.db import db
from conference.mail.models import Letter
from conference.programme.models import Kind, Presenter, Room, Session, State, WorkshopPlace
from conference.programme.releases import service as releases
from conference.programme.workshops import giving
from conference.registration.models import Conference, Registration
from tests.factories import make_registration
from tests.programme.conftest import do
from tests.programme.factories import make_session, make_slot


@dataclass
class Kickoff:
    """A conference, a room of it, and whoever comes."""

    conference: Conference
    room: Room
    saved: Callable[[Any], Any]

    def plan(
        self,
        title: str = "Robotter",
        at: str = "13:00",
        seats: int | None = 1,
        room: Room | None = None,
        *presenters: Presenter,
    ) -> Session:
        """Forty minutes on the plan, not released yet."""
        session = do(self._place, title, at, room or self.room, presenters)
        if seats is not None:
            do(giving.give_seats, session, seats)
        return session

    def open(self, title: str = "Robotter", at: str = "13:00", seats: int = 1, **more: Any) -> Session:
        """The same, released."""
        session = self.plan(title, at, seats, **more)
        self.release()
        return session

    def release(self) -> None:
        do(releases.release, self.conference, by="staff:1")

    def people(self, *names: str, **overrides: Any) -> list[Registration]:
        """Each has a seat at the conference."""
        return [self.saved(make_registration(self.conference, name=name, **overrides)) for name in names]

    def _place(self, title: str, at: str, room: Room, presenters: tuple[Presenter, ...]) -> Session:
        with db.session.no_autoflush:
            session = make_session(
                self.conference,
                *presenters,
                kind=Kind.WORKSHOP,
                state=State.CONFIRMED,
                minutes=40,
                title_da=title,
                title_en=title,
                reply_by=None,
            )
            db.session.add(make_slot(room, at, 40, kind=Kind.WORKSHOP, session=session))
        db.session.flush()
        return session


def places(session: Session) -> list[tuple[str, str]]:
    """Who stands where, in the order of arrival; those who left are not told."""
    query = select(WorkshopPlace).filter_by(session_id=session.id).order_by(WorkshopPlace.seq)
    return [
        (place.registration.name, str(place.state)) for place in db.session.scalars(query) if place.is_live
    ]


def letters() -> list[tuple[str, str]]:
    """What people of workshops were written, and to whom."""
    query = select(Letter.name, Letter.to_name).where(Letter.name.startswith("workshop."))
    return [
        (name.removeprefix("workshop."), to) for name, to in db.session.execute(query.order_by(Letter.id))
    ]
