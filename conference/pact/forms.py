"""What organisers type about the pact, checked field by field."""

from collections.abc import Iterable
from datetime import date
from math import isfinite
from typing import Any

from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    FloatField,
    Form,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, DataRequired, InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput

from conference.language import language, said
from conference.names import clean, clean_lines
from conference.pact import when
from conference.pact.fields import YEARS, DayField
from conference.pact.models import FocusArea, Milestone, Partner, State
from conference.pact.rules import IndicatorFacts, Member, MilestoneFacts, Task, Term
from conference.pact.when import Part, Precision, Season, When

#: Letters in a line and in a text.
LONGEST_LINE, LONGEST_TEXT = 200, 2000
#: Above this a figure is a slip of the finger.
LARGEST = 1e12

Typed = MultiDict[str, str] | None


class YearField(IntegerField):
    """A year of this century."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist:
            return
        written = valuelist[0].strip()
        self.data = int(written) if written.isdecimal() and len(written) == 4 else None
        if written and self.data not in YEARS:
            raise ValueError(_("Write a year with four digits, as in 2018."))


class FigureField(FloatField):
    """A figure, with a comma or a point before its decimals."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist:
            return
        written = valuelist[0].strip().replace(",", ".")
        self.data = _number(written)
        if written and self.data is None:
            raise ValueError(_("Write a number, as in 1250 or 12,5."))

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return (
            "" if self.data is None else f"{self.data:.15g}".replace(".", "," if language() == "da" else ".")
        )


def _number(written: str) -> float | None:
    try:
        number = float(written)
    except ValueError:
        return None
    return number if isfinite(number) and abs(number) <= LARGEST else None


def _line(label: Any, missing: Any) -> StringField:
    return StringField(
        label,
        filters=[lambda text: clean(text or "")],
        validators=[DataRequired(missing), _length(LONGEST_LINE)],
        render_kw={"maxlength": LONGEST_LINE},
    )


def _text(label: Any) -> TextAreaField:
    return TextAreaField(
        label,
        filters=[lambda text: clean_lines(text or "")],
        validators=[_length(LONGEST_TEXT)],
        render_kw={"maxlength": LONGEST_TEXT, "rows": 4},
    )


def _length(longest: int) -> Length:
    return Length(max=longest, message=_("Use at most %(max)d characters."))


def _choice(kind: type[SelectField], label: Any, choices: list[tuple[str, Any]]) -> SelectField:
    values = [value for value, _word in choices]
    offered = AnyOf(values, message=_("Choose one of the answers."))
    return kind(
        label, choices=_choices(choices), validators=[offered], validate_choice=False, default=values[0]
    )


def _choices(pairs: Iterable[tuple[str, Any]]) -> list[SelectChoice]:
    return [SelectChoice(value, word) for value, word in pairs]


class MilestoneForm(Form):
    """A milestone as its editor sees it."""

    title_da = _line(_("Title in Danish"), _("Write the title in Danish."))
    title_en = _line(_("Title in English"), _("Write the title in English."))
    text_da = _text(_("Text in Danish"))
    text_en = _text(_("Text in English"))
    precision = _choice(
        RadioField,
        _("How exact is the date?"),
        [
            (Precision.DAY, _("A settled day")),
            (Precision.PART, _("A part of a month")),
            (Precision.MONTH, _("A month")),
            (Precision.SEASON, _("A season")),
        ],
    )
    day = DayField(_("Day"), validators=[Optional()])
    part = _choice(
        SelectField,
        _("Part of the month"),
        [
            (Part.PRIMO, _("early (1st to 10th)")),
            (Part.MEDIO, _("mid (11th to 20th)")),
            (Part.ULTIMO, _("late (21st to the end)")),
        ],
    )
    month = _choice(SelectField, _("Month"), [(str(number), str(number)) for number in range(1, 13)])
    season = _choice(
        SelectField,
        _("Season"),
        [
            (Season.SPRING, _("spring (March to May)")),
            (Season.SUMMER, _("summer (June to August)")),
            (Season.AUTUMN, _("autumn (September to November)")),
            (Season.WINTER, _("winter (December to February)")),
        ],
    )
    year = YearField(_("Year"), validators=[Optional()])
    is_deadline = BooleanField(_("This is a deadline"))
    state = _choice(
        RadioField,
        _("How far is it?"),
        [(State.PLANNED, _("Planned")), (State.DONE, _("Done")), (State.CANCELLED, _("Called off"))],
    )
    done_on = DayField(_("Done on"), validators=[Optional()])
    areas = SelectMultipleField(
        _("Focus areas it concerns"), validate_choice=False, option_widget=CheckboxInput()
    )
    partners = SelectMultipleField(
        _("Partners it concerns"), validate_choice=False, option_widget=CheckboxInput()
    )
    seen = HiddenField()

    def __init__(self, typed: Typed, *, areas: list[FocusArea], partners: list[Partner], **more: Any) -> None:
        super().__init__(typed, **more)
        self.month.choices = [
            (str(number), name) for number, name in enumerate(when.MONTHS[language()], start=1)
        ]
        self.areas.choices = [(area.key, said(area, "name")) for area in areas]
        self.partners.choices = [(partner.key, partner.name) for partner in partners]

    @classmethod
    def of(cls, milestone: Milestone, typed: Typed, **choices: Any) -> "MilestoneForm":
        """The form filled with the milestone, or with what was typed over it."""
        return cls(typed, data=_values(milestone), **choices)

    def validate(self, extra_validators: Any = None) -> bool:
        """Also ask for the day or the year, whichever the chosen precision needs."""
        valid = super().validate(extra_validators)
        if self.precision.data == Precision.DAY:
            return self._ask_for(self.day, _("Choose the day.")) and valid
        return self._ask_for(self.year, _("Write the year.")) and valid

    def when(self) -> When:
        """The span that was chosen; only after `validate`."""
        precision = Precision(self.precision.data)
        if precision == Precision.DAY:
            return When.on_day(self.day.data)
        year, month = self.year.data, int(self.month.data)
        if precision == Precision.PART:
            return When.in_part(Part(self.part.data), year, month)
        if precision == Precision.MONTH:
            return When.in_month(year, month)
        return When.in_season(Season(self.season.data), year)

    def facts(self, *, today: date) -> MilestoneFacts:
        """All that was said; done without a day is done today."""
        return MilestoneFacts(
            title_da=self.title_da.data,
            title_en=self.title_en.data,
            text_da=self.text_da.data,
            text_en=self.text_en.data,
            when=self.when(),
            is_deadline=self.is_deadline.data,
            done_on=(self.done_on.data or today) if self.state.data == State.DONE else None,
            is_cancelled=self.state.data == State.CANCELLED,
            areas=_known(self.areas),
            partners=_known(self.partners),
        )

    def sequence(self) -> int | None:
        """Which state of the milestone the editor had before them."""
        seen = self.seen.data or ""
        return int(seen) if seen.isdecimal() and len(seen) < 10 else None

    def _ask_for(self, field: Any, message: Any) -> bool:
        if field.data is None and not field.errors:
            field.errors = [message]
        return not field.errors


class TermForm(Form):
    """Who sits on a seat, and how long."""

    person = _line(_("Name"), _("Write the name of the person."))
    term_from = DayField(_("First day of the term"), validators=[Optional()])
    term_until = DayField(_("Last day of the term"), validators=[Optional()])

    def term(self) -> Term:
        """The appointment that was typed."""
        return Term(self.person.data, self.term_from.data, self.term_until.data)


class MemberForm(Form):
    """A person of the secretariat."""

    person = _line(_("Name"), _("Write the name of the person."))
    organisation = _line(_("Organisation"), _("Write the organisation."))

    def member(self) -> Member:
        """The person that was typed."""
        return Member(self.person.data, self.organisation.data)


class TaskForm(Form):
    """A task of the secretariat."""

    text_da = _line(_("Task in Danish"), _("Write the task in Danish."))
    text_en = _line(_("Task in English"), _("Write the task in English."))

    def task(self) -> Task:
        """The task that was typed."""
        return Task(self.text_da.data, self.text_en.data)


class IndicatorForm(Form):
    """A figure of the STEM barometer."""

    name_da = _line(_("Name in Danish"), _("Write the name in Danish."))
    name_en = _line(_("Name in English"), _("Write the name in English."))
    unit_da = _line(_("Unit in Danish"), _("Write what is counted, in Danish, as in “personer”."))
    unit_en = _line(_("Unit in English"), _("Write what is counted, in English, as in “people”."))
    target = FigureField(_("Target"), validators=[Optional()])

    def facts(self) -> IndicatorFacts:
        """The indicator that was typed."""
        names = (self.name_da.data, self.name_en.data, self.unit_da.data, self.unit_en.data)
        return IndicatorFacts(*names, target=self.target.data)


class MeasurementForm(Form):
    """One year's figure."""

    year = YearField(_("Year"), validators=[InputRequired(_("Write the year."))])
    value = FigureField(_("Figure"), validators=[InputRequired(_("Write the figure."))])


def _known(field: SelectMultipleField) -> frozenset[str]:
    return frozenset(field.data or []) & {value for value, *_rest in field.choices}


_AS_THEY_ARE = ("title_da", "title_en", "text_da", "text_en", "is_deadline", "state", "done_on")


def _values(milestone: Milestone) -> dict[str, Any]:
    span = milestone.when
    return {
        **{name: getattr(milestone, name) for name in _AS_THEY_ARE},
        "precision": span.precision,
        "day": span.first_on if span.is_exact else None,
        "part": span.part or Part.PRIMO,
        "month": str(span.first_on.month),
        "season": span.season or Season.SPRING,
        "year": span.first_on.year,
        "areas": [area.key for area in milestone.areas],
        "partners": [partner.key for partner in milestone.partners],
        "seen": str(milestone.sequence),
    }
