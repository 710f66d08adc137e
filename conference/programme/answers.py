"""What presenters and organisers say, as frozen values: checked by the forms, taken by the verbs."""

from dataclasses import dataclass
from datetime import date

from conference.pact.models import FocusArea
from conference.programme.models import Ambassador, Kind, Project


@dataclass(frozen=True)
class Person:
    """Somebody who is to present; without an address they get no link and no letters."""

    name: str
    email: str = ""
    organisation: str = ""
    #: "da" or "en": what letters to them speak.
    language: str = "da"


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """Whom the organisers ask to present, and for how long."""

    kind: Kind
    people: tuple[Person, ...]
    #: Minutes on stage.
    minutes: int
    title_da: str = ""
    title_en: str = ""
    area: FocusArea | None = None
    ambassador: Ambassador | None = None
    project: Project | None = None
    #: The last Danish day for an answer; the programme's own when none is named.
    reply_by: date | None = None
    #: Not asked yet: only if others say no.
    on_reserve: bool = False


@dataclass(frozen=True)
class Details:
    """What a presenter tells of their session."""

    title_da: str
    title_en: str
    abstract_da: str = ""
    abstract_en: str = ""
    #: "da" or "en": what is spoken on stage.
    language: str = "da"
    #: Words of `models.Feature`.
    equipment: tuple[str, ...] = ()
    equipment_note: str = ""


@dataclass(frozen=True)
class Availability:
    """When a presenter can be on stage."""

    is_always_free: bool
    #: Half days, `2018-11-22-am` or `-pm`.
    cannot: tuple[str, ...] = ()
    rather_not: tuple[str, ...] = ()
    note: str = ""
