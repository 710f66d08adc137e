"""The released programme as files that apps and calendars fetch again and again."""

import gzip

import pytest
from sqlalchemy import select

from conference.db import db, transaction
from conference.programme import service as programmes
from conference.programme.models import Presenter
from conference.registration.models import Conference
from tests.factories import make_conference, moment
from tests.programme.exports.schedule_json_rules import json_faults
from tests.programme.exports.schedule_rules import xml_faults
from tests.programme.factories import (
    make_document,
    make_entry,
    make_presenter,
    make_programme,
    make_released_person,
)
from tests.programme.released import publish
from tests.queries import queries

FILES = {
    "/kickoff2018/programme.xml": ("application/vnd.c3voc.schedule+xml", "kickoff2018.xml"),
    "/kickoff2018/programme.json": ("application/json", "kickoff2018.json"),
    "/kickoff2018/programme.csv": ("text/csv; charset=utf-8", "kickoff2018.csv"),
    "/kickoff2018/programme.ics": ("text/calendar; charset=utf-8", "kickoff2018.ics"),
    "/kickoff2018/rooms/sal-a.ics": ("text/calendar; charset=utf-8", "sal-a.ics"),
    "/kickoff2018/sessions/AAAAAA.ics": ("text/calendar; charset=utf-8", "AAAAAA.ics"),
}


def document(number=1, **overrides):
    return make_document(
        make_entry(
            code="AAAAAA", presenters=(make_released_person(),), title_da="Robotter", title_en="Robots"
        ),
        make_entry("11:00", code="BBBBBB", title_da="Sensorer", title_en="Sensors"),
        number=number,
        **overrides,
    )


@pytest.fixture
def kickoff(saved, at):
    """The kick-off without a programme."""
    at("2018-11-06 09:00")
    return saved(make_conference(title_en="The kick-off"))


@pytest.fixture
def released(kickoff, saved):
    """Its first version, of 5 November at noon."""
    publish(saved, kickoff, document())


@pytest.fixture
def change(app):
    """An organiser changes the conference's settings at half past eight."""

    def change(**values):
        with app.app_context(), transaction():
            found = db.session.scalars(select(Conference)).one()
            for name, value in values.items():
                setattr(found, name, value)
            found.changed_at = moment("2018-11-06 08:30")

    return change


@pytest.mark.parametrize("database_kind", ["sqlite"])
@pytest.mark.parametrize("path", FILES)
def test_a_file_is_sent_to_anyone_and_only_once(client, released, path):
    first = client.get(path)
    tag, date = first.headers["ETag"], first.headers["Last-Modified"]

    assert (first.status_code, date) == (200, "Mon, 05 Nov 2018 11:00:00 GMT")
    assert (first.headers["Content-Type"], first.headers["Content-Disposition"]) == (
        FILES[path][0],
        f'inline; filename="{FILES[path][1]}"',
    )
    assert first.headers["Cache-Control"] == "public, max-age=900"
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    assert first.headers["Vary"] == "Accept-Encoding"
    assert "Set-Cookie" not in first.headers
    assert dict(client.head(path).headers) == dict(first.headers)
    for known in ({"If-None-Match": tag}, {"If-None-Match": f"W/{tag}"}, {"If-Modified-Since": date}):
        again = client.get(path, headers=known)
        assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    for old in ({"If-None-Match": '"old"', "If-Modified-Since": date}, {"If-Modified-Since": "yesterday"}):
        assert client.get(path, headers=old).status_code == 200


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_file_is_zipped_for_who_asks_and_cannot_be_written_to(client, released):
    for path in FILES:
        plain = client.get(path)
        zipped = client.get(path, headers={"Accept-Encoding": "gzip"})

        assert gzip.decompress(zipped.data) == plain.data
        assert zipped.headers["ETag"] == plain.headers["ETag"][:-1] + '-gz"'
        for method in ("POST", "PUT", "DELETE", "PROPFIND"):
            assert client.open(path, method=method).status_code == 405


def test_a_new_version_makes_every_file_new(client, released, kickoff, saved):
    before = {path: client.get(path).headers["ETag"] for path in FILES}
    at_nine = moment("2018-11-06 09:00")
    later = [
        make_entry(at, code=code, title_da="Nyt", title_en="New", sequence=1, released_at=at_nine)
        for at, code in (("10:10", "AAAAAA"), ("11:10", "BBBBBB"))
    ]

    publish(saved, kickoff, make_document(*later, number=2, released_at=at_nine))

    for path, tag in before.items():
        after = client.get(path, headers={"If-None-Match": tag})
        assert (after.status_code, b"Nyt" in after.data) == (200, True)
        assert after.headers["Last-Modified"] == "Tue, 06 Nov 2018 08:00:00 GMT"


def test_a_new_title_of_the_conference_is_told_at_once(app, client, released, change):
    for path in FILES:
        client.get(path)

    change(title_da="Pagtens dag")

    for path in FILES:
        after = client.get(path)
        assert after.headers["Last-Modified"] == "Tue, 06 Nov 2018 07:30:00 GMT"
        names_it = path.endswith((".xml", ".json", "programme.ics", "sal-a.ics"))
        assert ("Pagtens dag" in after.text) == names_it


def test_a_consent_that_is_taken_back_is_gone_from_every_file_at_once(app, client, kickoff, saved, at):
    saved(make_programme(kickoff))
    bodil = saved(make_presenter(kickoff, recording_consent_at=kickoff.created_at))
    person = make_released_person(uid=bodil.uid, code=bodil.code)
    entry = make_entry(code="AAAAAA", presenters=(person,), may_record=True)
    publish(saved, kickoff, make_document(entry))
    paths = ("/kickoff2018/programme.xml", "/kickoff2018/programme.json")
    before = [client.get(path).text for path in paths]

    at("2018-11-06 09:30")
    with app.app_context(), transaction():
        bodil = db.session.scalars(select(Presenter)).one()
        programmes.set_consents(bodil, recording=False, publication=False)
    after = [client.get(path) for path in paths]

    words = [("<optout>false</optout>", "<optout>true</optout>"), ('record": false', 'record": true')]
    assert [say in text for text, (say, _) in zip(before, words, strict=True)] == [True, True]
    assert [say in each.text for each, (_, say) in zip(after, words, strict=True)] == [True, True]
    assert {each.headers["Last-Modified"] for each in after} == {"Tue, 06 Nov 2018 08:30:00 GMT"}


def test_what_is_not_released_or_not_published_is_not_there(client, kickoff, saved, change):
    early = [client.get(path) for path in FILES]
    publish(saved, kickoff, document())
    shown = [client.get(path) for path in FILES]
    change(published_at=None)
    hidden = [client.get(path) for path in FILES]
    elsewhere = [client.get(path.replace("kickoff2018", "nosuch2018")) for path in FILES]

    for answers, status in ((early, 404), (shown, 200), (hidden, 404), (elsewhere, 404)):
        assert {answer.status_code for answer in answers} == {status}
    assert {answer.headers["Cache-Control"] for answer in early} == {"no-store"}


def test_no_file_of_what_is_not_in_the_programme(client, released):
    for path in ("rooms/sal-x.ics", "sessions/XXXXXX.ics", "rooms/sal-a'.ics", "programme.txt"):
        assert client.get(f"/kickoff2018/{path}").status_code == 404


def test_an_unchanged_file_is_asked_of_the_database_past_its_session(app, client, released):
    client.get("/kickoff2018/programme.ics")

    with app.app_context(), queries() as asked:
        client.get("/kickoff2018/programme.ics")

    assert asked == []


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_the_files_that_are_sent_are_valid_in_both_languages(client, released):
    for root in ("", "/en"):
        assert xml_faults(client.get(f"{root}/kickoff2018/programme.xml").data) == []
        assert json_faults(client.get(f"{root}/kickoff2018/programme.json").data) == []
    english = client.get("/en/kickoff2018/programme.xml").text

    assert "<title>The kick-off</title>" in english
    assert "<title>Robots</title>" in english
    assert "<base_url>http://localhost/en/kickoff2018/</base_url>" in english


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_the_addresses_in_a_file_are_those_of_our_pages(app, client, released):
    from urllib.parse import urlsplit
    from xml.etree import ElementTree

    root = ElementTree.fromstring(client.get("/en/kickoff2018/programme.xml").data)

    with app.app_context():
        pages = app.url_map.bind("localhost")
        found = {
            pages.match(urlsplit(element.text).path.removeprefix("/en"))[0]
            for element in root.iter()
            if element.tag in ("url", "base_url")
        }
    assert found == {"exports.xml", "registration.show", "programme.show", "programme.session"}


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_table_names_its_columns_in_the_language_of_its_address(client, released):
    danish, english = (client.get(f"{root}/kickoff2018/programme.csv") for root in ("", "/en"))

    assert danish.data.decode("utf-8-sig").splitlines()[0] == (
        "Dag;Start;Slut;Lokale;Titel;Oplægsholdere;Arbejdspladser;Fokusområde;Type;Adresse"
    )
    assert english.data.decode("utf-8-sig").splitlines()[0] == (
        "Day;Start;End;Room;Title;Presenters;Workplaces;Focus area;Kind;Address"
    )


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_refusal_of_the_json_file_is_json(client, kickoff):
    answer = client.get("/kickoff2018/programme.json")

    assert answer.get_json()["error"]["code"] == "not_found"
