"""What organisers type about sessions, their presenters and the plan, checked field by field."""

from typing import Any

from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import Field, Form, HiddenField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, DataRequired, Length, Optional

from conference.language import language, said
from conference.names import clean, clean_lines
from conference.pact.fields import DayField
from conference.pact.models import FocusArea
from conference.programme.answers import Person
from conference.programme.board.fields import (
    LONGEST_NOTE,
    LONGEST_TEXT,
    MOST_SEATS,
    chosen,
    features_field,
    kind_field,
    language_field,
    line_field,
    minutes_field,
    number_field,
    text_field,
)
from conference.programme.board.rules import SessionFacts, version_of
from conference.programme.board.warnings import Rule, Severity
from conference.programme.models import Kind, Session
from conference.programme.rules import title_of
from conference.registration.fields import check_address

Typed = MultiDict[str, str] | None


#: Fields of a session's form that are named as its columns are.
_AS_THEY_ARE = (
    *("title_da", "title_en", "abstract_da", "abstract_en", "language", "kind", "minutes"),
    *("expected", "equipment", "equipment_note", "reply_by"),
)


class SessionForm(Form):
    """A session as organisers see it."""

    #: Which version of the session is being changed.
    seen = HiddenField()
    title_da = line_field(_("Title in Danish"))
    title_en = line_field(_("Title in English"))
    abstract_da = text_field(_("Abstract in Danish"))
    abstract_en = text_field(_("Abstract in English"))
    language = language_field(_("Spoken language"))
    kind = kind_field(_("What it is"), list(Kind))
    area = SelectField(_("Focus area"), default="", validate_choice=False)
    minutes = minutes_field(_("Minutes on stage"))
    expected = number_field(_("Expected audience"), 0, MOST_SEATS, is_optional=True)
    equipment = features_field(_("What it needs of the room"))
    equipment_note = text_field(_("What else it needs"), LONGEST_NOTE, rows=3)
    after = SelectField(_("Must come after"), default="", validate_choice=False)
    reply_by = DayField(_("Answer by"), validators=[Optional()])

    def __init__(self, typed: Typed, *, areas: list[FocusArea], others: list[Session], **more: Any) -> None:
        super().__init__(typed, **more)
        self._areas = {area.key: area for area in areas}
        self._others = {other.code: other for other in others}
        names = {key: said(area, "name") for key, area in self._areas.items()}
        titles = {code: title_of(other, language()) for code, other in self._others.items()}
        self.area.choices = _or_none(names, _("None"))
        self.after.choices = _or_none(titles, _("Nothing in particular"))

    @classmethod
    def of(cls, session: Session, typed: Typed, **choices: Any) -> "SessionForm":
        """The form filled with the session, or with what was typed over it."""
        codes = {other.id: other.code for other in choices["others"]}
        # Not `obj=session`: its area is a row, and what the form chooses is a key.
        known = {name: getattr(session, name) for name in _AS_THEY_ARE}
        area, after = session.area.key if session.area else "", codes.get(session.after_id, "")
        seen = version_of(session)
        return cls(typed, data={**known, "area": area, "after": after, "seen": seen}, **choices)

    def validate_area(self, field: Field) -> None:
        if field.data and field.data not in self._areas:
            raise ValidationError(_("Choose one of the focus areas."))

    def validate_after(self, field: Field) -> None:
        if field.data and field.data not in self._others:
            raise ValidationError(_("Choose one of the sessions."))

    def facts(self) -> SessionFacts:
        """The session that was typed."""
        return SessionFacts(
            kind=Kind(self.kind.data),
            minutes=self.minutes.data,
            title_da=self.title_da.data,
            title_en=self.title_en.data,
            abstract_da=self.abstract_da.data,
            abstract_en=self.abstract_en.data,
            language=self.language.data,
            area=self._areas.get(self.area.data),
            expected=self.expected.data,
            equipment=chosen(self.equipment.data),
            equipment_note=self.equipment_note.data,
            after=self._others.get(self.after.data),
        )


class PresenterForm(Form):
    """Somebody who presents; without an address they get no link and no letters."""

    name = line_field(_("Name"), _("Write the name of the person."))
    organisation = line_field(_("Organisation"))
    email = StringField(
        _("E-mail"),
        filters=[lambda text: clean(text or "")],
        validators=[Optional(), check_address],
        render_kw={"type": "email", "autocomplete": "off", "spellcheck": "false"},
    )
    language = language_field(_("Language of letters"))

    def person(self) -> Person:
        """Who was typed."""
        return Person(self.name.data, self.email.data or "", self.organisation.data, self.language.data)


class InviteAgainForm(Form):
    """By when somebody answers who is asked again."""

    reply_by = DayField(_("Answer by"), validators=[Optional()])


class DaysForm(Form):
    """What is decided about the programme as a whole."""

    reply_by = DayField(_("Answers by"), validators=[Optional()])
    texts_by = DayField(_("Titles, abstracts and slides by"), validators=[Optional()])
    change_over_minutes = number_field(_("Minutes a room needs between two sessions"), 0, 120)


class AnswerForm(Form):
    """What the organisers answer to a wish."""

    text = TextAreaField(
        _("Answer to the presenter"),
        filters=[lambda text: clean_lines(text or "")],
        validators=[
            DataRequired(_("Write an answer.")),
            Length(max=LONGEST_TEXT, message=_("Use at most %(max)d characters.")),
        ],
        render_kw={"rows": 6},
    )


class WaiveForm(Form):
    """Why a warning is accepted."""

    why = line_field(_("Why is it all right?"), _("Write why it is all right."))


class RulesForm(Form):
    """What each warning does."""

    def severities(self) -> dict[Rule, Severity]:
        """What was chosen."""
        return {rule: Severity(self[rule.value].data) for rule in Rule}


SEVERITIES = {
    Severity.BLOCK: _("Stops a release"),
    Severity.WARN: _("Is shown"),
    Severity.IGNORE: _("Is not looked for"),
}
RULES = {
    Rule.ROOM_TAKEN: _("Two sessions in one room at once"),
    Rule.CHANGE_OVER: _("Too little time to change over in a room"),
    Rule.PRESENTER_TWICE: _("A presenter in two places at once"),
    Rule.PRESENTER_CANNOT: _("A presenter cannot at that time"),
    Rule.PRESENTER_RATHER_NOT: _("A presenter would rather not at that time"),
    Rule.PRESENTER_SEATLESS: _("A presenter has no seat at the conference"),
    Rule.AUDIENCE: _("More people expected than the room has seats"),
    Rule.WORKSHOP_SEATS: _("A workshop has more seats than its room"),
    Rule.FEATURE_MISSING: _("The room lacks equipment or access"),
    Rule.LONGER: _("The session is longer than its time"),
    Rule.SHORTER: _("The session is shorter than its time"),
    Rule.ORDER: _("A required order is broken"),
    Rule.UNCONFIRMED: _("The presenter has not said yes"),
    Rule.NOBODY: _("Nobody has the time, or presents the session"),
    Rule.NO_AREA: _("No focus area"),
    Rule.SAME_AREA: _("The same focus area in two rooms at once"),
    Rule.NO_TEXT: _("No title or no abstract"),
}
for _rule, _label in RULES.items():
    _severity = SelectField(
        _label,
        choices=[SelectChoice(severity.value, word) for severity, word in SEVERITIES.items()],
        validate_choice=False,
        validators=[AnyOf(list(Severity), _("Choose one of the answers."))],
    )
    setattr(RulesForm, _rule.value, _severity)


def _or_none(named: dict[str, str], none: Any) -> list[SelectChoice]:
    return [SelectChoice("", none), *(SelectChoice(key, name) for key, name in named.items())]
