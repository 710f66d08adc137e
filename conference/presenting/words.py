"""What a letter to a presenter tells of, found again when it is sent, and words that many of them share."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from babel.lists import format_list
from flask_babel import gettext as _
from sqlalchemy import func, select

from conference import clock, names
from conference.calendar.ical import Method
from conference.db import db
from conference.language import absolute_url, language, long_day, said
from conference.mail import service as mail
from conference.mail.letters import Button, CalendarEntry, unlinked
from conference.mail.models import Letter
from conference.presenting import entries
from conference.programme import service as programme
from conference.programme.models import Presenter, Session, State, Wish
from conference.programme.releases.changes import Stand, how_moved
from conference.registration.models import Conference
from conference.registration.models import State as Seat

Facts = tuple[tuple[str, str], ...]

#: Letters that bring an entry for the calendar.
_WITH_ENTRY = ("presenter.confirmed", "presenter.moved", "presenter.joined")


@dataclass(frozen=True)
class About:
    """Whom a letter is to, and one session it tells of: in `place` as told, before it in `was`."""

    presenter: Presenter
    session: Session
    facts: dict[str, Any]

    @property
    def conference(self) -> str:
        return said(self.session.conference, "title")

    @property
    def title(self) -> str:
        """Its title, which in somebody else's letter advertises nothing."""
        return unlinked(entries.title_of(self.session))

    @property
    def place(self) -> Stand | None:
        return self._stand("place")

    @property
    def was(self) -> Stand | None:
        """Its room by the name it had then."""
        was, room = self._stand("was"), self.facts.get("room")
        return replace(was, room=room) if was and room else was

    @property
    def holds(self) -> bool:
        """Whether the place told of is still where the presenter is to be."""
        session = self.session
        return session.state is State.CONFIRMED and session.told_slot == self.facts.get("place") is not None

    @property
    def moves(self) -> bool:
        return self.facts.get("was") != self.facts.get("place") or self.facts.get("renamed", False)

    def _stand(self, name: str) -> Stand | None:
        told = self.facts.get(name)
        return entries.read(told, room=self.facts.get("room", "")) if told else None


def presenter_of(letter: Letter) -> Presenter | None:
    """Whom it is to. One that waited while an address was put right is for nobody."""
    query = select(Presenter).filter_by(uid=letter.subject, email_folded=names.fold_email(letter.to))
    return db.session.scalar(query)


def find(letter: Letter, *states: State) -> About | None:
    """What the letter tells of, if its reader still presents it and it stands in one of these states."""
    found = find_any(letter, letter.facts)
    if found is None or found.presenter not in found.session.presenters:
        return None
    return found if found.session.state in states else None


def find_all(letter: Letter) -> list[About]:
    """The same for a letter of several confirmed sessions: those that stand where it says."""
    told = [find_any(letter, facts) for facts in letter.facts.get("sessions", [letter.facts])]
    return [each for each in told if each and each.holds and each.presenter in each.session.presenters]


def find_any(letter: Letter, facts: dict[str, Any]) -> About | None:
    """The session, whoever presents it now."""
    presenter = presenter_of(letter)
    session = db.session.scalar(select(Session).filter_by(uid=facts.get("session")))
    return About(presenter, session, facts) if presenter and session else None


def is_said_later(letter: Letter) -> bool:
    """Whether a younger letter tells this person the same of the session: then that one alone is sent."""
    younger = select(Letter.facts).where(
        Letter.name == letter.name, Letter.subject == letter.subject, Letter.id > letter.id
    )
    return any(facts.get("session") == letter.facts.get("session") for facts in db.session.scalars(younger))


def wish_of(letter: Letter) -> Wish | None:
    """The wish that it answers."""
    return db.session.scalar(select(Wish).filter_by(uid=letter.facts.get("wish")))


def own_page(presenter: Presenter, label: str) -> Button | None:
    """The presenter's own page, if there still is one."""
    code = programme.own_code(presenter)
    return Button(label, absolute_url("presenting.show", code=code)) if code else None


def conference_page(conference: Conference) -> Button:
    """Where everybody may look."""
    return Button(_("See the conference"), absolute_url("registration.show", slug=conference.slug))


def request(about: About) -> tuple[CalendarEntry, ...]:
    """The entry that puts the session where it is now."""
    return _entry(about, Method.REQUEST)


def cancel(about: About) -> tuple[CalendarEntry, ...]:
    """The entry that takes it out; only for who was sent one of this session."""
    uid, sent = about.session.uid, mail.list_sent(_WITH_ENTRY, about=about.presenter.uid)
    told = (each for facts in sent for each in facts.get("sessions", [facts]))
    had_one = any(each["session"] == uid and each.get("place") for each in told)
    return _entry(about, Method.CANCEL) if had_one else ()


def title_facts(session: Session) -> Facts:
    """The title, once somebody has written it."""
    if not (session.title_da or session.title_en):
        return ()
    return ((_("Session"), unlinked(entries.title_of(session))),)


def conference_facts(conference: Conference) -> Facts:
    """The day and the house."""
    place = ", ".join(part for part in (conference.venue, conference.address) if part)
    return ((_("When"), long_day(conference.starts_at)), (_("Where"), place))


def place_facts(about: About, *, is_over: bool = False) -> Facts:
    """What, when and where; or what no longer holds of it."""
    place = about.place
    if place is None:
        return title_facts(about.session)
    if is_over:
        return (*title_facts(about.session), (_("No longer"), entries.line(place)))
    spot = entries.where(place, about.session.conference)
    return (*title_facts(about.session), (_("When"), entries.when(place)), (_("Where"), spot))


def change_facts(about: About) -> Facts:
    """What a release changed: the old place and the new one, and who presents it."""
    place, was = about.place, about.was
    before = ((_("Before"), entries.line(was)),) if was and about.moves else ()
    now = ((_("Now"), entries.line(place)),) if place else ()
    people = ((_("Presenters"), together(about.session.presenters)),) if about.facts.get("others") else ()
    return ((_("Session"), about.title), *before, *now, *people)


def change_subject(about: About) -> str:
    """What happened, in a word."""
    place, was = about.place, about.was
    kinds = how_moved(was, place) if was and place else ()
    subjects = {
        "moved": _("New time: %(title)s", title=about.title),
        "room": _("New room: %(title)s", title=about.title),
        "shortened": _("Shorter time: %(title)s", title=about.title),
        "lengthened": _("Longer time: %(title)s", title=about.title),
    }
    for kind, subject in subjects.items():
        if kind in kinds:
            return str(subject)
    if about.moves:
        return str(_("Your time: %(title)s", title=about.title))
    return str(_("Other presenters: %(title)s", title=about.title))


def answer_by(session: Session) -> str:
    """When we need to hear, and what happens otherwise."""
    if session.reply_by is None:
        return str(_("Answer as soon as you can, also if you cannot come."))
    return str(
        _(
            "Answer by %(day)s, also if you cannot come. Otherwise we ask the next in line.",
            day=long_day(session.reply_by),
        )
    )


def days_left(reply_by: date, conference: str) -> str:
    """How long there is to answer, as a subject."""
    left = (reply_by - clock.today()).days
    if left == 0:
        return str(_("Today is the last day to answer: %(conference)s", conference=conference))
    if left == 1:
        return str(_("Tomorrow is the last day to answer: %(conference)s", conference=conference))
    return str(_("%(days)s days left to answer: %(conference)s", days=left, conference=conference))


def missing(session: Session) -> tuple[str, ...]:
    """What the presenter still has to write, and by when."""
    lacks_title = not (session.title_da or session.title_en)
    lacks_abstract = not (session.abstract_da or session.abstract_en)
    if not (lacks_title or lacks_abstract):
        return ()
    texts_by = programme.read_programme(session.conference).texts_by
    what = {
        (True, True): _("We still need a title and an abstract from you."),
        (True, False): _("We still need a title from you."),
        (False, True): _("We still need an abstract from you."),
    }[lacks_title, lacks_abstract]
    how = (
        _("Write them on your page by %(day)s.", day=long_day(texts_by))
        if texts_by
        else _("Write it on your page.")
    )
    return (f"{what} {how}",)


def keeps_seat(presenter: Presenter) -> tuple[str, ...]:
    """Who presents nothing any more is still welcome."""
    place = presenter.registration
    has_seat = place is not None and place.state is Seat.CONFIRMED
    is_held = presenter.conference.called_off_at is None
    return (_("You keep your seat at the conference."),) if has_seat and is_held else ()


def must_register(presenter: Presenter) -> tuple[str, ...]:
    """Whom a colleague has added says for themselves that they come."""
    if presenter.vouched_at is not None:
        return ()
    return (_("You are not registered for the conference yet: you do that yourself on your page."),)


def queue_number(session: Session) -> int:
    """Its place on the reserve list of its kind, from 1."""
    before = select(func.count(Session.id)).where(
        Session.conference_id == session.conference_id,
        Session.kind == session.kind,
        Session.state == State.RESERVE,
        Session.reserve_rank < session.reserve_rank,
    )
    return (db.session.scalar(before) or 0) + 1


def together(people: Iterable[Presenter]) -> str:
    """Anna, Bo og Carl"""
    return format_list([unlinked(each.name) for each in people], locale=language())


def _entry(about: About, method: Method) -> tuple[CalendarEntry, ...]:
    place, sequence = about.place, about.facts.get("sequence", 0)
    if place is None:
        return ()
    return (entries.entry(about.session, about.presenter, place, sequence=sequence, method=method),)
