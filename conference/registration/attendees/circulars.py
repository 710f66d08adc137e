"""A letter of the organisers' own to all whom a filter finds: each reader gets it once."""

from collections import Counter
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import func, select

from conference import clock
from conference.db import db
from conference.errors import NotFound
from conference.mail import service as mail
from conference.mail.models import Letter
from conference.mail.service import Reader
from conference.registration.attendees import rules
from conference.registration.attendees.answers import Words
from conference.registration.attendees.listing import Filter, matching
from conference.registration.models import Circular, Conference, Registration, State
from conference.registration.rules import no_such_page
from conference.registration.seats import lock_seats

LETTER = "registration.circular"


@dataclass(frozen=True)
class Recipients:
    """Whom a filter finds, and who reads what is written to them."""

    #: How many attendees it finds.
    found: int
    #: Each once, also who reads for others of their party.
    readers: list[Reader]
    #: Names of those for whom nobody reads.
    unreached: list[str]

    @property
    def by_language(self) -> dict[str, int]:
        return dict(Counter(reader.language for reader in self.readers))

    @property
    def version(self) -> str:
        """Changes with everyone who comes or goes, or reads at another address or in another language."""
        lines = sorted(f"{reader.subject} {reader.to} {reader.language}" for reader in self.readers)
        return sha256("\n".join(lines).encode()).hexdigest()[:32]


def find_recipients(conference: Conference, wanted: Filter) -> Recipients:
    """In two questions to the database; who has given up their place is left out, unless asked for."""
    conditions = matching(conference, wanted)
    if wanted.state is None:
        conditions.append(Registration.state != State.CANCELLED)
    query = select(*_SAID).where(*conditions).order_by(Registration.sort_key, Registration.id)
    people = db.session.execute(query).all()
    contacts = _contacts(conference) if any(person.email is None for person in people) else {}
    readers: dict[str, Reader] = {}
    unreached = []
    for person in people:
        reads = person if person.email else contacts.get(person.party_id)
        if reads is None:
            unreached.append(person.name)
        else:
            readers[reads.uid] = Reader(reads.email, reads.name, reads.language, subject=reads.uid)
    return Recipients(len(people), list(readers.values()), unreached)


def send(
    conference: Conference, wanted: Filter, words: Words, *, key: str, seen: str, by: str
) -> tuple[Circular, bool]:
    """Write the letter to each reader; the letter, and whether it is new: the same key twice is one letter.

    Raises SentAlready, RecipientsChanged or NobodyReads, in this order.
    """
    lock_seats(conference)
    known = db.session.scalar(select(Circular).filter_by(uid=key))
    if known is not None:
        rules.check_same(known, conference, words, wanted.words)
        return known, False
    recipients = find_recipients(conference, wanted)
    has_words = all(words.subject(each) and words.text(each) for each in recipients.by_language)
    rules.check_recipients(len(recipients.readers), is_as_seen=recipients.version == seen and has_words)
    circular = Circular(
        uid=key,
        conference_id=conference.id,
        filter=wanted.words,
        recipients=len(recipients.readers),
        by=by,
        created_at=clock.now(),
        **vars(words),
    )
    db.session.add(circular)
    db.session.flush()
    facts = {"circular": circular.uid, "title": circular.subject_da or circular.subject_en}
    mail.write_to_all(LETTER, recipients.readers, facts=facts)
    return circular, True


def list_circulars(conference: Conference) -> list[Circular]:
    """Those that were sent, the latest first."""
    query = select(Circular).filter_by(conference_id=conference.id)
    return list(db.session.scalars(query.order_by(Circular.id.desc())))


def get_circular(conference: Conference, uid: str) -> Circular:
    """Raises NotFound."""
    found = db.session.scalar(select(Circular).filter_by(conference_id=conference.id, uid=uid))
    if found is None:
        raise NotFound(no_such_page())
    return found


def count_letters(circular: Circular) -> dict[str, int]:
    """How many of its letters wait, are sent, and have failed."""
    is_sent, is_failed = Letter.sent_at.is_not(None), Letter.given_up_at.is_not(None)
    query = select(
        func.count(),
        func.count().filter(is_sent),
        func.count().filter(is_failed),
    ).where(Letter.name == LETTER, Letter.facts["circular"].as_string() == circular.uid)
    written, sent, failed = db.session.execute(query).one()
    return {"waiting": written - sent - failed, "sent": sent, "failed": failed}


_SAID = (
    Registration.uid,
    Registration.name,
    Registration.email,
    Registration.language,
    Registration.party_id,
)


def _contacts(conference: Conference) -> dict[int | None, Any]:
    """By party, who reads for those without an address; the latest, where it was handed over."""
    query = select(*_SAID).where(
        Registration.conference_id == conference.id, Registration.is_contact, Registration.email.is_not(None)
    )
    return {row.party_id: row for row in db.session.execute(query.order_by(Registration.id))}
