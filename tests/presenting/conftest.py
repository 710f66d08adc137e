"""A kick-off whose presenters are asked: two rooms, each with times, and links to open."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from conference import clock, config
from conference.audit.models import AuditEntry
from conference.db import db, transaction
from conference.mail.models import Letter
from conference.programme import service as programmes
from conference.programme.models import Presenter, Session, Slot
from conference.registration.models import Conference
from tests.factories import make_conference
from tests.programme.factories import make_invitation, make_person, make_programme, make_room, make_slot


@dataclass
class Asked:
    """Somebody who is asked to present."""

    #: `/p/<code>`
    path: str
    #: The code of their session.
    session: str


@dataclass
class Kickoff:
    """The conference as its tests look at it."""

    app: Flask

    def ask(self, name: str = "Ida Holm", **invitation: Any) -> Asked:
        """Invite somebody; their session has a title and no abstract yet."""
        with self.app.app_context(), transaction():
            conference = db.session.scalars(select(Conference)).one()
            session = programmes.invite(conference, make_invitation(make_person(name), **invitation))
            return Asked(f"/p/{programmes.own_code(session.presenters[0])}", session.code)

    def slot(self, room: str, wall: str) -> str:
        """The code of a slot, by the room's name and a Danish wall clock."""
        with self.app.app_context():
            slots = db.session.scalars(select(Slot).order_by(Slot.starts_at)).all()
            return next(each.code for each in slots if f"{room} {wall}" == _name(each))

    def place(self, asked: Asked) -> str | None:
        """Where a session stands: `Sal A 10:00`."""
        return self.of(asked, lambda session: _name(session.slot) if session.slot else None)

    def of(self, asked: Asked, look: Callable[[Session], Any]) -> Any:
        """What somebody's session tells."""
        with self.app.app_context():
            return look(db.session.scalars(select(Session).filter_by(code=asked.session)).one())

    def change(self, asked: Asked, **values: Any) -> None:
        """Make a session what no presenter can make of it."""
        with self.app.app_context(), transaction():
            session = db.session.scalars(select(Session).filter_by(code=asked.session)).one()
            for name, value in values.items():
                setattr(session, name, value)

    def lock(self) -> None:
        """The organisers close the programme."""
        with self.app.app_context(), transaction():
            conference = db.session.scalars(select(Conference)).one()
            programmes.hold_programme(conference).locked_at = conference.created_at

    def presenters(self) -> list[str]:
        """Their names, in the order they came."""
        with self.app.app_context():
            return list(db.session.scalars(select(Presenter.name).order_by(Presenter.id)))

    def letters(self, kind: str = "presenter.") -> list[str]:
        """What was written, to presenters or to others, by the letters' names."""
        with self.app.app_context():
            query = select(Letter.name).where(Letter.name.startswith(kind)).order_by(Letter.id)
            return list(db.session.scalars(query))

    def acts(self) -> list[str]:
        """What presenters have done, as it is written down."""
        with self.app.app_context():
            return list(
                db.session.scalars(
                    select(AuditEntry.act).where(AuditEntry.by == "self").order_by(AuditEntry.id)
                )
            )

    def stored(self) -> list[bytes]:
        """What lies in the folder of files."""
        with self.app.app_context():
            folder = config.current().files
        return [file.read_bytes() for file in sorted(folder.iterdir())] if folder.exists() else []


@pytest.fixture
def kickoff(app, lay, at, tmp_path, monkeypatch) -> Kickoff:
    """On 1 November 2018: Sal A and Sal B, each at ten and at twenty past ten, and at one o'clock."""
    at("2018-11-01 10:00")
    settings = app.config["SETTINGS"]
    monkeypatch.setitem(
        app.config, "SETTINGS", type(settings)(**{**vars(settings), "FILES_PATH": str(tmp_path / "files")})
    )
    lay(_make_kickoff)
    return Kickoff(app)


def _make_kickoff() -> None:
    with transaction():
        conference = make_conference(contact_email="arrangement@region.example")
        db.session.add(conference)
        db.session.flush()
        db.session.add(make_programme(conference))
        for name in ("Sal A", "Sal B"):
            room = make_room(conference, name=name)
            db.session.add_all([room, *(make_slot(room, wall) for wall in ("10:00", "10:20", "13:00"))])


def _name(slot: Slot) -> str:
    return f"{slot.room.name} {clock.to_local(slot.starts_at):%H:%M}"
