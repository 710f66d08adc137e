"""What a person types about themselves and their colleagues."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from wtforms import Form, HiddenField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf

from conference.registration.answers import Correction, Person
from conference.registration.fields import (
    colleague_email_field,
    colleague_name_field,
    colleague_organisation_field,
    email_field,
    name_field,
    organisation_field,
)
from conference.registration.models import Registration


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
        self.email.errors = [_taken()]

    def correction(self) -> Correction:
        """What was filled in."""
        return Correction(
            name=self.name.data,
            email=self.email.data or None,
            organisation=self.organisation.data,
            language=self.language.data,
        )


class MemberCorrectionForm(CorrectionForm):
    """The same of somebody without an address, whom a colleague looks after."""

    email = colleague_email_field(_("E-mail"))


class MemberForm(Form):
    """A colleague who comes along, or instead of another one."""

    name = colleague_name_field(_("Your colleague's name"))
    email = colleague_email_field(_("Your colleague's e-mail"))
    organisation = colleague_organisation_field(_("Workplace"))
    #: Random for each page: the same page sent twice is one colleague.
    form_key = HiddenField()

    def refuse_address(self) -> None:
        """Say that another place has the address."""
        self.email.errors = [_taken()]

    def person(self) -> Person:
        """Who was filled in."""
        return Person(self.name.data, self.email.data or None, self.organisation.data)


class MemberNameForm(Form):
    """What a contact puts right about somebody of their party, without an address."""

    name = colleague_name_field(_("Your colleague's name"))
    email = colleague_email_field(_("Your colleague's e-mail"))

    def refuse_address(self) -> None:
        """Say that another place has the address."""
        self.email.errors = [_taken()]

    def correction(self, of: Registration) -> Correction:
        """What was filled in; the rest stays as it is."""
        return Correction(self.name.data, self.email.data or None, of.organisation, of.language)


class MemberAddressForm(MemberNameForm):
    """The same of somebody who has one: it may become another, but is not taken away."""

    email = colleague_email_field(_("Your colleague's e-mail"), required=True)


class SuccessorForm(MemberForm):
    """A colleague who takes over one's own place, and is written to about it."""

    email = colleague_email_field(_("Your colleague's e-mail"), required=True)


def _taken() -> LazyString:
    return _("This e-mail address already has another place at the conference.")
