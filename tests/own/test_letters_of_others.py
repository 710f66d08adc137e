"""Letters when a place is not one person's alone: handed over, or registered by a colleague."""

import pytest

from conference import credentials
from conference.credentials import Purpose
from conference.mail.letters import content_of
from conference.registration import service
from conference.registration.answers import Person
from tests.factories import make_answers, make_conference
from tests.own.test_letters import last_letter, told
from tests.registration.conftest import do, letters, register

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def make(saved, at):
    """The kick-off on an October morning, with the seats it is given."""

    def conference(capacity):
        at("2018-10-01 10:00")
        return saved(make_conference(capacity=capacity))

    return conference


def party(conference, *members, stays_together=False):
    """Anna and her colleagues; gives their places."""
    contact = do(
        service.register_party,
        conference,
        make_answers("Anna Holm"),
        members,
        stays_together=stays_together,
        language="da",
    )
    return service.list_party(contact)


def test_who_takes_over_a_seat_is_told_by_whom_and_gets_ticket_and_entry(make):
    anna = register(make(1), "Anna Holm")
    bo = do(service.hand_over, anna, Person("Bo Dal", "bo@skole.example"))

    content = told("registration.received", bo)

    assert content.subject == "Du har fået en plads overdraget: Kick-off"
    assert (
        content.paragraphs[0] == "Anna Holm har overdraget sin plads på konferencen til dig. Den er din nu."
    )
    assert content.button.url.endswith(credentials.live_code(Purpose.OWN, bo.uid))
    assert content.code.text.endswith(credentials.live_code(Purpose.TICKET, bo.uid))
    assert [file.filename for file in (*content.attachments, *content.entries)] == [
        "billet.pdf",
        "konference.ics",
    ]


def test_who_handed_over_is_told_to_whom_and_holds_nothing_any_more(make):
    anna = register(make(1), "Anna Holm")
    do(service.hand_over, anna, Person("Bo www.evil.example", "bo@skole.example"))

    content = told("registration.handed_over", anna)

    assert content.paragraphs[0] == (
        "Din plads er gået videre til Bo www.\u200bevil.\u200bexample, som får sin egen billet."
    )
    assert (content.code, content.attachments) == (None, ())
    assert content.button.url == "http://localhost/kickoff2018/"
    assert content_of(last_letter("registration.ticket", anna)) is None


def test_a_member_of_a_party_is_told_who_registered_them(make):
    _anna, bo = party(make(2), Person("Bo Dal", "bo@skole.example"))

    content = told("registration.ticket", bo)

    assert content.paragraphs[0] == "Anna Holm har tilmeldt dig."
    assert content.closing[0] == (
        "Dit navn og din e-mailadresse har vi fra Anna Holm. Sådan passer vi på dem: http://localhost/privacy"
    )


def test_the_ticket_of_who_has_no_address_goes_to_who_registered_them(make):
    _anna, bo = party(make(2), Person("Bo Dal", None))

    content = told("registration.ticket", bo)

    assert last_letter("registration.ticket", bo).to == "anna.holm@skole.example"
    assert content.subject == "Din plads: Kick-off (Bo Dal)"
    assert content.paragraphs[0].startswith("Brevet her er til Bo Dal, som ikke har en e-mailadresse hos os.")
    assert content.code.text.endswith(credentials.live_code(Purpose.TICKET, bo.uid))
    assert content.entries == ()


def test_a_party_that_stays_together_is_told_how_far_its_seats_have_come(make):
    conference = make(1)
    rut = register(conference, "Rut Lund")
    anna, *_others = party(conference, Person("Bo Dal", "bo@skole.example"), stays_together=True)
    waits = told("registration.waiting", anna)
    assert "0 pladser" not in " ".join(waits.paragraphs)
    do(service.cancel, rut)

    gathers = told("registration.waiting", anna)

    assert waits.paragraphs[0] == "Alle pladser er taget. Du står som nr. 1 på ventelisten."
    assert (
        gathers.paragraphs[0] == "Vi holder en plads til dig, mens vi samler pladser til hele jeres gruppe."
    )
    assert "Indtil videre har vi 1 plads ud af de 2, I skal bruge." in gathers.paragraphs[-2]


@pytest.mark.parametrize(
    ("is_contact", "words"),
    [
        (True, "Anna Holm, som står for jeres gruppe, har afmeldt dig."),
        (False, "Du har meldt fra. Tak, fordi du sagde til."),
    ],
)
def test_a_member_whose_place_is_given_up_is_told_who_did_it(make, is_contact, words):
    anna, bo = party(make(2), Person("Bo Dal", "bo@skole.example"))
    do(service.cancel, bo, by=anna if is_contact else None)

    content = told("registration.cancelled", bo)

    assert content.paragraphs[0] == words


def test_a_seat_that_the_contact_gives_to_somebody_else_is_told_so(make):
    anna, oda = party(make(2), Person("Oda Vang", "oda@skole.example"))
    karl = do(service.hand_over, oda, Person("Karl Ny", None), by=anna)

    given, taken = told("registration.received", karl), told("registration.handed_over", oda)

    assert given.paragraphs[1] == (
        "Anna Holm har givet dig den plads på konferencen, som Oda Vang havde. Den er din nu."
    )
    assert "e-mailadresse har vi fra" not in " ".join(given.closing)
    assert taken.paragraphs[0] == "Anna Holm har givet din plads til Karl Ny, som får sin egen billet."


def test_who_takes_over_a_group_is_told_whom_they_look_after(make):
    anna, _bo, cleo = party(make(3), Person("Bo Dal", "bo@skole.example"), Person("Cleo Dam", None))
    first = told("registration.ticket", anna)
    karl = do(service.hand_over, anna, Person("Karl Ny", "karl@skole.example"))
    do(service.cancel, cleo, by=karl)

    content = told("registration.received", karl)

    assert first.paragraphs[-1].startswith("Du har også tilmeldt 2 kolleger.")
    assert content.paragraphs[1].startswith("Du står nu for jeres gruppe: 1 kollega,")
    assert [letter.second.url[-6:] for letter in (first, content)] == ["/party"] * 2


def test_a_contact_is_offered_the_seats_of_all_in_one_letter(make):
    conference = make(2)
    before = [register(conference, name) for name in ("Rut Lund", "Per Lund")]
    anna, bo = party(conference, Person("Bo Dal", "bo@skole.example"), stays_together=True)
    for place in before:
        do(service.cancel, place)

    content = told("registration.offer", anna)

    assert content.subject == "Der er 2 pladser til jer: Kick-off"
    assert (content.button.label, content.button.url[-6:]) == ("Svar for jer alle", "/party")
    assert told("registration.offer", bo).subject == "Der er en plads til dig: Kick-off"


def test_who_looks_after_others_without_coming_gets_a_lost_link_again(make):
    anna, bo = party(make(9), Person("Bo Dal", "bo@skole.example"))
    for place in (anna, bo):
        do(service.cancel, place)
        do(service.send_links, place.email)

    content = told("registration.links", anna)

    assert (
        content.paragraphs[1] == "Du kommer ikke selv, men er stadig kontaktperson for dem, du har tilmeldt."
    )
    assert content.button.url.endswith(credentials.live_code(Purpose.OWN, anna.uid))
    assert "links" not in [letter for letter, to in letters() if to == "Bo Dal"]
