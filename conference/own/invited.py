"""The invitation that somebody came by."""

from sqlalchemy import select

from conference import clock, credentials
from conference.credentials import Purpose
from conference.db import db
from conference.registration.invitations import rules
from conference.registration.models import Answer, Invitation, Reason, Registration


def find_way_back(registration: Registration) -> str | None:
    """The code of the invitation that still takes a yes from who said yes once and does not come after all.

    Not for whom the organisers have cancelled: they write to them.
    """
    if registration.id is None or registration.reason is Reason.BY_ORGANISER:
        return None
    query = select(Invitation).filter_by(registration_id=registration.id, answer=Answer.NO)
    invitation = db.session.scalar(query.order_by(Invitation.id.desc()).limit(1))
    if invitation is None or not rules.can_answer(invitation, now=clock.now()):
        return None
    return credentials.live_code(Purpose.INVITATION, invitation.uid)
