"""Every public page in a real browser: accessible, quiet, and within the width of any screen."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from conference import create_app
from conference.config import PACKAGE
from conference.db import transaction
from conference.demo import service as demo
from tests.conftest import close, make_settings

AXE = PACKAGE.parent / "node_modules" / "axe-core" / "axe.min.js"
#: Letters of the page at 200 %: the design system counts in tenths of the browser's own size.
TWICE_AS_LARGE = "addEventListener('load', () => document.documentElement.style.fontSize = '125%')"
#: Answers that are no pages.
FILES = (".ics", ".pdf", ".svg", ".txt", ".ico", ".json", ".xml")


@pytest.fixture(scope="module")
def story(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database in which the demo's story has been lived."""
    file = tmp_path_factory.mktemp("story") / "story.sqlite3"
    file.write_bytes(sqlite_template.read_bytes())
    app = create_app(make_settings(file.parent, f"sqlite:///{file}"))
    with app.app_context(), transaction():
        demo.load(attendees=8)
    close(app)
    return file


@pytest.fixture
def site(serve: Any, story: Path) -> Any:
    """A running server that tells the story."""
    contact = {"CONTACT_EMAIL": "pagt@region.example", "CONTACT_PHONE": "+45 12 34 56 78"}
    return serve(f"sqlite:///{story}", **contact)


class Visitor:
    """A browser that notes everything a page should not do."""

    def __init__(self, browser: Browser, url: str, **context: Any) -> None:
        self.url = url
        self.page: Page = browser.new_context(base_url=url, **context).new_page()
        self.complaints: list[str] = []
        self.page.on("console", lambda told: self.complaints.append(f"console: {told.text}"))
        self.page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        self.page.on("request", lambda request: self._check_address(request.url))

    def look(self, path: str) -> None:
        """Open a page and hold it against the rules."""
        self.page.goto(path)
        self.complaints += [f"{path}: {finding}" for finding in findings(self.page)]
        if too_wide(self.page):
            self.complaints.append(f"{path}: scrolls sideways")

    def walk(self, app: Flask, *starts: str) -> set[str]:
        """Look at every page that links lead to, one of each kind and language; tells which kinds."""
        seen: set[tuple[str, bool]] = set()
        waiting = list(starts)
        while waiting:
            path = waiting.pop(0)
            kind = (endpoint_of(app, path), path.startswith("/en/"))
            if kind in seen or path.endswith(FILES):
                continue
            seen.add(kind)
            self.look(path)
            waiting += self._links()
        return {endpoint for endpoint, _ in seen}

    def _links(self) -> list[str]:
        links = self.page.eval_on_selector_all("a[href]", "found => found.map(link => link.href)")
        return [
            link.removeprefix(self.url).split("#")[0] for link in links if link.startswith(f"{self.url}/")
        ]

    def _check_address(self, address: str) -> None:
        if not address.startswith(f"{self.url}/"):
            self.complaints.append(f"asks elsewhere: {address}")


def endpoint_of(app: Flask, path: str) -> str:
    plain = path.partition("?")[0]
    if plain.startswith("/en/"):
        plain = plain.removeprefix("/en")
    endpoint, _ = app.url_map.bind("localhost").match(plain)
    return str(endpoint)


def findings(page: Page) -> list[str]:
    """What axe finds; evaluated, since the page's own policy lets no stranger's script in."""
    page.evaluate(AXE.read_text("utf-8"))
    result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{violation['id']}: {node['html'][:120]}"
        for violation in result["violations"]
        for node in violation["nodes"]
    ]


def too_wide(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1280, "light"), (390, "dark")])
def test_every_page_is_accessible_quiet_and_asks_nobody_else(browser, site, width, scheme):
    visitor = Visitor(browser, site.url, viewport={"width": width, "height": 844}, color_scheme=scheme)

    kinds = visitor.walk(site.app, "/", "/en/")

    assert visitor.complaints == []
    assert {"front.home", "front.privacy", "pact.milestones", "pact.partner", "calendar.index"} <= kinds
    assert {"registration.conference", "registration.new", "registration.practical"} <= kinds


def test_no_page_scrolls_sideways_at_320_pixels_or_with_letters_twice_as_large(browser, site):
    narrow = Visitor(browser, site.url, viewport={"width": 320, "height": 640})
    narrow.walk(site.app, "/", "/en/")
    large = Visitor(browser, site.url, viewport={"width": 390, "height": 844})
    large.page.add_init_script(
        "addEventListener('load', () => document.documentElement.style.fontSize = '125%')"
    )

    large.walk(site.app, "/", "/en/")

    assert narrow.complaints + large.complaints == []


def test_a_page_that_is_not_there_is_a_page_too(browser, site):
    visitor = Visitor(browser, site.url)

    visitor.look("/no/thing")

    assert [told for told in visitor.complaints if "404 (NOT FOUND)" not in told] == []
    assert visitor.page.get_by_role("heading").first.inner_text() == "Her er ikke noget"


def test_an_empty_form_leads_to_what_is_missing(browser, site):
    visitor = Visitor(browser, site.url)
    visitor.page.goto("/kickoff2018/register")
    visitor.page.locator("main form button").last.click()

    assert visitor.page.evaluate("document.activeElement.className") == "alert alert-error"
    assert findings(visitor.page) == []

    visitor.page.locator(".alert-error a").first.click()
    assert visitor.page.evaluate("document.activeElement.name") == "name"


def test_the_skip_link_leads_past_the_navigation(browser, site):
    visitor = Visitor(browser, site.url)
    visitor.page.goto("/")

    visitor.page.keyboard.press("Tab")
    visitor.page.keyboard.press("Enter")

    assert visitor.page.evaluate("document.activeElement.id") == "main"


def test_the_other_language_is_the_same_page(browser, site):
    visitor = Visitor(browser, site.url)
    visitor.page.goto("/council")

    visitor.page.get_by_text("English").click()
    english = visitor.page.url
    visitor.page.get_by_text("Dansk").click()

    assert (english, visitor.page.url) == (f"{site.url}/en/council", f"{site.url}/council")


def test_a_visit_leaves_nothing_in_the_browser(browser, site):
    visitor = Visitor(browser, site.url)

    visitor.walk(site.app, "/")

    assert visitor.page.context.cookies() == []
    assert visitor.page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert visitor.page.evaluate("indexedDB.databases().then(found => found.length)") == 0
