"""A whole conference, with everybody's way in: what the table of routes and the fuzzing go through."""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from fcntl import LOCK_EX, flock
from pathlib import Path
from shutil import copyfile
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule

from conference import create_app, credentials
from conference.accounts import service as accounts
from conference.accounts.rules import Role
from conference.calendar import personal
from conference.checkin import pairing
from conference.credentials import Purpose
from conference.db import Base, db, transaction
from conference.demo import service as demo
from conference.mail import service as mail
from conference.mail import unsubscribing
from conference.programme.models import Presenter, State
from conference.registration.models import Conference, Invitation, Registration
from tests.serving import close, make_settings

#: What a parameter, or the part of an address before it, calls rows of another name.
TABLES = {
    **{"slug": "conference", "attendee": "registration", "party": "registration"},
    **{"calendar": "personal_feed", "list": "checkin_list", "member": "secretariat_member"},
}


def build(template: Path, folder: Path) -> Flask:
    """The demo's story on a database of its own: the first process of a run lives it, all others copy it."""
    shared = folder.parents["PYTEST_XDIST_WORKER" in os.environ]
    story, file = shared / "story.sqlite3", folder / "world.sqlite3"
    with (shared / "story.lock").open("w") as lock:
        flock(lock, LOCK_EX)
        if not story.exists():
            _live(template, story)
    copyfile(story, file)
    return create_app(make_settings(folder, f"sqlite:///{file}"))


def _live(template: Path, story: Path) -> None:
    """Live it beside, so that half of it is never taken for it."""
    begun = story.with_suffix(".begun")
    copyfile(template, begun)
    app = create_app(make_settings(story.parent, f"sqlite:///{begun}"))
    with app.app_context(), transaction():
        demo.load(attendees=8)
    close(app)
    begun.rename(story)


@dataclass
class Links:
    """A fresh code of each kind of link."""

    app: Flask

    def __getitem__(self, kind: str) -> str:
        made: dict[str, Callable[[], str]] = {
            "own": self._contact,
            "presenter": self._presenter,
            "invitation": lambda: self._live(Purpose.INVITATION, Invitation),
            "feed": self._feed,
            "certificate": lambda: credentials.issue(Purpose.CERTIFICATE, _first(Registration).uid),
            "unsubscribe": self._unsubscribe,
            "pairing": lambda: pairing.pair_link(_first(Conference)),
            "sign-in": lambda: accounts.sign_in_link(accounts.add("new@staff.example", Role.DOOR)),
            "password": lambda: accounts.open_password_link(accounts.add("new@staff.example", Role.DOOR)),
            "ticket": lambda: self._live(Purpose.TICKET, Registration),
        }
        with self.app.app_context(), transaction():
            return made[kind]()

    @staticmethod
    def _live(purpose: Purpose, kind: type[Any]) -> str:
        rows = db.session.scalars(select(kind).order_by(kind.id))
        return next(code for row in rows if (code := credentials.live_code(purpose, row.uid)))

    @staticmethod
    def _contact() -> str:
        contact = db.session.scalars(select(Registration).filter_by(is_contact=True)).one()
        code = credentials.live_code(Purpose.OWN, contact.uid)
        assert code is not None
        return code

    @staticmethod
    def _presenter() -> str:
        rows = db.session.scalars(select(Presenter).order_by(Presenter.id))
        held = (row for row in rows if any(session.state is State.CONFIRMED for session in row.sessions))
        return next(code for row in held if (code := credentials.live_code(Purpose.PRESENTER, row.uid)))

    @staticmethod
    def _feed() -> str:
        feed = personal.add_feed(personal.holder_of_registration(_first(Registration)), "telefon")
        code = credentials.live_code(Purpose.FEED, feed.uid)
        assert code is not None
        return code

    @staticmethod
    def _unsubscribe() -> str:
        subject = _first(Registration).uid
        letter = mail.write("test.note", to="a@skole.example", to_name="", language="da", subject=subject)
        assert letter is not None
        unsubscribing.issue_links([letter.uid])
        code = credentials.live_code(Purpose.UNSUBSCRIBE, letter.uid)
        assert code is not None
        return code


def device(app: Flask) -> str:
    """The token of a phone that may search too."""
    with app.app_context(), transaction():
        code = pairing.pair_link(_first(Conference), desk=True)
        return pairing.pair(code, "Telefon")[1]


def staff(app: Flask, *roles: str) -> FlaskClient:
    """A browser of somebody with these roles."""
    with app.app_context(), transaction():
        account = next(iter([accounts.add(f"{'-'.join(roles)}@staff.example", Role(role)) for role in roles]))
        code = accounts.sign_in_link(account)
    client = app.test_client()
    client.post(f"/organise/sign-in/{code}")
    return client


def words_of(rule: Rule) -> dict[str, list[str]]:
    """For each parameter of a route, what may stand there: found by what the address calls its rows."""
    found: dict[str, list[str]] = {}
    before = ""
    for is_parameter, word in _parts(rule.rule):
        if is_parameter:
            found[word] = _words(word, before)
        else:
            before = word
    return found


def _parts(rule: str) -> list[tuple[bool, str]]:
    parts = [part for part in re.split(r"/|(<[^<>]+>)", rule) if part]
    return [(part[0] == "<", part.strip("<>").rpartition(":")[2]) for part in parts]


def _words(name: str, before: str) -> list[str]:
    """Values of a column of this name; of the rows that the address speaks of, where it says so."""
    singular = before.removesuffix("s")
    own_name = name in ("slug", "session", "slot", "presenter")
    wanted = TABLES.get(name if own_name else singular, name if own_name else singular)
    tables = [table for table in Base.metadata.sorted_tables if table.name.endswith(wanted)]
    column = name if name in ("slug", "uid", "key", "code") else "code"
    values: list[str] = []
    for table in tables or Base.metadata.sorted_tables:
        if column in table.columns and table.name != "credential":
            values += [str(value) for value in db.session.scalars(select(table.c[column]).limit(5)) if value]
    return values


def _first(kind: type[Any]) -> Any:
    return db.session.scalars(select(kind).order_by(kind.id)).first()
