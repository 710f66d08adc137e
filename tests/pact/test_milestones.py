"""The life of a milestone, and what its subscribers see of it."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from conference import clock
from conference.audit.models import AuditEntry
from conference.db import db, transaction
from conference.errors import NotFound
from conference.pact import milestones, service
from conference.pact.models import State
from conference.pact.rules import ChangedMeanwhile, NotYetDone
from conference.pact.when import When, parse
from tests.pact.timelines import add, add_area, add_partner, change
from tests.queries import queries

pytestmark = pytest.mark.usefixtures("database")


def test_a_new_milestone_has_an_entry_of_its_own(at):
    now = at("2018-05-29 09:00")

    milestone = add()

    assert UUID(milestone.uid).version == 4
    assert (milestone.sequence, milestone.created_at, milestone.changed_at) == (0, now, now)
    assert (milestone.state, milestone.earlier) == (State.PLANNED, [])


@pytest.mark.parametrize(
    "said",
    [
        {"title_da": "Andet møde"},
        {"title_en": "Second meeting"},
        {"text_da": "Der."},
        {"text_en": "There."},
        {"when": "ultimo juni 2018"},
        {"is_deadline": True},
        {"done_on": date(2018, 5, 30)},
        {"is_cancelled": True},
        {"areas": frozenset({"informatik"})},
        {"partners": frozenset({"ida"})},
    ],
)
def test_every_change_that_a_subscriber_sees_is_a_new_version(at, said):
    at("2018-05-29 09:00")
    add_area("informatik")
    add_partner("ida")
    uid = add().uid
    before = service.timeline_changed_at()

    now = at("2018-06-01 12:00")
    milestone = change(**said)

    assert (milestone.uid, milestone.sequence, milestone.changed_at) == (uid, 1, now)
    assert service.timeline_changed_at() == now > before


def test_saving_what_was_there_changes_nothing(at):
    at("2018-05-29 09:00")
    add()
    before = service.timeline_changed_at()

    at("2018-06-01 12:00")
    milestone = change()

    assert (milestone.sequence, milestone.changed_at) == (0, before)
    assert service.timeline_changed_at() == before
    assert db.session.scalars(select(AuditEntry.act)).all() == ["pact.add_milestone"]


def test_two_changes_in_one_second_are_a_second_apart(at):
    now = at("2018-05-29 09:00")
    add()
    change(title_da="Andet møde")

    milestone = change(title_da="Tredje møde")

    assert (milestone.sequence, milestone.changed_at) == (2, now + timedelta(seconds=2))


def test_every_earlier_date_is_kept_in_order(at):
    at("2018-05-29 09:00")
    add(when="efteråret 2018")
    june = at("2018-06-01 09:00")
    change(when="november 2018")
    july = at("2018-07-01 09:00")

    milestone = change(when="22. november 2018")

    assert [(earlier.when.words("da"), earlier.replaced_at) for earlier in milestone.earlier] == [
        ("efteråret 2018", june),
        ("november 2018", july),
    ]
    assert (milestone.when, milestone.fixed_at) == (When.on_day(date(2018, 11, 22)), july)


def test_a_settled_day_may_become_words_again():
    add(when="31. oktober 2018")

    milestone = change(when="november 2018")

    assert (milestone.when, milestone.fixed_at) == (parse("november 2018"), None)
    assert [earlier.when.words("en") for earlier in milestone.earlier] == ["31 October 2018"]


def test_a_milestone_that_was_settled_from_the_first_was_never_settled_later():
    milestone = add(when="31. oktober 2018")

    assert milestone.fixed_at is None


def test_its_conference_settles_the_day():
    add(key="kick-off", when="efteråret 2018", title_da="Kick-off")

    with transaction():
        milestone = service.fix_milestone("kick-off", date(2018, 11, 22))

    assert (milestone.when.words("da"), milestone.title_da, milestone.sequence) == (
        "22. november 2018",
        "Kick-off",
        1,
    )
    assert [earlier.when.words("da") for earlier in milestone.earlier] == ["efteråret 2018"]


def test_settling_the_same_day_again_changes_nothing():
    add(when="22. november 2018")

    with transaction():
        milestone = service.fix_milestone("meeting", date(2018, 11, 22))

    assert milestone.sequence == 0


def test_done_keeps_the_date(at):
    at("2018-07-02 09:00")
    add()

    with transaction():
        milestone = service.mark_done("meeting", on=date(2018, 6, 15), by="system")

    assert (milestone.state, milestone.done_on, milestone.sequence) == (State.DONE, date(2018, 6, 15), 1)
    assert (milestone.when.words("da"), milestone.earlier) == ("medio juni 2018", [])


def test_nothing_is_done_on_a_day_that_has_not_come(at):
    at("2018-06-14 23:59")
    add()

    with pytest.raises(NotYetDone), transaction():
        service.mark_done("meeting", on=date(2018, 6, 15), by="system")

    assert service.get_milestone("meeting").state == State.PLANNED


def test_the_clock_alone_makes_nothing_done(at):
    at("2018-05-29 09:00")
    add()

    at("2019-01-01 09:00")

    assert service.get_milestone("meeting").state == State.PLANNED


def test_cancelled_keeps_the_date_and_can_be_planned_again(at):
    at("2018-05-29 09:00")
    add()
    cancelled_at = at("2018-06-01 09:00")
    cancelled = change(is_cancelled=True)
    assert (cancelled.state, cancelled.cancelled_at) == (State.CANCELLED, cancelled_at)
    assert cancelled.when.words("da") == "medio juni 2018"

    milestone = change()

    assert (milestone.state, milestone.cancelled_at, milestone.sequence) == (State.PLANNED, None, 2)


def test_a_cancellation_keeps_its_moment_when_the_text_is_corrected(at):
    at("2018-05-29 09:00")
    add()
    cancelled_at = at("2018-06-01 09:00")
    change(is_cancelled=True)
    at("2018-06-02 09:00")

    milestone = change(is_cancelled=True, text_da="Der.")

    assert milestone.cancelled_at == cancelled_at


def test_two_editors_do_not_write_over_each_other():
    add()
    change(title_da="Andet møde", seen=0)

    with pytest.raises(ChangedMeanwhile):
        change(title_da="Tredje møde", seen=0)

    assert service.get_milestone("meeting").title_da == "Andet møde"


def test_a_change_is_written_down_without_its_words():
    add()

    milestone = change(title_da="Andet møde", when="juni 2018")

    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (entry.act, entry.subject) == ("pact.change_milestone", milestone.uid)
    assert entry.detail == {"changed": ["title_da", "when"]}


def test_milestones_come_in_the_order_they_end():
    add("kick-off", "efteråret 2018")
    add("grants", "31. oktober 2018")
    add("council", "ultimo august 2018")
    add("secretariat", "august 2018")

    keys = [milestone.key for milestone in service.list_milestones()]

    assert keys == ["secretariat", "council", "grants", "kick-off"]


def test_each_feed_holds_what_concerns_it():
    ida, dania = add_partner("ida"), add_partner("dania")
    stem, informatik = add_area("stem", ida), add_area("informatik")
    add("all")
    add("of-stem", areas=frozenset({"stem"}))
    add("of-dania", partners=frozenset({"dania"}))

    def keys(**whose):
        return {milestone.key for milestone in service.list_milestones(**whose)}

    assert keys() == {"all", "of-stem", "of-dania"}
    assert keys(area=stem) == {"all", "of-stem"}
    assert keys(area=informatik) == {"all"}
    assert keys(partner=ida) == {"all", "of-stem"}
    assert keys(partner=dania) == {"all", "of-dania"}


def test_the_list_is_read_in_a_fixed_number_of_queries():
    for number in range(5):
        add(f"meeting-{number}")
        change(f"meeting-{number}", when="juli 2018")
    db.session.expire_all()

    with queries("SELECT") as counted:
        for milestone in service.list_milestones():
            assert (milestone.areas, milestone.partners, len(milestone.earlier)) == ([], [], 1)

    assert len(counted) == 4


def test_an_unknown_key_leads_nowhere():
    with pytest.raises(NotFound):
        service.get_milestone("nowhere")


def test_an_empty_timeline_has_been_the_same_since_the_pact_was_presented():
    assert service.timeline_changed_at() == datetime(2018, 5, 29, tzinfo=UTC)


def test_the_timeline_never_goes_back(at):
    at("2018-06-01 09:00")
    add()
    at("2018-05-29 09:00")

    with transaction():
        milestones.touch(milestones.hold_timeline())

    assert service.timeline_changed_at() > clock.now()
