"""What is not right with a plan: each rule where it holds, and right beside that where it does not."""

from itertools import count
from typing import Any

import pytest

from conference.pact.models import FocusArea
from conference.programme.board import warnings
from conference.programme.board.warnings import DEFAULTS, Rule, Severity, half_days
from conference.programme.models import Feature, Kind, Presenter, Room, Session, Slot, State, Waiver
from conference.registration.models import Registration
from conference.registration.models import State as Place
from tests.factories import make_conference, moment
from tests.programme.factories import make_presenter, make_programme, make_room, make_session, make_slot

KICKOFF = make_conference()
STEM = FocusArea(key="stem", name_da="Piger og STEM", name_en="Girls and STEM")
_numbers = count(1)


def room(name: str = "Sal A", **overrides: Any) -> Room:
    return make_room(KICKOFF, name=name, uid=f"room {name}", features=[], **overrides)


def person(name: str = "Bodil Åkjær", **overrides: Any) -> Presenter:
    free = {"is_always_free": True, "cannot": [], "rather_not": []}
    seated = {"registration": Registration(state=Place.CONFIRMED)}
    values = {"conference": KICKOFF, "name": name, "uid": f"person {name}", **free, **seated}
    return make_presenter(**{**values, **overrides})


def talk(*presenters: Presenter, title: str = "Robotter", **overrides: Any) -> Session:
    """A session of which nothing is missing."""
    number = next(_numbers)
    whole = {
        "id": number,
        "uid": f"session {number}",
        "state": State.CONFIRMED,
        "title_da": title,
        "title_en": title,
        "abstract_da": "Om robotter.",
        "area": FocusArea(key=f"area {number}", name_da="Informatik", name_en="Informatics"),
        "equipment": [],
    }
    return make_session(KICKOFF, *(presenters or (person(f"Person {number}"),)), **{**whole, **overrides})


def held(where: Room, at: str, session: Session, minutes: int = 10, **overrides: Any) -> Slot:
    return make_slot(where, at, minutes, session=session, code=f"{where.name} {at}", **overrides)


def found(
    *slots: Slot, waivers: tuple[Waiver, ...] = (), today: str = "2018-11-09", **settings: Any
) -> list[warnings.Warning]:
    programme = make_programme(KICKOFF, **{"change_over_minutes": 5, "severities": {}, **settings})
    return warnings.find(slots, programme, waivers, now=moment(f"{today} 12:00"))


def rules(*slots: Slot, **settings: Any) -> list[Rule]:
    return [warning.rule for warning in found(*slots, **settings)]


def message(*slots: Slot, **settings: Any) -> str:
    (warning,) = found(*slots, **settings)
    return warning.message


def test_a_session_of_which_nothing_is_missing_gets_no_warning():
    assert rules(held(room(), "10:00", talk())) == []


def test_two_sessions_in_one_room_at_once():
    sal = room()

    said = message(held(sal, "10:00", talk(title="A")), held(sal, "10:05", talk(title="B")))

    assert said == "Sal A is taken twice from 10.05 to 10.10: “A” and “B”."


@pytest.mark.parametrize(
    ("second", "expected"),
    [("10:10", [Rule.CHANGE_OVER]), ("10:14", [Rule.CHANGE_OVER]), ("10:15", []), ("11:00", [])],
)
def test_a_room_needs_its_minutes_to_change_over(second, expected):
    sal = room()

    assert rules(held(sal, "10:00", talk()), held(sal, second, talk())) == expected


def test_the_change_over_is_said_with_its_numbers():
    sal = room()

    said = message(held(sal, "10:00", talk(title="A")), held(sal, "10:12", talk(title="B")))

    assert said == "2 minutes between “A” and “B”: to change over, Sal A needs 5."


def test_a_break_is_change_over_enough():
    sal = room()
    pause = talk(kind=Kind.BREAK, presenters=[])

    slots = held(sal, "10:00", talk()), held(sal, "10:10", pause), held(sal, "10:20", talk())

    assert rules(*slots) == []


def test_another_room_needs_no_change_over():
    assert rules(held(room(), "10:00", talk()), held(room("Sal B"), "10:10", talk())) == []


def test_a_presenter_in_two_places():
    bodil = person()

    said = message(held(room(), "10:00", talk(bodil)), held(room("Sal B"), "10:05", talk(bodil)))

    assert said == "Bodil Åkjær is in two places from 10.05 to 10.10: Sal A and Sal B."


def test_a_presenter_may_walk_from_one_session_to_the_next():
    bodil = person()

    assert rules(held(room(), "10:00", talk(bodil)), held(room("Sal B"), "10:10", talk(bodil))) == []


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"cannot": ["2018-11-22-am"]}, [Rule.PRESENTER_CANNOT]),
        ({"rather_not": ["2018-11-22-am"]}, [Rule.PRESENTER_RATHER_NOT]),
        ({"cannot": ["2018-11-22-am"], "rather_not": ["2018-11-22-am"]}, [Rule.PRESENTER_CANNOT]),
        ({"cannot": ["2018-11-22-pm"], "rather_not": ["2018-11-23-am"]}, []),
        ({"cannot": ["2018-11-22-am"], "is_always_free": True}, []),
    ],
)
def test_a_presenter_who_cannot_or_would_rather_not(answers, expected):
    bodil = person(**{"is_always_free": False, **answers})

    assert rules(held(room(), "10:00", talk(bodil))) == expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2018-11-22 10:00", "2018-11-22 12:00", ["2018-11-22-am"]),
        ("2018-11-22 11:50", "2018-11-22 12:10", ["2018-11-22-am", "2018-11-22-pm"]),
        ("2018-11-22 12:00", "2018-11-22 13:00", ["2018-11-22-pm"]),
        ("2018-11-22 23:00", "2018-11-23 01:00", ["2018-11-22-pm", "2018-11-23-am"]),
        ("2018-11-22 23:00", "2018-11-23 00:00", ["2018-11-22-pm"]),
        ("2018-10-28 01:00", "2018-10-28 13:00", ["2018-10-28-am", "2018-10-28-pm"]),
    ],
)
def test_half_days_are_danish_and_half_open(start, end, expected):
    assert half_days(moment(start), moment(end)) == expected


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (Place.CONFIRMED, []),
        (Place.WAITING, [Rule.PRESENTER_SEATLESS]),
        (Place.CANCELLED, [Rule.PRESENTER_SEATLESS]),
        (None, [Rule.PRESENTER_SEATLESS]),
    ],
)
def test_a_presenter_who_said_yes_and_has_no_seat(place, expected):
    bodil = person(registration=place and Registration(state=place))

    assert rules(held(room(), "10:00", talk(bodil))) == expected


@pytest.mark.parametrize(
    ("state", "published_at", "expected"),
    [
        (State.INVITED, moment("2018-08-01 09:00"), [Rule.UNCONFIRMED]),
        (State.CONFIRMED, None, []),
    ],
)
def test_nobody_is_registered_before_a_yes_or_before_the_conference_is_public(state, published_at, expected):
    bodil = person(registration=None, conference=make_conference(published_at=published_at))

    assert rules(held(room(), "10:00", talk(bodil, state=state))) == expected


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"expected": 81}, "81 are expected, and Sal A seats 80."),
        ({"equipment": [Feature.PROJECTOR, Feature.HEARING_LOOP]}, "Sal A lacks: projector, hearing loop."),
        ({"minutes": 15}, "The session takes 15 minutes, the time is 10."),
        ({"minutes": 5}, "The session takes 5 minutes, the time is 10."),
        (
            {"state": State.INVITED},
            "The presenter has not said yes yet; the answer is due by 8. november 2018.",
        ),
        ({"state": State.INVITED, "reply_by": None}, "The presenter has not said yes yet."),
        ({"presenters": []}, "Nobody presents this session yet."),
        ({"area": None}, "The session has no focus area."),
        ({"abstract_da": ""}, "There is no abstract yet."),
        ({"title_da": "", "title_en": ""}, "There is no title yet."),
        ({"title_da": "", "title_en": "", "abstract_da": ""}, "There is no title and no abstract yet."),
    ],
)
def test_what_does_not_fit_or_is_missing(change, said):
    assert message(held(room(), "10:00", talk(**change))) == said


@pytest.mark.parametrize("change", [{"expected": 80}, {"title_en": ""}, {"equipment": [Feature.PROJECTOR]}])
def test_what_just_fits_is_right(change):
    sal = room()
    sal.features = [Feature.PROJECTOR]

    assert rules(held(sal, "10:00", talk(**change))) == []


def test_a_break_needs_no_abstract_no_area_and_nobody():
    pause = talk(kind=Kind.BREAK, presenters=[], abstract_da="", area=None)

    assert rules(held(room(), "10:00", pause)) == []


def test_an_empty_time_says_so():
    assert message(make_slot(room(), "10:00")) == "Nobody has this time yet."


@pytest.mark.parametrize(
    ("today", "settings", "expected"),
    [
        ("2018-11-08", {}, []),
        ("2018-11-09", {}, [Rule.NOBODY]),
        ("2018-11-08", {"locked_at": moment("2018-11-01 12:00")}, [Rule.NOBODY]),
        ("2018-11-09", {"reply_by": None}, []),
    ],
)
def test_an_empty_time_is_worth_a_word_when_the_answers_are_in_or_the_plan_is_locked(
    today, settings, expected
):
    assert rules(make_slot(room(), "10:00"), today=today, **settings) == expected


@pytest.mark.parametrize(
    ("first", "expected"), [("10:10", []), ("10:11", [Rule.ORDER]), ("10:30", [Rule.ORDER])]
)
def test_what_must_come_after_something_comes_after_it(first, expected):
    opening = talk(title="Åbning")
    later = talk(title="Svar", after_id=opening.id)

    assert rules(held(room("Sal B"), first, opening), held(room(), "10:20", later)) == expected


def test_the_order_is_said_with_the_hour():
    opening = talk(title="Åbning")
    later = talk(title="Svar", after_id=opening.id)

    said = message(held(room("Sal B"), "10:30", opening), held(room(), "10:20", later))

    assert said == "“Svar” must come after “Åbning”, which ends at 10.40."


def test_what_comes_first_and_has_no_time_breaks_no_order():
    assert rules(held(room(), "10:20", talk(after_id=999))) == []


def test_the_same_focus_area_in_two_rooms_at_once():
    slots = held(room(), "10:00", talk(area=STEM)), held(room("Sal B"), "10:05", talk(area=STEM))

    assert message(*slots) == "Piger og STEM is on in Sal A and Sal B at once, at 10.05."


def test_the_same_focus_area_twice_in_one_room_is_said_of_the_room_alone():
    sal = room()

    slots = held(sal, "10:00", talk(area=STEM)), held(sal, "10:05", talk(area=STEM))

    assert rules(*slots) == [Rule.ROOM_TAKEN]


def test_the_same_focus_area_one_after_the_other_is_right():
    assert rules(held(room(), "10:00", talk(area=STEM)), held(room("Sal B"), "10:10", talk(area=STEM))) == []


def test_what_stops_a_release_comes_first():
    bodil = person(is_always_free=False, cannot=["2018-11-22-pm"])

    slots = held(room(), "10:00", talk(area=None)), held(room(), "13:00", talk(bodil))

    assert [(each.rule, each.is_blocking) for each in found(*slots)] == [
        (Rule.PRESENTER_CANNOT, True),
        (Rule.NO_AREA, False),
    ]


@pytest.mark.parametrize("severity", list(Severity))
def test_organisers_say_what_a_rule_does(severity):
    slots = [held(room(), "10:00", talk(area=None))]

    severities = [each.severity for each in found(*slots, severities={Rule.NO_AREA.value: severity.value})]

    assert severities == ([] if severity == Severity.IGNORE else [severity])


def test_every_rule_has_a_severity_to_begin_with():
    assert set(DEFAULTS) == set(Rule)


def test_a_waiver_holds_until_a_slot_moves():
    slot = held(room(), "10:00", talk(minutes=15))
    (warning,) = found(slot)
    waiver = Waiver(key=warning.key, why="Vi trækker fem minutter fra pausen.", by="anna@staff.example")

    accepted = found(slot, waivers=(waiver,))
    slot.starts_at, slot.ends_at = moment("2018-11-22 11:00"), moment("2018-11-22 11:10")
    moved = found(slot, waivers=(waiver,))

    assert [each.waiver for each in accepted] == [waiver]
    assert (warnings.blocking(accepted), warnings.blocking(moved)) == ([], moved)


def test_a_waiver_of_one_session_says_nothing_about_another_in_its_place():
    slot = held(room(), "10:00", talk(minutes=15))
    (warning,) = found(slot)

    slot.session = talk(minutes=15)
    (other,) = found(slot)

    assert other.key != warning.key


def test_two_presenters_of_one_session_are_two_warnings():
    never = {"is_always_free": False, "cannot": ["2018-11-22-am"]}

    both = found(held(room(), "10:00", talk(person("Anna", **never), person("Bo", **never))))

    assert len({each.key for each in both}) == 2
