"""What a page says after a deed: its address carries a word and a number, and never a text of anybody's."""

from collections.abc import Callable

from flask_babel import gettext as _
from flask_babel import ngettext


def said(deed: str, number: int = 0, room: str = "") -> str:
    """The sentence for a deed of an organiser; empty for a word that is none."""
    if deed in _COUNTED:
        return _COUNTED[deed](number, room)
    return _plain().get(deed, "")


def _series(number: int, room: str) -> str:
    return str(
        ngettext(
            "%(num)d time has been made in %(room)s.",
            "%(num)d times have been made in %(room)s.",
            number,
            room=room,
        )
    )


def _cancelled(number: int, _room: str) -> str:
    return f"{_('The session is cancelled.')}{_letters(number)}"


def _withdrawn(number: int, _room: str) -> str:
    return f"{_('The session is withdrawn.')}{_letters(number)}"


def _granted(number: int, _room: str) -> str:
    if not number:
        return str(_("The grant has been saved."))
    return f"{_('The grant has been saved.')} {_invited(number, '')}"


def _invited(number: int, _room: str) -> str:
    return str(ngettext("%(num)d invitation is on its way.", "%(num)d invitations are on their way.", number))


def _letters(number: int) -> str:
    if not number:
        return ""
    said_so = ngettext("%(num)d letter is on its way.", "%(num)d letters are on their way.", number)
    return f" {said_so}"


_COUNTED: dict[str, Callable[[int, str], str]] = {
    "series": _series,
    "cancelled": _cancelled,
    "withdrawn": _withdrawn,
    "granted": _granted,
    "invited": _invited,
}


def _plain() -> dict[str, str]:
    return {
        # the plan
        "slot": _("The time has been made."),
        "slot_changed": _("The time has been changed."),
        "slot_removed": _("The time has been removed."),
        "session": _("It stands on the plan now."),
        "filled": _("The session has its time."),
        "taken_off": _("It has been taken off the programme."),
        "locked": _("The plan is locked."),
        "unlocked": _("The plan is open: presenters can change their times again."),
        "days": _("The days have been saved."),
        "rules": _("What each warning does has been saved."),
        "answered": _("The answer is on its way."),
        "waived": _("The warning is accepted."),
        "taken_back": _("The warning counts again."),
        # rooms
        "room": _("The room has been saved."),
        "room_moved": _("The room has been moved up."),
        "room_removed": _("The room has been removed."),
        # a session
        "place": _("The session has its time."),
        "swap": _("The two sessions have changed places: both have moved."),
        "unassign": _("The session has been taken off its time."),
        "pin": _("The session is pinned to its time."),
        "unpin": _("The session can be moved again."),
        "confirm": _("The session is confirmed."),
        "rank": _("The session has been moved up."),
        "change": _("Texts and needs have been saved."),
        "file_deleted": _("The file has been deleted."),
        "invite": _("The invitation is on its way."),
        "presenter": _("The presenter has been saved."),
        "presenter_remove": _("The presenter has been taken off the session."),
        "presenter_link": _("The letter with the link is on its way."),
        # ambassadors and projects
        "ambassador": _("The ambassador has been saved."),
        "ambassador_removed": _("The ambassador has been taken off the list."),
        "project": _("The project has been saved."),
        "project_removed": _("The project has been taken off the list."),
        "person": _("The person has been saved."),
        "person_removed": _("The person has been taken out of the project."),
        "rejected": _("The application is rejected."),
        "reopened": _("The decision has been taken back."),
    }
