"""The organisers' pages of ambassadors and projects, and what everybody sees of them."""

import io
import re
from datetime import date, timedelta
from html import unescape

import pytest
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from conference import clock, spreadsheets
from conference.audit.models import AuditEntry
from conference.db import db, transaction
from conference.mail.models import Letter, Suppression
from conference.pact.models import FocusArea
from conference.programme.models import Ambassador, Project, ProjectPerson, ProjectState, Session
from conference.programme.people import projects
from conference.programme.people.rules import PersonFacts, ProjectFacts
from tests.factories import make_conference
from tests.programme.factories import make_ambassador, make_project

LIST, PROJECTS = "/organise/ambassadors", "/organise/projects"
ANNA = {
    "name": "Anna Åkjær",
    "email": "anna@skole.example",
    "organisation": "Dania",
    "language": "da",
    "area": "",
}

#: Forms and pages know nothing of a database, so one is enough for what they say.
on_one_database = pytest.mark.parametrize("database_kind", ["sqlite"])


@pytest.fixture
def kickoff(saved):
    """A conference that is ahead today: staff sessions live by the machine's clock."""
    now = clock.real_now().replace(second=0, microsecond=0)
    days = {
        name: now + timedelta(days=30, hours=hours)
        for name, hours in (("doors_at", 0), ("starts_at", 1), ("ends_at", 8))
    }
    return saved(make_conference(opens_at=now - timedelta(days=9), closes_at=now + timedelta(days=9), **days))


@pytest.fixture
def organiser(staff_client):
    return staff_client("organiser")


@pytest.fixture
def informatics(saved):
    return saved(FocusArea(key="informatik", name_da="Informatik", name_en="Informatics", place=1))


@pytest.fixture
def code(app):
    """A project with one of its people that has applied."""
    with app.app_context(), transaction():
        facts = ProjectFacts("Kode i klassen", "Dania", "Code in class", None, date(2018, 9, 14))
        uid = projects.add_project(facts, by="system").uid
        projects.add_person(uid, PersonFacts("Bo Bæk", "bo@skole.example"), by="system")
        return uid


def read(app, *columns):
    with app.app_context():
        return [tuple(row) for row in db.session.execute(select(*columns).order_by(columns[0]))]


def acts(app):
    with app.app_context():
        said = select(AuditEntry.act).where(AuditEntry.by.startswith("staff:")).order_by(AuditEntry.id)
        return [act for act in db.session.scalars(said) if not act.startswith("accounts.")]


def post(client, list_of, form):
    """Send a form as browsers send files; made in memory, since a temporary file would stay open."""
    boundary, body = encode_multipart(form)
    kind = f"multipart/form-data; boundary={boundary}"
    return client.post(f"/en/organise/{list_of}/import", data=body, content_type=kind)


def send(client, list_of, *records):
    """Choose a file with these lines, or these bytes."""
    data = records[0] if isinstance(records[0], bytes) else spreadsheets.written(list(records))
    return post(client, list_of, {"file": FileStorage(io.BytesIO(data), "liste.csv")})


def carried(page):
    """What the page of a list sends back when it is agreed to."""
    return {"text": unescape(re.search(r'name="text" value="([^"]*)"', page.text)[1])}


def agree(client, list_of, page, take="all"):
    return post(client, list_of, carried(page) | {"take": take})


@on_one_database
@pytest.mark.parametrize("path", [LIST, f"{LIST}/new", f"{LIST}/import", PROJECTS, f"{PROJECTS}/example.csv"])
def test_only_organisers_and_the_programmes_staff_come_in(client, staff_client, path):
    answers = [who.get(path).status_code for who in (client, staff_client("door"), staff_client("programme"))]

    assert answers == [302, 403, 200]


def test_every_page_stands_in_both_languages(organiser, kickoff, code, saved):
    anna, granted = saved(make_ambassador()), saved(make_project(state=ProjectState.GRANTED))
    pages = ["", "/new", "/import"]
    paths = [
        *(f"{LIST}{page}" for page in (*pages, f"/{anna.uid}", "/invite", f"/{anna.uid}/invite")),
        *(f"{PROJECTS}{page}" for page in (*pages, f"/{code}", f"/{code}/people/new", f"/{code}/grant")),
        *(f"{PROJECTS}/{page}" for page in (f"{code}/reject", granted.uid, f"{granted.uid}/invite")),
    ]

    answers = [organiser.get(f"{root}{path}") for path in paths for root in ("", "/en")]

    assert [answer.status_code for answer in answers] == [200] * len(answers)
    assert {answer.headers["Cache-Control"] for answer in answers} == {"no-store"}


@on_one_database
def test_empty_lists_say_what_to_do(organiser):
    for path in (LIST, PROJECTS):
        assert "There are none yet." in organiser.get(f"/en{path}").text


@on_one_database
@pytest.mark.parametrize("path", [f"{LIST}/x", f"{LIST}/x/invite", f"{PROJECTS}/x", f"{PROJECTS}/x/grant"])
def test_who_is_not_there_is_not_found(organiser, path):
    assert (organiser.get(path).status_code, organiser.post(path).status_code) == (404, 404)


def test_an_ambassador_is_added_corrected_and_removed(app, organiser):
    added = organiser.post(f"{LIST}/new", data=ANNA | {"uid": "mine", "sort_key": "0"})
    ((uid, name),) = read(app, Ambassador.uid, Ambassador.name)
    shown = organiser.get(f"{LIST}/{uid}").text
    changed = organiser.post(f"{LIST}/{uid}", data=ANNA | {"name": "Anna\u202e Holm"})
    renamed = read(app, Ambassador.name)
    removed = organiser.post(f"{LIST}/{uid}/remove")

    assert (added.status_code, changed.status_code, removed.status_code) == (303, 303, 303)
    assert (name, renamed, read(app, Ambassador.name)) == ("Anna Åkjær", [("Anna Holm",)], [])
    assert uid != "mine"
    assert 'value="anna@skole.example"' in shown
    assert acts(app) == [f"ambassador.{act}" for act in ("add", "view", "change", "remove")]


@on_one_database
@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("name", " \u200b", "Write the name of the person."),
        ("email", "anna", "Write a whole e-mail address"),
        ("email", "", "Write the e-mail address."),
        ("organisation", "", "Write the organisation."),
        ("organisation", "x" * 201, "Write at most 200 characters."),
        ("area", "robotter", "Choose one of the focus areas."),
        ("language", "fr", "Choose Danish or English."),
    ],
)
def test_what_is_missing_is_told_and_nothing_lost(app, organiser, field, typed, told):
    answer = organiser.post(f"/en{LIST}/new", data=ANNA | {field: typed})

    assert answer.status_code == 422
    assert told in answer.text
    assert "Anna Åkjær" in answer.text or field == "name"
    assert read(app, Ambassador.name) == []


@on_one_database
def test_a_known_address_is_refused(app, organiser):
    organiser.post(f"{LIST}/new", data=ANNA)

    answer = organiser.post(f"/en{LIST}/new", data=ANNA | {"email": "ANNA@skole.example"})

    assert (answer.status_code, len(read(app, Ambassador.uid))) == (409, 1)
    assert "There is an ambassador with this e-mail address already." in answer.text


def test_an_ambassador_is_asked_to_present_and_stays_on_the_list(app, organiser, kickoff, saved):
    anna, _bo = saved(make_ambassador(name="Anna")), saved(make_ambassador(name="Bo"))
    form = {"minutes": "10", "reply_by": str(clock.today() + timedelta(days=7))}

    one = organiser.post(f"{LIST}/{anna.uid}/invite", data=form)
    all_others = organiser.post(f"{LIST}/invite", data=form)
    again = organiser.post(f"/en{LIST}/{anna.uid}/invite", data=form)
    removed = organiser.post(f"/en{LIST}/{anna.uid}/remove")

    assert (one.status_code, all_others.location) == (303, f"{LIST}?done=invited&count=1")
    assert [name for name, _ in read(app, Letter.to_name, Letter.name)] == ["Anna", "Bo"]
    assert (again.status_code, removed.status_code) == (409, 409)
    assert "There is a session of theirs on a programme" in removed.text
    assert organiser.get(f"/en{LIST}").text.count(">invited<") == 2
    assert acts(app) == ["ambassador.invite", "ambassador.invite", "ambassador.list"]


@on_one_database
@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("minutes", "0", "Write a number of minutes from 1 to 480."),
        ("minutes", "", "Write how many minutes."),
        ("reply_by", "2018-01-01", "Choose a day from today until the day before the conference."),
        ("reply_by", "2099-01-01", "Choose a day from today until the day before the conference."),
        ("reply_by", "soon", "Write the day with year, month and day"),
    ],
)
def test_an_invitation_that_cannot_be_is_not_sent(app, organiser, kickoff, saved, field, typed, told):
    anna = saved(make_ambassador())

    answer = organiser.post(f"/en{LIST}/{anna.uid}/invite", data={"minutes": "10", field: typed})

    assert answer.status_code == 422
    assert told in answer.text
    assert read(app, Session.uid) == []


@on_one_database
def test_who_has_stopped_invitations_is_marked(organiser, kickoff, saved):
    carl = saved(make_ambassador(name="Carl Dam"))
    saved(Suppression(email_folded=carl.email_folded, created_at=clock.now()))

    pages = [organiser.get(f"/en/organise/ambassadors{page}").text for page in ("", f"/{carl.uid}")]

    assert ["wants no invitations" in page for page in pages] == [True, True]


@on_one_database
def test_without_a_conference_nobody_is_asked(app, organiser, saved):
    anna = saved(make_ambassador())

    answer = organiser.post(f"/en{LIST}/{anna.uid}/invite", data={"minutes": "10"})

    assert answer.status_code == 409
    assert "There is no conference ahead to invite to." in answer.text


def test_a_project_goes_from_application_to_invitation(app, organiser, kickoff, informatics):
    form = {
        "title_da": "Kode i klassen",
        "organisation": "Dania",
        "area": "informatik",
        "applied_on": "2018-09-14",
    }
    added = organiser.post(f"{PROJECTS}/new", data=form)
    page = added.location.partition("?")[0]
    person = {"name": "Bo Bæk", "email": "bo@skole.example", "language": "da"}
    organiser.post(f"{page}/people/new", data=person)
    organiser.post(f"{page}/people/new", data=person | {"name": "Ida", "email": "ida@skole.example"})
    organiser.post(f"{page}/people/remove", data={"email": "ida@skole.example"})
    organiser.post(page, data=form | {"title_en": "Code in class"})
    granted = organiser.post(
        f"{page}/grant", data={"sum_dkk": "1.250.000 kr.", "decided_on": "2018-10-31", "minutes": "15"}
    )

    assert (added.status_code, granted.location) == (303, f"{page}?done=granted&count=1")
    assert (
        "The grant has been saved. 1 invitation is on its way."
        in organiser.get(f"/en{granted.location}").text
    )
    assert read(app, Project.title_en, Project.state, Project.sum_dkk) == [
        ("Code in class", ProjectState.GRANTED, 1_250_000)
    ]
    assert read(app, ProjectPerson.name) == [("Bo Bæk",)]
    assert read(app, Letter.to_name, Letter.name) == [("Bo Bæk", "presenter.invited")]
    assert "DKK 1,250,000" in organiser.get(f"/en{PROJECTS}").text
    assert "1.250.000 kr." in organiser.get(page).text
    assert acts(app) == [
        "project.add",
        *["project.add_person"] * 2,
        "project.remove_person",
        "project.change",
        "project.grant",
        "project.invite",
        *["project.view", "project.list", "project.view"],
    ]


def test_a_rejection_is_taken_back_and_a_project_removed(app, organiser, code):
    page = f"{PROJECTS}/{code}"
    rejected = organiser.post(f"{page}/reject", data={"decided_on": "2018-10-31"})
    again = organiser.post(f"/en{page}/reject", data={"decided_on": "2018-10-31"})
    reopened = organiser.post(f"{page}/reopen")
    twice = organiser.post(f"/en{page}/reopen")
    removed = organiser.post(f"{page}/remove")

    assert [each.status_code for each in (rejected, again, reopened, twice, removed)] == [
        303,
        409,
        303,
        409,
        303,
    ]
    assert "This project has been decided on already." in again.text
    assert "This project has not been decided on." in twice.text
    assert read(app, Project.uid) == []


@on_one_database
@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("sum_dkk", "mange", "Write the sum in whole kroner"),
        ("sum_dkk", "12,50", "Write the sum in whole kroner"),
        ("sum_dkk", "0", "Write a sum from 1 to"),
        ("sum_dkk", "9" * 12, "Write a sum from 1 to"),
        ("sum_dkk", "", "Write the sum that was granted."),
        ("decided_on", "", "Choose the day."),
    ],
)
def test_a_grant_that_cannot_be_is_not_taken(app, organiser, code, field, typed, told):
    good = {"sum_dkk": "450 000", "decided_on": "2018-10-31", "minutes": "10"}

    answer = organiser.post(f"/en{PROJECTS}/{code}/grant", data=good | {field: typed})

    assert answer.status_code == 422
    assert told in answer.text
    assert read(app, Project.state) == [(ProjectState.APPLIED,)]


@on_one_database
def test_everybody_sees_granted_projects_with_sum_and_area_alone(client, informatics, saved, code):
    empty = client.get("/en/projects")
    saved(
        make_project(title_en="Robots", state=ProjectState.GRANTED, sum_dkk=900_000, area_id=informatics.id)
    )
    saved(make_project(title_en="Drones", state=ProjectState.GRANTED, sum_dkk=100_000))
    page, chosen = client.get("/en/projects"), client.get("/en/projects?area=informatik")

    assert "No project has been granted money yet." in empty.text
    for words in ("Robots", "Herningsholm", "Informatics", "DKK 900,000", "2 projects, DKK 1,000,000 in all"):
        assert words in page.text
    assert "Code in class" not in page.text
    assert ("Robots" in chosen.text, "Drones" in chosen.text) == (True, False)
    assert client.get("/projects?area=robotter").status_code == 404
    assert "ETag" in page.headers
    assert "@" not in re.sub(r"<footer.*", "", page.text, flags=re.S)


HEAD = ["Navn", "E-mail", "Organisation", "Fokusområde", "Sprog"]
OLE = ["Ole “Ø” Åkjær; jr.", "ole@skole.example", "Dania", "Informatik", "en"]


def test_a_list_is_looked_at_and_then_taken_in(app, organiser, informatics, saved):
    saved(make_ambassador(email="ole@skole.example"))

    page = send(organiser, "ambassadors", HEAD, OLE, ["Eva", "eva@skole.example", "Dania", "", ""])
    before = read(app, Ambassador.name)
    done = agree(organiser, "ambassadors", page)

    assert page.status_code == 200
    assert "is on the list: brought up to date" in page.text
    assert "Take in 2 lines" in page.text
    assert len(before) == 1
    assert done.status_code == 303
    assert "1 new, 1 changed" in organiser.get(done.location).text
    assert read(app, Ambassador.name, Ambassador.area_id, Ambassador.language) == [
        ("Eva", None, "da"),
        ("Ole “Ø” Åkjær; jr.", informatics.id, "en"),
    ]
    assert acts(app)[:-1] == ["ambassador.change", "ambassador.add", "ambassadors.import"]


def test_lines_with_problems_are_left_out_on_purpose_alone(app, organiser):
    page = send(organiser, "ambassadors", HEAD[:3], OLE[:3], ["Eva", "eva", "Dania"])
    refused = agree(organiser, "ambassadors", page, take="all")
    before = read(app, Ambassador.name)
    taken = agree(organiser, "ambassadors", page, take="good")

    assert "Write a whole e-mail address" in page.text
    assert "Take in 1 line and leave the others out" in page.text
    assert (refused.status_code, before) == (409, [])
    assert "Nothing was taken in: some lines have problems." in refused.text
    assert (taken.status_code, len(read(app, Ambassador.name))) == (303, 1)


def test_what_comes_back_is_checked_again(app, organiser):
    form = {"text": "Navn;E-mail;Organisation\nEva;eva;Dania\n", "take": "all"}

    answer = organiser.post("/organise/ambassadors/import", data=form)

    assert (answer.status_code, read(app, Ambassador.name)) == (409, [])


def test_projects_come_with_their_people(app, organiser, code):
    heads = ["Titel", "Organisation", "Navn", "E-mail"]
    records = [
        heads,
        ["Kode i klassen", "Dania", "Bo Bæk", "bo@skole.example"],
        ["Robotter", "Mercantec", "Eva", "eva@skole.example"],
        ["Robotter", "Mercantec", "Ida", "ida@skole.example"],
    ]

    page = send(organiser, "projects", *records)
    done = agree(organiser, "projects", page)

    assert "1 new, 0 changed" in organiser.get(done.location).text
    assert read(app, ProjectPerson.name) == [("Bo Bæk",), ("Eva",), ("Ida",)]


@on_one_database
@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "The file is empty."),
        (b"\x81\xff", "This is no CSV file."),
        (b"x" * (spreadsheets.LARGEST_FILE + 1), "The file is larger than 1 MB."),
    ],
)
def test_a_file_that_is_no_list_is_refused(organiser, data, told):
    answer = send(organiser, "ambassadors", data)

    assert answer.status_code == 422
    assert told in answer.text


@on_one_database
def test_a_form_without_a_file_asks_for_one(organiser):
    answer = organiser.post("/en/organise/projects/import", data={})

    assert answer.status_code == 422
    assert "Choose a file first." in answer.text


@on_one_database
def test_a_body_beyond_all_measure_is_not_read(organiser):
    assert send(organiser, "ambassadors", b"x" * 4_000_000).status_code == 413


@on_one_database
def test_a_large_list_travels_there_and_back(app, organiser):
    lines = [["Ø" * 190, f"n{number}@skole.example", "Æ" * 195] for number in range(500)]

    page = send(organiser, "ambassadors", HEAD[:3], *lines)
    back = carried(page)["text"]

    assert page.status_code == 200
    assert len(back.encode()) > 300_000
    assert post(organiser, "ambassadors", {"text": back}).status_code == 200


@on_one_database
@pytest.mark.parametrize("name", ["ambassadors", "projects"])
def test_the_example_file_can_be_taken_in(organiser, saved, name):
    for place, (key, da) in enumerate((("piger-og-stem", "Piger og STEM"), ("informatik", "Informatik"))):
        saved(FocusArea(key=key, name_da=da, name_en=da, place=place))

    file = organiser.get(f"/organise/{name}/example.csv")
    page = send(organiser, name, file.data)

    assert file.mimetype == "text/csv"
    assert "Take in 2 lines" in page.text


@on_one_database
def test_the_education_funds_milestones_lead_to_the_projects(client, organiser, app):
    from conference.demo.service import PACT
    from conference.pact import service as pacts

    with app.app_context(), transaction():
        pacts.load(PACT)

    public, listed = client.get("/milestones").text, organiser.get("/organise/milestones").text
    one = organiser.get("/organise/milestones/education-fund-deadline").text

    assert (public.count('href="/projects"'), listed.count('href="/organise/projects"')) == (2, 2)
    assert 'href="/organise/projects"' in one
