"""The files for apps and spreadsheets, held against our own statement of their rules."""

import csv
import io
import json
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conference.programme.exports import schedule_csv, schedule_json, schedule_xml
from conference.programme.models import Kind
from tests.factories import moment
from tests.programme.exports.schedule_json_rules import json_faults
from tests.programme.exports.schedule_rules import xml_faults
from tests.programme.factories import (
    make_document,
    make_entry,
    make_frame,
    make_place,
    make_released_person,
)

DANISH = make_frame()
ENGLISH = make_frame(language="en", base_url="https://pagt.example/en/kickoff2018/")
HEADINGS = ("Dag", "Start", "Slut", "Lokale", "Titel", "Hvem", "Arbejdsplads", "Område", "Slags", "Adresse")

BODIL = make_released_person("Bodil Åkjær")
NASTY = {
    "an ordinary session": make_document(make_entry(presenters=(BODIL,), abstract_da="Om robotter.")),
    "no session at all": make_document(rooms=()),
    "no presenter": make_document(make_entry(presenters=())),
    "an empty abstract": make_document(make_entry(abstract_da="", abstract_en="")),
    "two sessions of one presenter": make_document(
        make_entry(presenters=(BODIL,)), make_entry("11:00", presenters=(BODIL,))
    ),
    "a break": make_document(make_entry(kind=Kind.BREAK, title_da="Frokost", minutes=60)),
    "two rooms at a time": make_document(make_entry(), make_entry(room_key="sal-b"), make_entry("12:00")),
    "past midnight": make_document(make_entry("2018-11-22 23:30", 90), make_entry("2018-11-23 01:00")),
    "two days": make_document(make_entry(), make_entry("2018-11-23 10:00")),
    "the night in autumn": make_document(make_entry("2018-10-28 01:30", 180)),
    "the night in spring": make_document(make_entry("2019-03-31 01:30", 120)),
    "control characters": make_document(
        make_entry(
            title_da="A\x00B\x0bC\x1f\x7f\x85\ufffe\ud800D\r\nE", abstract_da="\x01\r\nTekst\x08\u2028linje"
        )
    ),
    "marks of the format": make_document(
        make_entry(
            title_da="]]> <b>&amp;</b> \"'",
            abstract_da="<!-- ]]> --> <script>alert(1)</script>\n]]>",
            presenters=(make_released_person("<Anna> & \"Bo\""),),
        )
    ),
    "a title of nothing that can be seen": make_document(make_entry(title_da="\x00\x01", title_en="")),
    "long names": make_document(
        make_entry(
            title_da="Uddannelsespuljebevilling " * 200,
            presenters=tuple(make_released_person("Østergård-Åkjær " * 20) for _ in range(12)),
            room_key="sal-ae",
        ),
        rooms=(make_place("sal-ae", name="Æblehaven & Co. " + "lang " * 60),),
    ),
    "an area": make_document(
        make_entry(area_key="piger-og-stem", area_da="Piger & STEM", area_en="Girls & STEM"),
        make_entry("11:00", area_key="7 x", area_da="Nr. 7", area_en=""),
    ),
    "a cancelled session": make_document(make_entry(), make_entry("11:00", is_cancelled=True)),
    "two hundred sessions": make_document(
        *(
            make_entry(f"2018-11-22 {9 + n // 40:02}:{n % 40:02}", 1, room_key=f"sal-{n % 5}")
            for n in range(200)
        )
    ),
}  # fmt: skip


def elements(data, path):
    return ElementTree.fromstring(data).findall(path)


def events(data):
    """The events of a schedule.json, by title."""
    conference = json.loads(data)["schedule"]["conference"]
    return {
        event["title"]: event
        for day in conference["days"]
        for room in day["rooms"].values()
        for event in room
    }


@pytest.mark.parametrize("frame", [DANISH, ENGLISH], ids=["da", "en"])
@pytest.mark.parametrize("document", NASTY.values(), ids=NASTY)
def test_whatever_is_released_the_files_are_valid(document, frame):
    assert xml_faults(schedule_xml.render(document, frame)) == []
    assert json_faults(schedule_json.render(document, frame)) == []


@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_letters_are_written_the_files_are_valid(title, name):
    document = make_document(make_entry(title_da=title, presenters=(make_released_person(name),)))

    assert xml_faults(schedule_xml.render(document, DANISH)) == []
    assert json_faults(schedule_json.render(document, DANISH)) == []
    assert len(rows(document)) == 2


def test_an_app_finds_a_session_with_all_that_is_known_of_it():
    entry = make_entry(
        presenters=(BODIL,),
        abstract_da="Første linje.\nÆndret & rettet.",
        area_key="informatik",
        area_da="Informatik",
        area_en="Informatics",
        may_record=True,
    )

    (event,) = elements(schedule_xml.render(make_document(entry), DANISH), "day/room/event")

    assert event.attrib == {"id": str(entry.export_id), "guid": entry.uid, "code": entry.code}
    assert {child.tag: child.text for child in event if not len(child)} == {
        "room": "Sal A",
        "title": entry.title_da,
        "subtitle": None,
        "type": "Ambassador",
        "date": "2018-11-22T10:00:00+01:00",
        "start": "10:00",
        "duration": "00:10",
        "abstract": "Første linje.\nÆndret & rettet.",
        "track": "Informatik",
        "slug": entry.slug,
        "language": "da",
        "url": f"https://pagt.example/kickoff2018/sessions/{entry.code}",
    }
    (person,) = event.findall("persons/person")
    assert (person.text, person.attrib) == (
        BODIL.name,
        {"id": str(BODIL.export_id), "guid": BODIL.uid},
    )
    assert event.findtext("recording/optout") == "false"


def test_both_formats_say_the_same_of_a_session():
    entry = make_entry(presenters=(BODIL,), abstract_en="About robots.", language="en")
    document = make_document(entry)

    (in_xml,) = elements(schedule_xml.render(document, ENGLISH), "day/room/event")
    in_json = events(schedule_json.render(document, ENGLISH))[entry.title_en]

    for name in ("room", "title", "type", "date", "start", "duration", "abstract", "slug", "language", "url"):
        assert in_xml.findtext(name) == in_json[name]
    assert in_json["persons"] == [
        {"id": BODIL.export_id, "guid": BODIL.uid, "name": BODIL.name, "organisation": "VIA"}
    ]
    assert in_json["url"].startswith("https://pagt.example/en/kickoff2018/sessions/")


def test_a_language_that_was_not_written_gives_way_to_the_other():
    entry = make_entry(title_en="", abstract_da="Kun dansk.", area_key="a", area_da="Område", area_en="")

    event = events(schedule_json.render(make_document(entry), ENGLISH))[entry.title_da]

    assert (event["abstract"], event["track"]) == ("Kun dansk.", "Område")


def test_a_break_is_shown_as_one_and_nobody_is_recorded_in_it():
    pause = make_entry(kind=Kind.BREAK, title_da="Frokost")

    (event,) = elements(schedule_xml.render(make_document(pause), DANISH), "day/room/event")

    assert event.findtext("type") == "Pause"
    assert event.find("recording") is None
    assert event.findtext("url") == "https://pagt.example/kickoff2018/programme"
    assert list(event.find("persons")) == []


def test_a_day_lasts_until_six_in_the_morning():
    document = make_document(
        make_entry("2018-11-22 23:30", 90, title_da="Fest"),
        make_entry("2018-11-23 05:59", title_da="Morgen"),
        make_entry("2018-11-23 06:00", title_da="Ny dag"),
    )

    days = elements(schedule_xml.render(document, DANISH), "day")

    assert [(day.get("index"), day.get("date"), day.get("start"), day.get("end")) for day in days] == [
        ("1", "2018-11-22", "2018-11-22T06:00:00+01:00", "2018-11-23T06:00:00+01:00"),
        ("2", "2018-11-23", "2018-11-23T06:00:00+01:00", "2018-11-24T06:00:00+01:00"),
    ]
    assert [event.findtext("title") for event in days[0].iter("event")] == ["Fest", "Morgen"]


def test_the_hour_that_comes_twice_counts_twice():
    document = make_document(make_entry("2018-10-28 01:30", 180, title_da="Nat"))

    event = events(schedule_json.render(document, DANISH))["Nat"]
    (day,) = elements(schedule_xml.render(document, DANISH), "day")

    assert (event["date"], event["duration"]) == ("2018-10-28T01:30:00+02:00", "03:00")
    assert (day.get("start"), day.get("end")) == ("2018-10-27T06:00:00+02:00", "2018-10-28T06:00:00+01:00")


def test_a_day_without_sessions_is_dropped_and_an_empty_programme_has_one():
    apart = make_document(make_entry(), make_entry("2018-11-24 10:00"))

    assert [day.get("index") for day in elements(schedule_xml.render(apart, DANISH), "day")] == ["1", "2"]
    empty = elements(schedule_xml.render(make_document(rooms=()), DANISH), "day")
    assert [(day.get("date"), len(day)) for day in empty] == [("2018-11-22", 0)]


def test_a_cancelled_session_is_in_no_file():
    cancelled = make_entry("11:00", is_cancelled=True, title_da="Aflyst oplæg")
    document = make_document(make_entry(), cancelled)

    for data in (schedule_xml.render(document, DANISH), schedule_json.render(document, DANISH)):
        assert cancelled.uid not in data.decode()
    assert len(rows(document)) == 2


def test_equal_programmes_give_equal_bytes():
    entry = make_entry(presenters=(BODIL,))

    first, second = (schedule_xml.render(make_document(entry), DANISH) for _ in range(2))

    assert first == second


def test_two_hundred_sessions_are_written_in_a_blink():
    from time import perf_counter

    began = perf_counter()
    schedule_xml.render(NASTY["two hundred sessions"], DANISH)
    schedule_json.render(NASTY["two hundred sessions"], DANISH)

    assert perf_counter() - began < 0.5


def rows(document):
    data = schedule_csv.render(document, DANISH, HEADINGS)
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_a_spreadsheet_has_a_line_for_each_session():
    carl = make_released_person("Carl; Ærø", organisation="Mercantec")
    entry = make_entry("23:30", 60, title_da='Robotter; "hjemme"', presenters=(BODIL, carl))

    heads, row = rows(make_document(entry))

    assert heads == list(HEADINGS)
    assert row == [
        "2018-11-22",
        "23:30",
        "00:30",
        "Sal A",
        'Robotter; "hjemme"',
        "Bodil Åkjær, Carl; Ærø",
        "VIA, Mercantec",
        "",
        "Ambassador",
        f"https://pagt.example/kickoff2018/sessions/{entry.code}",
    ]


@pytest.mark.parametrize(
    "title",
    ["=1+1", " =1+1", "+45", "-1", "@SUM(A1)", "\t=1", "\r=1", "\x00=1", "＝1+1", "＋1", "－1", "＠x"],
)
def test_a36_no_cell_is_a_formula(title):
    (_, row) = rows(make_document(make_entry(title_da=title)))

    assert row[4].startswith("'")


def test_a_name_that_only_looks_like_one_stays_as_it_is():
    (_, row) = rows(make_document(make_entry(title_da="1 = 1")))

    assert row[4] == "1 = 1"


def test_moments_are_told_in_danish_time_whatever_zone_they_are_kept_in():
    entry = make_entry(
        title_da="Om sommeren", starts_at=moment("2018-07-01 10:00"), ends_at=moment("2018-07-01 11:00")
    )

    assert events(schedule_json.render(make_document(entry), DANISH))["Om sommeren"]["date"] == (
        "2018-07-01T10:00:00+02:00"
    )
