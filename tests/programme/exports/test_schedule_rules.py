"""Our statement of the formats' rules refuses what their schemas, and the apps, refuse."""

import json

import pytest

from conference.programme.exports import schedule_json, schedule_xml
from tests.programme.exports.schedule_json_rules import json_faults
from tests.programme.exports.schedule_rules import xml_faults
from tests.programme.factories import make_document, make_entry, make_frame, make_released_person

DOCUMENT = make_document(
    make_entry(
        code="AAAAAA",
        export_id=77,
        presenters=(make_released_person("Bodil", export_id=5),),
        area_key="informatik",
        area_da="Informatik",
        may_record=True,
    ),
    make_entry("11:00", code="BBBBBB", export_id=78),
)
XML = schedule_xml.render(DOCUMENT, make_frame()).decode()
LOGO = "<logo>{}</logo><abstract"


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        # verified failures of the schema
        (">kickoff2018<", ">kic<"),
        (">kickoff2018<", ">Kickoff2018<"),
        ('slug="informatik"', 'slug="7informatik"'),
        ("<license />", ""),
        ("<abstract", "<url></url><abstract"),
        ("<abstract", "<feedback_url></feedback_url><abstract"),
        ("<abstract", "<origin_url/><abstract"),
        ("<slug>kickoff2018-robotter-aaaaaa</slug>", "<slug></slug>"),
        ("<abstract", LOGO.format("logo.png")),
        ('code="AAAAAA"', 'code="AAAAAAAA"'),
        ('id="77"', 'id="ABCDEF"'),
        ('id="77"', 'id="0"'),
        ("T10:00:00+01:00<", "T10:00:00<"),
        ("<duration>00:10<", "<duration>PT10M<"),
        # what is there, what is not, in which order
        ("<version>v1</version>", ""),
        ("<version>v1</version>", "<version>v1</version><version>v2</version>"),
        ("<schedule>", "<schedule><version>v0</version>"),
        ("<schedule>", '<schedule xml:lang="da">'),
        ("<abstract", "<end>10:10</end><abstract"),
        ("<abstract", "<answers/><abstract"),
        ("<abstract", "<venue>Salen</venue><abstract"),
        ("<days>1</days>", "<days>1</days><day_change>06:00</day_change>"),
        ('<person id="5"', '<person code="P00001" id="5"'),
        ("<abstract />", ""),
        ("<type>", "<type>Oplæg</type><type>"),
        (' end="2018-11-23T06:00:00+01:00"', ""),
        (' start="2018-11-22T06:00:00+01:00"', ' start="2018-11-22T06:00:00"'),
        ('day index="1"', 'day index="0"'),
        ('date="2018-11-22"', 'date="2018-11-31"'),
        ("<start>10:00<", "<start>10.00<"),
        ("<optout>false<", "<optout>no<"),
        ('color="#', 'color="'),
        # one of each
        ('id="78"', 'id="77"'),
        ('code="BBBBBB"', 'code="AAAAAA"'),
        (DOCUMENT.entries[1].uid, DOCUMENT.entries[0].uid),
        ("-bbbbbb</slug>", "-aaaaaa</slug>"),
        ("</room>\n", '</room><room name="Sal A"/>'),
        (
            "</schedule>",
            '<day index="1" start="2018-11-23T06:00:00Z" end="2018-11-24T06:00:00Z"/></schedule>',
        ),
        # what apps want beyond
        ("kickoff2018/</base_url>", "kickoff2018</base_url>"),
        ('<person id="5"', "<person"),
        ("<duration>00:10<", "<duration>0:10<"),
        ("<duration>00:10<", "<duration>00:00:10<"),
        ("<schedule>", f"<!-- {'x' * 1024} --><schedule>"),
        ("<schedule>", "<!-- made by us --><schedule>"),
        ("T10:00:00+01:00<", "T05:00:00+01:00<"),
        ('id="77"', f'id="{2**31}"'),
        ("<abstract", "<links><link>Mere</link></links><abstract"),
        ("Robotter", "Robot\x0bter"),
        ("</schedule>", ""),
    ],
)
def test_a_schedule_xml_that_breaks_a_rule_is_refused(right, wrong):
    broken = XML.replace(right, wrong, 1)

    assert broken != XML
    assert xml_faults(broken.encode()) != []


def broken_json(break_it):
    file = json.loads(schedule_json.render(DOCUMENT, make_frame()))
    conference = file["schedule"]["conference"]
    break_it(file["schedule"], conference, conference["days"][0]["rooms"]["Sal A"][0])
    return json.dumps(file).encode()


@pytest.mark.parametrize(
    "break_it",
    [
        lambda schedule, conference, event: schedule.update(rooms=[]),
        lambda schedule, conference, event: schedule.pop("version"),
        lambda schedule, conference, event: conference.update(acronym="kick-off"),
        lambda schedule, conference, event: conference.update(acronym="kic"),
        lambda schedule, conference, event: conference.update(acronym="Kickoff2018"),
        lambda schedule, conference, event: conference.update(venue="Salen"),
        lambda schedule, conference, event: conference.update(daysCount=2),
        lambda schedule, conference, event: conference.update(time_zone_name="CET+1"),
        lambda schedule, conference, event: conference.pop("timeslot_duration"),
        lambda schedule, conference, event: conference["rooms"][0].update(type="hall"),
        lambda schedule, conference, event: conference["rooms"][0].pop("guid"),
        lambda schedule, conference, event: conference["tracks"][0].update(color="red"),
        lambda schedule, conference, event: conference["days"][0].update(start="2018-11-22T06:00:00Z"),
        lambda schedule, conference, event: conference["days"][0].update(day_end="2018-11-23T06:00:00"),
        lambda schedule, conference, event: event.update(start="10:00:00"),
        lambda schedule, conference, event: event.update(duration="PT10M"),
        lambda schedule, conference, event: event.update(date="2018-11-22T10:00:00"),
        lambda schedule, conference, event: event.update(id=0),
        lambda schedule, conference, event: event.update(id="77"),
        lambda schedule, conference, event: event.update(id=78),
        lambda schedule, conference, event: event.update(code="aaaaaa"),
        lambda schedule, conference, event: event.update(slug="kickoff2018-"),
        lambda schedule, conference, event: event.update(url=""),
        lambda schedule, conference, event: event.update(url=None),
        lambda schedule, conference, event: event.update(feedback_url=""),
        lambda schedule, conference, event: event.update(logo="logo.png"),
        lambda schedule, conference, event: event.update(answers=[]),
        lambda schedule, conference, event: event.update(title=""),
        lambda schedule, conference, event: event.update(room="Sal B"),
        lambda schedule, conference, event: event.update(do_not_record="yes"),
        lambda schedule, conference, event: event.update(title="A\x0bB"),
        lambda schedule, conference, event: event.update(attachments=[{"title": "Slides"}]),
        lambda schedule, conference, event: event.update(
            links=[{"url": "https://a.example", "title": "A", "type": "x"}]
        ),
        lambda schedule, conference, event: event.pop("subtitle"),
        lambda schedule, conference, event: event.pop("links"),
        lambda schedule, conference, event: event["persons"][0].update(public_name="Bodil"),
        lambda schedule, conference, event: event["persons"][0].pop("name"),
        lambda schedule, conference, event: event["persons"][0].update(id="5"),
    ],
)
def test_a_schedule_json_that_breaks_a_rule_is_refused(break_it):
    assert json_faults(broken_json(break_it)) != []


def test_what_the_mutations_start_from_is_right():
    assert xml_faults(XML.encode()) == []
    assert json_faults(broken_json(lambda *_: None)) == []
    assert json_faults(b"{") != []
    assert json_faults(b"{}") != []
