"""What organisers type about a conference as a whole."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import (
    Field,
    Form,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Regexp

from conference import names
from conference.language import said
from conference.pact.fields import DayField
from conference.pact.models import Milestone
from conference.registration import rules
from conference.registration.answers import Settings
from conference.registration.conferences.rules import NewDay, Notice, day_of
from conference.registration.fields import LONGEST_NAME, NotEmpty, one_line
from conference.registration.forms import SettingsForm
from conference.registration.models import Conference

#: Letters of what is said about a move or an end: it stands on every page and in every letter.
LONGEST_NOTICE = 1000


def _line(label: Any, **more: Any) -> StringField:
    missing = _("Fill this in.")
    longest = Length(max=LONGEST_NAME, message=_("Write at most 200 characters."))
    must = [InputRequired(missing), NotEmpty(missing), longest]
    return StringField(label, filters=[one_line], validators=[*must, *more.pop("validators", ())], **more)


def _slug() -> StringField:
    return _line(
        _("Web address"),
        validators=[
            Regexp(
                rules.SLUG, message=_("Use 4 to 31 small letters from a to z and digits, a letter first.")
            ),
        ],
        render_kw={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off", "maxlength": 31},
    )


def _notice(label: Any) -> TextAreaField:
    return TextAreaField(
        label,
        filters=[lambda text: names.clean_lines(text or "")],
        validators=[Length(max=LONGEST_NOTICE, message=_("Write at most 1,000 characters."))],
        render_kw={"rows": 3, "maxlength": LONGEST_NOTICE},
    )


class HourField(TimeField):
    """An hour of a Danish wall clock."""

    data: Any

    def __init__(self, label: Any, **more: Any) -> None:
        super().__init__(label, validators=[InputRequired(_("Write an hour."))], **more)

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("Write an hour as in 09:30.")) from None


class _MilestoneForm(Form):
    """A conference may settle a milestone; which there are, the page says with `offer`."""

    milestone_key = SelectField(
        _("Milestone on the pact’s timeline"),
        choices=[SelectChoice("", _("None of them"))],
        default="",
        validate_choice=False,
    )

    def offer(self, milestones: Sequence[Milestone]) -> None:
        """Let these be chosen, or none."""
        self.milestone_key.choices = [
            SelectChoice("", _("None of them")),
            *(SelectChoice(each.key, said(each, "title")) for each in milestones),
        ]

    def validate_milestone_key(self, field: SelectField) -> None:
        if field.data not in [value for value, *_others in field.iter_choices()]:
            raise ValidationError(_("Choose one of the milestones."))


class NewForm(SettingsForm, _MilestoneForm):
    """A conference from nothing: its address, and the settings that it cannot do without."""

    slug = _slug()
    #: Nobody sees a new one but organisers.
    is_published = None

    def settings(self) -> Settings:
        """What was filled in; the rest is filled in under settings."""
        said_of_it = {field.name: self[field.name].data for field in fields(Settings) if field.name in self}
        return Settings(**said_of_it, is_published=False)


class CopyForm(_MilestoneForm):
    """A conference after the model of another: only what cannot be the same is asked for."""

    slug = _slug()
    title_da = _line(_("Title in Danish"))
    title_en = _line(_("Title in English"))
    day = DayField(_("Day"), validators=[InputRequired(_("Write the day."))])


class CallOffForm(Form):
    """What is said when a conference is called off."""

    notice_da = _notice(_("What you want to say, in Danish"))
    notice_en = _notice(_("What you want to say, in English"))
    #: The version that the page showed.
    seen = HiddenField(default="")

    def notice(self) -> Notice:
        """What was written."""
        return Notice(self.notice_da.data or "", self.notice_en.data or "")


class MoveForm(CallOffForm):
    """Another day; what stays as it was is filled in already."""

    day = DayField(_("New day"), validators=[InputRequired(_("Write the new day."))])
    doors = HourField(_("Doors open"))
    starts = HourField(_("Start"))
    ends = HourField(_("End"))
    venue = _line(_("Venue"))
    address = _line(_("Address"))

    def __init__(self, formdata: Any = None, *, conference: Conference) -> None:
        self._is_one_day = day_of(conference.starts_at) == day_of(conference.ends_at)
        super().__init__(formdata)

    def validate_starts(self, field: Field) -> None:
        if self.doors.data and field.data and field.data < self.doors.data:
            raise ValidationError(_("The start cannot come before the doors open."))

    def validate_ends(self, field: Field) -> None:
        if self._is_one_day and self.starts.data and field.data and field.data <= self.starts.data:
            raise ValidationError(_("The end must come after the start."))

    def new_day(self) -> NewDay:
        """What was filled in."""
        notice = self.notice()
        return NewDay(
            day=self.day.data,
            doors=self.doors.data,
            starts=self.starts.data,
            ends=self.ends.data,
            venue=self.venue.data,
            address=self.address.data,
            notice_da=notice.notice_da,
            notice_en=notice.notice_en,
        )
