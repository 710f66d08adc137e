"""The admin's pages: who is on the staff, and who may what where."""

import re

import pytest
from sqlalchemy import select

from conference.accounts import service as accounts
from conference.accounts.models import Account, AccountRole
from conference.accounts.rules import Role
from conference.audit.models import AuditEntry
from conference.db import db, transaction
from conference.mail.letters import content_of
from conference.mail.models import Letter
from tests.factories import make_conference

NEW = {"name": "Bo Lund", "email": "bo@staff.example", "role": "door", "conference": "kickoff2018"}


@pytest.fixture
def conferences(saved, at):
    at("2018-11-05 09:00")
    for slug in ("kickoff2018", "kickoff2019"):
        saved(make_conference(slug=slug))


@pytest.fixture
def sign_in_with(app):
    """Somebody signed in with these roles: `sign_in_with((role, conference), …)`."""

    def sign_in(*roles):
        client = app.test_client()
        with app.app_context(), transaction():
            for role, conference in roles:
                account = accounts.add("eva@staff.example", Role(role), conference=conference)
            code = accounts.sign_in_link(account)
        client.post(f"/organise/sign-in/{code}")
        return client

    return sign_in


def letters(app):
    with app.app_context():
        return [content_of(letter) for letter in db.session.scalars(select(Letter).order_by(Letter.id))]


def test_who_is_invited_gets_a_letter_with_a_link_to_a_first_password(app, conferences, staff_client):
    admin = staff_client("admin")

    invited = admin.post("/organise/team", data=NEW)
    page = admin.get(invited.location).text

    [letter] = letters(app)
    path = letter.button.url.removeprefix("http://localhost")
    assert app.test_client().get(path).status_code == 200
    assert "<h1>Bo Lund</h1>" in page
    assert "Invitationen er på vej til bo@staff.example." in page
    assert "dør: Kick-off" in page
    with app.app_context():
        acts = db.session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)).all()
    assert acts[-1] == "accounts.add"


def test_the_accounts_want_the_proof_before_anything_is_typed(conferences, staff_client, at):
    admin = staff_client("admin")
    at("2018-11-05 09:20")

    asked = admin.get("/organise/team")

    assert (asked.status_code, asked.location) == (303, "/organise/prove?next=/organise/team")


def test_a_refused_invitation_keeps_what_was_typed_and_makes_nobody(app, conferences, staff_client):
    answer = staff_client("admin").post("/organise/team", data={**NEW, "email": "bo"})

    assert answer.status_code == 422
    assert 'value="Bo Lund"' in answer.text
    assert letters(app) == []


def test_a_role_for_one_conference_opens_that_one_alone(conferences, sign_in_with):
    client = sign_in_with(("organiser", "kickoff2018"))
    paths = ("/organise/", "/organise/kickoff2018/attendees", "/organise/kickoff2019/attendees")

    answers = [
        client.get(path).status_code
        for path in (*paths, "/organise/letters", "/organise/conferences/new", "/organise/kickoff2018/copy")
    ]

    assert answers == [200, 200, 403, 403, 403, 403]
    assert client.post("/organise/kickoff2018/copy").status_code == 403


def test_the_list_of_conferences_shows_those_of_ones_role_and_what_it_may(conferences, sign_in_with):
    client = sign_in_with(("organiser", "kickoff2018"))

    page = client.post("/organise/kickoff2018/publish", follow_redirects=True).text

    links = set(re.findall(r'href="/organise/(kickoff\d+/copy|kickoff\d+/settings|conferences/new)"', page))
    assert links == {"kickoff2018/settings"}


def test_whose_role_is_for_another_conference_is_shown_that_one(conferences, sign_in_with):
    client = sign_in_with(("door", "kickoff2019"), ("programme", "kickoff2019"))

    page = client.get("/organise/").text
    led = [client.get(f"/organise/{entry}").location for entry in ("door", "programme")]

    assert led == ["/organise/kickoff2019/door", "/organise/kickoff2019/programme"]
    assert led[0] in page
    assert "/organise/kickoff2019/attendees" not in page
    assert "kickoff2018" not in page


def test_whose_role_is_for_this_conference_finds_its_pages_on_the_overview(conferences, sign_in_with):
    page = sign_in_with(("organiser", "kickoff2018"), ("care", "kickoff2018")).get("/organise/").text

    found = re.findall(r'class="button [^"]+" href="/organise/kickoff2018/(\w+)"', page)
    assert found == ["programme", "attendees", "badges", "settings", "needs"]


def test_whose_role_is_for_all_conferences_is_told_of_no_few(conferences, sign_in_with):
    page = sign_in_with(("organiser", ""), ("care", "kickoff2018")).get("/organise/").text

    assert "Din rolle gælder disse konferencer:" not in page


def test_a_viewer_sees_and_changes_nothing_and_takes_nothing_along(conferences, sign_in_with):
    client = sign_in_with(("viewer", ""))
    seen = ["attendees", "programme", "door", "settings", "queue"]
    kept = ["attendees/export.csv", "needs", "door/scans.csv", "badges.pdf"]

    answers = [client.get(f"/organise/kickoff2018/{page}").status_code for page in (*seen, *kept)]

    assert answers == [200] * len(seen) + [403] * len(kept)
    assert client.post("/organise/kickoff2018/settings", data={"capacity": "1"}).status_code == 403


def test_a_14_a_role_that_is_taken_signs_out_and_the_last_admin_stays(app, conferences, staff_client):
    door, admin = staff_client("door"), staff_client("admin")
    uids = uids_of(app)

    taken = admin.post(f"/organise/team/{uids['door']}/roles/take", data={"role": "door"})
    own = admin.post(f"/organise/team/{uids['admin']}/roles/take", data={"role": "admin"})
    disabled = admin.post(f"/organise/team/{uids['admin']}/disable")

    assert (taken.status_code, door.get("/organise/").status_code) == (303, 302)
    assert (own.status_code, disabled.status_code) == (409, 409)
    assert all(
        "Det er den sidste administrator" in page.text and "<h2>Roller</h2>" in page.text
        for page in (own, disabled)
    )
    assert admin.get("/organise/team").status_code == 200


def uids_of(app):
    """The account of each role."""
    with app.app_context():
        rows = db.session.execute(select(AccountRole.role, Account.uid).join(Account))
        return dict(rows.all())


def test_who_signs_in_no_more_is_out_at_once_and_may_be_let_in_again(app, conferences, staff_client):
    door, admin = staff_client("door"), staff_client("admin")
    uid = uids_of(app)["door"]

    admin.post(f"/organise/team/{uid}/disable")
    out = door.get("/organise/").status_code
    admin.post(f"/organise/team/{uid}/enable")

    assert (out, door.get("/organise/").status_code) == (302, 302)
    assert "Giv adgang igen" not in admin.get(f"/organise/team/{uid}").text


def test_who_has_lost_the_phone_begins_anew(app, conferences, staff_client):
    admin = staff_client("admin")
    uid = uids_of(app)["admin"]
    with app.app_context(), transaction():
        account = db.session.scalars(select(Account)).one()
        printed = accounts.choose_password(account, "fire glade heste om natten", totp=b"x" * 20)
    again = staff_client("admin")

    again.post(f"/organise/team/{uid}/invite")

    path = letters(app)[-1].button.url.removeprefix("http://localhost")
    new = {
        "password": "syv vilde svaner over søen",
        "again": "syv vilde svaner over søen",
        "code": printed[0],
    }

    assert (admin.get("/organise/").status_code, again.get("/organise/").status_code) == (302, 302)
    assert "syv dage" in letters(app)[-1].closing[0] or "seven days" in letters(app)[-1].closing[0]
    with app.app_context():
        assert db.session.scalars(select(Account.password_hash)).one() is None
    assert app.test_client().post(path, data=new).status_code == 422


def test_a_17_a_forgotten_password_is_answered_the_same_to_everybody_and_few_letters_go(app, client):
    with app.app_context(), transaction():
        accounts.add("kai@staff.example", Role.DOOR)

    pages = [
        client.post("/organise/forgotten", data={"email": email})
        for email in ("kai@staff.example", "nobody@staff.example", *["KAI@staff.example"] * 4)
    ]

    assert {page.status_code for page in pages} == {200}
    assert len({page.text for page in pages}) == 1
    assert len(letters(app)) == 3


def test_a_17_a_link_to_a_new_password_is_good_for_an_hour(app, client, at):
    at("2018-11-05 09:00")
    with app.app_context(), transaction():
        account = accounts.add("kai@staff.example", Role.DOOR)
        accounts.choose_password(account, "fire glade heste om natten", totp=b"x" * 20)
    client.post("/organise/forgotten", data={"email": "kai@staff.example"})
    path = re.sub("^http://localhost", "", letters(app)[-1].button.url)

    at("2018-11-05 09:59")
    still = client.get(path).status_code
    at("2018-11-05 10:00")

    assert (still, client.get(path).status_code) == (200, 410)


def test_only_an_admin_sees_the_accounts(conferences, staff_client):
    paths = ("/organise/team", "/organise/team/x")

    answers = [staff_client("organiser").get(path).status_code for path in paths]

    assert answers == [403, 403]


def test_what_somebody_does_to_their_own_way_in_is_written_down(app, staff_client):
    client = staff_client("door")

    client.post("/organise/account/recovery")
    client.post("/organise/account/sessions/end")

    with app.app_context():
        entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
        [uid] = db.session.scalars(select(Account.uid))
    told = [(entry.act, entry.by, entry.subject) for entry in entries]
    assert told == [
        ("accounts.add", "system", uid),
        ("accounts.link", "system", uid),
        *(
            (f"accounts.{act}", f"staff:{uid}", uid)
            for act in ("sign_in", "renew_recovery_codes", "end_sessions")
        ),
    ]
