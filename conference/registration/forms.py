"""What people type into registration, checked field by field and answered in words."""

from datetime import datetime
from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    Field,
    Form,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import AnyOf, InputRequired, Length, NumberRange, Optional

from conference import clock, names
from conference.registration.answers import Answers, Correction, Settings
from conference.registration.models import Kind

#: Kinds that people choose themselves; the others are invited, or added by hand.
PUBLIC_KINDS = (Kind.ATTENDEE, Kind.PARTNER, Kind.PRESS)
LONGEST_NAME = 200
#: RFC 5321, section 4.5.3.1.3, without the angle brackets.
LONGEST_ADDRESS = 254
#: How a moment is typed: `<input type="datetime-local">`, on a Danish wall clock.
WALL = "%Y-%m-%dT%H:%M"


def one_line(text: str | None) -> str:
    """What is kept of a typed line."""
    return names.clean(text or "")


def check_address(_form: Form, field: Field) -> None:
    """An address that mail can be sent to; nobody is asked over the network."""
    try:
        validate_email(field.data, check_deliverability=False)
    except EmailNotValidError:
        raise ValidationError(_("Write a whole e-mail address, also what comes after the @.")) from None


def name_field(label: Any) -> StringField:
    """The name of a person, on one line."""
    return StringField(
        label,
        filters=[one_line],
        validators=[
            InputRequired(_("Write your name.")),
            NotEmpty(_("Write your name.")),
            Length(max=LONGEST_NAME, message=_("Write a name of at most 200 characters.")),
        ],
        render_kw={"autocomplete": "name", "maxlength": LONGEST_NAME},
    )


def email_field(label: Any) -> StringField:
    """An address on one line."""
    return StringField(
        label,
        filters=[one_line],
        validators=[
            InputRequired(_("Write your e-mail address.")),
            Length(max=LONGEST_ADDRESS, message=_("This e-mail address is too long.")),
            check_address,
        ],
        render_kw={
            "autocomplete": "email",
            "type": "email",
            "maxlength": LONGEST_ADDRESS,
            "spellcheck": "false",
        },
    )


def organisation_field(label: Any) -> StringField:
    """A workplace in free text."""
    return StringField(
        label,
        filters=[one_line],
        validators=[Length(max=LONGEST_NAME, message=_("Write a workplace of at most 200 characters."))],
        render_kw={"autocomplete": "organization", "maxlength": LONGEST_NAME},
    )


class NotEmpty:
    """Refuses a text of which nothing is left: InputRequired looks at what was sent, before it is cleaned."""

    def __init__(self, message: Any) -> None:
        self._message = message

    def __call__(self, _form: Form, field: Field) -> None:
        if not field.data:
            raise ValidationError(self._message)


class RegistrationForm(Form):  # type: ignore[misc]
    """Registration: one page."""

    name = name_field(_("Name"))
    email = email_field(_("E-mail"))
    organisation = organisation_field(_("Workplace"))
    kind = RadioField(
        _("You come as"),
        choices=[
            (Kind.ATTENDEE.value, _("Attendee")),
            (Kind.PARTNER.value, _("Partner in the pact")),
            (Kind.PRESS.value, _("Press")),
        ],
        default=Kind.ATTENDEE.value,
        validate_choice=False,
        validators=[AnyOf(list(PUBLIC_KINDS), _("Choose what you come as."))],
    )
    list_consent = BooleanField(_("Show my name and workplace on the list of participants"))
    #: Random for each page: the same page sent twice is one registration.
    form_key = HiddenField()

    def answers(self) -> Answers:
        """What was filled in."""
        return Answers(
            name=self.name.data,
            email=self.email.data,
            organisation=self.organisation.data,
            kind=Kind(self.kind.data),
            list_consent=self.list_consent.data,
        )


class CorrectionForm(Form):  # type: ignore[misc]
    """What a person puts right about themselves."""

    name = name_field(_("Name"))
    email = email_field(_("E-mail"))
    organisation = organisation_field(_("Workplace"))
    language = RadioField(
        _("Letters and ticket in"),
        choices=[("da", "Dansk"), ("en", "English")],
        validate_choice=False,
        validators=[AnyOf(["da", "en"], _("Choose a language."))],
    )

    def correction(self) -> Correction:
        """What was filled in."""
        return Correction(
            name=self.name.data,
            email=self.email.data,
            organisation=self.organisation.data,
            language=self.language.data,
        )


class LinkForm(Form):  # type: ignore[misc]
    """Who lost the link to their own page."""

    email = email_field(_("E-mail"))


class MomentField(StringField):  # type: ignore[misc]
    """A moment as a Danish wall clock shows it."""

    def __init__(self, label: Any, **more: Any) -> None:
        super().__init__(
            label,
            validators=[InputRequired(_("Write a day and a time."))],
            render_kw={"type": "datetime-local"},
            **more,
        )

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return clock.to_local(self.data).strftime(WALL) if self.data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            self.data = clock.from_local(datetime.strptime(valuelist[0], WALL)) if valuelist else None
        except ValueError:
            self.data = None
            raise ValueError(_("Write a day and a time that exist.")) from None


def _line(label: Any, *, required: bool = False) -> StringField:
    must = [InputRequired(_("Fill this in.")), NotEmpty(_("Fill this in."))] if required else [Optional()]
    longest = Length(max=LONGEST_NAME, message=_("Write at most 200 characters."))
    return StringField(label, filters=[one_line], validators=[*must, longest])


def _text(label: Any) -> TextAreaField:
    longest = Length(max=2000, message=_("Write at most 2,000 characters."))
    return TextAreaField(label, filters=[lambda text: (text or "").strip()], validators=[longest])


class SettingsForm(Form):  # type: ignore[misc]
    """What organisers decide about a conference; its fields are those of Settings."""

    title_da = _line(_("Title in Danish"), required=True)
    title_en = _line(_("Title in English"), required=True)
    summary_da = _text(_("In one sentence, in Danish"))
    summary_en = _text(_("In one sentence, in English"))
    doors_at = MomentField(_("Doors open"))
    starts_at = MomentField(_("Start"))
    ends_at = MomentField(_("End"))
    opens_at = MomentField(_("Registration opens"))
    closes_at = MomentField(_("Registration closes"))
    capacity = IntegerField(
        _("Seats"),
        validators=[
            InputRequired(_("Write how many seats there are.")),
            NumberRange(0, 100_000, _("Write a number from 0 to 100,000.")),
        ],
    )
    venue = _line(_("Venue"), required=True)
    address = _line(_("Address"), required=True)
    way_da = _text(_("The way there, in Danish"))
    way_en = _text(_("The way there, in English"))
    parking_da = _text(_("Parking, in Danish"))
    parking_en = _text(_("Parking, in English"))
    hearing_loop_da = _text(_("Hearing loop, in Danish"))
    hearing_loop_en = _text(_("Hearing loop, in English"))
    step_free_da = _text(_("Step-free way, in Danish"))
    step_free_en = _text(_("Step-free way, in English"))
    contact_name = _line(_("Contact person"))
    contact_email = _line(_("Contact e-mail"))
    contact_phone = _line(_("Contact phone"))
    is_published = SelectField(
        _("Seen by"),
        choices=[("yes", _("Everybody")), ("no", _("Organisers alone"))],
        validate_choice=False,
        validators=[AnyOf(["yes", "no"], _("Choose who sees the conference."))],
    )

    def validate_starts_at(self, field: Field) -> None:
        if self.doors_at.data and field.data and field.data < self.doors_at.data:
            raise ValidationError(_("The start cannot come before the doors open."))

    def validate_ends_at(self, field: Field) -> None:
        if self.starts_at.data and field.data and field.data <= self.starts_at.data:
            raise ValidationError(_("The end must come after the start."))

    def validate_closes_at(self, field: Field) -> None:
        if self.opens_at.data and field.data and field.data <= self.opens_at.data:
            raise ValidationError(_("Registration must close after it opens."))

    def settings(self) -> Settings:
        """What was filled in."""
        return Settings(**{**self.data, "is_published": self.is_published.data == "yes"})
