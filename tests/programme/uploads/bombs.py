"""Files as people give them, and as somebody makes them who means harm."""

import io
import struct
import sys
import time
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path

from PIL import Image

from conference.errors import Refused
from conference.programme.uploads import uploads

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


def archive(*entries: tuple[str, bytes]) -> bytes:
    """A zip file of these."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in entries:
            made.writestr(name, content)
    return out.getvalue()


def pptx(*more: tuple[str, bytes]) -> bytes:
    """The least that is a presentation."""
    return archive(("[Content_Types].xml", b"<Types/>"), ("ppt/presentation.xml", b"<p/>"), *more)


def odp(*more: tuple[str, bytes]) -> bytes:
    """The same, of the other kind."""
    return archive(("mimetype", b"application/vnd.oasis.opendocument.presentation"), *more)


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30), **how: object) -> bytes:
    """A picture in petrol."""
    out = io.BytesIO()
    Image.new("RGB", size, "#0b5563").save(out, kind, **how)
    return out.getvalue()


def from_a_phone(size: tuple[int, int] = (400, 300)) -> bytes:
    """A photo that lies on its side, and tells where it was taken and by whom."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turned a quarter
    exif[0x013B] = "Ida Holm"
    exif.get_ifd(0x8825).update({1: "N", 2: (56.0, 9.0, 0.0), 3: "E", 4: (10.0, 12.0, 0.0)})
    return picture("JPEG", size, exif=exif, comment=b"<script>alert(1)</script>")


def png_of(width: int, height: int) -> bytes:
    """A PNG that says it is this large, in a few bytes."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)


def large_when_unpacked(megabytes: int = 201) -> bytes:
    """A presentation of a few hundred kilobytes that becomes this large."""
    out = io.BytesIO(pptx())
    how = {"compression": zipfile.ZIP_DEFLATED, "compresslevel": 1}
    with zipfile.ZipFile(out, "a", **how) as made, made.open("ppt/media/a", "w") as file:
        for _ in range(megabytes):
            file.write(b"\0" * 2**20)
    return out.getvalue()


def lying(large: bytes, megabytes: int = 201) -> bytes:
    """The same, whose own list says that it is ten bytes, with the checksum of ten bytes."""
    checksum = 0
    for _ in range(megabytes):  # piece by piece: what this process needs is measured
        checksum = zlib.crc32(b"\0" * 2**20, checksum)
    for true, untrue in ((megabytes * 2**20, 10), (checksum, zlib.crc32(b"\0" * 10))):
        large = large.replace(struct.pack("<I", true), struct.pack("<I", untrue))
    return large


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def measure(bombs: Iterable[tuple[str, bytes]]) -> tuple[float, int]:
    """Seconds of work that the slowest refusal takes, and how many MB the process grows by all of them."""
    before, slowest = _peak(), 0.0
    for name, content in bombs:
        began = time.process_time()
        for check in (uploads.check_file, uploads.check_photo):
            try:
                check(name, io.BytesIO(content))
            except Refused:
                continue
            raise AssertionError(f"{name} was taken")
        slowest = max(slowest, time.process_time() - began)
    return slowest, _peak() - before


def _peak() -> int:
    told = Path("/proc/self/status").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) for line in told if line.startswith("VmHWM")) // 1024


if __name__ == "__main__":  # a process of its own, whose memory nothing else has touched
    large = large_when_unpacked()
    bombs = [
        ("a.png", png_of(30_000, 30_000)),
        ("a.pptx", large),
        ("a.pptx", lying(large)),
        ("a.pptx", pptx(*((f"ppt/media/{number}", b"") for number in range(2_000)))),
        ("a.odp", odp(*((f"{number}", b"") for number in range(2_000)))),
    ]
    sys.stdout.write("{:.3f} {}".format(*measure(bombs)))
