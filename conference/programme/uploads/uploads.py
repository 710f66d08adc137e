"""What people upload: looked at byte by byte before it is kept. Pure: a stream in, a checked one out.

A file is taken when its last extension is one of ours and its bytes say the same. Pictures are drawn anew, so
nothing but the picture is left of them: no place, no name, no second file. An archive is unpacked once, into
nothing, to see how large it gets. Sources: acceptance A38 to A40.
"""

import io
import zipfile
from dataclasses import dataclass
from typing import BinaryIO

from flask_babel import gettext as _

from conference import names
from conference.programme.uploads import pictures, refusals

#: Bytes of one file.
LARGEST_FILE = 20 * 1024 * 1024
#: Bytes that the files in an archive may have together, unpacked.
LARGEST_UNPACKED = 200 * 1024 * 1024
#: Files in an archive.
MOST_ENTRIES = 2000
#: Pixels along the longer side of a portrait.
PHOTO_SIDE = 800
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
_CHUNK = 1024 * 1024
#: How each entry begins in an archive's own list.
_LISTED = b"PK\x01\x02"
#: How files lie in an archive: as they are, or deflated.
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
#: What the reader raises on bytes that are no archive; RuntimeError: one with a password.
_BROKEN = (*pictures.BROKEN, zipfile.BadZipFile, RuntimeError)


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
        content = pictures.draw(content, extension, keep_as=pictures.FORMATS[extension])
    content.seek(0)
    return Upload(f"{stem}.{extension}", extension, content)


def check_photo(filename: str, content: BinaryIO) -> Upload:
    """A portrait, made small. Raises WrongType, Unreadable and TooLarge."""
    stem, extension = _read_name(filename)
    if extension not in pictures.FORMATS:
        raise refusals.WrongType(_("A photo must be a JPG or PNG file."))
    _check_size(content)
    return Upload(
        f"{stem}.{PHOTO_EXTENSION}",
        PHOTO_EXTENSION,
        pictures.draw(content, extension, keep_as="WEBP", side=PHOTO_SIDE),
    )


def _read_name(filename: str) -> tuple[str, str]:
    """The name without folders and without what cannot be seen, and its extension."""
    last = names.clean(filename.replace("\\", "/").rpartition("/")[2])
    stem, dot, extension = last.rpartition(".")
    extension = {"jpeg": "jpg"}.get(extension.lower(), extension.lower())
    if not dot or extension not in MIMETYPES:
        raise refusals.WrongType(_("Choose a PDF, PPTX, ODP, PNG or JPG file."))
    return stem.strip(". ")[:LONGEST_FILENAME].strip() or "file", extension


def _check_size(content: BinaryIO) -> None:
    size = content.seek(0, io.SEEK_END)
    content.seek(0)
    if size > LARGEST_FILE:
        raise refusals.too_large()
    if not size:
        raise refusals.Unreadable(_("The file is empty."))


def _check_pdf(content: BinaryIO) -> None:
    if content.read(5) != b"%PDF-":
        raise refusals.not_what_it_says("PDF")
    # ISO 32000-1, annex H, note 18: the end stands within the last 1,024 bytes.
    size = content.seek(0, io.SEEK_END)
    content.seek(max(0, size - 1024))
    if b"%%EOF" not in content.read() or zipfile.is_zipfile(content):
        raise refusals.broken()


def _check_archive(content: BinaryIO, extension: str) -> None:
    if content.read(4) != b"PK\x03\x04":
        raise refusals.not_what_it_says(extension.upper())
    content.seek(0)
    if (
        content.read().count(_LISTED) > 10 * MOST_ENTRIES
    ):  # before they are all read; some lie in inner archives
        raise refusals.bomb()
    try:
        with zipfile.ZipFile(content) as archive:
            _check_entries(archive, extension)
    except _BROKEN as error:
        raise refusals.broken() from error


def _check_entries(archive: zipfile.ZipFile, extension: str) -> None:
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
        raise refusals.bomb()
    found = {entry.filename for entry in entries}
    if any(entry.compress_type not in _PACKED for entry in entries):
        raise refusals.broken()
    if any(name.startswith("/") or "\\" in name or ".." in name.split("/") for name in found):
        raise refusals.broken()
    if extension == "pptx":
        is_right = {"[Content_Types].xml", "ppt/presentation.xml"} <= found
    else:
        is_right = "mimetype" in found and _begins_as(archive, MIMETYPES["odp"])
    if not is_right:
        raise refusals.not_what_it_says(extension.upper())
    _unpack(archive, entries)


def _begins_as(archive: zipfile.ZipFile, mimetype: str) -> bool:
    """What an ODP says it is; read no further than that, however long it goes on."""
    with archive.open("mimetype") as file:
        return file.read(len(mimetype) + 1) == mimetype.encode()


def _unpack(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    """See that each file is as large as the archive's own list says: the list may be made up."""
    for entry in entries:
        left = entry.file_size
        entry.file_size += 1  # or its reader stops there, whatever comes after
        with archive.open(entry) as file:
            while chunk := file.read(_CHUNK):
                left -= len(chunk)
                if left < 0:
                    raise refusals.bomb()
