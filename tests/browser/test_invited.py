"""An invited person's whole way in a real browser: on a phone, by keyboard alone, in both languages."""

from datetime import date
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from conference.db import db, transaction
from conference.mail.letters import content_of
from conference.mail.models import Letter
from conference.registration.invitations import service
from conference.registration.invitations.rules import Asked, Guest
from conference.registration.models import Kind
from tests.browser.visitor import Keyboard, new_page, press
from tests.factories import make_conference, moment
from tests.serving import Live

#: A day that no clock of a test's server has seen.
DAY = "2099-05-14"
WORDS = {
    "da": {
        "held": "Vi holder en plads til dig til og med",
        "yes": "Ja, jeg kommer",
        "no": "Nej, jeg kan ikke komme",
        "has_no": "Du har sagt nej",
        "has_yes": "Du har sagt ja",
        "error": "Skriv dit navn.",
    },
    "en": {
        "held": "A seat is held for you until",
        "yes": "Yes, I'll come",
        "no": "No, I cannot come",
        "has_no": "You have said no",
        "has_yes": "You have said yes",
        "error": "Write your name.",
    },
}


@pytest.fixture
def links(live: Live) -> dict[str, str]:
    """Where the letters to two invited people lead, by their language."""
    with live.app.app_context(), transaction():
        hours = {"doors_at": "08:30", "starts_at": "09:00", "ends_at": "16:00"}
        conference = make_conference(**{name: moment(f"{DAY} {wall}") for name, wall in hours.items()})
        db.session.add(conference)
        db.session.flush()
        guests = [
            Guest(f"Ida Holm {language}", f"ida.{language}@skole.example", "Dania", Kind.COUNCIL, language)
            for language in WORDS
        ]
        service.invite(conference, guests, Asked(date(2099, 5, 1), holds_seat=True))
        letters = list(db.session.scalars(select(Letter)))
        pages = {letter.language: content_of(letter).button.url for letter in letters}
    return {language: urlsplit(page).path for language, page in pages.items()}


def test_who_is_invited_says_no_and_then_yes_by_keyboard_alone(
    browser: Browser, live: Live, links: dict[str, str]
) -> None:
    danish = Keyboard(new_page(browser, live.url), WORDS["da"])
    english = Keyboard(new_page(browser, live.url, has_axe=False), WORDS["en"], seen=None)
    for phone, language in ((danish, "da"), (english, "en")):
        link = links[language]
        open_letter(phone, link)
        expect(phone.page.locator("html")).to_have_attribute("lang", language)
        change_their_mind(phone)
        put_their_name_right(phone)
        open_letter(phone, link)
        give_it_up(phone)


def open_letter(phone: Keyboard, link: str) -> None:
    phone.page.goto(link)
    phone.look()


def change_their_mind(phone: Keyboard) -> None:
    expect(phone.page.get_by_text(phone.words["held"])).to_be_visible()
    expect(phone.page.get_by_role("button", name=phone.words["yes"]).first).to_be_in_viewport()

    phone.go(phone.page.get_by_role("button", name=phone.words["no"]).first)

    expect(phone.page.get_by_role("heading", level=1)).to_have_text(phone.words["has_no"])


def put_their_name_right(phone: Keyboard) -> None:
    page = phone.page
    press(page, page.locator("[name=name]"), "Control+A")
    page.keyboard.press("Delete")
    phone.go(page.get_by_role("button", name=phone.words["yes"]).nth(1))
    expect(page.locator(".alert-error")).to_be_focused()
    expect(page.locator(".alert-error a")).to_have_text(phone.words["error"])

    press(page, page.locator(".alert-error a"), "Enter")
    page.keyboard.type("Ida Maria Holm")
    press(page, page.locator("summary"), "Enter")
    phone.look()
    phone.go(page.get_by_role("button", name=phone.words["yes"]).nth(1))

    expect(page.get_by_role("heading", level=1)).to_have_text("Ida Maria Holm")
    assert "/r/" in page.url


def give_it_up(phone: Keyboard) -> None:
    expect(phone.page.get_by_role("heading", level=1)).to_have_text(phone.words["has_yes"])

    phone.go(phone.page.get_by_role("button", name=phone.words["no"]).first)

    expect(phone.page.get_by_role("heading", level=1)).to_have_text(phone.words["has_no"])
