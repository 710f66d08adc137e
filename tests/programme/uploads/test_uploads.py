"""What people upload: each file is what it says and can do no harm, or it is refused (A38 to A40)."""

import io
import subprocess
import sys
import zipfile

import pytest
from PIL import Image

from conference.config import PACKAGE
from conference.errors import Refused
from conference.programme.uploads import pictures
from conference.programme.uploads.refusals import TooBusy, TooLarge, Unreadable, WrongType
from conference.programme.uploads.uploads import (
    LARGEST_FILE,
    MOST_ENTRIES,
    check_file,
    check_photo,
)
from tests.programme.uploads import bombs
from tests.programme.uploads.bombs import (
    PDF,
    SVG,
    archive,
    from_a_phone,
    odp,
    packed,
    picture,
    png_of,
    pptx,
    scanned,
    with_part,
)


def take(name: str, content: bytes) -> tuple[str, bytes]:
    """The name and the bytes that are kept."""
    upload = check_file(name, io.BytesIO(content))
    return upload.filename, upload.content.read()


@pytest.mark.parametrize(
    ("name", "content"),
    [("Oplæg.pdf", PDF), ("Oplæg.pptx", pptx()), ("Oplæg.odp", odp())],
)
def test_papers_are_kept_as_they_are(name, content):
    assert take(name, content) == (name, content)


@pytest.mark.parametrize(
    ("name", "kind", "kept_as"),
    [("a.png", "PNG", "a.png"), ("a.jpg", "JPEG", "a.jpg"), ("A.JPEG", "JPEG", "A.jpg")],
)
def test_pictures_are_drawn_anew(name, kind, kept_as):
    polyglot = picture(kind) + pptx() + b"<script>alert(1)</script>"

    filename, kept = take(name, polyglot)

    assert filename == kept_as
    assert Image.open(io.BytesIO(kept)).size == (40, 30)
    assert b"script" not in kept
    assert b"PK\x03\x04" not in kept


@pytest.mark.parametrize(
    ("name", "content", "refused"),
    [
        ("a.svg", SVG, WrongType),
        ("a.html", b"<!doctype html>", WrongType),
        ("a.pptm", pptx(), WrongType),
        ("a.zip", archive(("a", b"")), WrongType),
        ("pdf", PDF, WrongType),
        ("", PDF, WrongType),
        ("a.pdf.exe", PDF, WrongType),
        ("a\u202efdp.exe", PDF, WrongType),
        ("a.png", SVG, WrongType),
        ("a.png", picture("JPEG"), WrongType),
        ("a.jpg", picture("PNG"), WrongType),
        ("a.jpg", picture("GIF"), WrongType),
        ("a.pdf", b"<html>" + PDF, WrongType),
        ("a.pdf", pptx(), WrongType),
        ("a.pptx", PDF, WrongType),
        ("a.pptx", b"MZ" + pptx(), WrongType),
        ("a.pptx", odp(), WrongType),
        ("a.odp", pptx(), WrongType),
        ("a.odp", archive(("mimetype", b"application/zip")), WrongType),
        ("a.pdf", b"", Unreadable),
        ("a.png", b"", Unreadable),
        ("a.pdf", PDF.replace(b"%%EOF", b""), Unreadable),
        ("a.pdf", PDF + pptx(), Unreadable),
        ("a.pptx", pptx()[:-30], Unreadable),
        ("a.pptx", pptx(("../../../etc/passwd", b"")), Unreadable),
        ("a.pptx", pptx(("/etc/passwd", b"")), Unreadable),
        ("a.pptx", pptx(("..\\a", b"")), Unreadable),
        ("a.pptx", pptx(*((f"{number}", b"") for number in range(MOST_ENTRIES - 1))), Unreadable),
        ("a.jpg", picture("JPEG", (400, 300))[:400], Unreadable),
        ("a.png", png_of(400, 300), Unreadable),
        ("a.png", png_of(5001, 5000), Unreadable),
        ("a.png", with_part(picture(), b"cHRM", b""), Unreadable),
        ("a.jpg", scanned(40), Unreadable),
        ("a.pptx", packed(zipfile.ZIP_LZMA), Unreadable),
        ("a.pptx", packed(zipfile.ZIP_BZIP2), Unreadable),
        ("a.pdf", PDF + b" " * LARGEST_FILE, TooLarge),
    ],
)
def test_anything_else_is_refused(name, content, refused):
    with pytest.raises(Refused) as refusal:
        check_file(name, io.BytesIO(content))

    assert type(refusal.value) is refused
    assert refusal.value.status in (400, 413, 415)


def test_an_archive_whose_bytes_were_changed_is_refused():
    broken = bytearray(pptx(("ppt/slides/1.xml", b"the same letter again and again" * 99)))
    broken[broken.index(b"ppt/slides/1.xml") + 20] ^= 255

    with pytest.raises(Unreadable):
        check_file("a.pptx", io.BytesIO(bytes(broken)))


def test_a_file_of_exactly_the_size_is_taken():
    filler = b" " * (LARGEST_FILE - len(PDF))

    _, kept = take("a.pdf", filler.join((PDF[:9], PDF[9:])))

    assert len(kept) == LARGEST_FILE


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\Ida\\Oplæg.PDF", "Oplæg.pdf"),
        ("a\u202efdp.gnp.pdf", "afdp.gnp.pdf"),
        ("a\r\nSet-Cookie: b.pdf", "a Set-Cookie: b.pdf"),
        ("\0.pdf", "file.pdf"),
        (".pdf", "file.pdf"),
        ("..pdf", "file.pdf"),
        ("Æ" * 300 + ".pdf", "Æ" * 100 + ".pdf"),
        ("שלום 🎉.pdf", "שלום 🎉.pdf"),
    ],
)
def test_a_name_is_a_name_and_nothing_else(given, kept):
    assert take(given, PDF)[0] == kept


def test_a_picture_tells_neither_where_it_was_taken_nor_by_whom():
    given = from_a_phone()

    _, slide = take("a.jpg", given)
    photo = check_photo("a.jpg", io.BytesIO(given)).content.read()

    assert Image.open(io.BytesIO(given)).getexif().get_ifd(0x8825) != {}
    for kept in (slide, photo):
        drawn = Image.open(io.BytesIO(kept))
        assert (dict(drawn.getexif()), drawn.size) == ({}, (300, 400))
        assert b"Ida" not in kept
        assert b"script" not in kept


def test_notes_of_a_camera_that_cannot_be_read_turn_nothing():
    _, kept = take("a.jpg", picture("JPEG", exif=b"Exif\0\0MM\0*\0\0"))

    assert Image.open(io.BytesIO(kept)).size == (40, 30)


def test_a_photo_of_a_large_camera_is_kept_at_half_its_width():
    _, kept = take("a.jpg", picture("JPEG", (5000, 4000)))

    assert Image.open(io.BytesIO(kept)).size == (2500, 2000)


def test_one_picture_is_drawn_at_a_time(monkeypatch):
    monkeypatch.setattr(pictures, "LONGEST_WAIT", 0.01)

    with pictures.one_at_a_time(), pytest.raises(TooBusy):
        take("a.png", picture())
    assert take("a.png", picture())[0] == "a.png"


def test_a_photo_is_made_small():
    upload = check_photo("Mig selv.png", io.BytesIO(picture("PNG", (2400, 1200))))

    drawn = Image.open(upload.content)
    assert (upload.filename, drawn.format, drawn.size) == ("Mig selv.webp", "WEBP", (800, 400))


def test_what_is_clear_stays_clear():
    mark = Image.new("RGBA", (10, 10), (0, 0, 0, 0))
    given = io.BytesIO()
    mark.quantize().save(given, "PNG")

    _, kept = take("a.png", given.getvalue())

    assert Image.open(io.BytesIO(kept)).convert("RGBA").getpixel((5, 5))[3] == 0


def test_a_paper_is_no_photo():
    with pytest.raises(WrongType):
        check_photo("a.pdf", io.BytesIO(PDF))


def test_bombs_are_refused_and_large_pictures_drawn_at_once_and_in_little_memory():
    code = [sys.executable, "-m", "tests.programme.uploads.bombs"]

    measured = subprocess.run(code, cwd=PACKAGE.parent, capture_output=True, text=True, check=True).stdout

    seconds, megabytes, taken = measured.split()
    assert float(seconds) < 2
    assert int(megabytes) < 100
    assert int(taken) == 6


def test_a_list_of_sizes_that_lies_is_not_believed():
    with pytest.raises(Unreadable):
        check_file("a.pptx", io.BytesIO(bombs.lying(bombs.large_when_unpacked(1), 1)))
