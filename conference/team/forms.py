"""What staff type about accounts: their own, and new ones."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _
from wtforms import Form, PasswordField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import EqualTo, InputRequired

from conference.accounts.rules import LONGEST_PASSWORD, Role
from conference.registration.fields import colleague_email_field, email_field, person_name_field
from conference.team.rules import ROLES_TO_GIVE

#: How the roles are called on the pages.
ROLE_WORDS = {
    Role.ADMIN: _("Admin: everything, and who may what"),
    Role.ORGANISER: _("Organiser: everything but accounts and needs"),
    Role.PROGRAMME: _("Programme: sessions, presenters and rooms"),
    Role.DOOR: _("Door: who comes, phones and lists"),
    Role.CARE: _("Needs: food and access"),
    Role.VIEWER: _("Viewer: sees what organisers see, and changes nothing"),
}
#: The same in a word.
ROLE_NAMES = {
    Role.ADMIN: _("admin"),
    Role.ORGANISER: _("organiser"),
    Role.PROGRAMME: _("programme"),
    Role.DOOR: _("door"),
    Role.CARE: _("needs"),
    Role.VIEWER: _("viewer"),
}


def _cut(text: str | None) -> str:
    return (text or "")[: 2 * LONGEST_PASSWORD]


def _code() -> StringField:
    return StringField(
        _("Code from your phone"),
        filters=[_cut, str.strip],
        validators=[InputRequired(_("Write the six digits that your app shows."))],
        render_kw={"autocomplete": "one-time-code"},
    )


class PhoneForm(Form):
    """What shows that the app on a phone has read our code."""

    code = _code()


class PasswordForm(Form):
    """A new password, twice, and a code from the phone."""

    password = PasswordField(
        _("New password"),
        filters=[_cut],
        validators=[InputRequired(_("Write a password."))],
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        _("The same once more"),
        filters=[_cut],
        validators=[
            InputRequired(_("Write the password once more.")),
            EqualTo("password", _("The two are not the same.")),
        ],
        render_kw={"autocomplete": "new-password"},
    )
    code = _code()


class AddressForm(Form):
    """Where a link to a new password goes."""

    email = email_field(_("E-mail"))


class RoleForm(Form):
    """A role, for one conference or for all."""

    role = SelectField(_("Role"), choices=[SelectChoice(role, ROLE_WORDS[role]) for role in ROLES_TO_GIVE])
    conference = SelectField(_("For"), default="")

    def offer(self, conferences: Iterable[tuple[str, str]]) -> None:
        """The conferences there are, by slug and title."""
        offered = [SelectChoice(slug, title) for slug, title in conferences]
        self.conference.choices = [SelectChoice("", _("All conferences")), *offered]


class NewAccountForm(RoleForm):
    """Somebody new on the staff."""

    name = person_name_field(_("Name"))
    email = colleague_email_field(_("E-mail"), required=True)
