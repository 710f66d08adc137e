"""What presenters type about their session and themselves, checked field by field."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask_babel import format_decimal
from flask_babel import lazy_gettext as _
from werkzeug.datastructures import FileStorage
from wtforms import (
    BooleanField,
    FileField,
    Form,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, InputRequired, Length
from wtforms.widgets import CheckboxInput

from conference import names
from conference.programme.answers import Availability, Details, Person
from conference.programme.models import Feature
from conference.programme.words import FEATURES
from conference.registration.fields import (
    LONGEST_ADDRESS,
    LONGEST_NAME,
    NotEmpty,
    check_address,
    one_line,
    organisation_field,
)

LONGEST_TEXT = 2000
LONGEST_NOTE = 500
_LANGUAGES = [SelectChoice("da", "Dansk"), SelectChoice("en", "English")]


class TickField(SelectMultipleField):
    """Several of a list, each by a tick box of its own."""

    option_widget = CheckboxInput()


def _line(label: Any, **more: Any) -> StringField:
    longest = Length(max=LONGEST_NAME, message=_("Write at most 200 characters."))
    return StringField(
        label, filters=[one_line], validators=[longest], render_kw={"maxlength": LONGEST_NAME, **more}
    )


def _text(label: Any, *, longest: int = LONGEST_TEXT, must: Any = None, rows: int = 6) -> TextAreaField:
    required = [InputRequired(must), NotEmpty(must)] if must else []
    return TextAreaField(
        label,
        filters=[lambda text: names.clean_lines(text or "")],
        validators=[*required, _at_most(longest)],
        render_kw={"rows": rows},
    )


def _at_most(longest: int) -> Callable[[Form, TextAreaField], None]:
    """`Length` would have the browser cut what is pasted, without a word."""

    def check(form: Form, field: TextAreaField) -> None:
        if len(field.data) > longest:
            told = {"most": format_decimal(longest), "written": format_decimal(len(field.data))}
            raise ValidationError(
                _("Write at most %(most)s characters. You have written %(written)s.", **told)
            )

    return check


def _is_chosen(field: FileField) -> bool:
    """Whether a file came; text by the same name is none, and a browser sends an empty one for none."""
    if not isinstance(field.data, FileStorage):
        field.data = None
    return bool(field.data)


def _language(label: Any) -> RadioField:
    return RadioField(
        label,
        choices=_LANGUAGES,
        default="da",
        validate_choice=False,
        validators=[AnyOf(["da", "en"], _("Choose a language."))],
    )


class TitleForm(Form):
    """What is asked beside taking a time: it can wait, but it is the first that others read."""

    title_da = _line(_("Title in Danish"))
    title_en = _line(_("Title in English"))

    @property
    def is_sent(self) -> bool:
        """Whether the fields stood on the page at all."""
        return bool(self.title_da.raw_data or self.title_en.raw_data)


class DetailsForm(TitleForm):
    """What a presenter tells of their session."""

    abstract_da = _text(_("Abstract in Danish"))
    abstract_en = _text(_("Abstract in English"))
    language = _language(_("Spoken on stage"))
    equipment = TickField(
        _("What you need"),
        choices=[SelectChoice(feature.value, FEATURES[feature]) for feature in Feature],
        validate_choice=False,
    )
    equipment_note = _text(_("Anything else you need"), longest=LONGEST_NOTE, rows=3)

    def details(self) -> Details:
        """What was filled in; a need that no room knows is left out."""
        ticked = tuple(feature.value for feature in Feature if feature.value in (self.equipment.data or ()))
        return Details(**self.data | {"equipment": ticked})


class PersonForm(Form):
    """Somebody who is to present too, or instead."""

    name = StringField(
        _("Name"),
        filters=[one_line],
        validators=[
            InputRequired(_("Write the name.")),
            NotEmpty(_("Write the name.")),
            Length(max=LONGEST_NAME, message=_("Write a name of at most 200 characters.")),
        ],
        render_kw={"maxlength": LONGEST_NAME, "autocomplete": "off"},
    )
    email = StringField(
        _("E-mail"),
        filters=[one_line],
        validators=[
            InputRequired(_("Write the e-mail address.")),
            Length(max=LONGEST_ADDRESS, message=_("This e-mail address is too long.")),
            check_address,
        ],
        render_kw={
            "type": "email",
            "maxlength": LONGEST_ADDRESS,
            "autocomplete": "off",
            "spellcheck": "false",
        },
    )
    organisation = organisation_field(_("Workplace"))
    language = _language(_("Letters in"))

    def __init__(self, *values: Any, own: str | None, there: Mapping[str, str], **more: Any) -> None:
        """`own` is the folded address of who names them, `there` those of others who present it, by name."""
        super().__init__(*values, **more)
        self._own, self._there = own, there
        # somebody else's: nothing for a browser to fill in
        self.organisation.render_kw = {**self.organisation.render_kw, "autocomplete": "off"}

    def validate_email(self, field: StringField) -> None:
        address = names.fold_email(field.data)
        if address == self._own:
            raise ValidationError(_("That is your own address. Write your colleague's."))
        if address in self._there:
            raise ValidationError(_("%(name)s presents the session already.", name=self._there[address]))

    def person(self) -> Person:
        """Who was named."""
        return Person(**self.data)


class AvailabilityForm(Form):
    """When a presenter can be on stage; its half days are given to it."""

    is_always_free = RadioField(
        _("Can you present at any time?"),
        choices=[SelectChoice("yes", _("Yes, at any time")), SelectChoice("no", _("No, not at any time"))],
        default="yes",
        validate_choice=False,
        validators=[AnyOf(["yes", "no"], _("Answer yes or no."))],
    )
    cannot = TickField(_("I cannot"), validate_choice=False)
    rather_not = TickField(_("I would rather not"), validate_choice=False)
    note = _text(_("Anything else about your time"), longest=LONGEST_NOTE, rows=3)

    def validate_is_always_free(self, field: RadioField) -> None:
        ticked = self._of_the_conference([*(self.cannot.data or ()), *(self.rather_not.data or ())])
        if field.data == "no" and not (ticked or self.note.data):
            raise ValidationError(_("Tick the half days that do not suit you, or write it below."))

    def __init__(self, *values: Any, half_days: Sequence[tuple[str, str]], **more: Any) -> None:
        super().__init__(*values, **more)
        self._half_days = [key for key, _word in half_days]
        for field in (self.cannot, self.rather_not):
            field.choices = [SelectChoice(key, word) for key, word in half_days]

    def availability(self) -> Availability:
        """What was filled in; "cannot" is stronger than "rather not"."""
        if self.is_always_free.data == "yes":
            return Availability(is_always_free=True, note=self.note.data)
        cannot = self._of_the_conference(self.cannot.data)
        rather_not = self._of_the_conference(self.rather_not.data)
        return Availability(
            is_always_free=False,
            cannot=cannot,
            rather_not=tuple(key for key in rather_not if key not in cannot),
            note=self.note.data,
        )

    def _of_the_conference(self, ticked: Sequence[str] | None) -> tuple[str, ...]:
        return tuple(key for key in self._half_days if key in (ticked or ()))


class ConsentsForm(Form):
    """Two consents, each for itself."""

    recording = BooleanField(_("Yes, my session may be recorded"))
    publication = BooleanField(_("Yes, my photo and my slides may be published"))


class PhotoForm(Form):
    """A portrait, and what it shows."""

    photo = FileField(_("Photo"), render_kw={"accept": ".jpg,.jpeg,.png"})
    alt_da = _line(_("What the photo shows, in Danish"))
    alt_en = _line(_("What the photo shows, in English"))

    def __init__(self, *values: Any, has_photo: bool, **more: Any) -> None:
        super().__init__(*values, **more)
        self._has_photo = has_photo

    def validate_photo(self, field: FileField) -> None:
        if not (_is_chosen(field) or self._has_photo):
            raise ValidationError(_("Choose a photo."))

    def validate_alt_da(self, field: StringField) -> None:
        if not (field.data or self.alt_en.data):
            raise ValidationError(_("Say what the photo shows, for those who do not see it."))


class SlidesForm(Form):
    """One file."""

    file = FileField(_("File"), render_kw={"accept": ".pdf,.pptx,.odp,.png,.jpg,.jpeg"})

    def validate_file(self, field: FileField) -> None:
        if not _is_chosen(field):
            raise ValidationError(_("Choose a file."))


class WishForm(Form):
    """What a presenter asks for after the lock."""

    text = _text(_("Your wish"), must=_("Write what you wish."))
