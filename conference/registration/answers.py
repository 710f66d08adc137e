"""What people fill in, as frozen values: checked by the forms, taken by the verbs."""

from dataclasses import dataclass
from datetime import datetime

from conference.registration.models import Kind


@dataclass(frozen=True)
class NeedsSaid:
    """What a person tells about diet and access, under a consent of its own."""

    diet: str = ""
    access_needs: str = ""


@dataclass(frozen=True)
class Answers:
    """One person's registration form."""

    name: str
    #: A member of a party may have none.
    email: str | None
    organisation: str = ""
    kind: Kind = Kind.ATTENDEE
    list_consent: bool = False
    photo_consent: bool = False
    #: None without the consent that they are told under.
    needs: NeedsSaid | None = None


@dataclass(frozen=True)
class Person:
    """Somebody who takes over a seat, or joins a party."""

    name: str
    email: str | None
    organisation: str = ""


@dataclass(frozen=True)
class Correction:
    """What a person may put right about themselves."""

    name: str
    #: A member of a party may have none.
    email: str | None
    organisation: str
    language: str


@dataclass(frozen=True)
class Settings:
    """What organisers decide about a conference."""

    title_da: str
    title_en: str
    doors_at: datetime
    starts_at: datetime
    ends_at: datetime
    opens_at: datetime
    closes_at: datetime
    capacity: int
    venue: str
    address: str
    is_published: bool = True
    summary_da: str = ""
    summary_en: str = ""
    way_da: str = ""
    way_en: str = ""
    parking_da: str = ""
    parking_en: str = ""
    hearing_loop_da: str = ""
    hearing_loop_en: str = ""
    step_free_da: str = ""
    step_free_en: str = ""
    contact_name: str = ""
    contact_email: str = ""
    contact_phone: str = ""
