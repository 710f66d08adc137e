"""What people upload: looked at byte by byte before it is kept. Pure: a stream in, a checked one out.

A file is taken when its last extension is one of ours and its bytes say the same. Pictures are drawn anew, so
nothing but the picture is left of them: no place, no name, no second file. An archive is unpacked once, into
nothing, to see how large it gets. Sources: acceptance A38 to A40.
"""

import io
import zipfile
import zlib
from dataclasses import dataclass
from typing import BinaryIO

from flask_babel import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from conference import names
from conference.errors import Refused

#: Bytes of one file.
LARGEST_FILE = 20 * 1024 * 1024
#: Bytes that the files in an archive may have together, unpacked.
LARGEST_UNPACKED = 200 * 1024 * 1024
#: Files in an archive.
MOST_ENTRIES = 2000
#: Pixels of a picture: what a phone takes, and what a small server draws.
MOST_PIXELS = 25_000_000
#: Pixels along the longer side of a portrait, and of a picture to be shown on stage.
PHOTO_SIDE = 800
SLIDE_SIDE = 4096
#: Letters of a file's name, its extension apart.
LONGEST_FILENAME = 100
#: What may be uploaded, and what a browser is told it is.
MIMETYPES = {
    "pdf": "application/pdf",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "png": "image/png",
    "jpg": "image/jpeg",
}
#: A portrait as it is kept.
PHOTO_MIMETYPE, PHOTO_EXTENSION = "image/webp", "webp"
_FORMATS = {"png": "PNG", "jpg": "JPEG"}
_CHUNK = 1024 * 1024
#: What the readers of archives and pictures raise; RuntimeError: one with a password.
_BROKEN_ARCHIVE = (zipfile.BadZipFile, zlib.error, RuntimeError, ValueError, EOFError, OSError)
_BROKEN_PICTURE = (SyntaxError, ValueError, EOFError, OSError)

# The size is looked at before anything is unpacked, and refused in our own words.
Image.MAX_IMAGE_PIXELS = None


class TooLarge(Refused):
    """More bytes than a file may have."""

    status = 413
    code = "file_too_large"


class WrongType(Refused):
    """Not one of ours, or not what its name says."""

    status = 415
    code = "wrong_type"


class Unreadable(Refused):
    """Empty, broken, or made to do harm."""

    status = 400
    code = "unreadable"


@dataclass(frozen=True)
class Upload:
    """A file that may be kept."""

    #: What the person called it, cleaned, with the extension its bytes have.
    filename: str
    extension: str
    content: BinaryIO


def check_file(filename: str, content: BinaryIO) -> Upload:
    """Slides, or another paper. Raises WrongType, Unreadable and TooLarge."""
    stem, extension = _read_name(filename)
    _check_size(content)
    if extension == "pdf":
        _check_pdf(content)
    elif extension in ("pptx", "odp"):
        _check_archive(content, extension)
    else:
        content = _draw(content, extension, side=SLIDE_SIDE, keep_as=_FORMATS[extension])
    content.seek(0)
    return Upload(f"{stem}.{extension}", extension, content)


def check_photo(filename: str, content: BinaryIO) -> Upload:
    """A portrait, made small. Raises WrongType, Unreadable and TooLarge."""
    stem, extension = _read_name(filename)
    if extension not in _FORMATS:
        raise WrongType(_("A photo must be a JPG or PNG file."))
    _check_size(content)
    return Upload(
        f"{stem}.{PHOTO_EXTENSION}",
        PHOTO_EXTENSION,
        _draw(content, extension, side=PHOTO_SIDE, keep_as="WEBP"),
    )


def too_large() -> TooLarge:
    """What is said of a file with too many bytes."""
    return TooLarge(_("The file is too large: at most 20 MB."))


def _read_name(filename: str) -> tuple[str, str]:
    """The name without folders and without what cannot be seen, and its extension."""
    last = names.clean(filename.replace("\\", "/").rpartition("/")[2])
    stem, dot, extension = last.rpartition(".")
    extension = {"jpeg": "jpg"}.get(extension.lower(), extension.lower())
    if not dot or extension not in MIMETYPES:
        raise WrongType(_("Choose a PDF, PPTX, ODP, PNG or JPG file."))
    return stem.strip(". ")[:LONGEST_FILENAME].strip() or "file", extension


def _check_size(content: BinaryIO) -> None:
    size = content.seek(0, io.SEEK_END)
    content.seek(0)
    if size > LARGEST_FILE:
        raise too_large()
    if not size:
        raise Unreadable(_("The file is empty."))


def _check_pdf(content: BinaryIO) -> None:
    if content.read(5) != b"%PDF-":
        raise _not_what_it_says("PDF")
    # ISO 32000-1, annex H, note 18: the end stands within the last 1,024 bytes.
    size = content.seek(0, io.SEEK_END)
    content.seek(max(0, size - 1024))
    if b"%%EOF" not in content.read() or zipfile.is_zipfile(content):
        raise _broken()


def _check_archive(content: BinaryIO, extension: str) -> None:
    if content.read(4) != b"PK\x03\x04":
        raise _not_what_it_says(extension.upper())
    try:
        with zipfile.ZipFile(content) as archive:
            _check_entries(archive, extension)
    except _BROKEN_ARCHIVE as error:
        raise _broken() from error


def _check_entries(archive: zipfile.ZipFile, extension: str) -> None:
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
        raise _bomb()
    found = {entry.filename for entry in entries}
    if any(name.startswith("/") or "\\" in name or ".." in name.split("/") for name in found):
        raise _broken()
    if extension == "pptx":
        is_right = {"[Content_Types].xml", "ppt/presentation.xml"} <= found
    else:
        is_right = "mimetype" in found and archive.read("mimetype") == MIMETYPES["odp"].encode()
    if not is_right:
        raise _not_what_it_says(extension.upper())
    _unpack(archive, entries)


def _unpack(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    """See that each file is as large as the archive's own list says: the list may be made up."""
    for entry in entries:
        left = entry.file_size
        entry.file_size += 1  # or its reader stops there, whatever comes after
        with archive.open(entry) as file:
            while chunk := file.read(_CHUNK):
                left -= len(chunk)
                if left < 0:
                    raise _bomb()


def _draw(content: BinaryIO, extension: str, *, side: int, keep_as: str) -> BinaryIO:
    """The picture alone, upright and not larger than it is shown."""
    try:
        with Image.open(content, formats=(_FORMATS[extension],)) as picture:
            width, height = picture.size
            if width * height > MOST_PIXELS:
                raise Unreadable(_("The picture is too large: at most 25 million pixels."))
            is_clear = keep_as != "JPEG" and picture.has_transparency_data
            picture.draft("RGB", (side, side))
            drawn = picture.convert("RGBA") if picture.mode == "P" else picture
            drawn.thumbnail((side, side))
            drawn = ImageOps.exif_transpose(drawn).convert("RGBA" if is_clear else "RGB")
    except UnidentifiedImageError as error:
        raise _not_what_it_says(extension.upper()) from error
    except _BROKEN_PICTURE as error:
        raise _broken() from error
    drawn.info.clear()
    kept = io.BytesIO()
    drawn.save(kept, keep_as, **({"quality": 85} if keep_as != "PNG" else {}))
    kept.seek(0)
    return kept


def _not_what_it_says(kind: str) -> WrongType:
    return WrongType(_("The name says %(kind)s, but that is not what the file is.", kind=kind))


def _broken() -> Unreadable:
    return Unreadable(_("The file is broken and cannot be read. Save it again and try once more."))


def _bomb() -> Unreadable:
    return Unreadable(_("The file gets too large when it is unpacked."))
