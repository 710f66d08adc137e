"""Files as people give them, and as somebody makes them who means harm."""

import io
import struct
import sys
import time
import zipfile
import zlib
from collections.abc import Iterable
from contextlib import suppress
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


def flat(kind: str, mode: str, megapixels: int, **how: object) -> bytes:
    """A few kilobytes that are large when they are drawn."""
    out = io.BytesIO()
    Image.new(mode, (megapixels * 1000, 1000)).save(out, kind, **how)
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


def without_end(megabytes: int = 195) -> bytes:
    """An ODP that goes on for this long about what it is."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made, made.open("mimetype", "w") as file:
        for _ in range(megabytes):
            file.write(b"\0" * 2**20)
    return out.getvalue()


def listing(entries: int) -> bytes:
    """An archive whose list is all there is of it, and long."""
    listed = struct.pack("<4s38xI", b"PK\x01\x02", 0) * entries
    end = struct.pack("<4s4xHHIIH", b"PK\x05\x06", 0xFFFF, 0xFFFF, len(listed), 4, 0)
    return b"PK\x03\x04" + listed + end


def packed(compression: int) -> bytes:
    """A presentation that is packed in a way of its own."""
    out = io.BytesIO(pptx())
    with zipfile.ZipFile(out, "a", compression) as made:
        made.writestr("ppt/media/a", b"the same letter again and again" * 99)
    return out.getvalue()


def with_part(png: bytes, kind: bytes, content: bytes) -> bytes:
    """The picture with something before its pixels."""
    at = png.index(b"IDAT") - 4
    return png[:at] + _chunk(kind, content) + png[at:]


def scanned(times: int) -> bytes:
    """A photo that is gone through over and over."""
    photo = picture("JPEG", progressive=True)
    at = photo.rindex(b"\xff\xda")
    return photo[:at] + photo[at:-2] * times + photo[-2:]


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


def measure(given: Iterable[tuple[str, bytes]]) -> tuple[float, int, int]:
    """Seconds that the slowest one takes, MB that the process grows by all of them, and how many it takes."""
    Path("/proc/self/clear_refs").write_text("5", "utf-8")  # what making them needed does not count
    before, slowest, taken = _peak(), 0.0, 0
    for name, content in given:
        began = time.process_time()
        for check in (uploads.check_file, uploads.check_photo):
            with suppress(Refused):
                check(name, io.BytesIO(content))
                taken += 1
        slowest = max(slowest, time.process_time() - began)
    return slowest, _peak() - before, taken


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
        ("a.odp", without_end()),
        ("a.pptx", listing(400_000)),
        ("a.png", flat("PNG", "LA", 12)),
        ("a.png", flat("PNG", "P", 12, transparency=0)),
        ("a.png", flat("PNG", "RGBA", 25)),
        ("a.jpg", flat("JPEG", "CMYK", 12)),
        ("a.jpg", flat("JPEG", "CMYK", 25, progressive=True, subsampling=0)),
    ]
    sys.stdout.write("{:.3f} {} {}".format(*measure(bombs)))
