"""The programme's part of the story: lists, invitations, claims and two releases, each at its time."""

import tomllib
from collections.abc import Callable, Iterator
from datetime import datetime, time
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import select

from conference import clock
from conference.db import db
from conference.pact import service as pacts
from conference.programme import claims, plan, presenters
from conference.programme.answers import Details, Invitation, Person
from conference.programme.board import rooms
from conference.programme.board import service as board
from conference.programme.board.rules import RoomFacts, SeriesFacts, SessionFacts, SlotFacts
from conference.programme.models import Ambassador, Kind, Presenter, Project, Room, Session, Slot, State
from conference.programme.people import inviting, projects
from conference.programme.people import service as people
from conference.programme.people.inviting import Asked
from conference.programme.people.rules import AmbassadorFacts, PersonFacts, ProjectFacts
from conference.programme.releases import service as releases
from conference.registration import service as registrations
from conference.registration.models import Conference

PROGRAMME = Path(__file__).with_name("programme2018.toml")

#: When something was done, and the deed.
Step = tuple[datetime, Callable[[], object]]
Facts = dict[str, Any]

#: When on its day an application came in, and when the ambassadors were written down.
APPLIED_AT, NAMED_AT = time(13), datetime(2018, 9, 3, 10)
#: Minutes between two sessions in one room.
CHANGE_OVER = 5
BY = "system"


def steps(slug: str) -> Iterator[Step]:
    """What was done about the programme of this conference."""
    facts = tomllib.loads(PROGRAMME.read_text("utf-8"))
    yield NAMED_AT, partial(_name_ambassadors, facts)
    for project in facts["projects"]:
        yield datetime.combine(project["applied_on"], APPLIED_AT), partial(_apply, project)
        yield facts["decided_at"], partial(_decide, facts, project)
    yield facts["planned_at"], partial(_plan, slug, facts)
    yield facts["invited_at"], partial(_invite, slug, facts)
    for one in (*facts["ambassadors"], *facts["projects"], facts["workshop"]):
        yield from _answers(slug, facts, one)
    for version in facts["releases"]:
        yield version["at"], partial(_release, slug, version)


def find_waiting() -> Presenter | None:
    """Somebody who has been invited to present and has not answered: whose link is shown."""
    query = select(Session).filter_by(state=State.INVITED).order_by(Session.id)
    return next((each.presenters[0] for each in db.session.scalars(query) if each.presenters), None)


def _name_ambassadors(facts: Facts) -> None:
    rows = [
        AmbassadorFacts(
            one["name"], one["email"], one["organisation"], one["area"], one.get("language", "da")
        )
        for one in facts["ambassadors"]
    ]
    people.take_ambassadors(rows, by=BY)


def _apply(one: Facts) -> None:
    title = one["title"]
    said = ProjectFacts(title["da"], one["organisation"], title["en"], one["area"], one["applied_on"])
    project = projects.add_project(said, by=BY)
    for person in one["people"]:
        projects.add_person(project.uid, PersonFacts(person["name"], person["email"]), by=BY)


def _decide(facts: Facts, one: Facts) -> None:
    """Granting asks the project's people to present it at once."""
    uid, on = _project(one).uid, facts["decided_at"].date()
    if "sum_dkk" in one:
        asked = Asked(minutes=facts["project_minutes"])
        inviting.grant(uid, sum_dkk=one["sum_dkk"], decided_on=on, asked=asked, by=BY)
    elif one.get("is_rejected"):
        projects.reject(uid, decided_on=on, by=BY)


def _plan(slug: str, facts: Facts) -> None:
    conference = registrations.get_conference(slug)
    board.set_days(
        conference,
        reply_by=facts["reply_by"],
        texts_by=facts["texts_by"],
        change_over_minutes=CHANGE_OVER,
    )
    for room in facts["rooms"]:
        rooms.make_room(conference, RoomFacts(room["name"], room["seats"], tuple(room["features"])))
    for series in facts["series"]:
        rooms.make_series(
            conference,
            SeriesFacts(
                room=_room(conference, series["room"]),
                first_at=_moment(facts, series["first"]),
                count=series["count"],
                minutes=series["minutes"],
                between_minutes=CHANGE_OVER,
                kind=Kind(series["kind"]),
            ),
        )
    for one in facts["sessions"]:
        room, kind = _room(conference, one["room"]), Kind(one["kind"])
        at = SlotFacts(room, _moment(facts, one["start"]), one["minutes"], kind)
        said = SessionFacts(kind=kind, minutes=one["minutes"], **_texts(one), equipment=_equipment(one))
        board.make_session(conference, said, at=at)


def _invite(slug: str, facts: Facts) -> None:
    inviting.invite_all_ambassadors(Asked(minutes=facts["ambassador_minutes"]), by=BY)
    workshop = facts["workshop"]
    invitation = Invitation(
        kind=Kind.WORKSHOP,
        people=tuple(Person(**person) for person in workshop["people"]),
        minutes=workshop["minutes"],
        title_da=workshop["title"]["da"],
        title_en=workshop["title"]["en"],
        area=pacts.get_area(workshop["area"]),
    )
    claims.invite(registrations.get_conference(slug), invitation)


def _answers(slug: str, facts: Facts, one: Facts) -> Iterator[Step]:
    """What somebody did who was invited: took a time and wrote about it, took another, or said no."""
    if "claim" in one:
        yield one["claim"]["at"], partial(_claim, slug, facts, one)
    if "moves" in one:
        yield one["moves"]["at"], partial(_take, slug, facts, one, "moves")
    if "declined_at" in one:
        yield one["declined_at"], partial(_decline, slug, one)


def _claim(slug: str, facts: Facts, one: Facts) -> None:
    session = _take(slug, facts, one, "claim")
    for presenter in session.presenters:
        presenters.set_consents(presenter, recording=True, publication=True)
    spoken = one.get("language", "da")
    claims.describe(
        session,
        Details(**_texts(one), language=spoken, equipment=_equipment(one) or ("projector",)),
        by=session.presenters[0],
    )


def _take(slug: str, facts: Facts, one: Facts, which: str) -> Session:
    conference = registrations.get_conference(slug)
    session, wanted = _session(conference, one), one[which]
    slot = db.session.scalars(
        select(Slot).filter_by(
            room_id=_room(conference, wanted["room"]).id, starts_at=_moment(facts, wanted["start"])
        )
    ).one()
    claims.claim_slot(slot.code, session.code, by=session.presenters[0])
    return session


def _decline(slug: str, one: Facts) -> None:
    session = _session(registrations.get_conference(slug), one)
    claims.decline(session, by=session.presenters[0])


def _release(slug: str, version: Facts) -> None:
    conference = registrations.get_conference(slug)
    releases.release(conference, by=BY, note_da=version["da"], note_en=version["en"])


def _session(conference: Conference, one: Facts) -> Session:
    """The session of an ambassador, of a project, or of nobody on a list."""
    query = select(Session).filter_by(conference_id=conference.id)
    if "email" in one:
        query = query.join(Session.ambassador).where(Ambassador.email == one["email"])
    elif "applied_on" in one:
        query = query.join(Session.project).where(Project.title_da == one["title"]["da"])
    else:
        query = query.filter_by(kind=Kind(one["kind"]))
    return db.session.scalars(query).one()


def _project(one: Facts) -> Project:
    return db.session.scalars(select(Project).filter_by(title_da=one["title"]["da"])).one()


def _room(conference: Conference, name: str) -> Room:
    return next(room for room in plan.list_rooms(conference) if room.name == name)


def _moment(facts: Facts, start: time) -> datetime:
    return clock.from_local(datetime.combine(facts["day"], start))


def _texts(one: Facts) -> Facts:
    return {
        f"{name}_{language}": text
        for name in ("title", "abstract")
        for language, text in one.get(name, {}).items()
    }


def _equipment(one: Facts) -> tuple[str, ...]:
    return tuple(one.get("equipment", ()))
