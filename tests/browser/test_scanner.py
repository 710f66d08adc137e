"""The scanner in a real browser: pairing, camera, verdicts, and a network that goes away."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from conference import credentials
from conference.checkin import service
from conference.checkin.models import Scan
from conference.config import PACKAGE
from conference.credentials import Purpose
from conference.db import db, transaction
from conference.language import absolute_url
from tests.conftest import Live
from tests.factories import make_checkin_list, make_conference, make_registration

PHONE = {"viewport": {"width": 390, "height": 844}, "locale": "da-DK"}
AXE = (PACKAGE.parent / "node_modules/axe-core/axe.min.js").read_text("utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


class Door:
    """A running server with a conference that is on, its tickets and pairing links."""

    def __init__(self, live: Live) -> None:
        self.app = live.app
        with self.app.app_context(), transaction():
            conference = make_conference(**_on_now())
            db.session.add(conference)
            db.session.flush()
            db.session.add(make_checkin_list(conference))
            self.slug = conference.slug

    def ticket(self, name: str = "Anna Sørensen") -> str:
        with self.app.app_context(), transaction():
            registration = make_registration(self._conference(), name=name)
            db.session.add(registration)
            db.session.flush()
            return credentials.issue(Purpose.TICKET, registration.uid)

    def pairing(self) -> str:
        with self.app.app_context(), transaction():
            return absolute_url("checkin.pairing", code=service.pair_link(self._conference()))

    def scans(self) -> list[tuple[str, str]]:
        with self.app.app_context():
            rows = db.session.query(Scan).order_by(Scan.scanned_at)
            return [(row.verdict.value, row.decided.value) for row in rows]

    def end_phones(self) -> None:
        with self.app.app_context(), transaction():
            for device in service.list_devices(self._conference()):
                service.end_device(self._conference(), device.uid, by="system")

    def _conference(self) -> Any:
        from conference.registration import service as registrations

        return registrations.get_conference(self.slug)


def _on_now() -> dict[str, Any]:
    from datetime import timedelta

    from conference import clock

    now = clock.real_now()
    return {
        "doors_at": now - timedelta(hours=1),
        "starts_at": now + timedelta(hours=1),
        "ends_at": now + timedelta(hours=8),
        "opens_at": now - timedelta(days=60),
        "closes_at": now - timedelta(days=7),
    }


@pytest.fixture(autouse=True)
def nothing_to_see(camera_file: Path) -> None:
    """The camera sees a grey wall until a test holds something before it."""
    wall = b"FRAME\n" + bytes([160]) * 64 * 48 + bytes([128]) * 32 * 24 * 2
    camera_file.write_bytes(b"YUV4MPEG2 W64 H48 F10:1 Ip A1:1 C420\n" + wall)


@pytest.fixture
def door(live: Live) -> Door:
    return Door(live)


@pytest.fixture
def phone(browser: Browser, door: Door) -> Any:
    """Phones: `phone(name)` is a paired one, its scanner open."""

    def paired(name: str = "Annas telefon") -> Page:
        context = browser.new_context(**PHONE)
        context.grant_permissions(["camera"])
        page = context.new_page()
        page.goto(door.pairing())
        page.locator("input[name=name]").fill(name)
        page.get_by_role("button", name="Par denne telefon").click()
        expect(page.locator("#state-text")).to_have_text("Online")
        return page

    return paired


def word(page: Page) -> Any:
    return page.locator("#verdict-word")


def test_a_ticket_is_welcomed_then_counted_already_and_on_another_phone_a_duplicate(
    door: Door, phone: Any, show: Callable[[str], None]
) -> None:
    show(absolute(door, door.ticket()))

    first = phone("Annas telefon")
    expect(word(first)).to_have_text("Velkommen")
    expect(first.locator("#verdict")).to_have_class("verdict is-green")
    expect(first.locator("#verdict-name")).to_have_text("Anna Sørensen")

    expect(word(first)).to_have_text("Allerede skannet, lige nu", timeout=15_000)
    expect(first.locator("#verdict")).to_have_class("verdict is-green")

    second = phone("Bos telefon")
    expect(word(second)).to_have_text("Allerede inde")
    expect(second.locator("#verdict")).to_have_class("verdict is-amber")
    expect(second.locator("#verdict-advice")).to_have_text(
        re.compile(r"^Første gang kl\. \d\d\.\d\d, Annas telefon\.$")
    )
    assert {verdict for verdict, _ in door.scans()} == {"admitted", "duplicate"}


def test_without_a_network_scans_are_stored_and_delivered_once(door: Door, phone: Any) -> None:
    page = phone()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.context.set_offline(True)
    page.reload()
    expect(page.locator("#state-text")).to_have_text("Offline")

    type_code(page, door.ticket())
    expect(word(page)).to_have_text("Gemt, ikke kontrolleret")
    expect(page.locator("#verdict")).to_have_class("verdict is-amber")
    page.get_by_role("button", name="Næste gæst").click()
    expect(page.locator("#state-text")).to_have_text("Offline, 1 venter")

    page.context.set_offline(False)
    expect(page.locator("#state-text")).to_have_text("Online", timeout=15_000)
    assert door.scans() == [("admitted", "offline")]


def test_the_camera_reads_after_a_reload_without_a_network(
    door: Door, phone: Any, show: Callable[[str], None]
) -> None:
    page = phone()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.context.set_offline(True)
    show(absolute(door, door.ticket()))

    page.reload()

    expect(word(page)).to_have_text("Gemt, ikke kontrolleret")


def test_the_phone_keeps_no_name_no_address_and_no_code(door: Door, phone: Any) -> None:
    code = door.ticket()
    page = phone()
    page.context.set_offline(True)
    expect(page.locator("#state-text")).to_have_text("Offline")
    type_code(page, code)
    expect(word(page)).to_have_text("Gemt, ikke kontrolleret")

    kept = page.evaluate(DUMP)

    assert credentials.lookup_of(code) in kept
    assert [secret for secret in (code, "Sørensen", "skole.example") if secret in kept] == []


DUMP = """async () => {
  const open = indexedDB.open("checkin");
  await new Promise((done) => { open.onsuccess = done; });
  const all = (name) => new Promise((done) => {
    const asked = open.result.transaction(name).objectStore(name).getAll();
    asked.onsuccess = () => done(asked.result);
  });
  const stores = await Promise.all(Array.from(open.result.objectStoreNames, all));
  return JSON.stringify([stores, { ...localStorage }]);
}"""


def test_an_ended_phone_says_so_and_keeps_what_is_not_delivered(door: Door, phone: Any) -> None:
    page = phone()
    page.context.set_offline(True)
    type_code(page, door.ticket())
    page.get_by_role("button", name="Næste gæst").click()
    door.end_phones()

    page.context.set_offline(False)

    expect(page.locator("#notice-word")).to_have_text("Skan arrangørens parringskode", timeout=15_000)
    expect(page.locator("#undelivered")).to_contain_text("1 ")
    assert door.scans() == []


def test_an_unpaired_phone_pairs_by_its_own_camera_and_delivers_what_it_kept(
    door: Door, browser: Browser, show: Callable[[str], None], live: Live
) -> None:
    show(door.pairing())
    context = browser.new_context(**PHONE)
    context.grant_permissions(["camera"])
    page = context.new_page()

    page.goto(f"{live.url}/checkin/")
    page.get_by_role("button", name="Par denne telefon").click()

    expect(page.locator("#list-name")).to_have_text("Hovedindgang")


def test_a_ticket_opened_on_a_paired_phone_is_scanned(door: Door, phone: Any) -> None:
    page = phone()

    page.goto(absolute(door, door.ticket()))

    expect(word(page)).to_have_text("Velkommen")
    expect(page).to_have_url(re.compile("/checkin/$"))


def test_a_code_that_is_not_ours_and_a_mistyped_one_are_told(
    door: Door, phone: Any, show: Callable[[str], None]
) -> None:
    show("https://elsewhere.example/ad")
    page = phone()
    expect(word(page)).to_have_text("Ikke en billet")
    page.keyboard.press("Enter")
    expect(page.locator("#verdict")).to_be_hidden()

    type_code(page, "KORT")

    expect(page.locator("#typed-error")).to_have_text(
        "En kode har 26 bogstaver og tal. Sammenlign med billetten."
    )
    assert door.scans() == []


def test_where_nothing_can_be_stored_the_answer_is_red(door: Door, phone: Any) -> None:
    page = phone()
    page.add_init_script("IDBFactory.prototype.open = () => { throw new DOMException('full'); };")
    page.reload()
    expect(page.locator("#state-text")).to_have_text("Online")

    type_code(page, door.ticket())

    expect(word(page)).to_have_text("Ikke gemt")
    expect(page.locator("#verdict")).to_have_class("verdict is-red")
    assert door.scans() == []


def test_no_state_of_the_scanner_shuts_anyone_out(phone: Any) -> None:
    page = phone()
    page.emulate_media(reduced_motion="reduce")
    page.evaluate(AXE)
    found = {"scanning": shut_out(page)}

    page.get_by_role("button", name="Skriv kode").click()
    page.locator("#typed").press("Enter")
    found["typing"] = shut_out(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Mere").click()
    found["more"] = shut_out(page)
    page.keyboard.press("Escape")
    type_code(page, "0" * 26)
    expect(word(page)).to_have_text("Ukendt billet")
    found["verdict"] = shut_out(page)
    page.context.clear_cookies()
    page.reload()
    expect(page.locator("#notice")).to_be_visible()
    page.evaluate(AXE)
    found["unpaired"] = shut_out(page)

    assert found == {state: [] for state in found}


def shut_out(page: Page) -> list[Any]:
    """What axe finds on the page as it stands."""
    found = page.evaluate("tags => axe.run({runOnly: tags})", RULES)
    return [(issue["id"], [node["html"] for node in issue["nodes"]]) for issue in found["violations"]]


def test_everything_is_done_by_keyboard(door: Door, phone: Any) -> None:
    code = door.ticket()
    page = phone()

    page.get_by_role("button", name="Skriv kode").focus()
    page.keyboard.press("Enter")
    page.keyboard.type(code.lower())
    page.keyboard.press("Enter")
    expect(word(page)).to_have_text("Velkommen")
    expect(page.locator("#verdict")).to_be_hidden()

    type_code(page, "0" * 26)
    expect(word(page)).to_have_text("Ukendt billet")
    page.keyboard.press("Escape")
    expect(page.locator("#verdict")).to_be_hidden()


def type_code(page: Page, code: str) -> None:
    page.get_by_role("button", name="Skriv kode").click()
    page.locator("#typed").fill(code)
    page.get_by_role("button", name="Tjek ind").click()


def absolute(door: Door, code: str) -> str:
    with door.app.app_context():
        return absolute_url("checkin.ticket", code=code)
