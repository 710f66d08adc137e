"""The organisers' hints to the door: written, changed, removed, and told to phones."""

import re

import pytest
from sqlalchemy import select

from conference.audit.models import AuditEntry
from conference.checkin import hints
from conference.checkin.models import Hint
from conference.db import db, transaction
from conference.language import said
from conference.programme.models import Kind as SessionKind
from conference.programme.models import Session, State
from conference.programme.workshops import giving
from conference.registration import service as registrations
from conference.registration.models import Kind
from tests.factories import make_checkin_list, make_conference, make_device
from tests.programme.factories import make_session
from tests.queries import queries

PAGE = "/organise/kickoff2018/door/hints"
FOLDER = {"whom": "press", "text_da": "Giv pressemappen", "text_en": "Give the press folder"}


@pytest.fixture
def door(app):
    """A conference with a workshop that people choose."""
    with app.app_context(), transaction():
        conference = make_conference()
        workshop = make_session(
            conference, kind=SessionKind.WORKSHOP, state=State.CONFIRMED, title_da="Robotter", reply_by=None
        )
        db.session.add_all([conference, workshop, make_conference(slug="kickoff2019")])
        db.session.flush()
        db.session.add(make_checkin_list(conference))
        giving.give_seats(workshop, 20)


def told(app):
    """What phones are told, by kind of guest and by workshop."""
    with app.app_context():
        of_workshops = db.session.scalars(select(Hint).where(Hint.kind.is_(None)).order_by(Hint.id))
        conference = registrations.get_conference("kickoff2018")
        return hints.of_kinds(conference.id), [said(hint, "text") for hint in of_workshops]


def links(page):
    """The pages of the hints there are, in their order."""
    return re.findall(rf'href="({PAGE}/[0-9a-f]{{32}})"', page.text)


def test_organisers_write_change_and_remove_what_the_door_does(app, staff_client, door):
    staff = staff_client("door")
    *kinds, robots = re.findall(r'<option[^>]* value="([^"]+)"', staff.get(f"{PAGE}/new").text)
    staff.post(f"{PAGE}/new", data={"whom": robots, "text_da": "Giv et armbånd", "text_en": "Give a band"})
    staff.post(f"{PAGE}/new", data=FOLDER | {"conference_id": "2", "uid": "x"})

    assert kinds == list(Kind)
    assert told(app) == ([{"kind": "press", "text": "Giv pressemappen"}], ["Giv et armbånd"])

    folder, band = links(staff.get(PAGE))
    assert f'<option selected value="{robots}">' in staff.get(band).text
    staff.post(band, data=FOLDER | {"whom": "council", "text_da": " Giv\nnavneskilt "})
    removed = [staff.post(f"{folder}/remove").status_code for _ in range(2)]

    assert removed == [303, 303]
    assert told(app) == ([{"kind": "council", "text": "Giv navneskilt"}], [])
    with app.app_context():
        acts = select(AuditEntry.act).where(AuditEntry.act.contains("hint")).order_by(AuditEntry.id)
        assert list(db.session.scalars(acts)) == [
            f"checkin.{deed}_hint" for deed in ("add", "add", "change", "remove")
        ]


def test_a_hint_says_whom_it_is_for_and_what_to_do_in_both_languages(app, staff_client, door):
    organiser = staff_client()

    page = organiser.post(
        f"{PAGE}/new", data={"whom": "everybody", "text_da": "\u200b ", "text_en": "x" * 101}
    )

    assert page.status_code == 422
    assert re.findall(r'<a href="#(\w+)">', page.text) == ["whom", "text_da", "text_en"]
    assert f'value="{"x" * 101}"' in page.text
    assert organiser.post(f"{PAGE}/new", data={"text_da": "Giv", "text_en": "Give"}).status_code == 422
    assert told(app) == ([], [])


def test_a_hint_is_changed_at_its_own_conference_alone(app, staff_client, door):
    organiser = staff_client()
    organiser.post(f"{PAGE}/new", data=FOLDER)
    [own] = links(organiser.get(PAGE))
    elsewhere = own.replace("2018", "2019")

    statuses = [
        organiser.get(elsewhere).status_code,
        organiser.post(elsewhere, data=FOLDER | {"text_da": "Andet"}).status_code,
        organiser.post(own + "0", data=FOLDER).status_code,
    ]
    organiser.post(f"{elsewhere}/remove")

    assert statuses == [404] * 3
    assert told(app) == ([{"kind": "press", "text": "Giv pressemappen"}], [])


def test_a_workshop_without_seats_has_no_hints(app, staff_client, door):
    organiser = staff_client()
    organiser.post(f"{PAGE}/new", data=FOLDER)
    with app.app_context(), transaction():
        workshop = db.session.scalar(select(Session))
        conference = workshop.conference
        [robots] = hints.list_workshops(conference)
        db.session.add(make_device(conference, list_id=robots.id))  # so that its list stays
        hints.add(conference, hints.Facts(None, workshop.id, "Giv", "Give"), by="staff:1")

        giving.give_seats(workshop, None)

        assert hints.list_workshops(conference) == []
    assert told(app) == ([{"kind": "press", "text": "Giv pressemappen"}], [])


def test_the_page_of_hints_costs_the_same_questions_however_many_there_are(app, staff_client, door):
    organiser = staff_client()

    def asked():
        with queries() as statements:
            organiser.get(PAGE)
        return len(statements)

    none = asked()
    with app.app_context(), transaction():
        workshop = db.session.scalar(select(Session))
        for kind in Kind:
            hints.add(workshop.conference, hints.Facts(kind, None, "Giv", "Give"), by="staff:1")
            hints.add(workshop.conference, hints.Facts(None, workshop.id, "Giv", "Give"), by="staff:1")

    assert asked() == none


def test_a_hint_without_words_is_refused_and_stays_as_it_was(app, staff_client, door):
    staff = staff_client("door")
    staff.post(f"{PAGE}/new", data=FOLDER)
    (page,) = links(staff.get(PAGE))

    refused = staff.post(page, data=FOLDER | {"text_da": ""})

    assert (refused.status_code, told(app)[0][0]["text"]) == (422, "Giv pressemappen")
