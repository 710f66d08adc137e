"""The list as a file: text alone, whatever somebody calls themselves (acceptance A36)."""

import csv
import io
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest

from conference.registration.attendees import exporting
from conference.spreadsheets import meant, safe

EVIL = [
    "=1+1",
    '=HYPERLINK("http://ond.example")',
    "+45 12 34 56 78",
    "-2+3",
    "@SUM(A1)",
    "  =1+1",
    "\t=1+1",
    "\r=1+1",
    "\0=1+1",
    "\uff1d1+1",
    "\uff0b1",
    "\uff0d1",
    "\uff20a",
    "http://ond.example",
    "12345",
]
HARMLESS = ["Anna Sørensen", "O'Brien", "", "1-2", "a=b", "Łukasz 🎉"]
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def cells_of(xlsx):
    """Each cell of the sheet as (type, text), read from the file itself."""
    with ZipFile(io.BytesIO(xlsx)) as file:
        shared = [
            "".join(part.text or "" for part in entry.iter(f"{SHEET}t"))
            for entry in ElementTree.fromstring(file.read("xl/sharedStrings.xml"))
        ]
        sheet = file.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    return [
        (cell.get("t"), shared[int(cell.find(f"{SHEET}v").text)])
        for cell in ElementTree.fromstring(sheet).iter(f"{SHEET}c")
    ]


def test_every_cell_of_an_excel_file_is_text_and_no_formula():
    xlsx = exporting.xlsx_of([["Navn"], *([cell] for cell in EVIL)], title="Kick-off")

    cells = cells_of(xlsx)

    assert {kind for kind, _ in cells} == {"s"}
    begin = {text.strip()[:1] for _, text in cells}
    assert begin.isdisjoint("=+-@\uff1d\uff0b\uff0d\uff20")


def test_a_csv_file_is_read_by_a_danish_spreadsheet_and_holds_no_formula():
    written = exporting.csv_of([["Navn"], *([cell] for cell in EVIL)])

    read = [
        cell for (cell,) in csv.reader(io.StringIO(written.decode("utf-8-sig"), newline=""), delimiter=";")
    ]

    assert written.startswith(b"\xef\xbb\xbf")
    assert {cell.strip()[:1] for cell in read}.isdisjoint("=+-@\uff1d\uff0b\uff0d\uff20")


@pytest.mark.parametrize("cell", HARMLESS)
def test_what_is_harmless_stays_as_it_is(cell):
    assert safe(cell) == cell


@pytest.mark.parametrize("cell", [*EVIL, *HARMLESS, "'tis", "'=1", "''+2"])
def test_what_was_made_safe_is_read_again_as_it_was_meant(cell):
    assert meant(safe(cell)) == cell
