"""The pact's public pages."""

from datetime import date

import pytest
from sqlalchemy import select

from conference.db import db, transaction
from conference.pact import council, goals, service
from conference.pact.models import CouncilSeat
from conference.pact.rules import IndicatorFacts, Member, Term
from tests.queries import queries

PAGES = ("/milestones", "/partners", "/partners/ida", "/council", "/goals", "/about")


def test_a_page_without_facts_yet_is_a_page(client):
    pages = [page for page in PAGES if page != "/partners/ida"]

    assert [client.get(page).status_code for page in pages] == [200] * len(pages)


@pytest.mark.usefixtures("deck")
@pytest.mark.parametrize(("prefix", "language"), [("", "da"), ("/en", "en")])
def test_every_page_stands_in_both_languages_and_sets_nothing(client, prefix, language):
    answers = [client.get(prefix + page) for page in PAGES]

    assert [answer.status_code for answer in answers] == [200] * len(PAGES)
    assert all(f'<html lang="{language}"' in answer.text for answer in answers)
    assert not any("Set-Cookie" in answer.headers for answer in answers)


@pytest.mark.usefixtures("deck")
def test_the_milestones_say_when_in_words(client):
    danish, english = client.get("/milestones").text, client.get("/en/milestones").text

    assert "medio september 2018" in danish
    assert "Ansøgningsfrist til uddannelsespulje" in danish
    assert "mid-September 2018" in english
    assert "Application deadline of the education fund" in english


@pytest.mark.usefixtures("deck")
def test_an_earlier_date_stays_visible(client, app):
    with app.app_context(), transaction():
        service.fix_milestone("kick-off", date(2018, 11, 22))

    page = client.get("/en/milestones").text

    assert "22 November 2018" in page
    assert "earlier: autumn 2018" in page


@pytest.mark.usefixtures("deck")
def test_a_partner_has_a_page_with_its_focus_areas(client):
    page = client.get("/partners/mercantec").text

    assert [name for name in ("Styrkepositioner", "Informatik", "Kompetenceudvikling") if name in page] == [
        "Styrkepositioner",
        "Informatik",
        "Kompetenceudvikling",
    ]


@pytest.mark.usefixtures("deck")
def test_an_unknown_partner_has_no_page(client):
    nobody = ["nobody", "IDA", "%00", "%ff", "x" * 3000]

    assert [client.get(f"/partners/{key}").status_code for key in nobody] == [404] * 5


@pytest.mark.usefixtures("deck")
def test_the_council_tells_who_sits_and_which_seats_are_vacant(client, app):
    with app.app_context(), transaction():
        chair = db.session.scalars(select(CouncilSeat).filter_by(is_chair=True)).one()
        term = Term("Anna Sørensen", date(2018, 8, 1), date(2021, 12, 31))
        council.appoint(chair.uid, term, by="system")
        council.add_member(Member("Bo Holm", "Mercantec"), by="system")

    page = client.get("/en/council").text

    assert "Anna Sørensen" in page
    assert "31 December 2021" in page
    assert "22 are vacant" in page
    assert "Bo Holm, Mercantec" in page
    assert "Make a STEM barometer" in page


@pytest.mark.usefixtures("deck")
def test_the_goals_show_target_and_yearly_figures(client, app):
    with app.app_context(), transaction():
        facts = IndicatorFacts("Optagne på STEM", "Admitted to STEM", "personer", "people", target=4000.0)
        indicator = goals.add_indicator("education", facts, by="system")
        goals.measure(indicator.uid, year=2017, value=3100.5, by="system")

    page = client.get("/goals").text

    assert "Flere skal vælge en STEM-uddannelse i 2025" in page
    assert "Optagne på STEM" in page
    assert "3.100,5" in page
    assert "4.000" in page


@pytest.mark.usefixtures("deck")
def test_about_quotes_the_agreement_and_names_those_who_prepared_it(client):
    page = client.get("/about").text

    assert "om udviklingen af en kommende teknologipagt" in page
    assert "https://youtu.be/HOH4ZiX4OS8" in page
    assert "Konstantin Lassithiotakis" in page
    assert "Tillid ikke styring" in page


#: Statements that each page sends, however much there is to show.
FIXED = {
    "/milestones": 4,
    "/partners": 3,
    "/partners/ida": 6,
    "/council": 4,
    "/goals": 2,
    "/about": 2,
}


@pytest.mark.usefixtures("deck")
def test_a_page_is_read_in_a_fixed_number_of_queries(client):
    sent = {}
    for page in PAGES:
        with queries("SELECT") as counted:
            client.get(page)
        sent[page] = len(counted)

    assert sent == FIXED
