"""What a person agrees to, and what they need."""

from typing import Any

from wtforms import BooleanField, Form

from conference.registration import consent_fields
from conference.registration.answers import NeedsSaid


class ConsentsForm(Form):
    """Photos and the list of participants, each for itself."""

    photo_consent = consent_fields.photo_field()
    list_consent = consent_fields.list_field()


class NeedsForm(Form):
    """Food and access; where the consent is standing, no tick is a wish to take it back."""

    diet = consent_fields.diet_field()
    access_needs = consent_fields.access_field()
    needs_consent = consent_fields.needs_consent_field()

    def __init__(self, *values: Any, is_standing: bool, **more: Any) -> None:
        super().__init__(*values, **more)
        self._is_standing = is_standing

    def validate_needs_consent(self, _tick: BooleanField) -> None:
        if not self._is_standing:
            consent_fields.check_consent(self)

    def needs(self) -> NeedsSaid | None:
        """What was told; None when the consent is not there, or not any more."""
        return consent_fields.needs_of(self)
