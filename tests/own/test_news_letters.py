"""Letters about the conference itself: changed, moved, called off, soon, over."""

from dataclasses import replace
from datetime import date, time

import pytest
from sqlalchemy import select

from conference import credentials
from conference.credentials import Purpose
from conference.db import db, transaction
from conference.mail.letters import content_of
from conference.mail.models import Letter
from conference.registration import service
from conference.registration.conferences import moving, rules
from conference.registration.conferences.rules import NewDay, Notice
from conference.registration.models import Circular, Registration
from conference.registration.seats import write_letter
from tests.factories import make_conference, moment
from tests.own.test_letters import last_letter, told
from tests.registration.conftest import do, register

pytestmark = pytest.mark.usefixtures("database")

NOTICE = "Salen er blevet oversvømmet.\n\nVi ses i december."
DECEMBER = NewDay(
    date(2018, 12, 13),
    time(8, 30),
    time(9),
    time(16),
    "Salen",
    "Gaden 1, 8000 Aarhus C",
    notice_da=NOTICE,
)


@pytest.fixture
def places(saved, at):
    """Dorte has a seat, Bo is offered one, Carl waits."""
    at("2018-10-01 10:00")
    conference = saved(make_conference(capacity=2, title_da="Kick-off"))
    anna, *others = [register(conference, name) for name in ("Anna", "Dorte", "Bo", "Carl")]
    do(service.cancel, anna)
    return others


def write(name: str, registration: Registration, **facts: str) -> None:
    with transaction():
        write_letter(name, registration, facts=facts)


def test_a_new_time_is_told_to_everybody_in_the_words_of_their_place(places):
    [dorte, bo, carl] = places
    settings = rules.settings_of(dorte.conference)
    later = replace(settings, ends_at=moment("2018-11-22 17:00"))
    do(service.change_conference, dorte.conference, later, by="staff:test")

    said = [told("registration.changed", place) for place in places]

    assert said[0].paragraphs[1].startswith("Du beholder din plads, og din billet gælder stadig.")
    assert said[1].paragraphs[1].startswith("Vi holder en plads til dig indtil onsdag 3. oktober 2018")
    assert said[2].paragraphs[1] == "Du står som nr. 1 på ventelisten."
    assert [bool(each.code) for each in said] == [True, False, False]
    assert {each.facts[0][1] for each in said} == {"torsdag 22. november 2018 kl. 09.00–17.00"}
    assert (bo.email, carl.email) == ("bo@skole.example", "carl@skole.example")


def test_a_new_time_that_waited_until_all_is_over_is_told_to_nobody(places, at):
    write("registration.changed", places[0])
    at("2018-11-22 16:00")

    assert content_of(last_letter("registration.changed", places[0])) is None


def test_another_day_is_told_with_the_old_one_what_is_said_of_it_and_the_way_out(places):
    dorte = places[0]
    do(moving.move, dorte.conference, DECEMBER, by="staff:test", seen=dorte.conference.version)

    said = [told("registration.moved", place) for place in places]

    assert said[0].subject == "Ny dato: Kick-off"
    assert said[0].paragraphs[:3] == (
        "Konferencen er flyttet fra torsdag 22. november 2018 til torsdag 13. december 2018.",
        "Salen er blevet oversvømmet.",
        "Vi ses i december.",
    )
    assert {each.second.url.rpartition("/")[2] for each in said} == {"cancel"}
    assert [bool(each.entries) for each in said] == [True, False, False]


def test_of_two_moves_before_a_letter_goes_only_the_latest_is_told_and_from_the_day_that_people_know(places):
    dorte = places[0]
    for day in (date(2018, 12, 13), date(2019, 1, 10)):
        new = replace(DECEMBER, day=day)
        do(moving.move, dorte.conference, new, by="staff:test", seen=dorte.conference.version)
    query = select(Letter).filter_by(name="registration.moved", subject=dorte.uid).order_by(Letter.id)
    first, second = db.session.scalars(query)

    together = content_of(second).paragraphs[0]
    assert content_of(first) is None
    do(setattr, first, "sent_at", first.created_at)
    apart = content_of(second).paragraphs[0]

    assert [said.partition(" fra ")[2] for said in (together, apart)] == [
        "torsdag 22. november 2018 til torsdag 10. januar 2019.",
        "torsdag 13. december 2018 til torsdag 10. januar 2019.",
    ]


def test_a_conference_called_off_is_told_and_nothing_else_about_seats_any_more(places):
    [dorte, _bo, carl] = places
    write("registration.reminder", dorte, days="7")
    do(moving.call_off, dorte.conference, Notice(NOTICE, ""), by="staff:test", seen=dorte.conference.version)

    content = told("registration.called_off", carl)

    assert content.subject == "Aflyst: Kick-off"
    assert content.paragraphs[:2] == (
        "Konferencen torsdag 22. november 2018 er aflyst.",
        "Salen er blevet oversvømmet.",
    )
    assert content_of(last_letter("registration.waiting", carl)) is None
    assert content_of(last_letter("registration.ticket", dorte)) is None
    assert content_of(last_letter("registration.reminder", dorte)) is None


@pytest.mark.parametrize(
    ("wall", "subject"),
    [
        ("2018-11-15 10:00", "Om 7 dage: Kick-off"),
        ("2018-11-19 10:00", "Om 3 dage: Kick-off"),
        ("2018-11-21 10:00", None),
        ("2018-11-22 09:00", None),
    ],
)
def test_a_reminder_says_how_far_it_is_and_is_not_told_late(places, at, wall, subject):
    dorte = places[0]
    write("registration.reminder", dorte, days="7")
    at(wall)

    content = content_of(last_letter("registration.reminder", dorte))

    assert (content.subject if content else None) == subject


@pytest.mark.parametrize(
    ("wall", "subject"), [("2018-11-21 10:00", "I morgen: Kick-off"), ("2018-11-22 07:00", "I dag: Kick-off")]
)
def test_the_last_reminder_brings_the_code_and_one_press_to_say_no(places, at, wall, subject):
    dorte = places[0]
    write("registration.reminder", dorte, days="1")
    at(wall)

    content = told("registration.reminder", dorte)

    assert content.subject == subject
    assert content.code is not None
    assert content.second.label == "Jeg kan ikke komme"
    assert content.second.url == f"{content.button.url}/cancel"
    assert content.entries == ()


def test_thanks_lead_to_the_programme_and_the_certificate(places, at):
    dorte = places[0]
    code = do(credentials.issue, Purpose.CERTIFICATE, dorte.uid)
    write("registration.thanks", dorte)
    at("2018-11-23 10:00")

    content = told("registration.thanks", dorte)

    assert content.subject == "Tak, fordi du kom: Kick-off"
    assert content.button.url == "http://localhost/kickoff2018/"  # no programme was released
    assert content.second.url == f"http://localhost/kickoff2018/certificate/{code}"


def test_a_letter_to_many_is_in_the_readers_language_and_in_what_there_is(places, saved):
    dorte = places[0]
    circular = saved(
        Circular(
            conference_id=dorte.conference_id,
            subject_da="Parkering",
            subject_en="Parking",
            text_da="Kom i bus.\nDen kører ofte.\n\nVi ses.",
            text_en="",
            filter={},
            recipients=1,
            by="staff:test",
            created_at=moment("2018-10-01 10:00"),
        )
    )
    write("registration.circular", dorte, circular=circular.uid)

    content = told("registration.circular", dorte)

    assert content.subject == "Parkering"
    assert content.paragraphs == ("Kom i bus.\nDen kører ofte.", "Vi ses.")
