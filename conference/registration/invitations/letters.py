"""Which letters go to somebody who is invited; `own` knows their words."""

from conference.mail import service as mail
from conference.mail.models import Letter
from conference.registration.models import Invitation

INVITED, REMINDER = "invitation.invited", "invitation.reminder"
MOVED, CALLED_OFF = "invitation.moved", "invitation.called_off"


def write(name: str, invitation: Invitation, *, dedup: str | None = None) -> Letter | None:
    """Put a letter about the invitation into the outbox; None if it is there, or its reader wants none."""
    return mail.write(
        name,
        to=invitation.email,
        to_name=invitation.name,
        language=invitation.language,
        subject=invitation.uid,
        dedup=dedup,
    )
