"""What organisers read of a filter and of an attendee, in words."""

from collections.abc import Sequence

from flask_babel import gettext, lazy_gettext

from conference.mail.models import LetterState
from conference.pact.models import Partner
from conference.registration.attendees.listing import ANY_PARTNER, Filter
from conference.registration.models import About, Reason, State
from conference.registration.words import KINDS

STATES = {
    State.CONFIRMED: lazy_gettext("Has a seat"),
    State.WAITING: lazy_gettext("Waits"),
    State.OFFERED: lazy_gettext("Offered a seat"),
    State.CANCELLED: lazy_gettext("Cancelled"),
}
REASONS = {
    Reason.BY_PERSON: lazy_gettext("by the person"),
    Reason.DECLINED: lazy_gettext("declined the offer"),
    Reason.LAPSED: lazy_gettext("the offer ran out"),
    Reason.BY_ORGANISER: lazy_gettext("by an organiser"),
    Reason.HANDED_OVER: lazy_gettext("handed over to a colleague"),
}
#: Each in itself, as where it is chosen.
LANGUAGES = {"da": "Dansk", "en": "English"}
LETTERS = {
    LetterState.WAITING: lazy_gettext("Waiting to be sent"),
    LetterState.DELAYED: lazy_gettext("Being tried again"),
    LetterState.SENT: lazy_gettext("Sent"),
    LetterState.FAILED: lazy_gettext("Not delivered"),
    LetterState.DROPPED: lazy_gettext("No longer needed"),
}
CONSENTS = {
    About.PHOTO: lazy_gettext("Photos"),
    About.LIST: lazy_gettext("List of participants"),
}


def words_of(wanted: Filter, partners: Sequence[Partner]) -> list[str]:
    """What a filter asks for, each in a few words; nothing when it asks for nothing."""
    names = {partner.key: partner.name for partner in partners}
    said = [STATES[wanted.state] if wanted.state else "", KINDS[wanted.kind] if wanted.kind else ""]
    if wanted.partner == ANY_PARTNER:
        said.append(gettext("from any partner"))
    elif wanted.partner:
        said.append(names.get(wanted.partner, wanted.partner))
    if wanted.has_come is not None:
        said.append(gettext("has come") if wanted.has_come else gettext("has not come"))
    if wanted.is_double:
        said.append(gettext("likely doubles"))
    if wanted.q:
        said.append(gettext("“%(q)s”", q=wanted.q))
    return [str(word) for word in said if word]
