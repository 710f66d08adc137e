"""Pictures drawn anew, so nothing but the picture is left of them: no place, no name, no second file.

One is drawn at a time in a process, and none needs more than 100 MB: Pillow keeps four bytes for a pixel, and
each step at most the picture before it and the one after. Pure: a stream in, another one out. Source:
acceptance A39 and A40.
"""

import io
import re
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import BinaryIO

from PIL import Image, PngImagePlugin, UnidentifiedImageError

from conference.programme.uploads import refusals

#: What a picture is read as, by its extension.
FORMATS = {"png": "PNG", "jpg": "JPEG"}
#: Pixels that are drawn in full: a phone's 4,032 by 3,024.
MOST_DRAWN = 12_200_000
#: Pixels of a photo that can be read at half its width from the start.
MOST_HALVED = 25_000_000
#: Times a photo goes through its pixels, coarse ones first; programs write ten.
MOST_SCANS = 30
#: Parts that a photo consists of.
MOST_PARTS = 2000
#: Seconds to wait until the pictures of others are drawn.
LONGEST_WAIT = 10.0

_ORIENTATION = 0x0112
#: The start of a part; what follows these bytes otherwise is a pixel, or a place to begin anew.
_MARKER = re.compile(rb"\xff[^\x00\x01\xff\xd0-\xd8]")
_SCAN, _END = b"\xff\xda", b"\xff\xd9"
#: How to turn a picture upright, by what its camera noted (EXIF 2.3, Orientation).
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
#: What the reader raises on bytes that are no such picture.
BROKEN = (
    SyntaxError,
    ValueError,
    TypeError,
    AssertionError,
    LookupError,
    ArithmeticError,
    EOFError,
    OSError,
    struct.error,
    zlib.error,
)
_drawing = Lock()

# The size is looked at before anything is unpacked, and refused in our own words.
Image.MAX_IMAGE_PIXELS = None
# Words in a picture are thrown away; nobody waits for 64 MB of them.
PngImagePlugin.MAX_TEXT_MEMORY = 4 * 1024 * 1024


def draw(content: BinaryIO, extension: str, *, keep_as: str, side: int | None = None) -> BinaryIO:
    """The picture alone, upright; its longer side made as short as this.

    Raises WrongType, Unreadable and TooBusy.
    """
    with one_at_a_time():
        try:
            drawn = _upright(content, FORMATS[extension], side)
        except UnidentifiedImageError as error:
            raise refusals.not_what_it_says(extension.upper()) from error
        except BROKEN as error:
            raise refusals.broken() from error
        kept = io.BytesIO()
        drawn.save(kept, keep_as, **({"compress_level": 1} if keep_as == "PNG" else {"quality": 85}))
    kept.seek(0)
    return kept


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Wait until the pictures of others are drawn. Raises TooBusy."""
    if not _drawing.acquire(timeout=LONGEST_WAIT):
        raise refusals.too_busy()
    try:
        yield
    finally:
        _drawing.release()


def _upright(content: BinaryIO, kind: str, side: int | None) -> Image.Image:
    """Each step lets go of the picture before it."""
    picture, turn = _open(content, kind, side)
    mode = "RGBA" if picture.has_transparency_data else "RGB"
    picture = _in_mode(picture, mode)
    if side is not None and max(picture.size) > side:
        if mode == "RGBA":  # what is clear has no colour that counts
            picture = picture.convert("RGBa")
        picture.thumbnail((side, side))
        picture = _in_mode(picture, mode)
    if turn is not None:
        picture = picture.transpose(turn)
    picture.info.clear()
    return picture


def _open(content: BinaryIO, kind: str, side: int | None) -> tuple[Image.Image, Image.Transpose | None]:
    """The picture before a pixel of it is read, and how it is to be turned."""
    opened = Image.open(content, formats=(kind,))
    pixels = opened.width * opened.height
    most, whole = _most(opened, content) if kind == "JPEG" else (MOST_DRAWN, MOST_DRAWN)
    if pixels > most:
        raise refusals.too_many_pixels(most // 1_000_000)
    turn = _turn_of(opened)
    if kind == "JPEG":
        opened.draft(None, _least(opened.size, half=pixels > whole, side=side))
    return opened, turn


def _most(photo: Image.Image, content: BinaryIO) -> tuple[int, int]:
    """Pixels that a photo may have, and how many of them are drawn in full."""
    if _count_scans(content) < 2:
        return MOST_HALVED, MOST_DRAWN
    # Gone through again and again, it is kept as a whole meanwhile: two bytes for each colour of a pixel.
    return MOST_DRAWN * 3 // max(3, len(photo.getbands())), MOST_DRAWN // 2


def _count_scans(content: BinaryIO) -> int:
    """How often a photo goes through its pixels. Raises Unreadable for one that would never end.

    Source: ITU-T T.81, annex B.
    """
    content.seek(0)
    data, at, scans = content.read(), 0, 0
    for _part in range(MOST_PARTS):
        marker = _MARKER.search(data, at)
        if marker is None or marker[0] == _END or scans > MOST_SCANS:
            break
        scans += marker[0] == _SCAN
        at = marker.end() + int.from_bytes(data[marker.end() : marker.end() + 2])
    else:
        raise refusals.broken()
    if scans > MOST_SCANS:
        raise refusals.broken()
    return scans


def _least(size: tuple[int, int], *, half: bool, side: int | None) -> tuple[int, int]:
    """What a photo is at least read as, in quick steps of a half."""
    width, height = (length // (2 if half else 1) for length in size)
    return (width, height) if side is None else (min(width, side), min(height, side))


def _turn_of(picture: Image.Image) -> Image.Transpose | None:
    """What its camera noted; notes that cannot be read turn nothing."""
    try:
        return _TURNS.get(picture.getexif().get(_ORIENTATION, 1))
    except BROKEN:
        return None


def _in_mode(picture: Image.Image, mode: str) -> Image.Image:
    picture.load()
    return picture if picture.mode == mode else picture.convert(mode)
