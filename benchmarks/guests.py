"""Thousands of guests of one conference whose tickets nobody has read yet."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import insert, select, text

from conference import clock, credentials
from conference.checkin import pairing
from conference.credentials import Credential, Purpose
from conference.db import db, transaction
from conference.demo.people import invented
from conference.names import sort_key
from conference.registration.models import Conference, Pool, Registration, State

ORGANISATIONS = ["Skive Kommune", "IT-Vest"]


def invite(tickets: int) -> tuple[list[str], str]:
    """A conference today with that many guests; their ticket codes, and the token of a paired phone."""
    with transaction():
        conference = _conference(tickets)
        rows = _rows(conference, tickets)
        db.session.execute(insert(Registration), rows)
        for purpose in (Purpose.TICKET, Purpose.OWN):
            credentials.issue_all(purpose, [row["uid"] for row in rows])
        _, token = pairing.pair(pairing.pair_link(conference), "Benchmark")
        db.session.execute(text("ANALYZE"))  # what the database has long done when doors open
        codes = _codes(conference)
    db.session.remove()
    return codes, token


def _conference(tickets: int) -> Conference:
    """It is not published, so that it is on no page."""
    now = clock.now()
    before = now - timedelta(days=1)
    conference = Conference(
        slug="big",
        title_da="En konference",
        title_en="A conference",
        doors_at=now,
        starts_at=now + timedelta(hours=1),
        ends_at=now + timedelta(hours=8),
        venue="Hedehallen",
        address="Gaden 1, 7400 Herning",
        pool=Pool(capacity=tickets),
        opens_at=before - timedelta(days=60),
        closes_at=before,
        created_at=before,
        changed_at=before,
    )
    db.session.add(conference)
    db.session.flush()
    return conference


def _rows(conference: Conference, tickets: int) -> list[dict[str, Any]]:
    """A registration of each guest."""
    before = conference.created_at
    return [
        {
            "uid": uuid4().hex,
            "conference_id": conference.id,
            "seq": number,
            "state": State.CONFIRMED,
            "name": person.name,
            "email": person.email,
            "email_folded": person.email,
            "organisation": person.organisation,
            "kind": person.kind,
            "language": "da",
            "search_text": person.name,
            "sort_key": sort_key(person.name),
            "created_at": before,
            "changed_at": before,
        }
        for number, person in enumerate(invented(tickets, organisations=ORGANISATIONS), 1)
    ]


def _codes(conference: Conference) -> list[str]:
    """The codes of the guests' tickets, in the order in which they registered."""
    query = (
        select(Credential)
        .join(Registration, Registration.uid == Credential.subject)
        .where(Credential.purpose == Purpose.TICKET, Registration.conference_id == conference.id)
        .order_by(Registration.seq)
    )
    return [credentials.code_of(found) for found in db.session.scalars(query)]
