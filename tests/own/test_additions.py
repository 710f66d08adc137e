"""What organisers add to letters: written, seen in the letter, tried on themselves."""

import pytest

from conference.audit.models import AuditEntry
from conference.db import db, transaction
from conference.mail import sending
from conference.mail.letters import content_of, list_with_addition
from conference.mail.models import Letter
from conference.registration import service
from conference.registration.models import Registration
from tests.factories import make_answers, make_conference

REMINDER = "/organise/kickoff2018/letters/registration.reminder"
TYPED = {"da": "Husk <b>madpakken</b>.\nOg tøj.\n\nVi ses.", "en": ""}


@pytest.fixture
def conference(app, saved, at):
    """The kick-off on an October morning, with Anna's seat."""
    at("2018-10-01 10:00")
    conference = saved(make_conference())
    with app.app_context(), transaction():
        service.register(service.get_conference("kickoff2018"), make_answers(), language="da")
    return conference


def letter_of(name, language="da"):
    """A letter about Anna's seat, as mail would find it."""
    anna = db.session.scalars(db.select(Registration)).one()
    return Letter(
        name=name, language=language, to=anna.email, to_name=anna.name, subject=anna.uid, facts={"days": "1"}
    )


def test_a_paragraph_stands_in_every_letter_of_its_kind_and_language(app, staff_client, conference):
    answer = staff_client().post(REMINDER, data=TYPED)

    with app.app_context():
        reminder, english, ticket = (
            content_of(letter)
            for letter in (
                letter_of("registration.reminder"),
                letter_of("registration.reminder", "en"),
                letter_of("registration.ticket"),
            )
        )
        [detail] = db.session.scalars(db.select(AuditEntry.detail).filter_by(act="letters.add"))
    assert (answer.status_code, answer.location) == (303, f"{REMINDER}?done=saved")
    assert reminder.added == ("Husk <b>madpakken</b>.\nOg tøj.", "Vi ses.")
    assert (english.added, ticket.added) == ((), ())
    assert detail == {"letter": "registration.reminder", "languages": ["da"]}


def test_what_is_added_is_text_in_the_page_and_in_the_letter(app, staff_client, conference):
    page = staff_client().post(f"{REMINDER}/preview", data=TYPED)
    staff_client().post(REMINDER, data=TYPED)

    with app.app_context():
        letter = letter_of("registration.reminder")
        content = content_of(letter)
        html = sending.html_of(letter, content, qr_source=None)
        text = sending.text_of(letter, content)
    assert "<p>Husk &lt;b&gt;madpakken&lt;/b&gt;.<br>Og tøj.</p>" in page.text
    assert "<p>Husk &lt;b&gt;madpakken&lt;/b&gt;.<br>Og tøj.</p>" in html
    assert "Husk <b>madpakken</b>.\nOg tøj.\n\nVi ses.\n" in text
    assert f"Jeg kan ikke komme:\n{content.second.url}\n" in text
    assert f'<a href="{content.second.url}">Jeg kan ikke komme</a>' in html


def test_a_preview_keeps_nothing_and_shows_both_languages(app, staff_client, conference):
    page = staff_client().post(f"{REMINDER}/preview", data=TYPED)

    with app.app_context():
        kept = content_of(letter_of("registration.reminder")).added
        people = db.session.scalar(db.select(db.func.count()).select_from(Registration))
    assert page.status_code == 200
    assert "Om 7 dage: Kick-off" in page.text
    assert "In 7 days: Kick-off" in page.text
    assert "Det er ikke gemt endnu" in page.text
    assert (kept, people) == ((), 1)


def test_an_empty_text_takes_the_paragraph_away(app, staff_client, conference):
    staff_client().post(REMINDER, data=TYPED)
    staff_client().post(REMINDER, data={"da": " ", "en": ""})

    with app.app_context():
        assert content_of(letter_of("registration.reminder")).added == ()


def test_a_text_that_is_too_long_stays_on_the_page(staff_client, conference):
    answer = staff_client().post(REMINDER, data={"da": "x" * 2001, "en": "Bring a hat."})

    assert answer.status_code == 422
    assert "Skriv højst 2.000 tegn." in answer.text
    assert "Bring a hat." in answer.text


def test_a_test_letter_goes_to_the_organiser_and_opens_nobodys_page(app, staff_client, conference):
    url = "/organise/kickoff2018/letters/registration.ticket"
    answer = staff_client().post(f"{url}/test", data=TYPED | {"en": "Bring a hat.", "language": "en"})

    with app.app_context():
        letter = db.session.scalars(db.select(Letter).order_by(Letter.id.desc()).limit(1)).one()
        content = content_of(letter)
        kept = content_of(letter_of("registration.ticket", "en")).added
    assert (answer.status_code, "Bring a hat.</textarea>" in answer.text) == (200, True)
    assert "Det er ikke gemt endnu" in answer.text
    assert (content.added, kept) == (("Bring a hat.",), ())
    assert letter.to == "organiser@staff.example"
    assert content.subject == "Test: Your seat: Kick-off"
    assert content.paragraphs[0] == "This is a test. The code and the links in it open nothing."
    assert content.button.url == f"http://localhost/en/r/{'0' * 26}"
    assert content.entries == ()


def test_every_letter_can_be_seen_beforehand(app, staff_client, conference):
    organiser = staff_client()

    pages = [
        organiser.get(f"/organise/kickoff2018/letters/{name}").status_code for name in list_with_addition()
    ]
    index = organiser.get("/organise/kickoff2018/letters").text
    with app.app_context(), transaction():
        service.get_conference("kickoff2018").called_off_at = conference.opens_at

    assert set(pages) == {200}
    assert organiser.get("/organise/kickoff2018/letters/registration.ticket").status_code == 200
    assert "A workshop" in organiser.get("/organise/kickoff2018/letters/workshop.moved").text
    assert all(f"/organise/kickoff2018/letters/{name}" in index for name in list_with_addition())
    assert len(pages) >= 12


@pytest.mark.parametrize("path", ["/registration.links", "/registration.nothing"])
def test_a_letter_that_takes_no_addition_is_not_found(path, staff_client, conference):
    assert staff_client().get(f"/organise/kickoff2018/letters{path}").status_code == 404


@pytest.mark.parametrize("path", ["", "/registration.reminder"])
def test_only_organisers_come_here(path, client, staff_client, conference):
    url = f"/organise/kickoff2018/letters{path}"

    assert client.get(url).status_code == 302
    assert staff_client("door").get(url).status_code == 403
