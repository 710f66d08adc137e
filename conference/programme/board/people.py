"""Presenters as organisers see to them: put right what is known of somebody, and send their link again."""

from flask_babel import gettext as _
from sqlalchemy import select

from conference import clock, credentials, names
from conference.credentials import Purpose
from conference.db import db
from conference.errors import Conflict, NotFound
from conference.mail import service as mail
from conference.programme import plan, telling
from conference.programme.answers import Person
from conference.programme.models import Presenter, Session
from conference.registration import service as registrations
from conference.registration.answers import Correction


class AddressTaken(Conflict):
    """Somebody else has this address."""

    code = "address_taken"


def find_presenter(session: Session, code: str) -> Presenter:
    """One of the session's presenters, by public code. Raises NotFound."""
    found = next((each for each in session.presenters if each.code == code), None)
    if found is None:
        raise NotFound(_("Nobody of this session is known by that."))
    return found


def correct(presenter: Presenter, person: Person) -> None:
    """Put name, organisation, address or language right, also of the place at the conference.

    A new address gets a link of its own, and the old link opens nothing any more: it may lie with a stranger.
    It also gets what was written to the old one, as things stand now. Raises AddressTaken.
    """
    plan.hold_now(presenter.conference)
    folded = names.fold_email(person.email) or None
    _check_address(presenter, folded)
    _correct_place(presenter, person)
    is_new = folded != presenter.email_folded
    presenter.name, presenter.organisation = person.name, person.organisation
    presenter.email, presenter.email_folded = person.email or None, folded
    presenter.language = person.language
    presenter.changed_at = clock.after(presenter.changed_at)
    db.session.flush()
    if is_new and folded is None:
        credentials.stop(Purpose.PRESENTER, presenter.uid)
    elif is_new:
        credentials.renew(Purpose.PRESENTER, presenter.uid)
        if not telling.tell_again(presenter):
            send_links(presenter)


def send_links(presenter: Presenter) -> bool:
    """Write to the presenter where their own page is; False for who has no address."""
    if presenter.email is None:
        return False
    if credentials.live_code(Purpose.PRESENTER, presenter.uid) is None:
        credentials.issue(Purpose.PRESENTER, presenter.uid)
    mail.write(
        "presenter.links",
        to=presenter.email,
        to_name=presenter.name,
        language=presenter.language,
        subject=presenter.uid,
    )
    return True


def _check_address(presenter: Presenter, folded: str | None) -> None:
    others = select(Presenter.id).where(
        Presenter.conference_id == presenter.conference_id,
        Presenter.email_folded == folded,
        Presenter.id != presenter.id,
    )
    if folded is not None and db.session.scalar(others) is not None:
        raise AddressTaken(_("Another presenter has this e-mail address. Choose another one."))


def _correct_place(presenter: Presenter, person: Person) -> None:
    """A place that somebody had before they presented is theirs: its link must not follow another's pen."""
    place = presenter.registration
    if place is None or place.created_at < presenter.created_at:
        return
    if not person.email or not registrations.can_change(place):
        return
    correction = Correction(person.name, person.email, person.organisation, person.language)
    if not registrations.correct(place, correction):
        raise AddressTaken(_("Somebody else at the conference has this e-mail address. Choose another one."))
