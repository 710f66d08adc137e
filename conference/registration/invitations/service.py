"""The organisers' verbs: invite, remind, give another day, withdraw; and how an invitation is found."""

from collections.abc import Iterable, Mapping, Sequence

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, or_, select

from conference import clock, credentials, names
from conference.credentials import Purpose
from conference.db import db
from conference.errors import NotFound
from conference.mail import unsubscribing
from conference.registration.invitations import letters, rules
from conference.registration.invitations.rules import Asked, Guest
from conference.registration.models import Answer, Conference, Invitation, Registration, State
from conference.registration.rules import no_such_page
from conference.registration.seats import lock_seats, offer_free_seats


def invite(conference: Conference, guests: Sequence[Guest], asked: Asked) -> list[Invitation]:
    """Invite each with a link of their own; all of them or none.

    Raises CalledOff, Conflict, KnownAlready or TooFewSeats.
    """
    seats = lock_seats(conference)
    db.session.refresh(conference)
    rules.check_invite(conference, now=clock.now())
    hindrances = find_hindrances(conference, [guest.email for guest in guests])
    for guest in guests:
        hindrance = hindrances.get(names.fold_email(guest.email))
        if hindrance is not None:
            raise rules.KnownAlready(f"{guest.name}: {hindrance}.")
    if asked.holds_seat:
        rules.check_held(len(guests), left=seats.left)
    invitations = [_make(conference, guest, asked) for guest in guests]
    db.session.add_all(invitations)
    db.session.flush()
    credentials.issue_all(Purpose.INVITATION, [invitation.uid for invitation in invitations])
    letters.write_to_all(letters.INVITED, invitations)
    return invitations


def find_hindrances(conference: Conference, addresses: Iterable[str]) -> Mapping[str, str]:
    """Why some of the addresses, folded, cannot be invited: known already, or they want none."""
    folded = {names.fold_email(address) for address in addresses}
    wanting_none = unsubscribing.list_suppressed(folded)
    found = dict.fromkeys(wanting_none, str(_("wants no more invitations")))
    earlier = select(Invitation.email_folded, Invitation.answer).where(
        Invitation.conference_id == conference.id,
        Invitation.answer != Answer.WITHDRAWN,
        Invitation.email_folded.in_(folded),
        or_(Invitation.answer.in_((Answer.SILENT, Answer.LAPSED)), _leads_somewhere()),
    )
    found |= {email: rules.already(answer) for email, answer in db.session.execute(earlier)}
    registered = select(Registration.email_folded).where(
        Registration.conference_id == conference.id,
        Registration.state != State.CANCELLED,
        Registration.email_folded.in_(folded),
    )
    return found | {
        email: str(_("is registered already")) for email in db.session.scalars(registered) if email
    }


def change(invitation: Invitation, asked: Asked) -> None:
    """Give another day, and hold a seat or not; who was passed over is invited anew.

    Raises CalledOff, Conflict, Answered or TooFewSeats.
    """
    conference = invitation.conference
    left = lock_seats(conference).left
    db.session.refresh(invitation)
    rules.check_invite(conference, now=clock.now())
    rules.check_change(invitation)
    is_held = invitation.answer is Answer.SILENT and invitation.holds_seat
    if asked.holds_seat and not is_held:
        rules.check_held(1, left=left)
    was_over = invitation.answer is Answer.LAPSED
    invitation.reply_by, invitation.holds_seat = asked.reply_by, asked.holds_seat
    settle(invitation, Answer.SILENT)
    if was_over:
        letters.write(letters.INVITED, invitation)
    offer_free_seats(conference)


def withdraw(invitation: Invitation) -> bool:
    """Take the invitation back, and the seat that was held; False when it is back by now. Raises Answered."""
    lock_seats(invitation.conference)
    db.session.refresh(invitation)
    rules.check_withdraw(invitation)
    if invitation.answer is Answer.WITHDRAWN:
        return False
    settle(invitation, Answer.WITHDRAWN)
    offer_free_seats(invitation.conference)
    return True


def settle(invitation: Invitation, answer: Answer) -> None:
    """Write down where the invitation stands; the caller holds the seats' lock and passes a held seat on."""
    invitation.answer = answer
    invitation.answered_at = clock.now() if answer in (Answer.YES, Answer.NO) else None
    invitation.changed_at = clock.after(invitation.changed_at)
    db.session.flush()


def get_by_link(code: str) -> Invitation:
    """The invitation behind somebody's link. Raises NotFound."""
    credential = credentials.find_live(code, purpose=Purpose.INVITATION)
    query = select(Invitation).filter_by(uid=credential.subject if credential else None)
    found = db.session.scalar(query)
    if found is None or not found.conference.is_published:
        raise NotFound(no_such_page())
    return found


def get(conference: Conference, uid: str) -> Invitation:
    """One of the conference's invitations. Raises NotFound."""
    query = select(Invitation).filter_by(uid=uid, conference_id=conference.id)
    found = db.session.scalar(query)
    if found is None:
        raise NotFound(no_such_page())
    return found


def _leads_somewhere() -> ColumnElement[bool]:
    """Whether the answer can still be changed, or has a place; else they can only be asked anew."""
    place = select(Registration.id).where(
        Registration.id == Invitation.registration_id, Registration.state != State.CANCELLED
    )
    return or_(credentials.is_open(Purpose.INVITATION, Invitation.uid), place.exists())


def _make(conference: Conference, guest: Guest, asked: Asked) -> Invitation:
    now = clock.now()
    return Invitation(
        conference=conference,
        name=guest.name,
        email=guest.email,
        email_folded=names.fold_email(guest.email),
        organisation=guest.organisation,
        kind=guest.kind,
        language=guest.language,
        sort_key=names.sort_key(guest.name),
        reply_by=asked.reply_by,
        holds_seat=asked.holds_seat,
        answer=Answer.SILENT,
        created_at=now,
        changed_at=now,
    )
