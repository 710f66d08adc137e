"""A release tells the people of workshops that moved or were called off."""

from datetime import date, time

from sqlalchemy import select

from conference.checkin.models import CheckinList
from conference.db import db
from conference.mail.letters import content_of
from conference.mail.models import Letter
from conference.programme.board import service as board
from conference.programme.models import WorkshopPlace
from conference.programme.releases import service as releases
from conference.programme.workshops import giving, service
from conference.registration.conferences import moving
from conference.registration.conferences.rules import NewDay
from conference.registration.models import State
from tests.factories import moment
from tests.programme.conftest import do
from tests.programme.workshops.making import letters, places


def full(kickoff, at):
    """One seat, one offer, one in the queue."""
    at("2018-11-20 12:00")
    robots = kickoff.open(seats=1)
    for each in kickoff.people("Anna", "Bo", "Carl"):
        do(service.choose, each, robots.code)
    do(giving.give_seats, robots, 2)
    return robots


def latest_letter():
    return content_of(db.session.scalars(select(Letter).order_by(Letter.id.desc()).limit(1)).one())


def move(session, starts, ends):
    def deed():
        session.slot.starts_at, session.slot.ends_at = moment(starts), moment(ends)

    do(deed)


def test_who_has_a_place_in_a_workshop_that_moved_is_told_and_no_offer_outlasts_it(kickoff, at):
    robots = full(kickoff, at)
    move(robots, "2018-11-21 09:00", "2018-11-21 09:40")
    [due] = releases.preview(kickoff.conference).workshops
    assert (due.people, due.is_cancelled) == (3, False)

    kickoff.release()

    assert letters() == [("offer", "Bo"), ("moved", "Anna"), ("moved", "Bo"), ("moved", "Carl")]
    assert dict(latest_letter().facts)["Før"] == "torsdag 22. november 2018, 13.00–13.40, Sal A"
    offered = db.session.scalars(select(WorkshopPlace).filter_by(state=State.OFFERED)).one()
    assert offered.offer_until == moment("2018-11-21 08:00")


def test_a_workshop_that_is_called_off_ends_all_places_in_it_with_a_letter(kickoff, at):
    robots = full(kickoff, at)

    do(board.remove_session, robots)
    assert len(places(robots)) == 3  # nobody hears of a draft
    kickoff.release()

    assert places(robots) == []
    assert letters()[1:] == [("cancelled", "Anna"), ("cancelled", "Bo"), ("cancelled", "Carl")]
    assert latest_letter().subject == "En af dine workshops er aflyst: Robotter"


def test_another_title_is_no_news_to_them_but_names_the_list_at_the_door(kickoff, at):
    robots = full(kickoff, at)
    do(setattr, robots, "title_da", "Byg en robot")

    kickoff.release()

    assert letters() == [("offer", "Bo")]
    assert db.session.scalars(select(CheckinList.name_da)).all() == ["Byg en robot"]


def test_the_offer_says_until_when_and_lapsed_it_says_how_to_go_on(kickoff, at):
    robots = full(kickoff, at)
    offer = latest_letter()
    assert offer.subject == "Der er en plads til dig i en workshop: Robotter"
    assert "indtil onsdag 21. november 2018 kl.\N{NO-BREAK SPACE}10.00" in offer.paragraphs[0]
    assert dict(offer.facts)["Hvor"] == "Sal A, Salen"

    at("2018-11-21 10:00")
    assert latest_letter() is None  # it came too late to be of use
    do(service.lapse_offers)

    assert letters()[1:] == [("offer_lapsed", "Bo"), ("offer", "Carl")]
    assert places(robots) == [("Anna", "confirmed"), ("Carl", "offered")]


def test_no_offer_outlasts_the_workshop_of_a_conference_that_is_held_earlier(kickoff, at):
    full(kickoff, at)
    hours = {"doors": time(8, 30), "starts": time(9), "ends": time(16)}
    new = NewDay(day=date(2018, 11, 21), **hours, venue="Salen", address="Gaden 1")
    offered = db.session.scalars(select(WorkshopPlace).filter_by(state=State.OFFERED)).one()
    do(setattr, offered, "offer_until", moment("2018-11-21 15:00"))

    do(moving.move, kickoff.conference, new, by="staff:1", seen=kickoff.conference.version)

    db.session.refresh(offered)
    assert offered.offer_until == moment("2018-11-21 12:00")
