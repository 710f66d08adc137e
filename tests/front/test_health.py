"""What a watcher of the server is told (acceptance A62)."""

from dataclasses import replace

import pytest

from conference.db import transaction
from conference.mail import service as mail


@pytest.fixture
def with_mail_server(app, monkeypatch):
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], MAIL_URL="smtp://localhost"))


def write_letter():
    return mail.write("test.note", to="anna@skole.example", to_name="", language="da", subject="").uid


def refuse_for_now():
    """The mailbox asks us to come back later."""
    letter = mail.take()
    mail.settle_failed(letter.uid, attempt=letter.attempts, error="451 later", is_final=False)


def test_it_is_ready_while_letters_leave(client, with_mail_server):
    assert client.get("/readyz").status_code == 200


def test_a_letter_that_nobody_takes_is_told(app, client, with_mail_server, at):
    at("2018-11-05 09:00")
    with app.app_context(), transaction():
        write_letter()

    at("2018-11-05 09:15")
    in_time = client.get("/readyz").status_code
    at("2018-11-05 09:16")

    assert (in_time, client.get("/readyz").status_code) == (200, 503)


def test_without_a_mail_server_letters_may_wait(app, client, at):
    at("2018-11-05 09:00")
    with app.app_context(), transaction():
        write_letter()

    at("2018-11-06 09:00")

    assert client.get("/readyz").status_code == 200


def test_one_full_mailbox_does_not_take_the_site_down(app, client, with_mail_server, at):
    with app.app_context():
        for moment in ("09:00", "09:01", "09:05", "09:15", "09:45"):
            at(f"2018-11-05 {moment}")
            with transaction():
                if moment == "09:00":
                    write_letter()
                refuse_for_now()

    at("2018-11-05 10:30")

    assert client.get("/readyz").status_code == 200
