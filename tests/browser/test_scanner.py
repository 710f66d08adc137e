"""The scanner in a real browser: pairing, camera, verdicts. Without a network: test_offline.py."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from conference.config import PACKAGE
from conference.credentials import lookup_of
from tests.browser.door import PHONE, Door, open_phone, type_code, word
from tests.browser.entrance import hold_scans
from tests.serving import Live

AXE = (PACKAGE.parent / "node_modules/axe-core/axe.min.js").read_text("utf-8")
STILL = """async (tags) => {
  await Promise.allSettled(document.getAnimations().map(({ finished }) => finished));
  return axe.run({ runOnly: tags });
}"""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

pytestmark = pytest.mark.usefixtures("wall")


@pytest.fixture
def door(live: Live) -> Door:
    return Door(live)


@pytest.fixture
def phone(browser: Browser, door: Door) -> Any:
    """Phones: `phone(name)` is a paired one, its scanner open."""
    return lambda name="Annas telefon": open_phone(browser, door, name)


def test_a_ticket_is_welcomed_then_counted_already_and_on_another_phone_a_duplicate(
    door: Door, phone: Any, show: Callable[[str], None]
) -> None:
    show(door.address(door.ticket()))

    first = phone("Annas telefon")
    expect(word(first)).to_have_text("Velkommen")
    expect(first.locator("#verdict")).to_have_class("verdict is-green")
    expect(first.locator("#verdict-name")).to_have_text("Anna Sørensen")

    expect(word(first)).to_have_text("Allerede skannet, lige nu")
    expect(first.locator("#verdict")).to_have_class("verdict is-green")

    second = phone("Bos telefon")
    expect(word(second)).to_have_text("Allerede inde")
    expect(second.locator("#verdict")).to_have_class("verdict is-amber")
    expect(second.locator("#verdict-advice")).to_have_text(
        re.compile(r"^Første gang kl\. \d\d\.\d\d, Annas telefon\.$")
    )
    assert {verdict for verdict, _ in door.scans()} == {"admitted", "duplicate"}


def test_ticket_after_ticket_before_the_camera_is_let_in(
    door: Door, phone: Any, show: Callable[..., None]
) -> None:
    """Two a second pass by; the film begins anew after the last."""
    names = ["Anna Sørensen", "Bo Ærø", "Carl Åkjær", "Ditte Vad", "Ea Krogh"]
    show(*(door.address(code) for code in door.tickets(names)))

    page = phone()
    for name in names:
        expect(page.locator("#verdict-name")).to_have_text(name)

    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#counts")).to_have_text("5 af 5 er kommet")


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

    page.goto(door.address(door.ticket()))

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
    expect(page.locator("#state-text")).to_have_text("Online, ? venter")

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
    """What axe finds on the page once nothing on it moves: a colour that is still coming is no colour yet."""
    found = page.evaluate(STILL, RULES)
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

    held = hold_scans(page, of=lookup_of("0" * 26))
    type_code(page, "0" * 26)
    expect(word(page)).to_have_text("Gemt, ikke kontrolleret")
    expect(page.get_by_role("button", name="Afvis")).to_be_focused()
    held.pop().continue_()
    expect(word(page)).to_have_text("Ukendt billet")
    page.keyboard.press("Escape")
    expect(page.locator("#verdict")).to_be_hidden()
