"""What organisers type about ambassadors and projects, field by field; an import goes the same way."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import Field, Form, IntegerField, SelectField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, DataRequired, InputRequired, Length, NumberRange, Optional

from conference.language import said
from conference.pact.fields import DayField
from conference.pact.models import FocusArea
from conference.programme.people.rules import LARGEST_SUM, AmbassadorFacts, PersonFacts, ProjectFacts
from conference.registration.fields import LONGEST_ADDRESS, LONGEST_NAME, check_address, one_line

#: Minutes on stage, where an organiser names no others, and the most.
USUAL_MINUTES, LONGEST_MINUTES = 10, 480

Typed = MultiDict[str, str] | None


class KronerField(StringField):
    """A sum in whole kroner, with dots or spaces between the thousands, as people write it."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist:
            return
        written = "".join(valuelist[0].split()).casefold().removesuffix("kr.").removesuffix("kr")
        digits = written.removesuffix(",-").removesuffix(",00").replace(".", "")
        self.data = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 20 else None
        if written and self.data is None:
            raise ValueError(_("Write the sum in whole kroner, as in 450.000."))


def _line(label: Any, missing: Any = None) -> StringField:
    must = [DataRequired(missing)] if missing else [Optional()]
    longest = Length(max=LONGEST_NAME, message=_("Write at most 200 characters."))
    return StringField(
        label,
        filters=[one_line],
        validators=[*must, longest],
        render_kw={"maxlength": LONGEST_NAME, "autocomplete": "off"},
    )


def _name() -> StringField:
    return _line(_("Name"), _("Write the name of the person."))


def _email() -> StringField:
    return StringField(
        _("E-mail"),
        filters=[one_line],
        validators=[
            DataRequired(_("Write the e-mail address.")),
            Length(max=LONGEST_ADDRESS, message=_("This e-mail address is too long.")),
            check_address,
        ],
        render_kw={
            "autocomplete": "off",
            "type": "email",
            "maxlength": LONGEST_ADDRESS,
            "spellcheck": "false",
        },
    )


def _language() -> SelectField:
    return SelectField(
        _("Language of letters"),
        choices=[SelectChoice("da", "Dansk"), SelectChoice("en", "English")],
        default="da",
        validate_choice=False,
        validators=[AnyOf(["da", "en"], _("Choose Danish or English."))],
    )


class _WithArea(Form):
    area = SelectField(_("Focus area"), default="", validate_choice=False)

    def __init__(self, typed: Typed, *, areas: list[FocusArea], **more: Any) -> None:
        super().__init__(typed, **more)
        self._areas = {area.key: area for area in areas}
        self.area.choices = [
            SelectChoice("", _("None")),
            *(SelectChoice(key, said(area, "name")) for key, area in self._areas.items()),
        ]

    def validate_area(self, field: Field) -> None:
        if field.data and field.data not in self._areas:
            raise ValidationError(_("Choose one of the focus areas."))


class AmbassadorForm(_WithArea):
    """A technology ambassador."""

    name = _name()
    email = _email()
    organisation = _line(_("Organisation"), _("Write the organisation."))
    language = _language()

    def facts(self) -> AmbassadorFacts:
        """The ambassador that was typed."""
        return AmbassadorFacts(
            name=self.name.data,
            email=self.email.data,
            organisation=self.organisation.data,
            area=self.area.data or "",
            language=self.language.data,
        )


class PersonForm(Form):
    """One of a project's people."""

    name = _name()
    email = _email()
    language = _language()

    def facts(self) -> PersonFacts:
        """The person that was typed."""
        return PersonFacts(self.name.data, self.email.data, self.language.data)


class ProjectForm(_WithArea):
    """A project that has applied."""

    title_da = _line(_("Title in Danish"), _("Write the title in Danish."))
    title_en = _line(_("Title in English"))
    organisation = _line(_("Lead organisation"), _("Write the organisation."))
    applied_on = DayField(_("Applied on"), validators=[Optional()])

    def facts(self) -> ProjectFacts:
        """The project that was typed."""
        return ProjectFacts(
            title_da=self.title_da.data,
            title_en=self.title_en.data or None,
            organisation=self.organisation.data,
            area=self.area.data or "",
            applied_on=self.applied_on.data,
        )


class InviteForm(Form):
    """For how long somebody is asked to present, and when to answer."""

    minutes = IntegerField(
        _("Minutes on stage"),
        default=USUAL_MINUTES,
        validators=[
            InputRequired(_("Write how many minutes.")),
            NumberRange(1, LONGEST_MINUTES, _("Write a number of minutes from 1 to 480.")),
        ],
    )
    reply_by = DayField(_("Answer by"), validators=[Optional()])

    def __init__(self, typed: Typed, *, today: date, starts_on: date | None, **more: Any) -> None:
        super().__init__(typed, **more)
        self._days = today, starts_on

    def validate_reply_by(self, field: Field) -> None:
        today, starts_on = self._days
        if field.data and (field.data < today or (starts_on and field.data >= starts_on)):
            raise ValidationError(_("Choose a day from today until the day before the conference."))


class GrantForm(InviteForm):
    """What a project was granted, and the invitation that goes with it."""

    sum_dkk = KronerField(
        _("Sum in kroner"),
        validators=[
            InputRequired(_("Write the sum that was granted.")),
            NumberRange(1, LARGEST_SUM, _("Write a sum from 1 to 1,000,000,000 kroner.")),
        ],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )
    decided_on = DayField(_("Decided on"), validators=[InputRequired(_("Choose the day."))])


class RejectForm(Form):
    """When a project was rejected."""

    decided_on = DayField(_("Decided on"), validators=[InputRequired(_("Choose the day."))])
