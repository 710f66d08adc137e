"""Fields that ask for a consent, each by itself and never ticked beforehand, wherever they are asked for."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, TextAreaField, ValidationError
from wtforms.validators import Length

from conference import names
from conference.registration.answers import NeedsSaid

#: Letters of what somebody tells about their food, or about getting around.
LONGEST_NEEDS = 500


def needs_consent_field() -> BooleanField:
    """The consent that needs are told under; without it nothing of them is kept."""
    return BooleanField(_("Yes, keep what I have written about my needs, and use it"))


def diet_field() -> TextAreaField:
    """Food, in free text."""
    return _text(_("Food and allergies"))


def access_field() -> TextAreaField:
    """Getting around, seeing and hearing, in free text."""
    return _text(_("What you need to take part"))


def photo_field() -> BooleanField:
    """Whether photographers may have them in a picture."""
    return BooleanField(_("You may use photos of me from the conference"))


def list_field() -> BooleanField:
    """Whether the others may read that they come."""
    return BooleanField(_("Show my name and workplace on the list of participants"))


def needs_of(form: Any) -> NeedsSaid | None:
    """What a form with these fields tells of needs; None without the tick."""
    if not form.needs_consent.data:
        return None
    return NeedsSaid(diet=form.diet.data, access_needs=form.access_needs.data)


def check_consent(form: Any) -> None:
    """Refuse needs without the consent that they are told under. Raises ValidationError."""
    if not form.needs_consent.data and (form.diet.data or form.access_needs.data):
        raise ValidationError(_("Tick this too: without it we may not keep what you have written."))


def consents_of(form: Any) -> dict[str, Any]:
    """What a form with all these fields says, by the names of Answers."""
    return {
        "list_consent": form.list_consent.data,
        "photo_consent": form.photo_consent.data,
        "needs": needs_of(form),
    }


def _text(label: Any) -> TextAreaField:
    return TextAreaField(
        label,
        filters=[lambda text: names.clean_lines(text or "")],
        validators=[Length(max=LONGEST_NEEDS, message=_("Write at most 500 characters."))],
        # a browser that fills this in for the next person would tell on the last one
        render_kw={"rows": 3, "autocomplete": "off"},
    )
