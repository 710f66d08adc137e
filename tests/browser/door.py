"""A door to scan at: a running server, its conference that is on, and phones in a real browser."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import delete, update

from conference import clock, credentials
from conference.accounts import service as accounts
from conference.accounts.rules import Role
from conference.checkin import service
from conference.checkin.models import Device, Scan
from conference.credentials import Purpose
from conference.db import db, transaction
from conference.installation import Installation
from conference.language import absolute_url
from conference.names import fold
from conference.registration import service as registrations
from conference.registration.models import Conference
from tests.factories import make_checkin_list, make_conference, make_registration
from tests.serving import Live

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "locale": "da-DK"}


@dataclass
class Scanned:
    """What the screen said to each code and to whom, and after how many milliseconds."""

    words: list[str]
    names: list[str]
    times: list[float]


class Door:
    """A running server with a conference that is on, its tickets and pairing links."""

    def __init__(self, live: Live) -> None:
        self.live = live
        self.app = live.app
        with self.app.app_context(), transaction():
            conference = make_conference(**_on_now())
            db.session.add(conference)
            db.session.flush()
            db.session.add(make_checkin_list(conference))
            self.slug = conference.slug

    def ticket(self, name: str = "Anna Sørensen") -> str:
        return self.tickets([name])[0]

    def tickets(self, names: list[str]) -> list[str]:
        """The codes of tickets for people of these names."""
        with self.app.app_context(), transaction():
            people = [
                make_registration(self._conference(), name=name, double_key=fold(name)) for name in names
            ]
            db.session.add_all(people)
            db.session.flush()
            return [credentials.issue(Purpose.TICKET, person.uid) for person in people]

    def pairing(self) -> str:
        with self.app.app_context(), transaction():
            return absolute_url("checkin.pairing", code=service.pair_link(self._conference()))

    def sign_in(self) -> str:
        """Where an organiser signs in."""
        with self.app.app_context(), transaction():
            account = accounts.add("organiser@region.example", Role.ORGANISER)
            return absolute_url("accounts.link", code=accounts.sign_in_link(account))

    def address(self, code: str) -> str:
        """What a ticket's QR code holds."""
        with self.app.app_context():
            return absolute_url("checkin.ticket", code=code)

    def scans(self) -> list[tuple[str, str]]:
        """Every scan: what the server said to it, and where it was decided."""
        with self.app.app_context():
            rows = db.session.query(Scan).order_by(Scan.scanned_at)
            return [(row.verdict.value, row.decided.value) for row in rows]

    def scans_of(self, codes: list[str]) -> list[tuple[str, str]]:
        """The same, of these tickets alone."""
        lookups = [credentials.lookup_of(code) for code in codes]
        with self.app.app_context():
            rows = db.session.query(Scan).where(Scan.lookup.in_(lookups)).order_by(Scan.scanned_at)
            return [(row.verdict.value, row.decided.value) for row in rows]

    def end_phones(self) -> None:
        with self.app.app_context(), transaction():
            for device in service.list_devices(self._conference()):
                service.end_device(self._conference(), device.uid, by="system")

    def restore(self, *, of_yesterday: bool = False) -> None:
        """The database begins another life; that of yesterday knows no phone and no scan of today."""
        with self.app.app_context(), transaction():
            db.session.execute(update(Installation).values(epoch=str(uuid4())))
            if of_yesterday:
                db.session.execute(delete(Scan))
                db.session.execute(delete(Device))

    def _conference(self) -> Conference:
        return registrations.get_conference(self.slug)


def pair(page: Page, door: Door, name: str) -> None:
    """Make the page a phone of the door, as the form does, its scanner open and its list there."""
    page.context.request.post(door.pairing(), form={"name": name}, max_redirects=0)
    with page.expect_response("**/api/checkin/bundle**"):
        page.goto(f"{door.live.url}/checkin/")
    expect(page.locator("#state-text")).to_have_text("Online")


def open_phone(browser: Browser, door: Door, name: str = "Annas telefon", **limits: Any) -> Page:
    """A paired phone."""
    page = new_phone(browser, door, **limits)
    pair(page, door, name)
    return page


def new_phone(
    browser: Browser,
    door: Door,
    *,
    room: int | None = None,
    has_own_time: bool = False,
    keeps_scanner: bool = False,
) -> Page:
    """A phone that is not paired; `room` is how many bytes it may keep, and its own time can be set.

    One that `keeps_scanner` opens it without a network; to keep it costs as much as to open it.
    """
    workers: Any = "allow" if keeps_scanner else "block"
    context = browser.new_context(**PHONE, permissions=["camera"], service_workers=workers)
    page = context.new_page()
    if room is not None:
        quota = {"origin": door.live.url, "quotaSize": room}
        context.new_cdp_session(page).send("Storage.overrideQuotaForOrigin", quota)
    if has_own_time:
        page.clock.install()
    return page


def word(page: Page) -> Locator:
    return page.locator("#verdict-word")


def type_code(page: Page, code: str) -> None:
    page.get_by_role("button", name="Skriv kode").click()
    page.locator("#typed").fill(code)
    page.get_by_role("button", name="Tjek ind").click()


def scan_all(page: Page, codes: list[str]) -> Scanned:
    """Scan these tickets, each as soon as the verdict on the one before is on the screen."""
    scanned = Scanned(**page.evaluate(_SCAN_ALL, codes))
    assert len(scanned.times) == len(codes), "A code had no verdict within five seconds."
    return scanned


#: As another app gives a code to the scanner.
_SCAN_ALL = """async (codes) => {
  const times = () => performance.getEntriesByName("verdict").map(({ duration }) => duration);
  performance.clearMeasures("verdict");
  const [words, names] = [[], []];
  for (const code of codes) {
    const [before, until] = [times().length, performance.now() + 5000];
    location.hash = code;
    const isSaid = () => times().length > before || performance.now() > until;
    while (!isSaid()) await new Promise((next) => setTimeout(next, 2));
    words.push(document.getElementById("verdict-word").textContent);
    names.push(document.getElementById("verdict-name").textContent);
  }
  return { words, names, times: times() };
}"""


def _on_now() -> dict[str, Any]:
    now = clock.real_now()
    return {
        "doors_at": now - timedelta(hours=1),
        "starts_at": now + timedelta(hours=1),
        "ends_at": now + timedelta(hours=8),
        "opens_at": now - timedelta(days=60),
        "closes_at": now - timedelta(days=7),
    }
