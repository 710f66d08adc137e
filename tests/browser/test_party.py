"""Who looks after colleagues, the whole way: on a phone, in both languages, and by keyboard alone."""

from playwright.sync_api import Browser, expect
from sqlalchemy import select

from conference.db import db, transaction
from conference.mail.models import Letter
from tests.browser.visitor import Keyboard, new_page, press
from tests.factories import make_conference, moment
from tests.serving import Live

#: A day that no clock of a test's server has seen.
DAY = "2099-05-14"
#: What stands on the pages, in both languages.
WORDS = {
    "da": {
        "several": "Tilmeld op til ti på én gang",
        "all": "Tilmeld os alle",
        "group": "Jeres gruppe",
        "registered": "I er tilmeldt.",
        "open": "Side og billet Cleo Dam",
        "replace": "Udskift Bo Lund",
        "give": "Giv pladsen videre",
        "replaced": "Pladsen er givet videre.",
        "cancel": "Afmeld Cleo Dam",
        "yes": "Ja, afmeld pladsen",
        "gone": "Kommer ikke: Cleo Dam",
        "add": "Tilføj en kollega",
        "register": "Tilmeld din kollega",
        "own": "Din egen billet",
        "hand": "Overdrag til en kollega",
        "over": "Overdrag pladsen",
        "handed": "Din plads er overdraget",
    },
    "en": {
        "several": "Register up to ten people at once",
        "all": "Register us all",
        "group": "Your group",
        "registered": "You are registered.",
        "open": "Page and ticket Cleo Dam",
        "replace": "Replace Bo Lund",
        "give": "Give them the seat",
        "replaced": "The seat has a new owner.",
        "cancel": "Cancel Cleo Dam",
        "yes": "Yes, cancel the place",
        "gone": "Not coming: Cleo Dam",
        "add": "Add a colleague",
        "register": "Register your colleague",
        "own": "Your own ticket",
        "hand": "Hand over to a colleague",
        "over": "Hand the seat over",
        "handed": "Your seat has been handed over",
    },
}


def letters(live: Live) -> list[tuple[str, str]]:
    """What has been written since the last look, and to whom."""
    with live.app.app_context():
        rows = db.session.execute(select(Letter.name, Letter.to_name).order_by(Letter.id)).all()
        with transaction():
            db.session.query(Letter).delete()
    return [(name.removeprefix("registration."), to) for name, to in rows]


def test_the_contact_of_a_party_goes_the_whole_way_by_keyboard_on_a_phone(
    browser: Browser, live: Live
) -> None:
    hours = {"doors_at": "08:30", "starts_at": "09:00", "ends_at": "16:00", "closes_at": "08:00"}
    times = {name: moment(f"{DAY} {wall}") for name, wall in hours.items()}
    with live.app.app_context(), transaction():
        db.session.add_all(make_conference(slug=slug, **times) for slug in ("kickoff2018", "kickoff2019"))
    danish = Keyboard(new_page(browser, live.url), WORDS["da"])
    english = Keyboard(new_page(browser, live.url, has_axe=False), WORDS["en"], seen=None)
    for keyboard, path in ((danish, "/kickoff2018/register"), (english, "/en/kickoff2019/register")):
        keyboard.page.goto(path)
        register_three(keyboard, live)
        open_replace_and_cancel(keyboard, live)
        add_and_hand_over(keyboard, live)


def register_three(keyboard: Keyboard, live: Live) -> None:
    page = keyboard.page
    keyboard.follow("several")
    keyboard.write("colleague-1-email", "bo@skole.example")
    keyboard.press("all")
    expect(page.locator(".alert-error")).to_be_focused()
    press(page, page.locator(".alert-error a").first, "Enter")
    expect(page.locator("[name=name]")).to_be_focused()

    page.keyboard.type("Anna Holm")
    keyboard.write("email", "anna@skole.example")
    keyboard.write("colleague-1-name", "Bo Lund")
    keyboard.write("colleague-2-name", "Cleo Dam")
    keyboard.press("all")

    expect(page.locator("h1")).to_have_text(keyboard.words["group"])
    expect(page.locator(".alert-success")).to_contain_text(keyboard.words["registered"])
    expect(page.locator(".members .is-good")).to_have_count(3)
    assert letters(live) == [("ticket", "Anna Holm"), ("ticket", "Bo Lund"), ("ticket", "Anna Holm")]


def open_replace_and_cancel(keyboard: Keyboard, live: Live) -> None:
    page = keyboard.page
    keyboard.follow("open")
    expect(page.locator(".ticket-name")).to_have_text("Cleo Dam")
    page.go_back()

    keyboard.follow("replace")
    keyboard.write("name", "Dan Krog")
    keyboard.write("email", "dan@skole.example")
    keyboard.press("give")
    expect(page.locator(".alert-success")).to_contain_text(keyboard.words["replaced"])

    keyboard.follow("cancel")
    keyboard.press("yes")
    expect(page.get_by_text(keyboard.words["gone"])).to_be_visible()
    expect(page.locator(".members li")).to_have_count(2)
    assert letters(live) == [
        ("received", "Dan Krog"),
        ("handed_over", "Bo Lund"),
        ("cancelled", "Anna Holm"),
    ]


def add_and_hand_over(keyboard: Keyboard, live: Live) -> None:
    page = keyboard.page
    press(page, page.get_by_text(keyboard.words["add"], exact=True), "Enter")
    keyboard.write("name", "Eva Krogh")
    keyboard.press("register")
    expect(page.locator(".members li")).to_have_count(3)

    keyboard.follow("own")
    keyboard.follow("hand")
    keyboard.write("name", "Finn Rask")
    keyboard.write("email", "finn@skole.example")
    keyboard.press("over")
    expect(page.locator("h1")).to_have_text(keyboard.words["handed"])
    assert letters(live) == [
        ("ticket", "Anna Holm"),
        ("received", "Finn Rask"),
        ("handed_over", "Anna Holm"),
        ("ticket", "Finn Rask"),  # Eva's, who has no address
    ]
