"""What a presenter's page reads of the programme."""

from flask_babel import gettext as _
from sqlalchemy import func, select

from conference import clock
from conference.db import db
from conference.errors import NotFound
from conference.presenting import entries, shown
from conference.presenting.shown import Shown
from conference.programme import rules
from conference.programme import service as programmes
from conference.programme.models import Hold, Presenter, Session, State, Wish
from conference.programme.releases.changes import Stand


def look(presenter: Presenter) -> list[Shown]:
    """All sessions of a presenter, as they stand; those that come about first."""
    now, programme = clock.now(), programmes.read_programme(presenter.conference)
    released = programmes.latest(presenter.conference) if presenter.conference.is_published else None
    found = [
        shown.show(
            session,
            presenter,
            told=_told(session),
            released=released,
            hold=find_hold(session),
            wishes=list_wishes(session),
            free=programmes.list_free_slots(session),
            place_in_line=_place_in_line(session),
            texts_by=programme.texts_by,
            is_locked=rules.is_locked(programme, now=now),
            now=now,
        )
        for session in presenter.sessions
    ]
    return sorted(found, key=lambda each: not each.is_live)


def get_shown(presenter: Presenter, session_code: str) -> Shown:
    """One of a presenter's own sessions. Raises NotFound."""
    for each in look(presenter):
        if each.session.code == session_code:
            return each
    raise NotFound(_("There is no such session."))


def find_hold(session: Session) -> Hold | None:
    """What is kept for the session just now."""
    return db.session.scalar(select(Hold).where(Hold.session_id == session.id, Hold.until > clock.now()))


def list_wishes(session: Session) -> list[Wish]:
    """What its presenters have asked the organisers for, oldest first."""
    return list(db.session.scalars(select(Wish).filter_by(session_id=session.id).order_by(Wish.id)))


def _told(session: Session) -> Stand | None:
    """Where a confirmed session is, as its presenters know it; a draft moves nobody."""
    if session.state is not State.CONFIRMED or session.told_slot is None:
        return None
    return entries.read(session.told_slot)


def _place_in_line(session: Session) -> int | None:
    """Its place among those of its kind on the reserve list."""
    if session.state is not State.RESERVE:
        return None
    ahead = (
        select(func.count())
        .select_from(Session)
        .where(
            Session.conference_id == session.conference_id,
            Session.kind == session.kind,
            Session.state == State.RESERVE,
            Session.reserve_rank < session.reserve_rank,
        )
    )
    return (db.session.scalar(ahead) or 0) + 1
