"""What becomes of a programme when its conference is moved or called off; see `registration.conferences`."""

from datetime import date, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from conference.db import db
from conference.programme import claims, plan, rules, telling
from conference.programme.document import Document
from conference.programme.models import Session, Slot, State
from conference.programme.releases import service as releases
from conference.programme.workshops.seats import shorten_offers
from conference.registration.conferences.followers import Foreseen
from conference.registration.conferences.rules import Notice, day_of, shifted
from conference.registration.models import Conference
from conference.registration.rules import LAST_OFFER


def hold(conference: Conference) -> None:
    """Its slots are ours alone until the write block ends."""
    plan.hold_programme(conference)


def foresee_move(conference: Conference, *, day: date) -> Foreseen:
    """The plan moves along as a draft: whether every presenter can come then, nobody has asked yet."""
    slots, late = len(_slots(conference)), _late_days(conference, day)
    if not slots:
        return Foreseen(sentences=late)
    return Foreseen(
        sentences=(
            ngettext(
                "%(num)d time on the programme moves along, as a draft.",
                "%(num)d times on the programme move along, as a draft.",
                slots,
            ),
            _(
                "The public programme shows the old day until you release it again. The release writes to "
                "each presenter."
            ),
            *late,
        )
    )


def move(conference: Conference, *, days: int) -> None:
    """Every time on the plan is the same hour so many days on."""
    # Those furthest on go first, so that no two stand at one time in one room on the way.
    for slot in sorted(_slots(conference), key=lambda each: each.starts_at, reverse=days > 0):
        length: timedelta = slot.ends_at - slot.starts_at
        slot.starts_at = shifted(slot.starts_at, days)
        slot.ends_at = slot.starts_at + length
        db.session.flush()
        if days < 0 and slot.session is not None and slot.session.pool_id is not None:
            shorten_offers(slot.session, until=slot.starts_at - LAST_OFFER)


def is_of_old_day(document: Document, conference: Conference) -> bool:
    """Whether the public still reads the times of the day that the conference was moved from."""
    if conference.called_off_at is not None or conference.moved_at is None:
        return False
    days = [day_of(entry.starts_at) for entry in document.held]
    is_older = document.released_at < conference.moved_at
    # Moved there and back, the old times hold again.
    return is_older and bool(days) and min(days) != day_of(conference.starts_at)


def foresee_call_off(conference: Conference) -> Foreseen:
    """Everything on the programme is cancelled, and the public is shown so."""
    sessions = _live(conference)
    letters = sum(telling.count_letters(session, rules.Act.CANCEL) for session in sessions)
    sentences = []
    if sessions:
        sentences.append(
            ngettext(
                "%(num)d session is cancelled.",
                "%(num)d sessions are cancelled, and nobody can choose a time any more.",
                len(sessions),
            )
        )
    if releases.latest(conference) is not None:
        sentences.append(_("The programme is released once more, with every session struck through."))
    told = (_("Presenters"), letters, _("That their session is cancelled. Its entry leaves their calendar."))
    return Foreseen(letters=(told,) if letters else (), sentences=tuple(sentences))


def call_off(conference: Conference, notice: Notice, *, by: str) -> None:
    """Cancel every session and release that: pages, exports and calendars tell it by themselves."""
    for session in _live(conference):
        claims.cancel(session)
    planned = releases.preview(conference)
    if planned.is_needed and not planned.blocking:
        releases.release(conference, by=by, note_da=notice.notice_da, note_en=notice.notice_en)


def _late_days(conference: Conference, day: date) -> tuple[str, ...]:
    """The days that presenters were given and that stay where they are, if they no longer lie before it."""
    programme = plan.read_programme(conference)
    told = (
        (
            programme.reply_by,
            _("Presenters were to answer by a day that then is too late: set an earlier one."),
        ),
        (
            programme.texts_by,
            _("Titles and slides were due on a day that then is too late: set an earlier one."),
        ),
    )
    return tuple(sentence for last, sentence in told if last is not None and last >= day)


def _slots(conference: Conference) -> list[Slot]:
    return list(db.session.scalars(select(Slot).filter_by(conference_id=conference.id)))


def _live(conference: Conference) -> list[Session]:
    states = (State.RESERVE, State.INVITED, State.CONFIRMED)
    return [session for session in plan.list_sessions(conference) if session.state in states]
