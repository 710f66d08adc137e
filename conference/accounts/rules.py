"""Which roles there are, what a password must be, and how long links and sessions are good."""

from datetime import datetime, timedelta
from enum import StrEnum

from flask_babel import lazy_gettext as _

from conference.accounts.models import Account, SignInLink, StaffSession
from conference.credentials import Credential, Purpose
from conference.errors import Conflict, Invalid, Refused
from conference.limits import Limit
from conference.names import fold

#: How long a link from the command line is good.
LINK_LIFE = timedelta(minutes=60)
#: A session ends after this long without a request, and after the second in any case (acceptance A15).
IDLE = timedelta(minutes=60)
LONGEST = timedelta(hours=12)
#: A session's last use is written down no more often than this, so that reading stays reading.
SEEN_EVERY = timedelta(minutes=5)
#: Who takes much along, or changes how they sign in, has proved within this time who they are (A36).
PROVED_FOR = timedelta(minutes=15)
#: How long a link to a password is good: one that invites somebody, and any other.
PASSWORD_LINKS = {Purpose.FIRST_PASSWORD: timedelta(days=7), Purpose.PASSWORD: timedelta(minutes=60)}

#: Letters of a password: length alone is asked for (acceptance A11).
SHORTEST_PASSWORD, LONGEST_PASSWORD = 15, 200
#: Words of the app's own name, which are no password, nor a part of one.
OWN_WORDS = ("teknologipagt", "midtjysk", "technology pact")

#: Wrong tries to sign in, for one account from one network, and for all from one network (acceptance A16).
WRONG_TRIES = Limit("sign-in", most=10, within=timedelta(minutes=5), rest=timedelta(minutes=30))
WRONG_TRIES_NEARBY = Limit(
    "sign-in nearby", most=100, within=timedelta(minutes=5), rest=timedelta(minutes=30)
)
#: Wrong codes for one account, wherever from: only who has its password or its letters can try any.
WRONG_CODES = Limit("code", most=10, within=timedelta(hours=1), rest=timedelta(hours=1))
#: Letters with a link to one address, and asked for from one network.
RESET_LETTERS = Limit("reset", most=3, within=timedelta(hours=1), rest=timedelta(hours=1))
RESETS_NEARBY = Limit("reset nearby", most=100, within=timedelta(hours=1), rest=timedelta(hours=1))


class Role(StrEnum):
    """What a member of staff may do; an admin may do everything, but reads nobody's needs."""

    ADMIN = "admin"
    ORGANISER = "organiser"
    PROGRAMME = "programme"
    DOOR = "door"
    CARE = "care"
    VIEWER = "viewer"


class LinkUsed(Refused):
    """A one-time link opens once."""

    status = 410
    code = "link_used"


class WeakPassword(Invalid):
    """Too short, too long, or too near to who it is for."""

    code = "weak_password"


class LastAdmin(Conflict):
    """Somebody must be able to let others in."""

    code = "last_admin"


def check_password(password: str, *, account: Account) -> None:
    """Refuse a password that is too short or easy to guess. Raises WeakPassword."""
    if len(password) < SHORTEST_PASSWORD:
        raise WeakPassword(_("Write at least 15 letters: a few words that you remember are best."))
    if len(password) > LONGEST_PASSWORD:
        raise WeakPassword(_("Write 200 letters at most."))
    own = [*account.name.split(), *account.email.replace("@", ".").split(".")]
    near = [fold(word) for word in (*own, *OWN_WORDS) if len(word) > 3]
    if any(word in fold(password) for word in near):
        raise WeakPassword(_("Leave your name, your address and the name of the pact out of the password."))


def check_password_link(link: Credential | None, account: Account | None, *, now: datetime) -> Account:
    """Whose password the link lets choose. Raises LinkUsed, also for one that never was."""
    if (
        link is None
        or account is None
        or account.disabled_at
        or not link.is_live
        or link.created_at + PASSWORD_LINKS[Purpose(link.purpose)] <= now
    ):
        raise LinkUsed(_("This link has been used or is too old. Ask for a new one."))
    return account


def is_proved(session: StaffSession, *, now: datetime) -> bool:
    """Whether its owner has proved lately enough who they are."""
    return now - session.proved_at < PROVED_FOR


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
