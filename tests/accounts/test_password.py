"""Signing in by password and a code from the phone, and what is refused."""

import base64
import json
import re
import unicodedata
from contextlib import nullcontext
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from conference import clock
from conference.accounts import proofs, rules, service
from conference.accounts.models import Account, RecoveryCode, StaffSession
from conference.accounts.rules import Role
from conference.db import db, transaction
from conference.mail.letters import content_of
from conference.mail.models import Letter
from conference.team import service as team
from tests.factories import make_conference

PASSWORD = "fire glade heste om natten"
SECRET = b"a secret of 20 bytes"
ADDRESS = "kai@staff.example"


@pytest.fixture
def kai(app):
    """Somebody with a password and a phone; the recovery codes they printed."""
    with app.app_context(), transaction():
        account = service.add(ADDRESS, Role.ORGANISER, name="Kai Lund")
        return service.choose_password(account, PASSWORD, totp=SECRET)


def code_now(steps: int = 0) -> str:
    """What the phone shows, or showed so many half-minutes ago."""
    then = clock.real_now() - timedelta(seconds=proofs.STEP * steps)
    return proofs._totp(SECRET).generate(int(then.timestamp())).decode()


def typed(**other):
    return {"email": ADDRESS, "password": PASSWORD, "code": code_now(), **other}


def sign_in(client, **other):
    return client.post("/organise/sign-in", data=typed(**other))


def test_a_13_password_and_code_together_open_the_staff_s_pages(kai, client, at):
    at("2018-11-05 09:00")

    signed_in = sign_in(client)

    assert (signed_in.status_code, signed_in.location) == (303, "/organise/")
    assert client.get("/organise/").status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"password": "fire glade heste om dagen"},
        {"code": "000000"},
        {"code": ""},
        {"password": ""},
        {"email": "nobody@staff.example"},
        {"code": "12345६"},
    ],
)
def test_a_13_nothing_less_does(kai, client, at, wrong):
    at("2018-11-05 09:00")

    answer = sign_in(client, **wrong)

    assert answer.status_code == 422
    assert client.get("/organise/").status_code == 302


def test_a_13_a_code_opens_once_and_so_does_an_older_one_not_after_it(kai, app, at):
    at("2018-11-05 09:00")
    first = sign_in(app.test_client())

    again, older = (sign_in(app.test_client(), code=code_now(steps)) for steps in (0, 1))

    assert [each.status_code for each in (first, again, older)] == [303, 422, 422]


def test_a_recovery_code_opens_once_in_place_of_the_phone(kai, app):
    tries = [sign_in(app.test_client(), code=code.lower()) for code in (kai[0], kai[0], kai[1])]

    assert [each.status_code for each in tries] == [303, 422, 303]
    with app.app_context():
        assert not set(kai) & set(db.session.scalars(select(RecoveryCode.code_hash)))


def test_a_12_the_database_alone_lets_nobody_in(kai, app):
    with app.app_context():
        account = db.session.scalars(select(Account)).one()

        assert account.password_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
        assert SECRET not in account.totp_sealed.encode()
        assert proofs.unseal(account.totp_sealed, "another key of thirty-two letters") is None


def test_a_17_a_known_and_an_unknown_address_are_told_the_same(kai, client):
    known, unknown = (
        client.post("/organise/sign-in", data={"email": email, "password": "secret", "code": "1"})
        for email in (ADDRESS, "nobody@x.example")
    )

    assert known.status_code == unknown.status_code == 422
    assert known.text.replace(ADDRESS, "") == unknown.text.replace("nobody@x.example", "")
    assert 'value="secret"' not in known.text


def test_a_16_ten_wrong_tries_close_the_door_for_one_account_from_one_network_alone(kai, app, at):
    at("2018-11-05 09:00")
    office, elsewhere = ({"REMOTE_ADDR": address} for address in ("192.0.2.7", "198.51.100.7"))
    wrong = [
        app.test_client().post("/organise/sign-in", data=typed(password="no"), environ_base=office)
        for _try in range(11)
    ]

    shut = app.test_client().post("/organise/sign-in", data=typed(), environ_base=office)
    from_home = app.test_client().post("/organise/sign-in", data=typed(), environ_base=elsewhere)
    colleague = app.test_client().post(
        "/organise/sign-in", data=typed(email="bo@staff.example"), environ_base=office
    )
    at("2018-11-05 09:31")
    later = app.test_client().post("/organise/sign-in", data=typed(), environ_base=office)

    assert [each.status_code for each in wrong] == [422] * 10 + [429]
    assert (shut.status_code, shut.headers["Retry-After"]) == (429, "1801")
    assert "30 minutter" in shut.text
    assert 'href="/organise/sign-in"' in shut.text
    assert [each.status_code for each in (from_home, colleague, later)] == [303, 422, 303]


@pytest.mark.parametrize(
    ("password", "is_good"),
    [
        ("fjorten tegn..", False),
        ("femten tegn....", True),
        ("hvad Kaja spiser om morgenen", False),
        ("midtjysk og glad for det", False),
        ("min post er kaj@STAFF.example", False),
        ("æøå " * 20, True),
        ("x" * 201, False),
    ],
)
def test_a_11_length_is_asked_for_and_one_s_own_name_is_no_password(password, is_good):
    account = Account(email="kaj@staff.example", name="Kaja Lund")

    with nullcontext() if is_good else pytest.raises(rules.WeakPassword):
        rules.check_password(password, account=account)


def test_a_first_password_links_the_phone_and_gives_recovery_codes(app, client):
    with app.app_context(), transaction():
        code = service.open_password_link(service.add(ADDRESS, Role.DOOR))
    address = f"/organise/password/{code}"
    spelled = re.search(r"<code>([A-Z2-7 ]+)<", client.get(address).text)[1].replace(" ", "")
    shown = proofs._totp(base64.b32decode(spelled)).generate(int(clock.real_now().timestamp())).decode()
    form = {"password": PASSWORD, "again": PASSWORD, "code": shown}
    reloaded, somebody_else = client.get(address).text, app.test_client().get(address).text

    weak = client.post(address, data={**form, "password": "kort", "again": "kort", "code": "000000"})
    other = client.post(address, data={**form, "again": "noget andet end før"})
    wrong = client.post(address, data={**form, "code": "000000"})
    chosen = client.post(address, data=form)

    assert [each.status_code for each in (weak, other, wrong, chosen)] == [422, 422, 422, 200]
    assert "Skriv mindst 15 tegn" in weak.text
    assert "De to er ikke ens." in other.text
    assert len(re.findall(r"<code>[0-9A-Z]{5} [0-9A-Z]{5}</code>", chosen.text)) == proofs.RECOVERY_CODES
    assert client.get("/organise/").status_code == 200
    assert (spelled in reloaded.replace(" ", ""), spelled in somebody_else.replace(" ", "")) == (True, False)
    payload = client.get_cookie("session").value.split(".")[0]
    assert set(json.loads(base64.urlsafe_b64decode(payload + "=="))) == {"_user_id"}


def test_a_16_a_code_is_guessed_ten_times_an_hour_wherever_it_is_typed(kai, app, at):
    at("2018-11-05 09:00")
    with app.app_context(), transaction():
        link = service.open_password_link(db.session.scalars(select(Account)).one())
    new = {"password": PASSWORD, "again": PASSWORD, "code": "000000"}

    by_link = [app.test_client().post(f"/organise/password/{link}", data=new).status_code for _ in range(11)]
    elsewhere = app.test_client().post(
        "/organise/sign-in", data=typed(), environ_base={"REMOTE_ADDR": "198.51.100.7"}
    )
    at("2018-11-05 10:01")

    assert by_link == [422] * 10 + [429]
    assert (elsewhere.status_code, sign_in(app.test_client()).status_code) == (429, 303)


def test_a_password_is_the_same_from_every_keyboard():
    composed, taken_apart = (unicodedata.normalize(form, "rødgrød på årstiden") for form in ("NFC", "NFD"))

    assert proofs.is_password(composed, proofs.hash_password(taken_apart))


def test_no_recovery_code_stands_in_for_a_phone_that_is_being_linked(kai, app, client):
    with app.app_context(), transaction():
        account = db.session.scalars(select(Account)).one()
        account.totp_sealed = None
        code = service.open_password_link(account)

    answer = client.post(
        f"/organise/password/{code}", data={"password": PASSWORD, "again": PASSWORD, "code": kai[0]}
    )

    assert answer.status_code == 422


def test_another_phone_takes_the_place_of_the_first_and_ends_the_other_sessions(kai, app, at):
    at("2018-11-05 09:00")
    client, elsewhere = app.test_client(), app.test_client()
    sign_in(elsewhere, code=kai[0])
    sign_in(client)
    page = client.get("/organise/account/phone").text
    spelled = re.search(r"<code>([A-Z2-7 ]+)<", page)[1].replace(" ", "")
    at("2018-11-05 09:02")
    shown = proofs._totp(base64.b32decode(spelled)).generate(int(clock.real_now().timestamp())).decode()

    wrong = client.post("/organise/account/phone", data={"code": kai[1]})
    linked = client.post("/organise/account/phone", data={"code": shown})

    assert (wrong.status_code, linked.status_code) == (422, 200)
    assert len(re.findall(r"<code>[0-9A-Z]{5} [0-9A-Z]{5}</code>", linked.text)) == proofs.RECOVERY_CODES
    assert (client.get("/organise/").status_code, elsewhere.get("/organise/").status_code) == (200, 302)
    at("2018-11-05 09:04")
    tries = [sign_in(app.test_client(), code=code) for code in (code_now(), kai[1])]
    assert [each.status_code for each in tries] == [422, 422]


def test_a_14_a_new_password_ends_every_session_and_its_link_opens_once(kai, app, client, at):
    at("2018-11-05 09:00")
    sign_in(client)
    with app.app_context(), transaction():
        code = service.open_password_link(db.session.scalars(select(Account)).one())
    at("2018-11-05 09:02")
    new = {
        "password": "syv vilde svaner over søen",
        "again": "syv vilde svaner over søen",
        "code": code_now(),
    }

    chosen = app.test_client().post(f"/organise/password/{code}", data=new)

    assert (chosen.status_code, client.get("/organise/").status_code) == (303, 302)
    assert chosen.location == "/organise/account?done=password"
    assert app.test_client().post(f"/organise/password/{code}", data=new).status_code == 410
    at("2018-11-05 09:04")
    tries = [sign_in(app.test_client(), password=word) for word in (PASSWORD, new["password"])]
    assert [each.status_code for each in tries] == [422, 303]


def test_a_15_where_one_is_signed_in_is_listed_and_ended_in_one_place_or_everywhere_else(kai, app, at):
    at("2018-11-05 09:00")
    clients = [app.test_client() for _ in range(3)]
    for steps, client in enumerate(clients):
        at(f"2018-11-05 09:0{2 * steps}")
        sign_in(client)
    with app.app_context():
        oldest = db.session.scalars(select(StaffSession.uid).order_by(StaffSession.id)).first()

    page = clients[2].get("/organise/account").text
    clients[2].post(f"/organise/account/sessions/{oldest}/end")
    after_one = [client.get("/organise/").status_code for client in clients]
    clients[2].post("/organise/account/sessions/end")
    after_all = [client.get("/organise/").status_code for client in clients]

    assert page.count("Log ud dér") == 2
    assert (after_one, after_all) == ([302, 200, 200], [302, 302, 200])


def test_a_36_who_takes_the_list_along_has_proved_lately_who_they_are(kai, app, client, saved, at):
    at("2018-11-05 09:00")
    saved(make_conference())
    sign_in(client)
    fresh = client.get("/organise/kickoff2018/attendees/export.csv")
    at("2018-11-05 09:20")

    asked = client.get("/organise/kickoff2018/attendees/export.csv?state=waiting")
    wrong = client.post(asked.location, data={"password": PASSWORD, "code": "000000"})
    proved = client.post(asked.location, data={"password": PASSWORD, "code": code_now()})

    assert (fresh.status_code, asked.status_code, wrong.status_code) == (200, 303, 422)
    assert (proved.status_code, proved.location) == (
        303,
        "/organise/kickoff2018/attendees/export.csv?state=waiting",
    )
    assert client.get(proved.location).status_code == 200


def test_who_must_sign_in_first_comes_to_the_page_they_asked_for(kai, client, at):
    at("2018-11-05 09:00")

    asked = client.get("/en/organise/letters?page=2")
    page = client.get(asked.location).text
    address = re.search(r'<form method="post" action="([^"]+)"', page)[1].replace("&amp;", "&")
    signed_in = client.post(address, data=typed())

    assert (signed_in.status_code, signed_in.location) == (303, "/en/organise/letters?page=2")


@pytest.mark.parametrize(
    ("came_from", "back"),
    [("/organise/account", "/organise/account"), ("/kickoff2018/", "/organise/"), (None, "/organise/")],
)
def test_after_the_proof_one_is_back_where_the_button_stands(kai, app, at, came_from, back):
    at("2018-11-05 09:00")
    client = app.test_client()
    sign_in(client)
    at("2018-11-05 09:20")
    headers = {"Referer": f"http://localhost{came_from}"} if came_from else {}

    pressed = client.post("/organise/account/recovery", headers=headers)
    proved = client.post(pressed.location, data={"password": PASSWORD, "code": code_now()})

    assert (proved.status_code, proved.location) == (303, back)


@pytest.mark.parametrize(
    "address",
    [
        "//evil.example",
        "https:evil.example",
        "\\evil",
        "/%09/evil",
        "@evil",
        "/organise/..//evil.example",
        "/organise/x\n",
        "/kickoff2018/",
    ],
)
def test_a_25_after_the_proof_one_is_led_to_the_staff_s_pages_alone(kai, app, at, address):
    at("2018-11-05 09:00")
    client = app.test_client()
    sign_in(client)
    at("2018-11-05 09:02")

    proved = client.post(
        "/organise/prove", query_string={"next": address}, data={"password": PASSWORD, "code": code_now()}
    )

    assert (proved.status_code, proved.location) == (303, "/organise/")


def test_who_came_by_a_link_and_has_no_password_is_told_how_to_get_one(app, staff_client, saved, at):
    at("2018-11-05 09:00")
    saved(make_conference())
    client = staff_client()
    with app.app_context(), transaction():
        db.session.execute(update(StaffSession).values(proved_at=clock.real_now() - timedelta(hours=1)))

    asked = client.get("/organise/kickoff2018/attendees/export.csv")
    page = client.get(asked.location).text
    chosen = client.post("/organise/account/password")

    assert "Vælg adgangskode" in page
    assert client.get(chosen.location).status_code == 200


def test_a_link_to_a_first_password_is_good_for_seven_days_by_letter_and_else_for_an_hour(app, client, at):
    at("2018-11-05 09:00")
    with app.app_context(), transaction():
        code = service.sign_in_link(service.add(ADDRESS, Role.DOOR))
        team.invite("bo@staff.example", Role.DOOR, name="Bo", conference="", language="da", by="system")
        [invited] = content_of(db.session.scalars(select(Letter)).one()).button.url.split("/")[-1:]
    client.post(f"/organise/sign-in/{code}")
    own = client.post("/organise/account/password").location
    answers = []

    for moment in ("2018-11-05 09:59", "2018-11-05 10:00", "2018-11-12 08:59", "2018-11-12 09:00"):
        at(moment)
        answers.append([client.get(path).status_code for path in (own, f"/organise/password/{invited}")])

    assert answers == [[200, 200], [410, 200], [410, 200], [410, 410]]
