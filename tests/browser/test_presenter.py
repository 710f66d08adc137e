"""A presenter's whole way in a real browser: on a phone, in both languages, and by keyboard alone."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from conference.db import db, transaction
from conference.programme import service as programmes
from tests.browser.visitor import Phone, new_page, press
from tests.factories import make_conference, moment
from tests.programme.factories import make_invitation, make_person, make_programme, make_room, make_slot
from tests.programme.uploads.bombs import PDF, picture
from tests.serving import Live

#: A day that no clock of a test's server has seen.
DAY = "2099-05-14"
#: What stands on the pages, in both languages.
WORDS = {
    "da": {
        "left": "2 ting mangler: vælg en tid, skriv et resumé.",
        "keep": "Hold tiden til mig",
        "kept": "Vi holder tiden til dig til kl.",
        "title": "Titel på dansk",
        "take": "Tag tiden 10.20",
        "texts": "Titel, resumé og udstyr",
        "abstract": "Resumé på dansk",
        "projector": "projektor",
        "save": "Gem",
        "done": "Der mangler ikke noget.",
        "people": "Hvem holder indlægget",
        "name": "Navn",
        "add": "Tilføj",
        "remove": "Fjern Bo Østergård",
        "when": "Hvornår du kan",
        "no": "Nej, ikke når som helst",
        "consents": "Optagelse og offentliggørelse",
        "publication": "Ja, mit foto og mine slides må offentliggøres",
        "photo": "Foto",
        "alt": "Hvad fotoet viser, på dansk",
        "slides": "Slides",
        "upload": "Læg filen op",
        "change": "Skift til en anden tid",
        "other": "Tag tiden 10.00",
        "back": "Giv tiden tilbage",
        "yes_back": "Ja, giv tiden tilbage",
        "hand": "Lad en kollega overtage",
        "hand_over": "Giv indlægget videre",
        "over": "Dit indlæg er givet videre",
    },
    "en": {
        "left": "2 things are left: choose a time, write an abstract.",
        "keep": "Keep this time for me",
        "kept": "We keep this time for you until",
        "title": "Title in Danish",
        "take": "Take the time 10:20",
        "texts": "Title, abstract and equipment",
        "abstract": "Abstract in Danish",
        "projector": "projector",
        "save": "Save",
        "done": "Nothing is left to do.",
        "people": "Who presents",
        "name": "Name",
        "add": "Add",
        "remove": "Remove Bo Østergård",
        "when": "When you can present",
        "no": "No, not at any time",
        "consents": "Recording and publication",
        "publication": "Yes, my photo and my slides may be published",
        "photo": "Photo",
        "alt": "What the photo shows, in Danish",
        "slides": "Slides",
        "upload": "Upload the file",
        "change": "Change to another time",
        "other": "Take the time 10:00",
        "back": "Give the time back",
        "yes_back": "Yes, give the time back",
        "hand": "Let a colleague take over",
        "hand_over": "Hand the session over",
        "over": "Your session has been handed over",
    },
}


@dataclass
class Stage:
    """A server with a kick-off, and presenters who are asked."""

    url: str
    ida: str
    bo: str


@pytest.fixture
def stage(live: Live) -> Stage:
    with live.app.app_context(), transaction():
        hours = {"doors_at": "08:30", "starts_at": "09:00", "ends_at": "16:00"}
        conference = make_conference(**{name: moment(f"{DAY} {wall}") for name, wall in hours.items()})
        db.session.add(conference)
        db.session.flush()
        room = make_room(conference, name="Sal A")
        db.session.add_all([make_programme(conference, reply_by=date(2099, 5, 1)), room])
        db.session.flush()
        db.session.add_all([make_slot(room, f"{DAY} {wall}") for wall in ("10:00", "10:20", "13:00")])
        links = [
            programmes.own_code(
                programmes.invite(
                    conference, make_invitation(make_person(name), reply_by=date(2099, 5, 1))
                ).presenters[0]
            )
            for name in ("Ida Holm", "Bo Lund")
        ]
    return Stage(live.url, *(f"/p/{code}" for code in links))


def test_a_presenter_goes_the_whole_way_on_a_phone_in_both_languages(
    browser: Browser, stage: Stage, tmp_path: Path
) -> None:
    danish = Phone(new_page(browser, stage.url), WORDS["da"])
    english = Phone(new_page(browser, stage.url, has_axe=False), WORDS["en"], seen=None)
    for phone, link in ((danish, stage.ida), (english, f"/en{stage.bo}")):
        phone.page.goto(link)
        phone.look()
        take_a_time(phone)
        tell_the_rest(phone, tmp_path)
        leave(phone)


def take_a_time(phone: Phone) -> None:
    expect(phone.page.locator(".todo")).to_have_text(phone.words["left"], use_inner_text=True)

    phone.page.locator(".time", has_text="20–").click()
    phone.press("keep")
    expect(phone.page.get_by_text(phone.words["kept"])).to_be_visible()

    phone.fill("title", "Robotter for alle")
    phone.press("take")
    expect(phone.page.locator(".session h2")).to_have_text(
        "Robotter for alle" if is_danish(phone) else "Robots in class"
    )


def is_danish(phone: Phone) -> bool:
    return phone.words is WORDS["da"]


def tell_the_rest(phone: Phone, folder: Path) -> None:
    phone.follow("texts")
    phone.fill("abstract", "Hvad sker der, når børn bygger?")
    phone.page.get_by_label(phone.words["projector"]).check()
    phone.press("save")
    expect(phone.page.locator(".todo")).to_have_text(phone.words["done"])

    phone.follow("people")
    phone.fill("name", "Bo Østergård")
    phone.press("add")
    expect(phone.page.locator(".alert-error a")).to_have_count(1)
    phone.page.locator("[name=email]").fill("bo.oe@firma.example")
    phone.press("add")
    phone.press("remove")
    home(phone)

    phone.follow("when")
    phone.page.get_by_label(phone.words["no"]).check()
    phone.page.locator("[name=cannot]").last.check()
    phone.look()
    phone.press("save")

    phone.follow("consents")
    phone.page.get_by_label(phone.words["publication"]).check()
    phone.press("save")

    (folder / "ida.jpg").write_bytes(picture("JPEG", (900, 900)))
    phone.follow("photo")
    phone.page.locator("[name=photo]").set_input_files(folder / "ida.jpg")
    phone.fill("alt", "Kvinde med briller")
    phone.press("save")
    phone.follow("photo")
    expect(phone.page.get_by_role("img", name="Kvinde med briller")).to_be_visible()
    home(phone)

    (folder / "oplæg.pdf").write_bytes(PDF)
    phone.follow("slides")
    phone.page.locator("[name=file]").set_input_files(folder / "oplæg.pdf")
    phone.press("upload")
    with phone.page.expect_download() as fetched:
        phone.page.get_by_role("link", name="oplæg.pdf").click()
    assert fetched.value.path().read_bytes() == PDF
    home(phone)


def leave(phone: Phone) -> None:
    phone.follow("change")
    phone.page.locator(".time", has_text="10").first.click()
    phone.press("keep")
    phone.press("other")

    phone.follow("back")
    phone.press("yes_back")
    expect(phone.page.locator(".todo")).to_contain_text("1 ")

    phone.follow("hand")
    phone.fill("name", "Cleo Dam")
    phone.page.locator("[name=email]").fill("cleo.dam@firma.example")
    phone.press("hand_over")
    expect(phone.page.get_by_role("heading", level=1)).to_have_text(phone.words["over"])


def home(phone: Phone) -> None:
    phone.page.get_by_role("link", name="Tilbage" if is_danish(phone) else "Back", exact=True).click()


def test_who_comes_too_late_takes_the_nearest_time_with_one_button(browser: Browser, stage: Stage) -> None:
    ida, bo = (new_page(browser, stage.url) for _ in range(2))
    for page, link in ((ida, stage.ida), (bo, stage.bo)):
        page.goto(link)
        page.locator(".time", has_text="10.20").click()
    keep = {"name": "Hold tiden til mig"}
    with bo.expect_navigation():
        bo.get_by_role("button", **keep).click()

    late = Phone(ida, WORDS["da"])
    late.go(ida.get_by_role("button", **keep))
    expect(ida.locator(".alert-error")).to_be_focused()
    expect(ida.locator(".alert-error")).to_contain_text("Sal A kl. 10.20")

    late.go(ida.get_by_role("button", name="Tag tiden 10.00 i Sal A"))
    expect(ida.locator(".alert-success")).to_contain_text("Tiden er din.")


def test_a_time_is_taken_and_given_back_by_keyboard_alone(browser: Browser, stage: Stage) -> None:
    page = browser.new_page(base_url=stage.url)
    page.goto(stage.ida)

    press(page, page.locator(".time input").first, "ArrowDown")
    press(page, page.get_by_role("button", name="Hold tiden til mig"), "Enter")
    press(page, page.get_by_label("Titel på dansk"), "Control+A")
    page.keyboard.type("Uden mus")
    press(page, page.get_by_role("button", name="Tag tiden 10.20"), "Enter")
    expect(page.locator(".session h2")).to_have_text("Uden mus")

    press(page, page.get_by_role("link", name="Optagelse og offentliggørelse"), "Enter")
    press(page, page.get_by_label("Ja, mit indlæg må optages"), "Space")
    press(page, page.get_by_role("button", name="Gem"), "Enter")
    expect(page.get_by_text("Ja til optagelse")).to_be_visible()

    press(page, page.get_by_role("link", name="Giv tiden tilbage"), "Enter")
    press(page, page.get_by_role("button", name="Ja, giv tiden tilbage"), "Enter")
    expect(page.locator(".todo")).to_contain_text("vælg en tid")
