"""The front page, what the law asks of a site, and the staff's home."""

import gzip
import re
from datetime import UTC, date, datetime, timedelta

import pytest

from conference.config import Settings
from conference.db import transaction
from conference.mail import service as mail
from conference.pact import service as pacts
from conference.registration.models import State
from tests.factories import make_conference, make_registration, moment

CONTACT = {
    "CONTACT_EMAIL": "pagt@region.example",
    "CONTACT_PHONE": "+45 12 34 56 78",
    "DPO": "dpo@region.example",
    "CONTROLLER": "Region Midtjylland",
}


@pytest.fixture
def configured(app, monkeypatch):
    """The same app with some more settings."""

    def put(**more):
        settings = Settings(**{**vars(app.config["SETTINGS"]), **more})
        monkeypatch.setitem(app.config, "SETTINGS", settings)

    return put


@pytest.fixture
def deck(lay):
    """The deck's facts, with the first milestone reached."""
    lay(load_deck)


def load_deck():
    with transaction():
        pacts.load("conference/pact/teknologipagt.toml")
        pacts.mark_done(pacts.list_milestones()[0].key, on=date(2018, 6, 12), by="system")


def words(response):
    """What a page says, as one line without its marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.text).split())


def test_an_empty_site_has_a_front_page(client):
    page = client.get("/")

    assert page.status_code == 200
    assert "Her kommer de første milepæle" in words(page)


def test_the_front_page_tells_the_conference_and_the_seats_left(client, saved, at):
    at("2018-11-05 09:00")
    conference = saved(make_conference(capacity=3))
    saved(make_registration(conference))

    page = client.get("/")

    assert "Torsdag 22. november 2018".lower() in words(page).lower()
    assert "2 af 3 pladser tilbage" in words(page)
    assert 'href="/kickoff2018/register">Tilmeld dig</a>' in page.text


def test_who_comes_late_is_shown_the_waiting_list(client, saved, at):
    at("2018-11-05 09:00")
    conference = saved(make_conference(capacity=1))
    saved(make_registration(conference))

    page = client.get("/en/")

    assert "All 1 seats are taken. You can join the waiting list." in words(page)
    assert 'href="/en/kickoff2018/register">Join the waiting list</a>' in page.text


@pytest.mark.parametrize(
    ("now", "told"),
    [
        ("2018-08-31 09:00", "Tilmeldingen åbner 1. september 2018 kl. 09.00."),
        ("2018-11-16 09:00", "Tilmeldingen er lukket."),
        ("2018-11-23 09:00", "Konferencen er slut."),
    ],
)
def test_outside_registration_the_front_page_has_no_register_button(client, saved, at, now, told):
    at(now)
    saved(make_conference())

    page = client.get("/")

    assert told in words(page)
    assert "/kickoff2018/register" not in page.text


@pytest.mark.usefixtures("deck")
def test_the_front_page_tells_how_far_the_pact_is_and_what_comes_next(client, at):
    at("2018-06-20 09:00")

    page = client.get("/en/")

    assert "1 of 7 milestones is reached." in words(page)
    assert "Next: The STEM secretariat is set up, late June 2018." in words(page)
    assert page.text.count('<svg class="tl ') == 2


@pytest.mark.usefixtures("deck")
def test_the_timeline_stands_as_a_list_too(client):
    page = client.get("/").text

    (found,) = re.findall(r'<ol class="timeline-list">(.*?)</ol>', page, re.DOTALL)
    facts = [" ".join(fact.split()) for fact in re.findall(r"<li>(.*?)</li>", found, re.DOTALL)]
    assert facts[0] == "medio juni 2018: Nedsættelse af rådet for fremtidens kompetencer (nået)"
    assert len(facts) == 7


@pytest.mark.usefixtures("deck")
def test_the_front_page_and_all_it_needs_is_light(client, saved, at):
    at("2018-11-05 09:00")
    saved(make_conference())

    page = client.get("/")
    needed = re.findall(r'(?:href="|src=")(/static/[^"?]+\.(?:css|js))', page.text)
    files = [client.get(path, buffered=True) for path in needed]

    # Fonts apart; `npm run build` makes vendor/dkfds.css, 30 KB of them.
    assert sum(len(gzip.compress(answer.data)) for answer in (page, *files)) < 60_000


def test_a_cache_in_front_may_keep_the_front_page_for_a_moment(client):
    assert client.get("/").headers["Cache-Control"] == "public, max-age=0, s-maxage=30"


def test_the_privacy_notice_names_who_why_how_long_and_where_to_complain(client, configured):
    configured(**CONTACT)

    told = words(client.get("/privacy"))

    wanted = [*CONTACT.values(), "artikel 6, stk. 1, litra e", "6 måneder", "Datatilsynet", "indsigelse"]
    assert [word for word in wanted if word not in told] == []


def test_the_accessibility_page_has_a_telephone_and_an_address(client, configured):
    configured(**CONTACT)

    page = client.get("/accessibility").text

    assert 'href="tel:+4512345678"' in page
    assert 'href="mailto:pagt@region.example"' in page


def test_was_leads_to_our_own_page_until_there_is_a_statement(client, configured):
    own = client.get("/was")
    configured(ACCESSIBILITY_STATEMENT_URL="https://www.was.digst.dk/pagt-example")
    official = client.get("/was")

    assert (own.status_code, own.location) == (302, "/accessibility")
    assert (official.status_code, official.location) == (302, "https://www.was.digst.dk/pagt-example")


@pytest.mark.parametrize(
    "path", ["/", "/privacy", "/milestones", "/find-my-link", "/organise/sign-in", "/no/thing"]
)
def test_every_page_leads_to_the_accessibility_statement(client, path):
    assert 'href="/accessibility">Tilgængelighedserklæring</a>' in client.get(path).text


def test_security_txt_is_valid_for_some_months(client, configured):
    configured(SECURITY_CONTACT="mailto:sikkerhed@region.example")

    fields = dict(line.split(": ", 1) for line in client.get("/.well-known/security.txt").text.splitlines())

    left = datetime.fromisoformat(fields["Expires"]) - datetime.now(UTC)
    assert fields["Contact"] == "mailto:sikkerhed@region.example"
    assert timedelta(days=30) < left < timedelta(days=365)


def test_security_txt_always_has_somewhere_to_write(client):
    assert "Contact: http://localhost/accessibility\n" in client.get("/.well-known/security.txt").text


def test_robots_may_read_the_feeds_and_not_the_staff_pages(client):
    told = client.get("/robots.txt").text

    assert "Disallow: /organise/" in told
    assert "calendar" not in told


def test_browsers_find_an_icon(client):
    icon = client.get("/favicon.ico", buffered=True)

    assert (icon.status_code, icon.data[:4]) == (200, b"\0\0\1\0")


def test_the_staffs_home_counts_the_day(app, staff_client, saved, at):
    at("2018-11-05 09:00")
    conference = saved(make_conference())
    today = moment("2018-11-05 00:30")
    saved(make_registration(conference, created_at=today))
    saved(make_registration(conference))
    saved(make_registration(conference, state=State.CANCELLED, cancelled_at=today))

    told = words(staff_client("organiser").get("/organise/"))

    figures = (
        "17 dage tilbage",
        "tilmeldt i dag 1 ",
        "afmeldt i dag 1 ",
        "optaget 2 af 400",
        "kommet 0 af 2",
    )
    assert [figure for figure in figures if figure not in told] == []


def test_the_staffs_home_tells_no_conference_from_those_put_away(staff_client, saved):
    staff = staff_client("organiser")
    none = words(staff.get("/organise/"))

    saved(make_conference(archived_at=moment("2018-12-01 09:00")))

    assert "Der er ikke offentliggjort nogen konference endnu." in none
    assert "de offentliggjorte er arkiveret" in words(staff.get("/organise/"))


def test_a_letter_that_failed_stands_out_on_the_staffs_home(app, staff_client):
    with app.app_context(), transaction():
        letter = mail.write("ticket", to="anna@skole.example", to_name="Anna", language="da", subject="none")
        letter.given_up_at, letter.error = moment("2018-11-05 09:00"), "550 No such mailbox"

    assert "1 brev kunne ikke afleveres." in words(staff_client("organiser").get("/organise/"))


def test_staff_of_the_door_are_led_only_to_where_they_may_go(staff_client, saved, at):
    at("2018-11-05 09:00")
    saved(make_conference())
    door = staff_client("door")

    links = set(re.findall(r'href="(/organise/[^"]*)"', door.get("/organise/").text))

    assert links == {"/organise/", "/organise/account", "/organise/door", "/organise/kickoff2018/door"}
    answers = [door.get(link, follow_redirects=True).status_code for link in sorted(links)]
    assert answers == [200] * 4


def test_the_staffs_home_asks_for_a_sign_in(client):
    answer = client.get("/organise/")

    assert (answer.status_code, answer.location) == (302, "/organise/sign-in?next=/organise/")
