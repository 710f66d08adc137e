"""One's own calendar: what is in it, who may have it, and for how long."""

from datetime import date

import pytest
from sqlalchemy import select

from conference import credentials
from conference.calendar import personal
from conference.calendar.models import PersonalFeed
from conference.credentials import Purpose
from conference.db import db, transaction
from conference.programme import service as programmes
from conference.programme.models import Presenter, Session, State
from conference.registration import service as registrations
from conference.registration.answers import Correction
from conference.registration.models import Registration
from tests.calendar.readers import lines_of, read_with_ical_js, values_of
from tests.factories import make_conference, make_registration, moment
from tests.programme.factories import (
    make_document,
    make_entry,
    make_presenter,
    make_programme,
    make_released_person,
    make_session,
)
from tests.programme.released import publish
from tests.queries import queries


class Kickoff:
    """The kick-off with Anna, who has a seat, and Bodil, who presents; each by her uid."""

    def __init__(self, app, saved):
        self.app, self.saved = app, saved
        with app.app_context():
            self.conference = saved(make_conference(title_da="Kick-off", title_en="The kick-off"))
            saved(make_programme(self.conference, texts_by=date(2018, 11, 15)))
            anna = saved(make_registration(self.conference, name="Anna"))
            bodil = saved(make_presenter(self.conference, name="Bodil"))
            talk = saved(make_session(self.conference, bodil, title_da="Robotter", title_en="Robots"))
            with transaction():
                for purpose, row in ((Purpose.OWN, anna), (Purpose.PRESENTER, bodil)):
                    credentials.issue(purpose, row.uid)
            self.anna, self.bodil, self.talk = anna.uid, bodil.uid, talk.uid
            db.session.expunge(self.conference)

    def path(self, whose, name="telefon"):
        """The path of a new address of theirs."""
        with self.app.app_context():
            with transaction():
                uid = personal.add_feed(self.holder(whose), name).uid
            return f"/calendar/my/{credentials.live_code(Purpose.FEED, uid)}.ics"

    def holder(self, whose):
        if whose == self.anna:
            return personal.holder_of_registration(registrations.get_registration(self.anna))
        return personal.holder_of_presenter(self.row(Presenter, self.bodil))

    def row(self, kind, uid):
        return db.session.scalars(select(kind).filter_by(uid=uid)).one()

    def change(self, kind, uid, **values):
        with self.app.app_context(), transaction():
            for name, value in values.items():
                setattr(self.row(kind, uid), name, value)

    def seat_bodil(self):
        """She has said yes and is registered."""
        with self.app.app_context():
            registration = self.saved(make_registration(db.session.merge(self.conference), name="Bodil"))
            self.change(Presenter, self.bodil, registration_id=registration.id)
            return registration.uid

    def release(self, number=1, presenter=True, **overrides):
        """Bodil's session in a version; `presenter` says whether it is hers."""
        people = (make_released_person("Bodil", uid=self.bodil),) if presenter else (CARL,)
        entry = make_entry(
            "10:20", **{"code": "AAAAAA", "uid": self.talk, "presenters": people, **TALK, **overrides}
        )
        publish(
            self.saved, self.conference, make_document(entry, number=number, released_at=entry.released_at)
        )


CARL = make_released_person("Carl")
TALK = {"title_da": "Robotter", "title_en": "Robots", "abstract_da": "Kun for mig."}


@pytest.fixture
def kickoff(app, saved, at):
    at("2018-11-06 09:00")
    return Kickoff(app, saved)


def events(client, path):
    return {event["summary"]: event for event in read_with_ical_js(client.get(path).data)["events"]}


#: What is in a calendar does not hang on the database.
on_one = pytest.mark.parametrize("database_kind", ["sqlite"])


def test_who_has_a_seat_has_the_conference_in_a_calendar_of_their_own(client, kickoff):
    path = kickoff.path(kickoff.anna)
    code = path.removeprefix("/calendar/my/").removesuffix(".ics")

    answer = client.get(path)

    assert answer.status_code == 200
    assert list(events(client, path)) == ["Kick-off"]
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "private, max-age=900"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert code not in answer.text + str(answer.headers)
    assert values_of(answer.data, "SOURCE") == []
    assert values_of(answer.data, "X-WR-CALNAME") == ["Min kalender: Kick-off"]


@on_one
def test_it_is_told_only_once_and_by_head_like_any_feed(client, kickoff):
    path = kickoff.path(kickoff.anna)
    first = client.get(path)
    tag, since = first.headers["ETag"], first.headers["Last-Modified"]

    assert dict(client.head(path).headers) == dict(first.headers)
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
    assert client.get(path, headers={"If-Modified-Since": since}).status_code == 304
    assert client.get(path, headers={"If-None-Match": '"old"'}).status_code == 200
    assert client.put(path).status_code == 405


def test_a_presenter_has_their_sessions_and_what_is_due(client, kickoff):
    kickoff.release()
    path = kickoff.path(kickoff.bodil)

    told = events(client, path)

    lines_of(client.get(path).data)
    assert list(told) == [
        "Sidste dag for at svare på invitationen",
        "Sidste dag for titel, resumé og slides",
        "Robotter",
    ]
    answer, texts, talk = told.values()
    assert [(each["starts"], each["ends"], each["transp"]) for each in (answer, texts)] == [
        ("2018-11-08", "2018-11-09", "TRANSPARENT"),
        ("2018-11-15", "2018-11-16", "TRANSPARENT"),
    ]
    assert (talk["uid"], talk["transp"]) == (kickoff.talk, "OPAQUE")
    assert talk["starts"] == "2018-11-22T09:20:00Z"


@on_one
def test_a_draft_is_in_nobodys_calendar(client, kickoff):
    kickoff.change(Session, kickoff.talk, state=State.CONFIRMED)

    assert list(events(client, kickoff.path(kickoff.bodil))) == ["Sidste dag for titel, resumé og slides"]


def test_a_registered_presenter_has_one_calendar_by_either_page(client, kickoff):
    kickoff.release()
    before = kickoff.path(kickoff.bodil)
    kickoff.seat_bodil()
    after = kickoff.path(kickoff.bodil)

    assert set(events(client, before)) == set(events(client, after)) >= {"Kick-off", "Robotter"}
    with kickoff.app.app_context():
        owners = set(db.session.scalars(select(PersonalFeed.owner)))
        assert kickoff.bodil in owners
        assert len(owners) == 2
        assert len(personal.list_feeds(kickoff.holder(kickoff.bodil))) == 2


@on_one
def test_english_says_the_same_under_the_same_uids(client, kickoff):
    kickoff.release()
    path = kickoff.path(kickoff.bodil)

    danish, english = client.get(path).data, client.get(f"/en{path}").data

    assert sorted(values_of(danish, "UID")) == sorted(values_of(english, "UID"))
    assert "Last day to answer the invitation" in values_of(english, "SUMMARY")
    assert client.get(path).headers["Last-Modified"] == client.get(f"/en{path}").headers["Last-Modified"]


@on_one
def test_a_moved_deadline_is_another_version_of_its_entry(client, kickoff):
    path = kickoff.path(kickoff.bodil)
    before = events(client, path)["Sidste dag for at svare på invitationen"]

    with kickoff.app.app_context(), transaction():
        programmes.set_reply_by(kickoff.row(Session, kickoff.talk), date(2018, 11, 10))
    after = events(client, path)["Sidste dag for at svare på invitationen"]

    assert (after["uid"], after["starts"]) == (before["uid"], "2018-11-10")
    assert after["sequence"] == before["sequence"] + 1


def stop(kickoff, path):
    with kickoff.app.app_context(), transaction():
        uid = credentials.find(path[13:-4], purpose=Purpose.FEED).subject
        personal.stop_feed(kickoff.holder(kickoff.anna), uid)


def cancel(kickoff, _path):
    kickoff.change(Registration, kickoff.anna, state="cancelled")


@pytest.mark.parametrize("end", [stop, cancel])
def test_a_dead_address_is_like_one_that_never_was(client, kickoff, end):
    path = kickoff.path(kickoff.anna)
    tag = client.get(path).headers["ETag"]

    end(kickoff, path)

    unknown = client.get("/calendar/my/0123456789ABCDEFGHJKMNPQRS.ics")
    for answer in (
        client.get(path),
        client.get(path, headers={"If-None-Match": tag}),
        client.get(path, headers={"If-Modified-Since": "Fri, 01 Jan 2038 00:00:00 GMT"}),
    ):
        assert (answer.status_code, answer.data) == (404, unknown.data)
        assert answer.headers["Cache-Control"] == "no-store"
    assert client.head(path).status_code == 404


def test_a_corrected_address_stops_every_address_of_the_calendar_with_the_link(client, kickoff):
    before_the_seat = kickoff.path(kickoff.bodil)
    seat = kickoff.seat_bodil()
    other, annas = kickoff.path(kickoff.bodil), kickoff.path(kickoff.anna)

    with kickoff.app.app_context(), transaction():
        right = Correction("Bodil", "bodil.right@skole.example", "VIA", "da")
        assert registrations.correct(registrations.get_registration(seat), right)

    assert [client.get(path).status_code for path in (before_the_seat, other, annas)] == [404, 404, 200]


def test_stopping_one_address_leaves_the_other(client, kickoff):
    first, second = kickoff.path(kickoff.anna, "Outlook"), kickoff.path(kickoff.anna, "telefon")

    stop(kickoff, first)

    assert [client.get(path).status_code for path in (first, second)] == [404, 200]


def test_a_presenter_whose_link_is_dead_has_no_calendar_without_a_seat(client, kickoff):
    path = kickoff.path(kickoff.bodil)

    with kickoff.app.app_context(), transaction():
        credentials.stop(Purpose.PRESENTER, kickoff.bodil)
    without = client.get(path).status_code
    kickoff.seat_bodil()

    assert (without, client.get(path).status_code) == (404, 200)


def test_who_gives_up_their_seat_and_still_presents_keeps_their_sessions(client, kickoff):
    kickoff.release()
    as_presenter = kickoff.path(kickoff.bodil)
    seat = kickoff.seat_bodil()
    as_guest = kickoff.path(kickoff.bodil)

    kickoff.change(Registration, seat, state="cancelled")

    assert client.get(as_guest).status_code == 404
    told = events(client, as_presenter)
    assert ("Robotter" in told, "Kick-off" in told) == (True, False)
    assert client.get(kickoff.path(kickoff.bodil, "ny")).status_code == 200


@on_one
@pytest.mark.parametrize("purpose", [Purpose.OWN, Purpose.PRESENTER])
def test_another_link_opens_no_calendar(client, kickoff, purpose):
    with kickoff.app.app_context():
        code = credentials.live_code(purpose, kickoff.anna if purpose is Purpose.OWN else kickoff.bodil)

    assert client.get(f"/calendar/my/{code}.ics").status_code == 404


def test_asking_is_written_down_once_a_day(client, kickoff, at):
    path = kickoff.path(kickoff.anna)
    writes = []
    for hour in ("2018-11-06 09:00", "2018-11-06 23:00", "2018-11-07 00:30"):
        at(hour)
        with kickoff.app.app_context(), queries() as asked:
            client.get(path)
        writes.append(sum(statement.startswith("UPDATE") for statement in asked))

    assert writes == [1, 0, 1]
    with kickoff.app.app_context():
        assert db.session.scalars(select(PersonalFeed.used_on)).all() == [date(2018, 11, 7)]


def test_its_date_rises_also_when_the_newest_entry_leaves_it(client, kickoff, at):
    path = kickoff.path(kickoff.bodil)
    kickoff.change(Session, kickoff.talk, changed_at=moment("2018-11-06 10:00"))
    at("2018-11-06 11:00")
    before = client.get(path).headers["Last-Modified"]
    at("2018-11-06 12:00")

    kickoff.change(Session, kickoff.talk, state=State.DECLINED)

    after = client.get(path, headers={"If-Modified-Since": before})
    assert after.status_code == 200
    assert values_of(after.data, "SUMMARY") == []
    assert (before, after.headers["Last-Modified"]) == (
        "Tue, 06 Nov 2018 10:00:00 GMT",
        "Tue, 06 Nov 2018 11:00:00 GMT",
    )


@on_one
def test_a_session_that_somebody_else_presents_now_is_cancelled_without_its_text(client, kickoff):
    kickoff.change(Session, kickoff.talk, state=State.CONFIRMED)
    kickoff.release()
    path = kickoff.path(kickoff.bodil)
    mine = events(client, path)["Robotter"]

    kickoff.release(number=2, presenter=False, sequence=1, released_at=moment("2018-11-06 09:30"))
    gone = events(client, path)["AFLYST: Robotter"]

    assert (gone["uid"], gone["starts"]) == (mine["uid"], mine["starts"])
    assert (gone["status"], gone["transp"], gone["sequence"]) == ("CANCELLED", "TRANSPARENT", 1)
    assert (mine["description"], gone["description"]) == ("Ved Bodil\nKun for mig.", None)


@on_one
def test_an_entry_that_is_released_again_under_a_new_room_stays_hers(client, kickoff):
    kickoff.release()
    kickoff.release(number=2, room_key="sal-b", sequence=1)

    assert events(client, kickoff.path(kickoff.bodil))["Robotter"]["location"] == "Sal B, Salen"
