"""A phone whose storage fails or is slow: a scan is stored or said not to be, and what must go goes."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from conference.credentials import lookup_of
from tests.browser.door import Door, new_phone, pair, type_code, word
from tests.browser.kept import held, put_scan
from tests.serving import Live

pytestmark = pytest.mark.usefixtures("wall")

#: The page's connections, and its calls of the server; `fails` names what cannot be kept.
WATCHED = """
  window.connections = [];
  window.calls = [];
  const [open, put, call] = [IDBFactory.prototype.open, IDBObjectStore.prototype.put, window.fetch];
  IDBFactory.prototype.open = function (...name) {
    if (window.hangs) return new EventTarget();
    const opening = open.apply(this, name);
    opening.addEventListener("success", () => connections.push(opening.result));
    return opening;
  };
  IDBObjectStore.prototype.put = function (...row) {
    if (window.fails === this.name) throw new DOMException("full", "QuotaExceededError");
    return put.apply(this, row);
  };
  window.fetch = (address, options) => {
    calls.push(String(address));
    return window.answers ? Promise.resolve(new Response(window.answers)) : call(address, options);
  };
"""

#: What is counted is known a second later.
SLOW = """{
  const { count } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.count = function (...rows) {
    const asked = count.apply(this, rows);
    const listen = asked.addEventListener.bind(asked);
    asked.addEventListener = (name, listener) => listen(name, (event) => setTimeout(listener, 1000, event));
    return asked;
  };
}"""


@pytest.fixture
def door(live: Live) -> Door:
    return Door(live)


@pytest.fixture
def codes(door: Door) -> list[str]:
    return door.tickets(["Anna Sørensen", "Bo Ægidius"])


@pytest.fixture
def phone(browser: Browser, door: Door, codes: list[str]) -> Page:
    page = new_phone(browser, door)
    page.add_init_script(f"{{{WATCHED}}}")
    pair(page, door, "Annas telefon")
    return page


def test_a_scan_is_stored_again_after_the_connection_was_lost_and_delivered_by_a_full_phone(
    door: Door, phone: Page, codes: list[str]
) -> None:
    state = phone.locator("#state-text")
    phone.evaluate("window.answers = 'true'; dispatchEvent(new Event('online'))")
    expect(state).to_have_text("Offline")
    for number, code in enumerate(codes, 1):
        phone.evaluate("connections.forEach((each) => each.close())")
        type_code(phone, code)
        expect(word(phone)).to_have_text("Velkommen")
        expect(state).to_have_text(f"Offline, {number} venter")
        expect(phone.locator("#verdict")).to_be_hidden()

    phone.evaluate("window.fails = 'sent'; window.answers = null; dispatchEvent(new Event('online'))")
    expect(state).to_have_text("Online")
    assert door.scans() == [("admitted", "offline")] * 2

    put_scan(phone, lookup_of(codes[0]), id="no id of ours", conference=door.slug)
    phone.evaluate("calls.length = 0")
    for _heartbeat in range(2):
        with phone.expect_response("**/api/checkin/scans"):
            phone.evaluate("dispatchEvent(new Event('online'))")
        expect(state).to_have_text("Online, 1 venter")
    assert phone.evaluate("calls.filter((each) => each.endsWith('scans')).length") == 2


def test_a_database_that_never_opens_is_told_and_every_scan_is_red(
    door: Door, phone: Page, codes: list[str]
) -> None:
    phone.add_init_script("window.hangs = true")

    phone.reload()
    expect(phone.locator("#notice-word")).to_have_text("Ikke gemt", timeout=20_000)
    expect(phone.locator("#state-text")).to_have_text("Online, ? venter", timeout=20_000)
    type_code(phone, codes[0])

    expect(word(phone)).to_have_text("Ikke gemt", timeout=20_000)
    expect(phone.locator("#verdict")).to_have_class(re.compile("is-red"))
    assert door.scans() == []


def test_a_phone_reads_no_ticket_before_it_knows_its_list(
    browser: Browser, door: Door, codes: list[str], show: Callable[..., None]
) -> None:
    show(door.address(codes[0]))
    page = new_phone(browser, door)
    page.add_init_script(SLOW)

    pair(page, door, "Annas telefon")

    expect(word(page)).to_have_text("Velkommen")


def test_a_list_that_could_not_be_stored_is_stored_with_the_next_news(
    browser: Browser, door: Door, codes: list[str]
) -> None:
    page = new_phone(browser, door)
    page.add_init_script(f"{{{WATCHED}}} window.fails = 'sealed'")
    pair(page, door, "Annas telefon")
    expect(page.locator("#state-text")).to_have_text("Online")
    assert held(page)["sealed"] == 0

    page.evaluate("window.fails = null")
    type_code(page, codes[0])
    expect(word(page)).to_have_text("Velkommen")
    with page.expect_response("**/api/checkin/bundle**"):
        page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#verdict")).to_be_hidden()

    assert held(page)["sealed"] == 1


def test_one_tab_knows_whom_another_has_let_in(door: Door, phone: Page, codes: list[str]) -> None:
    other = phone.context.new_page()
    other.goto(phone.url)
    expect(other.locator("#state-text")).to_have_text("Online")

    phone.context.set_offline(True)
    for page, said in ((phone, "Velkommen"), (other, "Allerede skannet, lige nu")):
        expect(page.locator("#state-text")).to_contain_text("Offline")
        type_code(page, codes[0])
        expect(word(page)).to_have_text(said)
