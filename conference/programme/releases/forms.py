"""What organisers write to a release."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import Form, HiddenField, TextAreaField
from wtforms.validators import Length, Optional

from conference.names import clean_lines

#: Letters in a note.
LONGEST_NOTE = 500


def _note(label: Any) -> TextAreaField:
    return TextAreaField(
        label,
        filters=[lambda text: clean_lines(text or "")],
        validators=[Optional(), Length(max=LONGEST_NOTE, message=_("Write at most 500 characters."))],
        render_kw={"rows": 2},
    )


class ReleaseForm(Form):
    """Agreement to the preview as it was shown, and a note to everybody."""

    seen = HiddenField()
    note_da = _note(_("A note in Danish"))
    note_en = _note(_("A note in English"))
