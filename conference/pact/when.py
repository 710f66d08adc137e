"""Honest dates: a milestone's date is as exact as its words, and no more.

Pure: dates in, words and spans out. The span is exactly the days that the words allow.
Source: the table of imprecise dates in the pact's launch deck and the calendar rules drawn from it.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Self

from babel.dates import get_month_names


class Precision(StrEnum):
    """How much the words say."""

    DAY = "day"
    PART = "part"
    MONTH = "month"
    SEASON = "season"


class Part(StrEnum):
    """A part of a month, as Danish offices write it."""

    PRIMO = "primo"
    MEDIO = "medio"
    ULTIMO = "ultimo"


class Season(StrEnum):
    """Three whole months; winter goes from December into the next year."""

    SPRING = "spring"
    SUMMER = "summer"
    AUTUMN = "autumn"
    WINTER = "winter"


#: First and last day of each part; None is the month's last.
PART_DAYS: dict[Part, tuple[int, int | None]] = {
    Part.PRIMO: (1, 10),
    Part.MEDIO: (11, 20),
    Part.ULTIMO: (21, None),
}
#: The month each season begins in.
SEASON_STARTS = {Season.SPRING: 3, Season.SUMMER: 6, Season.AUTUMN: 9, Season.WINTER: 12}

MONTHS = {language: list(get_month_names(locale=language).values()) for language in ("da", "en")}
SEASONS = {
    "da": {
        Season.SPRING: "foråret",
        Season.SUMMER: "sommeren",
        Season.AUTUMN: "efteråret",
        Season.WINTER: "vinteren",
    },
    "en": {season: season.value for season in Season},
}
PARTS = {
    "da": {part: f"{part} " for part in Part},
    "en": {Part.PRIMO: "early ", Part.MEDIO: "mid-", Part.ULTIMO: "late "},
}


@dataclass(frozen=True)
class When:
    """A span of days that words allow: from the first day to the last, both included."""

    precision: Precision
    first_on: date
    last_on: date

    def __post_init__(self) -> None:
        if self.last_on != _last_day(self.precision, self.first_on):
            raise ValueError(f"no {self.precision} goes from {self.first_on} to {self.last_on}")

    @classmethod
    def starting(cls, precision: Precision, first_on: date) -> Self:
        """The day, part, month or season that begins on this day; ValueError where none does."""
        return cls(precision, first_on, _last_day(precision, first_on))

    @classmethod
    def on_day(cls, day: date) -> Self:
        """Exactly this day."""
        return cls.starting(Precision.DAY, day)

    @classmethod
    def in_part(cls, part: Part, year: int, month: int) -> Self:
        """Primo, medio or ultimo of a month."""
        return cls.starting(Precision.PART, date(year, month, PART_DAYS[part][0]))

    @classmethod
    def in_month(cls, year: int, month: int) -> Self:
        """Some day of a month."""
        return cls.starting(Precision.MONTH, date(year, month, 1))

    @classmethod
    def in_season(cls, season: Season, year: int) -> Self:
        """Some day of a season; a winter is named by the year of its December."""
        return cls.starting(Precision.SEASON, date(year, SEASON_STARTS[season], 1))

    @property
    def is_exact(self) -> bool:
        """The day is settled."""
        return self.precision == Precision.DAY

    @property
    def part(self) -> Part | None:
        """Which part of the month, where the words name one."""
        return _part_from(self.first_on.day) if self.precision == Precision.PART else None

    @property
    def season(self) -> Season | None:
        """Which season, where the words name one."""
        return _season_from(self.first_on.month) if self.precision == Precision.SEASON else None

    def words(self, language: str) -> str:
        """What people read: "medio september 2018", "mid-September 2018"."""
        year = self.first_on.year
        month = f"{MONTHS[language][self.first_on.month - 1]} {year}"
        if self.season:
            years = f"{year}/{(year + 1) % 100:02}" if self.season == Season.WINTER else f"{year}"
            return f"{SEASONS[language][self.season]} {years}"
        if self.part:
            return f"{PARTS[language][self.part]}{month}"
        if self.precision == Precision.MONTH:
            return month
        return f"{self.first_on.day}{'.' if language == 'da' else ''} {month}"


def parse(words: str) -> When:
    """Read Danish words as a plan writes them: "31. oktober 2018", "ultimo juni 2018", "vinteren 2018/19".

    Raises ValueError for words that name no span.
    """
    found = _WORDS.fullmatch(" ".join(words.lower().split()))
    if not found:
        raise ValueError(f"“{words}” is no date in words")
    year = int(found["year"])
    if found["season"]:
        when = When.in_season(_SEASON_OF[found["season"]], year)
    elif found["part"]:
        when = When.in_part(Part(found["part"]), year, _month_of(found))
    elif found["day"]:
        when = When.on_day(date(year, _month_of(found), int(found["day"])))
    else:
        when = When.in_month(year, _month_of(found))
    if found["next"] and when.words("da") != found[0]:
        raise ValueError(f"“{words}” does not name two years in a row")
    if when.season == Season.WINTER and not found["next"]:
        raise ValueError(f"“{words}” must name both years of the winter, as in “{when.words('da')}”")
    return when


_SEASON_OF = {word: season for season, word in SEASONS["da"].items()}
_WORDS = re.compile(
    rf"""(?: (?P<season>{"|".join(_SEASON_OF)})
           | (?: (?: (?P<part>{"|".join(Part)}) | (?P<day>\d\d?)\. )\ )? (?P<month>{"|".join(MONTHS["da"])}) )
         \ (?P<year>\d{{4}}) (?:/(?P<next>\d\d))?""",
    re.VERBOSE,
)


def _month_of(found: re.Match[str]) -> int:
    return MONTHS["da"].index(found["month"]) + 1


def _last_day(precision: Precision, first_on: date) -> date:
    if precision == Precision.DAY:
        return first_on
    if precision == Precision.PART:
        return _month_end(first_on, day=PART_DAYS[_part_from(first_on.day)][1])
    if first_on.day != 1:
        raise ValueError(f"no {precision} begins on {first_on}")
    if precision == Precision.MONTH:
        return _month_end(first_on)
    _season_from(first_on.month)
    later = first_on.month + 2
    return _month_end(first_on.replace(year=first_on.year + (later > 12), month=(later - 1) % 12 + 1))


def _month_end(first_on: date, *, day: int | None = None) -> date:
    return first_on.replace(day=day or monthrange(first_on.year, first_on.month)[1])


def _part_from(day: int) -> Part:
    for part, (first, _) in PART_DAYS.items():
        if day == first:
            return part
    raise ValueError(f"no part of a month begins on the {day}th")


def _season_from(month: int) -> Season:
    for season, first in SEASON_STARTS.items():
        if month == first:
            return season
    raise ValueError(f"no season begins in month {month}")
