"""What organisers type about rooms and times, checked field by field."""

from typing import Any

from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import Field, Form, RadioField, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice

from conference.programme.board.fields import (
    LONGEST_MINUTES,
    MOST_SEATS,
    chosen,
    features_field,
    kind_field,
    line_field,
    minutes_field,
    number_field,
)
from conference.programme.board.rules import RoomFacts, SeriesFacts, SessionFacts, SlotFacts
from conference.programme.models import Kind, Room
from conference.registration.fields import MomentField

#: More times at once are a slip of the finger.
MOST_SLOTS = 60

Typed = MultiDict[str, str] | None


class RoomForm(Form):
    """A room."""

    name = line_field(_("Name"), _("Write the name of the room."))
    seats = number_field(_("Seats"), 0, MOST_SEATS)
    features = features_field(_("Equipment and access"))

    def facts(self) -> RoomFacts:
        """The room that was typed."""
        return RoomFacts(self.name.data, self.seats.data, chosen(self.features.data))


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
    minutes = minutes_field(_("Minutes"))
    kind = kind_field(_("For whom or what"), list(Kind))

    def facts(self) -> SlotFacts:
        """The time that was typed."""
        return SlotFacts(self.chosen_room(), self.starts_at.data, self.minutes.data, Kind(self.kind.data))


class SeriesForm(_InRoom):
    """Several times of one length, one after the other."""

    count = number_field(_("How many times"), 1, MOST_SLOTS, default=6)
    minutes = minutes_field(_("Minutes each"))
    between = number_field(_("Minutes between"), 0, LONGEST_MINUTES, default=5)
    first_at = MomentField(_("The first one starts"))
    kind = kind_field(
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

    kind = kind_field(_("What it is"), [Kind.BREAK, Kind.PLENARY, Kind.COUNCIL, Kind.WORKSHOP], RadioField)
    title_da = line_field(_("Title in Danish"), _("Write the title in Danish."))
    title_en = line_field(_("Title in English"))
    starts_at = MomentField(_("Start"))
    minutes = minutes_field(_("Minutes"), default=15)

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
