"""The door's paper, with more and longer words than it was made for."""

import io
from dataclasses import asdict, replace

import pypdf

from conference.badges import paper
from conference.badges.paper import ListedPerson, ListPrint
from tests.badges.test_pdf import HARD_NAMES, drawn

LIST = ListPrint(
    language="da",
    title="Indtjekningsliste: Hovedindgang",
    conference="Kick-off-konference",
    name="Hovedindgang",
    when="torsdag 22. november 2018",
    count="2 personer.",
    state="Udskrevet 22. november 2018 kl. 08.45.",
    columns=("Er kommet", "Navn", "Arbejdsplads", "Type"),
    people=(),
    extra="Ikke på listen",
    extra_advice="Skriv navn her.",
    care="Makulér listen.",
    pages="Side {page} af {pages}",
)


def person(name="Åse Øllgård", **overrides):
    values = {"initial": "Å", "organisation": "VIA", "kind": "press", "kind_name": "Presse", "arrived": ""}
    return ListedPerson(**{"name": name, **values, **overrides})


def test_a_list_is_tagged_and_each_of_its_pages_says_which_it_is():
    document = pypdf.PdfReader(io.BytesIO(paper.checkin_list(replace(LIST, people=(person(),) * 60))))

    root = document.trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("da", True)
    assert document.metadata.title == LIST.title
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    texts = [page.extract_text() for page in document.pages]
    assert [f"Side {number} af 3" in text for number, text in enumerate(texts, 1)] == [True] * 3
    assert all("Hovedindgang" in text and "Makulér listen." in text for text in texts)


def test_no_name_and_no_workplace_stops_a_list_or_leaves_its_column():
    hard = tuple(person(name, organisation=name) for name in (*HARD_NAMES, "W" * 200))

    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(_set(hard))).pages)

    assert text.count("W") == 400
    for page in drawn("checkin_list.typ", asdict(replace(LIST, people=_shown(hard)))):
        beside = page.convert("L").crop((int(page.width * (1 - 13 / 210)), 0, page.width, page.height))
        assert beside.getextrema() == (255, 255)


def _set(people):
    return paper.checkin_list(replace(LIST, people=people))


def _shown(people):
    return tuple(person(**paper.shown(asdict(each))) for each in people)
