"""The programme in a real browser: in every state, with and without script, and one's own choice."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from conference import clock, create_app
from conference.db import db, transaction
from conference.programme.models import Kind
from tests.browser.visitor import NARROW, Visitor
from tests.factories import make_conference, moment
from tests.programme.factories import (
    make_document,
    make_entry,
    make_place,
    make_release,
    make_released_person,
)
from tests.serving import close, make_settings

STEM = {"area_key": "stem", "area_da": "Piger og STEM", "area_en": "Girls and STEM"}
IT = {"area_key": "it", "area_da": "Arbejdsmarkedskontor Midt-Nord", "area_en": "Informatics"}
BODIL = make_released_person("Bodil Åkjær", code="BDLAKJ")
MANY = make_document(
    make_entry("09:00", 30, room_key="hallen", kind=Kind.PLENARY, title_da="Velkomst", title_en="Welcome"),
    make_entry("09:30", 30, room_key="hallen", kind=Kind.BREAK, title_da="Kaffe", title_en="Coffee"),
    make_entry("10:00", 45, room_key="hallen", kind=Kind.WORKSHOP, title_da="Værksted", title_en="Workshop"),
    make_entry("10:00", code="RQBQTS", title_da="Robotter", title_en="Robots", presenters=(BODIL,), **STEM),
    make_entry(
        "10:15", code="NGTEKN", title_da="Uddannelsespuljebevillingsansøgningsskema", title_en="Forms", **IT
    ),
    make_entry("10:30", code="GQNEAA", title_da="Aflyste broer", title_en="No bridges", is_cancelled=True),
    rooms=(make_place("hallen"), make_place("sal-a", features=("hearing_loop",))),
)

TWENTY = make_document(
    *(
        make_entry(f"{9 + row // 3:02}:{row % 3 * 20:02}", 15, room_key=room, presenters=(BODIL,), **STEM)
        for row in range(7)
        for room in ("hallen", "sal-a", "sal-b")
    )
)

RELEASED = {
    "kickoff2018": MANY,
    "twenty2018": TWENTY,
    "tiny2018": make_document(make_entry()),
    "none2018": None,
}


@pytest.fixture(scope="module")
def released(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Conferences with a whole programme, a long day, one session, and without a release."""
    file = tmp_path_factory.mktemp("programme") / "programme.sqlite3"
    file.write_bytes(sqlite_template.read_bytes())
    app = create_app(make_settings(file.parent, f"sqlite:///{file}"))
    with app.app_context(), transaction():
        clock.put(moment("2018-11-22 10:05"))
        for slug, document in RELEASED.items():
            conference = make_conference(slug=slug)
            db.session.add(conference)
            db.session.flush()
            if document:
                db.session.add(make_release(conference, document))
    close(app)
    return file


@pytest.fixture(scope="module")
def site(serve_all: Any, released: Path) -> Any:
    return serve_all(f"sqlite:///{released}")


PATHS = (
    "kickoff2018/programme",
    "kickoff2018/programme?area=stem&kind=workshop",
    "kickoff2018/sessions/RQBQTS",
    "kickoff2018/sessions/GQNEAA",
    "kickoff2018/presenters/BDLAKJ",
    "kickoff2018/now",
    "tiny2018/programme",
    "none2018/programme",
    "none2018/now",
)


def test_the_programme_is_accessible_in_every_state(browser, site):
    for width, root in ((NARROW, ""), (1280, "/en")):
        visitor = Visitor(browser, site.url, width=width)

        for path in PATHS:
            visitor.look(f"{root}/{path}")

        assert visitor.complaints == []


def test_one_chooses_sessions_by_their_stars_and_finds_them_again(browser, site):
    visitor = Visitor(browser, site.url)
    page = visitor.page
    page.goto("/kickoff2018/programme")
    mine, robots = (
        page.get_by_role("button", name="Mine valg"),
        page.get_by_role("button", name="Mit valg: Robotter"),
    )
    expect(mine).to_have_text("Mine valg (0)")
    assert page.evaluate("localStorage.length") == 0

    mine.click()
    expect(page.get_by_role("status")).to_have_text("Du har ikke valgt noget endnu.")
    expect(page.get_by_role("table")).to_have_count(0)
    mine.click()
    expect(page.get_by_role("columnheader")).to_have_text(["Tid", "Hallen", "Sal A"])

    robots.focus()
    page.keyboard.press("Space")
    expect(robots).to_have_attribute("aria-pressed", "true")
    expect(mine).to_have_text("Mine valg (1)")

    page.goto("/en/kickoff2018/programme")
    robots, mine = (
        page.get_by_role("button", name="My choice: Robots"),
        page.get_by_role("button", name="My choice (1)"),
    )
    expect(robots).to_have_attribute("aria-pressed", "true")
    mine.click()
    assert page.locator(".item-title:visible").all_inner_texts() == ["Robots"]
    expect(page.get_by_role("columnheader")).to_have_count(0)

    page.get_by_role("link", name="Robots").click()
    robots.click()
    assert page.evaluate("localStorage.length") == 0

    page.go_back()
    expect(robots).to_have_attribute("aria-pressed", "false")
    assert visitor.complaints == []


def test_without_script_the_programme_is_whole_on_a_screen_a_phone_and_paper(browser, site):
    page = browser.new_context(base_url=site.url, java_script_enabled=False).new_page()
    page.goto("/kickoff2018/programme")
    assert page.locator(".item:visible").count() == 6
    assert page.get_by_role("button").all_inner_texts() == ["Vis"]

    for width in (390, 320):  # a list: one session below the other, each with its room
        page.set_viewport_size({"width": width, "height": 844})
        boxes = [item.bounding_box() for item in page.locator(".item:visible").all()]
        assert len({(box["x"], box["width"]) for box in boxes}) == 1
        assert min(box["width"] for box in boxes) > 0.7 * width
        assert page.locator(".item-room:visible").count() == 6

    page.get_by_label("Fokusområde").select_option("stem")
    page.get_by_role("button", name="Vis").click()
    assert page.url == f"{site.url}/kickoff2018/programme?area=stem&kind="
    assert page.locator(".item-title:visible").all_inner_texts() == ["Robotter"]

    page.goto("/twenty2018/programme")
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) == 1
