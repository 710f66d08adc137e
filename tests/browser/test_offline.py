"""The door without a network, in a real browser: nothing is lost, nothing is told, and it stays quick."""

import json
import re
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from conference.credentials import lookup_of
from tests.browser.door import Door, new_phone, open_phone, pair, scan_all, type_code, word
from tests.browser.kept import await_held, await_newer, dump, held, put_scan
from tests.browser.portal import portal
from tests.serving import Live

VECTORS = json.loads((Path(__file__).parents[1] / "checkin/offline/vectors.json").read_text("utf-8"))
PEOPLE = 50
#: Milliseconds from a code to its verdict on the screen.
SOON = 150

pytestmark = pytest.mark.usefixtures("wall")


@pytest.fixture
def door(live: Live) -> Door:
    return Door(live)


@pytest.fixture
def phone(browser: Browser, door: Door) -> Callable[..., Page]:
    """Paired phones: `phone(name)`."""
    return partial(open_phone, browser, door)


@pytest.fixture
def own_phone(phone: Callable[..., Page]) -> Callable[[], Page]:
    """A phone that has the scanner, and needs no network to open it."""

    def keep() -> Page:
        page = phone("Annas telefon", keeps_scanner=True)
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        return page

    return keep


def test_fifty_scans_in_flight_mode_outlive_the_tab_and_arrive_once(
    door: Door, own_phone: Callable[[], Page], show: Callable[..., None]
) -> None:
    names = [f"Gæst{number} Ødegård" for number in range(2 * PEOPLE + 1)]
    first, *codes = door.tickets(names)
    page = own_phone()
    expect(page.locator("#counts")).to_have_text(f"0 af {len(names)} er kommet")
    online = scan_all(page, codes[:PEOPLE])
    page.context.set_offline(True)
    door.live.stop()
    show(door.address(first))
    page.reload()
    expect(page.locator("#verdict-name")).to_have_text(names[0])
    offline = scan_all(page, codes[PEOPLE:])

    killed, page = page, page.context.new_page()
    killed.close()
    page.goto(f"{door.live.url}/checkin/")
    expect(page.locator("#state-text")).to_have_text(re.compile(r"^Offline, 5\d venter$"))
    kept = dump(page)
    door.live.start()
    page.context.set_offline(False)
    expect(page.locator("#state-text")).to_have_text("Online")

    assert online.words == offline.words == ["Velkommen"] * PEOPLE
    assert online.names + offline.names == names[1:]
    decided = ["online"] * PEOPLE + ["offline"] * PEOPLE
    assert door.scans_of(codes) == [("admitted", where) for where in decided]
    assert lookup_of(codes[-1]) in kept
    secrets = [*codes, first, "Ødegård", "Mercantec", "skole.example"]
    assert [secret for secret in secrets if secret in kept] == []
    medians = [median(online.times), median(offline.times)]
    sys.stdout.write(f"\nMilliseconds to a verdict, online and offline: {medians}\n")
    assert max(medians) <= SOON


def test_two_phones_that_let_one_ticket_in_are_told_loudly_of_the_conflict(
    browser: Browser, door: Door, phone: Callable[..., Page]
) -> None:
    code = door.ticket()
    phones = [phone("Annas telefon"), phone("Bos telefon")]
    for page in phones:
        page.context.set_offline(True)
        type_code(page, code)
        expect(word(page)).to_have_text("Velkommen")

    for page in phones:
        page.context.set_offline(False)
        expect(page.locator("#state-text")).to_have_text("Online")

    expect(word(phones[1])).to_have_text("Rettet: Lukket ind to gange")
    expect(phones[1].locator("#verdict")).to_have_class(re.compile("is-amber"))
    assert sorted(door.scans()) == [("admitted", "offline"), ("conflict", "offline")]
    board = browser.new_page(locale="da-DK")
    board.goto(door.sign_in())
    board.locator("main button").click()
    board.goto(f"{door.live.url}/organise/{door.slug}/door/conflicts")
    expect(board.locator(".door-readings strong")).to_have_text(["Annas telefon", "Bos telefon"])


def test_an_ended_phone_forgets_the_list_and_delivers_when_it_is_paired_again(
    door: Door, phone: Callable[..., Page]
) -> None:
    code = door.ticket()
    page = phone("Annas telefon")
    assert held(page) == rows(sealed=1)
    page.context.set_offline(True)
    type_code(page, code)
    expect(word(page)).to_have_text("Velkommen")
    door.end_phones()

    page.context.set_offline(False)
    expect(page.locator("#notice-word")).to_have_text("Skan arrangørens parringskode")
    expect(page.locator("#undelivered")).to_contain_text("1 ")
    assert (held(page), door.scans()) == (rows(scan=1), [])

    pair(page, door, "Annas telefon")
    expect(page.locator("#state-text")).to_have_text("Online")
    assert (held(page), door.scans()) == (rows(sent=1, sealed=1, arrival=1), [("admitted", "offline")])


def test_a_full_phone_says_so_in_red_and_claims_nothing(browser: Browser, door: Door) -> None:
    code = door.ticket()
    page = open_phone(browser, door, room=1)

    type_code(page, code)

    expect(word(page)).to_have_text("Ikke gemt")
    expect(page.locator("#verdict")).to_have_class(re.compile("is-red"))
    assert (held(page)["scan"], door.scans()) == (0, [])


def test_a_portal_is_no_network_and_a_newer_scanner_waits_for_the_queue(
    door: Door, own_phone: Callable[[], Page]
) -> None:
    code = door.ticket()
    page = own_phone()
    statement = page.get_by_role("link", name="Tilgængelighedserklæring", include_hidden=True)
    door.live.stop()
    with portal(door.live.url):
        type_code(page, code)
        expect(word(page)).to_have_text("Velkommen")
        expect(page.locator("#state-text")).to_have_text("Offline, 1 venter")
    door.end_phones()  # so that the queue stays when there is a network
    door.live.start(ACCESSIBILITY_STATEMENT_URL="https://was.example/")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#undelivered")).to_contain_text("1 ")
    await_newer(page)

    page.reload()
    expect(page.locator("#undelivered")).to_contain_text("1 ")
    expect(statement).to_have_attribute("href", "/accessibility")

    pair(page, door, "Annas telefon")
    expect(statement).to_have_attribute("href", "https://was.example/")
    expect(page.locator("#state-text")).to_have_text("Online")
    assert door.scans() == [("admitted", "offline")]


def test_after_a_restore_everything_goes_up_again_and_nothing_twice(
    door: Door, phone: Callable[..., Page]
) -> None:
    codes = door.tickets(["Anna Sørensen", "Bo Ægidius"])
    page = phone("Annas telefon")
    scan_all(page, codes)
    door.restore()
    with page.expect_response(lambda answer: lookups_in(answer.request) == set(map(lookup_of, codes))):
        page.evaluate("dispatchEvent(new Event('online'))")
    assert door.scans() == [("admitted", "online")] * 2

    door.restore(of_yesterday=True)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#notice-word")).to_have_text("Skan arrangørens parringskode")
    pair(page, door, "Annas telefon")
    expect(page.locator("#state-text")).to_have_text("Online")
    assert door.scans() == [("admitted", "offline")] * 2


def lookups_in(request: Request) -> set[str]:
    """The tickets that a call sends."""
    return {scan["lookup"] for scan in (request.post_data_json or {}).get("scans", [])}


def test_the_list_goes_when_its_time_is_over_whatever_the_date_says(
    door: Door, phone: Callable[..., Page]
) -> None:
    code = door.ticket()
    page = phone("Annas telefon", has_own_time=True)
    type_code(page, code)
    expect(word(page)).to_have_text("Velkommen")
    page.context.set_offline(True)
    expect(page.locator("#state-text")).to_have_text("Offline")

    page.clock.set_system_time("2100-01-01")
    page.clock.run_for(60_000)
    assert held(page) == rows(sent=1, sealed=1, arrival=1)

    page.clock.set_system_time("1970-01-02")
    page.clock.fast_forward("34:00:00")
    await_held(page)


def rows(**more: int) -> dict[str, int]:
    """What a phone holds, where it is not empty."""
    return {"scan": 0, "sent": 0, "sealed": 0, "arrival": 0, **more}


def test_scans_of_an_older_scanner_arrive_and_another_conference_s_stay(browser: Browser, door: Door) -> None:
    code = door.ticket()
    page = new_phone(browser, door)
    page.goto(f"{door.live.url}/healthz")
    put_scan(page, lookup_of(code), is_old=True)
    pair(page, door, "Annas telefon")
    assert (door.scans(), held(page)["scan"]) == ([("admitted", "offline")], 0)

    put_scan(page, lookup_of(code), conference="kickoff2017")
    page.reload()

    expect(page.locator("#undelivered")).to_contain_text("1 ")
    expect(page.locator("#state-text")).to_have_text("Online")
    assert (door.scans(), held(page)["scan"]) == ([("admitted", "offline")], 1)


def test_a_record_opens_with_its_own_ticket_alone(browser: Browser, live: Live) -> None:
    opened = ask_modules(browser, live, OPEN, [*VECTORS["opens"], *VECTORS["fails"]])

    assert opened == [vector["person"] for vector in VECTORS["opens"]] + [None] * len(VECTORS["fails"])


def test_a_phone_by_itself_says_what_its_list_tells(browser: Browser, live: Live) -> None:
    here = {"device": "Annas telefon", "now": 1_000_000}
    cases = [case(*each) for each, _said in ALONE]

    said = ask_modules(browser, live, JUDGE, [cases, here])

    assert said == [expected for _case, expected in ALONE]


def case(found: dict[str, Any], scan: dict[str, Any] | None = None) -> list[dict[str, Any]]:
    """A scan of a confirmed guest who has not come, but for what is told."""
    guest = {"person": {"state": "confirmed"}, "isElsewhere": False}
    return [{"type": "entry", **(scan or {})}, {**guest, **found}]


def in_at(milliseconds: int, device: str) -> dict[str, Any]:
    moment = datetime.fromtimestamp((1_000_000 - milliseconds) / 1000, UTC)
    return {"arrival": {"at": moment.isoformat(), "device": device}}


def whose(state: str) -> dict[str, Any]:
    return {"person": {"state": state}}


ALONE: list[tuple[tuple[dict[str, Any], ...], dict[str, str]]] = [
    (({},), {"key": "admitted"}),
    ((in_at(60_000, "Annas telefon"),), {"key": "again"}),
    ((in_at(60_001, "Annas telefon"),), {"key": "duplicate", "said": "duplicate"}),
    ((in_at(1, "Bos telefon"),), {"key": "duplicate", "said": "duplicate"}),
    ((in_at(1, "Bos telefon"), {"override": True}), {"key": "admitted"}),
    ((in_at(1, "Bos telefon"), {"type": "exit"}), {"key": "exited"}),
    ((whose("waiting"),), {"key": "waiting", "said": "waiting"}),
    ((whose("offered"),), {"key": "waiting", "said": "waiting"}),
    ((whose("cancelled"),), {"key": "cancelled", "said": "cancelled"}),
    ((whose("replaced"),), {"key": "replaced", "said": "replaced"}),
    (({"isElsewhere": True},), {"key": "wrong_list", "said": "wrong_list"}),
    (({"person": None},), {"key": "stored", "said": "unknown"}),
    (({"person": None}, {"type": "exit"}), {"key": "stored", "said": "unknown"}),
    (({"person": None}, {"isLetIn": True}), {"key": "admitted"}),
]


def ask_modules(browser: Browser, live: Live, question: str, given: Any) -> Any:
    """What modules of the scanner answer, on a page without a scanner."""
    page = browser.new_page()
    page.goto(f"{live.url}/healthz")
    return page.evaluate(question, given)


JUDGE = """async ([cases, here]) => {
  const { judge } = await import("/static/js/checkin/judge.js");
  return cases.map(([scan, found]) => judge(scan, found, here));
}"""

OPEN = """async (vectors) => {
  const { open } = await import("/static/js/checkin/sealed.js");
  return Promise.all(vectors.map(({ sealed, code, lookup }) => open(sealed, { code, lookup })));
}"""
