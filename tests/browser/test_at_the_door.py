"""Everything around a scan in a real browser: the desk, parties, ways in and out, and the phone itself."""

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from conference.checkin.models import Verdict
from conference.registration.models import Kind
from tests.browser.door import PHONE, new_phone, pair, type_code, word
from tests.browser.entrance import COUNT_STREAMS, Entrance, gone, hold_scans, press
from tests.browser.test_scanner import AXE, shut_out
from tests.serving import Live

pytestmark = pytest.mark.usefixtures("wall")


@pytest.fixture
def door(live: Live) -> Entrance:
    return Entrance(live)


@pytest.fixture
def phone(browser: Browser, door: Entrance) -> Callable[..., Page]:
    """A phone of the desk; `has_own_time` lets a test move its clock."""

    def paired(**more: Any) -> Page:
        page = new_phone(browser, door, **more)
        page.add_init_script(COUNT_STREAMS)
        pair(page, door, "Skranken")
        return page

    return paired


def test_a_usb_scanner_types_a_ticket_whatever_its_layout(door: Entrance, phone: Callable[..., Page]) -> None:
    first, second = door.tickets(["Anna Sørensen", "Bo Ågård"])
    page = phone()

    press(page, "Mere")
    press(page, "Gæst uden tilmelding")
    page.keyboard.type(door.address(first))
    page.keyboard.press("Enter")
    expect(word(page)).to_have_text("Velkommen")
    gone(page)
    expect(page.locator("#verdict-name")).to_be_empty()

    garbled = door.address(second).upper().replace(":", "Æ").replace("/", "-")
    assert page.evaluate(TYPE_WITH_A_LATE_ENTER, garbled) == "kept from the button"
    expect(page.locator("#verdict-name")).to_have_text("Bo Ågård")
    assert door.scans() == [("admitted", "online"), ("admitted", "online")]
    assert door.people() == ["Anna Sørensen", "Bo Ågård"]


#: As a slow scanner does: its Enter comes when the browser would take it for a person's.
TYPE_WITH_A_LATE_ENTER = """async (text) => {
  const press = (key) => document.activeElement.dispatchEvent(
    new KeyboardEvent("keydown", { key, code: "Unidentified", bubbles: true, cancelable: true }));
  for (const key of text) press(key);
  await new Promise((next) => setTimeout(next, 120));
  return press("Enter") ? "pressed the button" : "kept from the button";
}"""


def test_the_camera_rests_after_a_minute_and_a_hint_never_goes_by_itself(
    door: Entrance, phone: Callable[..., Page]
) -> None:
    door.hint(Kind.ATTENDEE, "Giv konferencemappen")
    first, second = door.tickets(["Anna Sørensen", "Bo Ågård"])
    page = phone(has_own_time=True)
    expect(page.locator("#view")).not_to_have_class(re.compile("is-blind"))
    expect(page.locator("#rest")).to_be_hidden()
    assert page.evaluate("streams()") == 1

    page.clock.fast_forward(61_000)
    expect(page.locator("#rest")).to_be_visible()
    assert page.evaluate("streams()") == 0

    press(page, "Kameraet holder pause Tryk for at fortsætte")
    expect(page.locator("#rest")).to_be_hidden()
    assert page.evaluate("streams()") == 1

    type_code(page, first)
    expect(page.locator("#verdict-hints")).to_have_text("Giv konferencemappen")
    page.clock.fast_forward(30_000)
    expect(page.locator("#verdict-hints")).to_be_visible()
    page.keyboard.press("Enter")
    gone(page)

    page.context.set_offline(True)
    expect(page.locator("#state-text")).to_have_text("Offline")
    type_code(page, second)
    expect(page.locator("#verdict-hints")).to_be_visible()
    page.keyboard.press("Enter")
    gone(page)
    page.context.set_offline(False)
    expect(page.locator("#state-text")).to_have_text("Online")
    assert door.arrived() == 2
    expect(page.locator("#verdict")).to_be_hidden()


def test_the_camera_that_was_chosen_is_shown_again(door: Entrance, desktop: Callable[..., Browser]) -> None:
    two = "--use-fake-device-for-media-stream=device-count=2"
    context = desktop("--use-fake-ui-for-media-stream", two).new_context(**PHONE, permissions=["camera"])
    page = context.new_page()
    page.add_init_script(COUNT_STREAMS)
    pair(page, door, "Skranken")
    press(page, "Mere")
    cameras = page.get_by_label("Kamera").locator("option").evaluate_all("all => all.map(one => one.value)")
    before = page.get_by_label("Kamera").input_value()
    (chosen,) = set(cameras) - {before}

    page.get_by_label("Kamera").select_option(chosen)
    expect(page.locator("#view")).not_to_have_class(re.compile("is-blind"))
    page.reload()
    press(page, "Mere")

    expect(page.get_by_label("Kamera")).to_have_value(chosen)
    assert page.evaluate("streams()") == 1


def test_the_desk_finds_a_guest_by_name_and_takes_the_reading_back(
    door: Entrance, phone: Callable[..., Page]
) -> None:
    door.tickets(["Åse Ørsted", "Bo Berg"])
    page = phone()
    page.evaluate(AXE)
    held = hold_scans(page, of="attendee")

    press(page, "Søg")
    page.get_by_role("searchbox").fill("ør")
    page.keyboard.press("Enter")
    expect(page.locator("#search-error")).to_have_text(
        "Skriv mindst 3 bogstaver af navnet eller arbejdspladsen."
    )
    page.get_by_role("searchbox").fill("ørsted")
    page.keyboard.press("Enter")
    expect(page.locator("#search-told")).to_have_text("Fundet: 1")
    found = {"search": shut_out(page)}
    press(page, "Luk ind: Åse Ørsted")
    type_code(page, "0" * 26)
    expect(word(page)).to_have_text("Ukendt billet")
    held.pop().continue_()
    expect(page.locator("#asking")).to_be_empty()
    expect(word(page)).to_have_text("Ukendt billet")
    press(page, "Næste gæst")
    expect(page.locator("#verdict-name")).to_have_text("Åse Ørsted")
    press(page, "Næste gæst")
    gone(page)
    assert door.arrived() == 1

    press(page, re.compile("Åse Ørsted"))
    found["latest"] = shut_out(page)
    press(page, re.compile("^Fortryd: Åse Ørsted"))

    expect(page.locator("#latest-told")).to_have_text("Åse Ørsted: Fortrudt")
    expect(page.get_by_role("button", name=re.compile("^Fortryd:"))).to_have_count(0)
    assert (door.arrived(), found) == (0, {state: [] for state in found})


def test_a_guest_without_registration_walks_in_with_a_ticket(
    door: Entrance, phone: Callable[..., Page]
) -> None:
    page = phone()
    page.evaluate(AXE)

    press(page, "Mere")
    press(page, "Gæst uden tilmelding")
    press(page, "Luk ind")
    expect(page.locator("#walk-in-name-error")).not_to_be_empty()
    expect(page.get_by_label("Navn")).to_be_focused()
    found = {"walk-in": shut_out(page)}
    page.get_by_label("Navn").fill("Gitte Gæst")
    page.get_by_label("E-mail (valgfri)").fill("gitte@gaest.example")
    press(page, "Luk ind")
    expect(page.locator("#welcome-told")).to_have_text("Billetten er sendt til gitte@gaest.example.")
    found["welcome"] = shut_out(page)

    read = zxingcpp.read_barcodes(Image.open(BytesIO(page.locator("#welcome-ticket").screenshot())))
    press(page, "Færdig, næste gæst")
    type_code(page, read[0].text.rsplit("/", 1)[1])

    expect(word(page)).to_have_text("Allerede skannet, lige nu")
    expect(page.locator("#verdict-name")).to_have_text("Gitte Gæst")
    assert (door.people(), door.letters()) == (["Gitte Gæst"], ["gitte@gaest.example"])
    assert found == {state: [] for state in found}


def test_a_hint_is_confirmed_and_a_party_comes_in_together(
    door: Entrance, phone: Callable[..., Page]
) -> None:
    first, *_others = door.party("Anna Sørensen", "Bo Berg", "Carla Dam", "Ditte Ek")
    door.hint(Kind.ATTENDEE, "Giv konferencemappen")
    page = phone()
    page.evaluate(AXE)

    type_code(page, first)
    expect(page.locator("#verdict-hints")).to_have_text("Giv konferencemappen")
    assert shut_out(page) == []
    page.get_by_label(re.compile("Bo Berg")).check()
    press(page, "Luk 1 ind")
    expect(word(page)).to_have_text("1 lukket ind")
    gone(page)

    type_code(page, first)
    expect(page.get_by_role("button", name="Luk de 2 andre ind")).to_be_focused()
    page.keyboard.press("Enter")

    expect(word(page)).to_have_text("2 lukket ind")
    assert door.arrived() == 4


def test_people_go_out_and_come_again_and_a_rehearsal_counts_nowhere(
    door: Entrance, phone: Callable[..., Page]
) -> None:
    door.read_out()
    tickets, code = door.rehearse(), door.ticket()
    page = phone()
    page.evaluate(AXE)
    found = {"ways": shut_out(page)}

    for way, said in (("Ind", "Velkommen"), ("Ud", "På gensyn"), ("Ind", "Velkommen")):
        page.get_by_role("radio", name=way).check()
        type_code(page, code)
        expect(word(page)).to_have_text(said)
        gone(page)
    press(page, "Mere")
    page.get_by_label("Liste").select_option("rehearsal")
    press(page, "Luk")
    expect(page.locator(".bar .rehearsal")).to_be_visible()
    expect(page.get_by_role("radio", name="Ud")).to_be_hidden()
    type_code(page, tickets[Verdict.CANCELLED])

    expect(word(page)).to_have_text("Afmeldt")
    expect(page.locator("#verdict .rehearsal")).to_be_visible()
    found["rehearsal"] = shut_out(page)
    assert found == {state: [] for state in found}


def test_every_verdict_has_its_own_sign_and_word_and_a_correction_goes_first(
    phone: Callable[..., Page],
) -> None:
    page = phone()
    page.emulate_media(reduced_motion="reduce")
    page.evaluate(AXE)
    seen, found = {}, {}

    for key in page.evaluate(VERDICTS):
        page.evaluate(SHOW, [key, False])
        dialog = page.locator("#verdict")
        tone = dialog.get_attribute("class")
        sign = page.locator(page.locator("#verdict-sign").get_attribute("href") or "").inner_html()
        seen[key] = (tone, sign)
        found.setdefault(tone, []).extend([] if tone in found else shut_out(page))
        expect(dialog).to_have_role("alertdialog")
        expect(dialog).to_have_accessible_name(word(page).inner_text())
        page.keyboard.press("Escape")
        gone(page)
    page.evaluate(SHOW, ["waiting", False])
    page.evaluate(SHOW, ["cancelled", True])
    page.evaluate(SHOW, ["replaced", True])
    expect(word(page)).to_have_text("Rettet: Afmeldt")
    expect(page.locator("#verdict-place")).to_have_text("1 af 2")
    press(page, "Forstået")
    expect(page.locator("#verdict-place")).to_have_text("2 af 2")
    press(page, "Forstået")
    expect(word(page)).to_have_text("På venteliste")

    assert len(set(seen.values())) == len(seen) >= 14
    assert found == {"verdict is-green": [], "verdict is-amber": [], "verdict is-red": []}
    assert page.locator("#verdict [aria-live], #verdict [role=alert], #verdict [role=status]").count() == 0


VERDICTS = "import('/static/js/checkin/words.js').then(({ words }) => Object.keys(words.verdicts))"
#: Show a verdict, or its correction, and keep it: a finger on the screen stops its clock.
SHOW = """async ([key, isCorrected]) => {
  const saying = await import("/static/js/checkin/saying.js");
  const verdict = await import("/static/js/checkin/verdict.js");
  const attendee = { id: "1", name: "Anna Sørensen", organisation: "Mercantec", kind: "council" };
  const said = saying.ofPhone(key, { attendee });
  verdict.show(isCorrected ? saying.corrected(said) : said);
  document.getElementById("verdict").dispatchEvent(new PointerEvent("pointerdown"));
}"""


#: What is stored of a scan, and when its verdict is shown.
TRACE = """() => {
  window.trace = [];
  const { put } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.put = function (row, ...key) {
    if (this.name === "scan") trace.push(`stored: ${row.decided}, ${row.said}`);
    return put.call(this, row, ...key);
  };
  const { showModal } = HTMLDialogElement.prototype;
  HTMLDialogElement.prototype.showModal = function () {
    if (this.id === "verdict") trace.push("shown");
    return showModal.call(this);
  };
}"""


def test_a_phone_is_signed_off_after_a_question_that_tells_what_waits(
    door: Entrance, phone: Callable[..., Page]
) -> None:
    page = phone()
    page.evaluate(AXE)
    page.context.set_offline(True)
    expect(page.locator("#state-text")).to_have_text("Offline")
    page.evaluate(TRACE)
    type_code(page, door.ticket())
    press(page, "Afvis")
    assert page.evaluate("trace") == ["stored: offline, unknown", "shown"]

    press(page, "Mere")
    press(page, "Afslut på denne telefon")
    expect(page.locator("#ending-waiting")).to_contain_text("Her venter 1 skanninger")
    assert shut_out(page) == []
    press(page, "Afslut")
    expect(page.locator("#ending-wrong")).to_contain_text("Det kræver net")
    page.context.set_offline(False)
    press(page, "Afslut")

    expect(page.locator("#notice-word")).to_have_text("Skan arrangørens parringskode")
    expect(page.locator("#just-read")).to_be_hidden()
    assert door.ended() == [True]
