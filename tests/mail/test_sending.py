"""The message as it goes out (acceptance A32, A33, A34)."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from html.parser import HTMLParser

import pytest

from conference.mail import sending
from conference.mail.letters import content_of
from conference.mail.models import Letter

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("mailing", "database")


def received(letter: Letter) -> EmailMessage:
    """The letter as the reader's mail program takes it apart."""
    content = content_of(letter)
    assert content is not None
    sent = sending.message_of(letter, content, now=NOW)
    return message_from_bytes(sent.as_bytes(), policy=default)


def test_the_headers_say_who_writes_to_whom_and_that_a_machine_does(write):
    letter = write()

    message = received(letter)

    assert dict(message.items()) | {"Content-Type": ""} == {
        "Subject": "Din plads på kick-off-konferencen",
        "From": "Midtjysk teknologipagt <pagt@region.example>",
        "To": "Åse Øllgård <aase@skole.example>",
        "Reply-To": "svar@region.example",
        "Date": "Sun, 22 Nov 2026 09:30:00 +0000",
        "Message-ID": f"<{letter.uid}@localhost>",
        "Auto-Submitted": "auto-generated",
        "Content-Language": "da",
        "MIME-Version": "1.0",
        "Content-Type": "",
    }


def test_a_long_subject_begins_on_the_line_of_its_name(write):
    subject = "Test: There is a seat for you: Kick-off conferences in the pact – (Bo)"
    letter = write(to="åse@skole.example", facts={"subject": subject})

    sent = sending.message_of(letter, content_of(letter), now=NOW).as_bytes()

    assert sent.startswith(
        "Subject: Test: There is a seat for you: Kick-off conferences in the pact –\r\n (Bo)\r\n".encode()
    )
    assert message_from_bytes(sent, policy=default)["Subject"] == subject


def test_the_parts_are_text_page_code_ticket_and_entry(write):
    message = received(write())

    parts = [part.get_content_type() for part in message.walk()]

    assert parts == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
        "application/pdf",
        "text/calendar",
    ]


def test_the_text_part_says_everything_in_plain_words(write):
    message = received(write())

    text = message.get_body(("plain",)).get_content().replace("\r\n", "\n")

    assert text == (
        "Hej Åse Øllgård\n\n"
        "Du har en plads.\n\n"
        "Vis koden i døren.\n\n"
        "Kode: 0123 4567 89AB CDEF GHJK MNPQ RS\n\n"
        "Se din side:\nhttp://localhost/r/0123456789ABCDEFGHJKMNPQRS\n\n"
        "Hvor: Salen, Aarhus\n\n"
        "Kan du ikke komme, så meld fra.\n\n"
        "Venlig hilsen\nMidtjysk teknologipagt\n\n"
        "Sådan behandler vi dine oplysninger:\nhttp://localhost/privacy\n"
    )


def test_the_code_in_the_page_is_the_picture_in_the_message(write):
    message = received(write())
    [picture] = [part for part in message.walk() if part.get_content_type() == "image/png"]

    page = message.get_body(("html",)).get_content()

    assert picture["Content-ID"] == "<ticket-code>"
    assert picture.get_content_disposition() == "inline"
    assert 'src="cid:ticket-code"' in page
    assert 'alt="QR-kode med billettens kode"' in page


def test_a_dark_page_keeps_the_code_black_on_white(write):
    page = received(write()).get_body(("html",)).get_content()

    cell = page.split('src="cid:ticket-code"')[0].rsplit("<td", 1)[1]

    assert '<meta name="color-scheme" content="light dark">' in page
    assert "@media (prefers-color-scheme: dark)" in page
    assert cell.startswith(' bgcolor="#ffffff"')


def test_the_calendar_part_names_the_method_that_stands_in_it(write):
    message = received(write())

    entry = list(message.iter_attachments())[-1]

    assert entry["Content-Type"].params["method"] == "REQUEST"
    assert entry["Content-Type"].params["charset"] == "utf-8"
    assert entry.get_filename() == "konference.ics"


def test_every_line_on_the_wire_is_short_ascii(write):
    letter = write(to_name="Å" * 200, facts={"paragraph": "Ærø " * 1000})

    wire = sending.message_of(letter, content_of(letter), now=NOW).as_bytes()

    assert max(len(line) for line in wire.split(b"\r\n")) <= 998
    assert wire.isascii()
    assert b"\n" not in wire.replace(b"\r\n", b"")


@pytest.mark.parametrize(
    "evil",
    ["Åse\r\nBcc: a@evil.example", "Åse\nBcc: b@evil.example", "Åse\x00", "Åse\u2028Bcc: c@evil.example"],
)
def test_a_name_or_title_cannot_add_a_header_or_a_reader(evil, write):
    message = received(write(to_name=evil, facts={"subject": f"Din plads: {evil}"}))

    assert message.get_all("Bcc") is None
    assert len(message["To"].addresses) == 1
    assert message["To"].addresses[0].addr_spec == "aase@skole.example"
    assert "\n" not in message["Subject"]


def test_a_subject_has_at_most_200_characters(write):
    message = received(write(facts={"subject": "Æ" * 300}))

    assert message["Subject"] == "Æ" * 200


def test_markup_in_a_name_is_shown_as_typed(write):
    message = received(write(to_name='<b>Åse</b> <a href="https://evil.example">{{7*7}}</a>'))

    page = Reading(message.get_body(("html",)).get_content())

    assert page.links == {"http://localhost/r/0123456789ABCDEFGHJKMNPQRS", "http://localhost/privacy"}
    assert "b" not in page.tags
    assert "{{7*7}}" in page.text.replace("\u200b", "")


@pytest.mark.parametrize("part", ["plain", "html"])
def test_an_address_in_a_name_is_not_one_a_mail_program_would_link(part, write):
    message = received(write(to_name="Vind på www.evil.example https://evil.example/x"))

    words = message.get_body((part,)).get_content()

    assert "evil.example" not in words
    assert "https://evil" not in words


@pytest.mark.parametrize(
    ("domain", "sent_to"),
    [
        ("søren.example", "xn--sren-gra.example"),
        # Once this letter was sent as ss, which is somebody else's domain.
        ("groß.example", "xn--gro-7ka.example"),
    ],
)
def test_an_address_in_an_international_domain_goes_out_in_ascii(write, domain, sent_to):
    message = received(write(to=f"bo@{domain}"))

    assert message["To"].addresses[0].addr_spec == f"bo@{sent_to}"


def test_an_english_letter_is_english_throughout(write):
    message = received(write(language="en"))

    assert message["Content-Language"] == "en"
    assert message.get_body(("plain",)).get_content().startswith("Dear Åse Øllgård\r\n")
    assert '<html lang="en">' in message.get_body(("html",)).get_content()


class Reading(HTMLParser):
    """What a reader sees of a page: tags, links and text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: set[str] = set()
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links |= {value for name, value in attrs if name == "href" and value}

    def handle_data(self, data: str) -> None:
        self.text += data
