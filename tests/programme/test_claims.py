"""A presenter takes a slot, changes it, gives it back; two never have the same."""

from datetime import date

import pytest
from sqlalchemy import select, update

from conference.audit.models import AuditEntry
from conference.credentials import Credential, Purpose, code_of
from conference.db import db
from conference.errors import NotFound
from conference.programme import rules, service
from conference.programme.answers import Details
from conference.programme.models import Hold, Kind, Session, State, Wish
from conference.registration.rules import TooLate
from tests.factories import make_conference, moment
from tests.programme.conftest import claim, do, hold, letters
from tests.programme.factories import (
    make_ambassador,
    make_invitation,
    make_person,
    make_presenter,
    make_room,
    make_session,
    make_slot,
)
from tests.queries import queries


def lock(conference):
    do(lambda: setattr(service.hold_programme(conference), "locked_at", moment("2018-10-01 11:00")))


# free slots


def test_the_free_slots_are_those_that_fit_by_time(kickoff, room, talk, saved):
    bodil = talk.presenters[0]
    late, early = saved(make_slot(room, "14:00")), saved(make_slot(room, "13:00", minutes=20))
    saved(make_slot(room, "10:00", kind=Kind.PROJECT))
    saved(make_slot(room, "10:30", minutes=9))
    saved(make_slot(room, "11:00", session=saved(make_session(kickoff, state=State.CONFIRMED))))
    saved(make_slot(saved(make_room(kickoff)), "12:05", session=saved(make_session(kickoff, bodil))))
    saved(make_slot(room, "12:00"))

    assert service.list_free_slots(talk) == [early, late]


def test_a_slot_that_is_kept_for_another_is_not_free_until_the_hold_has_run_out(
    kickoff, room, talk, saved, at
):
    slot, other = saved(make_slot(room)), saved(make_session(kickoff, make_presenter(kickoff)))
    hold(talk, slot)

    during = service.list_free_slots(talk), service.list_free_slots(other)
    at("2018-10-01 12:10")

    assert during == ([slot], [])
    assert service.list_free_slots(other) == [slot]


def test_as_many_slots_as_there_are_cost_the_same_queries(kickoff, room, talk, saved):
    asked = []
    for hour in ("10:00", "11:00", "12:00"):
        saved(make_slot(room, hour))
        db.session.expire_all()
        with queries() as these:
            service.list_free_slots(talk)
        asked.append(len(these))

    assert asked[0] == asked[2]


def test_whose_turn_it_is_not_sees_no_slots(kickoff, room, talk, saved, at):
    saved(make_slot(room, "14:00"))
    reserve = saved(make_session(kickoff, make_presenter(kickoff), state=State.RESERVE, reserve_rank=1))
    waits = service.list_free_slots(reserve)
    at("2018-11-22 09:00")

    assert (waits, service.list_free_slots(talk)) == ([], [])


def test_who_came_too_late_is_shown_the_three_nearest(room, talk, saved):
    slots = {at: saved(make_slot(room, at)) for at in ("09:00", "10:00", "11:00", "12:00", "14:00", "16:00")}
    gone = saved(make_slot(room, "12:30", kind=Kind.PROJECT))

    assert service.nearest_free_slots(talk, gone) == [slots["11:00"], slots["12:00"], slots["14:00"]]


# holding


def test_a_hold_lasts_ten_minutes_and_pressing_again_makes_it_no_longer(room, talk, saved, at):
    slot = saved(make_slot(room))
    hold(talk, slot)

    at("2018-10-01 12:09")
    again = hold(talk, slot)

    assert again.until == moment("2018-10-01 12:10")
    assert service.find_hold(talk) is again


def test_a_hold_replaces_what_was_kept_before(room, talk, saved):
    first, second = saved(make_slot(room, "10:00")), saved(make_slot(room, "11:00"))
    hold(talk, first)

    hold(talk, second)

    assert [each.slot for each in db.session.scalars(select(Hold))] == [second]
    assert service.list_free_slots(talk) == [first, second]


def test_two_cannot_keep_the_same_slot(kickoff, room, talk, saved):
    slot, other = saved(make_slot(room)), saved(make_session(kickoff, make_presenter(kickoff)))
    hold(talk, slot)

    with pytest.raises(rules.SlotTaken):
        hold(other, slot)
    with pytest.raises(rules.SlotTaken):
        claim(other, slot)


def test_an_expired_hold_stops_nobody(kickoff, room, talk, saved, at):
    slot, other = saved(make_slot(room)), saved(make_session(kickoff, make_presenter(kickoff)))
    hold(talk, slot)

    at("2018-10-01 12:10")
    kept = hold(other, slot)

    assert (kept.session_id, service.find_hold(talk)) == (other.id, None)
    assert claim(other, slot).session is other


# claiming


def test_a_presenter_who_claims_a_free_slot_has_it(room, talk, saved):
    slot = saved(make_slot(room))
    hold(talk, slot)

    claim(talk, slot)

    assert (talk.state, talk.slot, talk.answered_at) == (State.CONFIRMED, slot, moment("2018-10-01 12:00"))
    assert service.find_hold(talk) is None
    assert letters() == [("confirmed", "Bodil Åkjær")]


def test_claiming_twice_is_claiming_once(room, talk, saved):
    slot = saved(make_slot(room))
    claim(talk, slot)
    changed_at = talk.changed_at

    claim(talk, slot)

    assert (letters(), talk.changed_at) == ([("confirmed", "Bodil Åkjær")], changed_at)


def test_another_slot_is_a_change(room, talk, saved):
    first, second = saved(make_slot(room, "10:00")), saved(make_slot(room, "11:00"))
    claim(talk, first)

    claim(talk, second)
    later = first.session, second.session
    claim(talk, first)

    assert (later, talk.slot, talk.state) == ((None, talk), first, State.CONFIRMED)
    assert ([name for name, _ in letters()], talk.entry_sequence) == (["confirmed", "moved", "moved"], 2)


def test_who_is_second_is_told_so_and_keeps_what_they_had(kickoff, room, talk, saved):
    first, second = saved(make_slot(room, "10:00")), saved(make_slot(room, "11:00"))
    other = saved(make_session(kickoff, make_presenter(kickoff)))
    claim(other, first)
    claim(talk, second)

    with pytest.raises(rules.SlotTaken):
        claim(talk, first)

    assert (first.session, second.session) == (other, talk)


def test_nobody_is_on_stage_in_two_places(kickoff, room, talk, saved):
    bodil, carla = talk.presenters[0], saved(make_presenter(kickoff))
    claim(talk, saved(make_slot(room, "10:00")))
    together = saved(make_session(kickoff, carla, bodil))
    elsewhere = saved(make_room(kickoff))

    with pytest.raises(rules.PresenterBusy):
        claim(together, saved(make_slot(elsewhere, "10:05")), by=carla)

    assert claim(together, saved(make_slot(elsewhere, "10:10")), by=carla).session is together


def test_what_others_did_while_one_waited_for_the_programme_counts(talk):
    def decline_too_late():
        assert talk.state is State.INVITED
        behind_our_back = update(Session).values(state=State.CANCELLED)
        db.session.execute(behind_our_back, execution_options={"synchronize_session": False})
        service.decline(talk, talk.presenters[0])

    with pytest.raises(rules.WrongState):
        do(decline_too_late)


def test_what_is_not_yours_does_not_exist(kickoff, room, talk, saved):
    slot, stranger = saved(make_slot(room)), saved(make_presenter(kickoff))
    verbs = (service.give_back, service.decline, service.withdraw)

    for verb in verbs:
        with pytest.raises(NotFound):
            do(verb, talk, stranger)
    with pytest.raises(NotFound):
        claim(talk, slot, by=stranger)


def test_a_slot_of_another_conference_does_not_exist(talk, saved):
    other = saved(make_conference(slug="kickoff2019"))
    slot = saved(make_slot(saved(make_room(other))))

    with pytest.raises(NotFound):
        claim(talk, slot)


def test_a_presenter_says_yes_to_the_time_that_the_organisers_have_chosen(room, talk, saved):
    slot = saved(make_slot(room, session=talk))
    lock(talk.conference)

    claim(talk, slot)

    assert (talk.state, talk.slot) == (State.CONFIRMED, slot)


def test_organisers_say_yes_for_a_presenter_who_has_phoned(room, talk, saved):
    with pytest.raises(rules.NoSlot):
        do(service.confirm, talk)
    saved(make_slot(room, session=talk))

    do(service.confirm, talk)

    assert (talk.state, letters()) == (State.CONFIRMED, [("confirmed", "Bodil Åkjær")])


# changing one's mind


def test_a_slot_given_back_is_free_and_there_is_a_week_to_take_another(room, talk, saved, at):
    slot = saved(make_slot(room))
    claim(talk, slot)
    at("2018-11-05 12:00")

    do(service.give_back, talk, talk.presenters[0])

    assert (talk.state, talk.reply_by, service.list_free_slots(talk)) == (
        State.INVITED,
        date(2018, 11, 12),
        [slot],
    )
    assert [name for name, _ in letters()] == ["confirmed", "given_back"]


def test_every_version_of_a_calendar_entry_has_a_number_of_its_own(room, talk, saved):
    slot, bodil, numbers = saved(make_slot(room)), talk.presenters[0], []
    for verb in (service.give_back, service.withdraw):
        claim(talk, slot)
        numbers.append(talk.entry_sequence)
        do(verb, talk, bodil)
        numbers.append(talk.entry_sequence)

    assert numbers == [0, 1, 2, 3]


def test_who_says_no_is_written_nothing_and_may_be_asked_again(room, talk, saved):
    saved(make_slot(room, session=talk))

    do(service.decline, talk, talk.presenters[0])
    no = talk.state, talk.slot, letters()
    do(service.invite_again, talk)

    assert no == (State.DECLINED, None, [])
    assert (talk.state, talk.answered_at, letters()) == (State.INVITED, None, [("invited", "Bodil Åkjær")])
    assert service.own_code(talk.presenters[0])


def test_a_session_that_is_withdrawn_leaves_its_slot(room, talk, saved):
    slot = saved(make_slot(room))
    claim(talk, slot)

    do(service.withdraw, talk, talk.presenters[0])

    assert (talk.state, slot.session) == (State.WITHDRAWN, None)
    assert [name for name, _ in letters()] == ["confirmed", "cancelled"]


def test_organisers_cancel_what_is_still_to_come_about(room, talk, saved):
    slot = saved(make_slot(room))
    claim(talk, slot)

    do(service.cancel, talk)

    assert (talk.state, slot.session) == (State.CANCELLED, None)
    with pytest.raises(rules.WrongState):
        do(service.cancel, talk)


# the lock, the pin, the start


def test_after_the_lock_presenters_ask(room, talk, saved):
    slot, bodil = saved(make_slot(room)), talk.presenters[0]
    free = saved(make_slot(room, "11:00"))
    claim(talk, slot)
    lock(talk.conference)

    for change in (
        lambda: service.hold_slot(free.code, talk.code, by=bodil),
        lambda: service.claim_slot(free.code, talk.code, by=bodil),
        lambda: service.give_back(talk, bodil),
        lambda: service.withdraw(talk, bodil),
        lambda: service.hand_over(talk, bodil, make_person()),
        lambda: service.add_presenter(talk, make_person(), bodil),
    ):
        with pytest.raises(rules.Locked):
            do(change)
    do(service.ask, talk, "Kan jeg få tiden kl. 11?", bodil)

    assert (talk.state, talk.slot, talk.presenters) == (State.CONFIRMED, slot, [bodil])
    assert [wish.text for wish in service.list_wishes(talk)] == ["Kan jeg få tiden kl. 11?"]


def test_organisers_do_after_the_lock_what_the_presenter_wished(room, talk, saved):
    claim(talk, saved(make_slot(room)))
    lock(talk.conference)

    do(service.withdraw, talk)

    assert talk.state is State.WITHDRAWN


def test_also_after_the_lock_one_may_say_no_and_better_the_text(room, talk):
    lock(talk.conference)
    details = Details("Robotter", "Robots", "Kom!", "Come!", "en", ("sound",), "Et bord")

    do(service.describe, talk, details, talk.presenters[0])
    do(service.decline, talk, talk.presenters[0])

    assert (talk.title_da, talk.abstract_en, talk.language, talk.equipment) == (
        "Robotter",
        "Come!",
        "en",
        ["sound"],
    )
    assert talk.state is State.DECLINED


def test_who_is_pinned_stays_until_the_organisers_say_otherwise(room, talk, saved):
    slot, other, bodil = saved(make_slot(room)), saved(make_slot(room, "11:00")), talk.presenters[0]
    claim(talk, slot)
    do(lambda: setattr(talk, "pinned_at", moment("2018-10-01 12:00")))

    with pytest.raises(rules.Locked):
        claim(talk, other)
    with pytest.raises(rules.Locked):
        do(service.give_back, talk, bodil)
    with pytest.raises(rules.Locked):
        do(service.withdraw, talk, bodil)
    with pytest.raises(rules.Locked):
        do(service.add_presenter, talk, make_person("Carla"), bodil)
    do(service.withdraw, talk)

    assert (talk.slot, talk.pinned_at) == (None, None)


def test_once_the_conference_is_on_nothing_is_claimed(room, talk, saved, at):
    slot, bodil = saved(make_slot(room, "14:00")), talk.presenters[0]
    at("2018-11-22 09:00")

    for deed in (
        lambda: service.hold_slot(slot.code, talk.code, by=bodil),
        lambda: service.claim_slot(slot.code, talk.code, by=bodil),
        lambda: service.decline(talk, bodil),
        lambda: service.ask(talk, "En anden tid", bodil),
        lambda: service.confirm(talk),
        lambda: service.invite_again(talk),
    ):
        with pytest.raises(TooLate):
            do(deed)

    assert db.session.scalars(select(Wish)).all() == []


# inviting


def test_an_invitation_makes_a_session_and_a_link_for_each_of_its_people(kickoff):
    people = make_person("Dorte Møller"), make_person("Erik Ødum"), make_person("Uden Adresse", "")

    talk = do(service.invite, kickoff, make_invitation(*people))

    dorte, erik, nobody = talk.presenters
    assert (talk.state, talk.invited_at) == (State.INVITED, moment("2018-10-01 12:00"))
    assert service.get_presenter(service.own_code(dorte)) is dorte
    assert service.get_presenter(service.own_code(erik)) is erik
    assert service.own_code(nobody) is None
    assert letters() == [("invited", "Dorte Møller"), ("invited", "Erik Ødum")]
    assert [talk.export_id, *(each.export_id for each in talk.presenters)] == [10001, 10002, 10003, 10004]


def test_who_presents_twice_is_one_person_with_one_link(kickoff):
    first = do(service.invite, kickoff, make_invitation(make_person("Dorte", "dorte@via.example")))
    code = service.own_code(first.presenters[0])

    second = do(service.invite, kickoff, make_invitation(make_person("Dorte", "Dorte@VIA.example")))

    assert second.presenters == first.presenters
    links = select(Credential).filter_by(purpose=Purpose.PRESENTER)
    assert [code_of(each) for each in db.session.scalars(links)] == [code]


def test_who_is_on_the_reserve_list_is_told_so_honestly(kickoff):
    first, second = (
        do(service.invite, kickoff, make_invitation(make_person("Dorte"), on_reserve=True)) for _ in "ab"
    )

    assert [(each.state, each.reserve_rank, each.invited_at) for each in (first, second)] == [
        (State.RESERVE, 1, None),
        (State.RESERVE, 2, None),
    ]
    assert letters() == [("reserve", "Dorte"), ("reserve", "Dorte")]


def test_nobody_is_asked_twice_too_late_or_by_a_day_gone_by(kickoff, saved, at):
    carl = saved(make_ambassador())
    do(service.invite, kickoff, make_invitation(ambassador=carl))

    with pytest.raises(rules.AlreadyInvited):
        do(service.invite, kickoff, make_invitation(ambassador=carl))
    with pytest.raises(rules.WrongDay):
        do(service.invite, kickoff, make_invitation(reply_by=date(2018, 9, 30)))
    at("2018-11-22 09:00")
    with pytest.raises(TooLate):
        do(service.invite, kickoff, make_invitation(reply_by=None))


def test_whose_session_was_cancelled_can_be_asked_anew(kickoff, saved):
    carl = saved(make_ambassador())
    first = do(service.invite, kickoff, make_invitation(ambassador=carl))
    do(service.cancel, first)

    second = do(service.invite, kickoff, make_invitation(ambassador=carl))

    assert (first.ambassador, second.ambassador, second.state) == (None, carl, State.INVITED)


def test_an_invitation_without_a_day_takes_the_programmes_or_a_week_when_that_has_passed(kickoff, at):
    early = do(service.invite, kickoff, make_invitation(reply_by=None))
    at("2018-11-09 12:00")

    late = do(service.invite, kickoff, make_invitation(reply_by=None))

    assert (early.reply_by, late.reply_by) == (date(2018, 11, 8), date(2018, 11, 16))


# what is written down


def test_what_presenters_do_is_written_down_without_a_name(room, talk, saved):
    slot, bodil = saved(make_slot(room)), talk.presenters[0]
    claim(talk, slot)
    do(service.give_back, talk, bodil)

    rows = [
        (row.act, row.by, row.subject, row.detail)
        for row in db.session.scalars(select(AuditEntry).order_by(AuditEntry.id))
    ]

    assert rows == [
        ("presenter.claim", "self", talk.uid, {"presenter": bodil.uid, "slot": slot.uid}),
        ("presenter.give_back", "self", talk.uid, {"presenter": bodil.uid}),
    ]
