"""Ambassadors and projects: the organisers' two lists, and a project's way to a grant."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload, selectinload

from conference import clock, names
from conference.audit import service as audit
from conference.db import db, lock
from conference.pact import service as pacts
from conference.programme import people_rules as rules
from conference.programme.models import Ambassador, Project, ProjectPerson, ProjectState, Session, new_uid
from conference.programme.people_rules import AmbassadorFacts, KnownAlready, PersonFacts, ProjectFacts


@dataclass
class Taken:
    """What an import did."""

    added: int = 0
    changed: int = 0


def list_ambassadors() -> list[Ambassador]:
    """All of them in the Danish order, each with the focus area."""
    query = (
        select(Ambassador).options(joinedload(Ambassador.area)).order_by(Ambassador.sort_key, Ambassador.id)
    )
    return list(db.session.scalars(query))


def get_ambassador(uid: str) -> Ambassador:
    """Raises NotFound."""
    return rules.found(db.session.scalar(select(Ambassador).filter_by(uid=uid)))


def find_ambassador(email: str) -> Ambassador | None:
    """The ambassador of an address."""
    return db.session.scalar(select(Ambassador).filter_by(email_folded=names.fold_email(email)))


def add_ambassador(facts: AmbassadorFacts, *, by: str) -> Ambassador:
    """A new ambassador. Raises KnownAlready."""
    _check_new_address(facts.email)
    now = clock.now()
    ambassador = Ambassador(uid=new_uid(), language="da", created_at=now, changed_at=now)
    _say(ambassador, facts)
    _keep(ambassador)
    audit.record("ambassador.add", by=by, subject=ambassador.uid)
    return ambassador


def change_ambassador(uid: str, facts: AmbassadorFacts, *, by: str) -> bool:
    """Take what was said; False when nothing differs. Raises NotFound, KnownAlready."""
    ambassador = get_ambassador(uid)
    if names.fold_email(facts.email) != ambassador.email_folded:
        _check_new_address(facts.email)
    before = _told(ambassador)
    _say(ambassador, facts)
    if _told(ambassador) == before:
        return False
    ambassador.changed_at = clock.after(ambassador.changed_at)
    _keep(ambassador)
    audit.record("ambassador.change", by=by, subject=uid)
    return True


def remove_ambassador(uid: str, *, by: str) -> None:
    """Take an ambassador off the list. Raises NotFound, OnProgramme."""
    ambassador = get_ambassador(uid)
    rules.check_remove(list(db.session.scalars(select(Session).filter_by(ambassador_id=ambassador.id))))
    db.session.delete(ambassador)
    audit.record("ambassador.remove", by=by, subject=uid)


def take_ambassadors(rows: Iterable[AmbassadorFacts], *, by: str) -> Taken:
    """Add who is new by address, and correct the others."""
    taken = Taken()
    for facts in rows:
        known = find_ambassador(facts.email)
        if known is None:
            add_ambassador(facts, by=by)
            taken.added += 1
        elif change_ambassador(known.uid, facts, by=by):
            taken.changed += 1
    return taken


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
    _check_new_title(facts)
    now = clock.now()
    project = Project(
        uid=new_uid(),
        title_en="",
        state=ProjectState.APPLIED,
        applied_on=clock.today(),
        created_at=now,
        changed_at=now,
    )
    _say_project(project, facts)
    db.session.add(project)
    db.session.flush()
    audit.record("project.add", by=by, subject=project.uid)
    return project


def change_project(uid: str, facts: ProjectFacts, *, by: str) -> bool:
    """Take what was said; False when nothing differs. Raises NotFound, KnownAlready."""
    project = get_project(uid)
    if rules.project_key(facts.title_da, facts.organisation) != _key(project):
        _check_new_title(facts)
    before = _told_project(project)
    _say_project(project, facts)
    if _told_project(project) == before:
        return False
    project.changed_at = clock.after(project.changed_at)
    audit.record("project.change", by=by, subject=uid)
    return True


def remove_project(uid: str, *, by: str) -> None:
    """Take a project off the list. Raises NotFound, OnProgramme."""
    project = get_project(uid)
    rules.check_remove(sessions_of(project))
    db.session.delete(project)
    audit.record("project.remove", by=by, subject=uid)


def add_person(uid: str, facts: PersonFacts, *, by: str) -> bool:
    """One more of a project's people, or a correction of one; False when nothing differs. Raises NotFound."""
    project = get_project(uid)
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
    db.session.flush()
    audit.record("project.add_person", by=by, subject=uid)
    return True


def remove_person(uid: str, email: str, *, by: str) -> None:
    """Take a person out of a project; a session they present stays theirs. Raises NotFound."""
    project = get_project(uid)
    folded = names.fold_email(email)
    person = rules.found(next((each for each in project.people if each.email_folded == folded), None))
    project.people.remove(person)
    project.changed_at = clock.after(project.changed_at)
    db.session.flush()
    audit.record("project.remove_person", by=by, subject=uid)


def take_projects(rows: Iterable[tuple[ProjectFacts, list[PersonFacts]]], *, by: str) -> Taken:
    """Add what is new by title and organisation, and correct the others; nobody is taken out."""
    known = {_key(project): project for project in list_projects()}
    taken = Taken()
    for facts, people in rows:
        project = known.get(rules.project_key(facts.title_da, facts.organisation))
        is_new = project is None
        if project is None:
            project = add_project(facts, by=by)
        changes = [not is_new and change_project(project.uid, facts, by=by)]
        changes += [add_person(project.uid, person, by=by) for person in people]
        taken.added += is_new
        taken.changed += not is_new and any(changes)
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


def _check_new_address(email: str) -> None:
    if find_ambassador(email) is not None:
        raise KnownAlready(_("There is an ambassador with this e-mail address already."))


def _keep(ambassador: Ambassador) -> None:
    try:
        with db.session.begin_nested():
            db.session.add(ambassador)
    except IntegrityError:  # somebody else took the address at this very moment
        raise KnownAlready(_("There is an ambassador with this e-mail address already.")) from None


def _say(ambassador: Ambassador, facts: AmbassadorFacts) -> None:
    ambassador.name, ambassador.sort_key = facts.name, names.sort_key(facts.name)
    ambassador.email, ambassador.email_folded = facts.email, names.fold_email(facts.email)
    ambassador.organisation = facts.organisation
    ambassador.language = facts.language or ambassador.language
    if facts.area is not None:
        ambassador.area_id = _area_id(facts.area)


def _told(ambassador: Ambassador) -> tuple[object, ...]:
    return (
        ambassador.name,
        ambassador.email,
        ambassador.organisation,
        ambassador.language,
        ambassador.area_id,
    )


def _check_new_title(facts: ProjectFacts) -> None:
    key = rules.project_key(facts.title_da, facts.organisation)
    if any(_key(project) == key for project in db.session.scalars(select(Project))):
        raise KnownAlready(_("There is a project with this title of this organisation already."))


def _say_project(project: Project, facts: ProjectFacts) -> None:
    project.title_da, project.organisation = facts.title_da, facts.organisation
    project.title_en = facts.title_en or project.title_en or facts.title_da
    project.applied_on = facts.applied_on or project.applied_on
    if facts.area is not None:
        project.area_id = _area_id(facts.area)


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


def _area_id(key: str) -> int | None:
    return pacts.get_area(key).id if key else None


def _by_title(projects: Iterable[Project]) -> list[Project]:
    return sorted(projects, key=lambda project: (names.sort_key(project.title_da), project.id))
