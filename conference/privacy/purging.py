"""What has been kept long enough goes: deleted, or made a number without a name. Twice is once."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, cast
from uuid import uuid4

from sqlalchemy import ColumnElement, CursorResult, Executable, Select, delete, or_, select, update

from conference.accounts.models import Account, SignInLink, StaffSession
from conference.audit.models import AuditEntry
from conference.calendar.models import PersonalFeed
from conference.checkin.models import CheckinList, Device, Scan
from conference.credentials import Credential, Purpose
from conference.db import Base, afterwards, db
from conference.mail.models import Letter
from conference.privacy import rules
from conference.privacy.rules import AsOf
from conference.programme.models import (
    Ambassador,
    Presenter,
    Project,
    ProjectPerson,
    Release,
    Session,
    SessionFile,
    Wish,
)
from conference.programme.uploads import service as files
from conference.registration.models import (
    Circular,
    Conference,
    Consent,
    Invitation,
    Needs,
    Registration,
)

#: What stands in place of a name.
NOBODY = "–"


def forget_needs(as_of: AsOf) -> int:
    """Delete what was told of food and access for conferences that ended or were called off 30 days ago."""
    long_ago = as_of.trade - rules.NEEDS_KEPT
    is_over = or_(Conference.ends_at <= long_ago, Conference.called_off_at <= long_ago)
    old = select(Registration.id).join(Conference).where(is_over)
    return _count(delete(Needs).where(Needs.registration_id.in_(old)))


def forget_letters(as_of: AsOf) -> int:
    """Delete the letters about a conference's people with their names, and any that is a year old."""
    deleted = 0
    for conference in _past(as_of):
        for circular in db.session.scalars(select(Circular).filter_by(conference_id=conference.id)):
            circular.filter = {}  # it may say whose name was searched for
        for uids in _uids_of(conference):
            deleted += delete_letters(Letter.subject.in_(uids))
    return deleted + delete_letters(Letter.created_at <= as_of.machine - rules.LETTERS_KEPT)


def forget_feeds(as_of: AsOf) -> int:
    """Delete the addresses of people's own calendars with their names."""
    return sum(
        _delete_feeds(PersonalFeed.owner.in_(uids))
        for conference in _past(as_of)
        for uids in _uids_of(conference)
    )


def forget_codes(as_of: AsOf) -> int:
    """Delete the links and tickets of past conferences, and those of erased people."""
    deleted = sum(
        _count(delete(Credential).where(Credential.subject.in_(uids)))
        for conference in _past(as_of)
        for uids in _uids_of(conference)
    )
    lives = select(Registration.id).where(Registration.uid == Credential.subject).exists()
    erased = (Credential.purpose == Purpose.TICKET, Credential.stopped_at.is_not(None), ~lives)
    old = Credential.stopped_at <= as_of.trade - rules.STOPPED_TICKETS_KEPT
    return deleted + _count(delete(Credential).where(*erased, old))


def forget_consents(as_of: AsOf) -> int:
    """Delete what people agreed to, with their names."""
    places = select(Registration.id).where(Registration.conference_id.in_(_past_ids(as_of)))
    return _count(delete(Consent).where(Consent.registration_id.in_(places)))


def blank_invitations(as_of: AsOf) -> int:
    """Keep how the invited answered, and not who they were; under an identity that nothing points to."""
    return _blank(Invitation, _nobody_invited, as_of)


def blank_places(as_of: AsOf) -> int:
    """Keep how many came, as what, from which partner and when; under an identity that nothing points to."""
    return _blank(Registration, _nobody, as_of)


def blank_scans(as_of: AsOf) -> int:
    """Keep who was read where and when as numbers, and no trace of the ticket."""
    lists = select(CheckinList.id).where(CheckinList.conference_id.in_(_past_ids(as_of)))
    old = (Scan.list_id.in_(lists), Scan.lookup != "")
    readings = db.session.scalars(select(Scan).where(*old, Scan.first.is_not(None)))
    for scan in readings.all():
        scan.first = {**(scan.first or {}), "device": NOBODY}
    db.session.flush()
    return _count(update(Scan).where(*old).values(lookup=""))


def blank_devices(as_of: AsOf) -> int:
    """Phones keep a number: their names are mostly their owners'."""
    old = select(Device).where(
        Device.conference_id.in_(_past_ids(as_of)), ~Device.name.startswith(f"{NOBODY} ")
    )
    devices = db.session.scalars(old.order_by(Device.id)).all()
    for device in devices:
        device.name = f"{NOBODY} {device.id}"
    db.session.flush()
    return len(devices)


def forget_presenters(as_of: AsOf) -> int:
    """Delete who never was on a released programme; of the others keep what was released."""
    forgotten = 0
    for conference in _past(as_of):
        released = _released(conference)
        for presenter in db.session.scalars(select(Presenter).filter_by(conference_id=conference.id)).all():
            forgotten += _strip(presenter) if presenter.uid in released else _remove(presenter)
    return forgotten


def forget_uploads(as_of: AsOf) -> int:
    """Delete portraits and slides that nobody agreed to have published."""
    kept_back = (Presenter.conference_id.in_(_past_ids(as_of)), Presenter.publication_consent_at.is_(None))
    owners = db.session.scalars(select(Presenter).where(*kept_back).order_by(Presenter.id)).all()
    deleted = 0
    for presenter in owners:
        deleted += drop_uploads(presenter)
    return deleted


def forget_ambassadors(as_of: AsOf) -> int:
    """Delete those whom nobody has looked after for years."""
    old = select(Ambassador).where(Ambassador.changed_at <= as_of.trade - rules.PACT_KEPT)
    ambassadors = db.session.scalars(old).all()
    for ambassador in ambassadors:
        remove_ambassador(ambassador)
    return len(ambassadors)


def forget_project_people(as_of: AsOf) -> int:
    """Delete the people of old projects; the projects themselves stay."""
    old = select(Project.id).where(Project.changed_at <= as_of.trade - rules.PACT_KEPT)
    return _count(delete(ProjectPerson).where(ProjectPerson.project_id.in_(old)))


def forget_accounts(as_of: AsOf) -> int:
    """Delete accounts that have been closed for a year, with all that hangs on them."""
    query = select(Account.id).where(Account.disabled_at <= as_of.machine - rules.ACCOUNTS_KEPT)
    old = db.session.scalars(query).all()
    for table in Base.metadata.tables.values():
        for column in table.columns:
            if any(key.target_fullname == "account.id" for key in column.foreign_keys):
                db.session.execute(table.delete().where(column.in_(old)))
    uids = select(Account.uid).where(Account.id.in_(old))
    db.session.execute(delete(Credential).where(Credential.subject.in_(uids)))
    return _count(delete(Account).where(Account.id.in_(old)))


def forget_sessions(as_of: AsOf) -> int:
    """Delete old staff sessions and one-time links."""
    long_ago = as_of.machine - rules.SESSIONS_KEPT
    links = delete(SignInLink).where(SignInLink.created_at <= long_ago)
    return _count(delete(StaffSession).where(StaffSession.last_seen_at <= long_ago)) + _count(links)


def forget_audit(as_of: AsOf) -> int:
    """Delete what was written down a year ago: the one deed in the house that takes a line away.

    The runs themselves stay: they tell of nobody, and show that what should go went.
    """
    old = (AuditEntry.at <= as_of.machine - rules.AUDIT_KEPT, AuditEntry.act != rules.PURGE)
    return _count(delete(AuditEntry).where(*old))


def drop_uploads(presenter: Presenter) -> int:
    """Delete somebody's portrait and slides, from the disk as soon as that is certain; tells how many."""
    given = db.session.scalars(select(SessionFile).filter_by(presenter_id=presenter.id)).all()
    for file in given:
        files.forget(file)
    photo = files.drop_photo(presenter) if presenter.photo else None
    if photo:
        afterwards(partial(files.remove, photo))
    return len(given) + bool(photo)


def remove_ambassador(ambassador: Ambassador) -> None:
    """Take an ambassador off the list; the sessions made for them stay."""
    db.session.execute(
        update(Session).where(Session.ambassador_id == ambassador.id).values(ambassador_id=None)
    )
    db.session.delete(ambassador)
    db.session.flush()


def delete_about(uids: Sequence[str]) -> None:
    """Delete the letters, calendars and links of these; tickets stay as hashes until phones have heard."""
    delete_letters(Letter.subject.in_(uids))
    _delete_feeds(PersonalFeed.owner.in_(uids))
    of_them = (Credential.subject.in_(uids), Credential.purpose != Purpose.TICKET)
    db.session.execute(delete(Credential).where(*of_them))


def delete_letters(which: ColumnElement[bool]) -> int:
    """Delete letters, and the links in them that stop further ones."""
    uids = select(Letter.uid).where(which)
    links = (Credential.purpose == Purpose.UNSUBSCRIBE, Credential.subject.in_(uids))
    db.session.execute(delete(Credential).where(*links))
    return _count(delete(Letter).where(which))


def _delete_feeds(which: ColumnElement[bool]) -> int:
    uids = select(PersonalFeed.uid).where(which)
    db.session.execute(delete(Credential).where(Credential.subject.in_(uids)))
    return _count(delete(PersonalFeed).where(which))


def _past(as_of: AsOf) -> list[Conference]:
    """The conferences whose people are numbers by now."""
    ended = select(Conference).where(Conference.ends_at < as_of.trade).order_by(Conference.id)
    return [each for each in db.session.scalars(ended) if rules.places_kept_until(each) <= as_of.trade]


def _past_ids(as_of: AsOf) -> list[int]:
    return [conference.id for conference in _past(as_of)]


def _uids_of(conference: Conference) -> list[Select[str]]:
    """Whatever of its people letters, calendars and links hang on."""
    return [
        select(kind.uid).where(kind.conference_id == conference.id)
        for kind in (Registration, Invitation, Presenter)
    ]


def _blank(
    kind: type[Registration] | type[Invitation], nobody: Callable[[], dict[str, Any]], as_of: AsOf
) -> int:
    old = select(kind.id).where(kind.conference_id.in_(_past_ids(as_of)), kind.name != NOBODY)
    rows = [{"id": key, **nobody()} for key in db.session.scalars(old.order_by(kind.id))]
    if rows:
        db.session.execute(update(kind), rows)
    return len(rows)


def _nobody_invited() -> dict[str, Any]:
    uid = uuid4().hex
    return {
        "uid": uid,
        "name": NOBODY,
        "email": "",
        "email_folded": uid,  # no two that are silent share one
        "organisation": "",
        "sort_key": "",
    }


def _nobody() -> dict[str, Any]:
    return {
        "uid": uuid4().hex,
        "name": NOBODY,
        "email": None,
        "email_folded": None,
        "organisation": "",
        "badge_name": None,
        "search_text": "",
        "double_key": None,
        "sort_key": "",
        "form_key": None,
        "entry_uid": str(uuid4()),
    }


def _released(conference: Conference) -> set[str]:
    """The uids of all who ever stood on its released programme."""
    documents = db.session.scalars(select(Release.document).filter_by(conference_id=conference.id))
    return {
        person["uid"]
        for document in documents
        for entry in document["entries"]
        for person in entry["presenters"]
    }


def _strip(presenter: Presenter) -> int:
    """Keep name, workplace and what they agreed to have published; 0 when it is so already."""
    wishes = _count(delete(Wish).where(Wish.presenter_id == presenter.id))
    is_known = presenter.email is not None or presenter.registration_id is not None or bool(wishes)
    presenter.email = presenter.email_folded = presenter.registration = None
    presenter.cannot, presenter.rather_not, presenter.availability_note = [], [], ""
    db.session.flush()
    return int(is_known)


def _remove(presenter: Presenter) -> int:
    drop_uploads(presenter)
    db.session.delete(presenter)
    db.session.flush()
    return 1


def _count(statement: Executable) -> int:
    return cast(CursorResult[Any], db.session.execute(statement)).rowcount
