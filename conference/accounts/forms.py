"""What staff type to sign in."""

from flask_babel import lazy_gettext as _
from wtforms import Form, PasswordField, StringField
from wtforms.validators import InputRequired

from conference.accounts.rules import LONGEST_PASSWORD

#: Letters that are read of what is typed: more is no password and no code.
LONGEST = 2 * LONGEST_PASSWORD


def _cut(text: str | None) -> str:
    return (text or "")[:LONGEST]


def _password() -> PasswordField:
    return PasswordField(
        _("Password"),
        filters=[_cut],
        validators=[InputRequired(_("Write your password."))],
        render_kw={"autocomplete": "current-password"},
    )


def _code() -> StringField:
    return StringField(
        _("Code from your phone"),
        filters=[_cut, str.strip],
        validators=[InputRequired(_("Write the six digits that your app shows, or a recovery code."))],
        render_kw={"autocomplete": "one-time-code"},
    )


class ProofForm(Form):
    """What proves who somebody is: a password, and a code from their phone."""

    password = _password()
    code = _code()


class SignInForm(Form):
    """The same, and whose."""

    email = StringField(
        _("E-mail"),
        filters=[_cut, str.strip],
        validators=[InputRequired(_("Write your e-mail address."))],
        render_kw={"autocomplete": "username", "type": "email"},
    )
    password = _password()
    code = _code()
