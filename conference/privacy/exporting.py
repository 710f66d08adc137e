"""All that is kept of a person, for them to read and to take along (GDPR articles 15 and 20)."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, or_, select

from conference import clock
from conference.accounts.models import Account
from conference.audit.models import AuditEntry
from conference.calendar.models import PersonalFeed
from conference.checkin import words as door_words
from conference.checkin.models import CheckinList, Scan
from conference.checkin.organise import words as reading_words
from conference.db import db
from conference.language import language, said
from conference.mail.letters import title_of
from conference.mail.models import Letter
from conference.privacy import people, words
from conference.privacy.people import Person
from conference.programme.models import Presenter, Wish, WorkshopPlace
from conference.programme.rules import title_of as title_of_session
from conference.programme.uploads import service as files
from conference.registration import consents
from conference.registration.attendees import acts
from conference.registration.attendees import words as attendee_words
from conference.registration.words import KINDS

Record = dict[str, Any]


@dataclass(frozen=True)
class Section:
    """One sort of rows, each as what it says by name."""

    key: str
    title: LazyString
    records: list[Record]


def export(person: Person) -> list[Section]:
    """Everything about them, sort by sort; a sort of which there is nothing is left out."""
    sorts = (
        ("places", _("Your places"), _places),
        ("needs", _("Food and access"), _needs),
        ("consents", _("What you agreed to"), _consents),
        ("workshops", _("Workshops"), _workshops),
        ("invitations", _("Invitations"), _invitations),
        ("presenting", _("As a presenter"), _presenting),
        ("sessions", _("Your sessions"), _sessions),
        ("wishes", _("What you asked the organisers for"), _wishes),
        ("files", _("Your slides and other files"), _files),
        ("lists", _("Lists of the pact that you are on"), _lists),
        ("letters", _("Letters we have written to you"), _letters),
        ("suppressions", _("Your wish for no more invitations"), _suppressions),
        ("scans", _("When your ticket was read"), _scans),
        ("calendars", _("The addresses of your own calendar"), _calendars),
        ("accounts", _("Your account as one of the staff"), _accounts),
        ("accesses", _("What was done with your data, and by whom"), _accesses),
        ("listings", _("Lists with you on them that staff have opened"), _listings),
    )
    sections = [Section(key, title, list(make(person))) for key, title, make in sorts]
    return [section for section in sections if section.records]


def to_json(sections: Iterable[Section]) -> Record:
    """The same as plain values."""
    return {
        "exported_at": clock.real_now().isoformat(timespec="seconds"),
        **{section.key: [_plain(record) for record in section.records] for section in sections},
    }


def _places(person: Person) -> Iterator[Record]:
    for place in person.registrations:
        yield {
            "conference": said(place.conference, "title"),
            "name": place.name,
            "email": place.email,
            "organisation": place.organisation,
            "comes_as": _word(KINDS, place.kind),
            "state": _word(attendee_words.STATES, place.state),
            "reason": _word(attendee_words.REASONS, place.reason),
            "number": place.seq,
            "language": attendee_words.LANGUAGES[place.language],
            "badge_name": place.badge_name,
            "in_group": place.party_id is not None,
            "created_at": place.created_at,
            "changed_at": place.changed_at,
            "cancelled_at": place.cancelled_at,
        }


def _needs(person: Person) -> Iterator[Record]:
    for place in person.registrations:
        told = consents.find_needs(place)
        if told is not None:
            yield {
                "diet": told.diet,
                "access_needs": told.access_needs,
                "created_at": told.created_at,
                "changed_at": told.changed_at,
            }


def _consents(person: Person) -> Iterator[Record]:
    for place in person.registrations:
        for consent in place.consents:
            yield {
                "about": _word(words.CONSENTS, consent.about),
                "wording": date.fromisoformat(consent.version),
                "given_at": consent.given_at,
                "withdrawn_at": consent.withdrawn_at,
            }


def _workshops(person: Person) -> Iterator[Record]:
    query = select(WorkshopPlace).where(WorkshopPlace.registration_id.in_(_ids(person)))
    for place in db.session.scalars(query.order_by(WorkshopPlace.id)):
        yield {
            "title": title_of_session(place.session, language()),
            "state": _word(attendee_words.STATES, place.state),
            "created_at": place.created_at,
        }


def _invitations(person: Person) -> Iterator[Record]:
    for invitation in person.invitations:
        yield {
            "conference": said(invitation.conference, "title"),
            "name": invitation.name,
            "email": invitation.email,
            "organisation": invitation.organisation,
            "answer": _word(words.ANSWERS, invitation.answer),
            "reply_by": invitation.reply_by,
            "created_at": invitation.created_at,
        }


def _presenting(person: Person) -> Iterator[Record]:
    for presenter in person.presenters:
        yield {
            "conference": said(presenter.conference, "title"),
            "name": presenter.name,
            "email": presenter.email,
            "organisation": presenter.organisation,
            "availability": _availability(presenter),
            "photo": said(presenter, "photo_alt") if presenter.photo else None,
            "recording_consent_at": presenter.recording_consent_at,
            "publication_consent_at": presenter.publication_consent_at,
            "created_at": presenter.created_at,
        }


def _availability(presenter: Presenter) -> str:
    if presenter.is_always_free and not presenter.availability_note:
        return ""
    hours = (*(f"- {half}" for half in presenter.cannot), *(f"? {half}" for half in presenter.rather_not))
    return ", ".join((*hours, *filter(None, [presenter.availability_note])))


def _sessions(person: Person) -> Iterator[Record]:
    for session in dict.fromkeys(chain.from_iterable(each.sessions for each in person.presenters)):
        yield {
            "session": title_of_session(session, language()),
            "abstract_da": session.abstract_da,
            "abstract_en": session.abstract_en,
            "equipment_note": session.equipment_note,
            "created_at": session.created_at,
        }


def _wishes(person: Person) -> Iterator[Record]:
    query = select(Wish).where(Wish.presenter_id.in_([presenter.id for presenter in person.presenters]))
    for wish in db.session.scalars(query.order_by(Wish.id)):
        yield {"text": wish.text, "answer": wish.answer, "created_at": wish.created_at}


def _files(person: Person) -> Iterator[Record]:
    for presenter in person.presenters:
        for file in files.list_files(presenter):
            yield {"name": file.filename, "size": file.size, "created_at": file.created_at}


def _lists(person: Person) -> Iterator[Record]:
    for ambassador in person.ambassadors:
        yield {
            "list": str(_("Technology ambassadors")),
            "name": ambassador.name,
            "email": ambassador.email,
            "organisation": ambassador.organisation,
            "created_at": ambassador.created_at,
        }
    for member in person.project_people:
        yield {"list": str(_("People of projects")), "name": member.name, "email": member.email}


def _letters(person: Person) -> Iterator[Record]:
    theirs: ColumnElement[bool] = Letter.subject.in_(person.uids)
    if person.address is not None:
        theirs |= people.is_written_to(person.address)
    for letter in db.session.scalars(select(Letter).where(theirs).order_by(Letter.id)):
        yield {
            "title": title_of(letter),
            "to": letter.to,
            "created_at": letter.created_at,
            "sent_at": letter.sent_at,
            "state": _word(attendee_words.LETTERS, letter.state),
        }


def _suppressions(person: Person) -> Iterator[Record]:
    for wish in person.suppressions:
        yield {"email": wish.email_folded, "created_at": wish.created_at}


def _scans(person: Person) -> Iterator[Record]:
    query = select(Scan, CheckinList).join(CheckinList, Scan.list_id == CheckinList.id)
    query = query.where(Scan.registration_id.in_(_ids(person))).order_by(Scan.corrected_at, Scan.id)
    for scan, door_list in db.session.execute(query):
        yield {
            "at": scan.corrected_at,
            "list": said(door_list, "name"),
            "direction": _word(reading_words.DIRECTIONS, scan.direction),
            "verdict": _word(door_words.VERDICTS, scan.verdict),
            "undone_at": scan.undone_at,
            "settled_as": _word(reading_words.ANSWERS, scan.settled_as),
        }


def _calendars(person: Person) -> Iterator[Record]:
    query = select(PersonalFeed).where(PersonalFeed.owner.in_(person.uids)).order_by(PersonalFeed.id)
    for feed in db.session.scalars(query):
        yield {
            "name": feed.name,
            "created_at": feed.created_at,
            "used_on": feed.used_on,
            "stopped_at": feed.stopped_at,
        }


def _accounts(person: Person) -> Iterator[Record]:
    for account in person.accounts:
        yield {
            "email": account.email,
            "name": account.name,
            "roles": ", ".join(_word(words.ROLES, held.role) for held in account.roles),
            "created_at": account.created_at,
            "closed_at": account.disabled_at,
        }


def _accesses(person: Person) -> Iterator[Record]:
    """Each line of the audit about them: staff by their role, since their names are theirs.

    What a presenter did is written down of the session, and what came of a conflict at the door, of the scan.
    """
    uids = [*person.uids, *(account.uid for account in person.accounts)]
    sessions = [session.uid for presenter in person.presenters for session in presenter.sessions]
    as_presenter = AuditEntry.detail["presenter"].as_string().in_(uids)
    about_them = or_(
        AuditEntry.subject.in_(uids),
        AuditEntry.subject.in_(select(Scan.id).where(Scan.registration_id.in_(_ids(person)))),
        AuditEntry.subject.in_(sessions) & as_presenter,
    )
    entries = db.session.scalars(select(AuditEntry).where(about_them).order_by(AuditEntry.id)).all()
    roles = roles_of(entry.by for entry in entries)
    for entry in entries:
        yield {"at": entry.at, "what": acts.said(entry), "by": acts.doer(entry.by, roles)}


def _listings(person: Person) -> Iterator[Record]:
    """How often each list was opened since they stood on it; a list is one line, and names nobody."""
    for place in person.registrations:
        query = select(AuditEntry).where(AuditEntry.subject.is_(None), AuditEntry.act.in_(words.LISTINGS))
        entries = [
            entry
            for entry in db.session.scalars(query.order_by(AuditEntry.id))
            if entry.detail.get("conference") == place.conference.slug
            and entry.at >= place.created_at - (clock.now() - clock.real_now())
        ]
        roles = roles_of(entry.by for entry in entries)
        counted = Counter((entry.act, acts.doer(entry.by, roles)) for entry in entries)
        for (act, by), times in sorted(counted.items()):
            yield {"list": _word(words.LISTINGS, act), "by": by, "times": times}


def roles_of(actors: Iterable[str]) -> dict[str, str]:
    """What each of the staff whom audit names so is here, in words; an account that is gone is of no role."""
    uids = {actor.partition(":")[2]: actor for actor in actors if actor.startswith("staff:")}
    accounts = db.session.scalars(select(Account).where(Account.uid.in_(uids)))
    found = {
        uids[account.uid]: ", ".join(dict.fromkeys(_word(words.ROLES, held.role) for held in account.roles))
        for account in accounts
    }
    return {actor: found.get(actor) or str(_("staff")) for actor in uids.values()}


def _ids(person: Person) -> list[int]:
    return [place.id for place in person.registrations]


def _word(among: dict[Any, LazyString], value: Any) -> str:
    return "" if value is None else str(among.get(value, value))


def _plain(record: Record) -> Record:
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in record.items()}
