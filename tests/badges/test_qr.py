"""QR codes as small pictures."""

import io
import xml.etree.ElementTree as ET

import zxingcpp
from PIL import Image

from conference.badges import qr

ADDRESS = "HTTPS://PAGT.EXAMPLE/T/0123456789ABCDEFGHJKMNPQRS"


def test_the_png_holds_exactly_the_text():
    picture = Image.open(io.BytesIO(qr.png(ADDRESS)))

    assert [found.text for found in zxingcpp.read_barcodes(picture)] == [ADDRESS]


def test_the_png_is_black_on_white_with_a_quiet_zone_of_four_modules():
    picture = Image.open(io.BytesIO(qr.png(ADDRESS))).convert("L")
    border = 4 * qr.PNG_SCALE

    edges = [
        picture.crop((0, 0, picture.width, border)),
        picture.crop((0, 0, border, picture.height)),
    ]

    assert [edge.getextrema() for edge in edges] == [(255, 255), (255, 255)]
    assert picture.getpixel((border, border)) == 0


def test_the_svg_draws_the_same_modules_as_the_png():
    picture = Image.open(io.BytesIO(qr.png(ADDRESS)))

    drawn = _dark_modules_of(qr.svg(ADDRESS))

    size = picture.width // qr.PNG_SCALE
    seen = {(x, y) for x in range(size) for y in range(size) if picture.getpixel((x * 8, y * 8)) == 0}
    assert drawn == seen


def test_an_upper_case_ticket_address_stays_a_small_code():
    modules = ET.fromstring(qr.svg(ADDRESS, quiet_zone=0)).attrib["viewBox"]

    assert modules == "0 0 29 29"


def test_a_title_is_what_a_screen_reader_says_and_is_escaped():
    picture = ET.fromstring(qr.svg(ADDRESS, title="Billet til <Åse> & co."))

    assert picture.attrib["role"] == "img"
    assert picture[0].text == "Billet til <Åse> & co."


def test_a_code_without_a_title_is_hidden_from_screen_readers():
    picture = ET.fromstring(qr.svg(ADDRESS))

    assert picture.attrib["aria-hidden"] == "true"


def _dark_modules_of(svg: str) -> set[tuple[int, int]]:
    """The modules that the path of runs covers: M x y h length v1 h-length z."""
    path = ET.fromstring(svg)[-1].attrib["d"]
    modules = set()
    for run in path.split("M")[1:]:
        x, rest = run.split(" ")
        y, length = rest.split("v")[0].split("h")
        modules |= {(int(x) + step, int(y)) for step in range(int(length))}
    return modules
