"""Letters about a seat that goes to somebody else: to who takes it, and to who had it.

Their facts hold `by`, the contact's name at the time, when it was not the one who had the seat that did it.
"""

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy import select

from conference.db import db
from conference.mail.letters import Content, letter, unlinked
from conference.mail.models import Letter
from conference.own import colleagues, words
from conference.registration.models import Reason, Registration, State


@letter("registration.received", lazy_gettext("A seat taken over"), with_addition=True)
def received(letter: Letter) -> Content | None:
    registration = words.find_on(letter, State.CONFIRMED)
    if registration is None:
        return None
    giver, by = _giver(registration), _by(letter)
    source = by or giver or str(_("a colleague"))
    return words.with_ticket(
        registration,
        subject=_("A seat has been handed over to you: %(conference)s", conference=words.title(registration)),
        paragraphs=(
            _handed(giver, by),
            *colleagues.led(registration),
            _("Show the code below at the door, on your phone or on paper. The ticket is attached."),
        ),
        second=colleagues.group_page(registration),
        closing=(
            *((colleagues.where_from(source),) if registration.email else ()),
            words.give_up(),
        ),
    )


@letter("registration.handed_over", lazy_gettext("A seat handed over"), with_addition=True)
def handed_over(letter: Letter) -> Content | None:
    registration = words.find(letter, State.CANCELLED, reason=Reason.HANDED_OVER)
    if registration is None:
        return None
    taker, by = _taker(registration), _by(letter)
    return words.content(
        registration,
        subject=_("Your seat is handed over: %(conference)s", conference=words.title(registration)),
        paragraphs=(
            _("%(by)s has given your seat to %(name)s, who gets a ticket of their own.", by=by, name=taker)
            if by
            else _("Your seat has gone to %(name)s, who gets a ticket of their own.", name=taker),
            _("Your own ticket no longer lets you in, and the link to your page no longer works."),
        ),
        button=words.conference_page(registration.conference),
        closing=(_("If you think that is a mistake, answer this letter."),),
        entries=words.cancelled_entry(registration),
    )


def _handed(giver: str | None, by: str | None) -> str:
    """Who has done it."""
    if by and giver:
        given = _(
            "%(by)s has given you the seat at the conference that %(name)s had. It is yours now.",
            by=by,
            name=giver,
        )
        return str(given)
    name = giver or _("A colleague")
    return str(_("%(name)s has handed over their seat at the conference to you. It is yours now.", name=name))


def _by(letter: Letter) -> str | None:
    name = letter.facts.get("by")
    return unlinked(name) if name else None


def _giver(registration: Registration) -> str | None:
    """Who had the seat before."""
    before = registration.handed_from_id
    giver = db.session.get(Registration, before) if before is not None else None
    return unlinked(giver.name) if giver else None


def _taker(registration: Registration) -> str:
    """Who has the seat now."""
    query = select(Registration).filter_by(handed_from_id=registration.id).limit(1)
    taker = None if words.is_sample(registration) else db.session.scalar(query)
    return unlinked(taker.name) if taker else str(_("a colleague"))
