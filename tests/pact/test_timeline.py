import re
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conference.pact.models import EarlierDate, Milestone, State
from conference.pact.timeline import Mark, Picture, Timeline, draw
from conference.pact.when import When, parse

TODAY = date(2018, 11, 5)
DECK = (
    ("letters", "medio juni 2018"),
    ("invitations", "ultimo juni 2018"),
    ("secretariat", "august 2018"),
    ("council", "ultimo august 2018"),
    ("deadline", "medio september 2018"),
    ("grants", "31. oktober 2018"),
    ("kick-off", "efteråret 2018"),
)


def step(
    key: str = "step",
    when: str = "medio juni 2018",
    *,
    earlier: tuple[str, ...] = (),
    title: str = "Første møde",
) -> Milestone:
    row = Milestone(key=key, title_da=title, title_en="First meeting", when=parse(when))
    replaced_at = datetime(2018, 8, 1, tzinfo=UTC)
    row.earlier = [EarlierDate(when=parse(words), replaced_at=replaced_at) for words in earlier]
    return row


def drawn(*rows: Milestone, today: date = TODAY) -> Timeline:
    timeline = draw(rows, today=today, language="da")
    assert timeline is not None
    return timeline


def boxes(picture: Picture) -> list[tuple[float, float, float, float]]:
    """The ground that each label covers: left, top, right, bottom."""
    grounds = [mark.ground for mark in picture.marks]
    return [(ground.x, ground.y, ground.x + ground.width, ground.y + ground.height) for ground in grounds]


def stem_of(mark: Mark) -> tuple[float, float, float, float]:
    """A stem of the wide picture as a very narrow box."""
    x, foot, end = (float(number) for number in re.split("[MV ]", mark.stem)[1:])
    return (x, min(foot, end), x + 0.1, max(foot, end))


def overlaps(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def test_without_milestones_there_is_no_picture():
    assert draw([], today=TODAY, language="da") is None


def test_a_date_in_words_covers_exactly_the_days_the_words_allow():
    wide = drawn(step("whole", "september 2018"), step("part", "medio september 2018")).wide

    whole, part = {mark.key: mark.bar for mark in wide.marks}["whole"], wide.marks[1].bar
    day = whole.width / 30

    assert part.x - whole.x == pytest.approx(10 * day, abs=0.2)
    assert part.width == pytest.approx(10 * day, abs=0.2)


def test_an_exact_date_is_a_dot_in_the_middle_of_its_day():
    wide = drawn(step("whole", "oktober 2018"), step("day", "31. oktober 2018")).wide

    marks = {mark.key: mark for mark in wide.marks}
    dot, whole = marks["day"].bar, marks["whole"].bar

    assert marks["day"].is_exact
    assert dot.width == dot.height
    assert dot.x + dot.width / 2 == pytest.approx(whole.x + whole.width * 30.5 / 31, abs=0.2)


def test_the_line_begins_with_the_first_month_and_ends_with_the_last_milestone():
    wide = drawn(step("first", "ultimo juni 2018"), step("last", "22. november 2018")).wide

    last = wide.marks[-1].bar
    assert [tick.name for tick in wide.ticks] == [
        "juni",
        "juli",
        "august",
        "september",
        "oktober",
        "november",
    ]
    assert wide.line.endswith(f"H{last.x + last.width}")


def test_a_moved_milestone_keeps_its_ghost_where_it_was():
    wide = drawn(step("kick-off", "22. november 2018", earlier=("efteråret 2018",))).wide

    (mark,) = wide.marks
    (ghost,) = mark.ghosts
    november = wide.ticks[-1].x - 6
    assert (ghost.x, november) == (0.0, pytest.approx(ghost.width * 61 / 91, abs=0.2))
    assert ghost.y != mark.bar.y
    assert [text.kind for text in mark.label] == ["when", "title", "earlier"]


def test_dates_that_overlap_lie_in_lanes_of_their_own():
    rows = [step("month", "august 2018"), step("part", "ultimo august 2018")]

    for picture in (drawn(*rows).wide, drawn(*rows).tall):
        one, other = (mark.bar for mark in picture.marks)
        assert not overlaps(
            (one.x, one.y, one.x + one.width, one.y + one.height),
            (other.x, other.y, other.x + other.width, other.y + other.height),
        )


@pytest.mark.parametrize("language", ["da", "en"])
def test_no_label_of_the_deck_covers_another(language):
    timeline = draw([step(*milestone) for milestone in DECK], today=TODAY, language=language)

    for picture in (timeline.wide, timeline.tall):
        found = boxes(picture)
        assert [(a, b) for a in found for b in found if a is not b and overlaps(a, b)] == []


@given(st.lists(st.dates(date(2018, 1, 1), date(2019, 12, 31)), min_size=1, max_size=12))
@settings(max_examples=60, deadline=None)
def test_whatever_the_days_no_label_covers_another_or_the_stem_of_another(days):
    rows = [step(f"step-{number}", When.on_day(day).words("da")) for number, day in enumerate(days)]
    timeline = drawn(*rows)

    for picture in (timeline.wide, timeline.tall):
        found = boxes(picture)
        assert [(a, b) for a in found for b in found if a is not b and overlaps(a, b)] == []
    stems = [stem_of(mark) for mark in timeline.wide.marks]
    assert [(box, stem) for box in boxes(timeline.wide) for stem in stems if overlaps(box, stem)] == []


def test_every_label_lies_inside_the_picture():
    timeline = drawn(*(step(*milestone) for milestone in DECK))

    for picture in (timeline.wide, timeline.tall):
        for _, top, right, bottom in boxes(picture):
            assert (top >= 0, right <= picture.width + 16, bottom <= picture.height) == (True, True, True)


@pytest.mark.parametrize(
    ("today", "shown"), [(date(2018, 5, 31), False), (date(2018, 6, 1), True), (date(2018, 7, 1), False)]
)
def test_today_is_marked_within_the_months_of_the_line(today, shown):
    timeline = drawn(step(when="medio juni 2018"), today=today)

    assert (timeline.wide.today is not None, timeline.tall.today is not None) == (shown, shown)


@pytest.mark.parametrize("day", [date(2018, 6, 30), date(2018, 7, 4), date(2018, 8, 9)])
def test_on_a_phone_the_word_for_today_covers_no_month(day):
    picture = drawn(step(when="medio juni 2018"), step(when="august 2018"), today=day).tall

    assert all(abs(tick.y - picture.today.y) >= 16 for tick in picture.ticks)


def test_a_word_longer_than_a_line_is_broken_with_a_hyphen():
    (mark,) = drawn(step(title="Uddannelsespuljebevillingsudvalgsmøde")).wide.marks

    assert [text.words for text in mark.label if text.kind == "title"] == [
        "Uddannelsespuljebevillingsud-",
        "valgsmøde",
    ]


def test_lines_of_a_title_are_about_as_long():
    (mark,) = drawn(step(title="Nedsættelse af rådet for fremtidens kompetencer")).wide.marks

    assert [text.words for text in mark.label if text.kind == "title"] == [
        "Nedsættelse af rådet for",
        "fremtidens kompetencer",
    ]


def test_done_and_cancelled_are_told_in_the_mark():
    done, cancelled = step("done"), step("cancelled", "ultimo juni 2018")
    done.done_on, cancelled.cancelled_at = date(2018, 6, 12), datetime(2018, 6, 1, tzinfo=UTC)

    assert [mark.state for mark in drawn(done, cancelled).wide.marks] == [State.DONE, State.CANCELLED]


def test_years_on_a_line_get_fewer_names_and_tell_the_year():
    wide = drawn(step("first", "juni 2018"), step("last", "efteråret 2025")).wide

    assert all(b.x - a.x >= 46 for a, b in zip(wide.ticks, wide.ticks[1:], strict=False))
    assert len(wide.ticks) < 20
