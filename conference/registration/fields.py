"""Fields that ask for a person or a moment, wherever they are asked for."""

from datetime import datetime
from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_babel import lazy_gettext as _
from wtforms import Field, Form, StringField, ValidationError
from wtforms.validators import InputRequired, Length, Optional

from conference import clock, names

LONGEST_NAME = 200
#: RFC 5321, section 4.5.3.1.3, without the angle brackets.
LONGEST_ADDRESS = 254
#: How a moment is typed: `<input type="datetime-local">`, on a Danish wall clock.
WALL = "%Y-%m-%dT%H:%M"
#: Any other is a slip of the finger.
YEARS = range(2000, 2101)


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
    """The name of who fills in the form, on one line."""
    return _name(label, _("Write your name."), autocomplete="name")


def colleague_name_field(label: Any) -> StringField:
    """The name of somebody else; the browser must not offer one's own."""
    return _name(label, _("Write your colleague's name."), autocomplete="off")


def person_name_field(label: Any) -> StringField:
    """The name of whoever staff write down."""
    return _name(label, _("Write the person’s name."), autocomplete="off")


def email_field(label: Any) -> StringField:
    """The address of who fills in the form, on one line."""
    return _email(label, InputRequired(_("Write your e-mail address.")), autocomplete="email")


def colleague_email_field(label: Any, *, required: bool = False) -> StringField:
    """The address of somebody else, who may have none."""
    must = InputRequired(_("Write your colleague's e-mail address.")) if required else Optional()
    return _email(label, must, autocomplete="off")


def organisation_field(label: Any) -> StringField:
    """The workplace of who fills in the form, in free text."""
    return _organisation(label, autocomplete="organization")


def colleague_organisation_field(label: Any) -> StringField:
    """The workplace of somebody else."""
    return _organisation(label, autocomplete="off")


def _name(label: Any, missing: Any, *, autocomplete: str) -> StringField:
    return StringField(
        label,
        filters=[one_line],
        validators=[
            InputRequired(missing),
            NotEmpty(missing),
            Length(max=LONGEST_NAME, message=_("Write a name of at most 200 characters.")),
        ],
        render_kw={"autocomplete": autocomplete, "maxlength": LONGEST_NAME},
    )


def _email(label: Any, must: InputRequired | Optional, *, autocomplete: str) -> StringField:
    return StringField(
        label,
        filters=[one_line],
        validators=[
            must,
            Length(max=LONGEST_ADDRESS, message=_("This e-mail address is too long.")),
            check_address,
        ],
        render_kw={
            "autocomplete": autocomplete,
            "type": "email",
            "maxlength": LONGEST_ADDRESS,
            "spellcheck": "false",
        },
    )


def _organisation(label: Any, *, autocomplete: str) -> StringField:
    return StringField(
        label,
        filters=[one_line],
        validators=[Length(max=LONGEST_NAME, message=_("Write a workplace of at most 200 characters."))],
        render_kw={"autocomplete": autocomplete, "maxlength": LONGEST_NAME},
    )


class MomentField(StringField):
    """A moment as a Danish wall clock shows it."""

    data: Any

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
            self.data = _moment(valuelist[0]) if valuelist else None
        except ValueError:
            self.data = None
            raise ValueError(_("Write a day and a time that exist.")) from None


def _moment(written: str) -> datetime:
    wall = datetime.strptime(written, WALL)
    if wall.year not in YEARS:
        raise ValueError("There is no counting forward or back from there.")
    return clock.from_local(wall)


class NotEmpty:
    """Refuses a text of which nothing is left: InputRequired looks at what was sent, before it is cleaned."""

    def __init__(self, message: Any) -> None:
        self._message = message

    def __call__(self, _form: Form, field: Field) -> None:
        if not field.data:
            raise ValidationError(self._message)
