"""What a person types about themselves."""

from flask_babel import lazy_gettext as _
from wtforms import Form, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf

from conference.registration.answers import Correction
from conference.registration.fields import email_field, name_field, organisation_field


class CorrectionForm(Form):
    """What a person puts right about themselves."""

    name = name_field(_("Name"))
    email = email_field(_("E-mail"))
    organisation = organisation_field(_("Workplace"))
    language = RadioField(
        _("Letters and ticket in"),
        choices=[SelectChoice("da", "Dansk"), SelectChoice("en", "English")],
        validate_choice=False,
        validators=[AnyOf(["da", "en"], _("Choose a language."))],
    )

    def refuse_address(self) -> None:
        """Say that another place has the address."""
        self.email.errors = [_("This e-mail address already has another place at the conference.")]

    def correction(self) -> Correction:
        """What was filled in."""
        return Correction(
            name=self.name.data,
            email=self.email.data,
            organisation=self.organisation.data,
            language=self.language.data,
        )
