"""What organisers type about the programme, checked field by field."""

from typing import Any

from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import (
    Field,
    Form,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput

from conference.language import language, said
from conference.names import clean, clean_lines
from conference.pact.fields import DayField
from conference.pact.models import FocusArea
from conference.programme.answers import Person
from conference.programme.board_rules import RoomFacts, SeriesFacts, SessionFacts, SlotFacts
from conference.programme.models import Feature, Kind, Room, Session
from conference.programme.rules import title_of
from conference.programme.warnings import Rule, Severity
from conference.programme.words import FEATURES, KINDS
from conference.registration.fields import LONGEST_NAME, MomentField, check_address

#: Letters in an abstract, and in a note.
LONGEST_TEXT, LONGEST_NOTE = 2000, 500
#: More minutes, times or seats are a slip of the finger.
LONGEST_MINUTES, MOST_SLOTS, MOST_SEATS = 600, 60, 100_000

Typed = MultiDict[str, str] | None


class NumberField(IntegerField):
    """A whole number; what is none gets a sentence of ours."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist or not valuelist[0].strip():
            self.data = None
            return
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("Write a whole number.")) from None


def _line(label: Any, missing: Any = None) -> StringField:
    must = [DataRequired(missing)] if missing else [Optional()]
    longest = Length(max=LONGEST_NAME, message=_("Write at most 200 characters."))
    attributes = {"maxlength": LONGEST_NAME, "autocomplete": "off"}
    return StringField(
        label, filters=[lambda text: clean(text or "")], validators=[*must, longest], render_kw=attributes
    )


def _text(label: Any, longest: int = LONGEST_TEXT, rows: int = 5) -> TextAreaField:
    return TextAreaField(
        label,
        filters=[lambda text: clean_lines(text or "")],
        validators=[Length(max=longest, message=_("Use at most %(max)d characters."))],
        render_kw={"maxlength": longest, "rows": rows},
    )


def _number(label: Any, lowest: int, highest: int, *, is_optional: bool = False, **more: Any) -> NumberField:
    must = Optional() if is_optional else InputRequired(_("Write a number."))
    within = NumberRange(lowest, highest, _("Write a number from %(min)s to %(max)s."))
    return NumberField(label, validators=[must, within], render_kw={"inputmode": "numeric"}, **more)


def _minutes(label: Any, *, default: int = 10) -> NumberField:
    return _number(label, 1, LONGEST_MINUTES, default=default)


def _kind(label: Any, kinds: list[Kind], field: type[Field] = SelectField) -> Field:
    return field(
        label,
        choices=[SelectChoice(kind.value, KINDS[kind]) for kind in kinds],
        default=kinds[0].value,
        validate_choice=False,
        validators=[AnyOf([kind.value for kind in kinds], _("Choose one of the kinds."))],
    )


def _features(label: Any) -> SelectMultipleField:
    return SelectMultipleField(
        label,
        choices=[SelectChoice(feature.value, word) for feature, word in FEATURES.items()],
        validate_choice=False,
        option_widget=CheckboxInput(),
        default=(),
    )


def _language(label: Any) -> SelectField:
    return SelectField(
        label,
        choices=[SelectChoice("da", _("Danish")), SelectChoice("en", _("English"))],
        default="da",
        validate_choice=False,
        validators=[AnyOf(["da", "en"], _("Choose Danish or English."))],
    )


def _chosen(features: list[str]) -> tuple[str, ...]:
    return tuple(feature.value for feature in Feature if feature.value in features)


class RoomForm(Form):
    """A room."""

    name = _line(_("Name"), _("Write the name of the room."))
    seats = _number(_("Seats"), 0, MOST_SEATS)
    features = _features(_("What is there"))

    def facts(self) -> RoomFacts:
        """The room that was typed."""
        return RoomFacts(self.name.data, self.seats.data, _chosen(self.features.data))


class _InRoom(Form):
    """A form that asks for one of the conference's rooms."""

    room = SelectField(_("Room"), validate_choice=False)

    def __init__(self, typed: Typed, *, rooms: list[Room], **more: Any) -> None:
        super().__init__(typed, **more)
        self._rooms = {room.key: room for room in rooms}
        self.room.choices = [SelectChoice(key, room.name) for key, room in self._rooms.items()]

    def validate_room(self, field: Field) -> None:
        if field.data not in self._rooms:
            raise ValidationError(_("Choose one of the rooms."))

    def chosen_room(self) -> Room:
        """Only after `validate`."""
        return self._rooms[self.room.data]


class SlotForm(_InRoom):
    """A time in a room."""

    starts_at = MomentField(_("Start"))
    minutes = _minutes(_("Minutes"))
    kind = _kind(_("For whom or what"), list(Kind))

    def facts(self) -> SlotFacts:
        """The time that was typed."""
        return SlotFacts(self.chosen_room(), self.starts_at.data, self.minutes.data, Kind(self.kind.data))


class SeriesForm(_InRoom):
    """Several times of one length, one after the other."""

    count = _number(_("How many times"), 1, MOST_SLOTS, default=6)
    minutes = _minutes(_("Minutes each"))
    between = _number(_("Minutes between"), 0, LONGEST_MINUTES, default=5)
    first_at = MomentField(_("The first one starts"))
    kind = _kind(
        _("For whom or what"), [Kind.AMBASSADOR, Kind.PROJECT, Kind.COUNCIL, Kind.WORKSHOP, Kind.PLENARY]
    )

    def facts(self) -> SeriesFacts:
        """The series that was typed."""
        return SeriesFacts(
            room=self.chosen_room(),
            first_at=self.first_at.data,
            count=self.count.data,
            minutes=self.minutes.data,
            between_minutes=self.between.data,
            kind=Kind(self.kind.data),
        )


class NewSessionForm(_InRoom):
    """A break, or another point of the programme that nobody is invited for, with its time."""

    kind = _kind(_("What it is"), [Kind.BREAK, Kind.PLENARY, Kind.COUNCIL, Kind.WORKSHOP], RadioField)
    title_da = _line(_("Title in Danish"), _("Write the title in Danish."))
    title_en = _line(_("Title in English"))
    starts_at = MomentField(_("Start"))
    minutes = _minutes(_("Minutes"), default=15)

    def facts(self) -> SessionFacts:
        """What was typed of the session."""
        return SessionFacts(
            kind=Kind(self.kind.data),
            minutes=self.minutes.data,
            title_da=self.title_da.data,
            title_en=self.title_en.data,
        )

    def slot(self) -> SlotFacts:
        """What was typed of its time."""
        return SlotFacts(self.chosen_room(), self.starts_at.data, self.minutes.data, Kind(self.kind.data))


#: Fields of a session's form that are named as its columns are.
_AS_THEY_ARE = (
    *("title_da", "title_en", "abstract_da", "abstract_en", "language", "kind", "minutes"),
    *("expected", "equipment", "equipment_note", "reply_by"),
)


class SessionForm(Form):
    """A session as organisers see it."""

    title_da = _line(_("Title in Danish"))
    title_en = _line(_("Title in English"))
    abstract_da = _text(_("Abstract in Danish"))
    abstract_en = _text(_("Abstract in English"))
    language = _language(_("Spoken language"))
    kind = _kind(_("What it is"), list(Kind))
    area = SelectField(_("Focus area"), default="", validate_choice=False)
    minutes = _minutes(_("Minutes on stage"))
    expected = _number(_("Expected audience"), 0, MOST_SEATS, is_optional=True)
    equipment = _features(_("What it needs of the room"))
    equipment_note = _text(_("What else it needs"), LONGEST_NOTE, rows=3)
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
        return cls(typed, data={**known, "area": area, "after": after}, **choices)

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
            equipment=_chosen(self.equipment.data),
            equipment_note=self.equipment_note.data,
            after=self._others.get(self.after.data),
        )


class PresenterForm(Form):
    """Somebody who presents; without an address they get no link and no letters."""

    name = _line(_("Name"), _("Write the name of the person."))
    organisation = _line(_("Organisation"))
    email = StringField(
        _("E-mail"),
        filters=[lambda text: clean(text or "")],
        validators=[Optional(), check_address],
        render_kw={"type": "email", "autocomplete": "off", "spellcheck": "false"},
    )
    language = _language(_("Language of letters"))

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
    change_over_minutes = _number(_("Minutes a room needs between two sessions"), 0, 120)


class WaiveForm(Form):
    """Why a warning is accepted."""

    why = _line(_("Why is it all right?"), _("Write why it is all right."))


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
