"""Every public page in a real browser: accessible, quiet, and within the width of any screen."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from conference import create_app
from conference.accounts import service as accounts
from conference.accounts.rules import Role
from conference.db import db, transaction
from conference.demo import service as demo
from conference.registration import service as registrations
from conference.registration.models import Reason, Registration, State
from tests.browser.visitor import NARROW, Visitor, findings
from tests.serving import close, make_settings

#: Danish on a phone, English on a wide screen: what differs by both at once is not worth twice the time.
EACH_LANGUAGE = pytest.mark.parametrize(("width", "root"), [(NARROW, ""), (1280, "/en")])


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


@EACH_LANGUAGE
def test_every_page_is_accessible_quiet_and_asks_nobody_else(browser, site, width, root):
    visitor = Visitor(browser, site.url, width=width)

    kinds = visitor.walk(site.app, f"{root}/")

    assert visitor.complaints == []
    assert {"programme.show", "programme.session", "programme.now", "releases.changes"} <= kinds
    assert {"front.home", "privacy.notice", "pact.milestones", "pact.partner", "calendar.index"} <= kinds
    assert {"registration.show", "registration.new", "registration.practical"} <= kinds


def test_every_page_of_the_staff_is_so_too(browser, site):
    visitor = Visitor(browser, site.url, width=NARROW)
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
    visitor = Visitor(browser, site.url, width=NARROW)
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
    visitor = Visitor(browser, site.url, has_axe=False)
    visitor.page.goto("/")

    visitor.page.keyboard.press("Tab")
    visitor.page.keyboard.press("Enter")

    expect(visitor.page.locator("#main")).to_be_focused()


def test_the_other_language_is_the_same_page(browser, site):
    visitor = Visitor(browser, site.url, has_axe=False)
    visitor.page.goto("/council")

    visitor.page.get_by_text("English").click()
    english = visitor.page.url
    visitor.page.get_by_text("Dansk").click()

    assert (english, visitor.page.url) == (f"{site.url}/en/council", f"{site.url}/council")


def test_a6_a_visit_leaves_nothing_in_the_browser(browser, site):
    visitor = Visitor(browser, site.url, has_axe=False)

    for path in ("/", "/calendar/", "/kickoff2018/", "/kickoff2018/programme", "/projects", "/privacy"):
        visitor.page.goto(path)

    assert visitor.page.context.cookies() == []
    assert visitor.page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert visitor.page.evaluate("indexedDB.databases().then(found => found.length)") == 0
