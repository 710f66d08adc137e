"""A released session and a presenter, put into words."""

import pytest

from conference.programme.models import Feature, Kind
from conference.programme.shown import Face, Lines, Stage, detail, sessions_of, size_words
from conference.programme.words import FEATURES, KINDS, SHAPES
from tests.factories import moment
from tests.programme.factories import make_document, make_entry, make_place, make_released_person

BODIL = make_released_person("Bodil Åkjær", code="BDLAKJ", organisation="VIA")
TALK = make_entry("10:00", 45, title_da="Robotter", abstract_da="Først.\n\nSå.", presenters=(BODIL,))


def test_every_kind_has_a_word_and_a_shape_of_its_own_and_every_feature_a_word():
    assert set(KINDS) == set(SHAPES) == set(Kind)
    assert len(set(SHAPES.values())) == len(Kind)
    assert set(FEATURES) == set(Feature)


def test_a_line_tells_who_what_when_and_where():
    line = Lines(make_document(TALK)).item(TALK)

    assert (line.title, line.starts, line.ends, line.room) == ("Robotter", "10.00", "10.45", "Sal A")
    assert (line.kind, line.kind_word, line.shape) == ("ambassador", "Technology ambassador", "▲")
    assert line.people == (Face(code="BDLAKJ", name="Bodil Åkjær", organisation="VIA"),)


@pytest.mark.parametrize(("titled_in", "said"), [("", ""), ("da", ""), ("en", "en")])
def test_a_title_in_another_language_than_the_page_says_which(titled_in, said):
    talk = make_entry(titled_in=titled_in)

    assert Lines(make_document(talk)).item(talk).title_language == said


def test_who_presents_nothing_any_more_has_no_page_to_lead_to():
    gone = make_entry("10:00", presenters=(BODIL,), is_cancelled=True)

    line = Lines(make_document(gone)).item(gone)

    assert line.people == (Face(code="", name="Bodil Åkjær", organisation="VIA"),)
    assert line.cancelled == "Cancelled"


@pytest.mark.parametrize(
    ("wall", "stage"),
    [("09:59:59", Stage.AHEAD), ("10:00", Stage.ON), ("10:44:59", Stage.ON), ("10:45", Stage.OVER)],
)
def test_a_session_is_ahead_on_or_over(wall, stage):
    assert detail(make_document(TALK), TALK, now=moment(f"2018-11-22 {wall}")).stage is stage


def test_a_sessions_page_tells_its_length_its_room_and_its_abstract_by_paragraphs():
    room = make_place("sal-a", seats=60, features=("step_free_stage", "hearing_loop"))

    told = detail(make_document(TALK, rooms=(room,)), TALK, now=moment("2018-11-22 09:00"))

    assert (told.day, told.starts, told.minutes) == (
        "torsdag 22. november 2018",
        "2018-11-22T10:00+01:00",
        45,
    )
    assert (told.seats, told.features) == (60, ("hearing loop", "step-free stage"))
    assert told.paragraphs == ("Først.", "Så.")


@pytest.mark.parametrize(
    ("danish", "english", "shown", "written_in"),
    [
        ("Dansk.", "English.", ("Dansk.",), "da"),
        ("Dansk.", "", ("Dansk.",), "da"),
        (" ", "English.", ("English.",), "en"),
        ("", "", (), "da"),
    ],
)
def test_an_abstract_in_one_language_alone_is_shown_in_that(danish, english, shown, written_in):
    entry = make_entry(abstract_da=danish, abstract_en=english)

    told = detail(make_document(entry), entry, now=moment("2018-11-22 09:00"))

    assert (told.paragraphs, told.written_in) == (shown, written_in)


def test_a_presenter_has_the_sessions_that_take_place():
    first = make_entry("10:00", title_da="A", presenters=(BODIL,))
    gone = make_entry("11:00", title_da="B", presenters=(BODIL,), is_cancelled=True)
    others = make_entry("12:00", title_da="C", presenters=(make_released_person("Carl"),))

    told = sessions_of(make_document(first, gone, others), "BDLAKJ")

    assert [(day, item.title) for day, item in told] == [("torsdag 22. november 2018", "A")]


@pytest.mark.parametrize(
    ("size", "words"), [(0, "1 kB"), (1499, "1 kB"), (999_999, "1000 kB"), (20_971_520, "21,0 MB")]
)
def test_a_files_size_is_told_in_words(size, words):
    assert size_words(size) == words
