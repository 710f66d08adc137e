"""Portraits, slides and recordings as the public may have them: released, and only while people agree."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from conference.db import db
from conference.errors import NotFound
from conference.language import said
from conference.programme.document import Document, Entry, File, Person
from conference.programme.models import Presenter, Programme, Session, SessionFile, State
from conference.programme.rules import LIVE
from conference.registration.models import Conference


@dataclass(frozen=True)
class Picture:
    """A portrait: the name it is stored by, and what it shows."""

    stored: str
    alt: str


def list_pictures(people: Iterable[Person]) -> dict[str, Picture]:
    """The portraits of those who have one, agree to its use and still present something, by code."""
    uids = [person.uid for person in people]
    if not uids:
        return {}
    query = select(Presenter).where(
        Presenter.uid.in_(uids),
        Presenter.photo.is_not(None),
        Presenter.publication_consent_at.is_not(None),
        Presenter.sessions.any(Session.state.in_(LIVE)),
    )
    return {
        presenter.code: Picture(presenter.photo or "", said(presenter, "photo_alt"))
        for presenter in db.session.scalars(query)
    }


def get_picture(document: Document, code: str) -> Picture:
    """A released presenter's portrait. Raises NotFound."""
    person = document.people.get(code)
    found = list_pictures([person]).get(code) if person else None
    if found is None:
        raise NotFound(_("There is no such picture."))
    return found


def list_files(entry: Entry) -> tuple[File, ...]:
    """The released files of a session whose givers still agree, and still present it."""
    if not entry.files or entry.is_cancelled:
        return ()
    agreed = {file.code for file in _agreed([file.code for file in entry.files])}
    return tuple(file for file in entry.files if file.code in agreed)


def get_file(document: Document, code: str, file_code: str) -> SessionFile:
    """A released file of a session. Raises NotFound."""
    entry = document.by_code.get(code)
    if entry and not entry.is_cancelled and any(file.code == file_code for file in entry.files):
        for found in _agreed([file_code]):
            return found
    raise NotFound(_("There is no such file."))


def as_agreed(document: Document, conference: Conference) -> Document:
    """The document without leave to record where a presenter has taken it back since."""
    query = select(Presenter.uid).where(
        Presenter.conference_id == conference.id, Presenter.recording_consent_at.is_not(None)
    )
    agree = set(db.session.scalars(query))
    entries = (
        replace(entry, may_record=entry.may_record and all(each.uid in agree for each in entry.presenters))
        for entry in document.entries
    )
    return replace(document, entries=tuple(entries))


def consents_changed_at(conference: Conference) -> datetime | None:
    """When somebody last agreed to be recorded, or took that back."""
    query = select(Programme.consents_changed_at).filter_by(conference_id=conference.id)
    return db.session.scalar(query)


def _agreed(codes: list[str]) -> list[SessionFile]:
    query = (
        select(SessionFile)
        .join(SessionFile.presenter)
        .join(SessionFile.session)
        .where(
            SessionFile.code.in_(codes),
            Presenter.publication_consent_at.is_not(None),
            Session.state == State.CONFIRMED,
            Session.presenters.any(Presenter.id == SessionFile.presenter_id),
        )
    )
    return list(db.session.scalars(query))
