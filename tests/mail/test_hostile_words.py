"""What people typed about themselves, in every letter that there is (acceptance A32, A33, A34)."""

import pytest

from conference.db import db, transaction
from conference.mail import service
from conference.registration import consents
from conference.registration import service as registrations
from conference.registration.answers import Answers, NeedsSaid, Person
from conference.registration.models import Circular, Reason, State
from tests.factories import make_conference, moment
from tests.mail.test_sending import Reading, received
from tests.registration.conftest import do

EVIL = "<b>Åse</b> www.evil.example [her](https://evil.example)\r\nBcc: a@evil.example\u2028x"
CANARY = "jordnøddeallergi"
#: Letters by the state that their place is in.
LETTERS = {
    (State.CONFIRMED, None): ("ticket", "received", "changed", "moved", "reminder", "thanks", "circular"),
    (State.WAITING, None): ("waiting", "changed", "moved", "known", "links"),
    (State.OFFERED, None): ("offer", "changed", "moved"),
    (State.CANCELLED, Reason.BY_PERSON): ("cancelled", "circular"),
    (State.CANCELLED, Reason.LAPSED): ("offer_lapsed",),
    (State.CANCELLED, Reason.HANDED_OVER): ("handed_over",),
}


@pytest.fixture
def people(mailing, database, saved, at):
    """A party that was registered under such names; gives its contact, and a member without an address."""
    at("2018-10-01 10:00")
    conference = saved(
        make_conference(
            title_da=f"Kick-off {'æ' * 200}\r\nBcc: b@evil.example",
            moved_from_at=moment("2018-11-20 09:00"),
        )
    )
    contact = Answers(EVIL, "aase@skole.example", EVIL, needs=NeedsSaid(CANARY, CANARY))
    found = do(
        registrations.register_party,
        conference,
        contact,
        [Person(EVIL, None, EVIL)],
        stays_together=True,
        language="da",
    )
    do(consents.tell_needs, registrations.list_party(found)[1], NeedsSaid(CANARY, CANARY))
    return registrations.list_party(found)


@pytest.fixture
def circular(people, saved):
    """A letter to many, in Danish alone."""
    circular = Circular(
        conference_id=people[0].conference_id,
        subject_da="Ny bus",
        subject_en="",
        text_da="Kom i bus.",
        text_en="",
        filter={},
        recipients=1,
        by="staff:test",
        created_at=moment("2018-10-01 10:00"),
    )
    return saved(circular).uid


def messages_about(registration, state, reason, circular):
    """Every letter that there is about a place in this state, as it arrives."""
    with transaction():
        registration.state, registration.reason = state, reason
        registration.offer_until = moment("2018-10-02 10:00") if state is State.OFFERED else None
        db.session.flush()
    for name in LETTERS[state, reason]:
        with transaction():
            letter = service.write(
                f"registration.{name}",
                to="aase@skole.example",
                to_name=EVIL,
                language="da",
                subject=registration.uid,
                facts={"circular": circular, "days": "7", "was": "2018-11-08"},
            )
        yield received(letter)


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)  # words hang on no database
@pytest.mark.parametrize("number", [0, 1], ids=["their own", "read by another"])
@pytest.mark.parametrize("standing", LETTERS, ids=lambda standing: " ".join(filter(None, standing)))
def test_a_letter_has_one_reader_no_markup_no_foreign_link_and_no_needs(number, standing, people, circular):
    for message in messages_about(people[number], *standing, circular):
        page = Reading(message.get_body(("html",)).get_content())
        text = message.get_body(("plain",)).get_content()

        assert (message.get_all("Bcc"), len(message["To"].addresses)) == (None, 1)
        assert message["To"].addresses[0].addr_spec == "aase@skole.example"
        assert len(message["Subject"]) <= 200
        assert message["Message-ID"].endswith("@localhost>")
        assert message["Auto-Submitted"] == "auto-generated"
        assert all(link.startswith("http://localhost/") for link in page.links)
        assert "b" not in page.tags
        assert "www.evil.example" not in page.text + text
        assert CANARY not in page.text + text
