"""Lists as spreadsheets save them: from a CSV file to cells under the names of our fields. Pure."""

import codecs
import csv
import io
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from conference.errors import Conflict, Invalid
from conference.names import clean, fold

#: Bytes of a file, and lines below its headings.
LARGEST_FILE, MOST_LINES = 1024 * 1024, 2000
#: What Windows-1252 writes in one byte takes up to three as UTF-8.
LARGEST_TEXT = 3 * LARGEST_FILE

_LANGUAGES = {
    "": "da",
    "da": "da",
    "dansk": "da",
    "danish": "da",
    "en": "en",
    "engelsk": "en",
    "english": "en",
}
_DANISH_DAY = re.compile(r"(\d{1,2})[-./ ]+(\d{1,2})[-./ ]+(\d{4})")

#: By the name of a field: what its column may be called; the first is shown.
Headings = Mapping[str, tuple[str, ...]]


class Unreadable(Invalid):
    """The file as a whole is no list that can be taken in."""

    code = "unreadable"


class LinesWithProblems(Conflict):
    """Nothing is taken in unless the bad lines are left out on purpose."""

    code = "lines_with_problems"


@dataclass(frozen=True)
class Line:
    """One line of the file, by the names of our fields."""

    #: As a spreadsheet counts: the headings stand on the first.
    number: int
    cells: dict[str, str]
    #: It holds more cells than there are headings.
    is_too_long: bool


def decode(data: bytes) -> str:
    """The text of a file: UTF-8 with or without a mark, or Windows-1252. Raises Unreadable."""
    if len(data) > LARGEST_FILE:
        raise _too_large()
    if not data.strip():
        raise Unreadable(_("The file is empty."))
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise _no_csv()
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return "".join(letter for letter in text if letter >= " " or letter in "\t\r\n")
    raise _no_csv()


def lines_of(text: str, headings: Headings, needed: Collection[str]) -> list[Line]:
    """The lines below the headings that hold anything at all. Raises Unreadable."""
    if len(text.encode()) > LARGEST_TEXT:
        raise _too_large()
    records = ((number, record) for number, record in _records(text) if any(map(str.strip, record)))
    _first, heads = next(records, (0, []))
    columns = _columns(heads, headings, needed)
    found = []
    for number, record in records:
        cells = {name: clean(record[at]) if at < len(record) else "" for name, at in columns.items()}
        found.append(Line(number, cells, is_too_long=any(map(str.strip, record[len(heads) :]))))
        if len(found) > MOST_LINES:
            raise Unreadable(
                _("The file has more than 2,000 lines. Split it and take in one part after the other.")
            )
    if not found:
        raise Unreadable(_("There is nothing below the headings."))
    return found


def list_unused(text: str, headings: Headings) -> list[str]:
    """The columns of a list that was read by these headings which nothing was made of."""
    heads = next(record for _number, record in _records(text) if any(map(str.strip, record)))
    known = _by_heading(headings)
    return [clean(head) for head in heads if head.strip() and _plain(head) not in known]


def problems_of(line: Line) -> list[str]:
    """What is wrong with a line before anybody asks what it says."""
    if not line.is_too_long:
        return []
    return [
        _("The line has more cells than there are headings: put texts with a separator in quotation marks.")
    ]


def language_of(cell: str) -> str | None:
    """The language that a cell names, Danish where it is empty; None for any other."""
    return _LANGUAGES.get(fold(cell))


def iso_day(cell: str) -> str:
    """A day as people write it, 14-09-2018 or 14.9.2018, in the order of our fields."""
    match = _DANISH_DAY.fullmatch(cell)
    return f"{match[3]}-{match[2]:0>2}-{match[1]:0>2}" if match else cell


def check_skipping(bad: int, *, is_skipping: bool) -> None:
    """Refuse to take a list in by halves unless that is what was asked. Raises LinesWithProblems."""
    if bad and not is_skipping:
        raise LinesWithProblems(_("Nothing was taken in: some lines have problems."))


def written(records: list[list[str]]) -> bytes:
    """A file as spreadsheets in Denmark read it: semicolons, and a mark that says it is UTF-8."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";").writerows([safe(cell) for cell in record] for record in records)
    return out.getvalue().encode("utf-8-sig")


def safe(cell: str) -> str:
    """The cell so that no spreadsheet takes it for a formula, in full-width letters neither (A36).

    What looks as if this had been done to it already gets one more: `meant` takes only that away.
    """
    text = cell.lstrip("'")
    first = unicodedata.normalize("NFKC", text.strip()[:1])
    return f"'{cell}" if first in ("=", "+", "-", "@") or text[:1] in ("\0", "\t", "\r", "\n") else cell


def meant(cell: str) -> str:
    """What a cell said before `safe` made it so."""
    return cell[1:] if cell.startswith("'") and safe(cell[1:]) == cell else cell


def _no_csv() -> Unreadable:
    return Unreadable(_("This is no CSV file. Save the list as “CSV UTF-8” and try again."))


def _too_large() -> Unreadable:
    return Unreadable(_("The file is larger than 1 MB. Split it and take in one part after the other."))


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """The records, each with the line it begins on; the separator is whichever the headings have more of."""
    body, skipped = _without_hint(text)
    head = next((line for line in body.splitlines() if line.strip()), "")
    separator = ";" if head.count(";") >= head.count(",") else ","
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=separator, strict=True)
    begins = skipped + 1
    try:
        for record in reader:
            yield begins, record
            begins = skipped + reader.line_num + 1
    except csv.Error:
        raise Unreadable(
            _(
                "Line %(line)s cannot be read: a quotation mark in it is not closed, or stands alone.",
                line=begins,
            )
        ) from None


def _without_hint(text: str) -> tuple[str, int]:
    """Excel may write `sep=;` above the headings."""
    first, _break, rest = text.partition("\n")
    return (rest, 1) if first.strip().casefold().startswith("sep=") else (text, 0)


def _columns(heads: list[str], headings: Headings, needed: Collection[str]) -> dict[str, int]:
    names = _by_heading(headings)
    found: dict[str, int] = {}
    for at, head in enumerate(heads):
        name = names.get(_plain(head))
        if name is not None and name in found:
            raise Unreadable(_("Two columns are called “%(heading)s”.", heading=clean(head)))
        if name is not None:
            found[name] = at
    missing = [headings[name][0] for name in needed if name not in found]
    if missing:
        columns = ", ".join(missing)
        raise Unreadable(
            _(
                "The first line must name the columns. Missing: %(columns)s. Look at the example file.",
                columns=columns,
            )
        )
    return found


def _by_heading(headings: Headings) -> dict[str, str]:
    return {_plain(word): name for name, words in headings.items() for word in (name, *words)}


def _plain(heading: str) -> str:
    return "".join(letter for letter in fold(heading) if letter.isalnum())
