"""What organisers add to a letter, in both languages."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import Form, TextAreaField
from wtforms.validators import Length

from conference.names import clean_lines

LONGEST_TEXT = 2000


def _text(label: Any) -> TextAreaField:
    longest = Length(max=LONGEST_TEXT, message=_("Write at most 2,000 characters."))
    return TextAreaField(
        label,
        filters=[lambda text: clean_lines(text or "")],
        validators=[longest],
        render_kw={"rows": 5, "maxlength": LONGEST_TEXT},
    )


class AdditionForm(Form):
    """A paragraph of the organisers' own."""

    da = _text(_("In the Danish letter"))
    en = _text(_("In the English letter"))
