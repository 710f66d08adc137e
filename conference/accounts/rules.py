"""How long a link and a session are good, and which roles there are."""

from datetime import datetime, timedelta
from enum import StrEnum

from flask_babel import lazy_gettext as _

from conference.accounts.models import SignInLink, StaffSession
from conference.errors import Refused

#: How long a link from the command line is good.
LINK_LIFE = timedelta(minutes=60)
#: A session ends after this long without a request, and after the second in any case (acceptance A15).
IDLE = timedelta(minutes=60)
LONGEST = timedelta(hours=12)
#: A session's last use is written down no more often than this, so that reading stays reading.
SEEN_EVERY = timedelta(minutes=5)


class Role(StrEnum):
    """What a member of staff may do; an admin may do everything, but reads nobody's needs."""

    ADMIN = "admin"
    ORGANISER = "organiser"
    PROGRAMME = "programme"
    DOOR = "door"
    CARE = "care"


class LinkUsed(Refused):
    """A one-time link opens once."""

    status = 410
    code = "link_used"


def check_link(link: SignInLink | None, *, now: datetime) -> SignInLink:
    """The link, if it still opens. Raises LinkUsed, also for one that never was."""
    if (
        link is None
        or link.used_at
        or link.account.disabled_at
        or (link.expires_at and link.expires_at <= now)
    ):
        raise LinkUsed(_("This sign-in link has been used or is too old. Ask for a new one."))
    return link


def is_open(session: StaffSession, *, now: datetime) -> bool:
    """Whether a session still counts at this moment."""
    return (
        session.ended_at is None
        and session.account.disabled_at is None
        and now - session.last_seen_at < IDLE
        and now - session.created_at < LONGEST
    )
