"""The whole walk on one demo, as a newcomer goes it: from the front page to the door and the calendar."""

import re
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from io import BytesIO
from pathlib import Path
from queue import Queue
from typing import Any

import pytest
import zxingcpp
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from tests.calendar.test_sync import KHAL, VDIRSYNCER, Calendar
from tests.demo.running import Run, flask, free_port, start

DESK = {"viewport": {"width": 1280, "height": 900}, "locale": "da-DK"}
PHONE = {"viewport": {"width": 390, "height": 844}, "locale": "da-DK", "permissions": ["camera"]}
#: Seconds a letter may take: the worker looks into the outbox every other second.
LETTER_WITHIN = 30
#: Looks at a PDF until the viewer has drawn it.
LOOKS = 40


class Letterbox:
    """A real mail server, and the letters it took."""

    def __init__(self) -> None:
        self.letters: Queue[EmailMessage] = Queue()

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.letters.put(message_from_bytes(envelope.original_content, policy=default))
        return "250 OK"


@pytest.fixture
def letterbox() -> Iterator[tuple[Letterbox, str]]:
    """The mail server and its address as a setting."""
    box, port = Letterbox(), free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, f"smtp://127.0.0.1:{port}"
    controller.stop()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The instance folder, which nobody has made yet."""
    return tmp_path / "instance"


@pytest.fixture
def app(folder: Path, letterbox: tuple[Letterbox, str]) -> Iterator[Run]:
    """What `make run` starts on a fresh machine, with a mail server."""
    run = start(folder, MAIL_URL=letterbox[1])
    yield run
    run.stop()


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Callable[..., Page]]:
    """People with a browser of their own each."""
    contexts = []

    def come(url: str, **kind: Any) -> Page:
        contexts.append(browser.new_context(**kind))
        page = contexts[-1].new_page()
        page.goto(url)
        return page

    yield come
    for context in contexts:
        context.close()


def test_from_the_front_page_to_the_door_and_into_the_calendar(
    app: Run,
    folder: Path,
    letterbox: tuple[Letterbox, str],
    visitor: Callable[..., Page],
    show: Callable[[str], None],
    desktop: Callable[..., Browser],
    tmp_path: Path,
) -> None:
    guest = visitor(app.links["public"], **DESK)
    register(guest, name="Åse Øllgård", email="aase@skole.example", organisation="Skive Kommune")
    expect(guest.get_by_role("heading", level=1)).to_have_text("Åse Øllgård")

    letter = letterbox[0].letters.get(timeout=LETTER_WITHIN)
    assert letter["To"] == "Åse Øllgård <aase@skole.example>"
    assert guest.url in letter.get_body(("plain",)).get_content()
    ticket = code_in(pdf_of(letter), desktop(), tmp_path)
    assert re.fullmatch(r"HTTP://LOCALHOST:\d+/T/[0-9A-Z]{26}", ticket)

    flask(folder, "demo", "--at", "2018-11-22 08:45")
    organiser = visitor(app.links["organiser"], **DESK)
    with organiser.expect_navigation():
        organiser.locator("main button").click()
    organiser.get_by_role("link", name="Døren", exact=True).click()
    # 300 invented attendees, 16 presenters, a party of 4, 3 invited, and the one who has just registered.
    expect(organiser.get_by_role("heading", level=1)).to_have_text("0 af 324 er kommet")

    show(ticket)
    first = pair(visitor(app.links["phone"], **PHONE), "Ane ved døren")
    expect(first.locator("#verdict-name")).to_have_text("Åse Øllgård")
    expect(said(first)).to_have_text("Velkommen")
    expect(first.locator("#verdict")).to_have_class("verdict is-green")
    expect(organiser.get_by_role("heading", level=1)).to_have_text("1 af 324 er kommet")  # by itself
    expect(organiser.locator(".door-scans strong").first).to_have_text("Åse Øllgård")

    expect(said(first)).to_have_text("Allerede skannet, lige nu")
    expect(first.locator("#verdict")).to_have_class("verdict is-green")
    first.close()

    second = pair(visitor(pairing_link(organiser), **PHONE), "Bo ved døren")
    expect(said(second)).to_have_text("Allerede inde")
    expect(second.locator("#verdict")).to_have_class("verdict is-amber")
    expect(second.locator("#verdict-advice")).to_have_text("Første gang kl. 08.45, Ane ved døren.")

    organiser.get_by_role("link", name="Døren", exact=True).click()
    expect(organiser.get_by_role("heading", level=1)).to_have_text("1 af 324 er kommet")

    calendar = subscribe(tmp_path / "partner", app.links["public"] + "calendar/milestones.ics")
    assert len(calendar.sync()) == 7
    assert calendar.show("2018-11-22") == ["Kick-off konference"]


def register(page: Page, **answers: str) -> None:
    """From the front page to one's own page."""
    page.get_by_role("link", name="Tilmeld dig").first.click()
    for name, value in answers.items():
        page.locator(f"input[name={name}]").fill(value)
    page.get_by_role("button", name="Tilmeld dig").click()
    expect(page).to_have_url(re.compile(r"/r/[0-9A-Z]{26}$"))


def pdf_of(letter: EmailMessage) -> bytes:
    """The ticket that the letter brings."""
    found = [part for part in letter.iter_attachments() if part.get_content_type() == "application/pdf"]
    assert len(found) == 1
    return found[0].get_content()


def code_in(document: bytes, viewer: Browser, folder: Path) -> str:
    """What the QR code on the paper says, drawn by a browser's own PDF viewer."""
    file = folder / "ticket.pdf"
    file.write_bytes(document)
    paper = viewer.new_page(**DESK)
    paper.goto(file.as_uri())
    for _ in range(LOOKS):
        picture = Image.open(BytesIO(paper.screenshot()))
        codes = {found.text for found in zxingcpp.read_barcodes(picture)}
        if codes:
            return codes.pop()
    raise AssertionError("The ticket shows no QR code.")


def pair(phone: Page, name: str) -> Page:
    """Make the phone a device of the door; its scanner opens, and the camera looks."""
    phone.locator("input[name=name]").fill(name)
    phone.get_by_role("button", name="Par denne telefon").click()
    return phone


def pairing_link(organiser: Page) -> str:
    """A link for one more phone, from the organiser's door."""
    organiser.get_by_role("link", name="Døren", exact=True).click()
    organiser.get_by_role("button", name="Par en telefon").click()
    return organiser.locator(".door-link").get_attribute("href") or ""


def said(phone: Page) -> Locator:
    """The word of the verdict on the screen."""
    return phone.locator("#verdict-word")


def subscribe(home: Path, url: str) -> Calendar:
    """A partner's own calendar program."""
    calendar = Calendar(home)
    (home / "feed").mkdir(parents=True)
    (home / "vdirsyncer.conf").write_text(VDIRSYNCER.format(url=url))
    (home / "khal.conf").write_text(KHAL)
    calendar._run("vdirsyncer", "-c", "vdirsyncer.conf", "discover")
    return calendar
