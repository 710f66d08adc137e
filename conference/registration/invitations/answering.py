"""Yes and no: what somebody who is invited answers, and what follows for their place."""

from dataclasses import replace

from sqlalchemy import and_, select

from conference import clock, credentials
from conference.audit import service as audit
from conference.credentials import Purpose
from conference.db import db
from conference.registration import consents
from conference.registration import service as registrations
from conference.registration.answers import Answers, NeedsSaid
from conference.registration.invitations import rules
from conference.registration.invitations.service import settle
from conference.registration.models import Answer, Conference, Invitation, Reason, Registration, State
from conference.registration.places import begin, find_same, take_consents
from conference.registration.seats import lock_seats, offer_free_seats, seats, write_letter


def say_yes(invitation: Invitation, answers: Answers, *, language: str) -> Registration:
    """Give them the seat that was held; without one, a seat or a place in the queue like anybody.

    Who has a place already keeps it. Said twice, it is one place. Raises NotFound, CalledOff, TooLate or
    Withdrawn.
    """
    conference = invitation.conference
    lock_seats(conference)
    db.session.refresh(invitation)
    now = clock.now()
    rules.check_answer(invitation, now=now)
    if invitation.answer is Answer.YES and invitation.registration is not None:
        return invitation.registration
    has_seat = rules.has_seat(invitation, now=now)
    _, known = find_same(conference, None, invitation.email)
    settle(invitation, Answer.YES)
    if known is None:
        # Counted after the answer: a seat still held for them past the last day is free for anybody.
        state = State.CONFIRMED if has_seat or seats(conference).left else State.WAITING
        registration = begin(conference, answers, state=state, language=language)
        invitation.registration = registration
        db.session.flush()
    else:
        registration = known
        _add_consents(known, answers)
        _keep(invitation, known, has_seat=has_seat)
    offer_free_seats(conference)
    return registration


def say_no(invitation: Invitation) -> bool:
    """Let the seat go to somebody else; False when they have said so already.

    Raises NotFound, CalledOff, TooLate or Withdrawn.
    """
    conference = invitation.conference
    lock_seats(conference)
    db.session.refresh(invitation)
    rules.check_answer(invitation, now=clock.now())
    if invitation.answer is Answer.NO:
        return False
    if invitation.answer is Answer.YES and invitation.registration is not None:
        _give_up(invitation.registration)
    settle(invitation, Answer.NO)
    offer_free_seats(conference)
    return True


def notice_registered() -> None:
    """Take it for a yes when somebody who is invited has registered like everybody."""
    same = (
        Registration.conference_id == Invitation.conference_id,
        Registration.email_folded == Invitation.email_folded,
        Registration.state != State.CANCELLED,
    )
    silent = (
        select(Invitation, Registration)
        .join(Registration, and_(*same))
        .where(Invitation.answer == Answer.SILENT)
    )
    theirs = select(Conference).where(Conference.id.in_(silent.with_only_columns(Invitation.conference_id)))
    # In the order of their pools, so that two workers never wait for each other.
    for conference in db.session.scalars(theirs.order_by(Conference.pool_id, Conference.id)).all():
        lock_seats(conference)
        found = silent.where(Invitation.conference_id == conference.id).order_by(Invitation.id)
        for invitation, known in db.session.execute(found.execution_options(populate_existing=True)).all():
            has_seat = rules.has_seat(invitation, now=clock.now())
            settle(invitation, Answer.YES)
            _keep(invitation, known, has_seat=has_seat)
            offer_free_seats(conference)


def follow_end(registration: Registration) -> None:
    """Who gives up the place that they said yes to has said no; handed over, it is still their yes."""
    if registration.reason is Reason.HANDED_OVER:
        return
    for invitation in _accepted_with(registration):
        settle(invitation, Answer.NO)


def stop_link(registration: Registration) -> None:
    """The invitation's link opens the place too: it stops when the link to the own page does."""
    for invitation in _accepted_with(registration):
        credentials.stop(Purpose.INVITATION, invitation.uid)


def _add_consents(known: Registration, answers: Answers) -> None:
    """What they say now is kept beside what they have told before; what they left empty changes nothing."""
    said, told = answers.needs, consents.find_needs(known)
    if said is not None and not (said.diet or said.access_needs):
        said = None
    if said is not None and told is not None:
        said = NeedsSaid(said.diet or told.diet, said.access_needs or told.access_needs)
    take_consents(known, replace(answers, needs=said))


def _give_up(registration: Registration) -> None:
    if registrations.cancel(registration):
        audit.record("registration.cancel", by="self", subject=registration.uid)


def _keep(invitation: Invitation, known: Registration, *, has_seat: bool) -> None:
    """The place that they have already is the one they said yes to; waiting there, they get the seat held."""
    registrations.offer_kind(known, invitation.kind)
    if has_seat and known.state is not State.CONFIRMED:
        known.state = State.CONFIRMED
        known.changed_at = clock.after(known.changed_at)
        known.entry_sequence += 1  # its entry was tentative
        write_letter("registration.ticket", known)
    invitation.registration = known
    db.session.flush()


def _accepted_with(registration: Registration) -> list[Invitation]:
    query = select(Invitation).filter_by(registration_id=registration.id, answer=Answer.YES)
    return list(db.session.scalars(query))
