"""What people agree to, each by itself, and what they tell about their needs under such a consent."""

from sqlalchemy import ColumnElement, select

from conference import clock
from conference.db import db
from conference.registration.answers import NeedsSaid
from conference.registration.models import About, Consent, Needs, Registration

#: Which wording of each consent stands on the pages now; a changed wording gets a new day.
VERSIONS = {About.NEEDS: "2026-11-22", About.PHOTO: "2026-11-22", About.LIST: "2026-11-22"}


def agree(registration: Registration, about: About) -> bool:
    """Write down the consent, in the present wording; False when it is given so already.

    One given to another wording ends with that: what they agree to now is what they have just read.
    """
    standing = _standing(registration, about)
    if any(consent.version == VERSIONS[about] for consent in standing):
        return False
    now = clock.now()
    _withdraw(standing)
    registration.consents.append(Consent(about=about, version=VERSIONS[about], given_at=now))
    db.session.flush()
    return True


def take_back(registration: Registration, about: About) -> bool:
    """Take the consent back, and with that about needs the needs themselves; False when there was none."""
    standing = _standing(registration, about)
    _withdraw(standing)
    if about is About.NEEDS:
        _delete_needs(registration)
    db.session.flush()
    return bool(standing)


def tell_needs(registration: Registration, said: NeedsSaid) -> None:
    """Keep the needs, with the consent that they were told under; nothing told is a consent taken back."""
    if not (said.diet or said.access_needs):
        take_back(registration, About.NEEDS)
        return
    agree(registration, About.NEEDS)
    now = clock.now()
    needs = find_needs(registration)
    if needs is None:
        needs = Needs(registration_id=registration.id, created_at=now)
        db.session.add(needs)
    needs.diet, needs.access_needs, needs.changed_at = said.diet, said.access_needs, now
    db.session.flush()


def has_agreed(about: About) -> ColumnElement[bool]:
    """Whether somebody has agreed, and not taken it back, as a column beside each row of registrations."""
    standing = select(Consent.id).where(
        Consent.registration_id == Registration.id,
        Consent.about == about,
        Consent.withdrawn_at.is_(None),
    )
    return standing.correlate(Registration).exists()


def find_needs(registration: Registration) -> Needs | None:
    """For the person alone, and for the role care."""
    return db.session.scalar(select(Needs).filter_by(registration_id=registration.id))


def forget_needs(registration: Registration) -> None:
    """Who does not come needs nothing there."""
    take_back(registration, About.NEEDS)


def _standing(registration: Registration, about: About) -> list[Consent]:
    return [each for each in registration.consents if each.about is about and each.withdrawn_at is None]


def _withdraw(consents: list[Consent]) -> None:
    for consent in consents:
        consent.withdrawn_at = clock.now()
    db.session.flush()  # no two of a kind stand at once


def _delete_needs(registration: Registration) -> None:
    needs = find_needs(registration)
    if needs is not None:
        db.session.delete(needs)
