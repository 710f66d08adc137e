"""What a desk may look up, and where somebody may walk in."""

from dataclasses import dataclass

from flask_babel import gettext as _

from conference import names
from conference.checkin.models import ListKind
from conference.checkin.rules import DoorList, Phone
from conference.errors import Conflict, Forbidden, Invalid

#: Letters of a search: fewer would only page through everybody.
FEWEST_LETTERS = 3


class QueryTooShort(Invalid):
    """It would find nearly everybody."""

    code = "query_too_short"


class NoEntrance(Conflict):
    """A list that nobody can walk in on."""

    code = "wrong_list"


class IdTaken(Conflict):
    """The phone has used this id for something else."""

    code = "id_taken"


@dataclass(frozen=True)
class Arrival:
    """What a phone says of a walk-in, besides who it is."""

    #: The scan's id, given by the phone: sent twice it is one guest.
    id: str
    list_key: str
    #: Staff let the guest in though all seats are taken.
    override: bool


def check_search(phone: Phone, asked: str) -> None:
    """Refuse to search at a door, or with less than a name. Raises Forbidden or QueryTooShort."""
    if not phone.desk:
        raise Forbidden(_("This phone is paired for scanning alone. Send the guest to the desk."))
    if sum(letter.isalnum() for letter in names.clean(asked)) < FEWEST_LETTERS:
        raise QueryTooShort(_("Write at least 3 letters of the name or the workplace."))


def check_entrance(door_list: DoorList) -> None:
    """Refuse a walk-in where it is no arrival at the conference. Raises NoEntrance."""
    if door_list.kind is not ListKind.ENTRY:
        raise NoEntrance(_("Guests walk in at the main entrance. Choose its list, and try again."))


def check_own(*, is_own: bool) -> None:
    """Refuse an id that stands for another scan. Raises IdTaken."""
    if not is_own:
        raise IdTaken(_("This walk-in could not be told from another scan. Start it again."))
