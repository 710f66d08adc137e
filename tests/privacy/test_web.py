"""What people see of what is kept, take along and have deleted; and what staff see (A49, A50, A53)."""

import json
from dataclasses import replace

import pytest
from sqlalchemy import select

from conference.accounts import service as accounts
from conference.accounts.rules import Role
from conference.audit import service as audit
from conference.audit.models import AuditEntry
from conference.checkin.models import Scan
from conference.db import db, transaction
from conference.mail.models import Letter
from conference.privacy import service
from conference.privacy.registry import KEPT
from conference.programme.models import Presenter, Session
from conference.registration.models import Registration
from tests.privacy.conftest import ACCESS, DIET, EMAIL, FEED, MARK, NAME, NOTE, WISH, places_of
from tests.programme.factories import make_presenter
from tests.registration.conftest import read

GUEST = {"name": "Bo", "kind": "attendee"}


@pytest.fixture(autouse=True)
def note_file(app, tmp_path, monkeypatch):
    settings = app.config["SETTINGS"]
    monkeypatch.setitem(app.config, "SETTINGS", replace(settings, ERASURES=str(tmp_path / "erasures")))
    return tmp_path / "erasures"


@pytest.fixture
def visit(client, canary):
    """Their own pages."""
    return lambda path, post=False: (client.post if post else client.get)(f"/r/{canary.own}{path}")


def test_a_50_all_that_hangs_on_a_place_is_on_its_person_s_page(come, visit):
    page = visit("/data").text

    for told in (
        NAME,
        EMAIL,
        DIET,
        ACCESS,
        NOTE,
        WISH,
        FEED,
        "Hovedindgang",
        "Velkommen",
        "22. november 2026",
    ):
        assert told in page, told


def test_a_50_and_a_53_the_export_tells_letters_scans_and_who_has_looked(come, visit):
    answer = visit("/data.json")

    told = answer.json
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert set(told) == {
        *("exported_at", "places", "needs", "consents", "presenting", "sessions", "wishes"),
        *("letters", "scans", "calendars", "accesses"),
    }
    assert told["needs"][0]["diet"] == DIET
    assert DIET in answer.text
    assert {each["wording"] for each in told["consents"]} == {"2026-11-22"}
    assert len(told["scans"]) == 2
    assert EMAIL in [letter["to"] for letter in told["letters"]]
    assert [each["by"] for each in told["accesses"]] == ["deltageren selv", "en medarbejder"]
    assert not any(code in answer.text for code in ("token", "code_hash"))


def test_staff_are_told_by_their_role_and_never_by_their_address(canary, staff_client, client):
    staff = staff_client("admin")
    staff.get(f"/organise/kickoff2018/attendees/{canary.uid}")
    staff.get("/organise/kickoff2018/attendees")

    told = client.get(f"/en/r/{canary.own}/data.json").json

    assert told["accesses"][-1]["by"] == "an administrator"
    assert [(each["by"], each["times"]) for each in told["listings"]] == [("an administrator", 1)]
    assert "staff.example" not in json.dumps(told)


def test_reading_one_s_data_changes_nothing(app, visit):
    before = places_of(MARK, app)
    count = len(read(app, select(AuditEntry.id)))

    answers = [visit(path).status_code for path in ("/data", "/data.json", "/erase")]

    assert answers == [200, 200, 200]
    assert places_of(MARK, app) == before
    assert len(read(app, select(AuditEntry.id))) == count


def test_a_50_a_button_deletes_the_person_and_the_link_with_them(app, visit, client):
    answer = visit("/erase", post=True)

    assert (answer.status_code, answer.headers["Location"]) == (303, "/privacy/erased")
    assert client.get("/privacy/erased").status_code == 200
    assert visit("").status_code == 404
    assert {found.partition(".")[0] for found in places_of(MARK, app)} == {
        *("ambassador", "project_person", "suppression"),
    }


def test_who_typed_an_address_into_the_form_sees_and_deletes_nothing_else_of_its_owner(
    app, kickoff, client, saved
):
    """Also when the owner says yes to a stage, and is given the place that has the address already."""
    own = client.post(
        "/kickoff2018/register", data={"name": "Bo", "email": EMAIL, "kind": "attendee"}
    ).location
    [place] = read(app, select(Registration.id))
    saved(make_presenter(kickoff, name=NAME, email=EMAIL, email_folded=EMAIL, registration_id=place[0]))

    seen = client.get(f"{own}/data").text
    client.post(f"{own}/erase")

    assert NAME not in seen
    assert read(app, select(Presenter.name, Presenter.registration_id)) == [(NAME, None)]
    assert read(app, select(Registration.id)) == []


def test_what_cannot_be_noted_is_told_on_the_same_page_and_kept(app, visit, note_file):
    note_file.mkdir()

    answer = visit("/erase", post=True)

    assert (answer.status_code, 'class="alert alert-error"' in answer.text) == (503, True)
    assert "registration.name" in places_of(MARK, app)


def test_the_command_exports_what_stands_under_an_address_and_writes_that_down(app, come, canary, at):
    with app.app_context(), transaction():
        accounts.add(EMAIL, Role.CARE)
        session, scan = db.session.scalars(select(Session)).one(), db.session.scalars(select(Scan)).first()
        scan.undone_at, session.abstract_da = at("2018-11-22 09:10"), "Om fugle"
        by = db.session.scalars(select(Presenter.uid)).one()
        audit.record("presenter.change", by="self", subject=session.uid, detail={"presenter": by})
        audit.record("presenter.change", by="self", subject=session.uid, detail={"presenter": "another"})
        audit.record("checkin.settle", by="staff:1", subject=scan.id)

    done = app.test_cli_runner().invoke(args=["privacy", "export", EMAIL.upper()])

    told = json.loads(done.output)
    assert [each["name"] for each in told["lists"]] == [NAME, NAME]
    assert told["places"][0]["email"] == EMAIL
    assert told["suppressions"][0]["email"] == told["accounts"][0]["email"] == EMAIL
    assert [letter["title"] for letter in told["letters"]].count("Billet") == 2  # theirs, and Bo's
    assert told["sessions"][0]["abstract_da"] == "Om fugle"
    assert any(each["undone_at"] for each in told["scans"])
    acts = [each["what"] for each in told["accesses"]]
    assert [acts.count(act) for act in ("presenter.change", "checkin.settle", "accounts.add")] == [1, 1, 1]
    acts = read(app, select(AuditEntry.by).filter_by(act="privacy.export"))
    assert acts == [("system",)] * 5


def test_a_49_the_notice_tells_all_that_is_kept_and_what_the_form_asks_for(client):
    page = client.get("/en/privacy").text

    for told in (
        *("Region Midtjylland", "Datatilsynet", "data protection officer", "9(2)(a)", "30 days", "6 months"),
        *("Name, E-mail, You come as", "Food and allergies", "You may use photos of me"),
    ):
        assert told in page, told
    text = page.replace("&#39;", "'")
    assert [each.key for each in KEPT if str(each.what).replace("&", "&amp;") not in text] == []


@pytest.mark.parametrize("path", ["/kickoff2018/register", "/kickoff2018/register/party"])
def test_a_49_the_notice_is_linked_before_the_button(kickoff, client, path):

    page = client.get(path).text

    assert 0 < page.index('href="/privacy"') < page.rindex('type="submit"')
    assert " checked" not in page.replace('name="kind" type="radio" value="attendee"', "").replace(
        "checked id=", "id=", 1
    )


def test_a_51_staff_see_what_is_kept_until_when_and_when_it_last_ran(app, kickoff, staff_client):
    staff = staff_client()
    before = staff.get("/en/organise/privacy").text
    with app.app_context(), transaction():
        service.purge_tonight()

    page = staff.get("/en/organise/privacy").text

    assert "never been deleted yet" in before
    assert "last deleted on 1 October" in page
    assert all(day in page for day in ("22 December 2018", "22 May 2019"))


def test_a_53_an_admin_sees_who_has_seen_one_person_and_that_is_written_down_too(app, canary, staff_client):
    organiser, admin = staff_client(), staff_client("admin")
    organiser.get(f"/organise/kickoff2018/attendees/{canary.uid}")

    page = admin.get(f"/organise/privacy/people/{canary.uid}")

    assert "organiser@staff.example" in page.text
    assert organiser.get(f"/organise/privacy/people/{canary.uid}").status_code == 403
    linked = f"/organise/privacy/people/{canary.uid}"
    shown = f"/organise/kickoff2018/attendees/{canary.uid}"
    assert (linked in admin.get(shown).text, linked in organiser.get(shown).text) == (True, False)
    views = read(app, select(AuditEntry.subject).filter_by(act="audit.view"))
    assert views == [(canary.uid,)]


def test_letters_of_the_erased_are_not_sent_any_more(app, visit, canary):
    visit("/erase", post=True)

    assert read(app, select(Letter).filter_by(to=EMAIL)) == []
    assert read(app, select(Registration).filter_by(uid=canary.uid)) == []
