"""A letter to many: whom it reaches, and that each reader gets it once."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from conference.db import db
from conference.errors import NotFound
from conference.mail.letters import title_of
from conference.mail.models import Letter
from conference.registration import service
from conference.registration.answers import Correction, Person
from conference.registration.attendees import circulars, rules
from conference.registration.attendees.answers import Words
from conference.registration.attendees.listing import Filter
from conference.registration.models import Registration
from tests.factories import make_answers, make_conference
from tests.queries import queries
from tests.registration.conftest import come, do, register

WORDS = Words("Husk jakken", "Det bliver koldt.", "Bring a coat", "It will be cold.")


@pytest.fixture
def party(kickoff):
    """A contact with two who have no mailbox, and a guest who came alone."""
    conference = kickoff(capacity=9)
    do(
        service.register_party,
        conference,
        make_answers("Anna"),
        [Person("Bo", None), Person("Carl", None)],
        stays_together=False,
        language="en",
    )
    register(conference, "Dorte")
    return conference


def send(conference, wanted=Filter(), words=WORDS, key="1" * 32, seen=None):  # noqa: B008  it is frozen
    seen = circulars.find_recipients(conference, wanted).version if seen is None else seen
    return do(circulars.send, conference, wanted, words, key=key, seen=seen, by="staff:x")


def written():
    query = select(Letter.to_name).where(Letter.name == circulars.LETTER).order_by(Letter.id)
    return list(db.session.scalars(query))


def test_who_reads_for_others_gets_it_once_also_when_only_they_were_asked_for(party):
    everybody = circulars.find_recipients(party, Filter())
    one = circulars.find_recipients(party, Filter(q="bo"))

    assert (everybody.found, [reader.to_name for reader in everybody.readers]) == (4, ["Anna", "Dorte"])
    assert everybody.by_language == {"en": 1, "da": 1}
    assert (one.found, [reader.to_name for reader in one.readers], one.unreached) == (1, ["Anna"], [])


def test_who_gave_up_their_place_is_written_to_only_when_asked_for(kickoff):
    conference = kickoff()
    anna, _bo = come(conference, "Anna", "Bo")
    do(service.cancel, anna)

    def names_of(wanted):
        return [reader.to_name for reader in circulars.find_recipients(conference, wanted).readers]

    assert names_of(Filter()) == ["Bo"]
    assert names_of(Filter.read({"state": "cancelled"})) == ["Anna"]


def test_the_same_letter_pressed_twice_goes_out_once(party):
    (first, is_new), (second, is_new_again) = (send(party) for _twice in range(2))

    assert (first, is_new, is_new_again) == (second, True, False)
    assert (first.recipients, written()) == (2, ["Anna", "Dorte"])
    letter = db.session.scalars(select(Letter).filter_by(name=circulars.LETTER).limit(1)).one()
    assert title_of(letter).endswith(": Husk jakken")
    assert circulars.count_letters(first) == {"waiting": 2, "sent": 0, "failed": 0}


def test_nobody_is_written_to_who_was_not_shown(party):
    seen = circulars.find_recipients(party, Filter()).version
    register(party, "Erik")

    with pytest.raises(rules.RecipientsChanged):
        send(party, seen=seen)
    with pytest.raises(rules.NobodyReads):
        send(party, Filter(q="nobody"))

    assert written() == []


@pytest.mark.parametrize(
    "other", [{"words": replace(WORDS, text_da="Det bliver varmt.")}, {"wanted": Filter(q="Anna")}]
)
def test_another_letter_from_the_page_of_one_that_was_sent_is_refused_and_not_lost(party, other):
    send(party)

    with pytest.raises(rules.SentAlready):
        send(party, **other)
    _circular, is_new = send(party, **other, key="2" * 32)

    assert is_new


def test_a_letter_goes_out_in_the_languages_and_to_the_addresses_that_were_shown(party):
    seen = circulars.find_recipients(party, Filter()).version
    dorte = db.session.scalars(select(Registration).filter_by(name="Dorte")).one()
    right = Correction("Dorte", dorte.email, "", "en")

    do(service.correct, dorte, right)
    with pytest.raises(rules.RecipientsChanged):
        send(party, seen=seen)
    with pytest.raises(rules.RecipientsChanged):
        send(party, words=replace(WORDS, text_en=""))
    seen = circulars.find_recipients(party, Filter()).version
    do(service.correct, dorte, replace(right, email="dorte@gymnasium.example"))
    with pytest.raises(rules.RecipientsChanged):
        send(party, seen=seen)

    assert written() == []


def test_the_recipients_cost_two_questions_however_many_they_are(party):
    come(party, "Erik", "Frida", "Gerda")
    db.session.refresh(party)

    with queries() as asked:
        circulars.find_recipients(party, Filter())

    assert len(asked) == 2


def test_who_has_neither_address_nor_contact_is_named_as_not_reached(party):
    contact = db.session.scalars(select(Registration).filter_by(name="Anna")).one()
    do(service.cancel, contact)
    do(setattr, contact, "party_id", None)

    assert circulars.find_recipients(party, Filter(q="Bo")).unreached == ["Bo"]


def test_a_letter_of_another_conference_is_none_of_this_one_s(party, saved):
    sent, _is_new = send(party)

    with pytest.raises(NotFound):
        circulars.get_circular(saved(make_conference(slug="kickoff2019")), sent.uid)
