"""Ticket and badge sheet as PDF/UA, read by programs that are not ours."""

import io
import json
from dataclasses import replace

import pypdf
import pytest
import typst
import zxingcpp
from PIL import Image

from conference.badges import pdf, printable
from conference.badges.pdf import BadgePrint, CertificatePrint, TicketPrint

#: A37: none of these stops a PDF or means anything to it.
HARD_NAMES = [
    "Ann 😀 Lee",
    "李小龍",
    "محمد الأمين",
    "<b>Åse</b>",
    "{{7*7}}",
    "<img src=file:///etc/passwd>",
    '#read("/etc/passwd") $x$ *b* _i_ @ref',
    "\\u{1F600} \x00\u202e\ud800",
    "",
    "   ",
    "Æ" * 200,
    "ไทย नमस्ते ᚠᛇᚻ",
]

TICKET = TicketPrint(
    language="da",
    title="Billet til kick-off-konferencen",
    conference="Kick-off-konference",
    name="Åse Øllgård Sørensen",
    organisation="Uddannelsescenter Æbeltoft",
    kind="partner",
    kind_name="Partner",
    facts=(("Hvornår", "torsdag den 22. november 2018"), ("Hvor", "Kongreshuset, Aarhus")),
    advice="Vis koden i døren.",
    qr_url="HTTPS://PAGT.EXAMPLE/T/0123456789ABCDEFGHJKMNPQRS",
    qr_alt="QR-kode med billettens kode",
    code="0123 4567 89AB CDEF GHJK MNPQ RS",
)


CERTIFICATE = CertificatePrint(
    language="da",
    title="Deltagerbevis",
    pact="Midtjysk teknologipagt",
    name="Åse Øllgård Sørensen",
    organisation="Uddannelsescenter Æbeltoft",
    has="har deltaget i",
    conference="Kick-off-konference",
    facts=(("Hvornår", "torsdag den 22. november 2018"), ("Hvor", "Kongreshuset, Aarhus")),
    issued="Udstedt af Region Midtjylland.",
    url="https://pagt.example/kickoff2018/certificate/0123456789ABCDEFGHJKMNPQRS",
)


def test_a_ticket_is_tagged_with_language_title_and_alternative_text():
    document = pypdf.PdfReader(io.BytesIO(pdf.ticket(TICKET)))

    root = document.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "da"
    assert document.metadata.title == TICKET.title
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    assert alternative_texts(document) == [TICKET.qr_alt]


def test_a_ticket_says_in_danish_letters_who_when_and_where():
    text = text_of(pdf.ticket(TICKET))

    assert text.split("\n") == [
        "Kick-off-konference",
        "Åse Øllgård Sørensen",
        "Uddannelsescenter Æbeltoft",
        "Partner",
        "0123 4567 89AB CDEF GHJK MNPQ RS",
        "Hvornår",
        "torsdag den 22. november 2018",
        "Hvor",
        "Kongreshuset, Aarhus",
        "Vis koden i døren.",
    ]


def test_an_english_ticket_says_so_to_a_screen_reader():
    document = pypdf.PdfReader(io.BytesIO(pdf.ticket(replace(TICKET, language="en"))))

    assert document.trailer["/Root"]["/Lang"] == "en"


@pytest.mark.parametrize("name", HARD_NAMES)
def test_no_name_and_no_workplace_can_stop_a_ticket(name):
    document = pdf.ticket(replace(TICKET, name=name, organisation=name))

    assert document.startswith(b"%PDF-")


@pytest.mark.parametrize("name", ["<b>Åse</b>", "{{7*7}}", "<img src=file:///etc/passwd>", "#read(1)"])
def test_markup_in_a_name_is_printed_as_typed(name):
    text = text_of(pdf.badge_sheet([make_badge(name=f"{name} Holm")], title="Skilte", language="da"))

    assert text.split("\n")[0] in (name, name.split(" ")[0])


def test_a_certificate_is_tagged_with_language_and_title_and_says_who_took_part():
    document = pypdf.PdfReader(io.BytesIO(pdf.certificate(CERTIFICATE)))

    root = document.trailer["/Root"]
    assert (root["/MarkInfo"]["/Marked"], root["/Lang"]) == (True, "da")
    assert document.metadata.title == "Deltagerbevis – Kick-off-konference"
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    assert document.pages[0].extract_text().split("\n")[1:6] == [
        "Deltagerbevis",
        "Åse Øllgård Sørensen",
        "Uddannelsescenter Æbeltoft",
        "har deltaget i",
        "Kick-off-konference",
    ]


@pytest.mark.parametrize("name", HARD_NAMES)
def test_no_name_and_no_workplace_can_stop_a_certificate_or_make_it_two_pages(name):
    certificate = replace(CERTIFICATE, name=name, organisation=name, conference=name or "K")

    assert len(pypdf.PdfReader(io.BytesIO(pdf.certificate(certificate))).pages) == 1


def test_who_must_not_be_in_photos_bears_a_mark_told_by_its_shape_alone():
    marked, free = make_badge(photo_mark="Ingen fotos, tak"), make_badge()

    document = pypdf.PdfReader(io.BytesIO(pdf.badge_sheet([marked, free], title="Skilte", language="da")))
    [page] = pictures_of([marked, free])

    left, right = (page.crop((x, 0, x + page.width // 2, page.height // 4)) for x in (0, page.width // 2))
    assert alternative_texts(document) == ["Ingen fotos, tak", "Billettens kode", "Billettens kode"]
    assert ink_of(left) > ink_of(right) + 300
    assert sorted(codes_on(page)) == [marked.qr_url] * 2


def test_a_sheet_holds_eight_badges_and_every_code_on_it_reads():
    badges = [make_badge(qr_url=f"HTTPS://PAGT.EXAMPLE/T/{number:026}") for number in range(17)]

    document = pdf.badge_sheet(badges, title="Skilte", language="da")

    pages = pictures_of(badges)
    assert len(pypdf.PdfReader(io.BytesIO(document)).pages) == 3
    assert [sorted(codes_on(page)) for page in pages] == [
        [badge.qr_url for badge in badges[start : start + 8]] for start in (0, 8, 16)
    ]


def test_the_code_on_a_ticket_reads():
    assert codes_on(drawn("ticket.typ", pdf.values_of(TICKET))[0]) == [TICKET.qr_url]


def test_a_name_of_sixty_letters_stays_inside_its_badge():
    long = make_badge(name="W" * 60, organisation="M" * 60)

    [page] = pictures_of([long])

    ink = page.convert("L").point(lambda grey: 255 if grey < 128 else 0)
    badge_width, badge_height = page.width / 2, page.height / 4
    own_marks = ink.crop((0, 0, int(badge_width) - 2, int(badge_height) - 4)).getbbox()
    assert own_marks[2] < badge_width * 0.95
    assert ink.crop((int(badge_width) + 4, 40, page.width - 40, page.height - 40)).getbbox() is None


def test_a_sheet_of_hard_names_is_set_in_one_go():
    badges = [make_badge(name=name, organisation=name) for name in HARD_NAMES]

    document = pypdf.PdfReader(io.BytesIO(pdf.badge_sheet(badges, title="Skilte", language="da")))

    assert len(alternative_texts(document)) == len(HARD_NAMES)


def test_without_the_built_faces_a_pdf_is_made_all_the_same(monkeypatch, tmp_path):
    monkeypatch.setattr(printable, "FONTS_PATH", tmp_path / "never-built")
    printable.faces.cache_clear()
    printable._is_printable.cache_clear()

    text = text_of(pdf.ticket(TICKET))

    printable.faces.cache_clear()
    printable._is_printable.cache_clear()
    assert "Åse Øllgård Sørensen" in text


def make_badge(**overrides) -> BadgePrint:
    values = {
        "name": "Åse Øllgård",
        "organisation": "VIA",
        "kind": "council",
        "kind_name": "Rådet",
        "qr_url": "HTTPS://PAGT.EXAMPLE/T/0123456789ABCDEFGHJKMNPQRS",
        "qr_alt": "Billettens kode",
    }
    return BadgePrint(**values | overrides)


def pictures_of(badges: list[BadgePrint]) -> list[Image.Image]:
    data = {"title": "Skilte", "language": "da", "badges": [pdf.values_of(badge) for badge in badges]}
    return drawn("badges.typ", data)


def drawn(template: str, data: dict) -> list[Image.Image]:
    """The pages of a template as a printer lays them on paper."""
    pages = typst.compile(
        pdf.TEMPLATES / template,
        root=pdf.TEMPLATES,
        format="png",
        ppi=120,
        font_paths=printable.faces(),
        sys_inputs={"data": json.dumps(data)},
    )
    return [Image.open(io.BytesIO(page)) for page in (pages if isinstance(pages, list) else [pages])]


def ink_of(picture: Image.Image) -> int:
    """How many points are nearly black."""
    return sum(picture.convert("L").histogram()[:64])


def codes_on(picture: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(picture)]


def text_of(document: bytes) -> str:
    return pypdf.PdfReader(io.BytesIO(document)).pages[0].extract_text()


def alternative_texts(document: pypdf.PdfReader) -> list[str]:
    found = []

    def walk(node) -> None:
        node = node.get_object()
        for part in node if isinstance(node, list) else [node]:
            part = part.get_object()
            if isinstance(part, dict):
                if "/Alt" in part:
                    found.append(part["/Alt"])
                if "/K" in part:
                    walk(part["/K"])

    walk(document.trailer["/Root"]["/StructTreeRoot"]["/K"])
    return found
