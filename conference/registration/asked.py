"""What the registration form asks for, as the form itself says it: the notice tells it beforehand."""

from dataclasses import dataclass

from conference.registration.forms import RegistrationForm


@dataclass(frozen=True)
class Asked:
    """One field of the form."""

    label: str
    is_required: bool
    #: A consent, or told under one.
    is_by_consent: bool


def list_asked() -> list[Asked]:
    """Its fields in their order; a hidden one is about nobody."""
    form = RegistrationForm()
    return [
        Asked(
            str(field.label.text),
            is_required=bool(field.flags.required) or field.type == "RadioField",
            is_by_consent=field.type in ("BooleanField", "TextAreaField"),
        )
        for field in form
        if field.type != "HiddenField"
    ]
