"""The outbox as organisers read it."""

import pytest

from conference.audit.models import AuditEntry
from conference.db import db, transaction
from conference.mail import service

CODE = "0123456789ABCDEFGHJKMNPQRS"


@pytest.fixture
def outbox(app, write):
    """One letter in the outbox; gives its uid."""
    with app.app_context():
        return write().uid


def test_the_list_says_to_whom_what_and_how_it_stands(staff_client, outbox):
    page = staff_client().get("/organise/letters")

    assert page.status_code == 200
    assert f'href="/organise/letters/{outbox}"' in page.text
    for words in ("Åse Øllgård", "Note", "Venter på afsendelse"):
        assert words in page.text


def test_the_list_shows_the_servers_words_for_a_letter_that_failed(app, staff_client, outbox):
    with app.app_context(), transaction():
        service.take()
        service.settle_failed(outbox, attempt=1, error="550 <No> such user", is_final=True)

    failed = staff_client().get("/organise/letters?state=failed")
    waiting = staff_client().get("/organise/letters?state=waiting")

    assert "550 &lt;No&gt; such user" in failed.text
    assert outbox not in waiting.text


@pytest.mark.parametrize(
    "query", ["?page=0", "?page=-1", "?page=x", "?page=99999999999999999999", "?state=x"]
)
def test_a_list_that_does_not_exist_is_an_ordinary_page(query, staff_client, outbox):
    assert staff_client().get(f"/organise/letters{query}").status_code == 200


def test_a_letter_is_read_with_its_codes_masked(staff_client, outbox):
    page = staff_client().get(f"/organise/letters/{outbox}")

    assert page.status_code == 200
    assert "http://localhost/r/••••••" in page.text
    assert CODE not in page.text
    assert "Kode: ••••••" in page.text


def test_in_a_demo_the_links_are_open(app, staff_client, outbox):
    organiser = staff_client()
    app.config["IS_DEMO"] = True

    page = organiser.get(f"/organise/letters/{outbox}")

    assert f"http://localhost/r/{CODE}" in page.text


def test_the_letter_as_a_page_is_a_file_to_keep_without_codes(staff_client, outbox):
    file = staff_client().get(f"/organise/letters/{outbox}/letter.html")

    assert file.status_code == 200
    assert file.headers["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in file.headers["Content-Security-Policy"]
    assert "Du har en plads." in file.text
    assert CODE not in file.text
    assert "<img" not in file.text


def test_in_a_demo_the_page_carries_the_code_as_a_picture(app, staff_client, outbox):
    organiser = staff_client()
    app.config["IS_DEMO"] = True

    file = organiser.get(f"/organise/letters/{outbox}/letter.html")

    assert 'src="data:image/png;base64,' in file.text


@pytest.mark.parametrize("path", ["", "/letter.html"])
def test_a_letter_with_nothing_left_to_tell_says_so(path, app, staff_client, write):
    with app.app_context():
        uid = write(facts={"gone": True}).uid

    page = staff_client().get(f"/organise/letters/{uid}{path}")

    assert page.status_code == 200
    assert "gælder ikke længere" in page.text


def test_who_read_which_letter_is_written_down(app, staff_client, outbox):
    staff_client().get(f"/organise/letters/{outbox}")

    with app.app_context():
        [entry] = db.session.scalars(db.select(AuditEntry).filter_by(act="mail.read"))
        assert entry.detail == {"letter": outbox, "name": "test.note"}


def test_who_read_the_list_is_written_down_in_one_row(app, staff_client, outbox):
    staff_client().get("/organise/letters?state=waiting")

    with app.app_context():
        [entry] = db.session.scalars(db.select(AuditEntry).filter_by(act="mail.list"))
        assert entry.detail == {"page": 1, "state": "waiting"}


@pytest.mark.parametrize("path", ["", "/{uid}", "/{uid}/letter.html"])
def test_only_organisers_come_here(path, client, staff_client, outbox):
    url = "/organise/letters" + path.format(uid=outbox)

    assert client.get(url).status_code == 302
    assert staff_client("door").get(url).status_code == 403


@pytest.mark.parametrize("path", ["", "/letter.html"])
def test_an_unknown_letter_is_not_found(path, staff_client):
    assert staff_client().get(f"/organise/letters/{'0' * 32}{path}").status_code == 404
