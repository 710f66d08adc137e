"""What an admin may do to the team."""

from flask_babel import lazy_gettext as _

from conference.accounts.models import Account, AccountRole
from conference.accounts.rules import LastAdmin, Role

#: The role for needs is given from the command line: an admin cannot make themselves read what people need.
ROLES_TO_GIVE = (Role.DOOR, Role.PROGRAMME, Role.VIEWER, Role.ORGANISER, Role.ADMIN)


def check_admin_stays(account: Account, *, others: bool, without: AccountRole | None = None) -> None:
    """Refuse to leave the house without anybody who may let others in. Raises LastAdmin."""
    is_admin = any(held.role == Role.ADMIN and not held.conference for held in account.roles)
    loses = without is None or (without.role == Role.ADMIN and not without.conference)
    if is_admin and loses and not others and account.disabled_at is None:
        raise LastAdmin(_("This is the last admin. Give somebody else that role first."))
