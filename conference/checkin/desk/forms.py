"""What a desk sends about people: what it searches for, and who walks in."""

from typing import Any
from uuid import UUID

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import Form

from conference.checkin.desk.rules import Arrival
from conference.checkin.forms import id_of, member
from conference.checkin.rules import BrokenEnvelope
from conference.registration.answers import Person
from conference.registration.fields import (
    colleague_email_field,
    colleague_organisation_field,
    person_name_field,
)


class WalkInForm(Form):
    """Who a guest without a registration is."""

    name = person_name_field(_("Name"))
    email = colleague_email_field(_("E-mail"))
    organisation = colleague_organisation_field(_("Workplace"))

    def person(self) -> Person:
        """What was filled in."""
        return Person(self.name.data, self.email.data or None, self.organisation.data)


def read_search(data: Any) -> str:
    """What is searched for. Raises BrokenEnvelope."""
    return str(member(data, "q", str))


def read_walk_in(data: Any) -> tuple[Arrival, WalkInForm]:
    """What is said of a walk-in, and who it is. Raises BrokenEnvelope."""
    sent = id_of(data)
    if sent is None:
        raise BrokenEnvelope(gettext("“%(name)s” is missing or of another kind.", name="id"))
    override = _optional(data, "override", bool, False)
    arrival = Arrival(str(UUID(sent)), member(data, "list", str), override)
    person = {name: _optional(data, name, str, "") for name in WalkInForm().data}
    return arrival, WalkInForm(MultiDict(person))


def _optional(data: dict[str, Any], name: str, kind: type, default: Any) -> Any:
    return default if data.get(name) is None else member(data, name, kind)
