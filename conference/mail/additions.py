"""What organisers add to letters: a paragraph of their own, for one conference, letter and language."""

from sqlalchemy import select

from conference import clock
from conference.db import db
from conference.mail.models import Addition


def text_of(about: str, letter: str, language: str) -> str:
    """What is added to the letters of this name about the conference of this uid; mostly nothing."""
    found = _find(about, letter, language)
    return found.text if found else ""


def list_letters(about: str) -> set[tuple[str, str]]:
    """To which letters something is added, and in which language."""
    query = select(Addition.letter, Addition.language).filter_by(about=about)
    return {(name, language) for name, language in db.session.execute(query)}


def write(about: str, letter: str, language: str, text: str) -> bool:
    """Add this from now on; an empty text takes it away. Tells whether that is a change."""
    found, text = _find(about, letter, language), text.strip()
    if text == (found.text if found else ""):
        return False
    if found is None:
        found = Addition(about=about, letter=letter, language=language)
        db.session.add(found)
    if text:
        found.text, found.changed_at = text, clock.real_now()
    else:
        db.session.delete(found)
    db.session.flush()
    return True


def _find(about: str, letter: str, language: str) -> Addition | None:
    return db.session.scalar(select(Addition).filter_by(about=about, letter=letter, language=language))
