"""Asking ambassadors and granted projects to present at the conference that comes next."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from conference import clock
from conference.audit import service as audit
from conference.db import db
from conference.programme import claims
from conference.programme.answers import Invitation, Person
from conference.programme.models import Ambassador, Kind, Project, Session
from conference.programme.people import projects
from conference.programme.people import rules as rules
from conference.programme.people import service as people
from conference.programme.rules import MOST_PRESENTERS
from conference.registration import service as registrations
from conference.registration.models import Conference


@dataclass(frozen=True)
class Asked:
    """For how many minutes somebody is asked to present, and by which day they answer."""

    minutes: int
    reply_by: date | None = None


@dataclass(frozen=True)
class Standings:
    """Where the invitations to one conference stand."""

    #: None when there is no conference at all.
    conference: Conference | None = None
    #: Whether it has not begun, so that more can be invited.
    is_ahead: bool = False
    #: By table id.
    ambassadors: Mapping[int, Session] = field(default_factory=dict)
    #: Who presents instead of an ambassador, by table id.
    handed_to: Mapping[int, str] = field(default_factory=dict)
    projects: Mapping[int, Session] = field(default_factory=dict)


def find_coming() -> Conference | None:
    """The published conference that has not begun."""
    conference = registrations.find_current_conference()
    return conference if conference is not None and clock.now() < conference.starts_at else None


def standings() -> Standings:
    """Who has been invited to the current conference, and what they said."""
    conference = registrations.find_current_conference()
    if conference is None:
        return Standings()
    query = (
        select(Session)
        .filter_by(conference_id=conference.id)
        .options(joinedload(Session.slot), joinedload(Session.ambassador), selectinload(Session.presenters))
    )
    found = list(db.session.scalars(query))
    return Standings(
        conference,
        is_ahead=clock.now() < conference.starts_at,
        ambassadors={each.ambassador_id: each for each in found if each.ambassador_id is not None},
        handed_to={
            each.ambassador.id: rules.handed_to(each.ambassador, each) for each in found if each.ambassador
        },
        projects={each.project_id: each for each in found if each.project_id is not None},
    )


def invite_ambassador(uid: str, asked: Asked, *, by: str) -> Session:
    """Ask an ambassador to present. Raises NotFound, NoConference and what `claims.invite` does."""
    return _invite_ambassador(_get_coming(), people.get_ambassador(uid), asked, by=by)


def invite_all_ambassadors(asked: Asked, *, by: str) -> int:
    """Ask every ambassador who has not been asked yet; tells how many. Raises NoConference."""
    conference = _get_coming()
    known = standings().ambassadors
    waiting = [each for each in people.list_ambassadors() if each.id not in known]
    for ambassador in waiting:
        _invite_ambassador(conference, ambassador, asked, by=by)
    return len(waiting)


def invite_project(uid: str, asked: Asked, *, by: str) -> Session:
    """Ask a project's people to present it, as many as may be on stage.

    Raises NotFound, NoConference, WrongTurn, NobodyToInvite and what `claims.invite` does.
    """
    conference, project = _get_coming(), projects.get_project(uid)
    rules.check_invite(project)
    return _invite_project(conference, project, asked, by=by)


def grant(uid: str, *, sum_dkk: int, decided_on: date, asked: Asked, by: str) -> Session | None:
    """Grant a project its money, and ask its people to present it at once.

    None where there is nobody to ask, or no conference to ask them to. Raises what `projects.grant` does.
    """
    project = projects.grant(uid, sum_dkk=sum_dkk, decided_on=decided_on, by=by)
    conference = find_coming()
    if conference is None or not project.people:
        return None
    return _invite_project(conference, project, asked, by=by)


def _invite_ambassador(conference: Conference, ambassador: Ambassador, asked: Asked, *, by: str) -> Session:
    person = Person(ambassador.name, ambassador.email, ambassador.organisation, ambassador.language)
    invitation = Invitation(
        kind=Kind.AMBASSADOR,
        people=(person,),
        minutes=asked.minutes,
        area=ambassador.area,
        ambassador=ambassador,
        reply_by=asked.reply_by,
    )
    return _send(conference, invitation, subject=ambassador.uid, by=by)


def _invite_project(conference: Conference, project: Project, asked: Asked, *, by: str) -> Session:
    invitation = Invitation(
        kind=Kind.PROJECT,
        people=tuple(_people_of(project))[:MOST_PRESENTERS],
        minutes=asked.minutes,
        title_da=project.title_da,
        title_en=project.title_en,
        area=project.area,
        project=project,
        reply_by=asked.reply_by,
    )
    return _send(conference, invitation, subject=project.uid, by=by)


def _send(conference: Conference, invitation: Invitation, *, subject: str, by: str) -> Session:
    session = claims.invite(conference, invitation)
    audit.record(f"{invitation.kind}.invite", by=by, subject=subject, detail={"session": session.uid})
    return session


def _people_of(project: Project) -> Iterable[Person]:
    for person in project.people:
        yield Person(person.name, person.email, project.organisation, person.language)


def _get_coming() -> Conference:
    conference = find_coming()
    if conference is None:
        raise rules.NoConference(
            _("There is no conference ahead to invite to. Set one up and publish it first.")
        )
    return conference
