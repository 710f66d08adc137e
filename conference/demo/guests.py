"""Who else comes: a party of colleagues, whom the region invites by name, and who chooses the workshop."""

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial

from sqlalchemy import select

from conference.db import db
from conference.demo.programme import Step
from conference.programme.models import Kind as SessionKind
from conference.programme.models import Session
from conference.programme.workshops import giving as workshop_seats
from conference.programme.workshops import service as workshops
from conference.registration import service as registrations
from conference.registration.answers import Answers, Person
from conference.registration.invitations import answering
from conference.registration.invitations import service as inviting
from conference.registration.invitations.rules import Asked, Guest
from conference.registration.models import Conference, Invitation, Kind, Registration, State

CAME_TOGETHER_AT = datetime(2018, 10, 18, 13, 5)
INVITED_AT = datetime(2018, 10, 22, 10)
#: The first reminder is due two days after the demo begins: nobody in it reads letters.
REPLY_BY = date(2018, 11, 14)
#: The plan stands by then, and the first release comes an hour later; after that people choose.
SEATS_GIVEN_AT, CHOSEN_AT = datetime(2018, 11, 2, 11), datetime(2018, 11, 3, 9, 30)
WORKSHOP_SEATS, CHOOSING = 24, 27

_CONTACT = ("Gerda Højrup", "gerda.hoejrup@demo.example", "Mercantec")
_COLLEAGUES = (
    Person("Malte Brønd", "malte.broend@demo.example", "Mercantec"),
    Person("Ulla Vad", None, "Mercantec"),
    Person("Aksel Bødker", "aksel.boedker@demo.example", "Mercantec"),
)
#: Name, workplace, kind, and what they have answered: yes, no, or nothing yet.
_INVITED = (
    ("Inger Stæhr", "Region Midtjylland", Kind.COUNCIL, "yes"),
    ("Poul Krogh", "VIA University College", Kind.COUNCIL, "yes"),
    ("Hanne Lindø", "Aarhus Universitet", Kind.COUNCIL, "no"),
    ("Verner Mårup", "Dansk Industri", Kind.COUNCIL, ""),
    ("Kirstine Bæk", "Herning Kommune", Kind.GUEST, "yes"),
    ("Aage Ravn", "Dania", Kind.PARTNER, ""),
    ("Sofie Præst", "", Kind.PRESS, ""),
)


def steps(slug: str) -> Iterator[Step]:
    """What they did, each at its time."""
    yield CAME_TOGETHER_AT, partial(_come_together, slug)
    yield INVITED_AT, partial(_invite, slug)
    for number, (name, _organisation, _kind, said) in enumerate(_INVITED, start=1):
        if said:
            yield INVITED_AT.replace(day=INVITED_AT.day + number), partial(_answer, name, said)
    yield SEATS_GIVEN_AT, partial(_give_seats, slug)
    yield CHOSEN_AT, partial(_choose, slug)


def _come_together(slug: str) -> None:
    name, email, organisation = _CONTACT
    contact = Answers(name, email, organisation, list_consent=True, photo_consent=True)
    registrations.register_party(
        registrations.get_conference(slug), contact, _COLLEAGUES, stays_together=False, language="da"
    )


def _invite(slug: str) -> None:
    conference = registrations.get_conference(slug)
    guests = [
        Guest(name, f"{name.split()[0].lower()}@indbudt.example", organisation, kind, "da")
        for name, organisation, kind, _said in _INVITED
    ]
    is_room = registrations.seats(conference).left >= len(guests)
    inviting.invite(conference, guests, Asked(reply_by=REPLY_BY, holds_seat=is_room))


def _answer(name: str, said: str) -> None:
    invitation = db.session.scalars(select(Invitation).filter_by(name=name)).one()
    if said == "no":
        answering.say_no(invitation)
        return
    answers = Answers(
        name,
        invitation.email,
        invitation.organisation,
        invitation.kind,
        photo_consent=True,
        list_consent=True,
    )
    answering.say_yes(invitation, answers, language="da")


def _give_seats(slug: str) -> None:
    workshop_seats.give_seats(_workshop(registrations.get_conference(slug)), WORKSHOP_SEATS)


def _choose(slug: str) -> None:
    conference = registrations.get_conference(slug)
    with_seat = select(Registration).filter_by(
        conference_id=conference.id, state=State.CONFIRMED, kind=Kind.ATTENDEE
    )
    code = _workshop(conference).code
    for registration in db.session.scalars(with_seat.order_by(Registration.seq).limit(CHOOSING)).all():
        workshops.choose(registration, code)


def _workshop(conference: Conference) -> Session:
    query = select(Session).filter_by(conference_id=conference.id, kind=SessionKind.WORKSHOP)
    return db.session.scalars(query.order_by(Session.id).limit(1)).one()
