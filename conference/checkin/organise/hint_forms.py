"""What organisers type of a hint to the door."""

from collections.abc import Iterator, Sequence
from typing import Any, Self

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import Field, Form, SelectField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from conference.checkin.hints import Facts
from conference.checkin.models import CheckinList, Hint
from conference.language import said
from conference.registration.fields import NotEmpty, one_line
from conference.registration.models import Kind
from conference.registration.words import KINDS

#: Characters of a hint: it is read at arm's length while somebody waits.
LONGEST_HINT = 100


def _words(label: Any, missing: Any) -> StringField:
    return StringField(
        label,
        filters=[one_line],
        validators=[
            InputRequired(missing),
            NotEmpty(missing),
            Length(max=LONGEST_HINT, message=_("Write at most 100 characters: it is read on a phone.")),
        ],
        render_kw={"maxlength": LONGEST_HINT, "autocomplete": "off"},
    )


class HintForm(Form):
    """For whom a hint is, and what is done, in both languages."""

    whom = SelectField(_("For whom"), choices=[], validate_choice=False)
    text_da = _words(_("What to do, in Danish"), _("Write in Danish what to do."))
    text_en = _words(_("What to do, in English"), _("Write in English what to do."))

    @classmethod
    def of(
        cls, workshops: Sequence[CheckinList], typed: MultiDict[str, str] | None, hint: Hint | None = None
    ) -> Self:
        """The form of a new hint, or of one there is; `workshops` are the lists of those with seats."""
        keys: dict[int | None, str] = {each.session_id: each.key for each in workshops}
        now = {} if hint is None else {"whom": hint.kind or keys.get(hint.session_id)}
        form = cls(typed, obj=hint, data=now)
        form.whom.choices = list(_choices(workshops))
        form.workshops = workshops
        return form

    def validate_whom(self, field: Field) -> None:
        if field.data not in {choice.value for choice in self.whom.choices if choice.value}:
            raise ValidationError(_("Choose whom the hint is for."))

    def facts(self) -> Facts:
        """What was filled in."""
        sessions = {each.key: each.session_id for each in self.workshops}
        session_id = sessions.get(self.whom.data)
        kind = None if session_id else Kind(self.whom.data)
        return Facts(kind, session_id, self.text_da.data, self.text_en.data)


def _choices(workshops: Sequence[CheckinList]) -> Iterator[SelectChoice]:
    yield SelectChoice("", gettext("Choose"))
    for kind, word in KINDS.items():
        yield SelectChoice(kind.value, str(word), optgroup=gettext("Who comes as"))
    for each in workshops:
        yield SelectChoice(each.key, said(each, "name"), optgroup=gettext("Who has a seat in the workshop"))
