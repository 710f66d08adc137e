"""An invited person's whole way in a real browser: on a phone, by keyboard alone, in both languages."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from conference.db import db, transaction
from conference.mail.letters import content_of
from conference.mail.models import Letter
from conference.registration.invitations import service
from conference.registration.invitations.rules import Asked, Guest
from conference.registration.models import Kind
from tests.browser.test_pages import findings, is_too_wide, new_page
from tests.browser.test_presenter import press
from tests.conftest import Live
from tests.factories import make_conference, moment

#: A day that no clock of a test's server has seen.
DAY = "2099-05-14"
#: What one kind of page has and another has not.
_TELLING = "h1, h2, form, details[open], .alert, .button, .ticket"
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


@dataclass
class Phone:
    """A phone with a keyboard and nothing else, which looks at every page it comes to."""

    page: Page
    words: dict[str, str]
    #: Kinds of page that axe has looked at.
    seen: set[str]

    def goto(self, path: str) -> None:
        self.page.goto(path)
        self.look()

    def push(self, word: str, *, which: int = 0) -> None:
        with self.page.expect_navigation():
            press(self.page, self.page.get_by_role("button", name=self.words[word]).nth(which), "Enter")
        self.look()

    def look(self) -> None:
        """The page fits a small phone, and axe finds nothing, in light and in dark."""
        self.page.set_viewport_size({"width": 320, "height": 640})
        assert not is_too_wide(self.page), self.page.url
        self.page.set_viewport_size({"width": 390, "height": 844})
        kind = self.page.eval_on_selector_all(_TELLING, "found => found.map(each => each.className).join()")
        if kind not in self.seen:
            self.seen.add(kind)
            assert findings(self.page) == [], self.page.url
            self.page.emulate_media(color_scheme="dark")
            assert findings(self.page, "color-contrast") == [], self.page.url
            self.page.emulate_media(color_scheme="light")


def test_who_is_invited_says_no_and_then_yes_by_keyboard_alone(
    browser: Browser, live: Live, links: dict[str, str]
) -> None:
    seen: set[str] = set()
    for language, link in links.items():
        phone = Phone(new_page(browser, live.url, width=390), WORDS[language], seen)
        phone.goto(link)
        expect(phone.page.locator("html")).to_have_attribute("lang", language)
        change_their_mind(phone)
        put_their_name_right(phone)
        phone.goto(link)
        give_it_up(phone)


def change_their_mind(phone: Phone) -> None:
    expect(phone.page.get_by_text(phone.words["held"])).to_be_visible()
    expect(phone.page.get_by_role("button", name=phone.words["yes"]).first).to_be_in_viewport()

    phone.push("no")

    expect(phone.page.get_by_role("heading", level=1)).to_have_text(phone.words["has_no"])


def put_their_name_right(phone: Phone) -> None:
    page = phone.page
    press(page, page.locator("[name=name]"), "Control+A")
    page.keyboard.press("Delete")
    phone.push("yes", which=1)
    expect(page.locator(".alert-error")).to_be_focused()
    expect(page.locator(".alert-error a")).to_have_text(phone.words["error"])

    press(page, page.locator(".alert-error a"), "Enter")
    page.keyboard.type("Ida Maria Holm")
    press(page, page.locator("summary"), "Enter")
    phone.look()
    phone.push("yes", which=1)

    expect(page.get_by_role("heading", level=1)).to_have_text("Ida Maria Holm")
    assert "/r/" in page.url


def give_it_up(phone: Phone) -> None:
    expect(phone.page.get_by_role("heading", level=1)).to_have_text(phone.words["has_yes"])

    phone.push("no")

    expect(phone.page.get_by_role("heading", level=1)).to_have_text(phone.words["has_no"])
