"""Letters about places in workshops: an offer, its end, another time or room, one that is called off.

Their facts hold `place`; of a workshop that has moved, also where it stood.
"""

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy import select

from conference import clock
from conference.db import db
from conference.language import absolute_url, deadline, long_day, said, time
from conference.mail.letters import Button, Content, letter, unlinked
from conference.mail.models import Letter
from conference.own import words
from conference.programme import service as programmes
from conference.programme.document import Document, Entry
from conference.programme.models import WorkshopPlace
from conference.registration.models import Reason, State
from conference.registration.rules import is_offer_good


@letter("workshop.offer", lazy_gettext("A seat in a workshop is offered"), with_addition=True)
def offer(letter: Letter) -> Content | None:
    place = _find(letter, State.OFFERED)
    if place is None or place.offer_until is None or not is_offer_good(place, now=clock.now()):
        return None
    until = deadline(place.offer_until)
    return _content(
        place,
        subject=_("There is a seat for you in a workshop"),
        paragraphs=(
            _("It is your turn: a seat has been freed, and it is held for you until %(until)s.", until=until),
            _("Open your page and say yes or no. If we hear nothing, the seat goes to the next in line."),
        ),
        label=_("Answer the offer"),
    )


@letter("workshop.offer_lapsed", lazy_gettext("An offer of a workshop has run out"), with_addition=True)
def offer_lapsed(letter: Letter) -> Content | None:
    place = _find(letter, State.CANCELLED, reason=Reason.LAPSED)
    if place is None:
        return None
    return _content(
        place,
        subject=_("The offer of a seat in a workshop has run out"),
        paragraphs=(
            _("We held a seat for you and did not hear from you in time. It has gone to the next in line."),
            _("If you still wish to take part, choose the workshop again, and join the end of its queue."),
        ),
        label=_("See the workshops"),
    )


@letter("workshop.moved", lazy_gettext("A workshop has moved"), with_addition=True)
def moved(letter: Letter) -> Content | None:
    place = _find(letter, State.CONFIRMED, State.OFFERED, State.WAITING)
    if place is None:
        return None
    keeps = (
        _("You keep your seat.") if place.state is State.CONFIRMED else _("You keep your place in the queue.")
    )
    return _content(
        place,
        subject=_("A workshop of yours has moved"),
        paragraphs=(
            _("The workshop below has another time or another room."),
            f"{keeps} {_('If it does not suit you now, leave it on your page.')}",
        ),
        label=_("See your workshops"),
        before=_stand(letter),
    )


@letter("workshop.cancelled", lazy_gettext("A workshop has been called off"), with_addition=True)
def cancelled(letter: Letter) -> Content | None:
    place = _find(letter, State.CANCELLED, reason=Reason.BY_ORGANISER)
    if place is None:
        return None
    return _content(
        place,
        subject=_("A workshop of yours has been called off"),
        paragraphs=(
            _("The workshop below does not take place. Your seat at the conference stays yours."),
            _("You can choose another workshop on your page, if one has seats left."),
        ),
        label=_("See the workshops"),
        heading=_("Was planned for"),
    )


def _find(letter: Letter, *states: State, reason: Reason | None = None) -> WorkshopPlace | None:
    """The place, if the letter still fits where it stands, and whose it is still reads at that address.

    Of a sample, a place that nobody has.
    """
    if "sample" in letter.facts:
        whose = words.find_sample(letter, states[0], reason)
        return WorkshopPlace(registration=whose, state=whose.state, offer_until=whose.offer_until)
    query = select(WorkshopPlace).where(
        WorkshopPlace.uid == letter.facts["place"], WorkshopPlace.state.in_(states)
    )
    place = db.session.scalar(query if reason is None else query.where(WorkshopPlace.reason == reason))
    registration = words.find_on(letter, State.CONFIRMED)
    return place if place is not None and place.registration is registration else None


def _content(
    place: WorkshopPlace,
    *,
    subject: str,
    paragraphs: tuple[str, ...],
    label: str,
    before: str = "",
    heading: str = "",
) -> Content | None:
    """The letter with title, time and room as released; None when no release speaks of it any more."""
    shown = _shown(place)
    if shown is None:
        return None
    code, (title, when, where) = words.own_code(place.registration), shown
    stood = ((_("Before"), before),) if before else ()
    return words.content(
        place.registration,
        subject=f"{subject}: {title}",
        paragraphs=paragraphs,
        button=Button(label, absolute_url("own_workshops.show", code=code)) if code else None,
        facts=(
            (_("Workshop"), title),
            (heading or _("When"), when),
            (_("Where"), where),
            *stood,
            (_("Conference"), words.title(place.registration)),
        ),
    )


def _shown(place: WorkshopPlace) -> tuple[str, str, str] | None:
    """Title, time and room; of a sample those of the conference itself."""
    if words.is_sample(place.registration):
        conference = place.registration.conference
        return _("A workshop"), _when(conference.starts_at, conference.ends_at), conference.venue
    document = programmes.latest(place.session.conference)
    entry = document.by_code.get(place.session.code) if document else None
    if document is None or entry is None:
        return None
    return unlinked(said(entry, "title")), _when(entry.starts_at, entry.ends_at), _where(entry, document)


def _where(entry: Entry, document: Document) -> str:
    return f"{document.rooms_by_key[entry.room_key].name}, {document.venue}"


def _stand(letter: Letter) -> str:
    """Where a workshop stood before it moved; a sample stood nowhere."""
    if "sample" in letter.facts:
        return ""
    starts_at, ends_at = (datetime.fromisoformat(letter.facts[name]) for name in ("starts_at", "ends_at"))
    return f"{_when(starts_at, ends_at)}, {letter.facts['room']}"


def _when(starts_at: datetime, ends_at: datetime) -> str:
    return f"{long_day(starts_at)}, {time(starts_at)}–{time(ends_at)}"
