"""All that is kept of a person, for them to read and to take along (GDPR articles 15 and 20)."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from sqlalchemy import select

from conference import clock
from conference.accounts.models import Account
from conference.accounts.rules import Role
from conference.audit.models import AuditEntry
from conference.calendar.models import PersonalFeed
from conference.checkin import words as door_words
from conference.checkin.models import CheckinList, Scan
from conference.db import db
from conference.language import language, said
from conference.mail.letters import title_of
from conference.mail.models import Letter
from conference.privacy.people import Person
from conference.programme.models import Presenter, Wish, WorkshopPlace
from conference.programme.rules import title_of as title_of_session
from conference.programme.uploads import service as files
from conference.registration import consents
from conference.registration.attendees import acts
from conference.registration.attendees import words as attendee_words
from conference.registration.models import About, Answer
from conference.registration.words import KINDS

Record = dict[str, Any]


@dataclass(frozen=True)
class Section:
    """One sort of rows, each as what it says by name."""

    key: str
    records: list[Record]


TITLES = {
    "places": _("Your places"),
    "needs": _("Food and access"),
    "consents": _("What you agreed to"),
    "workshops": _("Workshops"),
    "invitations": _("Invitations"),
    "presenting": _("As a presenter"),
    "wishes": _("What you asked the organisers for"),
    "files": _("Your slides and other files"),
    "lists": _("Lists of the pact that you are on"),
    "letters": _("Letters we have written to you"),
    "scans": _("When your ticket was read"),
    "calendars": _("The addresses of your own calendar"),
    "accesses": _("What was done with your data, and by whom"),
    "listings": _("Lists with you on them that staff have opened"),
}
LABELS = {
    "at": _("When"),
    "what": _("What"),
    "by": _("Who"),
    "conference": _("Conference"),
    "name": _("Name"),
    "email": _("E-mail"),
    "organisation": _("Workplace"),
    "comes_as": _("You come as"),
    "state": _("State"),
    "number": _("Number in the order of registration"),
    "language": _("Language"),
    "badge_name": _("Name on the badge"),
    "in_group": _("Came with a group"),
    "created_at": _("Since"),
    "changed_at": _("Last changed"),
    "cancelled_at": _("Cancelled"),
    "diet": _("Food and allergies"),
    "access_needs": _("What you need to take part"),
    "about": _("About"),
    "wording": _("Wording of"),
    "given_at": _("Given"),
    "withdrawn_at": _("Taken back"),
    "title": _("Title"),
    "answer": _("Answer"),
    "reply_by": _("Reply by"),
    "availability": _("When you can be on stage"),
    "photo": _("What your photo shows"),
    "recording_consent_at": _("Agreed to be recorded"),
    "publication_consent_at": _("Agreed to publication"),
    "sessions": _("Sessions"),
    "text": _("Text"),
    "size": _("Bytes"),
    "list": _("List"),
    "to": _("To"),
    "sent_at": _("Sent"),
    "verdict": _("What the door said"),
    "used_on": _("Last used"),
    "stopped_at": _("Stopped"),
    "times": _("Times"),
}
_CONSENTS = {**attendee_words.CONSENTS, About.NEEDS: _("Food and access")}
_ANSWERS = {
    Answer.SILENT: _("No answer yet"),
    Answer.YES: _("Yes"),
    Answer.NO: _("No"),
    Answer.LAPSED: _("No answer in time"),
    Answer.WITHDRAWN: _("Taken back by the organisers"),
}
_ROLES = {
    Role.ADMIN: _("an administrator"),
    Role.ORGANISER: _("an organiser"),
    Role.PROGRAMME: _("somebody who plans the programme"),
    Role.DOOR: _("staff at the door"),
    Role.CARE: _("who looks after food and access"),
    Role.VIEWER: _("staff who may look but change nothing"),
}
_LISTINGS = {
    "registration.list": _("List of attendees"),
    "registration.export": _("List of attendees, as a file"),
    "registration.queue": _("Waiting list"),
    "participants.list": _("List of participants"),
    "badges.print": _("Badges, printed"),
    "needs.names": _("List of needs"),
}


def export(person: Person) -> list[Section]:
    """Everything about them, sort by sort; a sort of which there is nothing is left out."""
    makers = {
        "places": _places,
        "needs": _needs,
        "consents": _consents,
        "workshops": _workshops,
        "invitations": _invitations,
        "presenting": _presenting,
        "wishes": _wishes,
        "files": _files,
        "lists": _lists,
        "letters": _letters,
        "scans": _scans,
        "calendars": _calendars,
        "accesses": _accesses,
        "listings": _listings,
    }
    sections = [Section(key, list(make(person))) for key, make in makers.items()]
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
                "about": _word(_CONSENTS, consent.about),
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
            "answer": _word(_ANSWERS, invitation.answer),
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
            "sessions": ", ".join(title_of_session(each, language()) for each in presenter.sessions),
            "created_at": presenter.created_at,
        }


def _availability(presenter: Presenter) -> str:
    if presenter.is_always_free and not presenter.availability_note:
        return ""
    hours = (*(f"- {half}" for half in presenter.cannot), *(f"? {half}" for half in presenter.rather_not))
    return ", ".join((*hours, *filter(None, [presenter.availability_note])))


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
    for letter in db.session.scalars(
        select(Letter).where(Letter.subject.in_(person.uids)).order_by(Letter.id)
    ):
        yield {
            "title": title_of(letter),
            "to": letter.to,
            "created_at": letter.created_at,
            "sent_at": letter.sent_at,
            "state": _word(attendee_words.LETTERS, letter.state),
        }


def _scans(person: Person) -> Iterator[Record]:
    query = select(Scan, CheckinList).join(CheckinList, Scan.list_id == CheckinList.id)
    query = query.where(Scan.registration_id.in_(_ids(person))).order_by(Scan.corrected_at, Scan.id)
    for scan, door_list in db.session.execute(query):
        yield {
            "at": scan.corrected_at,
            "list": said(door_list, "name"),
            "verdict": _word(door_words.VERDICTS, scan.verdict),
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


def _accesses(person: Person) -> Iterator[Record]:
    """Each line of the audit about them: staff by their role, since their names are theirs."""
    query = select(AuditEntry).where(AuditEntry.subject.in_(person.uids)).order_by(AuditEntry.id)
    entries = db.session.scalars(query).all()
    roles = roles_of(entry.by for entry in entries)
    for entry in entries:
        yield {"at": entry.at, "what": acts.said(entry), "by": acts.doer(entry.by, roles)}


def _listings(person: Person) -> Iterator[Record]:
    """How often each list was opened since they stood on it; a list is one line, and names nobody."""
    for place in person.registrations:
        query = select(AuditEntry).where(AuditEntry.subject.is_(None), AuditEntry.act.in_(_LISTINGS))
        entries = [
            entry
            for entry in db.session.scalars(query.order_by(AuditEntry.id))
            if entry.detail.get("conference") == place.conference.slug
            and entry.at >= place.created_at - (clock.now() - clock.real_now())
        ]
        roles = roles_of(entry.by for entry in entries)
        counted = Counter((entry.act, acts.doer(entry.by, roles)) for entry in entries)
        for (act, by), times in sorted(counted.items()):
            yield {"list": _word(_LISTINGS, act), "by": by, "times": times}


def roles_of(actors: Iterable[str]) -> dict[str, str]:
    """What each of the staff whom audit names so is here, in words; an account that is gone is of no role."""
    uids = {actor.partition(":")[2]: actor for actor in actors if actor.startswith("staff:")}
    accounts = db.session.scalars(select(Account).where(Account.uid.in_(uids)))
    found = {
        uids[account.uid]: ", ".join(dict.fromkeys(_word(_ROLES, held.role) for held in account.roles))
        for account in accounts
    }
    return {actor: found.get(actor) or str(_("staff")) for actor in uids.values()}


def _ids(person: Person) -> list[int]:
    return [place.id for place in person.registrations]


def _word(words: dict[Any, LazyString], value: Any) -> str:
    return str(words.get(value, value))


def _plain(record: Record) -> Record:
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in record.items()}
