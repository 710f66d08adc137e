"""What organisers may do with somebody's place."""

from collections.abc import Mapping
from datetime import datetime

from flask_babel import gettext as _

from conference.errors import Conflict
from conference.registration.attendees.answers import Words
from conference.registration.models import Circular, Conference, Registration
from conference.registration.rules import ChangedMeanwhile, TooLate, check_live, check_on


class AddressTaken(Conflict):
    """Another place at the conference has this address."""

    code = "address_taken"

    def __init__(self, other: Registration) -> None:
        super().__init__(_("%(name)s has this e-mail address already.", name=other.name))
        #: The uid of whoever has it.
        self.other = other.uid


class NoSeatLeft(Conflict):
    """Nobody gets a seat above the capacity, nor before those who wait."""

    code = "no_seat_left"


class Outdated(ChangedMeanwhile):
    """Somebody, perhaps the person, has changed the same place since the page was opened."""


class RecipientsChanged(Conflict):
    """The filter finds others than those who were shown."""

    code = "recipients_changed"


class SentAlready(Conflict):
    """A letter has gone out from the same page, and it was another one."""

    code = "sent_already"


class NobodyReads(Conflict):
    """The filter finds nobody who could read a letter."""

    code = "nobody_reads"


def check_change(registration: Registration, *, seen: str | None) -> None:
    """Refuse to change what is given up, or no longer as it was seen. Raises Cancelled or Outdated.

    Until the very end: at the desk a name is still put right.
    """
    check_live(registration)
    if seen is not None and seen != version_of(registration):
        raise Outdated(
            _(
                "This place has been changed since you opened the page. What you wrote is still here but not "
                "saved: look at the person’s page before you save again."
            )
        )


def version_of(registration: Registration) -> str:
    """Which state of the place somebody has seen."""
    return registration.changed_at.isoformat()


def check_addition(conference: Conference, *, now: datetime) -> None:
    """Refuse to add anybody to what is called off or over. Raises CalledOff or TooLate."""
    check_on(conference)
    if now >= conference.ends_at:
        raise TooLate(_("The conference is over, so nobody can be added any more."))


def check_seat(free: int, *, may_wait: bool) -> None:
    """Refuse a seat that is not there to somebody who may not wait. Raises NoSeatLeft."""
    if not free and not may_wait:
        raise NoSeatLeft(
            _(
                "No seat is left. Tick that the person may wait, or give the conference more seats first. "
                "Nobody passes those who wait."
            )
        )


def check_same(known: Circular, conference: Conference, words: Words, wanted: Mapping[str, str]) -> None:
    """Refuse to take a letter for the one that was sent from the same page. Raises SentAlready."""
    sent = (known.conference_id, known.filter, {name: getattr(known, name) for name in vars(words)})
    if sent != (conference.id, wanted, vars(words)):
        raise SentAlready(
            _(
                "A letter from this page has been sent already, with other words or to others. Nothing more "
                "was sent now: press again if this one is to go out too."
            )
        )


def check_recipients(readers: int, *, is_as_seen: bool) -> None:
    """Refuse to write to others than those who were shown, or to nobody.

    Raises RecipientsChanged or NobodyReads, in this order.
    """
    if not is_as_seen:
        raise RecipientsChanged(
            _("Somebody has come or gone since you looked. Nothing was sent: look at the recipients again.")
        )
    if not readers:
        raise NobodyReads(_("Nobody would get this letter."))
