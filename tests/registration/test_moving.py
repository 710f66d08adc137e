"""A conference that is moved to another day, or called off."""

from datetime import date, time

import pytest
from sqlalchemy import select

from conference.audit.models import AuditEntry
from conference.config import PACKAGE
from conference.db import db
from conference.pact import service as pacts
from conference.registration import rules as registration
from conference.registration import service
from conference.registration.conferences import moving, rules
from conference.registration.conferences import service as conferences
from conference.registration.conferences.rules import NewDay, Notice
from conference.registration.invitations import silence
from conference.registration.models import Answer, Invitation, Kind, Registration, State
from tests.factories import make_registration, moment
from tests.registration.conftest import come, do, letters, states
from tests.registration.test_parties import party

CONFIRMED, WAITING, OFFERED, CANCELLED = State.CONFIRMED, State.WAITING, State.OFFERED, State.CANCELLED
BY = "staff:test"
SILENCE = Notice()


def another_day(day="2018-12-13", **overrides):
    """The kick-off's hours on another day."""
    hours = {"doors": time(8, 30), "starts": time(9), "ends": time(16)}
    place = {"venue": "Salen", "address": "Gaden 1, 8000 Aarhus C"}
    return NewDay(**{"day": date.fromisoformat(day), **hours, **place, **overrides})


def move(conference, new):
    do(moving.move, conference, new, by=BY, seen=conference.version)


def named(name):
    return db.session.scalars(select(Registration).filter_by(name=name)).one()


def call_off(conference, notice=SILENCE):
    do(moving.call_off, conference, notice, by=BY, seen=conference.version)


@pytest.fixture
def full(kickoff):
    """One seat offered to Bo after Anna gave it up; Carl waits."""
    conference = kickoff(capacity=2)
    anna, _dorte, *_ = come(conference, "Anna", "Dorte", "Bo", "Carl")
    do(service.cancel, anna)
    return conference


def invite(conference, saved, name="Rut"):
    address = f"{name.lower()}@raad.example"
    return saved(
        Invitation(
            conference_id=conference.id,
            name=name,
            email=address,
            email_folded=address,
            kind=Kind.COUNCIL,
            language="da",
            sort_key=name.lower(),
            reply_by=date(2018, 11, 1),
            holds_seat=False,
            answer=Answer.SILENT,
            created_at=moment("2018-10-01 09:00"),
            changed_at=moment("2018-10-01 09:00"),
        )
    )


def test_a_move_tells_everybody_once_and_takes_nobodys_place(full, saved):
    invite(full, saved)
    foreseen = moving.preview_move(full, another_day())
    before = len(letters())

    move(full, another_day(notice_da="Salen er optaget."))

    assert states(full) == [CANCELLED, CONFIRMED, OFFERED, WAITING]
    told = [("moved", "Dorte"), ("moved", "Bo"), ("moved", "Carl"), ("invitation.moved", "Rut")]
    assert letters()[before:] == told
    assert foreseen.total == len(told)
    assert (full.moved_from_at, full.notice_da) == (moment("2018-11-22 09:00"), "Salen er optaget.")
    acts = select(AuditEntry.detail).filter_by(act="conference.move", subject=full.uid)
    assert db.session.scalars(acts).all() == [{"days": 21}]


def test_to_an_earlier_day_invitations_are_answered_and_reminded_of_before_it(kickoff, saved, at):
    conference = kickoff()
    invite(conference, saved)  # to answer by 1 November
    foreseen = moving.preview_move(conference, another_day("2018-10-20"))
    move(conference, another_day("2018-10-20"))
    at("2018-10-13 10:00")

    do(silence.remind_in_time)

    assert foreseen.late_answers == 1
    assert letters() == [("invitation.moved", "Rut"), ("invitation.reminder", "Rut")]


def test_a_move_keeps_the_hours_and_how_long_before_the_day_registration_closes(kickoff):
    conference = kickoff()

    move(conference, another_day("2019-04-25"))  # summer time has begun

    assert (conference.starts_at, conference.ends_at) == (
        moment("2019-04-25 09:00"),
        moment("2019-04-25 16:00"),
    )
    assert conference.closes_at == moment("2019-04-18 23:59")
    assert conference.opens_at == moment("2018-09-01 09:00")


def test_entries_in_calendars_follow_a_move_and_an_end(full):
    carl = named("Carl")
    before = carl.entry_sequence

    move(full, another_day())
    moved = carl.entry_sequence
    call_off(full)

    assert (moved, carl.entry_sequence) == (before + 1, before + 2)


@pytest.mark.parametrize(
    ("day", "until"),
    [
        # Three days on a far day; two hours, and never beyond one before the start, on the next one.
        ("2018-12-13", "2018-10-03 10:00"),
        ("2018-10-02", "2018-10-02 08:00"),
    ],
)
def test_an_offer_runs_on_by_the_table_and_never_shorter_than_there_is_time(full, day, until):
    foreseen = moving.preview_move(full, another_day(day))

    move(full, another_day(day))

    assert named("Bo").offer_until == moment(until)
    assert foreseen.letters.to == {CONFIRMED: 1, OFFERED: 1, WAITING: 1}


def test_when_the_queue_had_ended_a_move_opens_it_again(kickoff, at):
    conference = kickoff(capacity=1)
    anna, _bo = come(conference, "Anna", "Bo")
    at("2018-11-22 08:15")
    do(service.cancel, anna)
    assert states(conference) == [CANCELLED, WAITING]

    foreseen = moving.preview_move(conference, another_day())
    move(conference, another_day())

    assert (states(conference), foreseen.offers) == ([CANCELLED, OFFERED], 1)


def test_the_milestone_follows_a_move_and_is_cancelled_with_its_conference(kickoff):
    do(pacts.load, PACKAGE / "pact" / "teknologipagt.toml")
    key = next(each.key for each in pacts.list_milestones() if each.when.words("da") == "efteråret 2018")
    conference = kickoff(milestone_key=key)

    move(conference, another_day())
    moved = pacts.get_milestone(key).when.words("da")
    call_off(conference)

    assert moved == "13. december 2018"
    assert pacts.get_milestone(key).cancelled_at is not None
    assert pacts.get_milestone(key).when.words("da") == "13. december 2018"


def test_who_has_no_address_hears_of_it_by_the_colleague_who_registered_them(kickoff, saved):
    conference = kickoff(capacity=10)
    party(conference, "Bo")
    saved(make_registration(conference, name="Carl", email=None, email_folded=None, seq=9))
    foreseen = moving.preview_call_off(conference).letters

    call_off(conference)

    assert letters()[2:] == [("called_off", "Anna"), ("called_off", "Anna")]
    assert (foreseen.to[CONFIRMED], foreseen.unreachable) == (2, 1)


def test_calling_off_ends_offers_and_keeps_who_had_what(full, saved):
    rut = invite(full, saved)
    foreseen = moving.preview_call_off(full)
    before = len(letters())

    call_off(full, Notice("Der er for få tilmeldte."))

    assert states(full) == [CANCELLED, CONFIRMED, WAITING, WAITING]
    told = [("called_off", "Dorte"), ("called_off", "Bo"), ("called_off", "Carl")]
    assert letters()[before:] == [*told, ("invitation.called_off", "Rut")]
    assert (foreseen.total, db.session.get(Invitation, rut.id).answer) == (4, Answer.WITHDRAWN)


def test_nothing_is_given_or_taken_at_a_conference_that_is_called_off(full):
    call_off(full)

    for deed, name in ((service.cancel, "Dorte"), (service.accept, "Bo")):
        with pytest.raises(registration.CalledOff):
            do(deed, named(name))
    with pytest.raises(registration.CalledOff):
        come(full, "Eva")
    do(service.lapse_offers)
    before = letters()
    do(service.change_conference, full, rules.settings_of(full), by=BY)
    assert letters() == before


@pytest.mark.parametrize(
    ("now", "day", "refusal"),
    [
        ("2018-10-01 10:00", "2018-11-22", rules.SameDay),
        ("2018-10-01 10:00", "2018-09-20", rules.PastDay),
        ("2018-11-22 08:30", "2018-12-13", rules.Begun),
        ("2018-11-22 16:00", "2018-12-13", rules.Held),
    ],
)
def test_what_cannot_be_moved_stays(kickoff, at, now, day, refusal):
    conference = kickoff()
    at(now)

    with pytest.raises(refusal):
        move(conference, another_day(day))

    assert conference.moved_at is None


def test_what_nobody_knows_of_is_not_called_off(kickoff):
    with pytest.raises(rules.SecretYet):
        call_off(kickoff(published_at=None))


def test_what_people_have_a_place_at_is_known_to_them_while_it_is_hidden(kickoff, saved):
    conference = kickoff(published_at=None)
    assert not conferences.is_known(conference)
    anna = saved(make_registration(conference, name="Anna"))

    move(conference, another_day())

    assert (letters(), conferences.list_known()) == ([("moved", "Anna")], {conference.id})
    do(service.cancel, anna)
    assert conferences.list_known() == set()


def test_two_organisers_do_not_call_off_and_move_it_at_once(kickoff):
    conference = kickoff()
    seen = conference.version
    move(conference, another_day())

    with pytest.raises(registration.ChangedMeanwhile):
        do(moving.call_off, conference, Notice(), by=BY, seen=seen)


def test_a_conference_that_nobody_can_register_for_yet_opens_as_long_before_the_new_day(kickoff):
    conference = kickoff(opens_at=moment("2018-11-01 09:00"))

    move(conference, another_day("2018-12-13"))

    assert conference.opens_at == moment("2018-11-22 09:00")
