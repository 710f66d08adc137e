"""What presenters are written, read as the mail that leaves the house."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from icalendar import Calendar, Component

from conference import clock
from conference.db import db, transaction
from conference.mail import sending
from conference.mail.letters import content_of
from conference.mail.models import Letter
from conference.programme import service, silence
from conference.programme.answers import Details, Person
from conference.programme.board import service as board
from conference.programme.models import Kind, Presenter, Session, Slot, State
from conference.programme.releases import service as releases
from tests.factories import make_conference
from tests.programme.factories import (
    make_invitation,
    make_person,
    make_programme,
    make_room,
    make_session,
    make_slot,
)

pytestmark = pytest.mark.usefixtures("database")

BODIL = "bodil@firma.example"


@pytest.fixture
def conference(saved, at):
    at("2018-10-15 09:00")
    conference = saved(make_conference(title_da="Kick-off", title_en="The kick-off"))
    saved(make_programme(conference))
    return conference


@pytest.fixture
def room(conference, saved):
    return saved(make_room(conference, key="sal-a", name="Sal A"))


@pytest.fixture
def slot(room, saved):
    return saved(make_slot(room, "10:00"))


def do(verb: Callable[..., Any], *given: Any, **named: Any) -> Any:
    with transaction():
        done = verb(*given, **named)
        db.session.flush()
        return done


def ask(conference, *people: Person, **invitation) -> Session:
    """Bodil, who reads English, is asked for ten minutes."""
    people = people or (make_person("Bodil Åkjær", BODIL, language="en"),)
    return do(service.invite, conference, make_invitation(*people, **invitation))


def claim(session: Session, slot: Slot) -> None:
    do(service.claim_slot, slot.code, session.code, by=session.presenters[0])


def release(conference, **more) -> None:
    do(releases.release, conference, by="staff:1", **more)


def describe(session: Session, **words: str) -> None:
    values = {"title_da": "", "title_en": "", "abstract_da": "", "abstract_en": "", "language": "da"}
    details = Details(**{**values, **words}, equipment=(), equipment_note="")
    do(service.describe, session, details, by=session.presenters[0])


def move(slot: Slot, *, minutes: int, end_minutes: int | None = None) -> None:
    def later() -> None:
        slot.starts_at += timedelta(minutes=minutes)
        slot.ends_at += timedelta(minutes=minutes if end_minutes is None else end_minutes)

    do(later)


@dataclass
class Read:
    """A letter as its reader's program takes it apart."""

    message: EmailMessage

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def text(self) -> str:
        return self.message.get_body(("plain",)).get_content()

    @property
    def html(self) -> str:
        return self.message.get_body(("html",)).get_content()

    @property
    def events(self) -> list[tuple[str, Component]]:
        """Each calendar entry with its METHOD, which part and file say alike."""
        found = []
        for part in self.message.iter_attachments():
            assert part.get_content_type() == "text/calendar"
            calendar = Calendar.from_ical(part.get_content())
            [event] = calendar.walk("VEVENT")
            assert part.get_param("method") == calendar["METHOD"]
            found.append((calendar["METHOD"], event))
        return found


def list_letters(name: str, to: str = BODIL) -> list[Letter]:
    query = db.select(Letter).filter_by(name=f"presenter.{name}", to=to).order_by(Letter.id)
    return list(db.session.scalars(query))


def read(name: str, to: str = BODIL) -> Read:
    """The latest letter of a name to somebody, sent and received."""
    letter = list_letters(name, to)[-1]
    content = content_of(letter)
    assert content is not None
    sent = sending.message_of(letter, content, now=clock.real_now())
    return Read(message_from_bytes(sent.as_bytes(), policy=default))


def is_told(letter: Letter) -> bool:
    return content_of(letter) is not None


def send_all() -> None:
    """The worker has been here."""

    def settle() -> None:
        for letter in db.session.scalars(db.select(Letter)):
            letter.sent_at, letter.attempts = clock.real_now(), 1

    do(settle)


def own_url(presenter: Presenter, prefix: str = "/en") -> str:
    return f"http://localhost{prefix}/p/{service.own_code(presenter)}"


# asked, reminded, passed over


def test_an_invitation_says_what_how_long_and_by_when_and_leads_to_the_own_page(conference):
    session = ask(conference)

    letter = read("invited")

    assert letter.subject == "Will you present at The kick-off?"
    assert "You are a technology ambassador" in letter.text
    assert "Answer by Thursday 8 November 2018" in letter.text
    assert "How long: 10 minutes" in letter.text
    assert own_url(session.presenters[0]) in letter.text
    assert f'href="{own_url(session.presenters[0])}"' in letter.html
    assert letter.events == []


def test_a_danish_reader_is_asked_in_danish(conference):
    session = ask(conference, make_person("Dorte Møller", "dorte@firma.example"), kind=Kind.PROJECT)

    letter = read("invited", "dorte@firma.example")

    assert letter.subject == "Vil du holde et indlæg? Kick-off"
    assert "Hej Dorte Møller" in letter.text
    assert "Dit projekt har fået støtte fra uddannelsespuljen." in letter.text
    assert "Svar senest torsdag 8. november 2018" in letter.text
    assert own_url(session.presenters[0], "") in letter.text


def test_an_invitation_that_was_answered_meanwhile_is_not_told(conference, slot):
    session = ask(conference)
    claim(session, slot)

    assert not is_told(list_letters("invited")[0])


def test_each_reminder_says_how_long_is_left(conference, at):
    ask(conference)

    subjects = []
    for day in ("2018-11-01", "2018-11-06", "2018-11-07", "2018-11-08"):
        at(f"{day} 08:00")
        do(silence.remind_silent)
        subjects.append(read("reminder").subject)

    assert subjects == [
        "7 days left to answer: The kick-off",
        "2 days left to answer: The kick-off",
        "Tomorrow is the last day to answer: The kick-off",
        "Today is the last day to answer: The kick-off",
    ]


def test_a_reminder_that_waited_for_the_next_one_is_not_told(conference, at):
    ask(conference)
    at("2018-11-01 08:00")
    do(silence.remind_silent)
    at("2018-11-06 08:00")
    do(silence.remind_silent)

    assert [is_told(letter) for letter in list_letters("reminder")] == [False, True]


def test_who_kept_silent_is_told_that_the_next_is_asked(conference, at):
    ask(conference)
    at("2018-11-09 08:00")
    do(silence.expire_silent)

    letter = read("expired")

    assert letter.subject == "Your invitation has run out: The kick-off"
    assert "we did not hear from you by Thursday 8 November 2018" in letter.text


def test_who_is_on_the_reserve_list_is_told_honestly_where(conference):
    ask(conference, make_person("Carl", "carl@firma.example"), on_reserve=True)
    ask(conference, on_reserve=True)

    letter = read("reserve")

    assert letter.subject == "On the reserve list: The kick-off"
    assert "You are number 2 on the reserve list." in letter.text
    assert "We cannot promise you a time." in letter.text


# on the programme


def test_a_yes_is_confirmed_with_the_time_and_an_entry_for_the_calendar(conference, slot):
    session = ask(conference)
    claim(session, slot)

    letter = read("confirmed")

    assert letter.subject == "Your time on the programme: The kick-off"
    assert "When: Thursday 22 November 2018 at 10:00–10:10" in letter.text
    assert "Where: Sal A, Salen, Gaden 1, 8000 Aarhus C" in letter.text
    [(method, event)] = letter.events
    assert (method, event["UID"], event["SEQUENCE"]) == ("REQUEST", session.entry_uid, 0)
    assert (event.start, event.end) == (slot.starts_at, slot.ends_at)
    assert (event["SUMMARY"], event["STATUS"]) == ("You present: Robots in class", "CONFIRMED")
    assert event["ATTENDEE"] == f"mailto:{BODIL}"
    asked = event["ATTENDEE"].params
    assert (asked["PARTSTAT"], asked["RSVP"], asked["CN"]) == ("ACCEPTED", "FALSE", "Bodil Åkjær")


def test_a_confirmation_says_what_is_still_missing_and_by_when(conference, slot):
    with transaction():
        service.hold_programme(conference).texts_by = date(2018, 11, 12)
    session = ask(conference)
    claim(session, slot)
    before = read("confirmed").text
    describe(session, title_en="Robots", abstract_en="About robots.")

    assert "We still need an abstract from you. Write them on your page by Monday 12 November 2018." in before
    assert "We still need" not in read("confirmed").text


def test_who_takes_another_time_gets_one_letter_with_the_new_one(conference, slot, room, saved):
    session = ask(conference)
    claim(session, slot)
    claim(session, saved(make_slot(room, "11:00")))

    letter = read("moved")

    assert not is_told(list_letters("confirmed")[0])
    assert letter.subject == "New time: Robots in class"
    assert "Before: 22 November 2018 at 10:00–10:10, Sal A" in letter.text
    assert "Now: 22 November 2018 at 11:00–11:10, Sal A" in letter.text
    [(method, event)] = letter.events
    assert (method, event["UID"], event["SEQUENCE"]) == ("REQUEST", session.entry_uid, 1)


def test_a_release_tells_a_person_of_all_their_sessions_in_one_letter(conference, slot, room, saved):
    other = saved(make_slot(room, "11:00"))
    robots, drones = ask(conference, title_en="Robots"), ask(conference, title_en="Drones")
    claim(robots, slot)
    claim(drones, other)
    release(conference)
    move(slot, minutes=20)
    move(other, minutes=30)
    release(conference, note_da="Frokosten er rykket.", note_en="Lunch has moved.")

    letter = read("moved")

    assert len(list_letters("moved")) == 1
    assert letter.subject == "Changes to your sessions: The kick-off"
    assert "The organisers write: “Lunch has moved.”" in letter.text
    assert "Now: 22 November 2018 at 10:20–10:30, Sal A" in letter.text
    assert "Now: 22 November 2018 at 11:30–11:40, Sal A" in letter.text
    assert [(method, event["UID"], event["SEQUENCE"]) for method, event in letter.events] == [
        ("REQUEST", robots.entry_uid, 1),
        ("REQUEST", drones.entry_uid, 1),
    ]


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_note_in_one_language_is_told_in_that_one(conference, slot):
    claim(ask(conference), slot)
    release(conference)
    move(slot, minutes=20)
    release(conference, note_da="Frokosten er rykket.")

    assert "The organisers write: “Frokosten er rykket.”" in read("moved").text


def test_the_subject_says_what_happened(conference, slot):
    claim(ask(conference, title_en="Robots", minutes=5), slot)
    release(conference)

    subjects = []
    for starts, ends in [(0, -5), (0, 5), (5, 0), (-5, -5)]:
        move(slot, minutes=starts, end_minutes=ends)
        release(conference)
        subjects.append(read("moved").subject)

    assert subjects == [
        "Shorter time: Robots",
        "Longer time: Robots",
        "New time: Robots",
        "New time: Robots",
    ]


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_renamed_room_is_told_with_both_names(conference, room, slot):
    claim(ask(conference, title_en="Robots"), slot)
    release(conference)
    with transaction():
        room.name = "Sal C"
        db.session.flush()
    release(conference)

    letter = read("moved")

    assert letter.subject == "New room: Robots"
    assert "Before: 22 November 2018 at 10:00–10:10, Sal A" in letter.text
    assert "Now: 22 November 2018 at 10:00–10:10, Sal C" in letter.text
    [(method, event)] = letter.events
    assert (method, event["SEQUENCE"], event["LOCATION"]) == (
        "REQUEST",
        1,
        "Sal C, Salen, Gaden 1, 8000 Aarhus C",
    )


def test_another_room_is_told_with_its_name(conference, slot, saved):
    claim(ask(conference, title_en="Robots"), slot)
    release(conference)
    with transaction():
        slot.room = make_room(conference, name="Sal B")
        db.session.flush()
    release(conference)

    letter = read("moved")

    assert letter.subject == "New room: Robots"
    assert "Before: 22 November 2018 at 10:00–10:10, Sal A" in letter.text
    assert "Now: 22 November 2018 at 10:00–10:10, Sal B" in letter.text


def test_other_presenters_are_told_without_a_new_entry(conference, slot):
    session = ask(conference, title_en="Robots")
    claim(session, slot)
    release(conference)
    do(service.add_presenter, session, make_person("Carl Holm"), session.presenters[0])
    release(conference)

    letter = read("moved")

    assert letter.subject == "Other presenters: Robots"
    assert "Presenters: Bodil Åkjær and Carl Holm" in letter.text
    assert letter.events == []


def test_a_move_that_a_later_release_overtook_is_told_by_the_later_letter(conference, slot):
    claim(ask(conference), slot)
    release(conference)
    move(slot, minutes=20)
    release(conference)
    move(slot, minutes=20)
    release(conference)

    assert [is_told(letter) for letter in list_letters("moved")] == [False, True]


def test_a_draft_does_not_change_what_a_waiting_letter_tells(conference, slot):
    claim(ask(conference), slot)
    move(slot, minutes=20)

    letter = read("confirmed")

    assert "When: Thursday 22 November 2018 at 10:00–10:10" in letter.text
    assert [event["SEQUENCE"] for _method, event in letter.events] == [0]


# off it again


@pytest.mark.parametrize(
    ("deed", "name", "subject"),
    [
        (service.give_back, "given_back", "Your session has no time just now: The kick-off"),
        (service.withdraw, "cancelled", "Your session is cancelled: The kick-off"),
        (service.cancel, "cancelled", "Your session is cancelled: The kick-off"),
    ],
)
def test_who_loses_the_time_gets_the_entry_taken_back(deed, name, subject, conference, slot):
    session = ask(conference)
    claim(session, slot)
    send_all()
    do(deed, session)

    letter = read(name)

    assert letter.subject == subject
    assert "No longer: 22 November 2018 at 10:00–10:10, Sal A" in letter.text
    [(method, event)] = letter.events
    assert (method, event["UID"], event["SEQUENCE"]) == ("CANCEL", session.entry_uid, 1)
    assert (event["STATUS"], event.start) == ("CANCELLED", slot.starts_at)


def test_who_was_never_sent_an_entry_has_none_to_take_back(conference, slot):
    session = ask(conference)
    claim(session, slot)
    do(service.cancel, session)

    assert read("cancelled").events == []
    assert not is_told(list_letters("confirmed")[0])


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_who_is_asked_again_at_once_still_has_the_earlier_time_taken_back(conference, slot):
    session = ask(conference)
    claim(session, slot)
    send_all()
    do(service.withdraw, session)
    do(service.invite_again, session)

    letter = read("cancelled")

    assert letter.subject == "Your earlier time no longer holds: The kick-off"
    assert "off the programme" not in letter.text
    [(method, event)] = letter.events
    assert (method, event["UID"], event["SEQUENCE"]) == ("CANCEL", session.entry_uid, 1)

    claim(session, slot)

    assert not is_told(list_letters("cancelled")[0])  # the new entry is of the same UID


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_an_entry_of_another_session_is_none_to_take_back(conference, room, slot, saved):
    robots, drones = ask(conference), ask(conference)
    claim(robots, slot)
    send_all()
    claim(drones, saved(make_slot(room, "11:00")))
    do(service.cancel, drones)

    assert read("cancelled").events == []


def test_who_was_cancelled_keeps_the_seat(conference, slot):
    session = ask(conference)
    claim(session, slot)
    do(service.cancel, session)

    assert "You keep your seat at the conference." in read("cancelled").text


def test_a_conference_called_off_is_told_to_presenters_in_the_organisers_words(conference, slot):
    session = ask(conference)
    claim(session, slot)
    do(service.cancel, session)
    with transaction():
        conference.called_off_at, conference.notice_en = clock.now(), "The hall has burnt down."

    letter = read("cancelled")

    assert "The hall has burnt down." in letter.text
    assert "You keep your seat" not in letter.text


def test_a_session_that_a_release_leaves_without_a_time_is_told_so(conference, slot):
    session = ask(conference)
    claim(session, slot)
    release(conference)
    send_all()
    with transaction():
        session.slot = None
        db.session.flush()
    release(conference)

    letter = read("given_back")

    assert "The organisers find another one and write to you." in letter.text
    assert [(method, event["SEQUENCE"]) for method, event in letter.events] == [("CANCEL", 1)]


# others


def test_a_colleague_who_joins_gets_a_link_and_an_entry_of_their_own(conference, slot):
    session = ask(conference)
    claim(session, slot)
    carl = make_person("Carl Holm", "carl@firma.example", language="en")
    presenter = do(service.add_presenter, session, carl, session.presenters[0])

    letter = read("joined", "carl@firma.example")

    assert letter.subject == "You are to present at The kick-off"
    assert "You present this session together with Bodil Åkjær." in letter.text
    assert own_url(presenter) in letter.text
    assert "You are not registered for the conference yet: you do that yourself on your page." in letter.text
    [(method, event)] = letter.events
    assert (method, event["UID"]) == ("REQUEST", session.entry_uid)
    assert event["ATTENDEE"] == "mailto:carl@firma.example"


def test_who_changes_their_mind_twice_before_the_letter_goes_gets_one(conference, slot):
    session = ask(conference)
    for _time in range(2):
        claim(session, slot)
        do(service.give_back, session, session.presenters[0])
    claim(session, slot)

    assert [is_told(letter) for letter in list_letters("confirmed")] == [False, False, True]


def test_who_hands_over_is_told_without_a_link_and_the_colleague_with_one(conference, slot):
    session = ask(conference)
    claim(session, slot)
    send_all()
    bodil = session.presenters[0]
    carl = make_person("Carl Holm", "carl@firma.example", language="en")
    do(service.hand_over, session, bodil, carl)

    leaves, joins = read("left"), read("joined", "carl@firma.example")

    assert leaves.subject == "You no longer present: Robots in class"
    assert "/p/" not in leaves.text
    assert [(method, event["UID"]) for method, event in leaves.events] == [("CANCEL", session.entry_uid)]
    assert "handed over to you" in joins.text


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_the_first_presenter_of_what_is_released_is_told_where_it_stands(conference, slot, saved):
    session = saved(make_session(conference, state=State.CONFIRMED, title_en="The future"))
    with transaction():
        session.slot = slot
        db.session.flush()
    release(conference)
    do(service.add_presenter, session, make_person("Bodil Åkjær", BODIL, language="en"))

    letter = read("joined")

    assert "You have been put on this session as its presenter." in letter.text
    assert "When: Thursday 22 November 2018 at 10:00–10:10" in letter.text
    assert [(method, event["UID"]) for method, event in letter.events] == [("REQUEST", session.entry_uid)]
    assert releases.preview(conference).letters == ()  # nobody is told twice


def test_a_wish_is_answered_in_a_letter_of_its_own(conference):
    session = ask(conference, title_en="Robots")
    wish = do(service.ask, session, "After lunch, please.", session.presenters[0])
    do(board.answer_wish, conference, wish.uid, "Yes.\nYou speak at one.")

    letter = read("answered")

    assert letter.subject == "Answer to your wish: Robots"
    assert "Yes.\r\n\r\nYou speak at one.\r\n" in letter.text
    assert "You wrote: “After lunch, please.”" in letter.text
    assert own_url(session.presenters[0]) in letter.text


def test_a_letter_to_who_has_left_the_session_is_not_told(conference, slot):
    session = ask(conference)
    claim(session, slot)
    do(service.hand_over, session, session.presenters[0], make_person("Carl Holm"))

    assert not is_told(list_letters("confirmed")[0])


def test_a_letter_that_waited_while_its_address_was_put_right_is_for_nobody(conference):
    session = ask(conference)
    with transaction():
        session.presenters[0].email = session.presenters[0].email_folded = "right@firma.example"

    assert not is_told(list_letters("invited")[0])


def test_what_a_colleague_wrote_advertises_nothing(conference, slot):
    session = ask(conference, title_en="Go to www.evil.example")
    claim(session, slot)
    bodil, carl = session.presenters[0], make_person("Carl", "carl@firma.example", language="en")
    do(service.add_presenter, session, carl, bodil)
    do(service.hand_over, session, bodil, make_person())

    joins, leaves = read("joined", "carl@firma.example"), read("left")

    assert "www.evil.example" not in joins.text + joins.html + leaves.text + leaves.html
