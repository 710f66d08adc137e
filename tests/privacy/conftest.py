"""A person of whom everything is kept that can be, each value of it found again wherever it stands."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask, has_app_context
from sqlalchemy import delete, select

from conference import credentials
from conference.audit import service as audit
from conference.audit.models import AuditEntry
from conference.calendar import personal
from conference.credentials import Credential, Purpose
from conference.db import Base, db, transaction
from conference.mail import service as mail
from conference.mail.models import Suppression
from conference.programme.models import Presenter, ProjectPerson, Wish
from conference.registration import service as registrations
from conference.registration.answers import NeedsSaid, Person
from conference.registration.models import Circular, Conference, Registration
from tests.checkin.door import envelope, scan
from tests.factories import make_answers, make_checkin_list, make_conference, make_device
from tests.programme.factories import (
    make_ambassador,
    make_document,
    make_entry,
    make_presenter,
    make_programme,
    make_project,
    make_release,
    make_released_person,
    make_session,
)

NAME, EMAIL, DIET, ACCESS = "Kanarie Fuglsang", "kanarie@bur.example", "kanarienødder", "kanarierampe"
NOTE, WISH, FEED, ALT = "kanarie kun formiddag", "kanarie vil have lys", "kanariekalender", "kanarie på pind"
#: Every mark that a value of theirs bears.
MARK = "kanarie"


@dataclass(frozen=True)
class Canary:
    """Who it is, by what opens their pages."""

    uid: str
    own: str
    ticket: str
    presenter: str


@pytest.fixture
def kickoff(app: Flask, saved: Callable[[Any], Any], at: Callable[[str], Any]) -> Conference:
    """The kick-off with two seats, on an October morning."""
    at("2018-10-01 10:00")
    conference = saved(make_conference(capacity=2))
    saved(make_programme(conference))
    return conference


@pytest.fixture
def canary(app: Flask, kickoff: Conference, saved: Callable[[Any], Any]) -> Canary:
    """Contact of a party, presenter, ambassador, of a project, with all that can be told and given."""
    with app.app_context():
        with transaction():
            conference = registrations.get_conference(kickoff.slug)
            place = registrations.register_party(
                conference,
                make_answers(
                    NAME, EMAIL, photo_consent=True, list_consent=True, needs=NeedsSaid(DIET, ACCESS)
                ),
                [Person("Bo Uden", None)],
                stays_together=False,
                language="da",
            )
            assert place is not None
            registrations.register(conference, make_answers("Vera Venter"), language="da")
            # They were asked by letter, so the address is theirs.
            db.session.execute(delete(AuditEntry).filter_by(act="registration.register"))
            db.session.add(make_circular(conference))
            personal.add_feed(personal.holder_of_registration(place), FEED)
            audit.record("registration.view", by="staff:1", subject=place.uid)
        known = Canary(place.uid, registrations.own_code(place), registrations.ticket_code(place) or "", "")
        known = _presenting(app, saved, conference, place, known)
    if has_app_context():
        db.session.rollback()  # what it has read by now is old
    return known


@pytest.fixture
def come(
    app: Flask, kickoff: Conference, canary: Canary, at: Callable[[str], Any], saved: Callable[[Any], Any]
) -> None:
    """They have been at the conference, and were read twice by Mette's phone."""
    at("2018-11-22 09:00")
    saved(make_checkin_list(kickoff))
    saved(make_device(kickoff, name="Mettes telefon"))
    for minute in ("00", "05"):
        at(f"2018-11-22 09:{minute}")
        now = f"2018-11-22T09:{minute}:00+01:00"
        read = app.test_client().post(
            "/api/checkin/scans",
            json=envelope(scan(canary.ticket, scanned_at=now), sent_at=now),
            headers={"Authorization": "Bearer Mettes telefon"},
        )
        assert read.json["results"][0]["attendee"]["name"] == NAME


def places_of(mark: str, app: Flask | None = None) -> list[str]:
    """Every table and column in which a value holds the mark; `app` where no context stands open."""
    with app.app_context() if app else nullcontext():
        db.session.rollback()
        rows = [
            (table.name, row)
            for table in Base.metadata.tables.values()
            for row in db.session.execute(select(table)).mappings().all()
        ]
    found = {(table, name) for table, row in rows for name in row if mark in str(row[name]).casefold()}
    return sorted(f"{table}.{name}" for table, name in found)


def ticket_rows(uid: str) -> list[tuple[Any, Any]]:
    """When the tickets of somebody were replaced and stopped."""
    query = select(Credential.replaced_at, Credential.stopped_at)
    query = query.filter_by(purpose=Purpose.TICKET, subject=uid).order_by(Credential.created_at)
    return [tuple(row) for row in db.session.execute(query)]


def make_circular(conference: Conference) -> Circular:
    """A letter to those whom an organiser has searched for by name."""
    words = {"subject_da": "Hej", "subject_en": "Hi", "text_da": "Hej", "text_en": "Hi"}
    return Circular(
        conference_id=conference.id,
        filter={"q": MARK},
        recipients=1,
        by="staff:1",
        created_at=conference.created_at,
        **words,
    )


def release(kickoff: Conference, saved: Callable[[Any], Any]) -> None:
    """Let the public see the programme with them on it."""
    presenter = db.session.scalars(select(Presenter).filter_by(email=EMAIL)).one()
    person = make_released_person(NAME, uid=presenter.uid, code=presenter.code)
    saved(make_release(kickoff, make_document(make_entry(presenters=(person,)))))


def _presenting(
    app: Flask,
    saved: Callable[[Any], Any],
    kickoff: Conference,
    place: Registration,
    known: Canary,
) -> Canary:
    presenter = make_presenter(
        kickoff,
        name=NAME,
        email=EMAIL,
        email_folded=EMAIL,
        registration=db.session.merge(place),
        availability_note=NOTE,
        photo="ca" * 16 + ".webp",
        photo_alt_da=ALT,
    )
    session = saved(make_session(kickoff, presenter))
    saved(Wish(session=session, presenter=presenter, text=WISH, created_at=session.created_at))
    ambassador = make_ambassador(name=NAME, email=EMAIL, email_folded=EMAIL)
    session.ambassador = saved(ambassador)
    saved(session)
    saved(make_project(people=[ProjectPerson(name=NAME, email=EMAIL, email_folded=EMAIL, language="da")]))
    saved(Suppression(email_folded=EMAIL, created_at=session.created_at))
    folder = app.config["SETTINGS"].files
    folder.mkdir(parents=True, exist_ok=True)
    (folder / presenter.photo).write_bytes(b"kanarie")
    with transaction():
        code = credentials.issue(Purpose.PRESENTER, presenter.uid)
        mail.write(
            "presenter.invited",
            to=EMAIL,
            to_name=NAME,
            language="da",
            subject=presenter.uid,
            facts={"session": session.uid, "sequence": 0},
        )
    return Canary(known.uid, known.own, known.ticket, code)
