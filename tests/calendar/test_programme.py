"""The released programme as the calendars of others read it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from html import unescape

import icalendar
import pytest
import vobject

from conference.programme.models import Kind
from tests.calendar.readers import lines_of, read_with_ical_js, values_of
from tests.factories import make_conference, moment
from tests.programme.factories import make_document, make_entry, make_place, make_released_person
from tests.programme.released import publish

FEED = "/kickoff2018/programme.ics"

TALK = make_entry(
    "10:20",
    code="AAAAAA",
    uid="5a0c1f6e-8a43-4f3f-9d05-2f6bb0a6a1c7",
    sequence=2,
    released_at=moment("2018-11-05 12:00"),
    title_da="Robotter, sensorer; og æ\\ø",
    title_en="Robots",
    abstract_da="Første linje.\nAnden linje; slut.",
    presenters=(make_released_person("Bodil Åkjær"), make_released_person("Carl")),
    area_key="girls",
    area_da="Piger, STEM",
    area_en="Girls, STEM",
)
PAUSE = make_entry("12:00", 60, code="BBBBBB", kind=Kind.BREAK, title_da="Frokost", title_en="Lunch")
GONE = make_entry("13:00", code="CCCCCC", title_da="Droner", title_en="Drones", is_cancelled=True, sequence=1)
LATE = make_entry("2018-11-22 23:30", 90, code="DDDDDD", room_key="sal-b", title_da="Fest", title_en="Party")
NIGHT = make_entry("2018-10-28 01:30", 180, code="EEEEEE", room_key="sal-b", title_da="Nat", title_en="Night")
ROOMS = (make_place("sal-a"), make_place("sal-b", name="Sal B, 1. sal"))


def document(*entries, **overrides):
    return make_document(*entries, **{"rooms": ROOMS, **overrides})


@pytest.fixture
def kickoff(saved, at):
    """The kick-off, settled in August."""
    at("2018-11-06 09:00")
    return saved(
        make_conference(
            title_da="Kick-off konference",
            title_en="The kick-off",
            summary_da="Pagten begynder.",
            changed_at=moment("2018-08-01 09:01"),
        )
    )


@pytest.fixture
def released(kickoff, saved):
    """All kinds of entries."""
    publish(saved, kickoff, document(TALK, PAUSE, GONE, LATE, NIGHT))


#: What is in a calendar does not hang on the database.
on_one = pytest.mark.parametrize("database_kind", ["sqlite"])


def by_title(client, path=FEED):
    return {event["summary"]: event for event in read_with_ical_js(client.get(path).data)["events"]}


@on_one
def test_every_reader_finds_the_same_in_a_programme(client, released):
    data = client.get(FEED).data

    lines_of(data)
    by_icalendar = [
        (str(event["uid"]), str(event["summary"]), event.start, event.end)
        for event in icalendar.Calendar.from_ical(data).events
    ]
    by_vobject = [
        (event.uid.value, event.summary.value, event.dtstart.value, event.dtend.value)
        for event in vobject.readOne(data.decode()).vevent_list
    ]
    by_ical_js = [
        (event["uid"], event["summary"], as_instant(event["starts"]), as_instant(event["ends"]))
        for event in read_with_ical_js(data)["events"]
    ]

    assert by_vobject == by_icalendar == by_ical_js
    assert [row[1:] for row in by_icalendar] == [
        ("Nat", NIGHT.starts_at, NIGHT.ends_at),
        ("Kick-off konference", date(2018, 11, 22), date(2018, 11, 23)),
        (TALK.title_da, TALK.starts_at, TALK.ends_at),
        ("Frokost", PAUSE.starts_at, PAUSE.ends_at),
        ("AFLYST: Droner", GONE.starts_at, GONE.ends_at),
        ("Fest", LATE.starts_at, LATE.ends_at),
    ]


def as_instant(told):
    return datetime.fromisoformat(told).astimezone(UTC) if "T" in told else date.fromisoformat(told)


@on_one
def test_a_session_says_who_when_where_and_of_what_it_is_a_part(client, released, kickoff):
    event = by_title(client)[TALK.title_da]
    lines = lines_of(client.get("/kickoff2018/sessions/AAAAAA.ics").data)

    assert event["description"] == "Ved Bodil Åkjær, Carl\nFørste linje.\nAnden linje; slut."
    assert (event["location"], event["categories"]) == ("Sal A, Salen", ["Piger, STEM"])
    assert (event["status"], event["transp"], event["sequence"]) == ("CONFIRMED", "OPAQUE", 2)
    for line in (
        "DTSTART;TZID=Europe/Copenhagen:20181122T102000",
        f"UID:{TALK.uid}",
        "DTSTAMP:20181105T110000Z",
        "LAST-MODIFIED:20181105T110000Z",
        f"RELATED-TO:{kickoff.uid}",
        "URL:http://localhost/kickoff2018/sessions/AAAAAA",
        "SOURCE;VALUE=URI:http://localhost/kickoff2018/sessions/AAAAAA.ics",
    ):
        assert line in lines
    assert [line for line in lines if line.startswith(("METHOD", "ATTENDEE", "ORGANIZER"))] == []


@on_one
def test_only_what_takes_place_for_somebody_takes_their_time(client, released):
    told = {title: (event["status"], event["transp"]) for title, event in by_title(client).items()}

    assert told == {
        "Nat": ("CONFIRMED", "OPAQUE"),
        "Kick-off konference": ("CONFIRMED", "TRANSPARENT"),
        TALK.title_da: ("CONFIRMED", "OPAQUE"),
        "Frokost": ("CONFIRMED", "TRANSPARENT"),
        "AFLYST: Droner": ("CANCELLED", "TRANSPARENT"),
        "Fest": ("CONFIRMED", "OPAQUE"),
    }


@on_one
def test_a_room_and_a_session_have_calendars_of_their_own(client, released):
    assert list(by_title(client, "/kickoff2018/rooms/sal-b.ics")) == ["Nat", "Fest"]
    assert list(by_title(client, "/kickoff2018/sessions/DDDDDD.ics")) == ["Fest"]
    name = values_of(client.get("/kickoff2018/rooms/sal-b.ics").data, "X-WR-CALNAME")
    assert name == ["Program: Kick-off konference\\, Sal B\\, 1. sal"]


@on_one
def test_a_room_that_nothing_is_held_in_any_more_keeps_its_calendar(client, released, kickoff, saved):
    publish(saved, kickoff, make_document(TALK, number=2, rooms=ROOMS[:1]))

    answer = client.get("/kickoff2018/rooms/sal-b.ics")

    assert answer.status_code == 200
    assert values_of(answer.data, "X-WR-CALNAME") == ["Program: Kick-off konference\\, Sal B\\, 1. sal"]
    assert values_of(answer.data, "BEGIN")[:2] == ["VCALENDAR", "VTIMEZONE"]
    assert read_with_ical_js(answer.data)["events"] == []


@on_one
def test_english_says_the_same_under_the_same_uids(client, released):
    danish, english = client.get(FEED).data, client.get(f"/en{FEED}").data

    assert values_of(danish, "UID") == values_of(english, "UID")
    assert values_of(english, "X-WR-CALNAME") == ["Programme: The kick-off"]
    assert "CANCELLED: Drones" in values_of(english, "SUMMARY")
    assert "http://localhost/en/kickoff2018/sessions/AAAAAA" in values_of(english, "URL")


def test_a_new_version_changes_what_moved_and_nothing_else(client, released, kickoff, saved):
    before = by_title(client)
    at_nine = moment("2018-11-06 09:00")
    moved = replace(
        TALK,
        starts_at=moment("2018-11-22 10:40"),
        ends_at=moment("2018-11-22 10:50"),
        sequence=3,
        released_at=at_nine,
    )

    publish(saved, kickoff, document(moved, PAUSE, GONE, LATE, NIGHT, number=2, released_at=at_nine))

    after = by_title(client)
    assert [title for title in before if after[title] != before[title]] == [TALK.title_da]
    assert after[TALK.title_da]["uid"] == before[TALK.title_da]["uid"]
    assert after[TALK.title_da]["sequence"] == before[TALK.title_da]["sequence"] + 1


def test_a_cancelled_session_leaves_by_itself_ninety_days_later(client, released, at):
    at("2019-02-20 23:59")
    last_day = client.get(FEED)
    at("2019-02-21 00:01")
    gone = client.get(FEED, headers={"If-Modified-Since": last_day.headers["Last-Modified"]})

    assert "AFLYST: Droner" in values_of(last_day.data, "SUMMARY")
    assert "AFLYST: Droner" not in values_of(gone.data, "SUMMARY")
    assert (last_day.headers["Last-Modified"], gone.headers["Last-Modified"]) == (
        "Mon, 05 Nov 2018 11:00:00 GMT",
        "Wed, 20 Feb 2019 23:00:00 GMT",
    )


@on_one
def test_a_change_of_the_conference_is_another_version_of_its_day(client, kickoff, saved):
    publish(saved, kickoff, document(TALK))

    event = by_title(client)["Kick-off konference"]

    assert (event["uid"], event["sequence"]) == (kickoff.uid, 60)
    assert (event["location"], event["description"]) == ("Salen, Gaden 1, 8000 Aarhus C", "Pagten begynder.")


def test_the_calendar_page_offers_the_programme_and_its_rooms(client, released):
    page = unescape(client.get("/calendar/?feed=kickoff2018/programme").text)
    room = unescape(client.get("/en/calendar/?feed=kickoff2018/rooms/sal-b").text)

    assert '<option value="kickoff2018/programme" selected>Hele programmet</option>' in page
    assert 'href="webcal://localhost/kickoff2018/programme.ics"' in page
    assert 'href="webcal://localhost/en/kickoff2018/rooms/sal-b.ics"' in room
    assert "Programme: The kick-off, Sal B, 1. sal" in room
    assert client.get("/calendar/?feed=kickoff2018/rooms/none").status_code == 404


@on_one
def test_the_calendar_page_offers_no_programme_that_is_not_released(client, kickoff):
    page = client.get("/calendar/")

    assert (page.status_code, "kickoff2018" in page.text) == (200, False)
    assert client.get("/calendar/?feed=kickoff2018/programme").status_code == 404
