"""What people type into registration, checked field by field and answered in words."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import (
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
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, InputRequired, Length, NumberRange, Optional

from conference import names
from conference.registration.answers import Answers, Settings
from conference.registration.consent_fields import (
    access_field,
    check_consent,
    consents_of,
    diet_field,
    list_field,
    needs_consent_field,
    photo_field,
)
from conference.registration.fields import (
    LONGEST_NAME,
    MomentField,
    NotEmpty,
    email_field,
    name_field,
    one_line,
    organisation_field,
)
from conference.registration.models import Kind

#: Kinds that people choose themselves; the others are invited, or added by hand.
PUBLIC_KINDS = (Kind.ATTENDEE, Kind.PARTNER, Kind.PRESS)


class RegistrationForm(Form):
    """Registration: one page."""

    name = name_field(_("Name"))
    email = email_field(_("E-mail"))
    organisation = organisation_field(_("Workplace"))
    kind = RadioField(
        _("You come as"),
        choices=[
            SelectChoice(Kind.ATTENDEE.value, _("Attendee")),
            SelectChoice(Kind.PARTNER.value, _("Partner in the pact")),
            SelectChoice(Kind.PRESS.value, _("Press")),
        ],
        default=Kind.ATTENDEE.value,
        validate_choice=False,
        validators=[AnyOf(list(PUBLIC_KINDS), _("Choose what you come as."))],
    )
    needs_consent = needs_consent_field()
    diet = diet_field()
    access_needs = access_field()
    photo_consent = photo_field()
    list_consent = list_field()
    #: Random for each page: the same page sent twice is one registration.
    form_key = HiddenField()

    def validate_needs_consent(self, _tick: Field) -> None:
        check_consent(self)

    def answers(self) -> Answers:
        """What was filled in."""
        return Answers(
            name=self.name.data,
            email=self.email.data,
            organisation=self.organisation.data,
            kind=Kind(self.kind.data),
            **consents_of(self),
        )


class LinkForm(Form):
    """Who lost the link to their own page."""

    email = email_field(_("E-mail"))


def _line(label: Any, *, required: bool = False) -> StringField:
    must = [InputRequired(_("Fill this in.")), NotEmpty(_("Fill this in."))] if required else [Optional()]
    longest = Length(max=LONGEST_NAME, message=_("Write at most 200 characters."))
    return StringField(label, filters=[one_line], validators=[*must, longest])


def _text(label: Any) -> TextAreaField:
    longest = Length(max=2000, message=_("Write at most 2,000 characters."))
    return TextAreaField(label, filters=[lambda text: names.clean_lines(text or "")], validators=[longest])


class SettingsForm(Form):
    """What organisers decide about a conference; its fields are those of Settings, and what was seen."""

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
        choices=[SelectChoice("yes", _("Everybody")), SelectChoice("no", _("Organisers alone"))],
        validate_choice=False,
        validators=[AnyOf(["yes", "no"], _("Choose who sees the conference."))],
    )
    #: The version that the page showed; a form without it has seen none.
    seen = HiddenField(default="")

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
        said = {name: value for name, value in self.data.items() if name != self.seen.name}
        return Settings(**said | {"is_published": self.is_published.data == "yes"})
