"""What organisers fill in, as frozen values."""

from dataclasses import dataclass

from conference.registration.models import Kind


@dataclass(frozen=True)
class Change:
    """What an organiser puts right for somebody."""

    name: str
    #: None: they have none, and whoever looks after their party reads their letters.
    email: str | None
    organisation: str
    kind: Kind
    language: str
    #: In Latin letters, where the name itself cannot be printed.
    badge_name: str | None


@dataclass(frozen=True)
class Words:
    """What a letter to many says; empty in a language that none of them reads."""

    subject_da: str = ""
    text_da: str = ""
    subject_en: str = ""
    text_en: str = ""

    def subject(self, language: str) -> str:
        return self.subject_en if language == "en" else self.subject_da

    def text(self, language: str) -> str:
        return self.text_en if language == "en" else self.text_da
