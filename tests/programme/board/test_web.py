"""The organisers' pages of the plan: what they show, what they do, and each refusal once."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from conference import credentials
from conference.audit.models import AuditEntry
from conference.credentials import Purpose
from conference.db import db, transaction
from conference.mail.models import Letter
from conference.pact.models import FocusArea
from conference.programme import plan, service
from conference.programme.board import service as board
from conference.programme.models import (
    Kind,
    Presenter,
    Programme,
    Room,
    Session,
    SessionFile,
    Slot,
    State,
    Wish,
)
from conference.registration import service as registrations
from tests.factories import make_conference, moment
from tests.programme.factories import make_presenter, make_programme, make_room, make_session, make_slot
from tests.queries import queries

#: What a page says needs no second database.
on_one_database = pytest.mark.parametrize("database_kind", ["sqlite"])

PLAN = "/organise/kickoff2018/programme"
SLOTS = "/organise/kickoff2018/slots"
SESSIONS = "/organise/kickoff2018/sessions"
ROOMS = "/organise/kickoff2018/rooms"

SERIES = {
    "room": "sal-a",
    "count": "6",
    "minutes": "10",
    "between": "5",
    "first_at": "2018-11-22T10:00",
    "kind": "project",
}
BREAK = {
    "kind": "break",
    "title_da": "Pause",
    "starts_at": "2018-11-22T11:00",
    "minutes": "15",
    "room": "sal-a",
}


@pytest.fixture
def site(app, at, staff_client):
    """The kick-off's plan with one room, one free time and Bodil's session, before an organiser's eyes."""
    at("2018-10-01 12:00")
    with app.app_context():
        with transaction():
            conference = make_conference()
            db.session.add(conference)
            db.session.flush()
            room = make_room(conference, key="sal-a", name="Sal A")
            bodil = make_presenter(conference, name="Bodil Åkjær", email="bodil@firma.example", code="BXDXLX")
            db.session.add_all(
                [
                    make_programme(conference),
                    room,
                    make_slot(room, code="TENTEN"),
                    make_session(conference, bodil, code="RXBXTX", title_da="Robotter", title_en="Robots"),
                ]
            )
            db.session.flush()
            credentials.issue(Purpose.PRESENTER, bodil.uid)
        db.session.remove()
    return staff_client("programme")


@pytest.fixture
def read(app):
    """What a query finds, each row as a tuple."""

    def ask(*columns):
        with app.app_context():
            return [tuple(row) for row in db.session.execute(select(*columns).order_by(columns[0].class_.id))]

    return ask


@pytest.fixture
def act(app):
    """Deeds of somebody else meanwhile: `act(lambda conference, session, slot: …)`."""

    def do(deed):
        with app.app_context():
            with transaction():
                conference = registrations.get_conference("kickoff2018")
                deed(conference, plan.get_session(conference, "RXBXTX"), plan.get_slot(conference, "TENTEN"))
            db.session.remove()

    return do


def say_yes(_conference, session, slot):
    service.claim_slot(slot.code, session.code, by=session.presenters[0])


def other_talk(conference, **more):
    """One more session, at eleven."""
    session = make_session(conference, make_presenter(conference), code="AXNXDX", **more)
    db.session.add(session)
    room = plan.get_room(conference, "sal-a")
    db.session.add(make_slot(room, "11:00", code="ELEVEN", kind=session.kind, session=session))


def stands(app):
    """Which session stands at which time."""
    with app.app_context():
        query = select(Slot.code, Session.code).join(Session, Slot.session_id == Session.id)
        return [tuple(row) for row in db.session.execute(query)]


def audited(read):
    return [act for (act,) in read(AuditEntry.act) if act.startswith("board.")]


PAGES = (
    "/organise/programme",
    PLAN,
    f"{PLAN}/days",
    f"{PLAN}/rules",
    ROOMS,
    f"{ROOMS}/new",
    f"{ROOMS}/sal-a",
    SLOTS,
    f"{SLOTS}/new",
    f"{SLOTS}/TENTEN",
    f"{SESSIONS}/new",
    f"{SESSIONS}/RXBXTX",
    f"{SESSIONS}/RXBXTX/change",
    f"{SESSIONS}/RXBXTX/presenters/new",
    f"{SESSIONS}/RXBXTX/presenters/BXDXLX",
)


def test_every_page_opens_in_both_languages(site):
    answers = {
        prefix + path: site.get(prefix + path, follow_redirects=True).status_code
        for path in PAGES
        for prefix in ("", "/en")
    }

    assert answers == dict.fromkeys(answers, 200)


def test_only_those_who_plan_come_here(client, staff_client, site):
    door = staff_client("door")

    assert {client.get(path).location.partition("/organise/sign-in")[1] for path in PAGES} == {
        "/organise/sign-in"
    }
    assert {door.get(path).status_code for path in PAGES} == {403}


def test_what_is_not_there_is_not_there(site):
    paths = (
        "/organise/nothing2018/programme",
        f"{ROOMS}/sal-z",
        f"{SLOTS}/NXTXNG",
        f"{SESSIONS}/NXTXNG",
        f"{SESSIONS}/RXBXTX/presenters/NXTXNG",
        f"{SESSIONS}/RXBXTX/files/NXTXNG",
        f"{PLAN}/waivers?key=longer+0",
    )

    assert [site.get(path).status_code for path in paths] == [404] * len(paths)


def test_without_a_conference_there_is_no_plan(staff_client):
    assert staff_client("programme").get("/organise/programme").location == "/organise/"


def test_the_plan_shows_times_states_wishes_and_warnings(site, act):
    def deed(conference, session, slot):
        board.assign(session, slot)
        board.pin(session)
        service.ask(session, "Efter frokost?", session.presenters[0])

    act(deed)

    page = site.get(f"/en{PLAN}").text

    for words in (
        "10:00–10:10",
        "Robots",
        "Bodil Åkjær",
        "invited",
        "pinned",
        "Efter frokost?",
        "8 November",
    ):
        assert words in page
    assert "There is no abstract yet." in page


def test_the_plan_costs_the_same_queries_at_any_size(app, site, act):
    def hour(conference, session, start):
        room = make_room(conference)
        for minute in (0, 20):
            talk = make_session(conference, make_presenter(conference), minutes=20, equipment=["sound"])
            db.session.add(make_slot(room, f"{start}:{minute:02}", session=talk))
            db.session.flush()
            service.ask(talk, "Senere?", talk.presenters[0])
        db.session.add(make_session(conference, make_presenter(conference)))
        db.session.add(make_slot(room, f"{start}:40"))

    def cost():
        site.get(PLAN)
        with app.app_context(), queries() as asked:
            assert site.get(PLAN).status_code == 200
        return len(asked)

    act(lambda conference, session, slot: hour(conference, session, 10))
    few = cost()
    act(lambda conference, session, slot: [hour(conference, session, start) for start in (11, 12, 13, 14)])

    assert cost() == few


def test_a_stranger_on_the_plan_is_text(site, act):
    act(lambda conference, session, slot: setattr(session, "title_en", "<b>{{ 7*7 }}</b>"))

    page = site.get(f"/en{PLAN}").text

    assert ("&lt;b&gt;{{ 7*7 }}&lt;/b&gt;" in page, "<b>{{" in page) == (True, False)


# rooms and times


def test_a_room_is_made(site, read):
    answer = site.post(f"{ROOMS}/new", data={"name": "Hallen", "seats": "400", "features": ["sound", "x"]})

    assert answer.location.endswith(f"{ROOMS}?done=room")
    assert "The room has been saved." in site.get(f"/en{answer.location}").text
    assert read(Room.key, Room.seats, Room.features)[-1] == ("hallen", 400, ["sound"])


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({"name": "Hallen", "seats": "mange"}, 422),
        ({"name": "sal a", "seats": "12345"}, 409),
    ],
)
def test_a_room_that_cannot_be_is_refused_and_nothing_typed_is_lost(site, read, typed, status):
    answer = site.post(f"{ROOMS}/new", data=typed)

    assert (answer.status_code, len(read(Room.key))) == (status, 1)
    assert f'value="{typed["seats"]}"' in answer.text


def test_a_room_is_changed_moved_up_and_removed(site, read):
    site.post(f"{ROOMS}/new", data={"name": "Hallen", "seats": "400"})

    site.post(f"{ROOMS}/hallen", data={"name": "Store Hal", "seats": "401"})
    site.post(f"{ROOMS}/hallen/up")
    rooms = read(Room.name, Room.place)
    site.post(f"{ROOMS}/hallen/remove")

    assert (sorted(rooms), read(Room.name)) == ([("Sal A", 2), ("Store Hal", 1)], [("Sal A",)])


def test_a_room_with_times_is_not_removed(site, read):
    answer = site.post(f"{ROOMS}/sal-a/remove")

    assert (answer.status_code, len(read(Room.key))) == (409, 1)


def test_a_series_is_shown_before_it_is_made(site, read):
    typed = {**SERIES, "first_at": "2018-11-22T13:00"}

    shown = site.post(f"/en{SLOTS}", data={**typed, "look": "yes"})
    before = len(read(Slot.id))
    made = site.post(SLOTS, data=typed)

    assert ("14:15–14:25" in shown.text, "6 times in Sal A" in shown.text, before) == (True, True, 1)
    address, _anchor, code = made.location.partition("#")
    assert (address, len(read(Slot.id))) == (f"{PLAN}?done=series&count=6&room=sal-a", 7)
    assert (code, moment("2018-11-22 13:00")) in read(Slot.code, Slot.starts_at)
    assert "6 times have been made in Sal A." in site.get(f"/en{made.location}").text


@pytest.mark.parametrize("look", [{}, {"look": "yes"}])
def test_a_series_that_runs_into_something_is_refused_with_what_was_typed(site, read, look):
    answer = site.post(f"/en{SLOTS}", data=SERIES | look)

    assert (answer.status_code, len(read(Slot.id))) == (409, 1)
    assert "Sal A is in use from 10:00 to 10:10" in answer.text
    assert 'value="2018-11-22T10:00"' in answer.text


def test_a_series_that_cannot_be_is_refused(site, read):
    answer = site.post(SLOTS, data=SERIES | {"first_at": "2019-03-31T02:30"})

    assert (answer.status_code, 'value="2019-03-31T02:30"' in answer.text, len(read(Slot.id))) == (
        422,
        True,
        1,
    )


def test_a_time_is_made_changed_and_removed(site, read):
    typed = {"room": "sal-a", "starts_at": "2018-11-22T12:00", "minutes": "20", "kind": "workshop"}

    site.post(f"{SLOTS}/new", data=typed)
    (made,) = [code for (code,) in read(Slot.code) if code != "TENTEN"]
    site.post(f"{SLOTS}/{made}", data={**typed, "starts_at": "2018-11-22T12:30"})
    (changed,) = [row for code, *row in read(Slot.code, Slot.starts_at, Slot.kind) if code == made]
    site.post(f"{SLOTS}/{made}/remove")

    assert changed == [moment("2018-11-22 12:30"), Kind.WORKSHOP]
    assert read(Slot.code) == [("TENTEN",)]


def test_a_time_in_anothers_is_refused_with_what_was_typed(site, read):
    typed = {"room": "sal-a", "starts_at": "2018-11-22T09:55", "minutes": "77", "kind": "workshop"}

    answer = site.post(f"{SLOTS}/new", data=typed)

    assert (answer.status_code, 'value="77"' in answer.text, len(read(Slot.id))) == (409, True, 1)


def test_a_time_with_a_session_is_not_removed(site, act, read):
    act(say_yes)

    assert site.post(f"{SLOTS}/TENTEN/remove").status_code == 409


def test_a_session_is_put_into_a_free_time_from_there(app, site):
    answer = site.post(f"{SLOTS}/TENTEN/fill", data={"session": "RXBXTX"})
    again = site.post(f"{SLOTS}/TENTEN/fill", data={"session": "NXTXNG"})

    assert (answer.location, again.status_code) == (f"{PLAN}?done=filled#TENTEN", 404)
    assert stands(app) == [("TENTEN", "RXBXTX")]


def test_a_session_for_others_is_not_put_there(site, act):
    act(lambda conference, session, slot: setattr(session, "kind", Kind.PROJECT))

    assert site.post(f"{SLOTS}/TENTEN/fill", data={"session": "RXBXTX"}).status_code == 409


# sessions


def test_a_break_gets_its_time_in_one_step(site, read):
    answer = site.post(f"{SESSIONS}/new", data=BREAK)

    (code,) = [code for (code,) in read(Slot.code) if code != "TENTEN"]
    assert answer.location == f"{PLAN}?done=session#{code}"
    assert read(Session.title_da, Session.state, Session.minutes)[-1] == ("Pause", State.CONFIRMED, 15)


@pytest.mark.parametrize(
    ("typed", "status"),
    [({"title_da": ""}, 422), ({"starts_at": "2018-11-22T10:05"}, 409)],
)
def test_a_break_that_cannot_be_is_refused_with_what_was_typed(site, read, typed, status):
    answer = site.post(f"{SESSIONS}/new", data=BREAK | {"title_en": "Coffee"} | typed)

    assert (answer.status_code, 'value="Coffee"' in answer.text, len(read(Session.id))) == (status, True, 1)


def test_the_form_begins_with_what_the_session_is(site, act):
    def deed(conference, session, slot):
        session.area = FocusArea(key="stem", name_da="Piger og STEM", name_en="Girls and STEM", place=1)
        other_talk(conference)
        db.session.flush()
        session.after_id = plan.get_session(conference, "AXNXDX").id
        session.equipment, session.language, session.reply_by = ["sound"], "en", date(2018, 11, 7)

    act(deed)

    page = site.get(f"{SESSIONS}/RXBXTX/change").text

    chosen = [part.split('value="')[1].split('"')[0] for part in page.split("<option selected")[1:]]
    assert chosen == ["en", "ambassador", "stem", "AXNXDX"]
    assert ('checked id="equipment-1"' in page, 'value="2018-11-07"' in page) == (True, True)


def test_texts_and_needs_are_changed(site, read):
    typed = {
        "title_da": "Robotter nu",
        "language": "en",
        "kind": "ambassador",
        "minutes": "8",
        "expected": "30",
        "equipment": ["sound"],
        "reply_by": "2018-11-10",
    }

    answer = site.post(f"{SESSIONS}/RXBXTX/change", data=typed)

    assert answer.location.endswith(f"{SESSIONS}/RXBXTX?done=change")
    columns = (Session.title_da, Session.minutes, Session.expected, Session.equipment, Session.reply_by)
    assert read(*columns) == [("Robotter nu", 8, 30, ["sound"], date(2018, 11, 10))]


@pytest.mark.parametrize("typed", [{"minutes": "0"}, {"reply_by": "2018-09-01"}])
def test_texts_that_cannot_be_are_refused_and_nothing_typed_is_lost(site, read, typed):
    whole = {"title_da": "Robotter nu", "language": "da", "kind": "ambassador", "minutes": "8"}

    answer = site.post(f"{SESSIONS}/RXBXTX/change", data=whole | typed)

    assert (answer.status_code, 'value="Robotter nu"' in answer.text) == (422, True)
    assert read(Session.title_da) == [("Robotter",)]


@on_one_database
def test_what_its_presenter_has_just_written_is_not_written_over(site, act, read):
    page = site.get(f"{SESSIONS}/RXBXTX/change").text
    (seen,) = re.findall(r'name="seen"[^>]* value="([^"]+)"', page)
    act(lambda conference, session, slot: setattr(session, "changed_at", session.changed_at + timedelta(1)))
    whole = {"title_da": "Robotter nu", "language": "da", "kind": "ambassador", "minutes": "8", "seen": seen}

    answer = site.post(f"{SESSIONS}/RXBXTX/change", data=whole)

    assert (answer.status_code, 'value="Robotter nu"' in answer.text) == (409, True)
    assert read(Session.title_da) == [("Robotter",)]


def test_a_session_is_given_a_time_and_changes_places(app, site, act):
    act(lambda conference, session, slot: other_talk(conference))

    placed = site.post(f"{SESSIONS}/RXBXTX/place", data={"slot": "TENTEN"})
    swapped = site.post(f"{SESSIONS}/RXBXTX/place", data={"slot": "ELEVEN AXNXDX"})
    stale = [
        site.post(f"{SESSIONS}/RXBXTX/place", data={"slot": shown}).status_code
        for shown in ("TENTEN", "ELEVEN AXNXDX")
    ]

    assert stale == [409, 409]
    assert "The session has its time." in site.get(f"/en{placed.location}").text
    assert "both have moved" in site.get(f"/en{swapped.location}").text
    assert sorted(stands(app)) == [("ELEVEN", "RXBXTX"), ("TENTEN", "AXNXDX")]


def test_pinned_confirmed_moved_and_taken_off(site, act, read):
    site.post(f"{SESSIONS}/RXBXTX/place", data={"slot": "TENTEN"})
    for deed in ("confirm", "pin"):
        site.post(f"{SESSIONS}/RXBXTX/{deed}")
    refused = site.post(f"/en{SESSIONS}/RXBXTX/unassign")
    confirmed = read(Session.state)
    site.post(f"{SESSIONS}/RXBXTX/unpin")
    site.post(f"{SESSIONS}/RXBXTX/unassign")

    assert (refused.status_code, "is pinned. Unpin it first" in refused.text) == (409, True)
    assert (confirmed, read(Session.state), read(Slot.session_id)) == (
        [(State.CONFIRMED,)],
        [(State.INVITED,)],
        [(None,)],
    )
    assert audited(read) == [f"board.{deed}" for deed in ("place", "confirm", "pin", "unpin", "unassign")]


def test_nobody_says_yes_without_a_time(site):
    assert site.post(f"{SESSIONS}/RXBXTX/confirm").status_code == 409


def test_who_is_on_stage_elsewhere_is_not_put_there_too(site, act):
    def deed(conference, session, slot):
        again = make_session(conference, session.presenters[0])
        db.session.add(make_slot(make_room(conference), "10:05", session=again))

    act(deed)

    answer = site.post(f"/en{SESSIONS}/RXBXTX/place", data={"slot": "TENTEN"})

    assert (answer.status_code, "on stage elsewhere" in answer.text) == (409, True)


def test_a_session_is_cancelled_and_asked_again(site, act, read):
    act(say_yes)

    site.post(f"{SESSIONS}/RXBXTX/withdraw")
    withdrawn = read(Session.state)
    site.post(f"{SESSIONS}/RXBXTX/invite", data={"reply_by": "2018-11-09"})
    invited = read(Session.state, Session.reply_by)
    off = site.post(f"{SESSIONS}/RXBXTX/remove")

    assert (withdrawn, invited) == ([(State.WITHDRAWN,)], [(State.INVITED, date(2018, 11, 9))])
    assert (off.location, read(Session.state)) == (f"{PLAN}?done=cancelled&count=1", [(State.CANCELLED,)])


@on_one_database
def test_who_presents_and_has_no_seat_is_on_the_plan(app, site, act):
    act(say_yes)
    act(lambda conference, session, slot: setattr(session.presenters[0], "registration", None))

    page = site.get(f"/en{PLAN}").text

    with app.app_context():
        conference = registrations.get_conference("kickoff2018")
        names = [each.name for each in service.list_unseated(conference)]
    assert (names, "Bodil Åkjær has no seat at the conference yet." in page) == (["Bodil Åkjær"], True)


@on_one_database
def test_a_session_is_asked_about_once_more_before_it_ends(site, act, read):
    act(say_yes)

    withdraw = site.get(f"/en{SESSIONS}/RXBXTX/withdraw").text
    cancel = site.get(f"/en{SESSIONS}/RXBXTX/remove").text
    state = read(Session.state)
    site.post(f"{SESSIONS}/RXBXTX/remove")
    over = site.get(f"{SESSIONS}/RXBXTX/remove")

    assert ("Withdraw “Robots”?" in withdraw, "Cancel “Robots”?" in cancel) == (True, True)
    assert ("1 presenter gets a letter." in cancel, state) == (True, [(State.CONFIRMED,)])
    assert over.location.endswith(f"{SESSIONS}/RXBXTX")


@pytest.mark.parametrize(("reply_by", "status"), [("snart", 422), ("", 409)])
def test_an_invitation_that_cannot_be_is_not_sent(site, read, reply_by, status):
    answer = site.post(f"{SESSIONS}/RXBXTX/invite", data={"reply_by": reply_by})

    assert (answer.status_code, read(Letter.name)) == (status, [])


def test_a_reserve_moves_up(site, act, read):
    def deed(conference, session, slot):
        session.state, session.reserve_rank = State.RESERVE, 2
        db.session.add(make_session(conference, state=State.RESERVE, reserve_rank=1))

    act(deed)

    site.post(f"{SESSIONS}/RXBXTX/rank")

    assert sorted(read(Session.code, Session.reserve_rank), key=lambda row: row[1])[0] == ("RXBXTX", 1)


# presenters


def test_the_page_sends_the_personal_link_again_and_shows_it_in_a_demo_alone(site, app, read, monkeypatch):
    page = site.get(f"{SESSIONS}/RXBXTX").text
    with app.app_context():
        ((uid,),) = db.session.execute(select(Presenter.uid)).all()
        link = f"/p/{credentials.live_code(Purpose.PRESENTER, uid)}"
    monkeypatch.setitem(app.config, "IS_DEMO", True)
    in_demo = link in site.get(f"{SESSIONS}/RXBXTX").text
    monkeypatch.setitem(app.config, "IS_DEMO", False)

    site.post(f"{SESSIONS}/RXBXTX/presenters/BXDXLX/link")

    again = site.get(f"/en{SESSIONS}/RXBXTX").text
    assert (link in page, in_demo, "1 letter to the presenters" in again) == (False, True, True)
    assert read(Letter.name, Letter.to) == [("presenter.links", "bodil@firma.example")]
    looked = "board.view_session"
    assert audited(read) == [looked, looked, "board.presenter_link", looked]


def test_a_presenter_is_added_put_right_and_taken_off(site, read):
    person = {"name": "Carl", "organisation": "Dania", "email": "carl@firma.example", "language": "da"}

    site.post(f"{SESSIONS}/RXBXTX/presenters/new", data=person)
    (code,) = [code for (code,) in read(Presenter.code) if code != "BXDXLX"]
    site.post(f"{SESSIONS}/RXBXTX/presenters/{code}", data={**person, "name": "Carl Ø"})
    joined = sorted(read(Presenter.name))
    site.post(f"{SESSIONS}/RXBXTX/presenters/{code}/remove")
    page = site.get(f"{SESSIONS}/RXBXTX").text

    assert (joined, "Carl Ø" in page) == ([("Bodil Åkjær",), ("Carl Ø",)], False)


@pytest.mark.parametrize(
    ("typed", "status"),
    [({"email": "carl@"}, 422), ({"email": "BODIL@firma.example"}, 409)],
)
def test_a_presenter_who_cannot_be_is_refused_and_nothing_typed_is_lost(site, act, typed, status):
    act(
        lambda conference, session, slot: session.presenters.append(make_presenter(conference, code="CXRXLX"))
    )
    whole = {"name": "Carl", "organisation": "Dania", "email": "carl@firma.example", "language": "da"}

    answer = site.post(f"{SESSIONS}/RXBXTX/presenters/CXRXLX", data=whole | typed)

    assert (answer.status_code, 'value="Dania"' in answer.text) == (status, True)


def test_slides_are_handed_out_as_files_and_kept_nowhere(app, site, act):
    def deed(conference, session, slot):
        facts = {"filename": "Robotter.pdf", "extension": "pdf", "size": 4, "stored": "a1b2c3d4.pdf"}
        when = {"created_at": moment("2018-10-01 12:00")}
        session.files.append(SessionFile(presenter=session.presenters[0], code="FXLXEX", **facts, **when))

    act(deed)
    folder = app.config["SETTINGS"].files
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "a1b2c3d4.pdf").write_bytes(b"%PDF")

    with site.get(f"{SESSIONS}/RXBXTX/files/FXLXEX") as answer:
        assert (answer.data, answer.headers["Cache-Control"]) == (b"%PDF", "no-store")
        assert answer.headers["Content-Disposition"].startswith("attachment")


# what is decided about it all


def test_the_plan_is_locked_and_opened(site, read):
    site.post(f"{PLAN}/lock", data={"lock": "on"})
    locked = read(Programme.locked_at)
    site.post(f"{PLAN}/lock", data={"lock": "off"})

    assert (locked, read(Programme.locked_at)) == ([(moment("2018-10-01 12:00"),)], [(None,)])
    assert audited(read) == ["board.lock", "board.unlock"]


def test_the_days_are_set(site, read):
    typed = {"reply_by": "2018-11-01", "texts_by": "", "change_over_minutes": "10"}

    site.post(f"{PLAN}/days", data=typed)

    assert read(Programme.reply_by, Programme.texts_by, Programme.change_over_minutes) == [
        (date(2018, 11, 1), None, 10)
    ]


def test_days_that_cannot_be_are_refused(site):
    assert site.post(f"{PLAN}/days", data={"change_over_minutes": "-1"}).status_code == 422


def test_a_wish_is_answered_in_words(site, act, read):
    act(lambda conference, session, slot: service.ask(session, "Efter frokost?", session.presenters[0]))
    ((uid,),) = read(Wish.uid)

    asked = site.get(f"/en{PLAN}/wishes/{uid}").text
    empty = site.post(f"{PLAN}/wishes/{uid}", data={"text": " "})
    answer = site.post(f"{PLAN}/wishes/{uid}", data={"text": "Ja, kl. 13."})

    assert ("Efter frokost?" in asked, "Send the answer and close the wish" in asked) == (True, True)
    assert (empty.status_code, answer.location.endswith(f"{PLAN}?done=answered")) == (422, True)
    assert read(Wish.answer, Wish.settled_at) == [("Ja, kl. 13.", moment("2018-10-01 12:00"))]


def test_a_warning_is_accepted_with_a_reason_and_taken_back(site, act):
    act(lambda conference, session, slot: board.set_lock(conference, on=True))
    page = warning_on(site.get(PLAN).text)

    asked = site.get(f"/en{page}").text
    without = site.post(page, data={"why": " "})
    accepted = site.post(page, data={"why": "Den holdes fri."})
    reason = site.get(page).text
    back = site.get(f"/en{accepted.location}").text
    site.post(page, data={"take_back": "yes"})

    assert ("Nobody has this time yet." in asked, without.status_code) == (True, 422)
    assert (
        accepted.location.endswith(f"{PLAN}?done=waived&rule=nobody#warnings"),
        "Den holdes fri." in reason,
    ) == (True, True)
    assert re.search('<details class="plan-rule" open>.*Accepted: “Den holdes fri.”.*>Undo<', back, re.S)
    assert "programme@staff.example" in reason.split("Den holdes fri.")[1]
    assert "Den holdes fri." not in site.get(page).text


def test_a_warning_that_is_gone_is_not_accepted(site, act):
    act(lambda conference, session, slot: setattr(session, "slot", slot))
    page = warning_on(site.get(PLAN).text)
    act(say_yes)

    assert (site.get(page).status_code, site.post(page, data={"why": "Jo."}).status_code) == (404, 404)


def test_what_a_warning_does_is_chosen(site, read):
    page = site.get(f"{PLAN}/rules").text
    rules = [line.split('"')[0] for line in page.split('<select class="form-select" id="')[1:]]

    answer = site.post(f"{PLAN}/rules", data=dict.fromkeys(rules, "ignore"))
    wrong = site.post(f"{PLAN}/rules", data=dict.fromkeys(rules, "shout"))

    assert (answer.location, wrong.status_code) == (f"{PLAN}?done=rules", 422)
    assert set(read(Programme.severities)[0][0].values()) == {"ignore"}


def warning_on(page):
    """The page of the first warning on the plan."""
    return PLAN + "/waivers" + page.split(f'"{PLAN}/waivers')[1].split('"')[0]
