"""What the letters about one's own place say, and what goes with them."""

import io

import pypdf
import pytest
from icalendar import Calendar

from conference import credentials
from conference.badges import service as badges
from conference.credentials import Purpose
from conference.db import db, transaction
from conference.mail import sending
from conference.mail.letters import Content, content_of
from conference.mail.models import Letter
from conference.registration import service
from conference.registration.answers import Correction
from conference.registration.models import Registration, State
from tests.factories import make_answers, make_conference

pytestmark = pytest.mark.usefixtures("database")

TICKET, WAITING, OFFER = "registration.ticket", "registration.waiting", "registration.offer"


@pytest.fixture
def conference(saved, at):
    at("2018-10-01 10:00")
    return saved(make_conference(capacity=1, title_da="Kick-off", title_en="The kick-off", way_da="Bus 1."))


def come(conference, name="Anna Sørensen", language="da"):
    with transaction():
        return service.register(conference, make_answers(name), language=language)


def do(verb, *values):
    with transaction():
        verb(*values)


def last_letter(name: str, registration: Registration) -> Letter:
    query = db.select(Letter).filter_by(name=name, subject=registration.uid).order_by(Letter.id.desc())
    return db.session.scalars(query.limit(1)).one()


def told(name: str, registration: Registration) -> Content:
    content = content_of(last_letter(name, registration))
    assert content is not None
    return content


def own_url(registration: Registration, prefix: str = "") -> str:
    return f"http://localhost{prefix}/r/{credentials.live_code(Purpose.OWN, registration.uid)}"


def test_a_seat_is_told_with_its_code_its_ticket_and_an_entry(conference):
    anna = come(conference)

    content = told(TICKET, anna)

    assert content.subject == "Din plads: Kick-off"
    assert content.button.url == own_url(anna)
    assert content.code.text == badges.ticket_url(credentials.live_code(Purpose.TICKET, anna.uid))
    assert content.facts == (
        ("Hvornår", "torsdag 22. november 2018 kl. 09.00–16.00"),
        ("Dørene åbner", "kl. 08.30"),
        ("Hvor", "Salen, Gaden 1, 8000 Aarhus C"),
        ("Find vej", "Bus 1."),
    )


def test_the_ticket_in_the_letter_is_this_persons(conference):
    anna = come(conference)

    [ticket] = told(TICKET, anna).attachments

    text = pypdf.PdfReader(io.BytesIO(ticket.content)).pages[0].extract_text()
    assert (ticket.filename, ticket.mimetype) == ("billet.pdf", "application/pdf")
    assert text.startswith("Kick-off\nAnna Sørensen\nMercantec\nDeltager\n")


def test_the_entry_puts_the_conference_into_the_readers_calendar(conference):
    anna = come(conference)

    [entry] = told(TICKET, anna).entries

    calendar = Calendar.from_ical(entry.content)
    [event] = calendar.walk("VEVENT")
    assert (entry.method, calendar["METHOD"]) == ("REQUEST", "REQUEST")
    assert (event["UID"], event["SEQUENCE"]) == (anna.entry_uid, 0)
    assert event["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"


def test_an_english_reader_gets_english_words_and_english_links(conference):
    anna = come(conference, language="en")

    content = told(TICKET, anna)

    assert content.subject == "Your seat: The kick-off"
    assert content.button.url == own_url(anna, "/en")
    assert content.facts[0] == ("When", "Thursday 22 November 2018, 09:00–16:00")
    assert content.attachments[0].filename == "ticket.pdf"


def test_a_letter_ends_with_whom_to_ask_about_this_conference(conference):
    anna = come(conference)
    with transaction():
        conference.contact_email = "kickoff@region.example"

    text = sending.text_of(last_letter(TICKET, anna), told(TICKET, anna))

    notice = "Sådan behandler vi dine oplysninger:\nhttp://localhost/privacy"
    assert text.rstrip().endswith(f"kickoff@region.example\n\n{notice}")


def test_the_code_at_the_door_is_not_the_link_of_the_own_page(conference):
    anna = come(conference)

    content = told(TICKET, anna)

    assert content.code.text.rsplit("/", 1)[1] != content.button.url.rsplit("/", 1)[1]


def test_who_waits_is_told_the_number_of_today(conference):
    come(conference)
    bo, carl = come(conference, "Bo Holm"), come(conference, "Carl Holm")
    do(service.cancel, bo)

    content = told(WAITING, carl)

    assert content.paragraphs[0] == "Alle pladser er taget. Du står som nr. 1 på ventelisten."
    assert (content.code, content.attachments, content.entries) == (None, (), ())


def test_an_offer_says_until_when_it_is_good(conference):
    anna, bo = come(conference), come(conference, "Bo Holm")
    do(service.cancel, anna)

    content = told(OFFER, bo)

    assert content.subject == "Der er en plads til dig: Kick-off"
    assert "indtil onsdag 3. oktober 2018 kl.\N{NO-BREAK SPACE}10.00" in content.paragraphs[0]
    assert content.button.url == own_url(bo)


def test_an_offer_that_was_answered_before_the_letter_went_is_not_told(conference):
    anna, bo = come(conference), come(conference, "Bo Holm")
    do(service.cancel, anna)
    do(service.accept, bo)

    assert content_of(last_letter(OFFER, bo)) is None
    assert told(TICKET, bo).subject == "Din plads: Kick-off"


def test_an_offer_that_ran_out_is_told_with_the_way_back(conference, at):
    anna, bo = come(conference), come(conference, "Bo Holm")
    do(service.cancel, anna)
    at("2018-10-03 10:01")
    do(service.lapse_offers)

    content = told("registration.offer_lapsed", bo)

    assert content_of(last_letter(OFFER, bo)) is None
    assert content.paragraphs[1] == "Der er stadig pladser: tilmeld dig igen."
    assert content.button.url == "http://localhost/kickoff2018/register"
    come(conference, "Carl Holm")
    assert told("registration.offer_lapsed", bo).button.url == "http://localhost/kickoff2018/"


def test_who_cancels_gets_the_entry_taken_back(conference):
    anna = come(conference)
    with transaction():
        sent = last_letter(TICKET, anna)
        sent.sent_at, sent.attempts = conference.created_at, 1
        db.session.flush()
    do(service.cancel, anna)

    content = told("registration.cancelled", anna)

    [entry] = content.entries
    [event] = Calendar.from_ical(entry.content).walk("VEVENT")
    assert entry.method == "CANCEL"
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == (anna.entry_uid, 1, "CANCELLED")


def test_who_never_got_an_entry_is_sent_none_to_take_back(conference):
    come(conference)
    bo = come(conference, "Bo Holm")
    do(service.cancel, bo)

    assert told("registration.cancelled", bo).entries == ()


def test_a_ticket_cancelled_before_its_letter_went_is_not_told(conference):
    anna = come(conference)
    do(service.cancel, anna)

    assert content_of(last_letter(TICKET, anna)) is None


def test_a_letter_that_still_lay_here_when_its_address_was_put_right_never_goes_there(conference):
    anna = come(conference)
    to_a_stranger = last_letter(TICKET, anna)

    do(service.correct, anna, Correction(anna.name, "right@skole.example", "", "da"))

    assert content_of(to_a_stranger) is None
    assert told(TICKET, anna).button.url == own_url(anna)


def test_a_letter_goes_where_only_the_writing_of_the_address_was_changed(conference):
    anna = come(conference)

    do(service.correct, anna, Correction(anna.name, anna.email.upper(), "", "da"))

    assert told(TICKET, anna).button.url == own_url(anna)


def test_a_second_try_tells_where_the_place_stands(conference):
    anna = come(conference)
    come(conference)

    content = told("registration.known", anna)

    assert content.subject == "Du er allerede tilmeldt: Kick-off"
    assert content.paragraphs[1] == "Du har en plads."
    assert content.button.url == own_url(anna)


@pytest.mark.parametrize("state", [State.CONFIRMED, State.WAITING])
def test_a_lost_link_comes_again(state, conference):
    places = {State.CONFIRMED: come(conference), State.WAITING: come(conference, "Bo Holm")}
    do(service.send_links, places[state].email)

    content = told("registration.links", places[state])

    assert content.button.url == own_url(places[state])


def test_a_letter_about_somebody_who_is_gone_is_not_told(conference):
    anna = come(conference)
    letter = last_letter(TICKET, anna)
    with transaction():
        db.session.delete(anna)
        db.session.flush()

    assert content_of(letter) is None
