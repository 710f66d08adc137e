"""Ambassadors and projects: the lists, the way to a grant, and who is asked to present."""

from datetime import date
from threading import Thread

import pytest
from sqlalchemy import select

from conference.audit.models import AuditEntry
from conference.db import db, transaction
from conference.errors import NotFound
from conference.pact.models import FocusArea
from conference.programme import claims
from conference.programme.models import Kind, ProjectState, Session, State
from conference.programme.people import inviting, projects
from conference.programme.people import service as people
from conference.programme.people.inviting import Asked
from conference.programme.people.rules import (
    AmbassadorFacts,
    DecidedEarly,
    KnownAlready,
    NobodyToInvite,
    NoConference,
    OnProgramme,
    PersonFacts,
    ProjectFacts,
    WrongTurn,
)
from conference.programme.rules import MOST_PRESENTERS, AlreadyInvited
from tests.programme.conftest import do, letters
from tests.programme.factories import make_ambassador, make_project

pytestmark = pytest.mark.usefixtures("kickoff")

ANNA = AmbassadorFacts("Anna Åkjær", "anna@skole.example", "Mercantec", "informatik", "en")
CODE = ProjectFacts("Kode i klassen", "Dania", "Code in class", "informatik", date(2018, 9, 14))
ASKED = Asked(minutes=15, reply_by=date(2018, 11, 1))
GRANT = {"sum_dkk": 450_000, "decided_on": date(2018, 10, 1), "by": "staff:1"}


@pytest.fixture(autouse=True)
def informatics(kickoff, saved):
    return saved(FocusArea(key="informatik", name_da="Informatik", name_en="Informatics", place=1))


@pytest.fixture
def code(informatics):
    """A project with two people that has applied."""
    project = do(projects.add_project, CODE, by="staff:1")
    do(projects.add_person, project.uid, PersonFacts("Bo", "bo@skole.example"), by="staff:1")
    do(projects.add_person, project.uid, PersonFacts("Ida", "ida@skole.example", "en"), by="staff:1")
    return project


def acts():
    query = select(AuditEntry.act, AuditEntry.by).where(AuditEntry.by != "system")
    return [tuple(row) for row in db.session.execute(query.order_by(AuditEntry.id))]


@pytest.mark.parametrize("database_kind", ["postgres"])
def test_two_organisers_who_add_one_project_at_once_add_it_once(app):
    refused: list[KnownAlready] = []

    def add_too():
        with app.app_context():
            try:
                do(projects.add_project, CODE, by="staff:2")
            except KnownAlready as refusal:
                refused.append(refusal)
            finally:
                db.session.remove()

    other = Thread(target=add_too)
    with transaction():
        projects.add_project(CODE, by="staff:1")
        db.session.flush()
        other.start()
        other.join(0.3)  # without the lock it would be through by now
    other.join()

    assert (len(refused), len(projects.list_projects())) == (1, 1)


def test_an_ambassador_is_added_corrected_and_removed():
    uid = do(people.add_ambassador, ANNA, by="staff:1").uid
    added = people.get_ambassador(uid)
    told = (added.name, added.email, added.organisation, added.area.key, added.language)

    changed = do(
        people.change_ambassador, uid, AmbassadorFacts("Bo", "bo@x.example", "Dania", ""), by="staff:1"
    )
    again = do(people.change_ambassador, uid, AmbassadorFacts("Bo", "bo@x.example", "Dania"), by="staff:1")
    after = people.get_ambassador(uid)
    told_after = (after.name, after.email, after.organisation, after.area, after.language)
    do(people.remove_ambassador, uid, by="staff:1")

    assert told == ("Anna Åkjær", "anna@skole.example", "Mercantec", "informatik", "en")
    assert (changed, again, told_after) == (True, False, ("Bo", "bo@x.example", "Dania", None, "en"))
    assert people.list_ambassadors() == []
    assert [act for act, _ in acts()] == ["ambassador.add", "ambassador.change", "ambassador.remove"]


def test_they_stand_in_the_danish_order(saved):
    for name in ("Åse", "Ærø", "Zoë", "Øjvind", "Aage"):
        saved(make_ambassador(name=name))

    assert [each.name for each in people.list_ambassadors()] == ["Zoë", "Ærø", "Øjvind", "Aage", "Åse"]


def test_an_address_is_one_ambassadors_however_it_is_written(saved):
    bo = saved(make_ambassador())
    do(people.add_ambassador, ANNA, by="staff:1")
    same = AmbassadorFacts("A", " ANNA@skole.example", "Dania")

    with pytest.raises(KnownAlready):
        do(people.add_ambassador, same, by="staff:1")
    with pytest.raises(KnownAlready):
        do(people.change_ambassador, bo.uid, same, by="staff:1")

    assert len(people.list_ambassadors()) == 2


def test_a_list_adds_the_new_and_corrects_the_known(saved):
    do(people.add_ambassador, ANNA, by="staff:1")
    rows = [
        AmbassadorFacts("Anna Åkjær-Holm", "Anna@Skole.example", "Mercantec"),
        AmbassadorFacts("Bo", "bo@skole.example", "Dania", language="da"),
    ]

    first = do(people.take_ambassadors, rows, by="staff:1")
    second = do(people.take_ambassadors, rows, by="staff:1")

    assert ((first.added, first.changed), (second.added, second.changed)) == ((1, 1), (0, 0))
    anna, bo = people.list_ambassadors()
    assert (anna.name, anna.area.key, anna.language, bo.name) == ("Anna Åkjær-Holm", "informatik", "en", "Bo")


def test_a_list_of_projects_does_the_same_and_takes_nobody_out(code):
    rows = [
        (ProjectFacts("KODE i klassen", "dania"), [PersonFacts("Eva", "eva@skole.example")]),
        (ProjectFacts("Robotter", "Mercantec"), []),
    ]

    first = do(projects.take_projects, rows, by="staff:1")
    second = do(projects.take_projects, rows, by="staff:1")

    assert ((first.added, first.changed), (second.added, second.changed)) == ((1, 1), (0, 0))
    kode, robots = projects.list_projects()
    assert (kode.title_da, kode.title_en, kode.area.key) == ("KODE i klassen", "Code in class", "informatik")
    assert [person.name for person in kode.people] == ["Bo", "Ida", "Eva"]
    assert (robots.title_en, robots.applied_on, robots.state) == (
        "Robotter",
        date(2018, 10, 1),
        ProjectState.APPLIED,
    )


def test_a_project_is_known_by_title_and_organisation(code):
    other = do(projects.add_project, ProjectFacts("Kode i klassen", "Mercantec"), by="staff:1")

    with pytest.raises(KnownAlready):
        do(projects.add_project, ProjectFacts(" kode i KLASSEN", "dania"), by="staff:1")
    with pytest.raises(KnownAlready):
        do(projects.change_project, other.uid, ProjectFacts("Kode i klassen", "Dania"), by="staff:1")


def test_a_person_is_corrected_by_address_and_taken_out(code):
    do(projects.add_person, code.uid, PersonFacts("Bo Bæk", "BO@skole.example"), by="staff:1")
    do(projects.remove_person, code.uid, "ida@skole.example", by="staff:1")

    with pytest.raises(NotFound):
        do(projects.remove_person, code.uid, "ida@skole.example", by="staff:1")

    (bo,) = projects.get_project(code.uid).people
    assert (bo.name, bo.language) == ("Bo Bæk", "da")


def test_granting_asks_the_projects_people_at_once(kickoff, code):
    session = do(inviting.grant, code.uid, **GRANT, asked=ASKED)

    assert (session.kind, session.state, session.minutes) == (Kind.PROJECT, State.INVITED, 15)
    assert (session.title_da, session.title_en, session.area.key) == (
        "Kode i klassen",
        "Code in class",
        "informatik",
    )
    assert session.reply_by == date(2018, 11, 1)
    assert letters() == [("invited", "Bo"), ("invited", "Ida")]
    assert [(each.organisation, each.language) for each in session.presenters] == [
        ("Dania", "da"),
        ("Dania", "en"),
    ]
    assert inviting.standings().projects == {code.id: session}
    assert [act for act, _ in acts()][-2:] == ["project.grant", "project.invite"]


def test_without_people_or_a_conference_ahead_a_grant_asks_nobody(kickoff, code, at, saved):
    alone = saved(make_project())
    at("2018-11-22 09:00")

    asked = [do(inviting.grant, each.uid, **GRANT, asked=ASKED) for each in (alone, code)]

    assert asked == [None, None]
    assert {each.state for each in projects.list_projects()} == {ProjectState.GRANTED}
    assert letters() == []
    assert not inviting.standings().is_ahead


def test_who_was_granted_without_people_is_asked_later(saved):
    project = saved(make_project(state=ProjectState.GRANTED))
    with pytest.raises(NobodyToInvite):
        do(inviting.invite_project, project.uid, ASKED, by="staff:1")
    do(projects.add_person, project.uid, PersonFacts("Bo", "bo@skole.example"), by="staff:1")

    do(inviting.invite_project, project.uid, ASKED, by="staff:1")

    assert letters() == [("invited", "Bo")]


def test_only_granted_projects_are_asked(code):
    with pytest.raises(WrongTurn):
        do(inviting.invite_project, code.uid, ASKED, by="staff:1")


@pytest.mark.parametrize("day", [date(2018, 10, 2), date(2018, 9, 13)])
def test_nothing_is_decided_in_the_future_or_before_it_applied(code, day):
    with pytest.raises(DecidedEarly):
        do(projects.grant, code.uid, sum_dkk=1, decided_on=day, by="staff:1")


def test_what_is_decided_is_decided_once_and_can_be_taken_back(code):
    do(projects.reject, code.uid, decided_on=date(2018, 10, 1), by="staff:1")
    with pytest.raises(WrongTurn):
        do(projects.grant, code.uid, **GRANT)

    do(projects.reopen, code.uid, by="staff:1")
    with pytest.raises(WrongTurn):
        do(projects.reopen, code.uid, by="staff:1")
    do(inviting.grant, code.uid, **GRANT, asked=ASKED)

    with pytest.raises(OnProgramme):
        do(projects.reopen, code.uid, by="staff:1")
    assert projects.get_project(code.uid).sum_dkk == 450_000


def test_everybody_sees_granted_projects_alone(informatics, saved):
    one = saved(make_project(title_da="Å", state=ProjectState.GRANTED, area_id=informatics.id))
    two = saved(make_project(title_da="Ø", state=ProjectState.GRANTED))
    saved(make_project(state=ProjectState.REJECTED, decided_on=date(2018, 10, 31)))
    saved(make_project())

    assert [each.uid for each in projects.list_granted()] == [two.uid, one.uid]
    assert [each.uid for each in projects.list_granted("informatik")] == [one.uid]


def test_all_ambassadors_not_yet_asked_are_asked(saved):
    first, *_ = [saved(make_ambassador(name=name)) for name in ("Anna", "Bo", "Carl")]
    do(inviting.invite_ambassador, first.uid, ASKED, by="staff:1")

    counts = [do(inviting.invite_all_ambassadors, ASKED, by="staff:1") for _twice in range(2)]

    assert counts == [2, 0]
    assert letters() == [("invited", "Anna"), ("invited", "Bo"), ("invited", "Carl")]
    assert len(inviting.standings().ambassadors) == 3
    with pytest.raises(AlreadyInvited):
        do(inviting.invite_ambassador, first.uid, ASKED, by="staff:1")


def test_who_is_on_a_programme_stays_on_the_list(code, saved):
    anna = saved(make_ambassador())
    do(inviting.invite_ambassador, anna.uid, ASKED, by="staff:1")
    do(inviting.grant, code.uid, **GRANT, asked=ASKED)

    with pytest.raises(OnProgramme):
        do(people.remove_ambassador, anna.uid, by="staff:1")
    with pytest.raises(OnProgramme):
        do(projects.remove_project, code.uid, by="staff:1")

    assert db.session.scalars(select(Session.kind).order_by(Session.id)).all() == [
        Kind.AMBASSADOR,
        Kind.PROJECT,
    ]


def test_a_project_goes_with_its_people(code):
    do(projects.remove_project, code.uid, by="staff:1")

    assert projects.list_projects() == []


def test_nobody_is_asked_to_a_conference_that_has_begun(at, saved):
    anna = saved(make_ambassador())
    at("2018-11-22 09:00")

    with pytest.raises(NoConference):
        do(inviting.invite_ambassador, anna.uid, ASKED, by="staff:1")


def test_whose_session_was_cancelled_is_asked_anew(saved):
    anna = saved(make_ambassador())
    first = do(inviting.invite_ambassador, anna.uid, ASKED, by="staff:1")
    do(claims.cancel, first)

    second = do(inviting.invite_ambassador, anna.uid, ASKED, by="staff:1")

    assert (second.state, inviting.standings().ambassadors) == (State.INVITED, {anna.id: second})


def test_a_cancelled_session_holds_nobody_on_the_list(code, saved):
    anna = saved(make_ambassador())
    do(claims.cancel, do(inviting.invite_ambassador, anna.uid, ASKED, by="staff:1"))
    do(claims.cancel, do(inviting.grant, code.uid, **GRANT, asked=ASKED))

    do(people.remove_ambassador, anna.uid, by="staff:1")
    do(projects.reopen, code.uid, by="staff:1")
    do(projects.remove_project, code.uid, by="staff:1")

    assert (people.list_ambassadors(), projects.list_projects()) == ([], [])


def test_of_a_crowd_as_many_are_asked_as_may_be_on_stage(code):
    for number in range(MOST_PRESENTERS):
        do(projects.add_person, code.uid, PersonFacts(f"X{number}", f"x{number}@skole.example"), by="staff:1")

    session = do(inviting.grant, code.uid, **GRANT, asked=ASKED)

    assert [each.name for each in session.presenters][:2] == ["Bo", "Ida"]
    assert len(session.presenters) == MOST_PRESENTERS
