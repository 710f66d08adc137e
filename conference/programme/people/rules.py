"""What may be said of ambassadors and projects, and how far a project can go from where it stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from flask_babel import gettext as _

from conference.errors import Conflict, Invalid, NotFound
from conference.names import fold
from conference.programme.models import Ambassador, Project, ProjectState, Session, State

Row = TypeVar("Row")

#: The largest sum that is no slip of the finger, in kroner.
LARGEST_SUM = 1_000_000_000


@dataclass(frozen=True)
class AmbassadorFacts:
    """A technology ambassador. None is what was not said: it stays as it is, or gets its default."""

    name: str
    email: str
    organisation: str
    #: Key of the focus area; an empty one is none.
    area: str | None = None
    #: "da" or "en".
    language: str | None = None


@dataclass(frozen=True)
class PersonFacts:
    """One of a project's people; None as above."""

    name: str
    email: str
    language: str | None = None


@dataclass(frozen=True)
class ProjectFacts:
    """An application to the education fund; None as above."""

    title_da: str
    organisation: str
    title_en: str | None = None
    area: str | None = None
    applied_on: date | None = None


class KnownAlready(Conflict):
    """There is one with this address, or with this title, already."""

    code = "known_already"


class OnProgramme(Conflict):
    """Who is on a programme is not taken off a list."""

    code = "on_programme"


class WrongTurn(Conflict):
    """The project stands somewhere else by now."""

    code = "wrong_turn"


class DecidedEarly(Invalid):
    """Nothing is decided on a day that has not come, or before it was applied for."""

    code = "decided_early"


class NobodyToInvite(Conflict):
    """The project names no people."""

    code = "nobody_to_invite"


class NoConference(Conflict):
    """There is no conference ahead to invite to."""

    code = "no_conference"


def found(row: Row | None) -> Row:
    """What an address leads to. Raises NotFound."""
    if row is None:
        raise NotFound(_("There is nothing at this address. Check that you got all of it."))
    return row


def project_key(title: str, organisation: str) -> tuple[str, str]:
    """What tells two projects apart, however they are written."""
    return fold(title), fold(organisation)


def handed_to(ambassador: Ambassador, session: Session) -> str:
    """Who presents what the ambassador was invited to and gave on; empty where they present it themselves."""
    own = {ambassador.email_folded, fold(ambassador.name)}
    if any(each.email_folded in own or fold(each.name) in own for each in session.presenters):
        return ""
    return ", ".join(each.name for each in session.presenters)


def check_remove(sessions: Sequence[Session]) -> None:
    """Refuse to remove who is on a programme; a cancelled session lets go of them. Raises OnProgramme."""
    if any(session.state is not State.CANCELLED for session in sessions):
        raise OnProgramme(
            _("There is a session of theirs on a programme, so they stay on the list. Cancel the session.")
        )


def check_decision(project: Project, decided_on: date, *, today: date) -> None:
    """Refuse a decision about a project that is decided, or on a day when nobody could decide.

    Raises WrongTurn, DecidedEarly, in this order.
    """
    if project.state is not ProjectState.APPLIED:
        raise WrongTurn(_("This project has been decided on already. Look at the page as it stands now."))
    if decided_on > today:
        raise DecidedEarly(_("A project cannot be decided on in the future."))
    if decided_on < project.applied_on:
        raise DecidedEarly(_("A project cannot be decided on before it has applied."))


def check_reopen(project: Project, sessions: Sequence[Session]) -> None:
    """Refuse to take back what is not decided, or has been told. Raises WrongTurn, OnProgramme."""
    if project.state is ProjectState.APPLIED:
        raise WrongTurn(_("This project has not been decided on."))
    if any(session.state is not State.CANCELLED for session in sessions):
        raise OnProgramme(
            _("The project has been invited to present, so the grant stands. Cancel the session first.")
        )


def check_invite(project: Project) -> None:
    """Refuse to invite a project without a grant, or without people. Raises WrongTurn, NobodyToInvite."""
    if project.state is not ProjectState.GRANTED:
        raise WrongTurn(_("Only projects with a grant are invited to present."))
    if not project.people:
        raise NobodyToInvite(_("Write who the project’s people are, so that somebody can be invited."))
