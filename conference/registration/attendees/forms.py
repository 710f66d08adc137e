"""What organisers type about attendees."""

from collections.abc import Collection
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, Form, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, Length

from conference import names
from conference.registration.answers import Answers, Person
from conference.registration.attendees.answers import Change, Words
from conference.registration.fields import (
    LONGEST_NAME,
    colleague_email_field,
    one_line,
    organisation_field,
    person_name_field,
)
from conference.registration.models import Kind
from conference.registration.words import KINDS

#: Characters of a letter to many.
LONGEST_SUBJECT, LONGEST_TEXT = 150, 5000
_LANGUAGES = [SelectChoice("da", "Dansk"), SelectChoice("en", "English")]


class PersonForm(Form):
    """Who somebody is; an organiser knows some people without a mailbox."""

    name = person_name_field(_("Name"))
    email = colleague_email_field(_("E-mail"))
    organisation = organisation_field(_("Workplace"))

    def person(self) -> Person:
        """What was filled in."""
        return Person(self.name.data, self.email.data or None, self.organisation.data)


class PlaceForm(PersonForm):
    """All that organisers say of somebody's place."""

    kind = SelectField(
        _("Comes as"),
        choices=[SelectChoice(kind.value, word) for kind, word in KINDS.items()],
        default=Kind.ATTENDEE.value,
        validate_choice=False,
        validators=[AnyOf(list(Kind), _("Choose what the person comes as."))],
    )
    language = RadioField(
        _("Letters and ticket in"),
        choices=_LANGUAGES,
        default="da",
        validate_choice=False,
        validators=[AnyOf(["da", "en"], _("Choose a language."))],
    )
    badge_name = StringField(
        _("Name on the badge"),
        filters=[one_line],
        validators=[Length(max=LONGEST_NAME, message=_("Write a name of at most 200 characters."))],
        render_kw={"autocomplete": "off", "maxlength": LONGEST_NAME},
    )


class ChangeForm(PlaceForm):
    """What an organiser puts right for somebody."""

    #: The version that the page showed; a form without it has seen none.
    seen = HiddenField(default="")

    def change(self) -> Change:
        """What was filled in."""
        return Change(
            name=self.name.data,
            email=self.email.data or None,
            organisation=self.organisation.data,
            kind=Kind(self.kind.data),
            language=self.language.data,
            badge_name=self.badge_name.data or None,
        )


class AdditionForm(PlaceForm):
    """Somebody whom an organiser adds by hand."""

    may_wait = BooleanField(_("Put the person on the waiting list if no seat is left"))
    #: Random for each page: the same page sent twice is one place.
    form_key = HiddenField()

    def answers(self) -> Answers:
        """What was filled in."""
        return Answers(
            name=self.name.data,
            email=self.email.data or None,
            organisation=self.organisation.data,
            kind=Kind(self.kind.data),
        )


class HandOverForm(PersonForm):
    """Who takes over somebody's seat."""


def _subject(label: Any) -> StringField:
    longest = Length(max=LONGEST_SUBJECT, message=_("Write a subject of at most 150 characters."))
    return StringField(
        label, filters=[one_line], validators=[longest], render_kw={"maxlength": LONGEST_SUBJECT}
    )


def _text(label: Any) -> TextAreaField:
    longest = Length(max=LONGEST_TEXT, message=_("Write at most 5,000 characters."))
    return TextAreaField(
        label,
        filters=[lambda text: names.clean_lines(text or "")],
        validators=[longest],
        render_kw={"rows": 8},
    )


class CircularForm(Form):
    """A letter to many, in both languages."""

    subject_da = _subject(_("Subject in Danish"))
    text_da = _text(_("Text in Danish"))
    subject_en = _subject(_("Subject in English"))
    text_en = _text(_("Text in English"))
    #: Random for each letter: the same one sent twice goes out once.
    key = HiddenField(default="")
    #: The recipients that the preview showed.
    seen = HiddenField(default="")

    def words(self) -> Words:
        """What was filled in."""
        return Words(self.subject_da.data, self.text_da.data, self.subject_en.data, self.text_en.data)

    def check_for(self, languages: Collection[str]) -> bool:
        """Ask for a subject and a text in each language that somebody reads."""
        missing = {
            self.subject_da: _("Write the subject in Danish: some read Danish letters."),
            self.text_da: _("Write the text in Danish: some read Danish letters."),
            self.subject_en: _("Write the subject in English: some read English letters."),
            self.text_en: _("Write the text in English: some read English letters."),
        }
        for field, words in missing.items():
            if field.name.rpartition("_")[2] in languages and not field.data:
                field.errors = [words]
        return not self.errors
