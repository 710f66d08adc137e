"""The organisers' list of projects, their people, and their way to a grant."""

from collections.abc import Iterable
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from conference import clock, names
from conference.audit import service as audit
from conference.db import db, lock
from conference.pact import service as pacts
from conference.programme.models import Project, ProjectPerson, ProjectState, Session, new_uid
from conference.programme.people import rules as rules
from conference.programme.people.rules import KnownAlready, PersonFacts, ProjectFacts
from conference.programme.people.service import Areas, Taken, area_ids

#: What PostgreSQL knows the lock on projects' titles by.
_TITLES = 2018_0914


def list_projects() -> list[Project]:
    """All of them in the Danish order of titles, each with focus area and people."""
    query = select(Project).options(joinedload(Project.area), selectinload(Project.people))
    return _by_title(db.session.scalars(query))


def list_granted(area: str | None = None) -> list[Project]:
    """What everybody may see: the granted projects, all or of one focus area. Raises NotFound."""
    query = select(Project).options(joinedload(Project.area)).filter_by(state=ProjectState.GRANTED)
    if area is not None:
        query = query.filter_by(area_id=pacts.get_area(area).id)
    return _by_title(db.session.scalars(query))


def get_project(uid: str) -> Project:
    """Raises NotFound."""
    return rules.found(db.session.scalar(select(Project).filter_by(uid=uid)))


def add_project(facts: ProjectFacts, *, by: str) -> Project:
    """A new application. Raises KnownAlready."""
    _hold_titles()
    _check_new_title(facts)
    return _begin_project(facts, area_ids(), by=by)


def change_project(uid: str, facts: ProjectFacts, *, by: str) -> bool:
    """Take what was said; False when nothing differs. Raises NotFound, KnownAlready."""
    _hold_titles()
    project = get_project(uid)
    if rules.project_key(facts.title_da, facts.organisation) != _key(project):
        _check_new_title(facts)
    return _correct_project(project, facts, area_ids(), by=by)


def remove_project(uid: str, *, by: str) -> None:
    """Take a project off the list. Raises NotFound, OnProgramme."""
    project = get_project(uid)
    sessions = sessions_of(project)
    rules.check_remove(sessions)
    for session in sessions:
        session.project = None
    db.session.flush()
    db.session.delete(project)
    audit.record("project.remove", by=by, subject=uid)


def add_person(uid: str, facts: PersonFacts, *, by: str) -> bool:
    """One more of a project's people, or a correction of one; False when nothing differs. Raises NotFound."""
    return _take_person(_hold(uid), facts, by=by)


def remove_person(uid: str, email: str, *, by: str) -> None:
    """Take a person out of a project; a session they present stays theirs. Raises NotFound."""
    project = _hold(uid)
    folded = names.fold_email(email)
    person = rules.found(next((each for each in project.people if each.email_folded == folded), None))
    project.people.remove(person)
    project.changed_at = clock.after(project.changed_at)
    db.session.flush()
    audit.record("project.remove_person", by=by, subject=uid)


def take_projects(rows: Iterable[tuple[ProjectFacts, list[PersonFacts]]], *, by: str) -> Taken:
    """Add what is new by title and organisation, and correct the others; nobody is taken out."""
    _hold_titles()
    known = {_key(project): project for project in list_projects()}
    areas, taken = area_ids(), Taken()
    for facts, people in rows:
        project = known.get(rules.project_key(facts.title_da, facts.organisation))
        if project is None:
            project = _begin_project(facts, areas, by=by)
            changes = []
            taken.added += 1
        else:
            changes = [_correct_project(project, facts, areas, by=by)]
        told = [_take_person(project, person, by=by) for person in people]
        taken.changed += bool(changes) and any(changes + told)
    return taken


def grant(uid: str, *, sum_dkk: int, decided_on: date, by: str) -> Project:
    """The project gets its money. Raises NotFound, WrongTurn, DecidedEarly."""
    project = _decide(uid, ProjectState.GRANTED, decided_on)
    project.sum_dkk = sum_dkk
    db.session.flush()
    audit.record("project.grant", by=by, subject=uid, detail={"sum_dkk": sum_dkk})
    return project


def reject(uid: str, *, decided_on: date, by: str) -> Project:
    """The project gets none. Raises NotFound, WrongTurn, DecidedEarly."""
    project = _decide(uid, ProjectState.REJECTED, decided_on)
    db.session.flush()
    audit.record("project.reject", by=by, subject=uid)
    return project


def reopen(uid: str, *, by: str) -> None:
    """Take a decision back that was a slip of the finger. Raises NotFound, WrongTurn, OnProgramme."""
    project = lock(Project, get_project(uid).id)
    rules.check_reopen(project, sessions_of(project))
    project.state, project.decided_on, project.sum_dkk = ProjectState.APPLIED, None, None
    project.changed_at = clock.after(project.changed_at)
    db.session.flush()
    audit.record("project.reopen", by=by, subject=uid)


def sessions_of(project: Project) -> list[Session]:
    """What stands on any programme for the project."""
    return list(db.session.scalars(select(Session).filter_by(project_id=project.id)))


def _hold(uid: str) -> Project:
    """The project and its people as they are now; nobody else changes them until the write block ends."""
    project = lock(Project, get_project(uid).id)
    db.session.refresh(project, ["people"])
    return project


def _hold_titles() -> None:
    """Nobody else gives a project a title until the write block ends; on SQLite nobody else writes at all.

    Titles are compared folded, by `rules.project_key`, which no unique key of the table can say.
    """
    if db.engine.dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(_TITLES)))


def _check_new_title(facts: ProjectFacts) -> None:
    key = rules.project_key(facts.title_da, facts.organisation)
    if any(_key(project) == key for project in db.session.scalars(select(Project))):
        raise KnownAlready(_("There is a project with this title of this organisation already."))


def _begin_project(facts: ProjectFacts, areas: Areas, *, by: str) -> Project:
    now = clock.now()
    project = Project(
        uid=new_uid(),
        title_en="",
        people=[],
        state=ProjectState.APPLIED,
        applied_on=clock.today(),
        created_at=now,
        changed_at=now,
    )
    _say_project(project, facts, areas)
    db.session.add(project)
    audit.record("project.add", by=by, subject=project.uid)
    return project


def _correct_project(project: Project, facts: ProjectFacts, areas: Areas, *, by: str) -> bool:
    before = _told_project(project)
    _say_project(project, facts, areas)
    if _told_project(project) == before:
        return False
    project.changed_at = clock.after(project.changed_at)
    audit.record("project.change", by=by, subject=project.uid)
    return True


def _take_person(project: Project, facts: PersonFacts, *, by: str) -> bool:
    folded = names.fold_email(facts.email)
    person = next((each for each in project.people if each.email_folded == folded), None)
    if person is None:
        person = ProjectPerson(email_folded=folded, language="da", name="", email="")
        project.people.append(person)
    said = (facts.name, facts.email, facts.language or person.language)
    if (person.name, person.email, person.language) == said:
        return False
    person.name, person.email, person.language = said
    project.changed_at = clock.after(project.changed_at)
    audit.record("project.add_person", by=by, subject=project.uid)
    return True


def _say_project(project: Project, facts: ProjectFacts, areas: Areas) -> None:
    project.title_da, project.organisation = facts.title_da, facts.organisation
    project.title_en = facts.title_en or project.title_en or facts.title_da
    project.applied_on = facts.applied_on or project.applied_on
    if facts.area is not None:
        project.area_id = areas[facts.area]


def _told_project(project: Project) -> tuple[object, ...]:
    return (
        project.title_da,
        project.title_en,
        project.organisation,
        project.area_id,
        project.applied_on,
    )


def _decide(uid: str, state: ProjectState, decided_on: date) -> Project:
    project = lock(Project, get_project(uid).id)
    rules.check_decision(project, decided_on, today=clock.today())
    project.state, project.decided_on = state, decided_on
    project.changed_at = clock.after(project.changed_at)
    return project


def _key(project: Project) -> tuple[str, str]:
    return rules.project_key(project.title_da, project.organisation)


def _by_title(projects: Iterable[Project]) -> list[Project]:
    return sorted(projects, key=lambda project: (names.sort_key(project.title_da), project.id))
