"""What organisers type about an invitation, and the invited about themselves, field by field."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Field, Form, SelectField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, DataRequired, InputRequired, Length

from conference.pact.fields import DayField
from conference.registration.answers import Answers
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
    LONGEST_ADDRESS,
    LONGEST_NAME,
    check_address,
    name_field,
    one_line,
    organisation_field,
)
from conference.registration.invitations.rules import KINDS, Asked, Guest
from conference.registration.models import Invitation, Kind
from conference.registration.words import KINDS as KIND_WORDS

Typed = MultiDict[str, str] | None


def _others(label: Any, missing: Any, longest: int, too_long: Any, *checks: Any, **how: Any) -> StringField:
    """A line about somebody else, whom the browser does not know."""
    return StringField(
        label,
        filters=[one_line],
        validators=[DataRequired(missing), Length(max=longest, message=too_long), *checks],
        render_kw={"autocomplete": "off", "maxlength": longest, **how},
    )


class AskedForm(Form):
    """Until when somebody may answer, and whether a seat is held."""

    reply_by = DayField(_("Last day for an answer"), validators=[InputRequired(_("Choose the day."))])
    holds_seat = BooleanField(_("Hold a seat until that day is over"))

    def __init__(self, typed: Typed = None, *, today: date, starts_on: date, **more: Any) -> None:
        super().__init__(typed, **more)
        self._days = today, starts_on

    def validate_reply_by(self, field: Field) -> None:
        today, starts_on = self._days
        if field.data and not today <= field.data < starts_on:
            raise ValidationError(_("Choose a day from today until the day before the conference."))

    def asked(self) -> Asked:
        """What was typed."""
        return Asked(self.reply_by.data, self.holds_seat.data)


class GuestForm(Form):
    """Somebody to invite; a line of a list goes the same way."""

    name = _others(
        _("Name"),
        _("Write the name of the person."),
        LONGEST_NAME,
        _("Write a name of at most 200 characters."),
    )
    email = _others(
        _("E-mail"),
        _("Write the e-mail address."),
        LONGEST_ADDRESS,
        _("This e-mail address is too long."),
        check_address,
        type="email",
        spellcheck="false",
    )
    organisation = organisation_field(_("Workplace"))
    kind = SelectField(
        _("Invited as"),
        choices=[SelectChoice(kind.value, KIND_WORDS[kind]) for kind in KINDS],
        default=Kind.GUEST.value,
        validate_choice=False,
        validators=[AnyOf([kind.value for kind in KINDS], _("Choose what they are invited as."))],
    )
    language = SelectField(
        _("Language of letters"),
        choices=[SelectChoice("da", "Dansk"), SelectChoice("en", "English")],
        default="da",
        validate_choice=False,
        validators=[AnyOf(["da", "en"], _("Choose Danish or English."))],
    )

    def guest(self) -> Guest:
        """The person that was typed."""
        return Guest(
            name=self.name.data,
            email=self.email.data,
            organisation=self.organisation.data,
            kind=Kind(self.kind.data),
            language=self.language.data,
        )


class InviteForm(AskedForm, GuestForm):
    """One person, and what they are asked."""


class ListForm(AskedForm):
    """What all on a list are asked, and as what they are invited where the list does not say."""

    kind = SelectField(
        _("Invited as, where the list does not say"),
        choices=[SelectChoice(kind.value, KIND_WORDS[kind]) for kind in KINDS],
        default=Kind.GUEST.value,
        validate_choice=False,
        validators=[AnyOf([kind.value for kind in KINDS], _("Choose what they are invited as."))],
    )


class YesForm(Form):
    """What somebody who says yes may put right and agree to; filled in with what the invitation knows."""

    name = name_field(_("Name"))
    organisation = organisation_field(_("Workplace"))
    needs_consent = needs_consent_field()
    diet = diet_field()
    access_needs = access_field()
    photo_consent = photo_field()
    list_consent = list_field()

    def validate_needs_consent(self, _tick: Field) -> None:
        check_consent(self)

    def answers(self, invitation: Invitation) -> Answers:
        """What was filled in, for the address that was invited."""
        return Answers(
            name=self.name.data,
            email=invitation.email,
            organisation=self.organisation.data,
            kind=invitation.kind,
            **consents_of(self),
        )
