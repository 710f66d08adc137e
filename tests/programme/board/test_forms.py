"""What organisers type about the programme, field by field."""

from datetime import date

import pytest
from werkzeug.datastructures import MultiDict

from conference.pact.models import FocusArea
from conference.programme.board.forms import DaysForm, PresenterForm, RulesForm, SessionForm
from conference.programme.board.rooms_forms import NewSessionForm, RoomForm, SeriesForm
from conference.programme.board.rules import RoomFacts, SessionFacts, SlotFacts
from conference.programme.board.warnings import Rule, Severity
from conference.programme.models import Kind
from tests.factories import make_conference, moment
from tests.programme.factories import make_room, make_session

KICKOFF = make_conference()
SAL = make_room(KICKOFF, key="sal-a", name="Sal A")
STEM = FocusArea(key="stem", name_da="Piger og STEM", name_en="Girls and STEM")
OTHER = make_session(KICKOFF, id=7, code="AXNXDX")

ROOM = {"name": "Hallen", "seats": "400"}
SERIES = {
    "room": "sal-a",
    "count": "6",
    "minutes": "10",
    "between": "5",
    "first_at": "2018-11-22T10:00",
    "kind": "project",
}
PAUSE = {
    "kind": "break",
    "title_da": "Pause",
    "starts_at": "2018-11-22T11:00",
    "minutes": "15",
    "room": "sal-a",
}
SESSION = {"title_da": "Robotter", "language": "da", "kind": "ambassador", "minutes": "8"}
PERSON = {"name": "Carl", "email": "carl@firma.example", "language": "da"}
DAYS = {"change_over_minutes": "5"}


def wrong(form):
    """Which fields are refused."""
    form.validate()
    return set(form.errors)


def room(**typed):
    return RoomForm(MultiDict(ROOM | typed))


def series(**typed):
    return SeriesForm(MultiDict(SERIES | typed), rooms=[SAL])


def pause(**typed):
    return NewSessionForm(MultiDict(PAUSE | typed), rooms=[SAL])


def session(**typed):
    return SessionForm(MultiDict(SESSION | typed), areas=[STEM], others=[OTHER])


@pytest.mark.parametrize(
    ("form", "field", "values"),
    [
        (room, "name", ["", " ", "x" * 201]),
        (room, "seats", ["", "mange", "-1", "100001", "1.5", "9" * 30]),
        (series, "count", ["0", "61", ""]),
        (series, "minutes", ["0", "601", "ti"]),
        (series, "between", ["-1", ""]),
        (series, "first_at", ["", "i morgen", "2019-03-31T02:30", "22018-11-22T10:00", "2018-11-22"]),
        (series, "room", ["", "sal-z"]),
        (series, "kind", ["break", "x", ""]),
        (pause, "title_da", ["", " "]),
        (pause, "kind", ["ambassador", "project", ""]),
        (session, "minutes", ["0", ""]),
        (session, "expected", ["-1", "mange"]),
        (session, "language", ["xx"]),
        (session, "kind", ["x"]),
        (session, "area", ["nothing"]),
        (session, "after", ["NXTXNG"]),
        (session, "reply_by", ["snart"]),
        (session, "abstract_da", ["x" * 2001]),
        (session, "equipment_note", ["x" * 501]),
        (lambda **typed: PresenterForm(MultiDict(PERSON | typed)), "name", ["", " "]),
        (lambda **typed: PresenterForm(MultiDict(PERSON | typed)), "email", ["carl@", "carl", "a@b"]),
        (lambda **typed: PresenterForm(MultiDict(PERSON | typed)), "language", ["xx"]),
        (lambda **typed: DaysForm(MultiDict(DAYS | typed)), "change_over_minutes", ["", "-1", "121"]),
        (lambda **typed: DaysForm(MultiDict(DAYS | typed)), "texts_by", ["snart", "12018-01-01"]),
    ],
)
def test_what_cannot_be_is_refused_where_it_was_typed(form, field, values):
    assert wrong(form()) == set()
    assert [wrong(form(**{field: value})) for value in values] == [{field}] * len(values)


def test_a_room_is_what_was_typed():
    form = room(name="  Store\u200b  Sal ", features="sound")

    assert (wrong(form), form.facts()) == (set(), RoomFacts("Store Sal", 400, ("sound",)))


def test_a_series_is_what_was_typed():
    form = series()

    assert wrong(form) == set()
    first, second, *_rest = form.facts().slots()
    assert first == SlotFacts(SAL, moment("2018-11-22 10:00"), 10, Kind.PROJECT)
    assert second.starts_at == moment("2018-11-22 10:15")


def test_a_session_is_what_was_typed():
    form = session(area="stem", after="AXNXDX", expected="0", equipment="sound", reply_by="2018-11-08")

    assert wrong(form) == set()
    assert form.reply_by.data == date(2018, 11, 8)
    assert form.facts() == SessionFacts(
        kind=Kind.AMBASSADOR,
        minutes=8,
        title_da="Robotter",
        area=STEM,
        expected=0,
        equipment=("sound",),
        after=OTHER,
    )


def test_nothing_need_be_chosen_but_what_it_is_and_how_long_it_takes():
    form = session()

    assert (wrong(form), form.facts().area, form.facts().after, form.facts().expected) == (
        set(),
        None,
        None,
        None,
    )


def test_somebody_without_an_address_may_present():
    form = PresenterForm(MultiDict(PERSON | {"email": ""}))

    assert (wrong(form), form.person().email) == (set(), "")


def test_every_rule_is_asked_about():
    form = RulesForm(MultiDict({rule.value: "ignore" for rule in Rule}))

    assert wrong(form) == set()
    assert form.severities() == dict.fromkeys(Rule, Severity.IGNORE)
    assert wrong(RulesForm(MultiDict())) == {rule.value for rule in Rule}
