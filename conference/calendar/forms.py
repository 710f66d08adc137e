"""What a person types about an address of their calendar."""

from flask_babel import lazy_gettext as _
from wtforms import Form, StringField
from wtforms.validators import InputRequired, Length

from conference.registration.fields import NotEmpty, one_line

LONGEST_NAME = 40


class FeedForm(Form):
    """A new address."""

    name = StringField(
        _("Where will you use it?"),
        filters=[one_line],
        validators=[
            InputRequired(_("Write a name, such as “Outlook” or “phone”.")),
            NotEmpty(_("Write a name, such as “Outlook” or “phone”.")),
            Length(max=LONGEST_NAME, message=_("Write a name of at most 40 characters.")),
        ],
        render_kw={"maxlength": LONGEST_NAME, "autocomplete": "off"},
    )
