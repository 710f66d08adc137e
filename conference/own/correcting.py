"""What a contact may put right of somebody whom they have registered."""

from flask_babel import gettext as _

from conference import names
from conference.errors import Conflict
from conference.registration import consents
from conference.registration.answers import Correction
from conference.registration.models import Registration


class InUse(Conflict):
    """The address works: its reader has been on the page that the letter to it opens."""

    code = "address_in_use"


def check(member: Registration, correction: Correction) -> None:
    """Refuse another address for who has told us things themselves. Raises InUse.

    Whoever reads at the new address opens the page with what they have told, about their needs too.
    """
    if member.email is None or names.fold_email(correction.email or "") == member.email_folded:
        return
    if member.consents or consents.find_needs(member) is not None:
        raise InUse(
            _(
                "%(name)s has used the link in our letter, so the address works. They alone can change it.",
                name=member.name,
            )
        )
