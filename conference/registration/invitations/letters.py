"""Which letters go to somebody who is invited; `own` knows their words."""

from collections.abc import Iterable

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


def write_to_all(
    name: str, invitations: Iterable[Invitation], *, facts: dict[str, str] | None = None
) -> None:
    """Put one about each invitation into the outbox, but for readers who want none."""
    readers = (mail.Reader(each.email, each.name, each.language, each.uid) for each in invitations)
    mail.write_to_all(name, readers, facts=facts)
