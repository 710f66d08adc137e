"""The preview with its one button, the page of changes, and a release read by calendars."""

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import vobject
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar

from conference.db import db, transaction
from conference.mail.models import Letter
from conference.programme import service
from conference.programme.releases import service as releases
from conference.registration.models import Conference
from tests.calendar.readers import read_with_ical_js
from tests.factories import make_conference
from tests.programme.factories import make_invitation, make_person, make_programme, make_room, make_slot

ORGANISE = "/organise/kickoff2018/releases"


@dataclass
class Plan:
    """The kick-off's plan as organisers work on it."""

    app: Flask
    client: FlaskClient

    def do(self, deed: Callable[[Conference], Any]) -> Any:
        with self.app.app_context(), transaction():
            return deed(db.session.scalars(db.select(Conference)).one())

    def place(self, name: str, wall: str, **invitation: Any) -> str:
        """Somebody says yes to a time in Sal A; the code of their session."""

        def invite_and_claim(conference: Conference) -> str:
            person = make_person(name, f"{name.lower()}@firma.example")
            session = service.invite(conference, make_invitation(person, **invitation))
            slot = make_slot(service.get_room(conference, "sal-a"), wall)
            db.session.add(slot)
            db.session.flush()
            service.claim_slot(slot.code, session.code, by=session.presenters[0])
            return session.code

        return self.do(invite_and_claim)

    def move(self, code: str, minutes: int) -> None:
        """An organiser moves what stands in a slot."""

        def later(conference: Conference) -> None:
            slot, on = service.get_session(conference, code).slot, timedelta(minutes=minutes)
            slot.starts_at, slot.ends_at = slot.starts_at + on, slot.ends_at + on

        self.do(later)

    def change(self, code: str, **values: Any) -> None:
        def put(conference: Conference) -> None:
            for name, value in values.items():
                setattr(service.get_session(conference, code), name, value)

        self.do(put)

    def preview(self, prefix: str = "/en") -> str:
        return self.client.get(prefix + ORGANISE).text

    def seen(self) -> str:
        return re.search(r'name="seen"[^>]*value="([^"]+)"', self.preview())[1]

    def release(self, **more: str) -> Any:
        """An organiser looks, and presses the button."""
        return self.client.post(f"/en{ORGANISE}", data={"seen": self.seen(), **more})

    def letters(self) -> list[tuple[str, str]]:
        """Which letters went to whom, since the yes of each was confirmed."""
        query = db.select(Letter.name, Letter.to_name).order_by(Letter.id)
        with self.app.app_context():
            rows = db.session.execute(query).all()
        known = ("presenter.invited", "presenter.confirmed", "registration.ticket")
        return [(name, to) for name, to in rows if name not in known]


@pytest.fixture
def plan(app, saved, at, staff_client) -> Plan:
    at("2018-11-05 12:00")
    conference = saved(make_conference())
    saved(make_programme(conference))
    saved(make_room(conference, key="sal-a", name="Sal A"))
    return Plan(app, staff_client("programme"))


def text_of(page: str) -> str:
    """The words of a page, as they are read one after the other."""
    main = page[page.index("<main") : page.index("</main>")]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def test_the_preview_of_the_first_version_shows_what_becomes_public(plan):
    plan.place("Bodil", "10:00", title_en="Robots")

    words = text_of(plan.preview())

    assert "Nothing is public yet." in words
    assert "New (1) Robots 10:00–10:10, Sal A" in words
    assert "Nobody: all presenters know already how they stand." in words
    assert "Release version 1" in words


def test_nothing_to_release_has_no_button(plan):
    words = text_of(plan.preview())

    assert "There is nothing to release yet" in words
    assert "Release version" not in words


def test_the_preview_names_each_difference_and_each_letter(plan):
    robots = plan.place("Bodil", "10:00", title_en="Robots")
    drones = plan.place("Carl", "10:20", title_en="Drones")
    plan.release()
    plan.move(robots, 60)
    plan.change(drones, title_en="Flying drones")

    words = text_of(plan.preview())

    assert "Moved (1) Robots Before: 10:00–10:10, Sal A → now: 11:00–11:10, Sal A" in words
    assert "Other text (1) Flying drones 10:20–10:30, Sal A" in words
    told = words[words.index("What the letter tells") : words.index("Release it")]
    assert told.startswith(
        "What the letter tells Bodil bodil@firma.example Robots Moved "
        "Before: 10:00–10:10, Sal A → now: 11:00–11:10, Sal A"
    )
    assert "Carl" not in told


def test_a_release_says_so_and_leads_back_to_the_page(plan):
    plan.place("Bodil", "10:00")

    answer = plan.release(note_da="Nu er det her.", note_en="Here it is.")
    page = plan.client.get(answer.location)

    assert (answer.status_code, answer.location) == (303, f"/en{ORGANISE}?done=1")
    assert "Version 1 is released." in text_of(page.text)
    assert "The plan is as it was released." in text_of(page.text)
    assert "Version 1 5 November 2018, 12:00, programme@staff.example Here it is." in text_of(page.text)


def test_a_plan_that_changed_meanwhile_is_shown_anew_instead_of_released(plan):
    robots = plan.place("Bodil", "10:00")
    seen = plan.seen()
    plan.move(robots, 60)

    answer = plan.client.post(f"/en{ORGANISE}", data={"seen": seen, "note_en": "My note"})

    assert answer.status_code == 409
    assert "The plan has changed since this page was shown" in text_of(answer.text)
    assert "11:00–11:10" in answer.text
    assert "My note" in answer.text
    assert plan.client.get("/kickoff2018/changes").status_code == 200
    assert plan.do(releases.latest) is None
    again = re.search(r'name="seen"[^>]*value="([^"]+)"', answer.text)[1]
    assert plan.client.post(f"/en{ORGANISE}", data={"seen": again}).status_code == 303


def test_a_release_without_a_look_at_the_preview_is_refused(plan):
    plan.place("Bodil", "10:00")

    answer = plan.client.post(ORGANISE, data={})

    assert (answer.status_code, plan.do(releases.latest)) == (409, None)


def test_a_long_note_is_sent_back_with_every_word(plan):
    plan.place("Bodil", "10:00")

    answer = plan.release(note_da="x" * 501)

    assert answer.status_code == 422
    assert "x" * 501 in answer.text


def test_a_blocking_warning_is_shown_instead_of_the_button(plan):
    robots = plan.place("Bodil", "10:00")
    plan.change(robots, minutes=30)

    page = plan.preview()
    seen = plan.do(lambda conference: releases.preview(conference).fingerprint)
    answer = plan.client.post(ORGANISE, data={"seen": seen})

    assert "1 warning stops the release 10:00, Sal A, Robots in class: " in text_of(page)
    assert "Release version 1" not in page
    assert (answer.status_code, plan.do(releases.latest)) == (409, None)


def test_everybody_reads_what_changed_newest_first(plan, client):
    robots = plan.place("Bodil", "10:00", title_en="Robots")
    plan.place("Carl", "10:20")
    plan.release(note_da="Så er det her.")
    plan.move(robots, 60)
    plan.release(note_da="Frokosten er rykket.", note_en="Lunch has moved.")

    page = client.get("/en/kickoff2018/changes")
    words = text_of(page.text)

    assert words.index("Version 2") < words.index("Version 1")
    assert "Lunch has moved. Moved (1) Robots Before: 10:00–10:10, Sal A → now: 11:00–11:10, Sal A" in words
    assert "The first version, with 2 items on the programme." in words
    assert f'href="/en/kickoff2018/sessions/{robots}"' in page.text
    assert client.get(f"/en/kickoff2018/sessions/{robots}").status_code == 200
    assert '<p class="change-note" lang="da">Så er det her.</p>' in page.text
    assert "etag" in page.headers


def test_a_draft_is_on_no_public_page(plan, client):
    plan.place("Bodil", "10:00", title_da="Hemmeligt")

    assert "Hemmeligt" not in client.get("/kickoff2018/changes").text


def test_two_organisers_who_press_at_once_make_one_version(plan):
    plan.place("Bodil", "10:00")
    seen, answers = plan.seen(), []
    cookies = plan.client.get_cookie("session")

    def press() -> None:
        client = plan.app.test_client()
        client.set_cookie("session", cookies.value)
        answers.append(client.post(ORGANISE, data={"seen": seen}).status_code)

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == [303, 409]
    with plan.app.app_context():
        assert len(db.session.scalars(db.select(releases.Release)).all()) == 1


def test_a_move_reaches_exactly_whom_it_concerns_and_changes_one_entry(plan, client):
    """An organiser releases, moves one session and releases again; calendars read the feed by themselves."""
    robots = plan.place("Bodil", "10:00", title_da="Robotter")
    plan.place("Carl", "10:20", title_da="Droner")
    plan.release()
    first = _sequences(client)
    told_at_first = plan.letters()
    plan.move(robots, 60)
    plan.release()
    feed = client.get("/kickoff2018/programme.ics").data

    moved = plan.do(lambda conference: service.get_session(conference, robots).uid)

    assert told_at_first == []
    assert plan.letters() == [("presenter.moved", "Bodil")]
    assert set(first.values()) == {0}
    assert _sequences(client) == {**first, moved: 1}
    [by_vobject] = [event for event in vobject.readOne(feed.decode()).vevent_list if event.uid.value == moved]
    assert (by_vobject.sequence.value, by_vobject.dtstart.value.hour) == ("1", 11)
    by_ical_js = {event["uid"]: event for event in read_with_ical_js(feed)["events"]}
    assert by_ical_js[moved]["sequence"] == 1
    assert by_ical_js[moved]["starts"] == "2018-11-22T10:00:00Z"
    assert {event["sequence"] for uid, event in by_ical_js.items() if uid != moved} == {0}


def _sequences(client: FlaskClient) -> dict[str, int]:
    """The SEQUENCE of each session in the public feed, as icalendar reads it."""
    feed = Calendar.from_ical(client.get("/kickoff2018/programme.ics").data)
    return {str(event["UID"]): event["SEQUENCE"] for event in feed.walk("VEVENT")}
