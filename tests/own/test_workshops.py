"""`/r/<code>/workshops`: choose, see where one stands, leave; and the organisers' pages beside it."""

import pytest
from icalendar import Calendar
from sqlalchemy import select

from conference import credentials
from conference.audit.models import AuditEntry
from conference.calendar import personal
from conference.credentials import Purpose
from conference.db import db, transaction
from conference.own import words
from conference.programme.board import overview
from conference.programme.workshops import giving
from conference.registration import service as registrations
from conference.registration.models import Registration
from tests.factories import make_conference, make_registration
from tests.programme.factories import make_programme, make_room
from tests.programme.workshops.making import Kickoff
from tests.queries import queries


@pytest.fixture
def kickoff(app, saved, at):
    """Two workshops at once with one seat each, and a third, released."""
    at("2018-10-01 12:00")
    with app.app_context():
        conference = saved(make_conference())
        saved(make_programme(conference))
        rooms = [saved(make_room(conference, name=name, seats=1)) for name in ("Sal A", "Sal B")]
        made = Kickoff(conference, rooms[0], saved)
        codes = [
            made.plan("Robotter", room=rooms[0]).code,
            made.plan("Håndværk", room=rooms[1]).code,
            made.plan("Senere", "14:00", room=rooms[0]).code,
        ]
        made.release()
        db.session.remove()
    return codes


@pytest.fixture
def come(app, saved):
    """Somebody with a seat; gives the path of their own page."""

    def register(name):
        with app.app_context():
            conference = registrations.get_conference("kickoff2018")
            person = saved(make_registration(conference, name=name))
            with transaction():
                return f"/r/{credentials.issue(Purpose.OWN, person.uid)}"

    return register


def test_a_person_chooses_waits_and_leaves_on_their_own_page(client, kickoff, come, app):
    robots, crafts, _later = kickoff
    anna, bo = come("Anna"), come("Bo")
    assert "Choose yours" in client.get(f"/en{anna}").text

    chosen = client.post(f"/en{anna}/workshops/{robots}/choose")
    client.post(f"{bo}/workshops/{robots}/choose")
    refused = client.post(f"/en{anna}/workshops/{crafts}/choose")

    assert (chosen.status_code, chosen.location) == (303, f"/en{anna}/workshops?done=choose#{robots}")
    assert refused.status_code == 409
    assert "You have chosen “Robotter” for that time, from 13:00 to 13:40. Leave it first." in refused.text
    assert "No. 1 on the waiting list" in client.get(f"/en{bo}/workshops").text
    assert "A seat in 1" in client.get(f"/en{anna}").text
    assert client.post(f"{anna}/workshops/XXXXXX/choose").status_code == 404

    leave = f"/en{anna}/workshops/{robots}/leave"
    assert f'href="{leave}"' in client.get(f"/en{anna}/workshops").text
    assert f'action="{leave}"' in client.get(leave).text
    client.post(leave)
    assert client.get(leave).location == f"/en{anna}/workshops"
    assert "There is a seat for you" in client.get(f"/en{bo}").text
    client.post(f"{bo}/workshops/{robots}/accept")
    page = client.get(f"/en{bo}/workshops").text
    assert f'href="/en/kickoff2018/sessions/{robots}.ics"' in page
    with app.app_context():
        acts = select(AuditEntry.act).where(AuditEntry.act.startswith("workshop."))
        assert list(db.session.scalars(acts.order_by(AuditEntry.id))) == ["workshop.choose"] * 2 + [
            "workshop.leave",
            "workshop.accept",
        ]


def test_a_seat_stands_in_ones_own_calendar_until_it_is_left(client, kickoff, come, app):
    anna, bo = come("Anna"), come("Bo")
    for path in (anna, bo):
        client.post(f"{path}/workshops/{kickoff[0]}/choose")
    client.post(f"{anna}/workshops/{kickoff[2]}/choose")
    with app.app_context(), transaction():
        feeds = [_feed(path) for path in (anna, bo)]

    assert [_titles(client, feed) for feed in feeds] == [["Kick-off", "Robotter", "Senere"], ["Kick-off"]]
    client.post(f"{anna}/workshops/{kickoff[0]}/leave")
    assert _titles(client, feeds[0]) == ["Kick-off", "Senere"]

    with app.app_context():
        made = Kickoff(registrations.get_conference("kickoff2018"), None, None)
        with transaction():
            session = next(each for each in giving.list_sessions(made.conference) if each.code == kickoff[2])
            session.slot = None
        made.release()
    assert _titles(client, feeds[0]) == ["AFLYST: Senere", "Kick-off"]


def test_the_ticket_by_mail_names_the_workshops_with_a_seat(client, kickoff, come, app):
    anna, bo = come("Anna"), come("Bo")
    for path in (anna, bo):
        client.post(f"{path}/workshops/{kickoff[0]}/choose")

    with app.app_context(), transaction():
        found = db.session.scalars(select(Registration).order_by(Registration.id)).all()
        for each in found:
            credentials.issue(Purpose.TICKET, each.uid)
        facts = [words.with_ticket(each, subject="", paragraphs=(), closing=()).facts[-1] for each in found]

    assert facts[0] == ("Workshop", "torsdag 22. november 2018, 13.00–13.40: Robotter")
    assert "Robotter" not in facts[1][1]


def test_everybody_sees_how_many_seats_are_left(client, kickoff, come):
    assert client.get("/en/kickoff2018/programme").text.count("1 of 1 seats left") == 3

    client.post(f"{come('Anna')}/workshops/{kickoff[0]}/choose")

    assert "All seats are taken" in client.get(f"/en/kickoff2018/sessions/{kickoff[0]}").text


def test_organisers_give_seats_and_see_who_comes(staff_client, client, kickoff, come, app):
    robots = kickoff[0]
    client.post(f"{come('=Anna')}/workshops/{robots}/choose")
    organiser, base = staff_client("programme"), "/en/organise/kickoff2018/workshops"
    assert "Robotter" in organiser.get(base).text

    wrong = organiser.post(f"{base}/{robots}/seats", data={"seats": "mange"})
    refused = organiser.post(f"{base}/{robots}/seats", data={"seats": ""})
    done = organiser.post(f"{base}/{robots}/seats", data={"seats": "3"})

    assert (wrong.status_code, refused.status_code, done.status_code) == (422, 409, 303)
    assert "=Anna" in organiser.get(f"{base}/{robots}").text
    file = organiser.get(f"{base}/{robots}.csv").get_data().decode("utf-8-sig")
    assert file.splitlines()[1].startswith("'=Anna;Mercantec;Has a seat;")
    assert staff_client("door").get(f"{base}/{robots}").status_code == 403
    with app.app_context():
        conference = registrations.get_conference("kickoff2018")
        found = [each.rule for each in overview.list_warnings(conference)]
        assert "workshop_seats" in found
        with queries() as asked:
            giving.list_places(giving.list_sessions(conference)[0])
        assert len(asked) == 2


def _feed(path):
    holder = personal.holder_of_registration(registrations.get_own(path.rpartition("/")[2]))
    uid = personal.add_feed(holder, "telefon").uid
    return f"/calendar/my/{credentials.live_code(Purpose.FEED, uid)}.ics"


def _titles(client, path):
    calendar = Calendar.from_ical(client.get(path).data)
    return sorted(str(event["SUMMARY"]) for event in calendar.walk("VEVENT"))
