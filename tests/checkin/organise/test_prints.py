"""The door on paper: lists, test tickets and the guide, as the pages hand them out."""

import io

import pypdf
import pytest
from sqlalchemy import select

from conference.audit.models import AuditEntry
from conference.checkin import rehearsals, words
from conference.checkin.models import ListKind
from conference.checkin.organise import guide
from conference.db import db, transaction
from conference.programme.models import Kind as SessionKind
from conference.programme.models import WorkshopPlace
from conference.registration.models import Conference, Registration, State
from tests.checkin.door import scan, send, ticket_of
from tests.factories import make_checkin_list, make_conference, make_device, make_registration, moment
from tests.programme.factories import make_room, make_session, make_slot
from tests.queries import queries

DOOR = "/organise/kickoff2018/door"
#: As a Dane looks for them: Æ, Ø and Å last, and Aa is Å.
IN_ORDER = ["Anna", "Bo", "Zacho", "Ærø", "Ørsted", "Aarup", "Aase", "Åse"]

SAYS = "Første gang den skannes, siger døren:"


@pytest.fixture
def door(app, at):
    """Eight guests in another order, two without a place, and a workshop in which two have a seat."""
    at("2018-11-22 08:45")
    with app.app_context(), transaction():
        conference = make_conference()
        workshop = make_session(conference, kind=SessionKind.WORKSHOP, reply_by=None)
        db.session.add_all([conference, workshop])
        db.session.flush()
        guests = {name: make_registration(conference, name=name) for name in sorted(IN_ORDER)}
        left = [
            make_registration(conference, name=f"Left {state}", state=state)
            for state in (State.WAITING, State.CANCELLED)
        ]
        robots = make_checkin_list(
            conference, key="robots", name_en="Robots", kind=ListKind.WORKSHOP, session_id=workshop.id
        )
        slot = make_slot(make_room(conference, name="Sal Øst"), "13:00", 60, session=workshop)
        phone = make_device(conference, name="Anna")
        db.session.add_all([make_checkin_list(conference), robots, phone, slot, *guests.values(), *left])
        states = {"Aase": State.CONFIRMED, "Ærø": State.CONFIRMED, "Bo": State.WAITING}
        for number, (name, state) in enumerate(states.items()):
            made = {"created_at": moment("2018-11-01 10:00"), "changed_at": moment("2018-11-01 10:00")}
            place = {"session": workshop, "registration": guests[name], "state": state}
            db.session.add(WorkshopPlace(seq=number, **place, **made))


def lines(response):
    """What stands on all pages, line by line."""
    pages = pypdf.PdfReader(io.BytesIO(response.data)).pages
    return [line for page in pages for line in page.extract_text().split("\n")]


def people_on(response):
    """The names, each with the same workplace behind it."""
    return [line.split(" Mercantec")[0].split()[-1] for line in lines(response) if " Mercantec " in line]


def test_the_paper_list_has_everybody_with_a_place_in_the_danish_order(app, staff_client, door):
    with app.app_context():
        send("Anna", scan(ticket_of(db.session.scalar(select(Registration).filter_by(name="Ørsted")))))
    staff = staff_client("door")

    printed = staff.get(f"{DOOR}/lists/main.pdf")

    assert people_on(printed) == IN_ORDER
    assert "8 personer. Udskrevet 22. november 2018 kl. 08.45. Én var kommet og er krydset af." in lines(
        printed
    )
    assert [line[0] for line in lines(printed) if " Mercantec " in line and line[1] == " "] == [*"ABZÆØÅ"]
    assert "Ø 08.45 Ørsted Mercantec Deltager" in lines(printed)
    with app.app_context():
        [entry] = db.session.scalars(select(AuditEntry).filter_by(act="checkin.paper_list"))
        assert entry.detail == {"list": "main", "count": 8}


def test_a_workshop_s_list_has_who_has_a_seat_there(staff_client, door):
    printed = staff_client().get(f"/en{DOOR}/lists/robots.pdf")

    assert people_on(printed) == ["Ærø", "Aase"]
    assert {"Robots", "Thursday 22 November 2018, 13:00–14:00, Sal Øst"} < set(lines(printed))


def test_there_is_a_list_before_there_is_a_phone_and_none_of_what_is_not_there(staff_client, saved):
    saved(make_conference())
    staff = staff_client("door")

    with queries("SELECT") as asked:
        printed = staff.get(f"{DOOR}/lists/main.pdf")

    assert "0 personer." in "\n".join(lines(printed))
    assert len(asked) <= 6
    missing = (f"{DOOR}/lists/robots.pdf", f"{DOOR}/rehearsal.pdf", "/organise/nowhere/door/guide.pdf")
    assert [staff.get(path).status_code for path in missing] == [404] * 3


def test_a_test_ticket_shows_its_guest_and_what_the_door_says(app, staff_client, door):
    with app.app_context(), transaction():
        rehearsals.prepare(db.session.scalar(select(Conference)), by="staff:1")
    staff = staff_client()

    sheet = staff.get(f"{DOOR}/rehearsal.pdf")

    said = [line for line, before in zip(lines(sheet)[1:], lines(sheet), strict=False) if before == SAYS]
    assert len(pypdf.PdfReader(io.BytesIO(sheet.data)).pages) == 2
    assert said == ["Velkommen"] * 9 + ["På venteliste", "Afmeldt", "Gammel billet"]
    assert sum(line == "GENERALPRØVE" for line in lines(sheet)) == 12
    assert staff.get(f"{DOOR}/lists/rehearsal.pdf").status_code == 404


@pytest.mark.parametrize("path", ["", "/en"])
def test_the_guide_is_one_tagged_page_with_every_word_that_the_scanner_shows(app, staff_client, saved, path):
    long = {"contact_name": "Konferencesekretariatet " * 3, "contact_email": f"{'k' * 60}@pagt.example"}
    saved(
        make_conference(title_da="K" * 200, title_en="Kick-off " * 22, contact_phone="+45 00000000", **long)
    )

    handed_out = staff_client("door").get(f"{path}{DOOR}/guide.pdf")

    document = pypdf.PdfReader(io.BytesIO(handed_out.data))
    text, root = " ".join(document.pages[0].extract_text().split()), document.trailer["/Root"]
    assert len(document.pages) == 1
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("en" if path else "da", True)
    assert document.metadata.title.startswith("Guide for the door" if path else "Guide til døren")
    with app.test_request_context("/", environ_overrides={"SCRIPT_NAME": path}):
        shown = [str(word) for word in words.VERDICTS.values()] + [
            str(word) for _t, word in words.OWN.values()
        ]
    assert [word for word in shown if word not in text] == []
    assert "+45 00000000" in text


def test_the_day_leads_to_the_door_and_its_lists_to_the_guide_in_both_languages(staff_client, door):
    staff = staff_client("organiser")

    today, listed = staff.get("/organise/"), staff.get(f"{DOOR}/lists")

    assert today.text.count(f'href="{DOOR}"') == 2
    assert f'href="{DOOR}/guide.pdf" lang="da">Guide til døren' in listed.text
    assert f'href="/en{DOOR}/guide.pdf" lang="en">Guide for the door' in listed.text


def test_the_guide_shows_each_verdict_in_the_colour_of_the_scanner(app, saved):
    conference = saved(make_conference())

    with app.test_request_context():
        tones = guide.of(conference).tones

    by_word = {sign.word: (tone.tone, sign.tone) for tone in tones for sign in tone.signs}
    with app.test_request_context():
        in_words = {str(word): words.TONES[verdict] for verdict, word in words.VERDICTS.items()}
        in_words |= {str(word): tone for tone, word in words.OWN.values()}
    assert by_word == {word: (tone, tone) for word, tone in in_words.items()}
