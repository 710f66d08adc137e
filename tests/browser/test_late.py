"""What comes late, or after the phone has moved on: answers, lists, undos, another conference."""

import re
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import APIResponse, Browser, Page, Response, Route, expect
from sqlalchemy import select, update

from conference import clock
from conference.checkin import service
from conference.checkin.models import Scan
from conference.credentials import lookup_of
from conference.db import db, transaction
from conference.language import absolute_url
from conference.registration import service as registrations
from tests.browser.door import Door, new_phone, open_phone, pair, type_code, word
from tests.browser.entrance import hold_scans, press
from tests.browser.kept import held
from tests.factories import make_checkin_list, make_conference
from tests.serving import Live

pytestmark = pytest.mark.usefixtures("wall")


@pytest.fixture
def door(live: Live) -> Door:
    return Door(live)


@pytest.fixture
def code(door: Door) -> str:
    return door.ticket()


@pytest.fixture
def phone(browser: Browser, door: Door, code: str) -> Page:
    page = new_phone(browser, door)
    pair(page, door, "Annas telefon")
    return page


def test_a_list_that_comes_after_the_signing_off_is_not_kept(door: Door, phone: Page) -> None:
    lists: list[tuple[Route, APIResponse]] = []
    phone.route("**/api/checkin/bundle**", lambda route: lists.append((route, route.fetch())))
    door.ticket("Carl Åkjær")
    phone.evaluate("dispatchEvent(new Event('online'))")
    sign_off(phone)
    assert held(phone)["sealed"] == 0

    [(route, answer)] = lists
    route.fulfill(response=answer)
    # The heartbeat that asked for the list is over before the next one begins.
    with phone.expect_response("**/api/checkin/status**"):
        phone.evaluate("dispatchEvent(new Event('online'))")

    assert held(phone)["sealed"] == 0


def test_an_answer_that_tells_of_arrivals_after_the_signing_off_is_not_kept(
    browser: Browser, door: Door, phone: Page, code: str
) -> None:
    other = open_phone(browser, door, "Bos telefon")
    type_code(other, door.ticket("Bo Ægidius"))
    expect(word(other)).to_have_text("Velkommen")
    calls: list[tuple[Route, APIResponse]] = []
    phone.route("**/api/checkin/scans", lambda route: calls.append((route, route.fetch())))
    type_code(phone, code)
    expect(word(phone)).to_have_text("Velkommen")
    expect(phone.locator("#verdict")).to_be_hidden()
    sign_off(phone)

    [(route, answer)] = calls
    assert answer.json()["arrivals"]
    route.fulfill(response=answer)
    expect(phone.locator("#undelivered")).to_be_empty()

    assert (held(phone)["scan"], held(phone)["arrival"]) == (0, 0)


def test_whom_an_undo_has_sent_away_no_late_answer_lets_in_again(door: Door, phone: Page, code: str) -> None:
    on_their_way = hold_scans(phone, of=lookup_of(code))
    type_code(phone, code)
    take_back(phone)
    phone.locator("#latest [data-close]").click()
    phone.route("**/api/checkin/status**", lambda route: route.abort())
    phone.route("**/api/checkin/undo", lambda route: route.abort())
    with phone.expect_response("**/api/checkin/scans"):
        on_their_way[0].continue_()
    expect(phone.locator("#state-text")).to_have_text("Online")

    phone.context.set_offline(True)
    expect(phone.locator("#state-text")).to_contain_text("Offline")
    type_code(phone, code)

    expect(word(phone)).to_have_text("Velkommen")


def test_what_was_taken_back_before_it_was_delivered_stays_so_after_a_restore(
    door: Door, phone: Page, code: str
) -> None:
    phone.context.set_offline(True)
    expect(phone.locator("#state-text")).to_have_text("Offline")
    type_code(phone, code)
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
    door: Door, phone: Page, code: str
) -> None:
    other = phone.context.new_page()
    other.goto(phone.url)
    expect(other.locator("#state-text")).to_have_text("Online")
    on_their_way = hold_scans(phone, of=lookup_of(code))
    type_code(phone, code)
    take_back(phone)
    with other.expect_response("**/api/checkin/status**"):
        other.evaluate("dispatchEvent(new Event('online'))")

    with phone.context.expect_event("response", is_about_undo) as told:
        on_their_way[0].continue_()
        phone.evaluate("dispatchEvent(new Event('online'))")

    assert told.value.status == 200


def test_an_undo_is_told_by_our_clock_though_the_phone_s_was_put_right_since(
    browser: Browser, door: Door, code: str
) -> None:
    page = new_phone(browser, door, has_own_time=True)
    page.clock.set_system_time(clock.real_now() + timedelta(hours=3))
    pair(page, door, "Annas telefon")
    type_code(page, code)
    expect(word(page)).to_have_text("Velkommen")
    page.context.set_offline(True)
    expect(page.locator("#state-text")).to_contain_text("Offline")
    page.clock.run_for(10_000)
    take_back(page)

    page.clock.set_system_time(clock.real_now())
    with page.expect_request("**/api/checkin/undo") as told:
        page.context.set_offline(False)
        page.clock.run_for(10_000)

    times = [datetime.fromisoformat(told.value.post_data_json[name]) for name in ("undone_at", "sent_at")]
    assert max(abs(clock.real_now() - each) for each in times) < timedelta(minutes=2)


def test_an_undo_that_is_refused_later_is_told_and_the_guest_is_in_again(
    door: Door, phone: Page, code: str
) -> None:
    type_code(phone, code)
    expect(word(phone)).to_have_text("Velkommen")
    phone.context.set_offline(True)
    expect(phone.locator("#state-text")).to_contain_text("Offline")
    take_back(phone)
    phone.locator("#latest [data-close]").click()
    expect(phone.locator("#just-read")).to_have_class("latest-chip")
    with door.app.app_context(), transaction():
        db.session.execute(update(Scan).values(corrected_at=clock.real_now() - timedelta(minutes=40)))

    phone.context.set_offline(False)

    expect(phone.locator("#told")).to_have_text(
        "Anna Sørensen: En skanning kan fortrydes i 15 minutter. Bed skranken om at rette det."
    )
    expect(phone.locator("#just-read-text")).to_contain_text("Velkommen")
    expect(phone.locator("#just-read")).to_have_class("latest-chip is-green")
    assert held(phone)["arrival"] == 1


def test_a_phone_paired_anew_for_another_list_reads_for_that_one(door: Door, phone: Page) -> None:
    with door.app.app_context(), transaction():
        conference = registrations.get_conference(door.slug)
        db.session.add(make_checkin_list(conference, key="side", name_da="Sidedør", name_en="Side door"))
        db.session.flush()
        address = absolute_url("checkin.pairing", code=service.pair_link(conference, list_key="side"))

    phone.goto(address)
    phone.get_by_role("button", name="Par denne telefon").click()

    expect(phone.locator("#list-name")).to_have_text("Sidedør")


def test_a_phone_paired_with_another_conference_files_nothing_under_the_old_one(
    door: Door, phone: Page, code: str
) -> None:
    with door.app.app_context(), transaction():
        other = make_conference(slug="other")
        other.ends_at = clock.real_now() + timedelta(hours=8)
        db.session.add(other)
        db.session.flush()
        db.session.add(make_checkin_list(other))
        address = absolute_url("checkin.pairing", code=service.pair_link(other))
    phone.route("**/api/checkin/status**", lambda route: route.abort())
    phone.goto(address)
    phone.get_by_role("button", name="Par denne telefon").click()

    for _opened in range(2):
        expect(phone.locator("#notice-word")).to_have_text("Venter på serveren")
        expect(phone.get_by_role("button", name="Skriv kode")).to_be_disabled()
        assert held(phone) == {"scan": 0, "sent": 0, "sealed": 0, "arrival": 0}
        phone.reload()

    phone.unroute("**/api/checkin/status**")
    phone.evaluate("dispatchEvent(new Event('online'))")
    type_code(phone, code)
    expect(word(phone)).to_have_text("Ikke til denne liste")


def sign_off(phone: Page) -> None:
    press(phone, "Mere")
    press(phone, "Afslut på denne telefon")
    press(phone, "Afslut")
    expect(phone.locator("#notice-word")).to_have_text("Skan arrangørens parringskode")


def is_about_undo(response: Response) -> bool:
    """Of either tab: the one whose heartbeat comes first tells it."""
    return response.url.endswith("/api/checkin/undo")


def take_back(phone: Page) -> None:
    """From the list of what was read lately: the green screen goes by itself."""
    expect(phone.locator("#verdict")).to_be_hidden()
    phone.locator("#just-read").click()
    press(phone, re.compile("^Fortryd: "))
    expect(phone.locator("#latest-told")).not_to_be_empty()
