"""The days by which presenters answer and hand in their texts, which also stand in their own calendars."""

from datetime import date

from conference import clock
from conference.programme.models import Programme, Session


def set_reply_by(session: Session, day: date | None) -> None:
    """The last Danish day for an answer; another day is another version of its entry."""
    if session.reply_by != day:
        session.reply_by = day
        session.reply_sequence = (session.reply_sequence or 0) + 1


def set_texts_by(programme: Programme, day: date | None) -> None:
    """The last Danish day for titles, abstracts and slides; another day is another version of its entry."""
    if programme.texts_by != day:
        programme.texts_by = day
        programme.texts_sequence += 1
        programme.changed_at = clock.after(programme.changed_at)
