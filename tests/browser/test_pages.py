"""Every public page in a real browser: accessible, quiet, and within the width of any screen."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Error, Page, expect
from sqlalchemy import select

from conference import create_app
from conference.accounts import service as accounts
from conference.accounts.rules import Role
from conference.config import PACKAGE
from conference.db import db, transaction
from conference.demo import service as demo
from conference.registration import service as registrations
from conference.registration.models import Reason, Registration, State
from tests.conftest import close, make_settings

AXE = PACKAGE.parent / "node_modules" / "axe-core" / "axe.min.js"
#: Answers that are no pages.
FILES = (".ics", ".pdf", ".svg", ".txt", ".ico", ".json", ".xml", ".csv", ".xlsx")
#: Danish on a phone, English on a wide screen: what differs by both at once is not worth twice the time.
EACH_LANGUAGE = pytest.mark.parametrize(("width", "root"), [(390, ""), (1280, "/en")])


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


@pytest.fixture(scope="module")
def site(serve_all: Any, story: Path) -> Any:
    """A running server that tells the story."""
    contact = {"CONTACT_EMAIL": "pagt@region.example", "CONTACT_PHONE": "+45 12 34 56 78"}
    return serve_all(f"sqlite:///{story}", **contact)


class Visitor:
    """A browser that notes everything a page should not do."""

    def __init__(self, browser: Browser, url: str, *, width: int = 1280) -> None:
        self.url, self.width = url, width
        self.page: Page = new_page(browser, url, width=width)
        self.complaints: list[str] = []
        self.page.on("console", lambda told: self.complaints.append(f"console: {told.text}"))
        self.page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        self.page.on("request", lambda request: self._check_address(request.url))

    def look(self, path: str) -> None:
        """Open a page and hold it against the rules: narrow, with large letters, on a phone in the dark."""
        try:
            self.page.goto(path)
        except Error as error:  # a file to keep is no page
            if "Download is starting" not in str(error):
                raise
            return
        found = findings(self.page)
        if is_too_wide(self.page):
            found.append("scrolls sideways")
        self.page.evaluate("document.documentElement.style.fontSize = '125%'")
        if is_too_wide(self.page):
            found.append("scrolls sideways with letters twice as large")
        self.page.evaluate("document.documentElement.style.fontSize = ''")
        self.page.set_viewport_size({"width": 320, "height": 640})
        if is_too_wide(self.page):
            found.append("scrolls sideways at 320 pixels")
        self.page.set_viewport_size({"width": self.width, "height": 844})
        if self.width < 600:
            self.page.emulate_media(color_scheme="dark")
            found += [f"dark, {finding}" for finding in findings(self.page, "color-contrast")]
            self.page.emulate_media(color_scheme="light")
        self.complaints += [f"{path}: {finding}" for finding in found]

    def walk(self, app: Flask, start: str) -> set[str]:
        """Look at every page below this one that links lead to, one of each kind; tells which kinds."""
        seen: set[str] = set()
        waiting = [start]
        while waiting:
            path = waiting.pop(0)
            kind = endpoint_of(app, path)
            if kind in seen or path.endswith(FILES):
                continue
            seen.add(kind)
            self.look(path)
            waiting += [
                link
                for link in self._links()
                if link.startswith(start) and is_english(link) == is_english(start)
            ]
        return seen

    def _links(self) -> list[str]:
        links = self.page.eval_on_selector_all("a[href]", "found => found.map(link => link.href)")
        return [
            link.removeprefix(self.url).split("#")[0] for link in links if link.startswith(f"{self.url}/")
        ]

    def _check_address(self, address: str) -> None:
        if not address.startswith(f"{self.url}/"):
            self.complaints.append(f"asks elsewhere: {address}")


def is_english(path: str) -> bool:
    return path.startswith("/en/")


def endpoint_of(app: Flask, path: str) -> str:
    plain = path.partition("?")[0]
    if is_english(plain):
        plain = plain.removeprefix("/en")
    endpoint, _ = app.url_map.bind("localhost").match(plain)
    return str(endpoint)


def new_page(browser: Browser, url: str, *, width: int) -> Page:
    """A page in a context of its own that brings axe: the site lets no stranger's script in."""
    context = browser.new_context(base_url=url, viewport={"width": width, "height": 844})
    context.add_init_script(path=AXE)
    return context.new_page()


def findings(page: Page, *rules: str) -> list[str]:
    """What axe finds, by all its rules or by some."""
    only = {"runOnly": list(rules)} if rules else {}
    return list(page.evaluate(RUN, {"resultTypes": ["violations"], **only}))


#: Told in few words, since the whole result takes as long to hand over as to find.
RUN = """async (options) => (await axe.run(document, options)).violations.flatMap(
  ({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 120)}`))"""


def is_too_wide(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


@EACH_LANGUAGE
def test_every_page_is_accessible_quiet_and_asks_nobody_else(browser, site, width, root):
    visitor = Visitor(browser, site.url, width=width)

    kinds = visitor.walk(site.app, f"{root}/")

    assert visitor.complaints == []
    assert {"programme.show", "programme.session", "programme.now", "releases.changes"} <= kinds
    assert {"front.home", "front.privacy", "pact.milestones", "pact.partner", "calendar.index"} <= kinds
    assert {"registration.show", "registration.new", "registration.practical"} <= kinds


def test_every_page_of_the_staff_is_so_too(browser, site):
    visitor = Visitor(browser, site.url, width=390)
    with site.app.app_context(), transaction():
        accounts.add("admin@region.example", Role.CARE)
        code = accounts.sign_in_link(accounts.add("admin@region.example", Role.ADMIN))
    visitor.page.goto(f"/organise/sign-in/{code}")
    visitor.page.locator("main button").click()

    kinds = visitor.walk(site.app, "/organise/")

    assert visitor.complaints == []
    assert {"front.organise", "pact.organise.milestones", "board.plan", "releases.index"} <= kinds
    assert {"attendees.list_all", "invitations.index", "queue.index", "needs.index"} <= kinds
    assert {"conferences.index", "statistics.show", "additions.index", "workshops.index"} <= kinds


@EACH_LANGUAGE
def test_a_persons_own_page_is_so_in_every_state(browser, site, width, root):
    visitor = Visitor(browser, site.url, width=width)
    with site.app.app_context():
        person = db.session.scalars(select(Registration).filter_by(is_contact=True)).one()
        code = registrations.own_code(person)
        for state in State:
            with transaction():
                person.state, person.reason = state, Reason.BY_PERSON if state == State.CANCELLED else None
                person.offer_until = person.conference.starts_at
            visitor.look(f"{root}/r/{code}")
        with transaction():
            person.state, person.reason = State.CONFIRMED, None

    assert visitor.complaints == []


def test_every_page_behind_ones_own_is_so(browser, site):
    visitor = Visitor(browser, site.url, width=390)
    with site.app.app_context():
        code = registrations.own_code(
            db.session.scalars(select(Registration).filter_by(is_contact=True)).one()
        )

    kinds = visitor.walk(site.app, f"/r/{code}")

    assert visitor.complaints == []
    assert {"party.show", "handing.new", "own.cancellation", "own_workshops.show"} <= kinds


def test_a_page_that_is_not_there_is_a_page_too(browser, site):
    visitor = Visitor(browser, site.url)

    visitor.look("/no/thing")

    assert [told for told in visitor.complaints if "404 (NOT FOUND)" not in told] == []
    assert visitor.page.get_by_role("heading").first.inner_text() == "Her er ikke noget"


def test_an_empty_form_leads_to_what_is_missing(browser, site):
    visitor = Visitor(browser, site.url)
    visitor.page.goto("/kickoff2018/register")
    visitor.page.locator("main form button").last.click()

    expect(visitor.page.locator(".alert-error")).to_be_focused()
    assert findings(visitor.page) == []

    visitor.page.locator(".alert-error a").first.click()
    expect(visitor.page.locator("[name=name]")).to_be_focused()


def test_the_skip_link_leads_past_the_navigation(browser, site):
    visitor = Visitor(browser, site.url)
    visitor.page.goto("/")

    visitor.page.keyboard.press("Tab")
    visitor.page.keyboard.press("Enter")

    expect(visitor.page.locator("#main")).to_be_focused()


def test_the_other_language_is_the_same_page(browser, site):
    visitor = Visitor(browser, site.url)
    visitor.page.goto("/council")

    visitor.page.get_by_text("English").click()
    english = visitor.page.url
    visitor.page.get_by_text("Dansk").click()

    assert (english, visitor.page.url) == (f"{site.url}/en/council", f"{site.url}/council")


def test_a6_a_visit_leaves_nothing_in_the_browser(browser, site):
    visitor = Visitor(browser, site.url)

    for path in ("/", "/calendar/", "/kickoff2018/", "/kickoff2018/programme", "/projects", "/privacy"):
        visitor.page.goto(path)

    assert visitor.page.context.cookies() == []
    assert visitor.page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert visitor.page.evaluate("indexedDB.databases().then(found => found.length)") == 0
