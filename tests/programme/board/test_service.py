"""Organisers plan: rooms and times, sessions in them, and what the plan refuses."""

from contextlib import nullcontext
from datetime import date

import pytest
from sqlalchemy import func, select

from conference import credentials
from conference.credentials import Purpose
from conference.db import db, transaction
from conference.errors import NotFound
from conference.programme import plan, rules, service
from conference.programme.answers import Person
from conference.programme.board import overview, rooms
from conference.programme.board import people as board_people
from conference.programme.board import service as board
from conference.programme.board.rules import (
    NameTaken,
    Pinned,
    RoomFacts,
    RoomInUse,
    RoomTaken,
    SeriesFacts,
    SessionFacts,
    SlotFacts,
    SlotInUse,
    WrongOrder,
    WrongTime,
    check_room_free,
)
from conference.programme.board.warnings import Rule, Severity
from conference.programme.models import Feature, Hold, Kind, Room, Session, Slot, State, Wish
from tests.factories import make_conference, make_registration, moment
from tests.programme.conftest import claim, do, hold, letters
from tests.programme.factories import (
    make_invitation,
    make_person,
    make_presenter,
    make_room,
    make_session,
    make_slot,
)


def times(slots):
    return [slot.starts_at for slot in slots]


def at_ten(room, **changes):
    values = {"room": room, "starts_at": moment("2018-11-22 10:00"), "minutes": 10, "kind": Kind.AMBASSADOR}
    return SlotFacts(**{**values, **changes})


def a_talk(**changes):
    return SessionFacts(**{"kind": Kind.PLENARY, "minutes": 30, "title_da": "Velkomst", **changes})


@pytest.fixture
def talks(kickoff, room, saved):
    """Two sessions that have said yes, at ten and at eleven."""

    def make(at):
        session = saved(make_session(kickoff, make_presenter(kickoff)))
        claim(session, saved(make_slot(room, at)))
        return session

    return make("10:00"), make("11:00")


# rooms


def test_a_room_gets_its_name_in_addresses_and_keeps_it(kickoff):
    room = do(rooms.make_room, kickoff, RoomFacts("Store Sal Ø", 80, (Feature.PROJECTOR,)))

    do(rooms.change_room, room, kickoff, RoomFacts("Salen", 60))

    assert (room.key, room.name, room.seats, room.features) == ("store-sal-oe", "Salen", 60, [])


def test_two_names_that_differ_in_their_marks_alone_have_addresses_of_their_own(kickoff):
    made = [
        do(rooms.make_room, kickoff, RoomFacts(name, 10)) for name in ("Sal A", "Sal A!", "Sal: A", "***")
    ]

    assert [room.key for room in made] == ["sal-a", "sal-a-2", "sal-a-3", "room"]


def test_two_rooms_have_two_names(kickoff, room):
    with pytest.raises(NameTaken):
        do(rooms.make_room, kickoff, RoomFacts("SAL A", 10))


def test_a_room_keeps_its_own_name(kickoff, room):
    do(rooms.change_room, room, kickoff, RoomFacts("sal a", 10))

    assert room.name == "sal a"


def test_a_room_moves_up_before_the_other(kickoff, room, saved):
    other = saved(make_room(kickoff, name="Sal B"))

    do(rooms.raise_room, other, kickoff)
    do(rooms.raise_room, other, kickoff)

    assert plan.list_rooms(kickoff) == [other, room]


def test_a_room_with_times_stays(kickoff, room, saved):
    saved(make_slot(room))

    with pytest.raises(RoomInUse, match="Sal A"):
        do(rooms.remove_room, room, kickoff)


def test_an_empty_room_goes(kickoff, room):
    do(rooms.remove_room, room, kickoff)

    assert plan.list_rooms(kickoff) == []


# times


def test_six_times_of_ten_minutes_with_five_between(kickoff, room):
    series = SeriesFacts(
        room=room,
        first_at=moment("2018-11-22 10:00"),
        count=6,
        minutes=10,
        between_minutes=5,
        kind=Kind.PROJECT,
    )

    made = do(rooms.make_series, kickoff, series)

    starts = ("10:00", "10:15", "10:30", "10:45", "11:00", "11:15")
    assert times(made) == [moment(f"2018-11-22 {at}") for at in starts]
    assert {(slot.kind, (slot.ends_at - slot.starts_at).seconds) for slot in made} == {(Kind.PROJECT, 600)}


def test_a_series_goes_on_through_the_night_when_the_clocks_go_back(database, saved, at):
    at("2018-10-01 12:00")
    night = saved(
        make_conference(
            doors_at=moment("2018-10-27 20:00"),
            starts_at=moment("2018-10-27 20:00"),
            ends_at=moment("2018-10-28 12:00"),
        )
    )
    room = saved(make_room(night))
    series = SeriesFacts(
        room=room,
        first_at=moment("2018-10-28 01:30"),
        count=4,
        minutes=30,
        between_minutes=0,
        kind=Kind.PROJECT,
    )

    made = do(rooms.make_series, night, series)

    hours = [plan.clock.to_local(slot.starts_at).strftime("%H:%M %z") for slot in made]
    assert hours == ["01:30 +0200", "02:00 +0200", "02:30 +0200", "02:00 +0100"]


def test_of_a_series_that_runs_into_something_nothing_is_made(kickoff, room, saved):
    taken = saved(make_slot(room, "10:30"))
    series = SeriesFacts(
        room=room,
        first_at=moment("2018-11-22 10:00"),
        count=6,
        minutes=10,
        between_minutes=5,
        kind=Kind.PROJECT,
    )

    with pytest.raises(RoomTaken, match=r"10\.30"):
        do(rooms.make_series, kickoff, series)

    assert plan.list_slots(kickoff) == [taken]


@pytest.mark.parametrize(
    ("start", "is_free"),
    [("10:09", False), ("09:51", False), ("10:00", False), ("10:10", True), ("09:50", True)],
)
def test_two_times_in_a_room_never_overlap_and_may_follow_each_other(start, is_free):
    room = make_room(make_conference(), id=1, name="Sal A")
    taken = make_slot(room, "10:00", room_id=1)
    wanted = at_ten(room, starts_at=moment(f"2018-11-22 {start}"))

    with nullcontext() if is_free else pytest.raises(RoomTaken, match=r"in use from 10\.00 to 10\.10"):
        check_room_free(wanted, [taken])


def test_a_time_is_made_where_the_room_is_free(kickoff, room, saved):
    saved(make_slot(room, "10:10"))

    slot = do(rooms.make_slot, kickoff, at_ten(room))
    with pytest.raises(RoomTaken):
        do(rooms.make_slot, kickoff, at_ten(room, minutes=5))

    assert (slot.room, slot.ends_at, slot.session) == (room, moment("2018-11-22 10:10"), None)


def test_a_time_on_another_day_is_a_slip(kickoff, room):
    with pytest.raises(WrongTime, match="22"):
        do(rooms.make_slot, kickoff, at_ten(room, starts_at=moment("2019-11-22 10:00")))


def test_a_time_moves_with_what_is_in_it(kickoff, room, talk, saved):
    slot = saved(make_slot(room))
    claim(talk, slot)

    do(rooms.change_slot, slot, kickoff, at_ten(room, starts_at=moment("2018-11-22 10:05")))

    assert (talk.slot, slot.starts_at) == (slot, moment("2018-11-22 10:05"))


def test_a_pinned_session_holds_its_time(kickoff, room, talk, saved):
    slot = saved(make_slot(room))
    claim(talk, slot)
    do(board.pin, talk)

    with pytest.raises(Pinned):
        do(rooms.change_slot, slot, kickoff, at_ten(room, starts_at=moment("2018-11-22 10:05")))


def test_a_time_does_not_move_to_where_its_presenter_is_on_stage_elsewhere(kickoff, room, talk, saved):
    there = saved(make_slot(saved(make_room(kickoff)), "11:00"))
    claim(saved(make_session(kickoff, talk.presenters[0])), there)
    slot = saved(make_slot(room, "10:00"))
    claim(talk, slot)

    with pytest.raises(rules.PresenterBusy):
        do(rooms.change_slot, slot, kickoff, at_ten(room, starts_at=moment("2018-11-22 11:05")))


def test_a_time_with_an_ambassador_in_it_is_not_given_to_projects(kickoff, room, talk, saved):
    slot = saved(make_slot(room))
    claim(talk, slot)

    with pytest.raises(rules.WrongKind):
        do(rooms.change_slot, slot, kickoff, at_ten(room, kind=Kind.PROJECT))


def test_a_time_that_somebody_has_or_is_choosing_is_not_removed(kickoff, room, talk, saved):
    taken, kept = saved(make_slot(room, "10:00")), saved(make_slot(room, "11:00"))
    claim(saved(make_session(kickoff, make_presenter(kickoff))), taken)
    hold(talk, kept)

    for slot in (taken, kept):
        with pytest.raises(SlotInUse):
            do(rooms.remove_slot, slot, kickoff)


def test_a_time_that_is_being_chosen_does_not_move(kickoff, room, talk, saved):
    slot = saved(make_slot(room))
    hold(talk, slot)

    with pytest.raises(SlotInUse):
        do(rooms.change_slot, slot, kickoff, at_ten(room, starts_at=moment("2018-11-22 16:00")))


def test_answers_come_before_the_conference(kickoff, talk):
    days = {"texts_by": None, "change_over_minutes": 5}
    programme = plan.read_programme(kickoff)

    with pytest.raises(rules.WrongDay):
        do(board.set_days, kickoff, reply_by=date(2018, 11, 22), **days)
    with pytest.raises(rules.WrongDay):
        do(board.change_session, talk, a_talk(), reply_by=date(2018, 11, 22))
    do(lambda: setattr(programme, "reply_by", date(2018, 12, 24)))

    session = do(service.invite, kickoff, make_invitation(make_person("Carla"), reply_by=None))
    assert session.reply_by == date(2018, 11, 21)


def test_a_free_time_goes_with_an_old_hold_on_it(kickoff, room, talk, saved, at):
    slot = saved(make_slot(room))
    hold(talk, slot)

    at("2018-10-01 12:10")
    do(rooms.remove_slot, slot, kickoff)

    assert (plan.list_slots(kickoff), db.session.scalar(select(func.count(Hold.id)))) == ([], 0)


# sessions


def test_a_break_is_made_in_one_step(kickoff, room):
    facts = a_talk(kind=Kind.BREAK, minutes=15, title_da="Pause")

    session = do(board.make_session, kickoff, facts, at=at_ten(room, minutes=15, kind=Kind.BREAK))

    assert (session.state, session.slot.kind, session.slot.ends_at) == (
        State.CONFIRMED,
        Kind.BREAK,
        moment("2018-11-22 10:15"),
    )


def test_a_break_in_a_room_that_is_taken_is_not_made_at_all(kickoff, room, saved):
    saved(make_slot(room))

    with pytest.raises(RoomTaken):
        do(board.make_session, kickoff, a_talk(), at=at_ten(room))

    assert plan.list_sessions(kickoff) == []


def test_a_break_that_nobody_has_heard_of_leaves_no_trace(kickoff, room, saved):
    session = do(board.make_session, kickoff, a_talk(kind=Kind.BREAK), at=at_ten(room, kind=Kind.BREAK))
    later = saved(make_session(kickoff, after_id=session.id))

    do(board.remove_session, session)

    db.session.refresh(later)
    assert (plan.list_sessions(kickoff), plan.list_slots(kickoff), later.after_id) == ([later], [], None)


def test_a_break_that_was_released_is_cancelled(kickoff, room):
    session = do(board.make_session, kickoff, a_talk(kind=Kind.BREAK), at=at_ten(room, kind=Kind.BREAK))
    do(lambda: setattr(session, "slug", "kickoff2018-pause"))

    do(board.remove_session, session)

    assert (session.state, plan.list_slots(kickoff)) == (State.CANCELLED, [])


def test_cancelling_a_talk_frees_its_time_and_tells_the_presenter(kickoff, room, talk, saved):
    slot = saved(make_slot(room))
    claim(talk, slot)

    do(board.remove_session, talk)

    assert (talk.state, slot.session, letters()[-1][0]) == (State.CANCELLED, None, "cancelled")


def test_organisers_write_everything_of_a_session(kickoff, talk, saved):
    first = saved(make_session(kickoff))
    facts = a_talk(
        kind=Kind.PROJECT,
        minutes=20,
        title_en="Welcome",
        abstract_da="Om os.",
        language="en",
        expected=90,
        equipment=(Feature.SOUND.value,),
        equipment_note="En robot.",
        after=first,
    )

    do(board.change_session, talk, facts, reply_by=date(2018, 11, 10))

    written = (talk.kind, talk.minutes, talk.title_en, talk.language, talk.expected, talk.equipment)
    assert written == (Kind.PROJECT, 20, "Welcome", "en", 90, ["sound"])
    assert (talk.after_id, talk.reply_by, talk.reply_sequence) == (first.id, date(2018, 11, 10), 1)


def test_two_sessions_do_not_each_come_after_the_other(kickoff, talk, saved):
    other = saved(make_session(kickoff, after_id=talk.id))

    for after in (other, talk):
        with pytest.raises(WrongOrder):
            do(board.change_session, talk, a_talk(kind=Kind.AMBASSADOR, after=after))


def test_what_stands_at_a_time_for_ambassadors_stays_an_ambassadors(kickoff, room, talk, saved):
    claim(talk, saved(make_slot(room)))

    with pytest.raises(rules.WrongKind):
        do(board.change_session, talk, a_talk(kind=Kind.PROJECT))


# places


def test_whom_an_organiser_puts_into_a_time_is_still_asked_for_a_yes(kickoff, room, talk, saved):
    slot = saved(make_slot(room))

    do(board.assign, talk, slot)
    proposed = talk.state, talk.slot, letters()
    claim(talk, slot)

    assert (proposed, talk.state) == ((State.INVITED, slot, []), State.CONFIRMED)


def test_a_confirmed_session_moves_without_a_word_until_the_release(kickoff, room, talk, saved):
    first, second = saved(make_slot(room, "10:00")), saved(make_slot(room, "11:00"))
    claim(talk, first)
    told = letters()

    do(board.assign, talk, second)

    assert (talk.slot, first.session, talk.state, letters()) == (second, None, State.CONFIRMED, told)


def test_a_time_is_given_once(kickoff, room, talks):
    first, second = talks

    with pytest.raises(rules.SlotTaken):
        do(board.assign, first, second.slot)


def test_a_time_that_a_presenter_is_choosing_is_not_taken_from_under_them(kickoff, room, talk, saved):
    slot, other = saved(make_slot(room)), saved(make_session(kickoff, make_presenter(kickoff)))
    hold(talk, slot)

    with pytest.raises(rules.SlotTaken):
        do(board.assign, other, slot)


def test_nobody_is_put_in_two_places(kickoff, room, talk, saved):
    claim(talk, saved(make_slot(room, "10:00")))
    again = saved(make_session(kickoff, talk.presenters[0]))

    with pytest.raises(rules.PresenterBusy):
        do(board.assign, again, saved(make_slot(saved(make_room(kickoff)), "10:05")))


def test_only_what_is_asked_for_or_promised_gets_a_time(kickoff, room, saved):
    reserve = saved(make_session(kickoff, make_presenter(kickoff), state=State.RESERVE))

    with pytest.raises(rules.WrongState):
        do(board.assign, reserve, saved(make_slot(room)))


def test_a_session_is_not_put_into_a_time_for_others(kickoff, room, talk, saved):
    with pytest.raises(rules.WrongKind):
        do(board.assign, talk, saved(make_slot(room, kind=Kind.PROJECT)))


def test_two_sessions_change_places(talks):
    first, second = talks
    here, there = first.slot, second.slot

    do(board.swap, first, second)

    assert (first.slot, second.slot) == (there, here)


def test_two_sessions_of_one_presenter_change_places(kickoff, room, talk, saved):
    again = saved(make_session(kickoff, talk.presenters[0]))
    here, there = saved(make_slot(room, "10:00")), saved(make_slot(room, "11:00"))
    claim(talk, here)
    claim(again, there)

    do(board.swap, talk, again)

    assert (talk.slot, again.slot) == (there, here)


def test_nobody_is_swapped_into_two_places(kickoff, room, talks, saved):
    first, second = talks
    third = saved(make_session(kickoff, first.presenters[0]))
    claim(third, saved(make_slot(saved(make_room(kickoff)), "11:05")))

    with pytest.raises(rules.PresenterBusy):
        do(board.swap, first, second)

    assert (first.slot.starts_at, second.slot.starts_at) == (
        moment("2018-11-22 10:00"),
        moment("2018-11-22 11:00"),
    )


def test_only_two_placed_sessions_change_places(talks, talk):
    with pytest.raises(rules.NoSlot):
        do(board.swap, talks[0], talk)


def test_a_pinned_session_stays_until_it_is_unpinned(room, talks, saved):
    first, second = talks
    free = saved(make_slot(room, "12:00"))
    do(board.pin, second)

    for refused in (
        lambda: board.assign(second, free),
        lambda: board.swap(first, second),
        lambda: board.unassign(second),
    ):
        with pytest.raises(Pinned):
            do(refused)
    do(board.unpin, second)
    do(board.assign, second, free)

    assert second.slot is free


def test_only_what_has_a_time_is_pinned(talk):
    with pytest.raises(rules.NoSlot):
        do(board.pin, talk)


def test_who_is_taken_off_a_time_is_asked_again_and_told(room, talks):
    first, _second = talks

    do(board.unassign, first)

    assert (first.slot, first.state, letters()[-1][0]) == (None, State.INVITED, "given_back")


def test_a_break_is_taken_off_its_time_and_stays(kickoff, room):
    session = do(board.make_session, kickoff, a_talk(kind=Kind.BREAK), at=at_ten(room, kind=Kind.BREAK))

    do(board.unassign, session)

    assert (session.slot, session.state) == (None, State.CONFIRMED)


def test_a_reserve_moves_up_among_those_of_its_kind(kickoff, saved):
    def reserve(rank, **more):
        return saved(make_session(kickoff, state=State.RESERVE, reserve_rank=rank, **more))

    first, second, project = reserve(1), reserve(2), reserve(1, kind=Kind.PROJECT)

    do(board.raise_rank, second)
    do(board.raise_rank, second)

    assert [each.reserve_rank for each in (first, second, project)] == [2, 1, 1]


def test_only_reserves_have_a_rank(talk):
    with pytest.raises(rules.WrongState):
        do(board.raise_rank, talk)


# what is decided about it all


def test_the_lock_is_put_on_once_and_taken_off(kickoff, at):
    do(board.set_lock, kickoff, on=True)
    at("2018-10-02 12:00")
    do(board.set_lock, kickoff, on=True)
    locked_at = plan.read_programme(kickoff).locked_at

    do(board.set_lock, kickoff, on=False)

    assert (locked_at, plan.read_programme(kickoff).locked_at) == (moment("2018-10-01 12:00"), None)


def test_another_day_for_texts_is_another_version_of_its_entry(kickoff):
    days = {"reply_by": date(2018, 11, 1), "change_over_minutes": 10}

    for day in (date(2018, 11, 12), date(2018, 11, 12), date(2018, 11, 13)):
        do(board.set_days, kickoff, texts_by=day, **days)

    programme = plan.read_programme(kickoff)
    assert (programme.texts_by, programme.texts_sequence) == (date(2018, 11, 13), 2)
    assert (programme.reply_by, programme.change_over_minutes) == (date(2018, 11, 1), 10)


def test_a_wish_is_answered_once_and_only_at_its_own_conference(kickoff, talk, saved, at):
    wish = do(service.ask, talk, "Efter frokost?", talk.presenters[0])
    other = saved(make_conference(slug="kickoff2019"))

    do(board.answer_wish, kickoff, wish.uid, "Ja, kl. 13.")
    at("2018-10-02 12:00")
    with pytest.raises(rules.WrongState):
        do(board.answer_wish, kickoff, wish.uid, "Nej.")
    with pytest.raises(NotFound):
        do(board.answer_wish, other, wish.uid, "Nej.")

    kept = db.session.get(Wish, wish.id)
    assert (kept.answer, kept.settled_at) == ("Ja, kl. 13.", moment("2018-10-01 12:00"))


def test_a_warning_is_accepted_until_its_session_moves(kickoff, room, talks, saved):
    first, _second = talks
    do(lambda: setattr(first, "minutes", 15))
    (warning,) = [each for each in overview.list_warnings(kickoff) if each.rule is Rule.LONGER]

    waiver = do(board.waive, kickoff, warning.key, why="Pausen venter.", by="anna@staff.example")
    accepted = [each.waiver for each in overview.list_warnings(kickoff) if each.rule is Rule.LONGER]
    do(board.assign, first, saved(make_slot(room, "13:00")))
    moved = [each.waiver for each in overview.list_warnings(kickoff) if each.rule is Rule.LONGER]

    assert (accepted, moved) == ([waiver], [None])


def test_accepting_is_taken_back_and_put_in_other_words(kickoff, room, saved):
    saved(make_slot(room))
    do(board.set_lock, kickoff, on=True)
    (warning,) = overview.list_warnings(kickoff)
    for why in ("Vi venter.", "Den holdes fri."):
        do(board.waive, kickoff, warning.key, why=why, by="anna@staff.example")
    (accepted,) = overview.list_warnings(kickoff)

    do(board.take_back_waiver, kickoff, warning.key)

    assert (accepted.waiver.why, overview.list_warnings(kickoff)[0].waiver) == ("Den holdes fri.", None)


def test_a_warning_that_is_gone_is_not_accepted(kickoff):
    with pytest.raises(NotFound):
        do(board.waive, kickoff, "longer 0", why="Jo.", by="anna@staff.example")


def test_organisers_say_what_a_warning_does(kickoff, room, saved):
    saved(make_slot(room))
    do(board.set_lock, kickoff, on=True)
    before = [each.severity for each in overview.list_warnings(kickoff)]

    do(board.set_severities, kickoff, {Rule.NOBODY: Severity.BLOCK})

    assert (before, [each.severity for each in overview.list_warnings(kickoff)]) == (
        [Severity.WARN],
        [Severity.BLOCK],
    )


# presenters


def test_an_address_put_right_gets_a_new_link_and_the_old_one_dies(kickoff, room, talk, saved):
    claim(talk, saved(make_slot(room)))
    (bodil,) = talk.presenters
    with transaction():
        old = credentials.live_code(Purpose.PRESENTER, bodil.uid) or credentials.issue(
            Purpose.PRESENTER, bodil.uid
        )

    do(board_people.correct, bodil, Person("Bodil Åkjær", "bodil@via.example", "VIA", "en"))

    assert service.get_presenter(credentials.live_code(Purpose.PRESENTER, bodil.uid)) is bodil
    assert (bodil.registration.email, letters()[-1]) == ("bodil@via.example", ("confirmed", "Bodil Åkjær"))
    with pytest.raises(NotFound):
        service.get_presenter(old)


def test_a_place_that_they_had_themselves_stays_theirs(kickoff, room, talk, saved):
    (bodil,) = talk.presenters
    own = saved(
        make_registration(
            kickoff, email=bodil.email, email_folded=bodil.email_folded, created_at=moment("2018-01-01 12:00")
        )
    )
    claim(talk, saved(make_slot(room)))

    do(board_people.correct, bodil, Person("Bodil Åkjær", "bodil@via.example"))

    assert (bodil.registration is own, own.email) == (True, own.email_folded)
    assert own.email != "bodil@via.example"


def test_an_invitation_that_went_to_a_wrong_address_is_written_anew(kickoff):
    talk = do(service.invite, kickoff, make_invitation(make_person("Bodil Åkjær")))

    do(board_people.correct, talk.presenters[0], Person("Bodil Åkjær", "bodil@via.example"))

    assert letters() == [("invited", "Bodil Åkjær")] * 2


def test_a_name_put_right_keeps_the_link(kickoff, talk):
    (bodil,) = talk.presenters
    with transaction():
        code = credentials.issue(Purpose.PRESENTER, bodil.uid)

    do(board_people.correct, bodil, Person("Bodil Aakjær", bodil.email, "Dania"))

    assert (bodil.name, bodil.organisation, service.get_presenter(code)) == ("Bodil Aakjær", "Dania", bodil)
    assert letters() == []


def test_who_loses_their_address_loses_the_link(kickoff, talk):
    (bodil,) = talk.presenters
    with transaction():
        credentials.issue(Purpose.PRESENTER, bodil.uid)

    do(board_people.correct, bodil, Person("Bodil Åkjær"))

    assert (bodil.email, credentials.live_code(Purpose.PRESENTER, bodil.uid)) == (None, None)


def test_two_presenters_have_two_addresses(kickoff, talk, saved):
    saved(make_presenter(kickoff, email="carl@firma.example"))

    with pytest.raises(board_people.AddressTaken):
        do(board_people.correct, talk.presenters[0], Person("Bodil", "CARL@firma.example"))


def test_who_has_no_address_gets_no_link(kickoff, saved):
    nobody = saved(make_presenter(kickoff, email=None))

    assert (do(board_people.send_links, nobody), letters()) == (False, [])


# the page


def fill(conference, room, saved, start):
    """An hour of the plan: a talk that was said yes to, one that is only proposed, and a free time."""
    said_yes = saved(make_session(conference, make_presenter(conference)))
    claim(said_yes, saved(make_slot(room, f"{start:02}:00")))
    asked = saved(make_session(conference, make_presenter(conference)))
    do(board.assign, asked, saved(make_slot(room, f"{start:02}:15")))
    saved(make_slot(room, f"{start:02}:30"))
    saved(make_session(conference, make_presenter(conference)))
    do(service.ask, asked, "Senere?", asked.presenters[0])


def test_the_plan_counts_and_sorts(kickoff, room, saved):
    fill(kickoff, room, saved, 9)
    saved(make_session(kickoff, state=State.DECLINED))
    second, first = (saved(make_session(kickoff, state=State.RESERVE, reserve_rank=rank)) for rank in (2, 1))
    saved(make_slot(saved(make_room(kickoff, name="Sal B")), "09:00"))

    shown = overview.read_plan(kickoff)

    assert (shown.counts[State.CONFIRMED], shown.counts[State.INVITED], shown.free) == (1, 2, 2)
    assert (shown.reserve, len(shown.ended), len(shown.wishes)) == ((first, second), 1, 1)
    (day,) = shown.days
    assert [[len(cell) for cell in row.cells] for row in day.rows] == [[1, 1], [1, 0], [1, 0]]


def test_there_is_nothing_of_another_conference_on_the_plan(kickoff, room, saved):
    fill(kickoff, room, saved, 9)

    shown = overview.read_plan(saved(make_conference(slug="kickoff2019")))

    assert (shown.rooms, shown.days, shown.unplaced, shown.wishes, shown.found) == ((), (), (), (), ())


def rows_of(*tables: type) -> list[int]:
    return [db.session.scalar(select(func.count()).select_from(table)) for table in tables]


def test_what_is_refused_leaves_nothing_behind(kickoff, room, talk, saved):
    saved(make_slot(room))
    before = rows_of(Room, Slot, Session)

    with pytest.raises(RoomTaken):
        do(board.make_session, kickoff, a_talk(), at=at_ten(room, minutes=60))

    assert rows_of(Room, Slot, Session) == before
