"""Honest dates: words, spans and back."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conference.pact.when import Part, Precision, Season, When, parse

YEARS = st.integers(2000, 2100)
MONTHS = st.integers(1, 12)

anything = st.one_of(
    st.builds(When.on_day, st.dates(date(2000, 1, 1), date(2100, 12, 31))),
    st.builds(When.in_part, st.sampled_from(Part), YEARS, MONTHS),
    st.builds(When.in_month, YEARS, MONTHS),
    st.builds(When.in_season, st.sampled_from(Season), YEARS),
)


@pytest.mark.parametrize(
    ("danish", "english", "first_on", "last_on"),
    [
        ("31. oktober 2018", "31 October 2018", date(2018, 10, 31), date(2018, 10, 31)),
        ("primo juni 2018", "early June 2018", date(2018, 6, 1), date(2018, 6, 10)),
        ("medio juni 2018", "mid-June 2018", date(2018, 6, 11), date(2018, 6, 20)),
        ("ultimo juni 2018", "late June 2018", date(2018, 6, 21), date(2018, 6, 30)),
        ("ultimo august 2018", "late August 2018", date(2018, 8, 21), date(2018, 8, 31)),
        ("ultimo februar 2020", "late February 2020", date(2020, 2, 21), date(2020, 2, 29)),
        ("juni 2018", "June 2018", date(2018, 6, 1), date(2018, 6, 30)),
        ("foråret 2018", "spring 2018", date(2018, 3, 1), date(2018, 5, 31)),
        ("sommeren 2018", "summer 2018", date(2018, 6, 1), date(2018, 8, 31)),
        ("efteråret 2018", "autumn 2018", date(2018, 9, 1), date(2018, 11, 30)),
        ("vinteren 2018/19", "winter 2018/19", date(2018, 12, 1), date(2019, 2, 28)),
        ("vinteren 2099/00", "winter 2099/00", date(2099, 12, 1), date(2100, 2, 28)),
    ],
)
def test_words_allow_exactly_these_days(danish, english, first_on, last_on):
    when = parse(danish)

    assert (when.first_on, when.last_on) == (first_on, last_on)
    assert (when.words("da"), when.words("en")) == (danish, english)


@given(anything)
def test_every_date_is_read_back_from_its_own_words(when):
    assert parse(when.words("da")) == when


@given(anything)
def test_every_date_is_rebuilt_from_its_precision_and_first_day(when):
    assert When.starting(when.precision, when.first_on) == when


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)))
def test_each_day_lies_in_exactly_one_part_of_its_month(day):
    parts = [When.in_part(part, day.year, day.month) for part in Part]

    assert len([part for part in parts if part.first_on <= day <= part.last_on]) == 1


@given(YEARS)
def test_the_seasons_follow_each_other_without_a_gap(year):
    seasons = [When.in_season(season, year) for season in Season]
    next_spring = When.in_season(Season.SPRING, year + 1)

    for season, following in zip(seasons, [*seasons[1:], next_spring], strict=True):
        assert following.first_on == season.last_on + timedelta(days=1)


@given(anything)
def test_only_a_day_is_exact(when):
    assert when.is_exact == (when.precision == Precision.DAY) == (when.first_on == when.last_on)


def test_capitals_and_spaces_do_not_matter():
    assert parse(" 31.  Oktober 2018 ") == When.on_day(date(2018, 10, 31))


@pytest.mark.parametrize(
    "words",
    [
        "",
        "snart",
        "2018",
        "31. februar 2018",
        "medio efteråret 2018",
        "vinteren 2018",
        "vinteren 2018/20",
        "juni 2018/19",
        "efteråret 2018/19",
        "0. juni 2018",
    ],
)
def test_words_that_name_no_span_are_refused(words):
    with pytest.raises(ValueError, match=r"date in words|two years|both years|out of range"):
        parse(words)


@pytest.mark.parametrize(
    ("precision", "first_on"),
    [
        (Precision.PART, date(2018, 6, 12)),
        (Precision.MONTH, date(2018, 6, 2)),
        (Precision.SEASON, date(2018, 9, 2)),
        (Precision.SEASON, date(2018, 10, 1)),
    ],
)
def test_nothing_begins_on_a_day_in_the_middle(precision, first_on):
    with pytest.raises(ValueError, match="begins"):
        When.starting(precision, first_on)


def test_a_span_that_is_not_what_its_words_allow_is_refused():
    with pytest.raises(ValueError, match="no month goes from"):
        When(Precision.MONTH, date(2018, 6, 1), date(2018, 6, 29))
