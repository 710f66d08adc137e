"""Signing in by a one-time link, and sessions that end."""

import json
from base64 import urlsafe_b64decode

from sqlalchemy import select

from conference import clock
from conference.accounts import service
from conference.accounts.models import Account, StaffSession
from conference.accounts.rules import Role
from conference.db import db, transaction


def issue_link(app, role=Role.ORGANISER):
    with app.app_context(), transaction():
        return service.sign_in_link(service.add("organiser@staff.example", role))


def test_a_link_opens_a_page_with_a_button_and_signs_in_by_post_alone(app, client):
    code = issue_link(app)

    page = client.get(f"/organise/sign-in/{code}")
    still_out = client.get("/organise/")
    pressed = client.post(f"/organise/sign-in/{code}")

    assert page.status_code == 200
    assert still_out.status_code == 302
    assert (pressed.status_code, pressed.location) == (303, "/organise/")


def test_a_link_opens_once(app, client):
    code = issue_link(app)
    client.post(f"/organise/sign-in/{code}")

    again = app.test_client().post(f"/organise/sign-in/{code}")

    assert again.status_code == 410


def test_a_link_from_the_command_line_is_good_for_an_hour(app, client, at):
    at("2018-11-05 09:00")
    code = issue_link(app)

    at("2018-11-05 10:00")

    assert client.post(f"/organise/sign-in/{code}").status_code == 410


def test_a_cookie_kept_from_before_signing_out_opens_nothing(app, staff_client):
    client = staff_client()
    kept = client.get_cookie("session").value

    client.post("/organise/sign-out")
    client.set_cookie("session", kept)

    assert client.get("/organise/").status_code == 302


def test_a_session_ends_after_an_hour_of_rest(app, staff_client, at):
    at("2018-11-05 09:00")
    client = staff_client()

    at("2018-11-05 10:00")

    assert client.get("/organise/").status_code == 302


def test_a_session_that_is_used_lasts_twelve_hours_and_no_longer(app, staff_client, at):
    at("2018-11-05 08:00")
    client = staff_client()
    seen = []

    for hour in range(8, 20):
        for minute in (29, 59):
            at(f"2018-11-05 {hour:02}:{minute}")
            seen.append(client.get("/organise/").status_code)
    at("2018-11-05 20:00")

    assert set(seen) == {200}
    assert client.get("/organise/").status_code == 302


def test_a_role_taken_away_counts_on_the_next_request(app, staff_client):
    client = staff_client("door")

    with app.app_context(), transaction():
        account = service.add("door@staff.example", Role.DOOR)
        account.roles.clear()

    assert client.get("/organise/").status_code == 403


def test_an_account_that_is_disabled_is_out_on_the_next_request(app, staff_client):
    client = staff_client()

    with app.app_context(), transaction():
        service.add("organiser@staff.example", Role.ORGANISER).disabled_at = clock.real_now()

    assert client.get("/organise/").status_code == 302


def test_a5_a12_the_cookie_holds_a_token_alone_and_the_database_its_hash(app, staff_client):
    cookie = staff_client().get_cookie("session").value

    payload = json.loads(urlsafe_b64decode(cookie.split(".")[0] + "=="))

    assert set(payload) == {"_user_id"}
    with app.app_context():
        assert db.session.scalar(select(StaffSession.token_hash)) != payload["_user_id"]


def test_the_command_line_adds_an_account_and_prints_a_link_that_signs_in(app, client):
    told = app.test_cli_runner().invoke(args=["accounts", "add", "kai@staff.example", "--role", "door"])

    link = told.output.strip()
    assert link.startswith("http://localhost/organise/sign-in/")
    assert client.post(link).status_code == 303


def test_the_command_line_says_what_is_no_address_and_what_is_no_role(app):
    runner = app.test_cli_runner()

    assert runner.invoke(args=["accounts", "add", "kai", "--role", "door"]).exit_code == 2
    assert runner.invoke(args=["accounts", "add", "kai@staff.example", "--role", "king"]).exit_code == 2


def test_the_same_address_again_keeps_its_roles_and_gets_a_new_link(app):
    with app.app_context():
        with transaction():
            service.add("Kai@staff.example", Role.DOOR)
        with transaction():
            account = service.add("kai@STAFF.example", Role.ORGANISER)

        assert sorted(held.role for held in account.roles) == ["door", "organiser"]


def test_audit_names_somebody_by_a_number_and_pages_by_their_address(app, staff_client):
    staff_client("organiser")
    with app.app_context():
        uid = db.session.scalar(select(Account.uid))

        found = service.emails_of([f"staff:{uid}", "staff:gone", "system"])

    assert found == {f"staff:{uid}": "organiser@staff.example"}


def test_a_lasting_link_opens_nothing_after_its_process_has_ended(app, client):
    with app.app_context(), transaction():
        code = service.sign_in_link(service.add("new@staff.example", Role.DOOR), lasting=True)
    with app.app_context(), transaction():
        service.end_links()

    assert client.post(f"/organise/sign-in/{code}").status_code == 410
