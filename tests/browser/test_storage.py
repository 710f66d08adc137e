"""A phone whose storage fails or is slow: a scan is stored or said not to be, and what must go goes."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import APIResponse, Browser, Page, Route, expect
from sqlalchemy import select

from conference.checkin import service
from conference.checkin.models import Scan
from conference.credentials import lookup_of
from conference.db import db, transaction
from conference.language import absolute_url
from conference.registration import service as registrations
from tests.browser.door import Door, new_phone, pair, type_code, word
from tests.browser.entrance import hold_scans, press
from tests.browser.kept import held, put_scan
from tests.conftest import Live
from tests.factories import make_checkin_list

pytestmark = pytest.mark.usefixtures("wall")

#: The page's connections, and its calls of the server; `fails` is set where no answered scan can be kept.
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
    if (window.fails && this.name === "sent") throw new DOMException("full", "QuotaExceededError");
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

    phone.evaluate("window.fails = true; window.answers = null; dispatchEvent(new Event('online'))")
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

    expect(word(page)).to_have_text("Velkommen", timeout=15_000)


def test_a_list_that_comes_after_the_signing_off_is_not_kept(door: Door, phone: Page) -> None:
    lists: list[tuple[Route, APIResponse]] = []
    phone.route("**/api/checkin/bundle**", lambda route: lists.append((route, route.fetch())))
    door.ticket("Carl Åkjær")
    phone.evaluate("dispatchEvent(new Event('online'))")
    press(phone, "Mere")
    press(phone, "Afslut på denne telefon")
    press(phone, "Afslut")
    expect(phone.locator("#notice-word")).to_have_text("Skan arrangørens parringskode")
    assert held(phone)["sealed"] == 0

    [(route, answer)] = lists
    route.fulfill(response=answer)
    # The heartbeat that asked for the list is over before the next one begins.
    with phone.expect_response("**/api/checkin/status**"):
        phone.evaluate("dispatchEvent(new Event('online'))")

    assert held(phone)["sealed"] == 0


def test_what_was_taken_back_before_it_was_delivered_stays_so_after_a_restore(
    door: Door, phone: Page, codes: list[str]
) -> None:
    phone.context.set_offline(True)
    expect(phone.locator("#state-text")).to_have_text("Offline")
    type_code(phone, codes[0])
    take_back(phone)
    with phone.expect_response("**/api/checkin/undo"):
        phone.context.set_offline(False)
    expect(phone.locator("#state-text")).to_have_text("Online")

    door.restore(of_yesterday=True)
    phone.evaluate("dispatchEvent(new Event('online'))")
    expect(phone.locator("#notice-word")).to_have_text("Skan arrangørens parringskode")
    with phone.expect_response("**/api/checkin/undo"):
        pair(phone, door, "Annas telefon")

    with door.app.app_context():
        assert db.session.scalars(select(Scan.undone_at.is_not(None))).all() == [True]


def test_what_one_tab_takes_back_is_told_after_another_has_delivered_it(
    door: Door, phone: Page, codes: list[str]
) -> None:
    other = phone.context.new_page()
    other.goto(phone.url)
    expect(other.locator("#state-text")).to_have_text("Online")
    on_their_way = hold_scans(phone, of=lookup_of(codes[0]))
    type_code(phone, codes[0])
    take_back(phone)
    with other.expect_response("**/api/checkin/status**"):
        other.evaluate("dispatchEvent(new Event('online'))")

    with phone.expect_response("**/api/checkin/undo") as told:
        on_their_way[0].continue_()
        phone.evaluate("dispatchEvent(new Event('online'))")

    assert told.value.status == 200


def test_a_phone_paired_anew_for_another_list_reads_for_that_one(door: Door, phone: Page) -> None:
    with door.app.app_context(), transaction():
        conference = registrations.get_conference(door.slug)
        db.session.add(make_checkin_list(conference, key="side", name_da="Sidedør", name_en="Side door"))
        db.session.flush()
        address = absolute_url("checkin.pairing", code=service.pair_link(conference, list_key="side"))

    phone.goto(address)
    phone.get_by_role("button", name="Par denne telefon").click()

    expect(phone.locator("#list-name")).to_have_text("Sidedør")


def take_back(phone: Page) -> None:
    """From the list of what was read lately: the green screen goes by itself."""
    expect(phone.locator("#verdict")).to_be_hidden()
    phone.locator("#just-read").click()
    press(phone, re.compile("^Fortryd: "))
    expect(phone.locator("#latest-told")).not_to_be_empty()
