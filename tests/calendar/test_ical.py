import pickle
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from conference.calendar import ical
from tests.calendar.readers import lines_of, read_with_ical_js, values_of

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
CHANGED = datetime(2018, 9, 3, 7, 30, tzinfo=UTC)

FEED = ical.Feed(
    name="Milepæle",
    description="Midtjysk teknologipagts milepæle",
    language="da",
    url="https://pagt.example/calendar/",
    source="https://pagt.example/calendar/milestones.ics",
    changed_at=CHANGED,
)
SPAN = ical.Event(
    uid="5a0c1f6e-8a43-4f3f-9d05-2f6bb0a6a1c7",
    sequence=2,
    created_at=CHANGED - timedelta(days=90),
    changed_at=CHANGED,
    summary="Høringsudkast klar (medio juni 2018)",
    starts=date(2018, 6, 11),
    ends=date(2018, 6, 21),
    status=ical.Status.TENTATIVE,
    busy=False,
    description="Tidspunkt: medio juni 2018 (ikke fastlagt)\nTo kilder; a, b \\ c",
    url="https://pagt.example/milestones#draft",
    categories=("Frist", "Piger, STEM; m.m."),
)
CONFERENCE = replace(
    SPAN,
    uid="0d4ee0f0-4a5e-4d15-a3c5-25e2a0a85f9d",
    summary="Kick-off konference",
    starts=datetime(2018, 11, 22, 8, tzinfo=UTC),
    ends=datetime(2018, 11, 22, 15, tzinfo=UTC),
    status=ical.Status.CONFIRMED,
    busy=True,
    location="Pagthuset, Viborg",
)
REGION = ical.Person(name="Midtjysk teknologipagt", email="pagt@region.example")
ANNA = ical.Person(name='Anna "Å"; Ærø, B: C', email="anna@skole.example")

RENDER = """
import pickle, sys
from conference.calendar import ical
sys.stdout.buffer.write(ical.render(*pickle.load(sys.stdin.buffer)))
"""


def test_a_feed_says_its_name_its_pace_and_where_it_comes_from():
    lines = lines_of(ical.render(FEED, []))

    assert lines[: lines.index("BEGIN:VTIMEZONE")] == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Midtjysk teknologipagt//Conference//DA",
        "CALSCALE:GREGORIAN",
        "DESCRIPTION:Midtjysk teknologipagts milepæle",
        "X-WR-CALDESC:Midtjysk teknologipagts milepæle",
        "NAME:Milepæle",
        "X-WR-CALNAME:Milepæle",
        "COLOR:teal",
        "LAST-MODIFIED:20180903T073000Z",
        "REFRESH-INTERVAL;VALUE=DURATION:PT4H",
        "SOURCE;VALUE=URI:https://pagt.example/calendar/milestones.ics",
        "URL:https://pagt.example/calendar/",
        "X-PUBLISHED-TTL:PT4H",
    ]


def test_a_feed_whose_address_is_a_secret_does_not_say_it():
    feed = replace(FEED, source=None)

    assert values_of(ical.render(feed, []), "SOURCE") == []


def test_a_span_of_days_ends_before_the_day_after_it_and_takes_nobodys_time():
    lines = lines_of(ical.render(FEED, [SPAN]))

    assert lines[lines.index("BEGIN:VEVENT") :] == [
        "BEGIN:VEVENT",
        "SUMMARY:Høringsudkast klar (medio juni 2018)",
        "DTSTART;VALUE=DATE:20180611",
        "DTEND;VALUE=DATE:20180621",
        "DTSTAMP:20180903T073000Z",
        "UID:5a0c1f6e-8a43-4f3f-9d05-2f6bb0a6a1c7",
        "SEQUENCE:2",
        "CATEGORIES:Frist,Piger\\, STEM\\; m.m.",
        "CREATED:20180605T073000Z",
        "DESCRIPTION:Tidspunkt: medio juni 2018 (ikke fastlagt)\\nTo kilder\\; a\\, b \\\\ c",
        "LAST-MODIFIED:20180903T073000Z",
        "STATUS:TENTATIVE",
        "TRANSP:TRANSPARENT",
        "URL:https://pagt.example/milestones#draft",
        "X-MICROSOFT-CDO-BUSYSTATUS:FREE",
        "END:VEVENT",
        "END:VCALENDAR",
    ]


def test_a_meeting_is_written_in_danish_time_and_takes_time():
    data = ical.render(FEED, [CONFERENCE])

    assert "DTSTART;TZID=Europe/Copenhagen:20181122T090000" in lines_of(data)
    assert "DTEND;TZID=Europe/Copenhagen:20181122T160000" in lines_of(data)
    assert values_of(data, "TRANSP") == ["OPAQUE"]
    assert values_of(data, "X-MICROSOFT-CDO-BUSYSTATUS") == ["BUSY"]


def test_a_part_names_its_whole_in_a_way_that_no_reader_refuses():
    data = ical.render(FEED, [replace(CONFERENCE, part_of=SPAN.uid)])

    assert f"RELATED-TO:{SPAN.uid}" in lines_of(data)


def test_what_an_event_does_not_have_leaves_no_empty_property():
    bare = replace(SPAN, description="", location="", url="", categories=())

    lines = lines_of(ical.render(FEED, [bare]))

    assert [line for line in lines if line.endswith(":")] == []


def test_a_feed_names_nobody_and_asks_nothing():
    lines = lines_of(ical.render(FEED, [SPAN, CONFERENCE]))

    assert [line for line in lines if line.startswith(("METHOD", "ATTENDEE", "ORGANIZER"))] == []
    assert [line for line in lines if line.startswith("UID")] == [f"UID:{SPAN.uid}", f"UID:{CONFERENCE.uid}"]


def test_events_come_in_the_order_of_start_and_uid_whatever_order_they_are_given_in():
    events = [replace(SPAN, uid=uid) for uid in "cab"] + [CONFERENCE]

    data = ical.render(FEED, events)

    assert values_of(data, "UID") == ["a", "b", "c", CONFERENCE.uid]
    assert data == ical.render(FEED, reversed(events))


def test_equal_events_give_equal_bytes_in_another_process():
    here = ical.render(FEED, [SPAN, CONFERENCE])

    there = subprocess.run(
        [sys.executable, "-c", RENDER],
        input=pickle.dumps((FEED, [CONFERENCE, SPAN])),
        capture_output=True,
        check=True,
    ).stdout

    assert there == here


def test_every_reader_finds_the_same_in_a_feed():
    data = ical.render(FEED, [SPAN, CONFERENCE])

    by_icalendar = [
        (str(e["uid"]), str(e["summary"]), str(e["description"]), e.start, e.end)
        for e in icalendar.Calendar.from_ical(data).events
    ]
    by_vobject = [
        (e.uid.value, e.summary.value, e.description.value, e.dtstart.value, e.dtend.value)
        for e in vobject.readOne(data.decode()).vevent_list
    ]
    by_ical_js = [
        (e["uid"], e["summary"], e["description"], e["starts"], e["ends"])
        for e in read_with_ical_js(data)["events"]
    ]

    assert by_icalendar == [(e.uid, e.summary, e.description, e.starts, e.ends) for e in (SPAN, CONFERENCE)]
    assert by_vobject == by_icalendar
    assert [row[:3] for row in by_ical_js] == [row[:3] for row in by_icalendar]
    assert [row[3:] for row in by_ical_js] == [
        ("2018-06-11", "2018-06-21"),
        ("2018-11-22T08:00:00Z", "2018-11-22T15:00:00Z"),
    ]


@pytest.mark.parametrize("reader", ["icalendar", "vobject"])
def test_the_zone_shows_the_right_wall_time_around_every_change_of_the_clocks(reader):
    instants = [
        change + timedelta(minutes=n) for change in _changes(1997, 2037) for n in (-61, -1, 0, 1, 59, 60)
    ]

    zone = _zone_by(reader, ical.render(FEED, []))
    shown = [instant.astimezone(zone).replace(tzinfo=None) for instant in instants]

    assert shown == [instant.astimezone(COPENHAGEN).replace(tzinfo=None) for instant in instants]


@pytest.mark.parametrize("reader", ["icalendar", "vobject", "ical.js"])
def test_the_zone_finds_the_instant_of_a_wall_time_around_every_change_of_the_clocks(reader):
    # Not of the hours that come twice or never: nobody can know, and forms refuse those that never come.
    instants = [change + timedelta(minutes=n) for change in _changes(1997, 2037) for n in (-61, 60)]
    walls = [instant.astimezone(COPENHAGEN).replace(tzinfo=None) for instant in instants]
    data = ical.render(FEED, [])

    if reader == "ical.js":
        told = read_with_ical_js(data, *(wall.isoformat() for wall in walls))["instants"]
        found = [datetime.fromisoformat(instant) for instant in told]
    else:
        zone = _zone_by(reader, data)
        found = [wall.replace(tzinfo=zone).astimezone(UTC) for wall in walls]

    assert found == instants


def _changes(first: int, last: int) -> Iterator[datetime]:
    """01:00 UTC on the last Sundays of March and October."""
    for year in range(first, last + 1):
        for month in (3, 10):
            end = datetime(year, month, 31, 1, tzinfo=UTC)
            yield end - timedelta(days=(end.weekday() + 1) % 7)


def _zone_by(reader: str, data: bytes) -> tzinfo:
    if reader == "vobject":
        return vobject.readOne(data.decode()).vtimezone.gettzinfo()
    return icalendar.Calendar.from_ical(data).timezones[0].to_tz(lookup_tzid=False)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_whatever_a_title_holds_the_file_stays_in_form_and_the_letters_stay(title):
    data = ical.render(FEED, [replace(SPAN, summary=f"x{title}", categories=(f"x{title}",), location=title)])

    lines_of(data)
    (event,) = icalendar.Calendar.from_ical(data).events
    assert _letters(str(event["summary"])) == _letters(f"x{title}")


def _letters(text: str) -> list[str]:
    return [letter for letter in text if letter.isprintable() and not letter.isspace()]


def test_an_entry_sent_to_an_attendee_asks_for_no_answer():
    data = ical.entry(CONFERENCE, language="da", method=ical.Method.REQUEST, organizer=REGION, attendee=ANNA)

    (event,) = icalendar.Calendar.from_ical(data).events
    assert values_of(data, "METHOD") == ["REQUEST"]
    assert event["organizer"] == "mailto:pagt@region.example"
    assert event["attendee"] == "mailto:anna@skole.example"
    assert dict(event["attendee"].params) == {
        "CN": ANNA.name, "PARTSTAT": "ACCEPTED", "ROLE": "REQ-PARTICIPANT", "RSVP": "FALSE"
    }  # fmt: skip
    assert event.start == CONFERENCE.starts


def test_a_cancelled_entry_is_taken_out_by_the_same_uid_and_a_higher_sequence():
    gone = replace(CONFERENCE, sequence=3, status=ical.Status.CANCELLED)

    data = ical.entry(gone, language="da", method=ical.Method.CANCEL, organizer=REGION, attendee=ANNA)

    (event,) = read_with_ical_js(data)["events"]
    assert values_of(data, "METHOD") == ["CANCEL"]
    assert (event["uid"], event["sequence"], event["status"]) == (CONFERENCE.uid, 3, "CANCELLED")


def test_an_entry_to_download_names_nobody():
    lines = lines_of(ical.entry(CONFERENCE, language="en"))

    assert lines.count("BEGIN:VEVENT") == 1
    assert [line for line in lines if line.startswith(("METHOD", "ATTENDEE", "ORGANIZER"))] == []


def test_an_entry_with_a_method_needs_both_persons():
    with pytest.raises(ValueError, match="organizer and an attendee"):
        ical.entry(CONFERENCE, language="da", method=ical.Method.REQUEST, attendee=ANNA)


def test_a_name_cannot_add_a_line_to_an_entry():
    sly = replace(ANNA, name="Anna\r\nATTENDEE:mailto:other@skole.example\nX\x00\u2028Y")

    data = ical.entry(CONFERENCE, language="da", method=ical.Method.REQUEST, organizer=REGION, attendee=sly)

    assert len([line for line in lines_of(data) if line.startswith("ATTENDEE")]) == 1


@pytest.mark.parametrize(
    ("starts", "ends", "written"),
    [
        ((0, 30), (1, 15), ["DTSTART:20181028T003000Z", "DTEND:20181028T011500Z"]),
        ((1, 30), (2, 30), ["DTSTART:20181028T013000Z", "DTEND:20181028T023000Z"]),
        ((23, 0), (0, 15), ["DTSTART:20181027T230000Z", "DTEND:20181028T001500Z"]),
        (
            (2, 0),
            (3, 0),
            [
                "DTSTART;TZID=Europe/Copenhagen:20181028T030000",
                "DTEND;TZID=Europe/Copenhagen:20181028T040000",
            ],
        ),
    ],
)
def test_in_the_hour_that_october_has_twice_the_clock_is_that_of_the_world(starts, ends, written):
    on = datetime(2018, 10, 28, tzinfo=UTC)
    first = on.replace(hour=starts[0], minute=starts[1]) - timedelta(days=starts > ends)
    event = replace(CONFERENCE, starts=first, ends=on.replace(hour=ends[0], minute=ends[1]))

    data = ical.render(FEED, [event])

    assert [line for line in lines_of(data) if line in written] == written
    assert {each.start for each in icalendar.Calendar.from_ical(data).walk("VEVENT")} == {first}
