"""Fields of which the organisers' forms of the programme are made."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import Field, IntegerField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput

from conference.names import clean, clean_lines
from conference.programme.models import Feature, Kind
from conference.programme.words import FEATURES, KINDS
from conference.registration.fields import LONGEST_NAME

#: Letters in an abstract, and in a note.
LONGEST_TEXT, LONGEST_NOTE = 2000, 500
#: More minutes or seats are a slip of the finger.
LONGEST_MINUTES, MOST_SEATS = 600, 100_000


class NumberField(IntegerField):
    """A whole number; what is none gets a sentence of ours."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist or not valuelist[0].strip():
            self.data = None
            return
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("Write a whole number.")) from None


def line_field(label: Any, missing: Any = None) -> StringField:
    """A line of text; `missing` is what is said where it must be filled in."""
    must = [DataRequired(missing)] if missing else [Optional()]
    longest = Length(max=LONGEST_NAME, message=_("Write at most 200 characters."))
    attributes = {"maxlength": LONGEST_NAME, "autocomplete": "off"}
    return StringField(
        label, filters=[lambda text: clean(text or "")], validators=[*must, longest], render_kw=attributes
    )


def text_field(label: Any, longest: int = LONGEST_TEXT, rows: int = 5) -> TextAreaField:
    """A text of several lines."""
    return TextAreaField(
        label,
        filters=[lambda text: clean_lines(text or "")],
        validators=[Length(max=longest, message=_("Use at most %(max)d characters."))],
        render_kw={"maxlength": longest, "rows": rows},
    )


def number_field(
    label: Any, lowest: int, highest: int, *, is_optional: bool = False, **more: Any
) -> NumberField:
    """A whole number within bounds."""
    must = Optional() if is_optional else InputRequired(_("Write a number."))
    within = NumberRange(lowest, highest, _("Write a number from %(min)s to %(max)s."))
    return NumberField(label, validators=[must, within], render_kw={"inputmode": "numeric"}, **more)


def minutes_field(label: Any, *, default: int = 10) -> NumberField:
    """How long something takes."""
    return number_field(label, 1, LONGEST_MINUTES, default=default)


def kind_field(label: Any, kinds: list[Kind], field: type[Field] = SelectField) -> Field:
    """One of these kinds of session."""
    return field(
        label,
        choices=[SelectChoice(kind.value, KINDS[kind]) for kind in kinds],
        default=kinds[0].value,
        validate_choice=False,
        validators=[AnyOf([kind.value for kind in kinds], _("Choose one of the kinds."))],
    )


def features_field(label: Any) -> SelectMultipleField:
    """Any of what a room may have."""
    return SelectMultipleField(
        label,
        choices=[SelectChoice(feature.value, word) for feature, word in FEATURES.items()],
        validate_choice=False,
        option_widget=CheckboxInput(),
        default=(),
    )


def language_field(label: Any) -> SelectField:
    """Danish or English."""
    return SelectField(
        label,
        choices=[SelectChoice("da", _("Danish")), SelectChoice("en", _("English"))],
        default="da",
        validate_choice=False,
        validators=[AnyOf(["da", "en"], _("Choose Danish or English."))],
    )


def chosen(features: list[str]) -> tuple[str, ...]:
    """The features among what was sent, in their own order."""
    return tuple(feature.value for feature in Feature if feature.value in features)
